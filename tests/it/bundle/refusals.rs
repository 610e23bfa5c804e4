//! What is refused: with its line, its name and the reason; and never at the cost of another record.

use masthead_app::{
    App,
    bundle::{Counts, ImportEvent, ImportOptions, import},
};
use masthead_tests::{TestDb, bundle as records};
use serde_json::{Value, json};

/// Imports lines; returns the counts and the refusals as `line name: reason`.
async fn try_import(text: String) -> (Counts, Vec<String>) {
    let db = TestDb::new().await;
    import_into(&db.app().await, text).await
}

async fn import_into(app: &App, text: String) -> (Counts, Vec<String>) {
    let mut refused = Vec::new();
    let counts = import(app, std::io::Cursor::new(text.into_bytes()), &ImportOptions::default(), |event| {
        if let ImportEvent::Refused { line, name, reason, .. } = event {
            refused.push(format!("{line} {name}: {reason}"));
        }
    })
    .await
    .unwrap();
    assert_eq!(counts.refused as usize, refused.len());
    (counts, refused)
}

/// A base bundle with one more record; it must be refused with this reason, and everything else taken.
async fn refused(record: Value, reason: &str) {
    let mut lines = records::base();
    lines.push(record.clone());
    lines.push(records::article("good", 5));
    let (counts, refusals) = try_import(records::lines(&lines)).await;
    assert_eq!(refusals.len(), 1, "{record}: {refusals:?}");
    assert!(refusals[0].starts_with("11 "), "{}", refusals[0]);
    assert!(refusals[0].contains(reason), "{record}: expected {reason:?} in {:?}", refusals[0]);
    assert_eq!(counts.created, 11, "{record}");
}

fn with(member: &str, value: Value) -> Value {
    let mut record = records::article("bad", 1);
    record[member] = value;
    record
}

#[tokio::test]
async fn every_refusal_names_its_line_and_its_reason() {
    refused(with("hedline", json!("x")), "unknown field `hedline`").await;
    refused(with("section", json!("nowhere")), "section \"nowhere\"").await;
    refused(with("contributors", json!([{"author": "nobody"}])), "author \"nobody\"").await;
    refused(with("contributors", json!([{"author": "ada", "role": "COOK"}])), "COOK").await;
    refused(with("tags", json!(["unheard"])), "tag \"unheard\"").await;
    refused(with("tags", json!(["rivers", "rivers"])), "twice").await;
    refused(with("series", json!({"slug": "slow", "part": 0})), "counted from 1").await;
    refused(with("leadImage", json!({"asset": "lost"})), "asset \"lost\"").await;
    refused(with("headline", json!("  ")), "headline").await;
    refused(with("slug", json!("Not A Slug")), "not a slug").await;
    refused(with("language", json!("english!")), "BCP 47").await;
    refused(with("publishedAt", json!("2020-01-01")), "RFC 3339").await;
    refused(with("publishedAt", json!("2999-01-01T00:00:00Z")), "scheduled").await;
    refused(with("stage", json!("draft")), "no public dates").await;
    refused(with("withdrawnReason", json!("why")), "withdrawn").await;
    refused(with("body", json!({"format": "pdf", "value": ""})), "pdf").await;
    refused(
        with("body", json!({"format": "blocks", "value": [{"type": "paragraph", "content": [{"text": "x", "marks": [{"type": "link", "href": "javascript:alert(1)"}]}]}]})),
        "href",
    )
    .await;
    refused(
        with("body", json!({"format": "blocks", "value": [{"type": "image", "picture": {"asset": "lost"}}]})),
        "asset \"lost\"",
    )
    .await;
    refused(with("headline", json!("a\u{0}b")), "U+0000").await;
    refused(with("related", json!(["good", "good"])), "twice").await;
    refused(with("related", json!(vec!["good"; 40_000])), "twice").await;
    refused(with("canonicalUrl", json!("javascript:alert(1)")), "not a link").await;
    refused(
        with("translationOf", json!({"headline": "H", "url": "javascript:alert(1)", "language": "en"})),
        "not a link",
    )
    .await;
    refused(
        with("corrections", json!([{"at": "2020-01-01T00:00:00Z", "kind": "update", "text": "a\u{1}"}])),
        "control",
    )
    .await;
    refused(with("withdrawnReason", json!("x")), "withdrawn").await;
    // What one database's index could not hold is refused by both, before either is asked.
    refused(with("alternativeIds", json!([{"scheme": "guid", "value": "x".repeat(4_000)}])), "1000 bytes").await;
    refused(with("translationSet", json!("x".repeat(5_000))), "1000 bytes").await;
    refused(json!({"type": "redirect", "from": format!("/{}", "x".repeat(5_000)), "to": "/"}), "2000 bytes").await;
    refused(json!({"type": "asset", "key": "漢".repeat(999), "url": "https://a.example/"}), "1000 bytes").await;
    refused(
        json!({"type": "author", "slug": "a", "name": "A", "links": [{"platform": "x", "url": "javascript:alert(1)"}]}),
        "not a link",
    )
    .await;
    refused(json!({"type": "section", "slug": "s", "name": "S", "parent": "nowhere"}), "parent").await;
    refused(json!({"type": "section", "slug": "news", "name": "N", "parent": "local"}), "within itself").await;
    refused(json!({"type": "podcast", "slug": "s"}), "podcast").await;
    refused(json!({"type": "collection", "slug": "c", "title": "C", "items": ["nothing"]}), "article \"nothing\"")
        .await;
    refused(json!({"type": "redirect", "from": "/a", "to": "/a/"}), "itself").await;
    refused(json!({"type": "redirect", "from": "/a"}), "either to or article").await;
    refused(json!({"type": "asset", "key": "k", "url": "ftp://example.org/x"}), "http").await;
    refused(json!({"type": "site", "name": "S", "url": "https://s.example", "language": "en", "timezone": "UTC", "articlePath": "/{what}"}), "articlePath").await;
}

#[tokio::test]
async fn lines_that_are_no_json_cost_only_themselves() {
    let mut text = records::lines(&records::base());
    text.push_str("{\"type\": \"article\", \"slug\": \"broken\"\n");
    text.push_str("\n   \n\u{7f}not json at all\n");
    text.push_str(&format!("{}\n", records::article("good", 1)));
    let (counts, refusals) = try_import(text).await;
    assert_eq!((counts.created, counts.refused), (11, 2), "{refusals:?}");
    assert!(refusals[0].starts_with("11 ") && refusals[1].starts_with("14 "), "{refusals:?}");
}

#[tokio::test]
async fn a_reference_that_never_comes_is_reported_and_the_article_is_kept_without_it() {
    let mut lines = records::base();
    lines.push(with("related", json!(["later", "never"])));
    lines.push(records::article("later", 2));
    let (counts, refusals) = try_import(records::lines(&lines)).await;
    assert_eq!(counts.created, 12);
    assert_eq!(refusals.len(), 1);
    assert!(refusals[0].starts_with("11 bad: ") && refusals[0].contains("never"), "{refusals:?}");
}

#[tokio::test]
async fn any_number_of_articles_may_refer_to_what_comes_later() {
    const MANY: i64 = 2_000;
    let mut lines = records::base();
    let name = |n: i64| format!("article-{n}");
    for n in 0..MANY {
        let mut article = records::article(&name(n), n);
        article["body"] = json!({"format": "html", "value": ""});
        article["related"] = match n % 100 {
            99 => json!([name(MANY - 1 - n), "nowhere"]),
            _ => json!([name((n + MANY / 2) % MANY), name(MANY - 1)]),
        };
        if n == MANY - 1 || n == MANY / 2 - 1 {
            article["related"] = json!([]);
        }
        lines.push(article);
    }
    // An article that is changed while it waits.
    let mut last = records::article(&name(0), 0);
    last["related"] = json!([name(1), "nowhere"]);
    lines.push(last);
    let server = masthead_tests::TestServer::new().await;
    let (counts, refusals) = import_into(&server.app, records::lines(&lines)).await;
    assert_eq!(counts.created, MANY as u64 + 10);
    let expected: Vec<String> = (0..MANY)
        .filter(|n| n % 100 == 99 && *n != MANY - 1 && *n != MANY / 2 - 1)
        .map(name)
        .chain([name(0)])
        .collect();
    let mut told: Vec<&str> = refusals.iter().filter_map(|it| it.split([' ', ':']).nth(1)).collect();
    let mut expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    told.sort_unstable();
    expected.sort_unstable();
    assert_eq!(told, expected);
    assert!(refusals.iter().all(|it| it.contains("\"nowhere\"")), "{refusals:?}");
    let client = server.client();
    for (slug, related) in [
        (name(0), vec![name(1)]),
        (name(1), vec![name(MANY / 2 + 1), name(MANY - 1)]),
        (name(MANY - 2), vec![name(MANY / 2 - 2), name(MANY - 1)]),
        (name(99), vec![name(MANY - 100)]),
    ] {
        let answer = client.json(&format!("/v1/articles/{slug}/related?fields=slug")).await;
        let found: Vec<&str> =
            answer["items"].as_array().unwrap().iter().map(|it| it["slug"].as_str().unwrap()).collect();
        assert_eq!(found, related, "{slug}");
    }
    let database = sea_orm::Database::connect(server.db.url()).await.unwrap();
    let left = sea_orm::ConnectionTrait::execute_unprepared(&database, "DELETE FROM import_references").await.unwrap();
    assert_eq!(left.rows_affected(), 0, "nothing stays behind");
}

#[tokio::test]
async fn the_last_line_of_an_article_has_the_last_word_also_about_what_comes_later() {
    let mut lines = records::base();
    let mut first = records::article("twice", 1);
    first["related"] = json!(["later"]);
    lines.push(first);
    lines.push(records::article("twice", 1));
    lines.push(records::article("later", 2));
    let server = masthead_tests::TestServer::new().await;
    server.load(&records::lines(&lines)).await;
    assert_eq!(server.client().json("/v1/articles/twice/related").await["items"], json!([]));
}

#[tokio::test]
async fn names_of_any_length_in_any_script_fit_both_databases() {
    let mut lines = records::base();
    lines.push(json!({"type": "author", "slug": "long", "name": "漢".repeat(1_000)}));
    lines.push(json!({"type": "tag", "slug": "x".repeat(200), "name": "é".repeat(1_000)}));
    let (counts, refusals) = try_import(records::lines(&lines)).await;
    assert_eq!((counts.created, counts.refused), (12, 0), "{refusals:?}");
}

#[tokio::test]
async fn an_alternative_id_of_another_article_is_not_taken_away() {
    let mut lines = records::base();
    let id = json!([{"scheme": "guid", "value": "7"}]);
    let mut first = records::article("first", 1);
    first["alternativeIds"] = id.clone();
    lines.push(first);
    lines.push(records::article("second", 2));
    let mut second = records::article("second", 2);
    second["alternativeIds"] = id;
    lines.push(second);
    let (_, refusals) = try_import(records::lines(&lines)).await;
    assert_eq!(refusals.len(), 1, "{refusals:?}");
    assert!(refusals[0].contains("\"first\"'s"), "{refusals:?}");
}

#[tokio::test]
async fn what_a_body_loses_is_told() {
    let db = TestDb::new().await;
    let app = db.app().await;
    let mut lines = records::base();
    lines.push(with("body", json!({"format": "html", "value": "<p onclick=x>Text</p><script>alert(1)</script><iframe src=\"https://evil.example/\"></iframe><details><summary>More</summary>hidden</details>"})));
    let mut notes = Vec::new();
    let counts =
        import(&app, std::io::Cursor::new(records::lines(&lines).into_bytes()), &ImportOptions::default(), |event| {
            if let ImportEvent::Note { line, name, message } = event {
                notes.push(format!("{line} {name}: {message}"));
            }
        })
        .await
        .unwrap();
    assert_eq!(counts.refused, 0);
    assert!(notes.iter().all(|note| note.starts_with("11 bad: ")), "{notes:?}");
    assert!(notes.len() >= 3, "script, frame and details are told: {notes:?}");
}
