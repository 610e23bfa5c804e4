//! Answers that are kept: never older than what was answered to a write, and computed once.

use std::time::{Duration, Instant};

use masthead_app::Clock;
use masthead_domain::user::UserRole;
use masthead_http::HttpSettings;
use masthead_tests::{Client, TestDb, TestServer, bundle as records};
use reqwest::Method;
use serde_json::json;

/// A server that keeps answers, over a small publication.
async fn keeping(bytes: u64) -> TestServer {
    let settings = HttpSettings { response_cache_bytes: bytes, ..HttpSettings::default() };
    let server = TestServer::over(TestDb::new().await, Clock::System, settings).await;
    let mut lines = records::base();
    lines.extend((0..12).map(|n| records::article(&format!("article-{n}"), n)));
    server.load(&records::lines(&lines)).await;
    server
}

const ROOM: u64 = 8 * 1024 * 1024;

/// Asks until the answer comes from memory.
async fn warm(client: &Client, path: &str) {
    let began = Instant::now();
    while !client.get(path).await.header("cache-status").contains("hit") {
        assert!(began.elapsed() < Duration::from_secs(10), "{path} is kept");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn an_answer_is_kept_and_is_the_same() {
    let server = keeping(ROOM).await;
    let plain = server.beside(Clock::System).await;
    let (client, other) = (server.client(), plain.client());
    for path in [
        "/v1/articles",
        "/v1/articles/article-3?include=body.html",
        "/v1/site",
        "/sitemap.xml",
        "/graphql?query={site{name}}",
    ] {
        warm(&client, path).await;
        let (kept, fresh) = (client.get(path).await, other.to(&server.url).get(path).await);
        assert!(kept.header("cache-status").contains("hit"), "{path}");
        assert_eq!(kept.bytes, fresh.bytes, "{path}");
        for header in ["etag", "content-type", "cache-control", "vary", "link", "content-version"] {
            assert_eq!(kept.header(header), fresh.header(header), "{path} {header}");
        }
        // In the second of a change no date is told, and the one that is kept may be of that second.
        let date = kept.header("last-modified");
        assert!(date.is_empty() || date == fresh.header("last-modified"), "{path}: {date}");
        let again = client.request(Method::GET, path).header("if-none-match", kept.header("etag"));
        let again = client.send(again).await;
        assert_eq!((again.status, again.bytes.len()), (304.try_into().unwrap(), 0), "{path}");
        assert_eq!(again.header("etag"), kept.header("etag"));
    }
    // Errors are not kept, nor what is asked by somebody.
    for _ in 0..2 {
        let missing = client.get("/v1/articles/nothing").await;
        assert_eq!((missing.status.as_u16(), missing.header("cache-status")), (404, ""));
    }
    let desk = server.user(UserRole::Admin, &[]).await;
    assert_eq!(desk.get("/v1/articles").await.header("cache-status"), "");
}

#[tokio::test]
async fn what_was_written_is_seen_before_the_write_is_answered() {
    let server = keeping(ROOM).await;
    let plain = server.beside(Clock::System).await;
    let desk = server.user(UserRole::Admin, &[]).await;
    let (client, other) = (server.client(), plain.client());
    let doors = [
        "/v1/articles?first=5",
        "/v1/articles/article-1",
        "/v1/articles/article-2?include=body.html,tags",
        "/v1/sections/news/articles",
        "/v1/authors/ada",
        "/v1/site",
        "/v1/resolve?path=/news/article-1",
        "/feeds/all.atom",
        "/sitemap.xml",
        "/graphql?query={articles(first:3){nodes{headline,section{name}}}}",
    ];
    for path in doors {
        warm(&client, path).await;
    }
    for round in 0..12 {
        let answer = match round % 4 {
            0 => {
                let revision = desk.json("/v1/articles/article-1/manuscript").await["revision"].as_i64().unwrap();
                desk.patch("/v1/articles/article-1", revision, json!({ "headline": format!("Headline {round}") }))
                    .await;
                let revision = desk.json("/v1/articles/article-1/manuscript").await["revision"].as_i64().unwrap();
                let publish = desk
                    .request(Method::POST, "/v1/articles/article-1/publish")
                    .header("if-match", format!("\"{revision}\""));
                desk.send(publish.json(&json!({}))).await
            }
            1 => {
                let revision = desk.json("/v1/authors/ada").await["revision"].as_i64().unwrap();
                desk.patch("/v1/authors/ada", revision, json!({ "name": format!("Ada {round}") })).await
            }
            2 => {
                let revision = desk.json("/v1/site").await["revision"].as_i64().unwrap();
                desk.patch("/v1/site", revision, json!({ "name": format!("Site {round}") })).await
            }
            _ => {
                let revision = desk.json("/v1/articles/article-5/manuscript").await["revision"].as_i64().unwrap();
                let withdraw = if round == 3 { "withdraw" } else { "publish" };
                let path = format!("/v1/articles/article-5/{withdraw}");
                desk.send(
                    desk.request(Method::POST, &path).header("if-match", format!("\"{revision}\"")).json(&json!({})),
                )
                .await
            }
        };
        assert!(
            answer.status.is_success() || answer.status == 409,
            "{round}: {}",
            String::from_utf8_lossy(&answer.bytes)
        );
        for path in doors {
            let (kept, fresh) = (client.get(path).await, other.get(path).await);
            let text =
                |answer: &masthead_tests::Answer, url: &str| String::from_utf8_lossy(&answer.bytes).replace(url, "");
            assert_eq!(text(&kept, &server.url), text(&fresh, &plain.url), "round {round}: {path}");
            assert_eq!(kept.header("content-version"), fresh.header("content-version"), "round {round}: {path}");
        }
    }
}

#[tokio::test]
async fn what_another_node_writes_is_seen_within_a_second() {
    let server = keeping(ROOM).await;
    let other = server.beside(Clock::System).await;
    let desk = other.user(UserRole::Admin, &[]).await;
    let client = server.client();
    warm(&client, "/v1/authors/ada").await;
    let revision = desk.json("/v1/authors/ada").await["revision"].as_i64().unwrap();
    let answer = desk.patch("/v1/authors/ada", revision, json!({ "name": "Renamed" })).await;
    assert!(answer.status.is_success());
    let began = Instant::now();
    while client.json("/v1/authors/ada").await["name"] != "Renamed" {
        assert!(began.elapsed() < Duration::from_secs(2), "the other node's write is seen");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn queries_that_are_posted_are_kept_and_mutations_are_not() {
    let server = keeping(ROOM).await;
    let plain = server.beside(Clock::System).await;
    let client = server.client();
    warm(&client, "/v1/site").await;
    let query = "query List($first: Int) { articles(first: $first) { nodes { headline slug } } }";
    for first in [3, 5] {
        let made = client.graphql(query, json!({ "first": first })).await;
        assert!(made.header("cache-status").contains("stored"), "{}", made.header("cache-status"));
        let kept = client.graphql(query, json!({ "first": first })).await;
        assert!(kept.header("cache-status").contains("hit"), "{}", kept.header("cache-status"));
        let fresh = plain.client().graphql(query, json!({ "first": first })).await;
        assert_eq!(kept.bytes, fresh.bytes);
        assert_eq!(kept.json()["data"]["articles"]["nodes"].as_array().unwrap().len(), first);
        for header in ["content-type", "cache-control", "content-version", "graphql-cost"] {
            assert_eq!(kept.header(header), fresh.header(header), "{header}");
        }
    }
    // There is nothing that a client could have already.
    let body = json!({ "query": query, "variables": { "first": 3 } });
    let again = client.request(Method::POST, "/graphql").header("if-none-match", "*").json(&body);
    assert_eq!(client.send(again).await.status, 200);
    // A document that is to be learned reaches who learns it, however often it is sent.
    let hash = "b37aa3d2d2c0f3d1f2b2b7b5a7fd6e1b1a0d9a4d0a3f0c7d4a0a5a7c3b5a9e11";
    let learned = json!({ "query": query, "extensions": { "persistedQuery": { "version": 1, "sha256Hash": hash } } });
    for _ in 0..2 {
        let answer = client.send(client.request(Method::POST, "/graphql").json(&learned)).await;
        assert_eq!(answer.header("cache-status"), "");
    }
    // Whoever signs in is told so each time.
    let user = server.account(UserRole::Editor, &[]).await;
    let mutation = "mutation($input: SignInFields!) { signIn(input: $input) { accessToken } }";
    let variables = json!({ "input": { "email": user.email, "password": masthead_tests::PASSWORD } });
    let mut tokens = std::collections::BTreeSet::new();
    for _ in 0..2 {
        let answer = client.graphql(mutation, variables.clone()).await;
        assert_eq!(answer.header("cache-status"), "");
        tokens.insert(answer.json()["data"]["signIn"]["accessToken"].as_str().unwrap().to_owned());
    }
    assert_eq!(tokens.len(), 2);
}

#[tokio::test]
async fn metrics_tell_what_was_kept() {
    let settings = HttpSettings { response_cache_bytes: ROOM, metrics: true, ..HttpSettings::default() };
    let server = TestServer::over(TestDb::new().await, Clock::System, settings).await;
    server.load(&records::lines(&records::base())).await;
    let client = server.client();
    warm(&client, "/v1/site").await;
    let answer = client.get("/metrics").await;
    assert!(answer.header("content-type").starts_with("text/plain; version=0.0.4"));
    let text = String::from_utf8(answer.bytes).unwrap();
    let value = |name: &str| -> i64 {
        let line = text
            .lines()
            .find(|line| line.starts_with(&format!("masthead_{name} ")))
            .unwrap_or_else(|| panic!("{name}: {text}"));
        line.rsplit(' ').next().unwrap().parse().unwrap()
    };
    assert!(value("response_cache_hits_total") >= 1 && value("response_cache_misses_total") >= 1);
    assert!(value("response_cache_bytes") > 500 && value("response_cache_stored_total") >= 1);
    assert!(value("content_version") > 0 && value("requests_working_most") == 256);
    assert_eq!(TestServer::new().await.client().get("/metrics").await.status, 404, "off by default");
}

#[tokio::test]
async fn many_who_ask_at_once_are_answered_by_one_computation() {
    let server = keeping(ROOM).await;
    let client = server.client();
    warm(&client, "/v1/site").await;
    let asked = (0..200).map(|_| client.get("/v1/articles?first=9"));
    let answers = futures_util::future::join_all(asked).await;
    let stored = answers.iter().filter(|answer| answer.header("cache-status").contains("stored")).count();
    assert_eq!(stored, 1);
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.bytes == answers[0].bytes));
}

#[tokio::test]
async fn little_room_costs_only_work() {
    let server = keeping(20_000).await;
    let client = server.client();
    for n in 0..60 {
        let answer = client.get(&format!("/v1/articles/article-{}?include=body.html", n % 12)).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json()["slug"], format!("article-{}", n % 12));
    }
}
