//! What is in feeds: every article with everybody who made it, whole, in every format, whatever editors write.

use std::collections::BTreeSet;

use feed_rs::model::Entry;
use masthead_app::{
    Clock, Settings,
    feeds::{FeedSettings, FeedText},
};
use masthead_http::HttpSettings;
use masthead_tests::{Client, TestDb, TestServer, bundle, demo};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};

use super::{FORMATS, feed, parse};

/// The name of the magazine.
const SITE: &str = "The Long Quay";

/// Everybody that an entry names, whatever the element.
fn people(entry: &Entry) -> BTreeSet<String> {
    entry.authors.iter().chain(&entry.contributors).filter_map(|person| person.name.clone()).collect()
}

fn credited(article: &Value) -> BTreeSet<String> {
    let contributors = article["byline"]["contributors"].as_array().unwrap();
    let name = |it: &Value| it["creditedAs"].as_str().or(it["author"]["name"].as_str()).unwrap().to_owned();
    contributors.iter().map(name).collect()
}

/// Fails unless feeds in every format have exactly the articles that the list has, with all of their people.
async fn assert_feeds_say_what_lists_say(client: &Client, list: &str, stem: &str) -> usize {
    let articles = client.json(&format!("{list}?first=100&include=tags,section")).await["items"].take();
    let articles = articles.as_array().unwrap();
    for format in FORMATS {
        let found = feed(client, &format!("{stem}.{format}?first=100")).await;
        assert_eq!(found.entries.len(), articles.len(), "{stem}.{format}");
        for (entry, article) in found.entries.iter().zip(articles) {
            let place = format!("{stem}.{format}: {}", article["slug"]);
            assert_eq!(entry.id, format!("urn:uuid:{}", article["id"].as_str().unwrap()), "{place}");
            let title = entry.title.as_ref().map(|text| text.content.trim());
            assert_eq!(title, article["headline"].as_str().map(str::trim), "{place}");
            let mut named = people(entry);
            if credited(article).is_empty() {
                // What nobody signed is the publication's, as the feed says.
                named.remove(SITE);
            }
            assert_eq!(named, credited(article), "{place}");
            assert!(entry.links.iter().any(|link| Some(link.href.as_str()) == article["url"].as_str()), "{place}");
            let published: chrono::DateTime<chrono::Utc> = article["publishedAt"].as_str().unwrap().parse().unwrap();
            assert_eq!(entry.published.map(|at| at.timestamp()), Some(published.timestamp()), "{place}");
            let content = entry.content.as_ref().and_then(|content| content.body.as_deref());
            assert!(content.is_some_and(|html| !html.is_empty()), "{place}: a whole text");
            if article["leadImage"].is_object() && format != "json" {
                let media = entry.media.iter().find(|media| !media.content.is_empty());
                let media = media.unwrap_or_else(|| panic!("{place}: a picture"));
                let alt = media.description.as_ref().map(|text| text.content.as_str());
                let written = article["leadImage"]["alt"].as_str().filter(|alt| !alt.is_empty());
                assert_eq!(alt.map(str::trim), written.map(str::trim), "{place}: alternative text");
            }
        }
    }
    articles.len()
}

#[tokio::test]
async fn every_list_of_the_magazine_has_feeds_that_say_the_same() {
    let client = demo().await.client();
    let everything = assert_feeds_say_what_lists_say(&client, "/v1/articles", "/feeds/all").await;
    assert!(everything > 70);
    let mut told = 0;
    for kind in ["sections", "authors", "tags", "collections"] {
        for thing in client.json(&format!("/v1/{kind}?first=100")).await["items"].as_array().unwrap() {
            let slug = thing["slug"].as_str().unwrap();
            let list = format!("/v1/{kind}/{slug}/articles");
            told += assert_feeds_say_what_lists_say(&client, &list, &format!("/feeds/{kind}/{slug}")).await;
        }
    }
    assert!(told > everything);
    for series in client.json("/v1/series?first=100").await["items"].as_array().unwrap() {
        let slug = series["slug"].as_str().unwrap();
        let parts = client.json(&format!("/v1/series/{slug}/articles?first=100")).await;
        let found = feed(&client, &format!("/feeds/series/{slug}.atom?first=100")).await;
        assert_eq!(found.entries.len(), parts["items"].as_array().unwrap().len());
        assert!(found.entries.is_sorted_by_key(|entry| std::cmp::Reverse(entry.published)), "the newest first");
    }
    let portuguese = feed(&client, "/feeds/languages/pt.rss").await;
    assert!(!portuguese.entries.is_empty());
}

/// Text that nobody expects: markup, quotes, ends of sections, emoji, letters of many scripts, and no control characters.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("]]>".to_owned()),
        Just("<![CDATA[".to_owned()),
        Just("&amp;<script>alert('x')</script>".to_owned()),
        Just("\"'&lt;".to_owned()),
        Just("\u{202e}\u{fffe}\u{ffff}\u{feff}".to_owned()),
        Just("👩‍👩‍👧 𝕏".to_owned()),
        Just("Ελληνικά العربية 中文".to_owned()),
        "[a-zA-Z0-9 .,;:!?–—’]{1,20}",
        "\\PC{1,12}",
    ];
    proptest::collection::vec(piece, 1..5).prop_map(|pieces| format!("T{}", pieces.concat()))
}

#[tokio::test]
async fn whatever_editors_write_feeds_can_be_read() {
    let server = TestServer::new().await;
    let mut runner = TestRunner::new(Config::default());
    let mut some = |strategy: &BoxedStrategy<String>| strategy.new_tree(&mut runner).unwrap().current();
    let text = text().boxed();
    let mut records = bundle::base();
    for at in 0..8 {
        records.push(json!({"type": "author", "slug": format!("a{at}"), "name": some(&text)}));
    }
    records.push(
        json!({"type": "asset", "key": "odd", "url": "https://pictures.example/a%20b.jpg?x=1&y=<2>", "alt": some(&text),
        "caption": some(&text), "credit": some(&text), "copyright": some(&text)}),
    );
    for at in 0..40_usize {
        let mut article = bundle::article(&format!("article-{at}"), i64::try_from(at).unwrap());
        article["headline"] = json!(some(&text));
        article["standfirst"] = json!(some(&text));
        article["excerpt"] = json!(some(&text));
        article["kicker"] = json!(some(&text));
        article["contributors"] = json!([
            {"author": format!("a{}", at % 8)},
            {"author": format!("a{}", (at + 3) % 8), "role": "TRANSLATOR", "creditedAs": some(&text)},
            {"author": format!("a{}", (at + 5) % 8), "role": "PHOTOGRAPHER"},
        ]);
        article["tags"] = json!(["rivers", "cities"]);
        article["leadImage"] = json!({"asset": "odd"});
        article["body"] = json!({"format": "blocks", "value": [
            {"type": "paragraph", "content": [{"text": some(&text)}, {"text": "link", "marks": [{"type": "link", "href": "/ideas#x"}]}]},
            {"type": "code", "code": some(&text)},
            {"type": "html", "html": "<details><summary>a</summary><a href=\"/ideas\">b</a></details>"},
        ]});
        records.push(article);
    }
    server.load(&bundle::lines(&records)).await;
    let client = server.client();
    for format in FORMATS {
        let answer = client.get(&format!("/feeds/all.{format}?first=100")).await;
        if format == "json" {
            super::assert_is_json_feed(&answer.json());
        }
        let found = parse(&answer.bytes);
        let articles = client.json("/v1/articles?first=100").await["items"].take();
        assert_eq!(found.entries.len(), 40);
        for (entry, article) in found.entries.iter().zip(articles.as_array().unwrap()) {
            // What XML cannot say is left out; JSON can say everything. White space around names says nothing.
            let said = |text: &str| {
                let kept = text.chars().filter(|c| format == "json" || !matches!(c, '\u{fffe}' | '\u{ffff}'));
                kept.collect::<String>().trim().to_owned()
            };
            let wanted: BTreeSet<String> = credited(article).iter().map(|name| said(name)).collect();
            let named: BTreeSet<String> = people(entry).iter().map(|name| name.trim().to_owned()).collect();
            assert_eq!(named, wanted, "{format}");
            let title = entry.title.as_ref().map(|title| title.content.trim().to_owned());
            assert_eq!(title, article["headline"].as_str().map(said), "{format}");
            let html = entry.content.as_ref().and_then(|content| content.body.as_deref()).unwrap_or_default();
            assert_eq!(
                html.matches("href=\"https://test.example/ideas").count(),
                2,
                "{format}: links are absolute: {html}"
            );
        }
    }
}

#[tokio::test]
async fn roles_pictures_and_corrections_are_told() {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    let mut article = bundle::article("told", 0);
    article["standfirst"] = json!("The standfirst.");
    article["contributors"] =
        json!([{"author": "ada"}, {"author": "ben", "role": "TRANSLATOR", "creditedAs": "B. S."}]);
    article["leadImage"] = json!({"asset": "river", "caption": "The caption."});
    article["corrections"] = json!([{"at": "2020-02-01T00:00:00Z", "kind": "correction", "text": "It was a Tuesday."}]);
    article["canonicalUrl"] = json!("https://elsewhere.example/told");
    records.push(article);
    server.load(&bundle::lines(&records)).await;
    let client = server.client();

    let json = client.json("/feeds/all.json").await;
    let item = &json["items"][0];
    let roles: Vec<_> = item["authors"].as_array().unwrap().iter().map(|it| it["_masthead"]["role"].clone()).collect();
    assert_eq!(json!(roles), json!(["AUTHOR", "TRANSLATOR"]));
    assert_eq!(item["authors"][1]["name"], "B. S.");
    assert_eq!(item["authors"][0]["avatar"], "https://pictures.example/river.jpg");
    assert_eq!(item["external_url"], "https://elsewhere.example/told");
    assert_eq!(item["_masthead"]["leadImage"]["alt"], "A river");
    let html = item["content_html"].as_str().unwrap();
    let parts = [
        "<figure><img src=\"https://pictures.example/river.jpg\"",
        "The caption.",
        "The standfirst.",
        "Text of told.",
        "2020-02-01: It was a Tuesday.",
    ];
    let places: Vec<usize> =
        parts.iter().map(|part| html.find(part).unwrap_or_else(|| panic!("{part}: {html}"))).collect();
    assert!(places.is_sorted(), "{html}");

    let atom = feed(&client, "/feeds/all.atom").await;
    let entry = &atom.entries[0];
    assert_eq!(entry.authors.iter().map(|it| it.name.as_deref()).collect::<Vec<_>>(), [Some("Ada Quill")]);
    assert_eq!(entry.contributors.iter().map(|it| it.name.as_deref()).collect::<Vec<_>>(), [Some("B. S.")]);
    let rss = String::from_utf8(client.get("/feeds/all.rss").await.bytes.to_vec()).unwrap();
    for part in [
        "<media:credit role=\"author\" scheme=\"urn:ebu\">Ada Quill</media:credit>",
        "<media:credit role=\"translator\" scheme=\"urn:ebu\">B. S.</media:credit>",
        "<media:description type=\"plain\">A river</media:description>",
        "<pubDate>Wed, 01 Jan 2020 00:00:00 GMT</pubDate>",
    ] {
        assert!(rss.contains(part), "{part}: {rss}");
    }
}

#[tokio::test]
async fn feeds_of_excerpts_have_no_texts() {
    let operations = Settings {
        feeds: FeedSettings { text: FeedText::Excerpt, size: 2, ..FeedSettings::default() },
        ..Settings::default()
    };
    let server = TestServer::with(TestDb::new().await, Clock::System, HttpSettings::default(), operations).await;
    let mut records = bundle::base();
    records.extend((0..5).map(|at| {
        let mut article = bundle::article(&format!("a{at}"), at);
        article["excerpt"] = json!("The teaser.");
        article
    }));
    server.load(&bundle::lines(&records)).await;
    let client = server.client();
    for format in FORMATS {
        let answer = client.get(&format!("/feeds/all.{format}")).await;
        let text = String::from_utf8_lossy(&answer.bytes).into_owned();
        assert!(text.contains("The teaser.") && !text.contains("Text of a"), "{text}");
        assert_eq!(parse(&answer.bytes).entries.len(), 2, "{format}");
    }
}
