//! The life of a session.

use std::sync::Arc;

use masthead_app::Clock;
use masthead_domain::{time::Instant, user::UserRole};
use masthead_http::HttpSettings;
use masthead_tests::{PASSWORD, TestDb, TestServer};
use serde_json::json;

use super::{assert_refused, code, graphql_code, text};

fn manual() -> (Clock, Arc<std::sync::atomic::AtomicI64>) {
    let clock = Clock::manual(Instant::from_micros(1_800_000_000_000_000));
    let Clock::Manual(micros) = &clock else { unreachable!("it was made so") };
    let micros = Arc::clone(micros);
    (clock, micros)
}

fn later(micros: &std::sync::atomic::AtomicI64, seconds: i64) {
    micros.fetch_add(seconds * 1_000_000, std::sync::atomic::Ordering::SeqCst);
}

#[tokio::test]
async fn a_session_from_its_beginning_to_its_end() {
    let (clock, time) = manual();
    let server = TestServer::over(TestDb::new().await, clock, HttpSettings::default()).await;
    let user = server.account(UserRole::Author, &[]).await;
    let first = server.client().sign_in(&user).await;
    assert_eq!((text(&first, "tokenType"), &first["expiresIn"]), ("Bearer", &json!(900)));

    let client = server.client().with_token(text(&first, "accessToken"));
    let answer = client.get("/v1/me").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert!(answer.header("vary").contains("Authorization"));
    let me = answer.json();
    assert_eq!((text(&me, "email"), text(&me, "role")), (user.email.as_deref().unwrap(), "AUTHOR"));
    assert_eq!(client.data("{ me { id role } }", json!({})).await["me"]["id"], me["id"]);
    // What readers see too is private for whoever is known.
    let public = client.get("/v1/articles").await;
    assert_eq!((public.status.as_u16(), public.header("cache-control")), (200, "private, no-store"));

    // The access token ends, the session goes on.
    later(&time, 900 + 11);
    assert_refused(&server, text(&first, "accessToken"), "expired").await;
    let second = server.client().post("/v1/auth/refresh", json!({ "refreshToken": first["refreshToken"] })).await;
    assert_eq!(second.status, 200);
    assert_eq!(second.header("cache-control"), "private, no-store");
    let second = second.json();
    assert_ne!(first["refreshToken"], second["refreshToken"]);
    let client = server.client().with_token(text(&second, "accessToken"));
    assert_eq!(client.get("/v1/me").await.status, 200);

    // Signing out ends the access token too.
    let out = server.client().post("/v1/auth/sign-out", json!({ "refreshToken": second["refreshToken"] })).await;
    assert_eq!((out.status.as_u16(), out.bytes.len()), (204, 0));
    assert_refused(&server, text(&second, "accessToken"), "signed out").await;
    let again = server.client().post("/v1/auth/refresh", json!({ "refreshToken": second["refreshToken"] })).await;
    assert_eq!((again.status.as_u16(), code(&again).as_str()), (401, "unauthenticated"));
    // Of what is not known there is nothing to end, and nothing to learn.
    let unknown = server.client().post("/v1/auth/sign-out", json!({ "refreshToken": "mhr_nonsense" })).await;
    assert_eq!(unknown.status, 204);
}

#[tokio::test]
async fn a_session_over_graphql_is_the_same() {
    let server = TestServer::new().await;
    let user = server.account(UserRole::Editor, &[]).await;
    let client = server.client();
    let input = json!({ "input": { "email": user.email, "password": PASSWORD } });
    let sign_in = "mutation($input: SignInFields!) { signIn(input: $input) { accessToken refreshToken tokenType expiresIn refreshExpiresIn } }";
    let session = client.data(sign_in, input).await["signIn"].clone();
    let known = client.with_token(text(&session, "accessToken"));
    assert_eq!(known.data("{ me { email } }", json!({})).await["me"]["email"], json!(user.email));
    let refresh =
        "mutation($token: String!) { refreshToken(input: { refreshToken: $token }) { accessToken refreshToken } }";
    let next = client.data(refresh, json!({ "token": session["refreshToken"] })).await["refreshToken"].clone();
    let out = "mutation($token: String!) { signOut(input: { refreshToken: $token }) }";
    assert_eq!(client.data(out, json!({ "token": next["refreshToken"] })).await["signOut"], json!(true));
    assert_refused(&server, text(&next, "accessToken"), "signed out").await;
    let wrong = json!({ "input": { "email": user.email, "password": "not this one" } });
    assert_eq!(graphql_code(&client.graphql(sign_in, wrong).await), "unauthenticated");
    // Nobody is nobody.
    assert_eq!(graphql_code(&client.graphql("{ me { id } }", json!({})).await), "unauthenticated");
}

#[tokio::test]
async fn a_refresh_token_that_comes_twice_ends_its_family_and_no_other() {
    let server = TestServer::new().await;
    let user = server.account(UserRole::Author, &[]).await;
    let other = server.client().sign_in(&user).await;
    let first = server.client().sign_in(&user).await;
    let refresh = async |token: &serde_json::Value| {
        server.client().post("/v1/auth/refresh", json!({ "refreshToken": token })).await
    };
    let second = refresh(&first["refreshToken"]).await.json();
    let third = refresh(&second["refreshToken"]).await.json();
    let reused = refresh(&first["refreshToken"]).await;
    assert_eq!((reused.status.as_u16(), code(&reused).as_str()), (401, "unauthenticated"));
    assert_eq!(refresh(&third["refreshToken"]).await.status, 401, "the newest of the family ended too");
    for session in [&first, &second, &third] {
        assert_refused(&server, text(session, "accessToken"), "its family ended").await;
    }
    assert_eq!(refresh(&other["refreshToken"]).await.status, 200, "another sign-in is not concerned");
}

#[tokio::test]
async fn of_many_who_refresh_at_once_one_gets_it() {
    let server = TestServer::new().await;
    let user = server.account(UserRole::Author, &[]).await;
    let session = server.client().sign_in(&user).await;
    let client = server.client();
    let asking = (0..8).map(|_| {
        let (client, body) = (client.clone(), json!({ "refreshToken": session["refreshToken"] }));
        tokio::spawn(async move { client.post("/v1/auth/refresh", body).await.status.as_u16() })
    });
    let mut statuses = Vec::new();
    for asked in asking.collect::<Vec<_>>() {
        statuses.push(asked.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401, 401, 401, 401, 401, 401, 401]);
}

#[tokio::test]
async fn what_is_wrong_with_a_sign_in_is_not_told() {
    let server = TestServer::new().await;
    let user = server.account(UserRole::Author, &[]).await;
    let disabled = server.account(UserRole::Author, &[]).await;
    let system = server.app.system();
    let change = masthead_app::auth::UserChange { disabled: Some(true), ..Default::default() };
    masthead_app::auth::update_user(&system, disabled.id, None, change).await.unwrap();
    let without = masthead_app::auth::NewUser {
        email: "without@test.example".to_owned(),
        name: "Without".to_owned(),
        role: UserRole::Author,
        sections: Vec::new(),
        password: None,
    };
    masthead_app::auth::create_user(&system, without).await.unwrap();
    let email = user.email.clone().unwrap();
    let attempts = [
        ("unknown", "nobody@test.example".to_owned(), PASSWORD),
        ("wrong password", email.clone(), "another password"),
        ("disabled", disabled.email.clone().unwrap(), PASSWORD),
        ("without password", "without@test.example".to_owned(), PASSWORD),
        ("without password", "without@test.example".to_owned(), ""),
        ("U+0000", "nobody\0@test.example".to_owned(), PASSWORD),
    ];
    let mut told = Vec::new();
    for (what, email, password) in &attempts {
        let answer = server.client().post("/v1/auth/token", json!({ "email": email, "password": password })).await;
        assert_eq!(answer.status, 401, "{what}");
        let mut problem = answer.json();
        problem["requestId"] = json!(null);
        told.push((problem, answer.header("www-authenticate").to_owned()));
    }
    assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{told:#?}");
    // A password that no account can have is as wrong as any.
    let long = "x".repeat(100_000);
    let answer = server.client().post("/v1/auth/token", json!({ "email": email, "password": long })).await;
    assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (401, "unauthenticated"));
    // The address counts in any case.
    let shouted = json!({ "email": format!(" {} ", email.to_uppercase()), "password": PASSWORD });
    assert_eq!(server.client().post("/v1/auth/token", shouted).await.status, 200);
}

/// Medians, because the machine does other things too. An answer without hashing would take a twentieth of the time.
#[tokio::test]
async fn an_unknown_address_takes_as_long_as_a_wrong_password() {
    let settings = masthead_app::Settings {
        auth: masthead_app::auth::AuthSettings {
            throttle: masthead_app::auth::ThrottleSettings {
                account_attempts: 0,
                address_attempts: 0,
                ..Default::default()
            },
            ..Default::default()
        },
        ..Default::default()
    };
    let server = TestServer::with(TestDb::new().await, Clock::System, HttpSettings::default(), settings).await;
    let user = server.account(UserRole::Author, &[]).await;
    let client = server.client();
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for _ in 0..15 {
        for (email, times) in [(user.email.as_deref().unwrap(), &mut known), ("nobody@test.example", &mut unknown)] {
            let begun = std::time::Instant::now();
            let answer = client.post("/v1/auth/token", json!({ "email": email, "password": "wrong password" })).await;
            assert_eq!(answer.status, 401);
            times.push(begun.elapsed());
        }
    }
    known.sort();
    unknown.sort();
    let (known, unknown) = (known[7], unknown[7]);
    let ratio = known.as_secs_f64() / unknown.as_secs_f64();
    assert!((0.5..2.0).contains(&ratio), "a wrong password took {known:?}, an unknown address {unknown:?}");
}

#[tokio::test]
async fn who_is_disabled_or_gets_another_role_or_password_notices_at_once() {
    let server = TestServer::new().await;
    let admin = server.user(UserRole::Admin, &[]).await;
    let user = server.account(UserRole::Editor, &[]).await;
    let session = server.client().sign_in(&user).await;
    let client = server.client().with_token(text(&session, "accessToken"));
    let path = format!("/v1/users/{}", user.id);
    assert_eq!(admin.patch(&path, 1, json!({ "role": "AUTHOR" })).await.status, 200);
    assert_eq!(client.json("/v1/me").await["role"], json!("AUTHOR"));
    assert_eq!(admin.patch(&path, 2, json!({ "password": "another password" })).await.status, 200);
    assert_refused(&server, text(&session, "accessToken"), "another password").await;
    let refresh = json!({ "refreshToken": session["refreshToken"] });
    assert_eq!(server.client().post("/v1/auth/refresh", refresh).await.status, 401);

    let signed_in = json!({ "email": user.email, "password": "another password" });
    let session = server.client().post("/v1/auth/token", signed_in.clone()).await.json();
    assert_eq!(admin.patch(&path, 3, json!({ "disabled": true })).await.status, 200);
    assert_refused(&server, text(&session, "accessToken"), "disabled").await;
    let refresh = json!({ "refreshToken": session["refreshToken"] });
    assert_eq!(server.client().post("/v1/auth/refresh", refresh).await.status, 401);
    assert_eq!(server.client().post("/v1/auth/token", signed_in.clone()).await.status, 401);
    assert_eq!(admin.patch(&path, 4, json!({ "disabled": false })).await.status, 200);
    assert_refused(&server, text(&session, "accessToken"), "what ended does not begin again").await;
    assert_eq!(server.client().post("/v1/auth/token", signed_in).await.status, 200);
}
