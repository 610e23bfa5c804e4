//! Whatever is sent, the server has no defect to report: no 500, and every error is a problem.

use masthead_tests::{Answer, Client, demo};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use reqwest::Method;

/// Words that mean something somewhere, so that made-up requests get further than the first check.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "v1",
            "articles",
            "authors",
            "sections",
            "tags",
            "series",
            "collections",
            "nodes",
            "resolve",
            "pages",
            "front",
            "article",
            "site",
            "related",
            "translations",
            "graphql",
            "docs",
            "..",
            "",
            "first",
            "after",
            "last",
            "before",
            "include",
            "fields",
            "ids",
            "exclude",
            "order",
            "language",
            "path",
            "publishedAfter",
            "totalCount",
            "rail",
            "true",
            "body.html",
            "NEWEST",
            "20",
            "-1",
            "0",
            "/",
            "%00",
            "%ff",
            "%2e%2e",
            "2026-11-01T00:00:00Z",
            "00000000-0000-0000-0000-000000000000",
            "query",
            "{__typename}",
            "{}",
            "variables",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,12}",
        "[a-z0-9-]{1,10}",
    ]
}

/// As it may stand in a URL; percent signs stay as they are.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'%' | b'.' | b'-' | b'/' | b':' | b'_' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

fn target() -> impl Strategy<Value = String> {
    let pairs = prop::collection::vec((word(), word()), 0..4);
    (prop::collection::vec(word(), 0..4), pairs).prop_map(|(path, pairs)| {
        let path: String = path.iter().map(|segment| format!("/{}", escaped(segment).replace('/', ""))).collect();
        let pairs: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        format!("/{}?{}", path.trim_start_matches('/'), pairs.join("&"))
    })
}

/// Something like GraphQL.
fn document() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "...",
        ":",
        "!",
        "$",
        "@include(if: true)",
        "query",
        "fragment F on Article",
        "on",
        "F",
        "articles",
        "article",
        "nodes",
        "edges",
        "node",
        "first: 3",
        "by: {slug: \"a\"}",
        "slug",
        "headline",
        "\"",
        "\"\"\"",
        "body { html }",
        "site { name }",
        "# c\n",
        "__typename",
        "__schema",
        "$n",
        "1e9",
        "-0",
        "null",
        "\u{e9}",
    ]);
    prop::collection::vec(part, 0..30).prop_map(|parts| parts.join(" "))
}

/// JSON, or nearly.
fn body() -> impl Strategy<Value = String> {
    let variables = prop_oneof![Just("{}".to_owned()), Just("null".to_owned()), "[\\[\\]{}\":,0-9a-z]{0,20}"];
    prop_oneof![
        3 => document().prop_map(|query| serde_json::json!({ "query": query }).to_string()),
        1 => (document(), variables).prop_map(|(query, variables)| {
            format!("{{\"query\":{},\"variables\":{variables}}}", serde_json::Value::from(query))
        }),
        1 => "\\PC{0,40}",
    ]
}

fn is_sound(answer: &Answer, asked: &str) -> Result<(), TestCaseError> {
    let text = String::from_utf8_lossy(&answer.bytes);
    prop_assert!(answer.status.as_u16() < 500, "{asked}: {} {text}", answer.status);
    if answer.status.is_client_error() {
        let media = answer.header("content-type");
        prop_assert!(
            ["application/problem+json", "application/json", "application/graphql-response+json"].contains(&media),
            "{asked}: {media}"
        );
        let json = answer.json();
        let code = json.get("code").unwrap_or(&json["errors"][0]["extensions"]["code"]);
        prop_assert!(code.is_string() && *code != "internal", "{asked}: {text}");
    }
    prop_assert!(!text.contains("\"internal\""), "{asked}: {text}");
    Ok(())
}

async fn send(client: &Client, request: reqwest::RequestBuilder, asked: &str) -> Result<(), TestCaseError> {
    is_sound(&client.send(request).await, asked)
}

fn run<S: Strategy>(cases: u32, strategy: S, each: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(&strategy, each).unwrap();
}

#[test]
fn made_up_urls_never_find_a_defect() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let client = runtime.block_on(async { demo().await.client() });
    run(300, target(), |target| runtime.block_on(send(&client, client.request(Method::GET, &target), &target)));
}

#[test]
fn made_up_documents_never_find_a_defect() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let client = runtime.block_on(async { demo().await.client() });
    run(300, body(), |body| {
        let request =
            client.request(Method::POST, "/graphql").header("content-type", "application/json").body(body.clone());
        runtime.block_on(send(&client, request.header("accept", "application/graphql-response+json"), &body))
    });
}
