//! Users, as administrators deal with them.

use masthead_domain::user::UserRole;
use masthead_tests::{PASSWORD, TestServer, bundle};
use reqwest::Method;
use serde_json::{Value, json};

use super::{code, graphql_code, text};

fn violations(answer: &masthead_tests::Answer) -> Vec<(String, String)> {
    let told = answer.json()["violations"].as_array().cloned().unwrap_or_default();
    told.iter().map(|told| (text(told, "field").to_owned(), text(told, "code").to_owned())).collect()
}

#[tokio::test]
async fn an_administrator_makes_and_changes_users() {
    let server = TestServer::new().await;
    server.load(&bundle::lines(&bundle::base())).await;
    let admin = server.user(UserRole::Admin, &[]).await;
    let new = json!({ "email": " New@Test.Example ", "name": "New", "role": "EDITOR", "sections": ["news"], "password": PASSWORD });
    let made = admin.post("/v1/users", new.clone()).await;
    assert_eq!((made.status.as_u16(), made.header("etag")), (201, "\"1\""));
    let location = made.header("location").to_owned();
    let user = made.json();
    assert_eq!(
        (text(&user, "email"), text(&user, "role"), &user["revision"]),
        ("new@test.example", "EDITOR", &json!(1))
    );
    assert!(user.get("password").is_none() && user.get("passwordHash").is_none());
    assert_eq!(admin.json(&location).await, user);
    let query =
        "query($id: ID!) { user(id: $id) { id email name role sections issuer disabledAt createdAt revision } }";
    assert_eq!(admin.data(query, json!({ "id": user["id"] })).await["user"], user, "the same on both sides");

    let twice = admin.post("/v1/users", new).await;
    assert_eq!((twice.status.as_u16(), code(&twice).as_str()), (409, "already_exists"));

    let changed = admin.patch(&location, 1, json!({ "name": "Newer", "sections": null })).await;
    assert_eq!((changed.status.as_u16(), changed.header("etag")), (200, "\"2\""));
    assert_eq!((&changed.json()["name"], &changed.json()["sections"]), (&json!("Newer"), &json!([])));
    let stale = admin.patch(&location, 1, json!({ "name": "Newest" })).await;
    assert_eq!((stale.status.as_u16(), code(&stale).as_str()), (412, "stale_revision"));
    assert_eq!(stale.json()["differences"][0]["field"], json!("/name"));
    let blind = admin.send(admin.request(Method::PATCH, &location).json(&json!({ "name": "Newest" }))).await;
    assert_eq!((blind.status.as_u16(), code(&blind).as_str()), (428, "precondition_required"));
    let mutation =
        "mutation($id: ID!) { updateUser(input: { id: $id, expectedRevision: 2, role: AUTHOR }) { role revision } }";
    let changed = admin.data(mutation, json!({ "id": user["id"] })).await["updateUser"].clone();
    assert_eq!(changed, json!({ "role": "AUTHOR", "revision": 3 }));

    let tried = format!("{location}?dryRun=true");
    assert_eq!(admin.patch(&tried, 3, json!({ "disabled": true })).await.json()["revision"], json!(4));
    assert_eq!(admin.json(&location).await["revision"], json!(3), "it was only tried");
}

#[tokio::test]
async fn what_is_wrong_with_a_user_is_told_at_once() {
    let server = TestServer::new().await;
    let admin = server.user(UserRole::Admin, &[]).await;
    let answer = admin
        .post("/v1/users", json!({ "email": "no address", "name": " ", "role": "AUTHOR", "password": "short" }))
        .await;
    assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (422, "validation_failed"));
    let wrong = [("/email", "invalid_email"), ("/name", "required"), ("/password", "too_short")];
    assert_eq!(violations(&answer), wrong.map(|(field, code)| (field.to_owned(), code.to_owned())));
    let same = json!({ "email": "long@test.example", "name": "A", "role": "AUTHOR", "password": "LONG@test.example" });
    assert_eq!(violations(&admin.post("/v1/users", same).await)[0].1, "guessable");
    let nowhere = json!({ "email": "a@b.example", "name": "A", "role": "EDITOR", "sections": ["nowhere"] });
    assert_eq!(
        violations(&admin.post("/v1/users", nowhere).await)[0],
        ("/sections/0".to_owned(), "unknown_reference".to_owned())
    );
    for unreadable in [
        json!({ "email": "a@b.example", "name": "A", "role": "OWNER" }),
        json!({ "email": "a@b.example", "name": "A", "role": "AUTHOR", "admin": true }),
        json!({ "name": "A", "role": "AUTHOR" }),
        json!([]),
    ] {
        assert_eq!(code(&admin.post("/v1/users", unreadable).await), "malformed_request");
    }
}

#[tokio::test]
async fn only_administrators_deal_with_users() {
    let server = TestServer::new().await;
    let somebody = server.account(UserRole::Author, &[]).await;
    let path = format!("/v1/users/{}", somebody.id);
    let new = json!({ "email": "x@test.example", "name": "X", "role": "ADMIN" });
    for role in [UserRole::Contributor, UserRole::Author, UserRole::Editor] {
        let client = server.user(role, &[]).await;
        for answer in [
            client.get("/v1/users").await,
            client.get(&path).await,
            client.get("/v1/users/nobody").await,
            client.post("/v1/users", new.clone()).await,
            client.patch(&path, 1, json!({ "role": "ADMIN" })).await,
        ] {
            assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (403, "forbidden"), "{role:?}");
            let challenge = answer.header("www-authenticate");
            assert!(challenge.contains("error=\"insufficient_scope\""), "{challenge}");
        }
        assert_eq!(graphql_code(&client.graphql("{ users { nodes { id } } }", json!({})).await), "forbidden");
        assert_eq!(client.get("/v1/me").await.status, 200);
    }
    for path in ["/v1/users", "/v1/me", &path] {
        assert_eq!(server.client().get(path).await.status, 401, "{path}");
    }
    assert_eq!(server.client().post("/v1/users", new).await.status, 401);
}

#[tokio::test]
async fn users_are_listed_in_pages() {
    let server = TestServer::new().await;
    let admin = server.user(UserRole::Admin, &[]).await;
    for _ in 0..4 {
        server.account(UserRole::Author, &[]).await;
    }
    let mut seen = Vec::new();
    let mut path = "/v1/users?first=2&totalCount=true".to_owned();
    loop {
        let page = admin.json(&path).await;
        assert_eq!(page["totalCount"], json!(5));
        seen.extend(page["items"].as_array().unwrap().iter().map(|user| user["id"].clone()));
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
        path = format!("/v1/users?first=2&totalCount=true&after={}", text(&page["pageInfo"], "endCursor"));
    }
    let all = admin.data("{ users(last: 100) { totalCount nodes { id } } }", json!({})).await["users"].clone();
    let ids: Vec<Value> = all["nodes"].as_array().unwrap().iter().map(|user| user["id"].clone()).collect();
    assert_eq!((seen.len(), &all["totalCount"]), (5, &json!(5)));
    assert_eq!(seen, ids);
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let server = TestServer::new().await;
    let first = server.account(UserRole::Admin, &[]).await;
    let session = server.client().sign_in(&first).await;
    let admin = server.client().with_token(text(&session, "accessToken"));
    let path = format!("/v1/users/{}", first.id);
    for change in [json!({ "role": "EDITOR" }), json!({ "disabled": true })] {
        let answer = admin.patch(&path, 1, change).await;
        assert_eq!((answer.status.as_u16(), violations(&answer)[0].1.as_str()), (422, "last_admin"));
    }
    server.account(UserRole::Admin, &[]).await;
    assert_eq!(admin.patch(&path, 1, json!({ "role": "EDITOR" })).await.status, 200);
}

#[tokio::test]
async fn a_user_is_made_once_for_a_key_of_idempotency() {
    let server = TestServer::new().await;
    let admin = server.user(UserRole::Admin, &[]).await;
    let make = async || {
        let request = admin.request(Method::POST, "/v1/users").header("idempotency-key", "one");
        let body = json!({ "email": "once@test.example", "name": "Once", "role": "AUTHOR" });
        admin.send(request.json(&body)).await
    };
    let (first, second) = (make().await, make().await);
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201));
    assert_eq!(first.json(), second.json());
}
