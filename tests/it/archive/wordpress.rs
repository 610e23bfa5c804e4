//! `masthead import wordpress`, as an operator meets it.

use std::time::Duration;

use masthead_domain::user::UserRole;
use masthead_http::HttpSettings;
use masthead_tests::{TestDb, TestServer};
use reqwest::Method;
use serde_json::{Value, json};

use super::{MAGAZINE, export, file, import, outcome, program};
use crate::cli::masthead;

#[tokio::test]
async fn a_magazine_moves_and_readers_find_it() {
    let db = TestDb::new().await;
    let magazine = file(MAGAZINE);
    let (status, report, said) = import(&db, magazine.path(), &[]);
    // One attachment has no address; nothing else is lost.
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("line ") && said.contains("attachment 22"), "{said}");
    assert_eq!(outcome(&report, "post", "10")["outcome"], "created");
    assert_eq!(outcome(&report, "post", "10")["became"]["name"], "who-owns-the-weir");
    assert_eq!(outcome(&report, "attachment", "22")["outcome"], "refused");
    assert_eq!(outcome(&report, "revision", "31")["outcome"], "skipped");
    let summary = report.last().unwrap();
    assert_eq!(summary["event"], "summary");
    assert_eq!(summary["items"], report.len() - 1, "every item is told of once");

    let server = TestServer::over(db, masthead_app::Clock::System, HttpSettings::default()).await;
    let reader = server.client();
    let weir = reader.json("/v1/articles/who-owns-the-weir?include=tags,body.html,alternativeIds").await;
    assert_eq!(weir["path"], "/2025/06/who-owns-the-weir", "its path is the one that it had");
    assert_eq!(weir["byline"]["text"], "By Ada Quill and Cara Penn");
    assert_eq!(weir["section"]["path"], "/river/locks");
    assert_eq!(weir["leadImage"]["credit"], "Ben Stet");
    for words in ["Subscribe to the Weir.", "href=\"/2025/07/notes\"", "alt=\"Mist over a weir\""] {
        assert!(weir["body"]["html"].as_str().unwrap().contains(words), "{words} in {}", weir["body"]["html"]);
    }
    for (path, to) in [("/2025/06/the-weir", "/2025/06/who-owns-the-weir"), ("/notes", "/2025/07/notes-2")] {
        let answer = reader.json(&format!("/v1/resolve?path={path}")).await;
        assert_eq!(answer["redirect"]["to"], to, "{answer}");
    }
    for (slug, answer) in [("secret", 404), ("still-to-come", 404), ("thrown-away", 410)] {
        assert_eq!(reader.get(&format!("/v1/articles/{slug}")).await.status, answer, "{slug}");
    }
    let featured = reader.json("/v1/collections/featured/articles").await;
    assert_eq!(featured["items"][0]["slug"], "who-owns-the-weir");
    let translations = reader.json("/v1/articles/who-owns-the-weir/translations").await;
    assert_eq!(translations["items"][0]["slug"], "notes");
}

#[tokio::test]
async fn the_second_time_nothing_is_written_and_changes_are() {
    let db = TestDb::new().await;
    import(&db, file(MAGAZINE).path(), &[]);
    let before = export(&db);
    let (_, report, _) = import(&db, file(MAGAZINE).path(), &[]);
    for item in report.iter().filter(|item| item["became"].is_object()) {
        assert_eq!(item["outcome"], "unchanged", "{item}");
    }
    assert_eq!(export(&db), before);
    let changed = MAGAZINE.replace("Nobody asked until it broke", "Somebody asked before it broke");
    let (_, report, _) = import(&db, file(&changed).path(), &[]);
    assert_eq!(outcome(&report, "post", "10")["outcome"], "updated");
    assert_eq!(outcome(&report, "post", "11")["outcome"], "unchanged");
}

#[tokio::test]
async fn a_dry_run_tells_the_same_and_changes_nothing() {
    let db = TestDb::new().await;
    let untouched = export(&db);
    let (status, dry, said) = import(&db, file(MAGAZINE).path(), &["--dry-run"]);
    assert_eq!((status, said.contains("Nothing was changed")), (1, true), "{said}");
    assert_eq!(export(&db), untouched);
    let (_, real, _) = import(&db, file(MAGAZINE).path(), &[]);
    assert_eq!(sorted(dry), sorted(real));
    // With what is there, it says what would change.
    let changed = MAGAZINE.replace("Nobody asked until it broke", "Somebody asked before it broke");
    let (_, dry, _) = import(&db, file(&changed).path(), &["--dry-run"]);
    assert_eq!(outcome(&dry, "post", "10")["outcome"], "updated");
    assert_eq!(outcome(&dry, "page", "11")["outcome"], "unchanged");
    let (_, real, _) = import(&db, file(&changed).path(), &[]);
    // A bundle has no trash, so the copy that the dry run begins with has none: what is in it would be created again.
    let told = |report: Vec<Value>| {
        sorted(report.into_iter().filter(|item| item["id"] != "13" && item["event"].is_null()).collect())
    };
    assert_eq!(told(dry), told(real));
}

/// Items are told when they are done, and those that are nothing at once: their order says nothing.
fn sorted(report: Vec<Value>) -> Vec<String> {
    let mut lines: Vec<String> = report.iter().map(Value::to_string).collect();
    lines.sort();
    lines
}

#[tokio::test]
async fn what_people_did_here_stays() {
    let db = TestDb::new().await;
    import(&db, file(MAGAZINE).path(), &[]);
    let server = TestServer::over(db, masthead_app::Clock::System, HttpSettings::default()).await;
    let editor = server.user(UserRole::Admin, &[]).await;
    let weir = editor.json("/v1/articles/who-owns-the-weir/manuscript").await;
    let revision = weir["revision"].as_i64().unwrap();
    let answer = editor.patch("/v1/articles/who-owns-the-weir", revision, json!({ "headline": "Edited here" })).await;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.bytes));
    let withdraw = editor.request(Method::POST, "/v1/articles/notes/withdraw").header("if-match", "*").json(&json!({}));
    let mut answer = editor.send(withdraw).await;
    if answer.status != 200 {
        let revision = editor.json("/v1/articles/notes/manuscript").await["revision"].as_i64().unwrap();
        let withdraw = editor.request(Method::POST, "/v1/articles/notes/withdraw");
        answer = editor.send(withdraw.header("if-match", format!("\"{revision}\"")).json(&json!({}))).await;
    }
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.bytes));
    let cara = editor.json("/v1/authors/cara").await;
    let answer = editor.patch("/v1/authors/cara", cara["revision"].as_i64().unwrap(), json!({ "bio": "Ours" })).await;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.bytes));

    let (_, report, _) = import(&server.db, file(MAGAZINE).path(), &[]);
    for (kind, id) in [("post", "10"), ("post", "11"), ("guest-author", "25")] {
        let item = outcome(&report, kind, id);
        assert_eq!(item["outcome"], "unchanged", "{item}");
        assert!(item["notes"].to_string().contains("people have changed it here"), "{item}");
    }
    assert_eq!(editor.json("/v1/articles/who-owns-the-weir/manuscript").await["article"]["headline"], "Edited here");
    assert_eq!(server.client().get("/v1/articles/notes").await.status, 410, "what was withdrawn does not come back");
    assert_eq!(editor.json("/v1/authors/cara").await["bio"], "Ours");

    let (_, report, _) = import(&server.db, file(MAGAZINE).path(), &["--overwrite"]);
    assert_eq!(outcome(&report, "post", "10")["outcome"], "updated");
    assert_eq!(server.client().get("/v1/articles/notes").await.status, 200);
}

#[tokio::test]
async fn another_article_of_the_same_name_is_not_written_over() {
    let db = TestDb::new().await;
    let mut lines = masthead_tests::bundle::base();
    lines.push(masthead_tests::bundle::article("notes", 1));
    let bundle = file(&masthead_tests::bundle::lines(&lines));
    let (status, _, err) = program(&db, &["import", "bundle", bundle.path().to_str().unwrap()]);
    assert_eq!(status, 0, "{err}");
    let (_, report, said) = import(&db, file(MAGAZINE).path(), &[]);
    let item = outcome(&report, "post", "11");
    assert_eq!(item["outcome"], "refused", "{item}");
    assert!(said.contains("did not come from this archive"), "{said}");
    // The site is somebody's, too.
    assert!(outcome(&report, "site", "")["notes"].to_string().contains("stays as it is"));
}

#[tokio::test]
async fn a_file_that_is_not_whole_changes_nothing_and_says_where() {
    let db = TestDb::new().await;
    let before = export(&db);
    let cut = &MAGAZINE[..MAGAZINE.find("<title>dawn").unwrap()];
    let (status, _, said) = import(&db, file(cut).path(), &[]);
    assert_eq!(status, 2);
    assert!(said.contains("line ") && said.contains("column") && said.contains("not complete"), "{said}");
    assert_eq!(export(&db), before);
    let (status, _, said) = import(&db, std::path::Path::new("nowhere.xml"), &[]);
    assert!(status == 2 && said.contains("nowhere.xml"), "{said}");
    let mapping = file("[categories]\nriver = \"sectoin\"\n");
    let (status, _, said) = import(&db, file(MAGAZINE).path(), &["--mapping", mapping.path().to_str().unwrap()]);
    assert!(status == 2 && said.contains("line 2") && said.contains("section:SLUG"), "{said}");
}

/// As many posts as it takes to be killed in the middle.
fn many(count: usize) -> String {
    let (head, rest) = MAGAZINE.split_once("<item>").unwrap();
    let items: String = (0..count)
        .map(|n| {
            format!(
                "<item><title>Post {n}</title><link>https://www.lock.example/2024/01/post-{n}/</link><dc:creator>ada</dc:creator>\
                 <content:encoded><![CDATA[{}]]></content:encoded><wp:post_id>{}</wp:post_id><wp:post_date_gmt>2024-01-{:02} 10:00:00</wp:post_date_gmt>\
                 <wp:post_date>2024-01-{:02} 10:00:00</wp:post_date><wp:post_name>post-{n}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>\
                 <category domain=\"category\" nicename=\"river\"><![CDATA[x]]></category></item>\n",
                "Some text.\n\n".repeat(60),
                1000 + n,
                n % 28 + 1,
                n % 28 + 1
            )
        })
        .collect();
    format!("{head}{items}<item>{rest}")
}

#[tokio::test]
async fn an_import_that_is_killed_goes_on_where_it_was() {
    let archive = file(&many(1_500));
    let path = archive.path().to_str().unwrap();
    let (whole, cut) = (TestDb::new().await, TestDb::new().await);
    let (_, report, said) = import(&whole, archive.path(), &[]);
    assert_eq!(report.last().unwrap()["kinds"]["post"]["created"], 1_506, "{said}");
    let mut killed = 0;
    for after in [400, 900, 1_500] {
        let mut child = masthead()
            .args(["import", "wordpress", path, "--database-url", cut.url()])
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(Duration::from_millis(after)).await;
        killed += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        for line in export(&cut).lines().filter(|line| line.contains("\"slug\":\"post-")) {
            assert!(line.contains("Some text."), "{line}");
        }
    }
    assert!(killed > 0, "the import was too fast to be killed: give it more articles");
    import(&cut, archive.path(), &[]);
    // When it was thrown away is when it was imported.
    assert_eq!(export(&cut), export(&whole));
}
