//! Sitemaps: everything that search engines should know of, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use masthead_app::{Clock, Settings, feeds::FeedSettings};
use masthead_http::HttpSettings;
use masthead_tests::{Client, TestDb, TestServer, bundle, demo};
use quick_xml::{Reader, events::Event};
use serde_json::json;

use super::path_of;

/// The texts and links of every entry: names of elements with what they hold.
async fn entries(client: &Client, path: &str, entry: &str) -> Vec<Vec<(String, String)>> {
    let answer = client.get(path).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("content-type")),
        (200, "application/xml; charset=utf-8"),
        "{path}"
    );
    let text = String::from_utf8(answer.bytes.to_vec()).unwrap();
    let mut reader = Reader::from_str(&text);
    let (mut found, mut name) = (Vec::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                name = start.name().as_ref().to_owned();
                if name == entry {
                    found.push(Vec::new());
                }
            }
            Event::Empty(link) => {
                let value = |wanted: &str| {
                    let found = link.attributes().flatten().find(|it| it.key.as_ref() == wanted).unwrap();
                    found.value.into_owned()
                };
                found.last_mut().unwrap().push((format!("link {}", value("hreflang")), value("href")));
            }
            Event::Text(text) => {
                found.last_mut().unwrap().push((name.clone(), text.to_string()));
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

fn of<'a>(entry: &'a [(String, String)], name: &str) -> Option<&'a str> {
    entry.iter().find(|(it, _)| it == name).map(|(_, text)| text.as_str())
}

/// Every address that the pages of the index tell, by address.
async fn told(client: &Client) -> BTreeMap<String, Vec<(String, String)>> {
    let mut told = BTreeMap::new();
    for page in entries(client, "/sitemap.xml", "sitemap").await {
        let loc = of(&page, "loc").unwrap();
        for entry in entries(client, path_of(loc), "url").await {
            if loc.ends_with("/news.xml") {
                continue;
            }
            // A page is never older than what it tells.
            if let (Some(page), Some(entry)) = (of(&page, "lastmod"), of(&entry, "lastmod")) {
                let [page, entry] = [page, entry].map(|at| at.parse::<masthead_domain::time::Instant>().unwrap());
                assert!(page >= entry, "{loc}");
            }
            assert!(told.insert(of(&entry, "loc").unwrap().to_owned(), entry).is_none(), "told twice");
        }
    }
    told
}

#[tokio::test]
async fn the_sitemap_has_every_article_and_section_of_the_magazine() {
    let client = demo().await.client();
    let told = told(&client).await;
    let articles = client.json("/v1/articles?first=100").await["items"].take();
    let mut translated = 0;
    for article in articles.as_array().unwrap() {
        let url = article["url"].as_str().unwrap();
        if article["seo"]["noindex"] == true || article["canonicalUrl"] != article["url"] {
            assert!(!told.contains_key(url), "{url}");
            continue;
        }
        let entry = told.get(url).unwrap_or_else(|| panic!("{url} is not told"));
        let updated = article["updatedAt"].as_str();
        assert_eq!(of(entry, "lastmod"), updated, "{url}");
        assert_eq!(of(entry, "image:loc").is_some(), article["leadImage"].is_object(), "{url}");
        let links: Vec<_> = entry.iter().filter(|(name, _)| name.starts_with("link ")).collect();
        if let Some((own, _)) = links.iter().find(|(_, href)| href == url) {
            translated += 1;
            // What it leads to leads back.
            for (_, href) in &links {
                assert!(told[href].contains(&(own.clone(), url.to_owned())), "{href} leads back to {url}");
            }
        } else {
            assert!(links.is_empty(), "{url} is among its own translations");
        }
    }
    assert!(translated >= 4, "the magazine has translations");
    for section in client.json("/v1/sections?first=100").await["items"].as_array().unwrap() {
        assert!(told.contains_key(section["url"].as_str().unwrap()), "{}", section["slug"]);
    }
    assert!(told.contains_key(client.json("/v1/site").await["url"].as_str().unwrap()));
    let answer = client.get("/sitemap.xml").await;
    assert!(!answer.header("etag").is_empty());
}

#[tokio::test]
async fn a_month_with_too_many_articles_has_several_pages() {
    let operations =
        Settings { feeds: FeedSettings { sitemap_size: 4, ..FeedSettings::default() }, ..Settings::default() };
    let server = TestServer::with(TestDb::new().await, Clock::System, HttpSettings::default(), operations).await;
    let mut records = bundle::base();
    records.extend((0..10).map(|at| bundle::article(&format!("a{at}"), at)));
    let mut hidden = bundle::article("hidden", 11);
    hidden["seo"] = json!({"noindex": true});
    let mut borrowed = bundle::article("borrowed", 12);
    borrowed["canonicalUrl"] = json!("https://elsewhere.example/borrowed");
    let mut old = bundle::article("old", 0);
    old["publishedAt"] = json!("1962-03-01T00:00:00Z");
    let mut draft = bundle::article("draft", 13);
    let mut alone = bundle::article("hidden-alone", 0);
    alone["seo"] = json!({"title": "\"noindex\":false", "noindex": true});
    alone["publishedAt"] = json!("1999-03-01T00:00:00Z");
    let mut quoted = bundle::article("a-quoted", 5);
    quoted["seo"] = json!({"title": "\"noindex\":true"});
    records.extend([alone, quoted]);
    draft["stage"] = json!("draft");
    draft.as_object_mut().unwrap().remove("publishedAt");
    records.extend([hidden, borrowed, old, draft]);
    server.load(&bundle::lines(&records)).await;
    let client = server.client();
    let index = entries(&client, "/sitemap.xml", "sitemap").await;
    let pages: Vec<_> = index.iter().map(|page| path_of(of(page, "loc").unwrap())).collect();
    let expected =
        ["sections", "1962-03", "2020-01", "2020-01-2", "2020-01-3"].map(|name| format!("/sitemaps/{name}.xml"));
    assert_eq!(pages, expected);
    let told: BTreeSet<String> = told(&client).await.into_keys().collect();
    assert_eq!(told.iter().filter(|url| url.contains("/news/a")).count(), 11);
    assert!(told.contains("https://test.example/news/old"));
    for name in ["hidden", "borrowed", "draft"] {
        assert!(!told.iter().any(|url| url.contains(name)), "{name}");
    }
    for name in ["2020-02", "2020-01-4", "2020-1", "1999-03", "1999-13", "nonsense"] {
        assert_eq!(client.get(&format!("/sitemaps/{name}.xml")).await.status, 404, "{name}");
    }
}

#[tokio::test]
async fn news_are_the_articles_of_two_days() {
    let clock = "2020-01-03T00:30:00Z".parse().unwrap();
    let server = TestServer::over(TestDb::new().await, Clock::manual(clock), HttpSettings::default()).await;
    let mut records = bundle::base();
    // One minute and half an hour after the first of January.
    records.push(bundle::article("gone", 1));
    let mut fresh = bundle::article("fresh", 31);
    fresh["language"] = json!("pt-BR");
    records.push(fresh);
    server.load(&bundle::lines(&records)).await;
    let client = server.client();
    let news = entries(&client, "/sitemaps/news.xml", "url").await;
    assert_eq!(news.len(), 1);
    let expected = [
        ("loc", "https://test.example/news/fresh"),
        ("news:name", "Test"),
        ("news:language", "pt"),
        ("news:publication_date", "2020-01-01T00:31:00Z"),
        ("news:title", "Headline of fresh"),
    ];
    assert_eq!(news[0], expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
}
