//! Feeds of every kind, small ones of our own.

use std::{
    io::{Cursor, Read},
    ops::ControlFlow,
};

use masthead_domain::{
    article::{Role, StageName},
    bundle::{ArticleRecord, BodyRecord, Record},
};
use url::Url;

use super::{Feed, read};
use crate::{
    Fault, Item, Made, Told,
    ghost::tests::{in_order, options},
};

pub(super) fn items(bytes: &[u8], mapping: &str) -> Result<(Vec<Item>, Option<Url>), Fault> {
    let mut items = Vec::new();
    let open = || Ok(Box::new(Cursor::new(bytes.to_vec())) as Box<dyn Read + Send>);
    let next = read(&open, bytes.len() as u64, &options(mapping), &mut |told| {
        match told {
            Told::Item(item) => items.push(*item),
            Told::Progress { done, total } => assert!(done <= total),
        }
        ControlFlow::Continue(())
    })?;
    in_order(&items);
    Ok((items, next))
}

const RSS: &[u8] = include_bytes!("../../tests/data/feed.rss");
const ATOM: &[u8] = include_bytes!("../../tests/data/feed.atom");
const RDF: &[u8] = include_bytes!("../../tests/data/feed.rdf");
const JSON: &[u8] = include_bytes!("../../tests/data/feed.json");

fn articles(items: &[Item]) -> Vec<(&Item, &ArticleRecord)> {
    let article = |item: &'_ Item| match &item.made {
        Made::Records(records) => matches!(records.first(), Some(Record::Article(_))),
        _ => false,
    };
    fn one(item: &Item) -> &ArticleRecord {
        match &item.made {
            Made::Records(records) => match &records[0] {
                Record::Article(article) => article,
                _ => panic!("no article"),
            },
            _ => panic!("no article"),
        }
    }
    items.iter().filter(|item| article(item)).map(|item| (item, one(item))).collect()
}

fn names(items: &[Item], kind: &str) -> Vec<String> {
    items.iter().filter(|item| item.origin.kind == kind).map(|item| item.origin.title.clone()).collect()
}

fn text(article: &ArticleRecord) -> String {
    match &article.body {
        Some(BodyRecord::Blocks(body)) => {
            assert!(body.check().is_empty());
            body.text()
        }
        _ => String::new(),
    }
}

fn authors(article: &ArticleRecord) -> Vec<(&str, Role)> {
    article.contributors.iter().map(|one| (one.author.as_str(), one.role)).collect()
}

#[test]
fn rss_becomes_records() {
    let (items, next) = items(RSS, "").expect("a feed");
    assert_eq!(next, None, "its base is not known, and the address is not complete");
    assert_eq!(names(&items, "feed"), ["The Weir & more"]);
    assert_eq!(names(&items, "author"), ["Ada Quill", "Ben Stet", "Ed Itor"]);
    assert_eq!(names(&items, "tag"), ["River", "Boats & Co"]);
    assert_eq!(names(&items, "section"), ["News"]);
    let articles = articles(&items);
    assert_eq!(articles.len(), 3);

    let (item, boat) = articles[0];
    assert_eq!((boat.headline.as_str(), boat.slug.as_str()), ("Tom & Jerry’s boat", "toms-boat"));
    assert_eq!(authors(boat), [("ada-quill", Role::Author), ("ben-stet", Role::Author)]);
    assert_eq!(boat.published_at.map(|at| at.to_string()).as_deref(), Some("2026-01-02T13:00:00Z"));
    assert_eq!((boat.excerpt.as_deref(), boat.canonical_url.as_ref()), (None, None), "it is the beginning of the text");
    assert_eq!(boat.alternative_ids[0].value, "https://weir.example/?p=12");
    let lead = boat.lead_image.as_ref().expect("a picture");
    assert_eq!(
        (lead.asset.as_str(), lead.caption.as_deref()),
        ("https://weir.example/pictures/boat.jpg", Some("The boat"))
    );
    let json = serde_json::to_string(boat).expect("JSON");
    assert!(
        json.contains("\"href\":\"/2025/12/other/\"") && json.contains("\"href\":\"https://else.example/\""),
        "{json}"
    );
    assert!(json.contains("\"asset\":\"https://weir.example/pictures/boat.jpg\""), "{json}");
    let facts = item.facts.as_ref().expect("facts");
    assert_eq!((facts.path.as_deref(), item.origin.line), (Some("/2026/01/toms-boat.html"), 11));
    assert_eq!(facts.seen.pictures, ["/pictures/boat.jpg"]);
    let paths: Vec<&str> =
        items.iter().filter(|item| item.origin.kind == "path").map(|item| item.origin.id.as_str()).collect();
    assert_eq!(paths, ["/2026/01/toms-boat.html"]);

    let (item, elsewhere) = articles[1];
    assert_eq!(elsewhere.canonical_url.as_ref().map(Url::as_str), Some("https://else.example/a-story"));
    assert_eq!(authors(elsewhere), [("ed-itor", Role::Author)]);
    assert_eq!(elsewhere.published_at.map(|at| at.to_string()).as_deref(), Some("2026-01-03T09:00:00Z"));
    assert!(text(elsewhere).contains("1 < 2 \u{A0}and no more & an ampersand"), "{}", text(elsewhere));
    assert!(serde_json::to_string(elsewhere).expect("JSON").contains("<audio"));
    assert!(
        item.notes.iter().any(|note| note.contains("e-mail address"))
            && !format!("{items:?}").contains("@weir.example")
    );

    let (_, later) = articles[2];
    assert_eq!((later.stage, later.contributors.len()), (Some(StageName::Scheduled), 0));
    assert!(text(later).contains("&nosuch; é"), "{}", text(later));
    let others: Vec<&str> = items
        .iter()
        .filter_map(|item| match &item.made {
            Made::Skipped(why) | Made::Refused(why) => Some(why.as_str()),
            Made::Records(_) => None,
        })
        .collect();
    assert!(others.len() == 2 && others[0].contains("line 26") && others[1].contains("neither"), "{others:?}");
}

#[test]
fn atom_becomes_records() {
    let (items, _) = items(ATOM, "").expect("a feed");
    let Made::Records(records) = &items[0].made else { panic!("the site is first") };
    let Record::Site(site) = &records[0] else { panic!("the site is first") };
    assert_eq!((site.url.as_str(), &*site.language), ("https://weir.example/", "pt-BR"));
    let articles = articles(&items);
    let (item, river) = articles[0];
    assert_eq!((river.headline.as_str(), river.slug.as_str()), ("A <river> & a town", "the-river"));
    assert_eq!(authors(river), [("ada-quill", Role::Author), ("ben-stet", Role::Contributor)]);
    assert_eq!(river.excerpt.as_deref(), Some("What the river did."));
    assert_eq!(river.updated_at.map(|at| at.to_string()).as_deref(), Some("2026-01-03T08:00:00Z"));
    assert!(text(river).starts_with("It rose.\nAnd fell."), "{}", text(river));
    let json = serde_json::to_string(river).expect("JSON");
    assert!(
        json.contains("https://weir.example/news/2026/flood.jpg") && json.contains("\"/news/2025/fell\""),
        "{json}"
    );
    assert_eq!(item.facts.as_ref().and_then(|facts| facts.path.as_deref()), Some("/news/2026/the-river"));
    let (item, short) = articles[1];
    assert_eq!((short.slug.as_str(), text(short).trim()), ("only-a-summary", "Less is <more>."));
    assert_eq!(authors(short), [("the-desk", Role::Author)]);
    assert!(item.notes.iter().any(|note| note.contains("only a summary")), "{:?}", item.notes);
}

#[test]
fn rdf_and_json_become_records() {
    let (found, _) = items(RDF, "").expect("a feed");
    let (item, boat) = articles(&found)[0];
    assert_eq!((boat.headline.as_str(), text(boat).as_str(), item.origin.line), ("Old boat", "It floats.", 7));
    assert_eq!(boat.published_at.map(|at| at.to_string()).as_deref(), Some("2003-12-13T18:30:00Z"));

    let (found, next) = items(JSON, "section = \"wire\"\n[categories]\nriver = \"section\"\n").expect("a feed");
    assert_eq!(next.as_ref().map(Url::as_str), Some("https://weir.example/feed.json?page=2"));
    let articles = articles(&found);
    let (_, river) = articles[0];
    assert_eq!((river.headline.as_str(), river.section.as_str(), river.tags.len()), ("A <river>", "river", 1));
    assert_eq!(authors(river), [("ada-quill", Role::Author), ("ben-stet", Role::Author)]);
    assert_eq!(
        (river.alternative_ids[0].value.as_str(), river.excerpt.as_deref()),
        ("12", Some("What the river did."))
    );
    let (item, plain) = articles[1];
    assert_eq!((plain.section.as_str(), authors(plain)), ("wire", vec![("the-desk", Role::Author)]));
    assert!(text(plain).starts_with("One\nline & more\n\nTwo"), "{}", text(plain));
    assert!(plain.headline.starts_with("One") && item.notes.iter().any(|note| note.contains("no title")));
    assert!(found.iter().any(|item| item.origin.line == 21 && matches!(item.made, Made::Refused(_))));
}

#[test]
fn encodings_are_read() {
    let latin = String::from_utf8(RSS.to_vec()).expect("text").replace("UTF-8", "windows-1252");
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&latin);
    let (found, _) = items(&bytes, "").expect("a feed");
    assert_eq!(articles(&found)[0].1.headline, "Tom & Jerry’s boat");
    let utf16: Vec<u8> = String::from_utf8_lossy(RSS).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (found, _) = items(&[b"\xFF\xFE".to_vec(), utf16].concat(), "").expect("a feed");
    assert_eq!(articles(&found)[0].1.headline, "Tom & Jerry’s boat");
    let at = RSS.windows(7).position(|words| words == b"Not yet").expect("text");
    let broken = [&RSS[..at], b"\xFF", &RSS[at..]].concat();
    let (found, _) = items(&broken, "").expect("a feed");
    assert!(found.iter().any(|item| item.notes.iter().any(|note| note.contains("encoding"))));
}

#[test]
fn pages_are_one_feed() {
    let mut options = options("");
    options.markup.base_url = Some("https://weir.example/feed/".parse().expect("a URL"));
    let mut feed = Feed::new(&options);
    let mut items = Vec::new();
    let mut hear = |told| {
        if let Told::Item(item) = told {
            items.push(*item);
        }
        ControlFlow::Continue(())
    };
    let open = || Ok(Box::new(Cursor::new(RSS.to_vec())) as Box<dyn Read + Send>);
    let next = feed.page(&open, RSS.len() as u64, &mut hear).expect("a feed");
    assert_eq!(next.as_ref().map(Url::as_str), Some("https://weir.example/feed/?page=2"));
    let open = || Ok(Box::new(Cursor::new(RDF.to_vec())) as Box<dyn Read + Send>);
    assert_eq!(feed.page(&open, RDF.len() as u64, &mut hear).expect("a feed"), None);
    // Everybody is told of once.
    in_order(&items);
    assert_eq!(articles(&items).len(), 4);
}

#[test]
fn what_is_no_feed_is_refused_with_its_place() {
    for (text, line, words) in [
        ("<!DOCTYPE rss [<!ENTITY x \"y\">]>\n<rss></rss>", 1, "document type"),
        ("<rss>\n<channel>\n<item></channel></rss>", 3, "well-formed"),
        ("<rss>\n<channel>\n<item><title>x</title></item>", 3, "too early"),
        ("<html><body></body></html>", 1, "alternate"),
        ("<feed><entry/></feed>", 1, "xmlns"),
        ("<urlset/>", 1, "sitemap"),
        ("{\"version\": 1}", 0, "items"),
        ("{\"items\": [\n{\"id\" 1}]}", 2, "not JSON"),
        ("hello", 0, "no feed"),
    ] {
        let fault = items(text.as_bytes(), "").map(|_| ()).expect_err(text);
        assert!(fault.line == line && fault.message.contains(words), "{text}: {fault}");
    }
}

#[test]
fn nobody_listens() {
    for bytes in [RSS, ATOM, RDF, JSON] {
        for stop_at in 0..8 {
            let mut told = 0;
            let open = || Ok(Box::new(Cursor::new(bytes.to_vec())) as Box<dyn Read + Send>);
            read(&open, bytes.len() as u64, &options(""), &mut |_| {
                told += 1;
                if told > stop_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
            .expect("no fault");
            assert!(told <= stop_at + 1, "{told} after {stop_at}");
        }
    }
}
