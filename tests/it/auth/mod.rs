//! Who asks: signing in, tokens, keys, users, identity providers, and everything that is refused.

mod commands;
mod keys;
mod providers;
mod sessions;
mod throttling;
mod tokens;
mod traces;
mod users;

use masthead_tests::Answer;
use reqwest::Method;
use serde_json::Value;

/// The code of a refusal, which must be a problem.
fn code(answer: &Answer) -> String {
    answer.json()["code"].as_str().unwrap_or_else(|| panic!("{}: no code", answer.status)).to_owned()
}

/// The code of the first error of a GraphQL answer.
fn graphql_code(answer: &Answer) -> String {
    answer.json()["errors"][0]["extensions"]["code"].as_str().unwrap().to_owned()
}

/// That a credential is refused everywhere: on a public read, where somebody must be known, and in GraphQL.
async fn assert_refused(server: &masthead_tests::TestServer, credential: &str, why: &str) {
    let client = server.client().with_token(credential);
    let bodies = [
        client.request(Method::GET, "/v1/articles"),
        client.request(Method::GET, "/v1/me"),
        client.request(Method::POST, "/graphql").json(&serde_json::json!({ "query": "{ site { name } }" })),
    ];
    for request in bodies {
        let answer = client.send(request).await;
        assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (401, "unauthenticated"), "{why}");
        let challenge = answer.header("www-authenticate");
        assert!(
            challenge.starts_with("Bearer realm=\"masthead\", error=\"invalid_token\", error_description=\""),
            "{why}: {challenge}"
        );
        assert_eq!(answer.header("cache-control"), "no-store", "{why}");
        assert!(!String::from_utf8_lossy(&answer.bytes).contains(credential), "{why}: the credential is repeated");
    }
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("no {member} in {value}"))
}
