//! Guessing: slowed down for the account and for the client address, and for nobody else.

use std::sync::{Arc, atomic::AtomicI64, atomic::Ordering::SeqCst};

use masthead_app::{
    Clock, Settings,
    auth::{AuthSettings, ThrottleSettings},
};
use masthead_domain::{time::Instant, user::UserRole};
use masthead_http::HttpSettings;
use masthead_tests::{Answer, Client, PASSWORD, TestDb, TestServer};
use reqwest::Method;
use serde_json::json;

use super::{code, graphql_code};

/// A server whose time stands still, behind a proxy that says where requests come from.
async fn server(throttle: ThrottleSettings) -> (TestServer, Arc<AtomicI64>) {
    let clock = Clock::manual(Instant::from_micros(1_800_000_000_000_000));
    let Clock::Manual(time) = &clock else { unreachable!("it was made so") };
    let time = Arc::clone(time);
    let http = HttpSettings { trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()], ..HttpSettings::default() };
    let auth = AuthSettings { throttle, ..AuthSettings::default() };
    let server = TestServer::with(TestDb::new().await, clock, http, Settings { auth, ..Settings::default() }).await;
    (server, time)
}

async fn attempt(client: &Client, from: &str, email: &str, password: &str) -> Answer {
    let request = client.request(Method::POST, "/v1/auth/token").header("x-forwarded-for", from);
    client.send(request.json(&json!({ "email": email, "password": password }))).await
}

#[tokio::test]
async fn a_thousand_wrong_passwords_are_ten() {
    let (server, time) = server(ThrottleSettings { address_attempts: 0, ..ThrottleSettings::default() }).await;
    let user = server.account(UserRole::Admin, &[]).await;
    let email = user.email.unwrap();
    let client = server.client();
    let begun = std::time::Instant::now();
    let (mut wrong, mut limited) = (0, 0);
    for number in 0..1_000 {
        // From everywhere: an account is guarded whoever guesses.
        let from = format!("198.51.{}.{}", number / 250, number % 250);
        let answer = attempt(&client, &from, &email, &format!("wrong password {number}")).await;
        match answer.status.as_u16() {
            401 => wrong += 1,
            429 => {
                limited += 1;
                assert_eq!(code(&answer), "rate_limited");
                let seconds: u64 = answer.header("retry-after").parse().unwrap();
                assert!((1..=30).contains(&seconds), "{seconds}");
            }
            status => panic!("{status}"),
        }
    }
    assert_eq!((wrong, limited), (10, 990));
    assert!(begun.elapsed().as_secs() < 30, "{:?}: refusals cost next to nothing", begun.elapsed());
    // The right one has to wait as well, and no longer than it is told.
    let answer = attempt(&client, "203.0.113.7", &email, PASSWORD).await;
    assert_eq!(answer.status, 429);
    let seconds: i64 = answer.header("retry-after").parse().unwrap();
    time.fetch_add(seconds * 1_000_000, SeqCst);
    assert_eq!(attempt(&client, "203.0.113.7", &email, PASSWORD).await.status, 200);
    // Whoever knows the password begins anew.
    for _ in 0..10 {
        assert_eq!(attempt(&client, "203.0.113.7", &email, "wrong password").await.status, 401);
    }
    assert_eq!(attempt(&client, "203.0.113.7", &email, "wrong password").await.status, 429);
}

#[tokio::test]
async fn an_address_that_guesses_concerns_nobody_else() {
    let throttle =
        ThrottleSettings { account_attempts: 10, account_seconds: 30, address_attempts: 5, address_seconds: 60 };
    let (server, time) = server(throttle).await;
    let user = server.account(UserRole::Admin, &[]).await;
    let email = user.email.clone().unwrap();
    let client = server.client();
    for number in 0..5 {
        let nobody = format!("nobody{number}@test.example");
        assert_eq!(attempt(&client, "198.51.100.1", &nobody, "wrong password").await.status, 401);
    }
    let answer = attempt(&client, "198.51.100.1", &email, PASSWORD).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (429, "60"));
    assert_eq!(attempt(&client, "198.51.100.2", &email, PASSWORD).await.status, 200);
    // Guessing refresh tokens counts as well.
    let refresh = client.request(Method::POST, "/v1/auth/refresh").header("x-forwarded-for", "198.51.100.1");
    let answer = client.send(refresh.json(&json!({ "refreshToken": "mhr_guess" }))).await;
    assert_eq!(code(&answer), "rate_limited");
    time.fetch_add(60_000_000, SeqCst);
    assert_eq!(attempt(&client, "198.51.100.1", &email, PASSWORD).await.status, 200);
    // Who signs in is no guesser, however often.
    for _ in 0..20 {
        assert_eq!(attempt(&client, "198.51.100.3", &email, PASSWORD).await.status, 200);
    }
}

/// Many guesses in one document are as many guesses.
#[tokio::test]
async fn aliases_are_no_way_around() {
    let (server, _) = server(ThrottleSettings::default()).await;
    let user = server.account(UserRole::Admin, &[]).await;
    let email = user.email.unwrap();
    let guess = |number| {
        format!(
            "g{number}: signIn(input: {{ email: \"{email}\", password: \"wrong password {number}\" }}) {{ accessToken }} "
        )
    };
    let document = format!("mutation {{ {} }}", (0..5).map(guess).collect::<String>());
    // A mutation that fails ends its document: nothing after it is tried.
    for _ in 0..10 {
        assert_eq!(graphql_code(&server.client().graphql(&document, json!({})).await), "unauthenticated");
    }
    let answer = server.client().graphql(&document, json!({})).await;
    assert_eq!(graphql_code(&answer), "rate_limited");
    assert!(answer.json()["errors"][0]["extensions"]["retryAfter"].as_u64().is_some());
}
