//! How feeds are found: from the publication, from an article, from everything that has a feed.

use std::collections::BTreeSet;

use masthead_tests::{Client, demo};
use serde_json::{Value, json};

use super::{feed, path_of};

/// The feeds that a `Link` header names.
fn alternates(header: &str) -> Vec<&str> {
    let feeds = header.split(", ").filter(|link| link.contains("rel=\"alternate\""));
    feeds.map(|link| link.split(['<', '>']).nth(1).unwrap()).collect()
}

#[tokio::test]
async fn every_feed_of_an_article_is_found_and_has_it() {
    let client = demo().await.client();
    let articles = client.json("/v1/articles?first=100&include=feeds,tags,section,series").await["items"].take();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for article in articles.as_array().unwrap().iter().step_by(5) {
        let slug = article["slug"].as_str().unwrap();
        let feeds = article["feeds"].as_array().unwrap();
        let of = |kind: &str| feeds.iter().filter(|it| it["url"].as_str().unwrap().contains(kind)).count();
        // Every format of each.
        assert_eq!(of("/feeds/all."), 3, "{slug}");
        assert_eq!(of("/feeds/tags/"), 3 * article["tags"].as_array().unwrap().len(), "{slug}");
        assert_eq!(of("/feeds/series/"), if article["series"].is_null() { 0 } else { 3 }, "{slug}");
        let depth = article["section"]["path"].as_str().unwrap().matches('/').count();
        assert_eq!(of("/feeds/sections/"), 3 * depth, "{slug}: its section, and those around it");
        let authors: BTreeSet<&str> = article["byline"]["contributors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["author"]["slug"].as_str().unwrap())
            .collect();
        assert_eq!(of("/feeds/authors/"), 3 * authors.len(), "{slug}");
        assert!(of("/feeds/languages/") >= 3, "{slug}");
        let id = format!("urn:uuid:{}", article["id"].as_str().unwrap());
        for it in feeds.iter().filter(|it| it["format"] == "ATOM") {
            let url = it["url"].as_str().unwrap();
            if seen.insert(format!("{url} {slug}")) {
                let found = feed(&client, &format!("{}?first=100", path_of(url))).await;
                assert!(found.entries.iter().any(|entry| entry.id == id), "{url} has {slug}");
                assert_eq!(found.title.unwrap().content, it["title"].as_str().unwrap(), "{url}");
            }
        }
        let page = client.get(&format!("/v1/articles/{slug}")).await;
        let linked = alternates(page.header("link")).len();
        assert!(linked >= 4, "{slug}: {}", page.header("link"));

        let query = "query($slug: String!) { article(by: {slug: $slug}) { feeds { title format mediaType url } } }";
        let data = client.data(query, json!({ "slug": slug })).await;
        assert_eq!(data["article"]["feeds"], article["feeds"], "{slug}");
    }
    assert!(seen.len() > 20);
}

#[tokio::test]
async fn collections_are_among_the_feeds_of_their_picks() {
    let client = demo().await.client();
    let collection = client.json("/v1/collections?first=1").await["items"][0]["slug"].as_str().unwrap().to_owned();
    let picks = client.json(&format!("/v1/collections/{collection}/articles?include=feeds")).await;
    for pick in picks["items"].as_array().unwrap() {
        let is_one = |it: &Value| it["url"].as_str().unwrap().contains(&format!("/feeds/collections/{collection}.rss"));
        assert!(pick["feeds"].as_array().unwrap().iter().any(is_one), "{}", pick["slug"]);
    }
}

async fn graphql_feeds(client: &Client, field: &str, slug: &str) -> Value {
    let query = format!("query($slug: String!) {{ it: {field}(by: {{slug: $slug}}) {{ feeds {{ format url }} }} }}");
    client.data(&query, json!({ "slug": slug })).await["it"]["feeds"].take()
}

#[tokio::test]
async fn everything_that_has_a_feed_leads_to_it() {
    let server = demo().await;
    let client = server.client();
    let site = client.get("/v1/site").await;
    assert_eq!(alternates(site.header("link")), [format!("{}/feeds/all.atom", server.url)]);
    let formats: Vec<_> = site.json()["feeds"].as_array().unwrap().iter().map(|it| it["format"].clone()).collect();
    assert_eq!(json!(formats), json!(["RSS", "ATOM", "JSON"]));
    assert_eq!(client.get(path_of(site.json()["sitemap"].as_str().unwrap())).await.status, 200);
    for (kind, field) in [
        ("sections", "section"),
        ("authors", "author"),
        ("tags", "tag"),
        ("series", "series"),
        ("collections", "collection"),
    ] {
        let slug = client.json(&format!("/v1/{kind}?first=1")).await["items"][0]["slug"].as_str().unwrap().to_owned();
        let expected = format!("{}/feeds/{kind}/{slug}.atom", server.url);
        for path in [format!("/v1/{kind}/{slug}"), format!("/v1/{kind}/{slug}/articles?first=1")] {
            let answer = client.get(&path).await;
            assert_eq!(alternates(answer.header("link")), [expected.as_str()], "{path}");
        }
        let feeds = graphql_feeds(&client, field, &slug).await;
        assert_eq!(feeds[1], json!({"format": "ATOM", "url": expected}));
    }
}
