//! API keys: made, used, rotated, taken back.

use std::time::Duration;

use masthead_app::Clock;
use masthead_domain::{time::Instant, user::UserRole};
use masthead_http::HttpSettings;
use masthead_tests::{Client, TestDb, TestServer};
use reqwest::Method;
use serde_json::{Value, json};

use super::{assert_refused, code, graphql_code, text};

async fn made(client: &Client, body: Value) -> Value {
    let answer = client.post("/v1/api-keys", body).await;
    assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.bytes));
    assert_eq!(answer.header("cache-control"), "private, no-store");
    answer.json()
}

async fn revoke(client: &Client, id: &Value) -> masthead_tests::Answer {
    client.send(client.request(Method::DELETE, &format!("/v1/api-keys/{}", id.as_str().unwrap()))).await
}

#[tokio::test]
async fn a_key_asks_in_the_name_of_its_user_until_it_is_taken_back() {
    let server = TestServer::new().await;
    let user = server.account(UserRole::Author, &[]).await;
    let session = server.client().sign_in(&user).await;
    let client = server.client().with_token(text(&session, "accessToken"));
    let issued =
        made(&client, json!({ "name": "Export", "scopes": ["READ_DRAFTS", "WRITE_OWN", "READ_DRAFTS"] })).await;
    let (key, secret) = (&issued["key"], text(&issued, "secret"));
    assert!(secret.starts_with(&format!("{}_", text(key, "prefix"))) && text(key, "prefix").starts_with("mh_"));
    assert_eq!(key["scopes"], json!(["READ_DRAFTS", "WRITE_OWN"]));
    let program = server.client().with_token(secret);
    assert_eq!(program.json("/v1/me").await["id"], json!(user.id));
    // The secret is told once.
    let listed = client.get("/v1/api-keys").await;
    assert!(!String::from_utf8_lossy(&listed.bytes).contains(secret));
    assert_eq!(listed.json()["items"][0]["id"], key["id"]);
    // A letter that is wrong or missing is told apart without asking anyone, and anything else is as unknown.
    for wrong in [&secret[..secret.len() - 1], &secret.replace(&secret[20..21], "-"), "mh_", "mh_abcdefgh_"] {
        assert_refused(&server, wrong, wrong).await;
    }
    assert_eq!(revoke(&client, &key["id"]).await.status, 200);
    assert_refused(&server, secret, "revoked").await;
    assert_eq!(revoke(&client, &key["id"]).await.status, 200, "twice is as good");
    let rotate = format!("/v1/api-keys/{}/rotate", text(key, "id"));
    assert_eq!(code(&client.post(&rotate, json!({})).await), "validation_failed");
}

#[tokio::test]
async fn a_key_never_may_more_than_its_scopes_or_its_user() {
    let server = TestServer::new().await;
    let author = server.user(UserRole::Author, &[]).await;
    let beyond =
        author.post("/v1/api-keys", json!({ "name": "x", "scopes": ["WRITE_OWN", "MANAGE", "WRITE_ANY"] })).await;
    assert_eq!((beyond.status.as_u16(), code(&beyond).as_str()), (422, "validation_failed"));
    assert_eq!(beyond.json()["violations"][0]["code"], json!("beyond_role"));
    for wrong in [json!({ "name": "", "scopes": ["PUBLISH"] }), json!({ "name": "x", "scopes": [] })] {
        assert_eq!(author.post("/v1/api-keys", wrong).await.status, 422);
    }
    let admin_account = server.account(UserRole::Admin, &[]).await;
    let session = server.client().sign_in(&admin_account).await;
    let admin = server.client().with_token(text(&session, "accessToken"));
    let reads = made(&admin, json!({ "name": "reads", "scopes": ["READ_DRAFTS"] })).await;
    let manages = made(&admin, json!({ "name": "manages", "scopes": ["MANAGE"] })).await;
    let reading = server.client().with_token(text(&reads, "secret"));
    let managing = server.client().with_token(text(&manages, "secret"));
    let answer = reading.get("/v1/users").await;
    assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (403, "forbidden"));
    assert_eq!(managing.get("/v1/users").await.status, 200);
    // A key makes no keys: neither more scopes nor more time.
    for key in [&reading, &managing] {
        let answer = key.post("/v1/api-keys", json!({ "name": "more", "scopes": ["MANAGE"] })).await;
        assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (403, "forbidden"));
    }
    // Nor does it renew another one, and with the scope to manage it takes back any.
    let rotate = format!("/v1/api-keys/{}/rotate", text(&manages["key"], "id"));
    assert_eq!(reading.post(&rotate, json!({})).await.status, 404);
    assert_eq!(revoke(&reading, &manages["key"]["id"]).await.status, 404);
    assert_eq!(revoke(&managing, &reads["key"]["id"]).await.status, 200);
    // What the user loses, their keys lose.
    server.account(UserRole::Admin, &[]).await;
    let path = format!("/v1/users/{}", admin_account.id);
    assert_eq!(admin.patch(&path, 1, json!({ "role": "EDITOR" })).await.status, 200);
    assert_eq!(managing.get("/v1/users").await.status, 403);
}

#[tokio::test]
async fn everyone_sees_their_own_keys_and_administrators_all() {
    let server = TestServer::new().await;
    let [one, two] = [server.user(UserRole::Author, &[]).await, server.user(UserRole::Editor, &[]).await];
    let admin = server.user(UserRole::Admin, &[]).await;
    let first = made(&one, json!({ "name": "one", "scopes": ["READ_DRAFTS"] })).await;
    let second = made(&two, json!({ "name": "two", "scopes": ["READ_DRAFTS"] })).await;
    let ids = async |client: &Client, path: &str| -> Vec<Value> {
        client.json(path).await["items"].as_array().unwrap().iter().map(|key| key["id"].clone()).collect()
    };
    let (first_id, second_id) = (first["key"]["id"].clone(), second["key"]["id"].clone());
    assert_eq!(ids(&one, "/v1/api-keys").await, [first_id.clone()]);
    assert_eq!(ids(&admin, "/v1/api-keys").await, [first_id.clone(), second_id.clone()]);
    let of_two = format!("/v1/api-keys?user={}", text(&second["key"], "user"));
    assert_eq!(ids(&admin, &of_two).await, [second_id.clone()]);
    assert_eq!(code(&one.get(&of_two).await), "forbidden");
    assert_eq!(revoke(&one, &second_id).await.status, 404, "another one's key is not there");
    assert_eq!(revoke(&admin, &second_id).await.status, 200);
    assert_refused(&server, text(&second, "secret"), "revoked by an administrator").await;
    let query = "{ apiKeys(first: 1) { totalCount nodes { id name prefix scopes user createdAt expiresAt lastUsedAt revokedAt previousUntil } } }";
    let listed = admin.data(query, json!({})).await["apiKeys"].clone();
    assert_eq!((&listed["totalCount"], &listed["nodes"][0]["id"]), (&json!(2), &first_id));
    assert_eq!(graphql_code(&server.client().graphql(query, json!({})).await), "unauthenticated");
    let mutation = "mutation($id: ID!) { revokeApiKey(id: $id) { revokedAt } }";
    assert!(one.data(mutation, json!({ "id": first_id })).await["revokeApiKey"]["revokedAt"].is_string());
}

#[tokio::test]
async fn a_key_ends_overlaps_and_tells_its_last_use() {
    let clock = Clock::manual(Instant::from_micros(1_800_000_000_000_000));
    let Clock::Manual(time) = &clock else { unreachable!("it was made so") };
    let time = std::sync::Arc::clone(time);
    let later = |seconds: i64| time.fetch_add(seconds * 1_000_000, std::sync::atomic::Ordering::SeqCst);
    let server = TestServer::over(TestDb::new().await, clock, HttpSettings::default()).await;
    let user = server.account(UserRole::Author, &[]).await;
    let session = server.client().sign_in(&user).await;
    let client = server.client().with_token(text(&session, "accessToken"));
    // 2027-01-15T08:00:00Z, and eleven minutes later.
    let past = json!({ "name": "x", "scopes": ["PUBLISH"], "expiresAt": "2027-01-15T07:59:59Z" });
    assert_eq!(client.post("/v1/api-keys", past).await.status, 422);
    let ends = made(&client, json!({ "name": "x", "scopes": ["PUBLISH"], "expiresAt": "2027-01-15T08:11:00Z" })).await;
    let issued = made(&client, json!({ "name": "y", "scopes": ["PUBLISH"] })).await;
    assert_eq!(issued["key"]["lastUsedAt"], Value::Null);
    let program = server.client().with_token(text(&issued, "secret"));
    assert_eq!(program.get("/v1/me").await.status, 200);
    let last_use = async || {
        let keys = client.json("/v1/api-keys").await;
        keys["items"].as_array().unwrap().iter().find(|key| key["id"] == issued["key"]["id"]).unwrap()["lastUsedAt"]
            .clone()
    };
    let mut waited = 0;
    while last_use().await.is_null() {
        waited += 1;
        assert!(waited < 100, "the last use was never written");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(last_use().await, json!("2027-01-15T08:00:00Z"));

    // The program gives itself another secret; both work, then only the new one.
    let rotate = format!("/v1/api-keys/{}/rotate", text(&issued["key"], "id"));
    let renewed = program.post(&rotate, json!({ "overlapSeconds": 600 })).await;
    assert_eq!(renewed.status, 200);
    let renewed = renewed.json();
    assert_eq!(renewed["key"]["id"], issued["key"]["id"]);
    assert_eq!(renewed["key"]["previousUntil"], json!("2027-01-15T08:10:00Z"));
    let newer = server.client().with_token(text(&renewed, "secret"));
    later(599);
    assert_eq!((program.get("/v1/me").await.status.as_u16(), newer.get("/v1/me").await.status.as_u16()), (200, 200));
    later(1);
    assert_refused(&server, text(&issued, "secret"), "the overlap is over").await;
    assert_eq!(newer.get("/v1/me").await.status, 200);
    assert_eq!(client.post(&rotate, json!({ "overlapSeconds": -1 })).await.status, 422);
    // Without an overlap the old secret is gone at once.
    let last = client.post(&rotate, json!({ "overlapSeconds": 0 })).await.json();
    assert_refused(&server, text(&renewed, "secret"), "no overlap").await;
    assert_eq!(server.client().with_token(text(&last, "secret")).get("/v1/me").await.status, 200);

    assert_eq!(server.client().with_token(text(&ends, "secret")).get("/v1/me").await.status, 200);
    later(60);
    assert_refused(&server, text(&ends, "secret"), "expired").await;
    // Who is disabled has no keys that work.
    let change = masthead_app::auth::UserChange { disabled: Some(true), ..Default::default() };
    masthead_app::auth::update_user(&server.app.system(), user.id, None, change).await.unwrap();
    assert_refused(&server, text(&last, "secret"), "its user is disabled").await;
}
