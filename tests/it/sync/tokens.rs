//! Tokens: what they hold for, how long, and what an answer to one may be kept for. And how large an answer is.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use masthead_app::{Clock, Settings, changes};
use masthead_domain::user::UserRole;
use masthead_http::HttpSettings;
use masthead_tests::{Answer, Client, TestDb, TestServer, bundle};
use reqwest::Method;
use serde_json::{Value, json};

use super::copy::Copy;
use crate::http::raw::raw;

const DAY: i64 = 24 * 3600 * 1_000_000;

fn assert_problem(answer: &Answer, status: u16, code: &str) {
    let told = String::from_utf8_lossy(&answer.bytes);
    assert_eq!((answer.status.as_u16(), answer.json()["code"].as_str().unwrap()), (status, code), "{told}");
}

async fn server(articles: i64, http: HttpSettings, settings: Settings) -> (TestServer, Arc<AtomicI64>) {
    let clock = Arc::new(AtomicI64::new(1_800_000_000_000_000));
    let server = TestServer::with(TestDb::new().await, Clock::Manual(Arc::clone(&clock)), http, settings).await;
    let mut records = bundle::base();
    records.extend((0..articles).map(|n| bundle::article(&format!("a-{n}"), n)));
    server.load(&bundle::lines(&records)).await;
    (server, clock)
}

async fn withdraw(client: &Client, slug: &str) {
    let request = client.request(Method::POST, &format!("/v1/articles/{slug}/withdraw")).header("if-match", "\"1\"");
    assert_eq!(client.send(request.json(&json!({}))).await.status, 200);
}

#[tokio::test]
async fn a_token_holds_for_its_filter_alone_and_every_change_of_it_is_noticed() {
    let (server, _) = server(3, HttpSettings::default(), Settings::default()).await;
    let reader = server.client();
    let token = reader.json("/v1/sync?section=news&first=1").await["token"].as_str().unwrap().to_owned();
    for wrong in [
        format!("/v1/sync?first=1&token={token}"),
        format!("/v1/sync?section=ideas&token={token}"),
        format!("/v1/sync?section=news&language=en&token={token}"),
        format!("/v1/sync?section=news&type=ARTICLE&token={token}"),
        format!("/v1/sync?section=news&token={token}A"),
        "/v1/sync?token=".to_owned(),
        "/v1/sync?token=x".to_owned(),
    ] {
        assert_problem(&reader.get(&wrong).await, 400, "invalid_cursor");
    }
    // A cursor of another list is none either.
    let cursor = reader.json("/v1/articles?first=1").await["pageInfo"]["endCursor"].as_str().unwrap().to_owned();
    assert_problem(&reader.get(&format!("/v1/sync?token={cursor}")).await, 400, "invalid_cursor");
    for (wrong, status, code) in [
        ("/v1/sync?first=101", 400, "page_too_large"),
        ("/v1/sync?first=-1", 400, "malformed_request"),
        ("/v1/sync?section=nowhere", 404, "not_found"),
        ("/v1/sync?language=%20", 400, "malformed_request"),
        ("/v1/sync?type=SECTION", 400, "malformed_request"),
        ("/v1/sync?include=renditions", 400, "malformed_request"),
        ("/v1/sync?fields=headlin", 400, "malformed_request"),
        ("/v1/sync?after=x", 400, "malformed_request"),
    ] {
        assert_problem(&reader.get(wrong).await, status, code);
    }
    let sparse = reader.json("/v1/sync?type=ARTICLE&fields=headline,section.name").await;
    assert_eq!(
        sparse["entries"][0]["article"].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["headline", "section"]
    );
}

#[tokio::test]
async fn nothing_new_is_the_same_answer_and_a_change_is_another() {
    let (server, _) = server(3, HttpSettings::default(), Settings::default()).await;
    let admin = server.user(UserRole::Admin, &[]).await;
    let reader = server.client();
    let mut copy = Copy::of("");
    copy.catch_up(&reader, 2).await;
    let path = copy.next(20);
    let answer = reader.get(&path).await;
    let page = answer.json();
    assert_eq!((&page["entries"], &page["hasMore"]), (&json!([]), &json!(false)));
    assert_eq!(page["token"], copy.token().unwrap());
    assert!(answer.header("cache-control").starts_with("public"));
    let etag = answer.header("etag").to_owned();
    // What happens to drafts is nothing new.
    let draft = json!({"headline": "Secret", "section": "news", "contributors": [{"author": "ada"}]});
    assert_eq!(admin.post("/v1/articles", draft).await.status, 201);
    let again = reader.send(reader.request(Method::GET, &path).header("if-none-match", &etag)).await;
    assert_eq!(again.status, 304);
    withdraw(&admin, "a-1").await;
    let again = reader.send(reader.request(Method::GET, &path).header("if-none-match", &etag)).await;
    assert_eq!(again.status, 200);
    assert_eq!(again.json()["entries"][0]["action"], "DELETE");
    // The same question again is the same answer.
    assert_eq!(reader.get(&path).await.bytes, again.bytes);
}

#[tokio::test]
async fn a_token_holds_as_long_as_it_is_said_and_then_says_what_to_do() {
    let settings = Settings { sync_retention_days: 10, ..Settings::default() };
    let (server, clock) = server(6, HttpSettings::default(), settings).await;
    let admin = server.user(UserRole::Admin, &[]).await;
    let reader = server.client();
    let mut idle = Copy::of("");
    idle.catch_up(&reader, 10).await;
    let mut regular = Copy::of("&section=ideas");
    regular.catch_up(&reader, 10).await;
    let mut half = Copy::of("");
    half.step(&reader, 2).await;
    withdraw(&admin, "a-0").await;
    // Nothing is forgotten while it is to be told.
    clock.fetch_add(9 * DAY, Ordering::SeqCst);
    assert_eq!(changes::forget(&server.app).await.unwrap(), 0);
    let mut late = idle.clone();
    late.catch_up(&reader, 10).await;
    assert_eq!(late.content().0.len(), 5);
    // Whoever asks now and then can go on for ever, also when what they asked for never changed.
    regular.catch_up(&reader, 10).await;
    clock.fetch_add(2 * DAY, Ordering::SeqCst);
    assert!(changes::forget(&server.app).await.unwrap() > 0);
    let admin = {
        // The session has ended long ago.
        drop(admin);
        server.user(UserRole::Admin, &[]).await
    };
    withdraw(&admin, "a-1").await;
    regular.catch_up(&reader, 10).await;
    late.catch_up(&reader, 10).await;
    assert_eq!(late.content().0.len(), 4);
    for copy in [&idle, &half] {
        let answer = reader.get(&copy.next(10)).await;
        assert_problem(&answer, 410, "sync_token_expired");
        assert!(answer.json()["detail"].as_str().unwrap().contains("begin again without a token"));
    }
    let variables = json!({"token": idle.token()});
    let answer = reader.graphql("query($token: String) { changes(token: $token) { token } }", variables).await.json();
    assert_eq!(answer["errors"][0]["extensions"]["code"], "sync_token_expired", "{answer}");
    let mut anew = Copy::of("");
    anew.catch_up(&reader, 10).await;
    assert_eq!(anew.content(), late.content());
}

#[tokio::test]
async fn a_token_of_another_database_is_not_taken_for_one_of_this() {
    let (full, _) = server(5, HttpSettings::default(), Settings::default()).await;
    let (empty, _) = server(0, HttpSettings::default(), Settings::default()).await;
    let mut copy = Copy::of("");
    copy.catch_up(&full.client(), 100).await;
    assert_problem(&empty.client().get(&copy.next(10)).await, 410, "sync_token_expired");
}

#[tokio::test]
async fn an_answer_has_no_more_bytes_than_it_may() {
    let http = HttpSettings { sync_page_bytes: 20_000, ..HttpSettings::default() };
    let (server, _) = server(0, http, Settings::default()).await;
    let mut records = Vec::new();
    for number in 0..20 {
        let mut article = bundle::article(&format!("long-{number}"), number);
        // One is larger than a page.
        let words = if number == 7 { 9_000 } else { 400 };
        article["body"] = json!({"format": "html", "value": format!("<p>{}</p>", "word ".repeat(words))});
        records.push(article);
    }
    server.load(&bundle::lines(&records)).await;
    let reader = server.client();
    let mut copy = Copy::of("");
    let (mut requests, mut alone) = (0, 0);
    loop {
        let answer = reader.get(&copy.next(100)).await;
        let page = answer.json();
        let entries = page["entries"].as_array().unwrap().len();
        requests += 1;
        if answer.bytes.len() > 20_300 {
            assert_eq!(entries, 1);
            alone += 1;
        }
        if !copy.apply(&page) {
            break;
        }
        assert!(entries > 0 && requests < 30);
    }
    assert_eq!((copy.content().0.len(), alone), (20, 1));
    assert!(requests > 4, "{requests}");
    // GraphQL, too.
    let query =
        "{ changes(first: 100) { entries { article { headline body { html blocks { __typename } } } } hasMore } }";
    let data: Value = reader.data(query, json!({})).await;
    assert_eq!(data["changes"]["hasMore"], true);
}

#[tokio::test]
async fn answers_are_compressed_for_those_who_can_read_it() {
    let (server, _) = server(40, HttpSettings::default(), Settings::default()).await;
    let plain = server.client().get("/v1/sync?first=100").await;
    for coding in ["gzip", "zstd", "br"] {
        // The client library would unpack it, and hide that it did.
        let host = server.url.trim_start_matches("http://");
        let request = format!(
            "GET /v1/sync?first=100 HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: {coding}\r\nConnection: close\r\n\r\n"
        );
        let (status, text) = raw(&server.url, request).await;
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert_eq!(status, 200, "{head}");
        assert!(head.contains(&format!("content-encoding: {coding}")), "{head}");
        assert!(head.contains(&format!("etag: {}", plain.header("etag"))), "{head}");
        assert!(body.len() * 2 < plain.bytes.len(), "{coding}: {} of {}", body.len(), plain.bytes.len());
    }
}
