//! `masthead verify`: what is there is found, and what was lost is missed.

use masthead_tests::TestDb;
use serde_json::{Value, json};

use super::{MAGAZINE, export, file, import, program};

/// The magazine with a picture that nothing shows.
fn magazine() -> String {
    let unused = "<item><title>unused</title><guid>https://www.lock.example/unused.jpg</guid><content:encoded></content:encoded>\
        <wp:post_id>40</wp:post_id><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type>\
        <wp:attachment_url>https://www.lock.example/unused.jpg</wp:attachment_url></item>\n</channel>";
    MAGAZINE.replace("</channel>", unused)
}

fn verify(db: &TestDb, archive: &str) -> (i32, String) {
    let file = file(archive);
    let (status, out, err) = program(db, &["verify", "wordpress", file.path().to_str().unwrap()]);
    (status, format!("{out}{err}"))
}

#[tokio::test]
async fn nothing_is_missing_after_an_import() {
    let db = TestDb::new().await;
    let archive = file(&magazine());
    import(&db, archive.path(), &[]);
    let (status, said) = verify(&db, &magazine());
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("Nothing is missing") && said.contains("6 × post"), "{said}");
}

/// Changes records of a bundle; nothing takes one out.
fn with(bundle: &str, change: &dyn Fn(Value) -> Option<Value>) -> String {
    let lines = bundle.lines().filter_map(|line| change(serde_json::from_str(line).unwrap()));
    lines.map(|record| format!("{record}\n")).collect()
}

fn without(list: &mut Value, test: impl Fn(&Value) -> bool) {
    list.as_array_mut().unwrap().retain(|item| !test(item));
}

#[tokio::test]
async fn ten_losses_of_ten_kinds_are_all_reported() {
    let whole = TestDb::new().await;
    let archive = file(&magazine());
    import(&whole, archive.path(), &[]);
    let lossy = with(&export(&whole), &|mut record| {
        let name = |record: &Value| {
            record["slug"]
                .as_str()
                .or(record["key"].as_str())
                .or(record["from"].as_str())
                .unwrap_or_default()
                .to_owned()
        };
        match (record["type"].as_str().unwrap(), name(&record).as_str()) {
            ("article", "notes-2" | "secret") => return None,
            ("redirect", _) if matches!(record["article"].as_str(), Some("notes-2" | "secret")) => return None,
            ("section", "boats") | ("collection", "featured") | ("author", "nobody-declared") => return None,
            ("asset", "wordpress/www.lock.example/40") | ("redirect", "/2025/06/the-weir") => return None,
            ("article", "who-owns-the-weir") => {
                without(&mut record["contributors"], |one| one["author"] == "cara");
                without(&mut record["tags"], |tag| tag == "flood");
                record.as_object_mut().unwrap().remove("leadImage");
                record["headline"] = json!("Another headline");
                record["publishedAt"] = json!("2025-06-01T07:00:00Z");
                record["firstPublishedAt"] = json!("2025-06-01T07:00:00Z");
                let body = record["body"]["value"]
                    .to_string()
                    .replace("https://elsewhere.example/report?a=1&b=2", "https://elsewhere.example/");
                record["body"]["value"] = serde_json::from_str(&body).unwrap();
            }
            ("article", "notes") => {
                let blocks = record["body"]["value"].as_array_mut().unwrap();
                blocks.retain(|block| !matches!(block["type"].as_str(), Some("image" | "gallery" | "paragraph")));
            }
            _ => {}
        }
        Some(record)
    });
    let db = TestDb::new().await;
    let bundle = file(&lossy);
    let (status, _, err) = program(&db, &["import", "bundle", bundle.path().to_str().unwrap(), "--quiet-notes"]);
    assert_eq!(status, 0, "{err}");

    let (status, said) = verify(&db, &magazine());
    assert_eq!(status, 1, "{said}");
    for loss in [
        "page 11 \"Notes\": it is not there",
        "post 12 \"Behind a Password\": it is not there",
        "category boats \"Boats\": it is not there",
        "sticky posts  \"Featured\": it is not there",
        "author nobody-declared \"nobody-declared\": it is not there",
        "the asset \"wordpress/www.lock.example/40\" is not there",
        "its old path /2025/06/the-weir does not lead to it",
        "its contributors are [\"Ada Quill\"], not [\"Ada Quill\", \"Cara Penn\"]",
        "it lost the tags [\"Flood\"]",
        "it lost the picture above it",
        "its headline is \"Another headline\", not \"Who Owns the Weir?\"",
        "its date is 2025-06-01T07:00:00Z, not 2025-06-02T07:00:00Z",
        "a link is missing: https://elsewhere.example/report?a=1&b=2",
        "pictures of its text are missing",
        "its text has",
    ] {
        assert!(said.contains(loss), "{loss} in {said}");
    }
    // What is there is not missed.
    assert!(!said.contains("post 14") && !said.contains("attachment 20"), "{said}");
}

#[tokio::test]
async fn what_the_report_of_the_import_names_is_not_missed_again() {
    let db = TestDb::new().await;
    let mut lines = masthead_tests::bundle::base();
    lines.push(masthead_tests::bundle::article("notes", 1));
    let bundle = file(&masthead_tests::bundle::lines(&lines));
    program(&db, &["import", "bundle", bundle.path().to_str().unwrap()]);
    let (archive, report) = (file(&magazine()), file(""));
    let (archive, report) = (archive.path().to_str().unwrap(), report.path().to_str().unwrap());
    let (status, _, err) = program(&db, &["import", "wordpress", archive, "--report", report]);
    assert_eq!(status, 1, "{err}");
    let (status, out, err) = program(&db, &["verify", "wordpress", archive]);
    assert_eq!(status, 1, "{out}{err}");
    assert!(err.contains("post 11"), "{out}{err}");
    let (status, out, err) = program(&db, &["verify", "wordpress", archive, "--report", report]);
    assert!(!err.contains("post 11 "), "{status} {out}{err}");
}
