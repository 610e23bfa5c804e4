//! REST: parameters, pages and their links.

use masthead_tests::{Client, TestServer, bundle, demo};
use reqwest::Method;
use serde_json::Value;

use super::doors::assert_problem;

#[tokio::test]
async fn parameters_are_known_single_and_typed() {
    let client = demo().await.client();
    for query in [
        "colour=red",
        "first=1&first=2",
        "tag=a&tag=b",
        "first=many",
        "first=1.5",
        "first=",
        "first=-1",
        "first=99999999999999999999",
        "first=1&last=1",
        "first=1&before=x",
        "last=1&after=x",
        "after=x&before=y",
        "totalCount=maybe",
        "order=RANDOM",
        "role=POET&author=a",
        "role=AUTHOR",
        "language=not%20a%20language",
        "publishedAfter=yesterday",
        "publishedAfter=2026-11-01",
        "ids=one,two",
        "exclude=1",
        "include=everything",
        "include=body&fields=headline",
        "fields=,",
        "fields=headlin",
    ] {
        let answer = client.get(&format!("/v1/articles?{query}")).await;
        assert_problem(&answer, 400, "malformed_request");
    }
    for path in [
        "/v1/articles/x?colour=red",
        "/v1/collections?colour=red",
        "/v1/sections/x?include=tags",
        "/v1/resolve",
        "/v1/nodes",
        "/v1/nodes?ids=",
        "/v1/nodes/one",
        "/v1/nodes?ids=one",
        "/v1/site?x=1",
    ] {
        let answer = client.get(path).await;
        assert_problem(&answer, 400, "malformed_request");
    }
    let ids = vec![uuid::Uuid::nil().to_string(); 101].join(",");
    assert_eq!(client.get(&format!("/v1/nodes?ids={ids}")).await.status, 400);
}

#[tokio::test]
async fn a_page_beyond_the_maximum_is_refused_with_the_maximum() {
    let client = demo().await.client();
    for path in
        ["/v1/articles?first=101", "/v1/articles?last=4000000000", "/v1/tags?first=101", "/v1/pages/front?rail=101"]
    {
        let problem = assert_problem(&client.get(path).await, 400, "page_too_large");
        assert_eq!(problem["maximum"], 100, "{path}");
        assert!(problem["detail"].as_str().unwrap().contains("100"), "{path}");
    }
    assert_eq!(client.json("/v1/articles?first=0").await["items"], Value::Array(Vec::new()));
    assert_eq!(client.get("/v1/articles?first=100").await.status, 200);
}

#[tokio::test]
async fn a_cursor_is_of_its_list_only() {
    let client = demo().await.client();
    let list = client.json("/v1/articles?first=2").await;
    let cursor = list["pageInfo"]["endCursor"].as_str().unwrap();
    let section = list["items"][0]["section"]["slug"].as_str().unwrap();
    assert_eq!(client.get(&format!("/v1/articles?after={cursor}")).await.status, 200);
    let tampered: String = cursor.chars().rev().collect();
    for path in [
        format!("/v1/articles?after={tampered}"),
        format!("/v1/articles?after={}", &cursor[1..]),
        format!("/v1/articles?after={cursor}A"),
        "/v1/articles?after=".to_owned(),
        "/v1/articles?after=nonsense".to_owned(),
        "/v1/articles?after=%C3%A9".to_owned(),
        format!("/v1/articles?after={cursor}&section={section}"),
        format!("/v1/articles?after={cursor}&order=OLDEST"),
        format!("/v1/articles?after={cursor}&language=pt"),
        format!("/v1/tags?after={cursor}"),
        format!("/v1/sections/{section}/articles?after={cursor}"),
    ] {
        let answer = client.get(&path).await;
        assert_problem(&answer, 400, "invalid_cursor");
    }
}

/// Where a relation of a `Link` header leads: only what is behind this server's own URL.
fn linked(header: &str, relation: &str, url: &str) -> Option<String> {
    let link = header.split(", ").find(|link| link.ends_with(&format!("; rel=\"{relation}\"")))?;
    let target = link.trim_start_matches('<').split('>').next().unwrap();
    Some(target.strip_prefix(url).unwrap_or_else(|| panic!("{target} is not of {url}")).to_owned())
}

async fn page(client: &Client, path: &str, url: &str) -> (Vec<String>, Option<String>, Option<String>) {
    let answer = client.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.bytes));
    let json = answer.json();
    let names =
        json["items"].as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap().to_owned()).collect();
    let (next, prev) = (linked(answer.header("link"), "next", url), linked(answer.header("link"), "prev", url));
    assert_eq!(json["pageInfo"]["hasNextPage"], next.is_some(), "{path}");
    assert_eq!(json["pageInfo"]["hasPreviousPage"], prev.is_some(), "{path}");
    (names, next, prev)
}

#[tokio::test]
async fn links_lead_to_the_end_and_back_and_keep_the_question() {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    records.extend((0..11).map(|n| bundle::article(&format!("a{n:02}"), n)));
    server.load(&bundle::lines(&records)).await;
    let (client, url) = (server.client(), server.url.as_str());
    let mut path = "/v1/sections/news/articles?order=OLDEST&first=4&include=tags&totalCount=true".to_owned();
    let (mut there, mut seen) = (Vec::new(), 0);
    let mut back = loop {
        let (names, next, prev) = page(&client, &path, url).await;
        seen += 1;
        there.extend(names);
        let Some(next) = next else { break prev };
        for kept in ["order=OLDEST", "first=4", "include=tags", "totalCount=true"] {
            assert!(next.contains(kept), "{next}");
        }
        path = next;
    };
    let expected: Vec<String> = (0..11).map(|n| format!("a{n:02}")).collect();
    assert_eq!((there, seen), (expected.clone(), 3));
    let mut returned = Vec::new();
    while let Some(path) = back {
        assert!(path.contains("last=4") && path.contains("order=OLDEST"), "{path}");
        let (names, _, prev) = page(&client, &path, url).await;
        returned.splice(0..0, names);
        back = prev;
    }
    assert_eq!(returned, expected[..8]);
    // The named lists link too.
    let (_, next, prev) = page(&client, "/v1/sections?first=1", url).await;
    assert!(prev.is_none() && page(&client, &next.unwrap(), url).await.2.is_some());
}

#[tokio::test]
async fn links_lead_where_the_client_is_whatever_others_say() {
    let client = demo().await.client();
    let request = client
        .request(Method::GET, "/v1/articles?first=1")
        .header("host", "api.example.org")
        .header("forwarded", "host=evil.example;proto=https")
        .header("x-forwarded-host", "evil.example")
        .header("x-forwarded-proto", "https");
    let link = client.send(request).await.header("link").to_owned();
    assert!(link.starts_with("<http://api.example.org/v1/articles?first=1&after="), "{link}");
    let settings =
        masthead_http::HttpSettings { public_url: Some("https://news.example/api/".to_owned()), ..Default::default() };
    let db = masthead_tests::TestDb::new().await;
    let server = TestServer::over(db, masthead_app::Clock::System, settings).await;
    server.load(&bundle::lines(&bundle::base())).await;
    let link = server.client().get("/v1/sections?first=1").await.header("link").to_owned();
    assert!(link.starts_with("<https://news.example/api/v1/sections?first=1&after="), "{link}");
}

#[tokio::test]
async fn a_slug_that_no_database_could_hold_is_not_found() {
    let client = demo().await.client();
    for slug in ["%C2%80", "%F0%9F%97%9E", "a%2Fb", "..%2F..", "%22%27%3B--", "%EF%BF%BD", "A"] {
        let answer = client.get(&format!("/v1/authors/{slug}")).await;
        assert_problem(&answer, 404, "not_found");
    }
    let answer = client.graphql("{ author(by: {slug: \"a\\u0000b\"}) { name } }", Value::Null).await;
    assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "not_found");
    for query in [
        "{ article(by: {slug: \"\\u0000\"}) { slug } }",
        "{ article(by: {path: \"/\\u0000\"}) { slug } }",
        "{ articles(filter: {section: \"\\u0000\"}) { nodes { slug } } }",
        "{ resolve(path: \"/\\u0000\") { path } }",
        "{ articles(after: \"\\u0000\") { nodes { slug } } }",
        "{ node(id: \"\\u0000\") { id } }",
    ] {
        let answer = client.graphql(query, Value::Null).await;
        let status = answer.json()["errors"][0]["extensions"]["status"].as_u64().unwrap();
        assert!(matches!(status, 400 | 404), "{query}: {}", String::from_utf8_lossy(&answer.bytes));
    }
}
