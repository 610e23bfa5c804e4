//! Whole exports, small ones of our own and, where they are, real ones.

use std::{
    io::{Cursor, Read},
    ops::ControlFlow,
};

use masthead_domain::{
    article::StageName,
    body::Block,
    bundle::{ArticleRecord, BodyRecord, Record},
};

use super::read;
use crate::{Fault, Item, Made, Mapping, Options, Told};

pub(crate) fn options(mapping: &str) -> Options {
    Options {
        mapping: Mapping::read(mapping).expect("a mapping"),
        now: "2026-02-01T00:00:00Z".parse().expect("an instant"),
        markup: Default::default(),
    }
}

pub(super) fn items(bytes: &[u8], options: &Options) -> Result<Vec<Item>, Fault> {
    let mut items = Vec::new();
    let mut done_before = 0;
    let open = || Ok(Box::new(Cursor::new(bytes.to_vec())) as Box<dyn Read + Send>);
    read(&open, bytes.len() as u64, options, &mut |told| {
        match told {
            Told::Item(item) => items.push(*item),
            Told::Progress { done, total } => {
                assert!(done >= done_before && done <= total);
                done_before = done;
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok(items)
}

const WEIR: &[u8] = include_bytes!("../../tests/data/ghost.json");
const OLD: &[u8] = include_bytes!("../../tests/data/ghost-old.json");

fn records(items: &[Item]) -> Vec<&Record> {
    items
        .iter()
        .filter_map(|item| if let Made::Records(records) = &item.made { Some(records) } else { None })
        .flatten()
        .collect()
}

fn article<'a>(items: &'a [Item], slug: &str) -> (&'a Item, &'a ArticleRecord) {
    let found = items.iter().find_map(|item| match &item.made {
        Made::Records(records) => match records.first() {
            Some(Record::Article(article)) if &*article.slug == slug => Some((item, &**article)),
            _ => None,
        },
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no article {slug}"))
}

fn blocks(article: &ArticleRecord) -> &[Block] {
    match &article.body {
        Some(BodyRecord::Blocks(body)) => {
            assert!(body.check().is_empty(), "{:?}", body.check());
            &body.blocks
        }
        _ => &[],
    }
}

fn text(article: &ArticleRecord) -> String {
    match &article.body {
        Some(BodyRecord::Blocks(body)) => body.text(),
        _ => String::new(),
    }
}

/// What a record refers to comes before it.
pub(crate) fn in_order(items: &[Item]) {
    let mut seen = std::collections::HashSet::new();
    let need = |seen: &std::collections::HashSet<(&str, String)>, kind, name: &str| {
        assert!(seen.contains(&(kind, name.to_owned())), "{kind} {name} is not there yet");
    };
    for record in records(items) {
        match record {
            Record::Author(author) => author.portrait.iter().for_each(|key| need(&seen, "asset", key)),
            Record::Article(article) => {
                need(&seen, "section", &article.section);
                article.tags.iter().for_each(|tag| need(&seen, "tag", tag));
                article.contributors.iter().for_each(|one| need(&seen, "author", &one.author));
                article.lead_image.iter().for_each(|lead| need(&seen, "asset", &lead.asset));
            }
            Record::Collection(collection) => collection.items.iter().for_each(|slug| need(&seen, "article", slug)),
            Record::Redirect(redirect) => redirect.article.iter().for_each(|slug| need(&seen, "article", slug)),
            _ => {}
        }
        let (kind, name) = record.name();
        assert!(seen.insert((kind, name.clone())), "{kind} {name} twice");
    }
}

#[test]
fn an_export_becomes_records() {
    let items = items(WEIR, &options("url = \"https://weir.example\"")).expect("an export");
    in_order(&items);
    let count = |kind: &str| items.iter().filter(|item| item.origin.kind == kind).count();
    let counts = ["settings", "tag", "section", "picture", "user", "post", "page", "table", "featured"].map(count);
    // One section is nobody's tag twice: `news` and `pages`. The row that is no post counts as one.
    assert_eq!(counts, [1, 4, 2, 3, 2, 9, 1, 7, 1]);
    let Some(Record::Site(site)) = records(&items).first().copied() else { panic!("the site is first") };
    assert_eq!((site.name.as_str(), &*site.language, site.timezone.as_str()), ("The Weir", "en", "Europe/Lisbon"));
    let paths: Vec<&str> = site.navigation.iter().map(|item| item.path.as_str()).collect();
    assert_eq!(paths, ["/", "/river"], "the tag is a section, the shop is elsewhere");

    let (item, weir) = article(&items, "who-owns-the-weir");
    assert_eq!(&*weir.section, "river");
    assert_eq!(weir.tags.iter().map(|tag| tag.as_str()).collect::<Vec<_>>(), ["money"]);
    assert_eq!(weir.contributors.iter().map(|one| one.author.as_str()).collect::<Vec<_>>(), ["ada", "ben-stet"]);
    assert_eq!(weir.standfirst.as_deref(), Some("A town, a river,\nand a bill."));
    let lead = weir.lead_image.as_ref().expect("a picture");
    assert_eq!(lead.asset, "content/images/2026/01/dawn.jpg");
    assert_eq!((lead.alt.as_deref(), lead.caption.as_deref()), (Some("Mist over a weir"), Some("Photo: Ben")));
    assert_eq!(weir.seo.as_ref().and_then(|seo| seo.title.as_deref()), Some("Weir"));
    assert_eq!(weir.stage, Some(StageName::Published));
    assert_eq!(weir.updated_at.map(|at| at.to_string()).as_deref(), Some("2026-01-03T08:00:00Z"));
    assert_eq!(weir.alternative_ids[0].scheme, "ghost");
    let json = serde_json::to_string(weir).expect("JSON");
    assert!(json.contains("\"href\":\"/the-lock/?ref=weir.example\""), "{json}");
    assert!(json.contains("\"asset\":\"content/images/2026/01/dawn.jpg\"") && !json.contains("icon.png"), "{json}");
    for words in ["injected", "internal tag #wide", "of its own for Twitter"] {
        assert!(item.notes.iter().any(|note| note.contains(words)), "{words}: {:?}", item.notes);
    }
    assert!(!item.notes.iter().any(|note| note.contains("Facebook")), "it is the same picture");
    let facts = item.facts.as_ref().expect("facts");
    assert_eq!((facts.section.as_str(), facts.path.as_deref()), ("River", Some("/who-owns-the-weir/")));
    assert_eq!(facts.contributors, ["Ada Quill", "Ben Stet"]);
    assert_eq!(facts.seen.pictures, ["https://weir.example/content/images/size/w600/2026/01/dawn.jpg"]);
    assert!(item.origin.line > 1);
}

#[test]
fn lexical_and_mobiledoc_become_blocks() {
    let items = items(WEIR, &options("url = \"https://weir.example\"")).expect("an export");
    let (item, lock) = article(&items, "the-lock");
    let kinds: Vec<String> = blocks(lock).iter().map(kind).collect();
    assert_eq!(kinds, ["heading", "paragraph", "list", "image", "html", "paragraph"], "{:#?}", blocks(lock));
    assert!(text(lock).contains("open at six.\nAlways.") && text(lock).contains("💡 Mind the step"), "{}", text(lock));
    assert!(text(lock).contains("1. One\n   • Within\n2. Two") || text(lock).contains("Within"), "{}", text(lock));
    assert!(!text(lock).contains("Dear reader") && item.notes.iter().any(|note| note.contains("(email)")));
    assert!(item.notes.iter().any(|note| note.contains("not in the export")), "{:?}", item.notes);
    let facts = item.facts.as_ref().expect("facts");
    assert_eq!(facts.seen.pictures, ["https://weir.example/content/images/2026/01/gate.jpg"]);
    assert_eq!(facts.seen.links, ["https://other.example/"]);

    let (item, about) = article(&items, "about");
    assert_eq!(&*about.section, "pages");
    let kinds: Vec<String> = blocks(about).iter().map(kind).collect();
    assert_eq!(
        kinds,
        ["heading", "paragraph", "paragraph", "code", "gallery", "paragraph", "list"],
        "{:#?}",
        blocks(about)
    );
    assert!(text(about).contains("We keep the lock\ngladly.") && text(about).contains("Odd words"));
    assert!(item.notes.iter().any(|note| note.contains("strange-card")), "{:?}", item.notes);
    for (item, article) in [article(&items, "the-lock"), article(&items, "about")] {
        let words = text(article).split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
        let seen = item.facts.as_ref().expect("facts").seen.words;
        assert!(words.abs_diff(seen) <= 2, "{words} words of {seen}: {}", text(article));
    }
}

fn kind(block: &Block) -> String {
    let json = serde_json::to_value(block).expect("JSON");
    json["type"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn what_not_everyone_could_read_is_a_draft() {
    let items = items(WEIR, &options("url = \"https://weir.example\"")).expect("an export");
    for (slug, words) in
        [("for-members", "not for everyone (paid)"), ("half-open", "paywall"), ("letter-1", "e-mail only")]
    {
        let (item, article) = article(&items, slug);
        assert_eq!((article.stage, article.published_at), (Some(StageName::Draft), None), "{slug}");
        assert!(item.notes.iter().any(|note| note.contains(words) && note.contains("2026-01-0")), "{:?}", item.notes);
    }
    let (_, tomorrow) = article(&items, "tomorrow");
    assert_eq!(tomorrow.stage, Some(StageName::Scheduled));
    // Who is published has the slug, and the id.
    let (item, draft) = article(&items, "the-lock-2");
    assert_eq!((draft.headline.as_str(), draft.alternative_ids.len()), ("Untitled", 0), "{:?}", item.notes);
    let refused: Vec<(u64, &str)> = items
        .iter()
        .filter_map(|item| match &item.made {
            Made::Refused(why) => Some((item.origin.line, why.as_str())),
            _ => None,
        })
        .collect();
    assert!(refused.len() == 2 && refused[0].1.contains("lexical") && refused[1].1.contains("no post"), "{refused:?}");
    assert!(refused.iter().all(|(line, _)| *line > 100), "{refused:?}");
}

#[test]
fn no_secret_is_ever_told() {
    for mapping in ["", "url = \"https://weir.example\""] {
        let items = items(WEIR, &options(mapping)).expect("an export");
        let told = format!("{items:?}");
        assert!(String::from_utf8_lossy(WEIR).matches("s3cr3t").count() > 20);
        for secret in ["s3cr3t", "reader.example", "ben@weir.example", "$2a$10$"] {
            assert!(!told.contains(secret), "{secret}");
        }
        assert!(told.contains("members (2 rows)"), "but that there was something is said");
    }
    // Nor when the file is broken in the middle of one.
    for at in (0..WEIR.len()).step_by(97) {
        let fault = items(&WEIR[..at], &options("")).map(|_| ()).expect_err("half an export");
        assert!(!fault.to_string().contains("s3cr3t"), "{fault}");
    }
}

#[test]
fn an_old_export_is_read() {
    let items = items(OLD, &options("")).expect("an export");
    in_order(&items);
    let Some(Record::Site(site)) = records(&items).first().copied() else { panic!("the site is first") };
    assert_eq!((site.url.as_str(), &*site.language), ("https://weir.example/", "pt-BR"));
    assert!(items[0].notes.iter().any(|note| note.contains("from its pictures")), "{:?}", items[0].notes);
    let (item, old) = article(&items, "old");
    assert_eq!(old.published_at.map(|at| at.to_string()).as_deref(), Some("2017-07-14T02:40:00Z"));
    assert_eq!(item.facts.as_ref().and_then(|facts| facts.path.as_deref()), Some("/2017/07/old/"));
    assert_eq!(old.lead_image.as_ref().map(|lead| lead.asset.as_str()), Some("content/images/2017/07/old.jpg"));
    assert_eq!(old.seo.as_ref().and_then(|seo| seo.title.as_deref()), Some("Older"));
    assert_eq!(&*article(&items, "contact").1.section, "pages");
}

#[test]
fn the_mapping_file_decides() {
    let mapping = "section = \"stories\"\npages = \"house\"\nfeatured = \"front\"\nurl = \"https://weir.example/\"\n\
                   [tags]\nmoney = \"section:economy\"\nunused = \"drop\"\nhash-wide = \"tag:wide\"\n\
                   [authors]\nben-stet = \"ada\"\n[taxonomies]\nprimary_tag = \"tag\"\n";
    let items = items(WEIR, &options(mapping)).expect("an export");
    in_order(&items);
    let (_, weir) = article(&items, "who-owns-the-weir");
    assert_eq!(&*weir.section, "economy");
    assert_eq!(weir.tags.iter().map(|tag| tag.as_str()).collect::<Vec<_>>(), ["river", "wide"]);
    assert_eq!(weir.contributors.len(), 1);
    assert_eq!(&*article(&items, "about").1.section, "house");
    assert_eq!(&*article(&items, "for-members").1.section, "stories");
    let collection = records(&items).into_iter().find_map(|record| match record {
        Record::Collection(collection) => Some(collection),
        _ => None,
    });
    let collection = collection.expect("a collection");
    assert_eq!(collection.slug.as_str(), "front");
    // The letter was featured too, and is a draft.
    assert_eq!(collection.items.iter().map(|slug| slug.as_str()).collect::<Vec<_>>(), ["who-owns-the-weir"]);
    let dropped = self::items(WEIR, &options("[types]\npage = \"drop\"\n")).expect("an export");
    assert!(dropped.iter().any(|item| item.origin.kind == "page" && matches!(item.made, Made::Skipped(_))));
}

#[test]
fn without_an_address_pictures_are_told_of() {
    let items = items(WEIR, &options("")).expect("an export");
    in_order(&items);
    assert!(matches!(&items[0].made, Made::Skipped(why) if why.contains("url = ")), "{:?}", items[0]);
    let (item, weir) = article(&items, "who-owns-the-weir");
    assert!(weir.lead_image.is_none() && item.notes.iter().any(|note| note.contains("`url` in the mapping file")));
    assert!(serde_json::to_string(weir).expect("JSON").contains("\"href\":\"/the-lock/?ref=weir.example\""));
}

#[test]
fn a_path_leads_to_one_article() {
    let post =
        |id: u32| serde_json::json!({"id": id, "title": "x", "slug": "same", "status": "published", "html": "x"});
    let export =
        serde_json::json!({"data": {"posts": [post(1), post(2)], "tags": [{"id": 1, "slug": "same", "name": "Same"}]}});
    let items = items(export.to_string().as_bytes(), &options("")).expect("an export");
    in_order(&items);
    let paths: Vec<Option<&str>> =
        items.iter().filter_map(|item| item.facts.as_ref()).map(|facts| facts.path.as_deref()).collect();
    assert_eq!(paths, [Some("/same/"), None]);
    assert!(items.iter().any(|item| item.origin.kind == "path" && item.origin.id == "/tag/same/"));
}

#[test]
fn nobody_listens() {
    for stop_at in [0, 1, 5, 15, 25] {
        let mut told = 0;
        let open = || Ok(Box::new(Cursor::new(WEIR.to_vec())) as Box<dyn Read + Send>);
        read(&open, WEIR.len() as u64, &options(""), &mut |_| {
            told += 1;
            if told > stop_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .expect("no fault");
        assert_eq!(told, stop_at + 1);
    }
}

#[test]
#[allow(clippy::print_stderr)] // a test that does not run says so
fn real_exports_are_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/samples/ghost");
    let Ok(files) = std::fs::read_dir(folder) else {
        eprintln!("SKIPPED: there are no real exports at {folder}");
        return;
    };
    let mut read = 0;
    for file in files.flatten().filter(|file| file.path().extension().is_some_and(|end| end == "json")) {
        let bytes = std::fs::read(file.path()).expect("a file");
        let whole: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        let data = whole.pointer("/db/0/data").or(whole.pointer("/data")).expect("data");
        let items = items(&bytes, &options("")).expect("an export");
        in_order(&items);
        let rows = |table: &str| data[table].as_array().map_or(0, Vec::len);
        let told = |kind: &str| items.iter().filter(|item| item.origin.kind == kind).count();
        assert_eq!(rows("posts"), told("post") + told("page"));
        assert_eq!((rows("users"), rows("tags")), (told("user"), told("tag")));
        assert!(items.iter().all(|item| !matches!(item.made, Made::Refused(_))), "{items:#?}");
        for post in data["posts"].as_array().into_iter().flatten() {
            let (item, _) = article(&items, post["slug"].as_str().expect("a slug"));
            let facts = item.facts.as_ref().expect("facts");
            assert_eq!(facts.headline, post["title"].as_str().expect("a title"));
            assert_eq!(facts.seen.pictures.len(), 1);
        }
        read += 1;
    }
    assert!(read > 0, "{folder} is empty");
}
