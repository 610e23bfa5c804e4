//! Whatever is typed into a search box is a query or is refused with a reason; it never breaks anything, and never costs much.

use std::time::{Duration, Instant};

use masthead_tests::{TestServer, bundle};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::json;

use super::{path, story};

async fn server() -> TestServer {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    records.extend((0..20).map(|at| story(&format!("story-{at}"), at, "The river and the sea", "a b c d e f")));
    server.load(&bundle::lines(&records)).await;
    server
}

#[tokio::test]
async fn refusals_say_what_and_where() {
    let server = server().await;
    let client = server.client();
    for (query, code, part) in [
        ("", "required", "at least one word"),
        ("   ", "required", "at least one word"),
        ("!!! … \"\"", "required", "at least one word"),
        ("-river", "required", "besides what must not be there"),
        ("the \"river", "unclosed_phrase", "character 5"),
        ("the r*", "too_short", "character 5"),
        (&"x".repeat(10_240), "too_long", "search_query_bytes"),
        (&"ab ".repeat(17), "too_many", "search_query_parts"),
    ] {
        // A URL has room for less than that.
        let query = if query.len() > 2_000 { &query[..2_000] } else { query };
        let answer = client.get(&path(query, "")).await;
        let problem = answer.json();
        assert_eq!((answer.status.as_u16(), &problem["code"]), (422, &json!("validation_failed")), "{query}");
        let violation = &problem["violations"][0];
        assert_eq!((&violation["field"], &violation["code"]), (&json!("/query"), &json!(code)), "{query}");
        assert!(violation["message"].as_str().unwrap().contains(part), "{query}: {violation}");
        let asked = "query($query: String!) { search(query: $query) { nodes { id } } }";
        let errors = client.graphql(asked, json!({ "query": query })).await.json();
        assert_eq!(errors["errors"][0]["extensions"]["violations"], problem["violations"], "{query}");
    }
    let answer = client.get("/v1/search").await;
    assert_eq!(answer.status, 400);
    assert_eq!(client.get(&path("river", "&first=101")).await.json()["code"], "page_too_large");
    assert_eq!(client.get(&path("river", "&after=x")).await.json()["code"], "invalid_cursor");
    assert_eq!(client.get(&path("river", "&last=2")).await.status, 400);
    assert_eq!(client.get(&path("river", "&order=BEST")).await.status, 400);
    assert_eq!(client.get("/v1/search/suggestions?query=r").await.json()["violations"][0]["code"], "too_short");
    assert_eq!(client.get("/v1/search/suggestions?query=%20").await.json()["violations"][0]["code"], "required");
}

#[tokio::test]
async fn what_the_databases_would_understand_is_only_words() {
    let server = server().await;
    let client = server.client();
    for query in [
        "river AND sea",
        "NEAR(river sea, 2)",
        "river OR nothing",
        "short:river",
        "body : river",
        "{short body}: river",
        "^river",
        "=river=en",
        "$0x0",
        "river:*D",
        "river & !sea | (a <-> b)",
        "river'; DROP TABLE articles; --",
        "\"river\" * ",
        "river\\",
        "'river'",
        "((((((((((river",
        "river) OR (1 = 1",
        "re:river 12:30 https://example.org/?q=river",
        "river*sea* a*b",
        "\u{feff}river\u{200d} \u{202e}sea",
        "🛶 river",
        "%river% _river_",
    ] {
        for rest in ["", "&order=NEWEST&facets=true&totalCount=true"] {
            let answer = client.get(&path(query, rest)).await;
            assert_eq!(answer.status, 200, "{query:?}: {}", String::from_utf8_lossy(&answer.bytes));
        }
        let answer = client.get(&format!("/v1/search/suggestions?query={}", super::url_encoded(query))).await;
        assert_eq!(answer.status, 200, "{query:?}");
    }
    // A URL cannot have it, GraphQL can.
    let asked = "query($query: String!) { search(query: $query) { totalCount } suggestions(query: $query) { text } }";
    let data = client.data(asked, json!({"query": "river\0 sea\0"})).await;
    assert_eq!(data["search"]["totalCount"], json!(20));
    // Those words are not there.
    for query in ["river OR nothing", "river AND sea NEAR"] {
        assert_eq!(client.json(&path(query, "")).await["items"], json!([]), "{query}");
    }
    assert_eq!(client.json(&path("^river =sea", "&totalCount=true")).await["totalCount"], 20);
}

#[test]
fn no_query_breaks_anything() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let server = runtime.block_on(server());
    let client = server.client();
    let mut runner = TestRunner::new(Config { cases: 150, failure_persistence: None, ..Config::default() });
    let queries = "[\\PC\\s\"*:'\\\\()&|!<>^=$%#@~-]{0,40}|((-|headline:|body:|author:|tag:|\"|\\*| |the|river|é|東|'|\\\\|:|\\)|&){0,25})";
    let result = runner.run(&queries, |query| {
        let begin = Instant::now();
        let answer = runtime.block_on(client.get(&path(&query, "&facets=true")));
        prop_assert!(
            matches!(answer.status.as_u16(), 200 | 422),
            "{query:?}: {} {}",
            answer.status,
            String::from_utf8_lossy(&answer.bytes)
        );
        prop_assert!(begin.elapsed() < Duration::from_secs(5), "{query:?} took {:?}", begin.elapsed());
        Ok(())
    });
    result.unwrap();
}
