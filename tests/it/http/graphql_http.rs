//! GraphQL over HTTP: the specification, and what the published audit suite asks of servers.

use masthead_tests::{Answer, Client, demo};
use reqwest::Method;
use serde_json::{Value, json};

use super::doors::assert_problem;

pub(super) const NEW: &str = "application/graphql-response+json";
pub(super) const OLD: &str = "application/json";

/// A POST with this body.
async fn post(client: &Client, accept: &str, body: impl Into<reqwest::Body>) -> Answer {
    let request = client.request(Method::POST, "/graphql").header("content-type", OLD).header("accept", accept);
    client.send(request.body(body)).await
}

async fn ask(client: &Client, accept: &str, body: Value) -> Answer {
    post(client, accept, body.to_string()).await
}

/// A GET with these parameters.
pub(super) async fn get(client: &Client, accept: &str, parameters: &[(&str, &str)]) -> Answer {
    let mut url = reqwest::Url::parse("http://x/graphql").unwrap();
    url.query_pairs_mut().extend_pairs(parameters);
    let path = format!("/graphql?{}", url.query().unwrap());
    client.send(client.request(Method::GET, &path).header("accept", accept)).await
}

/// A request that was not executed: errors that say why, and no data, not even null.
#[track_caller]
pub(super) fn assert_refused(answer: &Answer, status: u16, code: &str) -> Value {
    let text = String::from_utf8_lossy(&answer.bytes);
    assert_eq!(answer.status, status, "{text}");
    let json = answer.json();
    assert!(json.get("data").is_none(), "{text}");
    let error = &json["errors"][0];
    assert_eq!(error["extensions"]["code"], code, "{text}");
    assert_eq!(error["extensions"]["requestId"], answer.header("x-request-id"), "{text}");
    assert_eq!(answer.header("cache-control"), "no-store", "{text}");
    error.clone()
}

#[tokio::test]
async fn the_answer_has_the_media_type_that_was_asked_for() {
    let client = demo().await.client();
    for (accept, media) in [
        (NEW, NEW),
        (OLD, OLD),
        ("*/*", OLD),
        ("application/*", OLD),
        ("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8", NEW),
        ("application/json, application/graphql-response+json;q=0.5", OLD),
        ("text/html, application/graphql-response+json;q=0.1", NEW),
    ] {
        for answer in [
            ask(&client, accept, json!({"query": "{ __typename }"})).await,
            get(&client, accept, &[("query", "{ __typename }")]).await,
        ] {
            assert_eq!(answer.status, 200, "{accept}");
            assert_eq!(answer.header("content-type"), media, "{accept}");
            assert_eq!(answer.json()["data"], json!({"__typename": "Query"}));
        }
    }
    let silent = client.request(Method::POST, "/graphql").json(&json!({"query": "{ __typename }"}));
    assert_eq!(client.send(silent).await.header("content-type"), OLD);
    for accept in ["text/html", "application/json;q=0", "application/json; charset=latin1", "image/*"] {
        let answer = ask(&client, accept, json!({"query": "{ __typename }"})).await;
        assert_problem(&answer, 406, "not_acceptable");
    }
}

#[tokio::test]
async fn only_json_is_read() {
    let client = demo().await.client();
    let body = json!({"query": "{ site { name } }"}).to_string();
    for good in ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\""] {
        let request = client.request(Method::POST, "/graphql").header("content-type", good).body(body.clone());
        assert_eq!(client.send(request).await.status, 200, "{good}");
    }
    for bad in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=latin1",
        "application/jsonp",
    ] {
        let request = client.request(Method::POST, "/graphql").header("content-type", bad).body(body.clone());
        let answer = client.send(request).await;
        assert_problem(&answer, 415, "unsupported_media_type");
        assert_eq!(answer.header("accept-post"), OLD, "{bad}");
    }
    let answer = client.send(client.request(Method::POST, "/graphql").body(body)).await;
    assert_problem(&answer, 415, "unsupported_media_type");
}

#[tokio::test]
async fn what_is_no_request_is_a_400_under_either_type() {
    let client = demo().await.client();
    let long = format!("{{\"query\":{}", "[".repeat(1_000));
    for accept in [NEW, OLD] {
        for body in [
            "",
            "{",
            "nonsense",
            "\"{ __typename }\"",
            "null",
            "{}",
            "{\"query\":null}",
            "{ \"not a JSON",
            "[]",
            "[{\"query\":\"{ __typename }\"}]",
            " [",
            long.as_str(),
            "{\"query\":\"{ __typename }\",\"query\":\"{ __typename }\"}",
        ] {
            let answer = post(&client, accept, body.to_owned()).await;
            assert_refused(&answer, 400, "malformed_request");
            assert_eq!(answer.header("content-type"), accept, "{body}");
        }
        for wrong in [json!({"obj": "ect"}), json!(0), json!(false), json!(["array"])] {
            for member in ["query", "operationName"] {
                let mut body = json!({"query": "{ __typename }"});
                body[member] = wrong.clone();
                assert_refused(&ask(&client, accept, body).await, 400, "malformed_request");
            }
        }
        for wrong in [json!("string"), json!(0), json!(false), json!(["array"])] {
            for member in ["variables", "extensions"] {
                let mut body = json!({"query": "{ __typename }"});
                body[member] = wrong.clone();
                assert_refused(&ask(&client, accept, body).await, 400, "malformed_request");
                let text = wrong.to_string();
                let answer = get(&client, accept, &[("query", "{ __typename }"), (member, &text)]).await;
                assert_refused(&answer, 400, "malformed_request");
            }
        }
    }
    let batch = assert_refused(&post(&client, NEW, "[{}]").await, 400, "malformed_request");
    assert!(batch["message"].as_str().unwrap().contains("batches"), "{batch}");
    assert_refused(&post(&client, NEW, b"{\"query\":\"\xff\"}".to_vec()).await, 400, "malformed_request");
}

#[tokio::test]
async fn members_may_be_null_or_unknown() {
    let client = demo().await.client();
    for accept in [NEW, OLD] {
        for member in ["operationName", "variables", "extensions", "somethingElse"] {
            let mut body = json!({"query": "{ __typename }"});
            body[member] = Value::Null;
            assert_eq!(ask(&client, accept, body).await.json()["data"]["__typename"], "Query", "{member}");
        }
        let full = json!({
            "query": "query A($with: Boolean!) { site { __typename name @include(if: $with) } } query B { __typename }",
            "operationName": "A", "variables": {"with": true, "other": [1]}, "extensions": {"tracing": {}}, "id": 7,
        });
        let data = ask(&client, accept, full).await.json()["data"].clone();
        assert!(data["site"]["name"].is_string() && data.get("__typename").is_none(), "{data}");
        let answer = get(
            &client,
            accept,
            &[
                ("query", "query A($n: Int) { articles(first: $n) { nodes { slug } } } query B { __typename }"),
                ("operationName", "A"),
                ("variables", "{\"n\":2}"),
                ("extensions", "{}"),
                ("unknown", "x"),
            ],
        );
        assert_eq!(answer.await.json()["data"]["articles"]["nodes"].as_array().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_document_that_cannot_be_executed_is_told_by_the_status_of_the_newer_type() {
    let client = demo().await.client();
    for (accept, status) in [(NEW, 400), (OLD, 200)] {
        for query in [
            "{",
            "",
            "{ }",
            "{ nothing }",
            "{ site }",
            "{ articles(first: \"x\") { nodes { slug } } }",
            "{ articles(filter: {publishedAfter: \"soon\"}) { nodes { slug } } }",
            "query ($x: NoSuchType) { __typename }",
            "query A { __typename } query B { __typename }",
            "fragment F on Query { __typename }",
            "{ ...Missing }",
            "subscription { __typename }",
        ] {
            assert_refused(&ask(&client, accept, json!({"query": query})).await, status, "malformed_request");
        }
        let unknown = json!({"query": "query A { __typename }", "operationName": "B"});
        assert_refused(&ask(&client, accept, unknown).await, status, "malformed_request");
        let places = assert_refused(
            &ask(&client, accept, json!({"query": "{\n  nothing\n}"})).await,
            status,
            "malformed_request",
        );
        assert_eq!(places["locations"][0]["line"], 2, "{places}");
    }
}

#[tokio::test]
async fn variables_that_do_not_fit_refuse_the_request() {
    let client = demo().await.client();
    let list = "query ($n: Int, $f: ArticleFilter, $o: ArticleOrder) { articles(first: $n, filter: $f, order: $o) { nodes { slug } } }";
    let one = "query ($by: ArticleBy!) { article(by: $by) { slug } }";
    for (accept, status) in [(NEW, 400), (OLD, 200)] {
        for (query, variables) in [
            (list, json!({"n": "one"})),
            (list, json!({"n": 1.5})),
            (list, json!({"n": 3_000_000_000_u64})),
            (list, json!({"n": [1]})),
            (list, json!({"f": "all"})),
            (list, json!({"f": {"colour": "red"}})),
            (list, json!({"f": {"publishedAfter": "soon"}})),
            (list, json!({"f": {"publishedAfter": 0}})),
            (list, json!({"f": {"ids": [[]]}})),
            (list, json!({"f": {"role": "POET"}})),
            (list, json!({"o": "RANDOM"})),
            (one, json!({})),
            (one, json!({"by": null})),
            (one, json!({"by": {}})),
            (one, json!({"by": {"id": "a", "slug": "b"}})),
            (one, json!({"by": {"slug": null}})),
            (one, json!({"by": {"slug": 1}})),
        ] {
            let answer = ask(&client, accept, json!({"query": query, "variables": variables})).await;
            let error = assert_refused(&answer, status, "malformed_request");
            assert!(error["message"].as_str().unwrap().starts_with("variable $"), "{variables}: {error}");
        }
    }
    let answer =
        ask(&client, NEW, json!({"query": list, "variables": {"n": null, "f": {"ids": []}, "o": "OLDEST"}})).await;
    assert_eq!(answer.json()["data"]["articles"]["nodes"], json!([]));
}

#[tokio::test]
async fn errors_of_fields_come_with_data() {
    let client = demo().await.client();
    let query = json!({"query": "{ site { name } article(by: {slug: \"no-such-article\"}) { slug } }"});
    let answer = ask(&client, NEW, query).await;
    let json = answer.json();
    assert_eq!(answer.status, 200);
    assert_eq!(json["data"]["article"], Value::Null);
    assert!(json["data"]["site"]["name"].is_string());
    let error = &json["errors"][0];
    assert_eq!(error["path"], json!(["article"]));
    assert_eq!((&error["extensions"]["code"], &error["extensions"]["status"]), (&json!("not_found"), &json!(404)));
    assert_eq!(error["extensions"]["requestId"], answer.header("x-request-id"));
    for (query, code) in [
        ("{ articles(first: 101) { nodes { slug } } }", "page_too_large"),
        ("{ articles(first: -1) { nodes { slug } } }", "malformed_request"),
        ("{ articles(first: 1, last: 1) { nodes { slug } } }", "malformed_request"),
        ("{ articles(after: \"x\") { nodes { slug } } }", "invalid_cursor"),
        ("{ node(id: \"x\") { id } }", "malformed_request"),
    ] {
        let json = ask(&client, NEW, json!({"query": query})).await.json();
        assert_eq!(json["errors"][0]["extensions"]["code"], code, "{query}: {json}");
    }
}

#[tokio::test]
async fn a_get_only_queries() {
    let client = demo().await.client();
    let answer = get(&client, NEW, &[("query", "mutation { __typename }")]).await;
    assert_problem(&answer, 405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "POST");
    assert_refused(&get(&client, NEW, &[("operationName", "A")]).await, 400, "malformed_request");
    let answer = get(&client, NEW, &[("query", "{ site { name } }")]).await;
    assert!(answer.header("cache-control").starts_with("public"), "{}", answer.header("cache-control"));
    assert_eq!(answer.header("vary"), "Accept, Accept-Encoding");
    let failed = get(&client, NEW, &[("query", "{ article(by: {slug: \"nope\"}) { slug } }")]).await;
    assert_eq!(failed.header("cache-control"), "no-store");
}

#[tokio::test]
async fn the_cost_is_told() {
    let client = demo().await.client();
    for (query, more_than) in [("{ site { name } }", 1), ("{ articles(first: 50) { nodes { slug headline } } }", 99)] {
        let answer = ask(&client, NEW, json!({"query": query})).await;
        let cost = answer.json()["extensions"]["cost"].clone();
        assert_eq!(cost["requested"].to_string(), answer.header("graphql-cost"));
        assert!(cost["requested"].as_u64().unwrap() > more_than, "{cost}");
        assert_eq!(cost["maximum"], 10_000);
    }
}

#[tokio::test]
async fn bodies_are_bounded() {
    let client = demo().await.client();
    let body = json!({"query": "{ __typename }", "variables": {"x": "x".repeat(2 * 1024 * 1024)}});
    let answer = ask(&client, NEW, body).await;
    let problem = assert_problem(&answer, 413, "payload_too_large");
    assert!(problem["detail"].as_str().unwrap().contains("1048576 bytes (max_body_bytes)"), "{problem}");
}

#[tokio::test]
async fn browsers_get_an_explorer_that_needs_nothing_from_outside() {
    let client = demo().await.client();
    let request = client.request(Method::GET, "/graphql").header("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    let page = client.send(request).await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'")
            && policy.contains("script-src 'self'")
            && policy.contains("frame-ancestors 'none'")
    );
    let html = String::from_utf8(page.bytes).unwrap();
    assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("<script>"), "{html}");
    let assets: Vec<&str> = html.split('"').filter(|it| it.starts_with("/graphql/assets/")).collect();
    assert!(assets.len() >= 5, "{assets:?}");
    for asset in assets {
        let answer = client.get(asset).await;
        assert_eq!(answer.status, 200, "{asset}");
        assert!(answer.header("content-type").starts_with("text/"), "{asset}");
    }
}
