//! What a hostile client sends: refused soon, with the limit's name, and the server goes on.

use std::time::{Duration, Instant};

use masthead_tests::{Client, demo};
use reqwest::Method;
use serde_json::{Value, json};

/// What is promised for each document.
const SOON: Duration = Duration::from_millis(50);

/// How often a document is sent at most until it is answered soon: the machine may be busy with other things, and the best time is
/// nearest to what the document costs. What costs too much is too slow every time.
const TIMES: usize = 20;

async fn ask(client: &Client, query: &str, variables: Value) -> Value {
    let start: String = query.chars().take(60).collect();
    let (mut best, mut json) = (Duration::MAX, Value::Null);
    for n in 0..TIMES {
        // A document that has passed the guard is known the second time: each of these is new.
        let query = format!("{query}{}", " ".repeat(n));
        let body = json!({ "query": query, "variables": variables });
        let request = client.request(Method::POST, "/graphql").json(&body);
        let request = request.header("accept", "application/graphql-response+json");
        let started = Instant::now();
        let answer = client.send(request).await;
        best = best.min(started.elapsed());
        assert!(answer.bytes.len() < 20_000, "{start}: an answer of {} bytes", answer.bytes.len());
        assert!(answer.status.as_u16() < 500, "{start}: {}", String::from_utf8_lossy(&answer.bytes));
        json = answer.json();
        if best < SOON {
            break;
        }
    }
    assert!(best < SOON, "{start} took {best:?}");
    json
}

/// The limit that refuses a document, which must be one that is told whole.
async fn limit(client: &Client, query: &str, variables: Value) -> String {
    let json = ask(client, query, variables).await;
    let extensions = &json["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "query_too_complex", "{json}");
    let (value, maximum) = (extensions["value"].as_u64().unwrap(), extensions["maximum"].as_u64().unwrap());
    assert!(value > maximum, "{json}");
    let limit = extensions["limit"].as_str().unwrap().to_owned();
    let message = json["errors"][0]["message"].as_str().unwrap();
    assert!(
        message.contains(&limit) && message.contains(&value.to_string()) && message.contains(&maximum.to_string()),
        "{message}"
    );
    limit
}

/// Fragments that spread the next one three times each.
fn cascade(depth: usize) -> String {
    let mut document = "{ ...F0 }".to_owned();
    for n in 0..depth {
        let next = n + 1;
        document.push_str(&format!(" fragment F{n} on Query {{ ...F{next} ...F{next} ...F{next} }}"));
    }
    document + &format!(" fragment F{depth} on Query {{ __typename }}")
}

#[tokio::test]
async fn limits_hold_and_are_named() {
    let client = demo().await.client();
    let many = |n: usize, part: &str| part.repeat(n);
    let nested =
        |n: usize| format!("{{ articles {{ nodes {}{{ slug }}{} }} }}", many(n, "{ related { nodes "), many(n, "} }"));
    let aliases: String = (0..100).map(|n| format!("a{n}: __typename ")).collect();
    let operations: String = (0..2_000).map(|n| format!("query Q{n} {{ __typename }} ")).collect();
    let sections: String = (0..21).map(|_| "site { name } ").collect();
    for (query, name) in [
        (cascade(16), "selections"),
        (cascade(48), "selections"),
        (cascade(60), "fragments"),
        (format!("{{ site {{ {aliases} }} }}"), "aliases"),
        (format!("{{ {sections} }}"), "root_fields"),
        (nested(8), "depth"),
        (many(3_000, "["), "nesting"),
        (many(50_000, "["), "tokens"),
        (format!("{{ articles(ids: {}1{}) {{ nodes {{ slug }} }} }}", many(1_500, "["), many(1_500, "]")), "nesting"),
        (many(100_000, "{"), "document_bytes"),
        (format!("{{ __typename {} }}", many(60, "@include(if: true) ")), "directives"),
        (format!("{{ {} }}", "n".repeat(300)), "name_bytes"),
        (operations, "tokens"),
        (format!("{{ x(a: \"{}\") }}", many(70_000, "x")), "document_bytes"),
        ("{ articles(first: 100) { nodes { related(first: 100) { nodes { slug } } } } }".to_owned(), "cost"),
        (
            "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }".to_owned(),
            "introspection_lists",
        ),
        (format!("{{ __schema {{ {} }} }}", many(40, "types { fields { args { name } } } ")), "introspection_cost"),
    ] {
        let told = limit(&client, &query, Value::Null).await;
        let start: String = query.chars().take(60).collect();
        assert_eq!(told, name, "{start}");
    }
    assert_eq!(client.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_huge_page_is_refused_with_the_maximum() {
    let client = demo().await.client();
    for query in [
        "{ articles(first: 2000000000) { nodes { slug } } }",
        "query ($n: Int = 2000000000) { articles(first: $n) { nodes { slug } } }",
    ] {
        let json = ask(&client, query, Value::Null).await;
        let extensions = &json["errors"][0]["extensions"];
        assert_eq!((&extensions["code"], &extensions["maximum"]), (&json!("page_too_large"), &json!(100)), "{json}");
    }
    let json = ask(&client, "{ articles(first: 99999999999999999999) { nodes { slug } } }", Value::Null).await;
    assert_eq!(json["errors"][0]["extensions"]["code"], "malformed_request", "{json}");
    let ids = json!({"ids": vec![uuid::Uuid::nil().to_string(); 101]});
    let json = ask(&client, "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids).await;
    assert!(json["errors"][0]["message"].as_str().unwrap().contains("100"), "{json}");
}

#[tokio::test]
async fn circles_and_noise_are_ordinary_errors() {
    let client = demo().await.client();
    for query in [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...C } fragment C on Query { ...A }",
        "{ __typename } fragment Unused on Query { ...Unused }",
        "query ($a: [[[[[[[[Int]]]]]]]]) { __typename }",
        "{ articles(first: $undefined) { nodes { slug } } }",
        "\u{feff}{ \u{0} }",
        "{ a(b: \"\"\"",
        "{ site @nothing { name } }",
        "}}}}",
    ] {
        let json = ask(&client, query, Value::Null).await;
        assert_eq!(json["errors"][0]["extensions"]["code"], "malformed_request", "{query}: {json}");
    }
    // What a document repeats is not repeated in full.
    let json =
        ask(&client, &format!("{{ articles(order: {}) {{ nodes {{ slug }} }} }}", "A".repeat(250)), Value::Null).await;
    assert!(json["errors"][0]["message"].as_str().unwrap().len() < 1_100);
    let slug = "x".repeat(60_000);
    let json = ask(&client, &format!("{{ author(by: {{slug: \"{slug}\"}}) {{ name }} }}"), Value::Null).await;
    assert_eq!(json["errors"][0]["extensions"]["code"], "not_found");
    assert!(json["errors"][0]["message"].as_str().unwrap().len() < 1_100);
}

#[tokio::test]
async fn variables_are_bounded() {
    let client = demo().await.client();
    // Validation copies a variable for each of its uses.
    let uses = "articles(filter: {exclude: $ids}) { nodes { slug } } ".repeat(19);
    let query = format!("query ($ids: [ID!]) {{ {uses} }}");
    assert_eq!(limit(&client, &query, json!({"ids": vec!["a"; 150_000]})).await, "variables");
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!([deep]);
    }
    let json = ask(&client, "query ($ids: [ID!]) { nodes(ids: $ids) { id } }", json!({"ids": deep})).await;
    assert_eq!(json["errors"][0]["extensions"]["code"], "malformed_request", "{json}");
    let long = "x".repeat(900_000);
    let json = ask(&client, "query ($s: String!) { author(by: {slug: $s}) { name } }", json!({"s": long})).await;
    assert!(json["errors"][0]["message"].as_str().unwrap().len() < 1_100);
    let names: serde_json::Map<String, Value> = (0..3_000).map(|n| (format!("v{n}"), Value::Null)).collect();
    assert_eq!(limit(&client, "{ __typename }", names.into()).await, "variables");
}

#[tokio::test]
async fn what_tools_ask_passes() {
    let client = demo().await.client();
    let introspection = include_str!("introspection.graphql");
    let answer = client.graphql(introspection, Value::Null).await;
    let json = answer.json();
    assert!(json.get("errors").is_none(), "{}", json["errors"]);
    assert!(json["data"]["__schema"]["types"].as_array().unwrap().len() > 30);
    let script = include_str!("../../../crates/http/assets/graphiql/graphiql-init.js");
    let query = script.split('`').nth(1).unwrap();
    let data = client.data(query, Value::Null).await;
    assert_eq!(data["articles"]["nodes"].as_array().unwrap().len(), 5);
}
