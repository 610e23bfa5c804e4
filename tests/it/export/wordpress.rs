//! The WordPress export file, read by another XML parser as an importer reads it.

use std::collections::BTreeMap;

use masthead_app::{
    App, Settings,
    wordpress::{self, WordpressEvent},
};
use masthead_tests::{DEMO, TestDb, bundle as records, load};
use quick_xml::{Reader, events::Event};
use serde_json::{Value, json};

use crate::cli::{masthead, run};

/// An element with its text and what lies within.
#[derive(Debug, Default, Clone)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    fn text(&self, name: &str) -> &str {
        self.children.iter().find(|child| child.name == name).map_or("", |child| child.text.as_str())
    }

    fn metas(&self, key: &str) -> Vec<&str> {
        self.all("wp:postmeta")
            .filter(|meta| meta.text("wp:meta_key") == key)
            .map(|it| it.text("wp:meta_value"))
            .collect()
    }

    fn terms(&self, domain: &str) -> Vec<(&str, &str)> {
        let terms = self.all("category").filter(|term| term.attributes["domain"] == domain);
        terms.map(|term| (term.attributes["nicename"].as_str(), term.text.as_str())).collect()
    }
}

/// Reads a document whole; it must be well-formed.
fn parse(text: &str) -> Element {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let attributes = start.attributes().map(Result::unwrap);
                let attributes = attributes.map(|it| (it.key.as_ref().to_owned(), it.value.to_string()));
                let name = start.name().as_ref().to_owned();
                open.push(Element { name, attributes: attributes.collect(), ..Element::default() });
            }
            Event::End(_) => {
                let done = open.pop().unwrap();
                open.last_mut().unwrap().children.push(done);
            }
            Event::CData(data) => open.last_mut().unwrap().text.push_str(&data),
            Event::Text(data) => open.last_mut().unwrap().text.push_str(&data),
            Event::GeneralRef(entity) => {
                let known = match &*entity {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" => "'",
                    other => panic!("an unknown entity: {other:?}"),
                };
                open.last_mut().unwrap().text.push_str(known);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open.len(), 1, "not everything was closed");
    open.pop().unwrap().children.pop().unwrap()
}

async fn export(app: &App) -> (Element, Vec<String>) {
    let mut out = Vec::new();
    let mut notes = Vec::new();
    wordpress::export(app, &mut out, |event| {
        if let WordpressEvent::Note { name, message } = event {
            notes.push(format!("{name}: {message}"));
        }
    })
    .await
    .unwrap();
    let rss = parse(std::str::from_utf8(&out).unwrap());
    assert_eq!((rss.name.as_str(), rss.attributes["version"].as_str()), ("rss", "2.0"));
    (rss.children.into_iter().next().unwrap(), notes)
}

async fn app(db: &TestDb) -> App {
    let url = Some("https://api.test.example".to_owned());
    db.app_with(Settings { url, ..Settings::default() }).await
}

fn item<'a>(channel: &'a Element, slug: &str) -> &'a Element {
    channel.all("item").find(|item| item.text("wp:post_name") == slug).unwrap_or_else(|| panic!("there is no {slug}"))
}

fn whole() -> Vec<Value> {
    let mut lines = records::base();
    lines[0]["timezone"] = json!("Europe/Lisbon");
    let mut article = records::article("one", 0);
    article["publishedAt"] = json!("2020-07-01T11:30:00Z");
    article["headline"] = json!("A & B <c> ]]> d");
    article["section"] = json!("local");
    article["tags"] = json!(["rivers", "cities"]);
    article["series"] = json!({"slug": "slow", "part": 2});
    article["leadImage"] = json!({"asset": "river"});
    article["contributors"] = json!([{"author": "ben"}, {"author": "ada", "role": "TRANSLATOR", "creditedAs": "A. Q."}, {"author": "ada", "role": "EDITOR"}]);
    article["kicker"] = json!("River");
    article["standfirst"] = json!("Under it.");
    article["seo"] = json!({"title": "For search", "description": "Found", "noindex": true});
    article["corrections"] = json!([{"at": "2020-07-02T00:00:00Z", "kind": "correction", "text": "Not so."}]);
    article["translationSet"] = json!("a set");
    article["alternativeIds"] = json!([{"scheme": "wxr-guid", "value": "https://old.example/?p=7"}]);
    article["related"] = json!(["two"]);
    article["body"] = json!({"format": "blocks", "value": [
        {"type": "paragraph", "content": [{"text": "End ]]> of it, "}, {"text": "there", "marks": [{"type": "link", "href": "/news/two"}]}]},
        {"type": "image", "picture": {"asset": "river", "alt": "The river again"}},
        {"type": "image", "picture": {"url": "https://elsewhere.example/a.jpg", "alt": "Elsewhere", "credit": "C"}},
    ]});
    lines.push(article);
    for (slug, stage) in [("two", "withdrawn"), ("three", "draft"), ("four", "scheduled")] {
        let mut article = records::article(slug, 5);
        article["stage"] = json!(stage);
        match stage {
            "draft" => drop(article.as_object_mut().unwrap().remove("publishedAt")),
            "scheduled" => article["publishedAt"] = json!("2040-01-01T00:00:00Z"),
            _ => article["withdrawnReason"] = json!("It was wrong."),
        }
        lines.push(article);
    }
    lines.push(json!({"type": "collection", "slug": "picks", "title": "Picks", "items": ["one"]}));
    lines.push(json!({"type": "redirect", "from": "/news/old-one", "article": "one"}));
    lines.push(json!({"type": "redirect", "from": "/gone", "to": "/"}));
    lines
}

#[tokio::test]
async fn everything_of_an_article_has_a_place_or_is_told_to_have_none() {
    let db = TestDb::new().await;
    let app = app(&db).await;
    load(&app, records::lines(&whole()).into_bytes()).await;
    let (channel, notes) = export(&app).await;
    assert_eq!(channel.text("title"), "Test");
    assert_eq!(channel.text("wp:wxr_version"), "1.2");
    assert_eq!(channel.text("wp:base_site_url"), "https://test.example");
    let logins: Vec<_> =
        channel.all("wp:author").map(|it| (it.text("wp:author_login"), it.text("wp:author_display_name"))).collect();
    assert_eq!(logins, [("ada", "Ada Quill"), ("ben", "Ben Stet")]);
    let sections: Vec<_> = channel
        .all("wp:category")
        .map(|it| (it.text("wp:category_nicename"), it.text("wp:category_parent"), it.text("wp:cat_name")))
        .collect();
    assert_eq!(sections, [("ideas", "", "Ideas"), ("news", "", "News"), ("local", "news", "Local")]);
    let tags: Vec<_> = channel.all("wp:tag").map(|it| it.text("wp:tag_slug")).collect();
    assert_eq!(tags, ["cities", "rivers"]);
    let terms: Vec<_> =
        channel.all("wp:term").map(|it| (it.text("wp:term_taxonomy"), it.text("wp:term_slug"))).collect();
    assert_eq!(terms, [("series", "slow"), ("author", "cap-ada"), ("author", "cap-ben")]);

    let one = item(&channel, "one");
    assert_eq!(one.text("title"), "A & B <c> ]]> d");
    assert_eq!(one.text("link"), "https://test.example/local/one");
    assert_eq!(one.text("guid"), "https://old.example/?p=7");
    assert_eq!(one.text("dc:creator"), "ben");
    assert_eq!(
        (one.text("wp:post_date"), one.text("wp:post_date_gmt")),
        ("2020-07-01 12:30:00", "2020-07-01 11:30:00")
    );
    assert_eq!((one.text("wp:status"), one.text("wp:post_type")), ("publish", "post"));
    assert_eq!(one.text("excerpt:encoded"), "Under it.");
    let html = one.text("content:encoded");
    assert!(html.contains("End ]]&gt; of it, <a href=\"https://test.example/news/two\">there</a>"), "{html}");
    assert!(
        html.contains("src=\"https://pictures.example/river.jpg\"") && html.contains("alt=\"The river again\""),
        "{html}"
    );
    assert_eq!(one.terms("category"), [("local", "Local")]);
    assert_eq!(one.terms("post_tag"), [("rivers", "Rivers"), ("cities", "Cities")]);
    assert_eq!(one.terms("series"), [("slow", "Slow")]);
    assert_eq!(one.terms("author"), [("cap-ben", "ben"), ("cap-ada", "ada")]);
    let river =
        channel.all("item").find(|it| it.text("wp:attachment_url") == "https://pictures.example/river.jpg").unwrap();
    assert_eq!(one.metas("_thumbnail_id"), [river.text("wp:post_id")]);
    assert_eq!((river.text("wp:post_type"), river.text("wp:status")), ("attachment", "inherit"));
    assert_eq!(river.metas("_wp_attachment_image_alt"), ["A river"]);
    let elsewhere =
        channel.all("item").find(|it| it.text("wp:attachment_url") == "https://elsewhere.example/a.jpg").unwrap();
    assert_eq!(elsewhere.text("wp:post_parent"), one.text("wp:post_id"));
    assert_eq!(
        (elsewhere.metas("_wp_attachment_image_alt"), elsewhere.metas("_masthead_credit")),
        (vec!["Elsewhere"], vec!["C"])
    );
    for (key, value) in [
        ("_yoast_wpseo_title", "For search"),
        ("_yoast_wpseo_metadesc", "Found"),
        ("_yoast_wpseo_meta-robots-noindex", "1"),
        ("_masthead_kicker", "River"),
        ("_masthead_standfirst", "Under it."),
        ("_masthead_translation_set", "a set"),
        ("_masthead_related", "[\"two\"]"),
        ("_series_part", "2"),
        ("_wp_old_slug", "old-one"),
    ] {
        assert_eq!(one.metas(key), [value], "{key}");
    }
    let roles: Value = serde_json::from_str(one.metas("_masthead_contributors")[0]).unwrap();
    assert_eq!(roles[1], json!({"author": "ada", "name": "A. Q.", "role": "TRANSLATOR"}));
    assert!(one.metas("_masthead_corrections")[0].contains("Not so."));

    let status = |slug| item(&channel, slug).text("wp:status");
    assert_eq!((status("two"), status("three"), status("four")), ("private", "draft", "future"));
    assert_eq!(item(&channel, "two").metas("_masthead_withdrawn_reason"), ["It was wrong."]);
    assert_eq!(item(&channel, "three").text("wp:post_date_gmt"), "0000-00-00 00:00:00");
    assert_eq!(item(&channel, "four").text("wp:post_date_gmt"), "2040-01-01 00:00:00");
    let numbers: Vec<_> = channel.all("item").map(|it| it.text("wp:post_id")).collect();
    assert_eq!(numbers.len(), 6);
    assert_eq!(numbers.iter().collect::<std::collections::BTreeSet<_>>().len(), 6);
    assert!(notes.iter().any(|note| note.contains("1 collections")), "{notes:?}");
    assert!(notes.iter().any(|note| note.contains("1 redirects")), "{notes:?}");
}

#[tokio::test]
async fn what_xml_cannot_say_is_left_out_and_told() {
    let db = TestDb::new().await;
    let app = app(&db).await;
    let mut lines = records::base();
    let mut article = records::article("one", 1);
    article["body"] = json!({"format": "blocks", "value": [{"type": "code", "code": "a\u{ffff}b\u{fffe}c"}]});
    lines.push(article);
    load(&app, records::lines(&lines).into_bytes()).await;
    let (channel, notes) = export(&app).await;
    assert!(item(&channel, "one").text("content:encoded").contains("abc"));
    assert!(notes.iter().any(|note| note == "one: 2 characters were left out that XML cannot say"), "{notes:?}");
}

#[tokio::test]
async fn the_demo_is_exported_whole_by_the_command() {
    let db = TestDb::new().await;
    load(&db.app().await, DEMO.to_vec()).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("demo.xml");
    let mut command = masthead();
    command.args(["export", "wordpress"]).arg(&file).env("DATABASE_URL", db.url());
    let (status, _, err) = run(&mut command);
    assert_eq!(status, 2);
    assert!(err.contains("public_url") && !file.exists(), "{err}");
    let (status, _, err) = run(command.args(["--public-url", "https://api.test.example"]));
    assert_eq!(status, 0, "{err}");
    let channel = parse(&std::fs::read_to_string(&file).unwrap()).children.remove(0);
    let count = |kind: &str| {
        std::str::from_utf8(DEMO)
            .unwrap()
            .lines()
            .filter(|line| {
                line.contains(&format!("\"type\": \"{kind}\"")) || line.contains(&format!("\"type\":\"{kind}\""))
            })
            .count()
    };
    let of_type = |kind: &str| channel.all("item").filter(|it| it.text("wp:post_type") == kind).count();
    assert_eq!(of_type("post"), count("article"));
    assert!(of_type("attachment") >= count("asset") && count("asset") > 0);
    for item in channel.all("item") {
        let html = item.text("content:encoded");
        assert!(!html.contains("href=\"/") && !html.contains("src=\"/"), "{}: {html}", item.text("wp:post_name"));
    }
}
