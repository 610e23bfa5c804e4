//! What accounts leave behind: events of what was done, lines in the log of what was refused, and secrets nowhere.

use std::io::{BufRead, BufReader};

use masthead_domain::user::UserRole;
use masthead_tests::{Client, PASSWORD, TestDb, TestServer};
use reqwest::Method;
use serde_json::{Value, json};

use super::text;
use crate::cli::masthead;

#[tokio::test]
async fn every_write_to_an_account_is_an_event() {
    let server = TestServer::new().await;
    let account = server.account(UserRole::Admin, &[]).await;
    let session = server.client().sign_in(&account).await;
    let admin = server.client().with_token(text(&session, "accessToken"));
    let made = admin.post("/v1/users", json!({ "email": "a@test.example", "name": "A", "role": "AUTHOR" })).await;
    let user = made.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/users/{user}");
    assert_eq!(admin.patch(&path, 1, json!({ "name": "B", "password": PASSWORD })).await.status, 200);
    let issued = admin.post("/v1/api-keys", json!({ "name": "k", "scopes": ["MANAGE"] })).await.json();
    let key = text(&issued["key"], "id");
    let program = server.client().with_token(text(&issued, "secret"));
    let rotated = program.post(&format!("/v1/api-keys/{key}/rotate"), json!({})).await;
    assert_eq!(rotated.status, 200);
    let revoked = admin.send(admin.request(Method::DELETE, &format!("/v1/api-keys/{key}"))).await;
    assert_eq!(revoked.status, 200);
    // What changes nothing is no event.
    assert_eq!(admin.patch(&path, 2, json!({ "name": "B" })).await.header("etag"), "\"2\"");

    let log = admin.json("/v1/events?first=100").await;
    let own = format!("{}", account.id);
    let told: Vec<(String, Value)> = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["user"] == json!(own))
        .map(|event| (format!("{} {}", text(event, "action"), text(event, "subject")), event.clone()))
        .collect();
    let lines: Vec<&str> = told.iter().map(|(line, _)| line.as_str()).collect();
    assert_eq!(lines, ["REVOKED API_KEY", "ROTATED API_KEY", "CREATED API_KEY", "UPDATED USER", "CREATED USER"]);
    assert_eq!((&told[1].1["key"], &told[0].1["key"]), (&json!(key), &json!(null)), "by which key, if any");
    assert_eq!((&told[3].1["id"], &told[3].1["fields"]), (&json!(user), &json!(["name", "password"])));
    assert_eq!(told[4].1["requestId"], json!(made.header("x-request-id")));
    for secret in [PASSWORD, text(&issued, "secret"), text(&rotated.json(), "secret")] {
        assert!(!log.to_string().contains(secret));
    }
}

#[tokio::test]
async fn refusals_are_logged_and_secrets_are_not() {
    let db = TestDb::new().await;
    let mut child = masthead()
        .args(["serve", "--listen", "127.0.0.1:0", "--database-url", db.url()])
        .args(["--log-format", "json", "--log", "info,masthead_app=trace,masthead_http=trace,masthead=trace"])
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = loop {
        let line: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        if let Some(address) = line["address"].as_str().filter(|_| line["message"] == "listening") {
            break address.to_owned();
        }
    };
    let log = std::thread::spawn(move || lines.map_while(Result::ok).collect::<Vec<_>>());
    let client = Client::new(&format!("http://{address}"));
    let app = db.app().await;
    let new = masthead_app::auth::NewUser {
        email: "ada@test.example".to_owned(),
        name: "Ada".to_owned(),
        role: UserRole::Author,
        sections: Vec::new(),
        password: Some(PASSWORD.to_owned()),
    };
    masthead_app::auth::create_user(&app.system(), new).await.unwrap();
    app.close().await;

    let sign_in = json!({ "email": "ada@test.example", "password": PASSWORD });
    let session = client.post("/v1/auth/token", sign_in).await.json();
    let wrong = json!({ "email": "ada@test.example", "password": "a wrong password" });
    assert_eq!(client.post("/v1/auth/token", wrong.clone()).await.status, 401);
    for _ in 0..10 {
        client.post("/v1/auth/token", wrong.clone()).await;
    }
    let known = client.with_token(text(&session, "accessToken"));
    let key = known.post("/v1/api-keys", json!({ "name": "k", "scopes": ["PUBLISH"] })).await.json();
    let mut forged = text(&session, "accessToken").to_owned();
    forged.replace_range(forged.len() - 10..forged.len() - 6, "AAAA");
    assert_eq!(client.with_token(&forged).get("/v1/me").await.status, 401);
    let mut guessed = text(&key, "secret").to_owned();
    guessed.replace_range(20..21, "-");
    assert_eq!(client.with_token(&guessed).get("/v1/me").await.status, 401);
    let refresh = json!({ "refreshToken": session["refreshToken"] });
    let next = client.post("/v1/auth/refresh", refresh.clone()).await.json();
    assert_eq!(client.post("/v1/auth/refresh", refresh).await.status, 401);
    child.kill().unwrap();
    child.wait().unwrap();

    let log = log.join().unwrap();
    let warned = |message: &str, reason: &str| {
        log.iter().any(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            line["level"] == "WARN"
                && line["message"] == message
                && line["reason"].as_str().is_some_and(|r| r.contains(reason))
        })
    };
    assert!(warned("signing in was refused", "wrong credentials"));
    assert!(warned("signing in was refused", "too many attempts with this email"));
    assert!(warned("a credential was refused", "the token's signature is wrong"));
    assert!(warned("a credential was refused", "this is no API key"));
    assert!(warned("a refresh token was refused", "used twice"));
    let log = log.join("\n");
    let secrets = [
        PASSWORD,
        "a wrong password",
        text(&session, "accessToken"),
        text(&session, "refreshToken"),
        text(&next, "refreshToken"),
        text(&key, "secret"),
        &forged,
        &guessed,
    ];
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

/// Who asks costs a statement or two, however many users and keys there are.
#[tokio::test]
async fn who_asks_costs_the_same_however_many_there_are() {
    let server = TestServer::new().await;
    let account = server.account(UserRole::Admin, &[]).await;
    let session = server.client().sign_in(&account).await;
    let admin = server.client().with_token(text(&session, "accessToken"));
    let issued = admin.post("/v1/api-keys", json!({ "name": "k", "scopes": ["MANAGE"] })).await.json();
    let program = server.client().with_token(text(&issued, "secret"));
    let paths = ["/v1/users?first=100", "/v1/api-keys?first=100", "/v1/me", "/v1/tags"];
    let count = async || {
        let mut counts = Vec::new();
        for path in paths {
            for client in [&admin, &program] {
                counts.push(client.get(path).await.statements());
            }
        }
        counts
    };
    let few = count().await;
    for _ in 0..9 {
        server.account(UserRole::Author, &[]).await;
        admin.post("/v1/api-keys", json!({ "name": "k", "scopes": ["MANAGE"] })).await;
    }
    assert_eq!(count().await, few);
    let anonymous = server.client().get("/v1/tags").await.statements();
    assert_eq!(few[6..], [anonymous + 1; 2], "who asks is one statement, by token and by key");
}
