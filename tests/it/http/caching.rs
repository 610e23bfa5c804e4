//! Conditional requests, HEAD and compression (RFC 9110, 9111).

use std::time::Duration;

use masthead_tests::{Answer, Client, TestServer, bundle, demo};
use reqwest::Method;
use serde_json::json;

use super::raw::raw;

const PATHS: [&str; 5] = ["/v1/site", "/v1/articles?first=3", "/v1/authors", "/v1/pages/front", "/v1/sections?first=1"];

async fn with(client: &Client, path: &str, headers: &[(&str, &str)]) -> Answer {
    ask(client, Method::GET, path, headers).await
}

/// Without the coding that the client library asks for on its own.
async fn ask(client: &Client, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = client.request(method, path);
    if !headers.iter().any(|(name, _)| *name == "accept-encoding") {
        request = request.header("accept-encoding", "identity");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    client.send(request).await
}

async fn plain(client: &Client, path: &str) -> Answer {
    with(client, path, &[]).await
}

#[tokio::test]
async fn a_client_that_has_it_gets_a_304_with_the_same_headers() {
    let client = demo().await.client();
    for path in PATHS {
        let full = plain(&client, path).await;
        let etag = full.header("etag");
        assert!(etag.starts_with("W/\"") && etag.ends_with('"'), "{path}: {etag}");
        let opaque = etag.trim_start_matches("W/");
        for given in [etag, opaque, "*", &format!("\"other\", {etag}"), &format!("{etag},\"other\"")] {
            let unchanged = with(&client, path, &[("if-none-match", given)]).await;
            assert_eq!(unchanged.status, 304, "{path} {given}");
            assert!(unchanged.bytes.is_empty());
            for name in ["etag", "cache-control", "vary", "content-version", "last-modified", "link"] {
                assert_eq!(unchanged.header(name), full.header(name), "{path} {name}");
            }
        }
        for given in ["\"other\"", "W/\"other\", \"more\"", "nonsense"] {
            assert_eq!(with(&client, path, &[("if-none-match", given)]).await.status, 200, "{path} {given}");
        }
    }
}

#[tokio::test]
async fn dates_count_only_where_no_tag_stands() {
    let server = TestServer::new().await;
    server.load(&bundle::lines(&bundle::base())).await;
    let client = server.client();
    // A date has whole seconds: within the second of a change it is not told.
    let mut full = plain(&client, "/v1/site").await;
    for _ in 0..40 {
        if !full.header("last-modified").is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        full = plain(&client, "/v1/site").await;
    }
    let (etag, date) = (full.header("etag"), full.header("last-modified"));
    assert!(date.ends_with(" GMT"), "{date:?}");
    let status = |headers: &'static [&'static str], date: String, etag: String| {
        let client = client.clone();
        async move {
            let value = |name: &str| match name {
                "if-none-match" => etag.clone(),
                "if-modified-since" => date.clone(),
                _ => unreachable!(),
            };
            let headers: Vec<(&str, String)> = headers.iter().map(|name| (*name, value(name))).collect();
            let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            with(&client, "/v1/site", &headers).await.status.as_u16()
        }
    };
    const DATE: &[&str] = &["if-modified-since"];
    const BOTH: &[&str] = &["if-none-match", "if-modified-since"];
    const OLD: &str = "Mon, 01 Jan 2001 00:00:00 GMT";
    assert_eq!(status(DATE, date.to_owned(), String::new()).await, 304);
    assert_eq!(status(DATE, "Fri, 01 Jan 2100 00:00:00 GMT".to_owned(), String::new()).await, 304);
    assert_eq!(status(DATE, OLD.to_owned(), String::new()).await, 200);
    assert_eq!(status(DATE, "yesterday".to_owned(), String::new()).await, 200);
    assert_eq!(status(BOTH, date.to_owned(), "\"other\"".to_owned()).await, 200);
    assert_eq!(status(BOTH, OLD.to_owned(), etag.to_owned()).await, 304);
}

#[tokio::test]
async fn a_change_of_anything_embedded_changes_the_tag() {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    records.push(bundle::article("first", 0));
    server.load(&bundle::lines(&records)).await;
    let client = server.client();
    let tag = |path: &'static str| {
        let client = client.clone();
        async move { plain(&client, path).await.header("etag").to_owned() }
    };
    for path in ["/v1/articles", "/v1/articles/first", "/v1/pages/front", "/v1/sections/news/articles"] {
        let renamed = [
            json!({"type": "author", "slug": "ada", "name": format!("Ada {}", path.len()), "portrait": "river"}),
            json!({"type": "section", "slug": "news", "name": format!("News {}", path.len()), "position": 1}),
        ];
        for record in renamed {
            let before = tag(path).await;
            assert_eq!(before, tag(path).await, "{path} without a change");
            server.load(&bundle::lines(&[record])).await;
            assert_ne!(before, tag(path).await, "{path}");
        }
    }
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let client = demo().await.client();
    for path in PATHS.iter().chain(&[
        "/openapi.json",
        "/healthz",
        "/v1/nothing",
        "/v1/articles?first=101",
        "/graphql?query={site{name}}",
    ]) {
        let get = plain(&client, path).await;
        let head = ask(&client, Method::HEAD, path, &[]).await;
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.bytes.is_empty());
        for name in
            get.headers.keys().filter(|name| !["date", "x-request-id", "server-timing"].contains(&name.as_str()))
        {
            assert_eq!(head.header(name.as_str()), get.header(name.as_str()), "{path} {name}");
        }
        assert_eq!(head.header("content-length"), get.bytes.len().to_string(), "{path}");
    }
}

#[tokio::test]
async fn every_coding_has_the_same_weak_tag() {
    let client = demo().await.client();
    let whole = plain(&client, "/v1/articles").await;
    assert_eq!(whole.header("content-encoding"), "");
    for coding in ["gzip", "br", "zstd"] {
        // The client library decodes on its own, and hides that it did.
        let host = demo().await.url.trim_start_matches("http://");
        let request = format!(
            "GET /v1/articles HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: {coding}\r\nConnection: close\r\n\r\n"
        );
        let (status, text) = raw(&demo().await.url, request).await;
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert_eq!(status, 200, "{head}");
        let etag = format!("etag: {}", whole.header("etag"));
        for header in [format!("content-encoding: {coding}"), etag, "vary: Accept-Encoding".to_owned()] {
            assert_eq!(head.lines().filter(|line| **line == header).count(), 1, "{header}: {head}");
        }
        assert_eq!(head.matches("vary:").count(), 1, "{head}");
        assert!(body.len() < whole.bytes.len(), "{coding}: {} of {}", body.len(), whole.bytes.len());
        let known = [("accept-encoding", coding), ("if-none-match", whole.header("etag"))];
        let unchanged = with(&client, "/v1/articles", &known).await;
        assert_eq!((unchanged.status.as_u16(), unchanged.header("vary")), (304, "Accept-Encoding"), "{coding}");
    }
}

#[tokio::test]
async fn answers_say_how_long_they_keep() {
    let client = demo().await.client();
    for path in PATHS {
        let answer = plain(&client, path).await;
        assert!(answer.header("cache-control").starts_with("public, max-age=0, s-maxage="), "{path}");
        assert!(answer.header("content-version").parse::<u64>().unwrap() > 0, "{path}");
    }
    for (path, cache) in
        [("/v1/articles?first=101", "no-store"), ("/v1/articles/nope", "public, max-age=5"), ("/readyz", "no-store")]
    {
        assert_eq!(plain(&client, path).await.header("cache-control"), cache, "{path}");
    }
}
