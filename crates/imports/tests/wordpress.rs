//! Exports of WordPress: one written for the tests, and real ones where they are there.

use std::{collections::BTreeMap, io::Read, ops::ControlFlow, path::PathBuf};

use masthead_domain::{
    article::StageName,
    body::Block,
    bundle::{ArticleRecord, BodyRecord, Record},
    time::Instant,
};
use masthead_imports::{Fault, Item, Made, Mapping, Options, Told, wordpress};
use proptest::prelude::*;

fn options(mapping: &str) -> Options {
    let now: Instant = "2026-11-01T00:00:00Z".parse().expect("an instant");
    Options::new(Mapping::read(mapping).expect("a mapping"), now, Vec::new())
}

fn read(bytes: &[u8], options: &Options) -> Result<Vec<Item>, Fault> {
    let owned = bytes.to_vec();
    let open = move || Ok(Box::new(std::io::Cursor::new(owned.clone())) as Box<dyn Read + Send>);
    let mut items = Vec::new();
    wordpress::read(&open, bytes.len() as u64, options, &mut |told| {
        if let Told::Item(item) = told {
            items.push(*item);
        }
        ControlFlow::Continue(())
    })?;
    Ok(items)
}

fn magazine() -> Vec<Item> {
    read(include_bytes!("data/magazine.xml"), &options("")).expect("an export")
}

fn article<'a>(items: &'a [Item], slug: &str) -> (&'a Item, &'a ArticleRecord) {
    items
        .iter()
        .find_map(|item| match &item.made {
            Made::Records(records) => match &records[0] {
                Record::Article(article) if article.slug.as_str() == slug => Some((item, &**article)),
                _ => None,
            },
            _ => None,
        })
        .unwrap_or_else(|| panic!("the article {slug} is there"))
}

fn blocks(article: &ArticleRecord) -> &[Block] {
    match &article.body {
        Some(BodyRecord::Blocks(body)) => &body.blocks,
        _ => &[],
    }
}

fn text(article: &ArticleRecord) -> String {
    match &article.body {
        Some(BodyRecord::Blocks(body)) => body.text(),
        _ => String::new(),
    }
}

fn json(item: &Item) -> String {
    match &item.made {
        Made::Records(records) => serde_json::to_string(records).expect("JSON"),
        Made::Skipped(why) | Made::Refused(why) => why.clone(),
    }
}

#[test]
fn an_article_has_everything_that_its_post_had() {
    let items = magazine();
    let (item, weir) = article(&items, "who-owns-the-weir");
    assert_eq!(weir.headline, "Who Owns the Weir?");
    assert_eq!(weir.standfirst.as_deref(), Some("A question of water"));
    assert_eq!(weir.excerpt.as_deref(), Some("Nobody asked."));
    assert_eq!(weir.section.as_str(), "locks", "the primary category");
    assert_eq!(
        weir.tags.iter().map(|tag| tag.as_str()).collect::<Vec<_>>(),
        ["boats", "flood"],
        "what lies above the section is no tag"
    );
    assert_eq!(weir.contributors.iter().map(|one| one.author.as_str()).collect::<Vec<_>>(), ["ada", "cara"]);
    assert_eq!(weir.published_at.map(|at| at.to_string()).as_deref(), Some("2025-06-02T07:00:00Z"));
    assert_eq!(weir.updated_at.map(|at| at.to_string()).as_deref(), Some("2025-06-03T07:00:00Z"));
    assert_eq!(weir.lead_image.as_ref().map(|lead| lead.asset.as_str()), Some("wordpress/www.lock.example/20"));
    assert_eq!(weir.language.as_deref(), Some("en"));
    let seo = weir.seo.as_ref().expect("SEO");
    assert_eq!(seo.title.as_deref(), Some("Weirs: Who Owns the Weir? - The Lock & Weir"));
    assert_eq!(seo.description.as_deref(), Some("A weir and its owners."));
    let (_, notes) = article(&items, "notes");
    assert_eq!(weir.translation_set, notes.translation_set);
    assert!(weir.translation_set.is_some());
    // Where readers know it from: its path, and the one it had before.
    let told = json(item);
    assert!(
        told.contains(r#"{"type":"redirect","from":"/2025/06/who-owns-the-weir","article":"who-owns-the-weir"}"#),
        "{told}"
    );
    assert!(told.contains(r#""from":"/2025/06/the-weir""#), "{told}");
    assert!(told.contains(r#"{"scheme":"guid","value":"https://www.lock.example/?p=10"}"#), "{told}");
}

#[test]
fn blocks_are_read_with_what_stands_between_and_behind_them() {
    let items = magazine();
    let (item, weir) = article(&items, "who-owns-the-weir");
    let text = text(weir);
    for words in ["Nobody asked until it broke", "Subscribe to the Weir.", "A line of the old editor.", "A note below."]
    {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert_eq!(text.matches("Subscribe to the Weir.").count(), 1, "a block within itself is no endless text");
    let pictures: Vec<&str> = weir
        .body
        .iter()
        .flat_map(|body| match body {
            BodyRecord::Blocks(body) => body.asset_keys().collect::<Vec<_>>(),
            _ => Vec::new(),
        })
        .collect();
    assert_eq!(
        pictures,
        ["wordpress/www.lock.example/20", "wordpress/www.lock.example/20", "wordpress/www.lock.example/21"]
    );
    let told = json(item);
    assert!(told.contains(r#""href":"/2025/07/notes""#), "links by id lead to paths: {told}");
    assert!(told.contains("https://elsewhere.example/report?a=1&b=2"), "{told}");
    for note in [
        "acf/testimonial",
        "the picture 99 of a gallery",
        "custom fields that are not kept: rating",
        "comments that are not kept: 2",
    ] {
        assert!(item.notes.iter().any(|told| told.contains(note)), "{note} in {:?}", item.notes);
    }
}

#[test]
fn the_classic_editor_is_written_out() {
    let items = magazine();
    let (item, notes) = article(&items, "notes");
    let kinds: Vec<&str> = blocks(notes).iter().map(kind).collect();
    assert_eq!(
        kinds,
        ["paragraph", "heading", "paragraph", "image", "embed", "code", "html", "paragraph", "gallery"],
        "{:#?}",
        blocks(notes)
    );
    let text = text(notes);
    assert!(text.contains("First line\nsecond line"), "{text}");
    assert!(text.contains("[sic] and [contact-form-7 id=\"3\" title=\"Ask\"]"), "{text}");
    assert!(text.contains("verbatim\n\ntext"), "{text}");
    let Block::Image(image) = &blocks(notes)[3] else { panic!("an image") };
    assert_eq!(image.picture.asset.as_deref(), Some("wordpress/www.lock.example/21"));
    assert_eq!(masthead_domain::body::plain_text(&image.picture.caption), "The upper gate");
    assert_eq!(image.picture.alt.as_deref(), Some("A gate"));
    let Block::Embed(embed) = &blocks(notes)[4] else { panic!("an embed") };
    assert_eq!(embed.url, "https://www.youtube.com/embed/dQw4w9WgXcQ");
    assert!(json(item).contains("/2025/06/who-owns-the-weir#top"));
    assert_eq!(item.notes.iter().filter(|note| note.contains("shortcode")).count(), 1, "{:?}", item.notes);
    // Its date in UTC is missing; most posts say that the clock was two hours ahead.
    assert_eq!(notes.published_at.map(|at| at.to_string()).as_deref(), Some("2025-07-01T10:00:00Z"));
}

#[test]
fn nothing_becomes_public_that_was_not() {
    let items = magazine();
    let stages: BTreeMap<&str, StageName> = ["who-owns-the-weir", "secret", "thrown-away", "still-to-come"]
        .map(|slug| (slug, article(&items, slug).1.stage.expect("a stage")))
        .into();
    assert_eq!(stages["who-owns-the-weir"], StageName::Published);
    assert_eq!(stages["secret"], StageName::Draft, "it was behind a password");
    assert_eq!(stages["thrown-away"], StageName::Trashed);
    assert_eq!(stages["still-to-come"], StageName::Scheduled);
    let draft = items.iter().find(|item| item.origin.id == "15").expect("the draft");
    assert!(
        json(draft).contains(r#""headline":"An aside without a title, which somebody never finished.""#),
        "{}",
        json(draft)
    );
    assert!(json(draft).contains(r#""stage":"draft""#));
}

#[test]
fn ids_and_slugs_that_repeat_get_names_of_their_own() {
    let items = magazine();
    let (item, page) = article(&items, "notes-2");
    assert_eq!(page.section.as_str(), "pages");
    assert_eq!(page.alternative_ids.len(), 1, "the GUID is another one's: {:?}", page.alternative_ids);
    assert_eq!(page.alternative_ids[0].value, "www.lock.example/11/2");
    assert!(item.notes.iter().any(|note| note.contains("was used before")), "{:?}", item.notes);
    let unknown = items.iter().find(|item| item.origin.id == "nobody-declared").expect("an author");
    assert!(json(unknown).contains(r#""type":"author""#));
}

#[test]
fn every_item_is_accounted_for_and_no_secret_is_told() {
    let items = magazine();
    let all: String = items.iter().map(|item| format!("{:?} {} {:?}\n", item.origin, json(item), item.notes)).collect();
    for secret in ["sesame", "ada.secret@lock.example", "cara@lock.example", "reader@lock.example", "Hear, hear"] {
        assert!(!all.contains(secret), "{secret}");
    }
    for id in [10, 11, 12, 13, 14, 15, 20, 21, 22, 25, 30, 31, 32] {
        assert!(items.iter().any(|item| item.origin.id == id.to_string()), "the item {id} is told of");
    }
    let refused: Vec<&Item> = items.iter().filter(|item| matches!(item.made, Made::Refused(_))).collect();
    assert_eq!(refused.len(), 1);
    assert_eq!((refused[0].origin.kind.as_str(), refused[0].origin.id.as_str()), ("attachment", "22"));
    assert!(refused[0].origin.line > 200);
    // What a record refers to comes before it.
    let place = |test: &dyn Fn(&str) -> bool| items.iter().position(|item| test(&json(item))).expect("it is there");
    let weir = place(&|json| json.contains("\"slug\":\"who-owns-the-weir\""));
    for before in [
        "\"key\":\"wordpress/www.lock.example/20\"",
        "\"type\":\"section\",\"slug\":\"locks\"",
        "\"type\":\"author\",\"slug\":\"cara\"",
        "\"type\":\"tag\",\"slug\":\"boats\"",
    ] {
        assert!(place(&|json| json.contains(before)) < weir, "{before}");
    }
    assert!(
        place(&|json| json.contains("\"slug\":\"river\""))
            < place(&|json| json.contains("\"slug\":\"locks\",\"name\""))
    );
    assert!(items.iter().any(|item| json(item).contains(r#""slug":"river","name":"River & Bank""#)));
    let cara = items
        .iter()
        .find(|item| json(item).contains("\"slug\":\"cara\",\"name\":\"Cara Penn\""))
        .expect("the guest author");
    assert!(
        json(cara).contains("\"portrait\":\"wordpress/www.lock.example/21\"")
            && json(cara).contains("https://cara.example/")
    );
    assert!(items.iter().any(|item| {
        json(item).contains(r#""type":"collection","slug":"featured","title":"Featured","items":["who-owns-the-weir"]"#)
    }));
    let dawn = items.iter().find(|item| item.origin.id == "20").expect("the picture");
    assert!(
        json(dawn)
            .contains(r#""width":2400,"height":1600,"alt":"Mist","caption":"Dawn on the river","credit":"Ben Stet""#),
        "{}",
        json(dawn)
    );
    // Most posts are at /year/month/slug, and stay there.
    assert!(
        items.iter().any(|item| json(item).contains("\"articlePath\":\"/{year}/{month}/{slug}\"")),
        "{}",
        json(&items[0])
    );
}

#[test]
fn a_mapping_file_decides() {
    let mapping = "section = \"misc\"\ntimezone = \"Europe/Lisbon\"\n[categories]\nboats = \"drop\"\nlocks = \"tag:gates\"\nriver = \"section:waters\"\n\
        [types]\nboat = \"article\"\n[authors]\n\"ben@lock.example\" = \"ada\"\n[fields]\nkicker = [\"rating\"]\n";
    let items = read(include_bytes!("data/magazine.xml"), &options(mapping)).expect("an export");
    let (_, weir) = article(&items, "who-owns-the-weir");
    assert_eq!(weir.section.as_str(), "waters");
    assert_eq!(weir.tags.iter().map(|tag| tag.as_str()).collect::<Vec<_>>(), ["gates", "flood"]);
    assert_eq!(weir.kicker.as_deref(), Some("5"));
    let (_, notes) = article(&items, "notes");
    assert_eq!(notes.section.as_str(), "misc");
    assert_eq!(notes.contributors[0].author.as_str(), "ada");
    assert_eq!(article(&items, "a-boat").1.section.as_str(), "misc");
    assert!(json(&items[0]).contains("Europe/Lisbon"));
}

#[test]
fn the_same_export_says_the_same_twice() {
    let told = |items: Vec<Item>| items.iter().map(json).collect::<Vec<_>>();
    assert_eq!(told(magazine()), told(magazine()));
}

#[test]
fn what_is_not_whole_is_refused_with_its_place() {
    let xml = String::from_utf8(include_bytes!("data/magazine.xml").to_vec()).expect("UTF-8");
    let fault = |xml: &str| read(xml.as_bytes(), &options("")).expect_err("a fault").to_string();
    let cut = &xml[..xml.find("<title>dawn").expect("it is there")];
    assert!(fault(cut).contains("within <item>"), "{}", fault(cut));
    let open = xml.replace("<title>dawn</title>", "<title>dawn");
    assert!(fault(&open).starts_with("line "), "{}", fault(&open));
    let bomb =
        format!("<?xml version=\"1.0\"?>\n<!DOCTYPE rss [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<rss/>{xml}");
    assert!(fault(&bomb).contains("entities of its own"), "{}", fault(&bomb));
    assert!(fault("").contains("<rss> is missing"), "{}", fault(""));
    assert!(fault("{}").contains("this is no WordPress export"), "{}", fault("{}"));
    let deep = format!("<rss><channel>{}", "<a>".repeat(10_000));
    assert!(fault(&deep).contains("deep") || fault(&deep).contains("not complete"), "{}", fault(&deep));
    let unescaped = xml.replace("<![CDATA[Gone.]]>", "<![CDATA[Gone <![CDATA[twice]]> <b>here</b>]]>");
    let items = read(unescaped.as_bytes(), &options("")).expect("it is read as it was meant");
    let (item, gone) = article(&items, "thrown-away");
    assert!(text(gone).contains("twice here"), "{}", text(gone));
    assert!(item.notes.iter().any(|note| note.contains("not escaped")), "{:?}", item.notes);
}

/// Real exports, where they are: each is read, or refused with a place, as it should.
#[test]
fn real_exports() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/wordpress");
    let Ok(files) = std::fs::read_dir(&folder) else {
        eprintln!("SKIPPED: there are no samples at {}", folder.display());
        return;
    };
    let mut seen = 0;
    for file in files {
        let path = file.expect("a file").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).expect("readable");
        let done = read(&bytes, &options(""));
        seen += 1;
        match (name.as_str(), done) {
            ("malformed.xml", Err(fault)) => assert_eq!((fault.line, fault.column), (27, 17), "{fault}"),
            ("malformed-simple.xml", Err(fault)) => assert_eq!((fault.line, fault.column), (14, 1), "{fault}"),
            ("invalid-version-tag.xml", Err(fault)) => assert_eq!((fault.line, fault.column), (33, 18), "{fault}"),
            ("missing-version-tag.xml", Err(fault)) => {
                assert!(fault.line > 0 && fault.column > 0 && fault.message.contains("wxr_version"), "{fault}")
            }
            (
                "malformed.xml" | "malformed-simple.xml" | "invalid-version-tag.xml" | "missing-version-tag.xml",
                Ok(_),
            ) => panic!("{name} is read"),
            (_, Err(fault)) => panic!("{name}: {fault}"),
            (_, Ok(items)) => {
                let xml = String::from_utf8_lossy(&bytes);
                let told = items.iter().filter(|item| item.origin.id.parse::<u64>().is_ok()).count();
                assert_eq!(told, xml.matches("<item>").count(), "{name}: every item is told of");
                assert!(items.iter().all(|item| !matches!(item.made, Made::Refused(_))), "{name}");
            }
        }
    }
    assert!(seen > 5);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = read(&bytes, &options(""));
    }

    /// Exports that were damaged on their way.
    #[test]
    fn damaged_exports_are_read_or_refused(at in 0usize..21_000, length in 0usize..400, with in "[<>&\\]\\[!/a-z\"'= {}:;-]{0,40}") {
        let mut bytes = include_bytes!("data/magazine.xml").to_vec();
        let at = at.min(bytes.len());
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, with.bytes());
        if let Ok(items) = read(&bytes, &options("")) {
            for item in items {
                if let Made::Records(records) = item.made {
                    prop_assert!(!records.is_empty());
                    for record in records {
                        // What is told is what a bundle can say.
                        let json = serde_json::to_string(&record).expect("JSON");
                        let again: Result<Record, _> = serde_json::from_str(&json);
                        prop_assert!(again.is_ok(), "{json}");
                    }
                }
            }
        }
    }
}

fn kind(block: &Block) -> &'static str {
    match block {
        Block::Paragraph(_) => "paragraph",
        Block::Heading(_) => "heading",
        Block::List(_) => "list",
        Block::Quote(_) => "quote",
        Block::PullQuote(_) => "pullQuote",
        Block::Image(_) => "image",
        Block::Gallery(_) => "gallery",
        Block::Embed(_) => "embed",
        Block::Code(_) => "code",
        Block::Table(_) => "table",
        Block::Divider(_) => "divider",
        Block::Html(_) => "html",
    }
}
