//! Persisted documents: a hash instead of a text, and answers that caches can keep.

use masthead_tests::{Answer, Client, demo};
use reqwest::Method;
use serde_json::{Value, json};

use super::graphql_http::{NEW, OLD, assert_refused, get};

/// `{ site { name url } } # persisted`, and its SHA-256.
const QUERY: &str = "{ site { name url } } # persisted";
const HASH: &str = "4f2c95f3dbf36b1ac25e6a72774133a5471742e6eeb3c8bb0d412ea69dec2043";

async fn post(client: &Client, query: Option<&str>, hash: &str, accept: &str) -> Answer {
    let mut body = json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash}}});
    if let Some(query) = query {
        body["query"] = query.into();
    }
    client.send(client.request(Method::POST, "/graphql").header("accept", accept).json(&body)).await
}

#[tokio::test]
async fn a_hash_is_enough_once_the_document_is_known() {
    let client = demo().await.client();
    let error = assert_refused(&post(&client, None, HASH, NEW).await, 400, "persisted_query_not_found");
    assert_eq!(error["message"], "PersistedQueryNotFound");
    // Clients of this protocol look into the body, and the older type has no status for it.
    assert_refused(&post(&client, None, HASH, OLD).await, 200, "persisted_query_not_found");
    for wrong in ["0", &HASH.replace(|c: char| c.is_ascii_digit(), "0"), "\u{e9}"] {
        let error = assert_refused(&post(&client, Some(QUERY), wrong, NEW).await, 400, "malformed_request");
        assert!(error["message"].as_str().unwrap().contains("SHA-256"), "{error}");
    }
    assert_refused(&post(&client, None, HASH, NEW).await, 400, "persisted_query_not_found");
    let first = post(&client, Some(QUERY), HASH, NEW).await.json();
    assert!(first["data"]["site"]["name"].is_string(), "{first}");
    let second = post(&client, None, HASH, NEW).await.json();
    assert_eq!(first["data"], second["data"]);

    let extensions = json!({"persistedQuery": {"version": 1, "sha256Hash": HASH}}).to_string();
    let parameters = [("extensions", extensions.as_str())];
    let full = get(&client, NEW, &parameters).await;
    assert_eq!(full.json()["data"], first["data"]);
    assert!(full.header("cache-control").starts_with("public, "), "{}", full.header("cache-control"));
    assert_eq!(full.header("vary"), "Accept, Accept-Encoding");
    let mut url = reqwest::Url::parse("http://x/graphql").unwrap();
    url.query_pairs_mut().extend_pairs(parameters);
    let path = format!("/graphql?{}", url.query().unwrap());
    let again = client.request(Method::GET, &path).header("accept", NEW).header("if-none-match", full.header("etag"));
    let unchanged = client.send(again).await;
    assert_eq!(unchanged.status, 304);
    for name in ["etag", "cache-control", "vary", "content-version"] {
        assert_eq!(unchanged.header(name), full.header(name), "{name}");
    }
    assert!(unchanged.bytes.is_empty());
}

#[tokio::test]
async fn extensions_of_other_shapes_are_no_hash() {
    let client = demo().await.client();
    for extensions in [
        json!({"persistedQuery": 1}),
        json!({"persistedQuery": {}}),
        json!({"persistedQuery": {"sha256Hash": 1}}),
        Value::Null,
    ] {
        let body = json!({"extensions": extensions});
        let answer = client.send(client.request(Method::POST, "/graphql").header("accept", NEW).json(&body)).await;
        assert_refused(&answer, 400, "malformed_request");
        let body = json!({"query": "{ __typename }", "extensions": extensions});
        let answer = client.send(client.request(Method::POST, "/graphql").header("accept", NEW).json(&body)).await;
        assert_eq!(answer.status, 200);
    }
}
