//! How feeds are read: page after page, again and again, and under names that they had before.

use std::collections::BTreeSet;

use masthead_domain::user::UserRole;
use masthead_tests::{Client, TestServer, bundle, demo};
use reqwest::Method;
use serde_json::json;

use super::{FORMATS, feed, link, path_of};

/// Every entry of a feed, along its pages.
async fn walk(client: &Client, start: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut next = Some(start.to_owned());
    while let Some(path) = next {
        let (page, following) = if path.contains(".json") {
            let json = client.json(&path).await;
            (feed(client, &path).await, json["next_url"].as_str().map(|url| path_of(url).to_owned()))
        } else {
            let page = feed(client, &path).await;
            let following = link(&page, "next").map(|url| path_of(url).to_owned());
            (page, following)
        };
        assert!(!page.entries.is_empty(), "{path}: no page is empty");
        found.extend(page.entries.into_iter().map(|entry| entry.id));
        next = following;
        assert!(found.len() < 1_000, "the walk ends");
    }
    found
}

#[tokio::test]
async fn pages_lead_through_the_whole_feed_and_back() {
    let client = demo().await.client();
    let all = client.json("/v1/articles?first=100&fields=id").await;
    let all: Vec<String> =
        all["items"].as_array().unwrap().iter().map(|it| format!("urn:uuid:{}", it["id"].as_str().unwrap())).collect();
    for format in FORMATS {
        assert_eq!(walk(&client, &format!("/feeds/all.{format}?first=7")).await, all, "{format}");
    }
    // And the way back: RFC 5005 calls it previous.
    let second = feed(&client, "/feeds/all.atom?first=3").await;
    let second = feed(&client, path_of(link(&second, "next").unwrap())).await;
    assert_eq!(path_of(link(&second, "first").unwrap()), "/feeds/all.atom?first=3");
    let first = feed(&client, path_of(link(&second, "previous").unwrap())).await;
    assert_eq!(first.entries.iter().map(|it| &it.id).collect::<Vec<_>>(), all[..3].iter().collect::<Vec<_>>());
    let header = client.get("/feeds/all.rss?first=3").await.header("link").to_owned();
    assert!(header.contains("rel=\"self\"") && header.contains("rel=\"next\""), "{header}");
}

#[tokio::test]
async fn whoever_has_it_already_is_told_so() {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    records.push(bundle::article("one", 0));
    server.load(&bundle::lines(&records)).await;
    // A date in seconds says nothing about a second that is not over, also for another server that sees things a moment later.
    tokio::time::sleep(std::time::Duration::from_millis(1_700)).await;
    let client = server.client();
    for format in FORMATS {
        let path = format!("/feeds/sections/news.{format}");
        let first = client.get(&path).await;
        let (tag, date) = (first.header("etag").to_owned(), first.header("last-modified").to_owned());
        assert!(!tag.is_empty() && !date.is_empty(), "{format}");
        let again =
            |name: &'static str, value: String| client.send(client.request(Method::GET, &path).header(name, value));
        for (name, value) in [("if-none-match", tag.clone()), ("if-modified-since", date.clone())] {
            let answer = again(name, value).await;
            assert_eq!((answer.status.as_u16(), answer.bytes.len()), (304, 0), "{format}: {name}");
            assert_eq!((answer.header("etag"), answer.header("last-modified")), (tag.as_str(), date.as_str()));
        }
        assert_eq!(again("if-none-match", "\"other\"".to_owned()).await.status, 200);
        let head = client.send(client.request(Method::HEAD, &path)).await;
        assert_eq!((head.status.as_u16(), head.header("etag"), head.bytes.len()), (200, tag.as_str(), 0));
    }
}

#[tokio::test]
async fn an_entry_is_updated_when_readers_should_notice_and_goes_when_it_is_withdrawn() {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    records.push(bundle::article("one", 0));
    records.push(bundle::article("two", 1));
    server.load(&bundle::lines(&records)).await;
    let (client, editor) = (server.client(), server.user(UserRole::Admin, &[]).await);
    let before = feed(&client, "/feeds/all.atom").await;
    let act = |path: &str, revision: i64, body: serde_json::Value| {
        let request = editor.request(Method::POST, &format!("/v1/articles/{path}"));
        editor.send(request.header("if-match", format!("\"{revision}\"")).json(&body))
    };
    let corrected = act("one/correct", 1, json!({"kind": "CORRECTION", "text": "Not so."})).await;
    assert_eq!(corrected.status, 200, "{}", String::from_utf8_lossy(&corrected.bytes));
    let after = feed(&client, "/feeds/all.atom").await;
    let of = |feed: &feed_rs::model::Feed, at: usize| feed.entries[at].updated;
    assert!(of(&after, 1) > of(&before, 1), "the corrected one");
    assert_eq!(of(&after, 0), of(&before, 0), "the other one");
    assert!(after.updated > before.updated);
    let withdrawn = act("one/withdraw", 2, json!({})).await;
    assert_eq!(withdrawn.status, 200, "{}", String::from_utf8_lossy(&withdrawn.bytes));
    for format in FORMATS {
        assert_eq!(feed(&client, &format!("/feeds/all.{format}")).await.entries.len(), 1, "{format}");
    }
}

#[tokio::test]
async fn feeds_follow_things_that_have_other_names_now() {
    let server = TestServer::new().await;
    server.load(&bundle::lines(&bundle::base())).await;
    let editor = server.user(UserRole::Admin, &[]).await;
    assert_eq!(editor.patch("/v1/tags/rivers", 1, json!({"slug": "water"})).await.status, 200);
    let moved = server.client().get("/feeds/tags/rivers.atom?first=5").await;
    assert_eq!((moved.status.as_u16(), moved.header("location")), (308, "/feeds/tags/water.atom?first=5"));
}

#[tokio::test]
async fn what_is_no_feed_is_a_problem() {
    let client = demo().await.client();
    let kinds = ["sections", "authors", "tags", "series", "collections"];
    let mut asked: BTreeSet<(String, u16)> =
        kinds.iter().map(|kind| (format!("/feeds/{kind}/no-such-thing.rss"), 404)).collect();
    asked.extend([
        ("/feeds/all.xml".to_owned(), 404),
        ("/feeds/languages/not_a_tag.rss".to_owned(), 404),
        ("/feeds/all.rss?first=1000".to_owned(), 400),
        ("/feeds/all.rss?after=nonsense".to_owned(), 400),
        ("/feeds/all.rss?page=2".to_owned(), 400),
        ("/feeds/all.rss?first=1&last=1".to_owned(), 400),
    ]);
    for (path, status) in asked {
        let answer = client.get(&path).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
    }
    // A cursor of one feed says nothing in another one.
    let all = feed(&client, "/feeds/all.atom?first=1").await;
    let cursor = link(&all, "next").unwrap().split_once("after=").unwrap().1.to_owned();
    let answer = client.get(&format!("/feeds/sections/ideas.atom?first=1&after={cursor}")).await;
    assert_eq!((answer.status.as_u16(), answer.json()["code"].clone()), (400, json!("invalid_cursor")));
}

#[tokio::test]
async fn a_search_is_a_feed_that_can_be_walked() {
    let client = demo().await.client();
    for format in FORMATS {
        let start = format!("/feeds/search.{format}?query=river&first=2");
        let found = walk(&client, &start).await;
        let list = client.json("/v1/search?query=river&order=NEWEST&first=100").await;
        let expected: Vec<String> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| format!("urn:uuid:{}", it["article"]["id"].as_str().unwrap()))
            .collect();
        assert!(expected.len() > 4, "{list}");
        assert_eq!(found, expected, "{format}");
    }
    let answer = client.get("/feeds/search.rss?query=%22").await;
    assert!(answer.status == 200 || answer.status == 422, "{}", answer.status);
    assert_eq!(client.get("/feeds/search.rss").await.status, 400);
}
