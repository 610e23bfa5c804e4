//! The errors of requests that write, met with users: the same mistake in REST and in GraphQL.

use masthead_domain::user::UserRole;
use masthead_tests::{Client, TestServer};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::pairs::{Pair, graphql};

const USER: &str = "email: \"taken@test.example\", name: \"Taken\", role: AUTHOR";

fn user() -> Value {
    json!({ "email": "taken@test.example", "name": "Taken", "role": "AUTHOR" })
}

/// How each of them is met on a server that is well. A limit that is reached is reached for the rest of the test.
pub(super) async fn pairs(server: &TestServer) -> Vec<Pair> {
    let admin = server.user(UserRole::Admin, &[]).await;
    let author = server.user(UserRole::Author, &[]).await;
    let nobody = server.client();
    let made = admin.post("/v1/users", user()).await;
    assert_eq!(made.status, 201);
    let made = made.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/users/{made}");
    // So that the next request with this key is another one.
    let once = admin.request(Method::POST, "/v1/users").header("idempotency-key", "once");
    let other = json!({ "email": "other@test.example", "name": "Other", "role": "AUTHOR" });
    assert_eq!(admin.send(once.json(&other)).await.status, 201);

    let post = |client: &Client, path: &str, body: Value| Some(client.request(Method::POST, path).json(&body));
    let change = |revision: Option<&str>| {
        let request = admin.request(Method::PATCH, &path).json(&json!({ "name": "Another" }));
        Some(revision.into_iter().fold(request, |request, revision| request.header("if-match", revision)))
    };
    let update = |revision: &str| {
        let query =
            format!("mutation {{ updateUser(input: {{ id: \"{made}\", {revision} name: \"Another\" }}) {{ id }} }}");
        Some(graphql(&admin, &query))
    };
    let create = |client: &Client, input: &str| -> Option<RequestBuilder> {
        Some(graphql(client, &format!("mutation {{ createUser(input: {{ {input} }}) {{ id }} }}")))
    };
    let keyed = admin.request(Method::POST, "/v1/users").header("idempotency-key", "once").json(&user());
    let large = json!({ "email": "x".repeat(2 << 20), "name": "Large", "role": "AUTHOR" });
    let mut pairs = vec![
        ("unauthenticated", Some(nobody.request(Method::GET, "/v1/me")), Some(graphql(&nobody, "{ me { id } }"))),
        ("unauthenticated", post(&nobody, "/v1/users", user()), create(&nobody, USER)),
        {
            let forged = nobody.with_token("forged");
            (
                "unauthenticated",
                Some(forged.request(Method::GET, "/v1/site")),
                Some(graphql(&forged, "{ site { name } }")),
            )
        },
        ("forbidden", post(&author, "/v1/users", user()), create(&author, USER)),
        ("already_exists", post(&admin, "/v1/users", user()), create(&admin, USER)),
        (
            "validation_failed",
            post(&admin, "/v1/users", json!({ "email": "", "name": "", "role": "AUTHOR" })),
            create(&admin, "email: \"\", name: \"\", role: AUTHOR"),
        ),
        ("precondition_required", change(None), update("")),
        ("stale_revision", change(Some("\"7\"")), update("expectedRevision: 7,")),
        ("idempotency_key_reused", Some(keyed), create(&admin, &format!("idempotencyKey: \"once\", {USER}"))),
        (
            "illegal_transition",
            post(&admin, "/v1/articles/here/unschedule", json!({})).map(|request| request.header("if-match", "\"1\"")),
            Some(graphql(
                &admin,
                "mutation { unscheduleArticle(input: { id: \"here\", expectedRevision: 1 }) { id } }",
            )),
        ),
        (
            "in_use",
            Some(admin.request(Method::DELETE, "/v1/authors/ada").header("if-match", "\"1\"")),
            Some(graphql(&admin, "mutation { deleteAuthor(input: { id: \"ada\", expectedRevision: 1 }) }")),
        ),
        ("unsupported_media_type", Some(admin.request(Method::POST, "/v1/users").body("email=x")), None),
        ("payload_too_large", post(&admin, "/v1/users", large.clone()), post(&admin, "/graphql", large)),
    ];
    // One account is tried until there is nothing left to try.
    let wrong = json!({ "email": "guessed@test.example", "password": "wrong password" });
    let guess =
        "mutation { signIn(input: { email: \"guessed@test.example\", password: \"wrong password\" }) { tokenType } }";
    for _ in 0..10 {
        assert_eq!(nobody.post("/v1/auth/token", wrong.clone()).await.status, 401);
    }
    pairs.push(("rate_limited", post(&nobody, "/v1/auth/token", wrong), Some(graphql(&nobody, guess))));
    pairs
}
