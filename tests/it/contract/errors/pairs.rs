//! How each error is met on a server that is well: the same mistake in REST and in GraphQL.

use masthead_tests::Client;
use reqwest::{Method, RequestBuilder};
use serde_json::json;

/// A request for each side, if that side can have the error.
pub(crate) type Pair = (&'static str, Option<RequestBuilder>, Option<RequestBuilder>);

pub(crate) fn graphql(client: &Client, query: &str) -> RequestBuilder {
    let request = client.request(Method::POST, "/graphql").json(&json!({ "query": query }));
    request.header("accept", "application/graphql-response+json")
}

/// How each error is met on a server that is well.
pub(crate) fn pairs(client: &Client) -> Vec<Pair> {
    let get = |path: &str| Some(client.request(Method::GET, path));
    let ask = |query: &str| Some(graphql(client, query));
    let long = "x".repeat(9_000);
    let large = "x".repeat(40_000);
    let plain = client.request(Method::POST, "/graphql").header("content-type", "text/plain").body("{ site { name } }");
    let huge = json!({ "query": "{ site { name } }", "padding": "x".repeat(2 << 20) });
    let hash = json!({ "persistedQuery": {"version": 1, "sha256Hash": "0".repeat(64)} });
    vec![
        ("malformed_request", get("/v1/articles?nonsense=1"), ask("{ articles(nonsense: 1) { nodes { id } } }")),
        ("malformed_request", get("/v1/articles?first=-1"), ask("{ articles(first: -1) { nodes { id } } }")),
        (
            "malformed_request",
            get("/v1/articles?first=1&last=1"),
            ask("{ articles(first: 1, last: 1) { nodes { id } } }"),
        ),
        (
            "malformed_request",
            get("/v1/articles?role=EDITOR"),
            ask("{ articles(filter: {role: EDITOR}) { nodes { id } } }"),
        ),
        (
            "malformed_request",
            get("/v1/articles?language=!"),
            ask("{ articles(filter: {language: \"!\"}) { nodes { id } } }"),
        ),
        (
            "malformed_request",
            get("/v1/articles?exclude=x"),
            ask("{ articles(filter: {exclude: [\"x\"]}) { nodes { id } } }"),
        ),
        ("malformed_request", get("/v1/nodes?ids=x"), ask("{ nodes(ids: [\"x\"]) { id } }")),
        ("malformed_request", get("/v1/articles?order=x"), ask("{ articles(order: X) { nodes { id } } }")),
        (
            "malformed_request",
            get("/v1/articles?publishedAfter=x"),
            ask("{ articles(filter: {publishedAfter: \"x\"}) { nodes { id } } }"),
        ),
        ("invalid_cursor", get("/v1/articles?after=x"), ask("{ articles(after: \"x\") { nodes { id } } }")),
        ("invalid_cursor", get("/v1/tags?after=x"), ask("{ tags(after: \"x\") { nodes { id } } }")),
        ("page_too_large", get("/v1/articles?first=101"), ask("{ articles(first: 101) { nodes { id } } }")),
        ("page_too_large", get("/v1/authors?last=101"), ask("{ authors(last: 101) { nodes { id } } }")),
        ("page_too_large", get("/v1/pages/front?rail=101"), ask("{ frontPage(railSize: 101) { recent { id } } }")),
        (
            "page_too_large",
            get("/v1/pages/article/here?rail=101"),
            ask("{ articlePage(by: {slug: \"here\"}, railSize: 101) { article { id } } }"),
        ),
        (
            "query_too_complex",
            None,
            ask("{ articles(first: 100) { nodes { related(first: 100) { nodes { id slug } } } } }"),
        ),
        ("not_found", get("/v1/articles/nowhere"), ask("{ article(by: {slug: \"nowhere\"}) { id } }")),
        (
            "not_found",
            get("/v1/pages/article/nowhere"),
            ask("{ articlePage(by: {slug: \"nowhere\"}) { article { id } } }"),
        ),
        ("not_found", get("/v1/sections/nowhere"), ask("{ section(by: {slug: \"nowhere\"}) { id } }")),
        (
            "not_found",
            get("/v1/tags/nowhere/articles"),
            ask("{ tag(by: {slug: \"nowhere\"}) { articles { nodes { id } } } }"),
        ),
        (
            "not_found",
            get("/v1/articles?tag=nowhere"),
            ask("{ articles(filter: {tag: \"nowhere\"}) { nodes { id } } }"),
        ),
        ("not_found", get("/v1/resolve?path=/nowhere"), ask("{ resolve(path: \"/nowhere\") { type } }")),
        (
            "not_found",
            get("/v1/nodes/01900000-0000-7000-8000-000000000000"),
            ask("{ node(id: \"01900000-0000-7000-8000-000000000000\") { id } }"),
        ),
        ("gone", get("/v1/articles/gone"), ask("{ article(by: {slug: \"gone\"}) { id } }")),
        ("gone", get("/v1/pages/article/gone"), ask("{ articlePage(by: {slug: \"gone\"}) { article { id } } }")),
        ("gone", get("/v1/resolve?path=/news/gone"), ask("{ resolve(path: \"/news/gone\") { type } }")),
        (
            "method_not_allowed",
            Some(client.request(Method::DELETE, "/v1/articles")),
            Some(client.request(Method::DELETE, "/graphql")),
        ),
        (
            "method_not_allowed",
            Some(client.request(Method::POST, "/v1/site")),
            get("/graphql?query=mutation%20%7B%20a%20%7D"),
        ),
        (
            "not_acceptable",
            get("/v1/site").map(|r| r.header("accept-encoding", "identity;q=0, *;q=0")),
            ask("{ site { name } }").map(|r| r.header("accept-encoding", "identity;q=0, *;q=0")),
        ),
        (
            "not_acceptable",
            None,
            Some(
                client
                    .request(Method::POST, "/graphql")
                    .json(&json!({"query": "{ site { name } }"}))
                    .header("accept", "text/html"),
            ),
        ),
        ("payload_too_large", None, Some(client.request(Method::POST, "/graphql").json(&huge))),
        ("uri_too_long", get(&format!("/v1/articles?after={long}")), get(&format!("/graphql?query={long}"))),
        ("unsupported_media_type", None, Some(plain)),
        (
            "headers_too_large",
            get("/v1/site").map(|r| r.header("x-large", &large)),
            ask("{ site { name } }").map(|r| r.header("x-large", &large)),
        ),
        (
            "persisted_query_not_found",
            None,
            Some(
                client
                    .request(Method::POST, "/graphql")
                    .json(&json!({ "extensions": hash }))
                    .header("accept", "application/graphql-response+json"),
            ),
        ),
    ]
}
