//! Importing and exporting from the command line; a kill in the middle loses nothing that was answered.

use std::{io::Write, time::Duration};

use masthead_tests::{TestDb, bundle as records};
use serde_json::json;

use super::{masthead, run};

fn many(count: i64) -> String {
    let mut lines = records::base();
    lines.extend((0..count).map(|n| {
        let mut article = records::article(&format!("article-{n}"), n);
        article["related"] = json!([format!("article-{}", (n + 700) % count)]);
        article["body"] = json!({"format": "html", "value": "<p>Some text.</p>".repeat(40)});
        article
    }));
    records::lines(&lines)
}

fn export(url: &str) -> String {
    let (status, out, err) = run(masthead().args(["export", "bundle"]).env("DATABASE_URL", url));
    assert_eq!(status, 0, "{err}");
    out
}

#[tokio::test]
async fn an_import_that_is_killed_is_finished_by_running_it_again() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(many(1_500).as_bytes()).unwrap();
    let path = file.path().to_str().unwrap();
    let (whole, cut) = (TestDb::new().await, TestDb::new().await);
    let (status, _, err) = run(masthead().args(["import", "bundle", path]).env("DATABASE_URL", whole.url()));
    assert_eq!(status, 0, "{err}");

    let mut killed = 0;
    for after in [150, 400, 700] {
        let mut child = masthead().args(["import", "bundle", path]).env("DATABASE_URL", cut.url()).spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(after)).await;
        // SIGKILL: nothing of the process's own gets a chance to clean up.
        killed += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        // What is there is whole: it can be exported, and every article has its text.
        for line in export(cut.url()).lines().filter(|line| line.contains("\"type\":\"article\"")) {
            assert!(line.contains("Some text."), "{line}");
        }
    }
    assert!(killed > 0, "the import was too fast to be killed: give it more articles");
    let (status, _, err) = run(masthead().args(["import", "bundle", path]).env("DATABASE_URL", cut.url()));
    assert_eq!(status, 0, "{err}");
    assert_eq!(export(cut.url()), export(whole.url()));
}

#[tokio::test]
async fn refusals_are_told_and_the_status_says_so() {
    let db = TestDb::new().await;
    let mut lines = records::lines(&records::base());
    lines.push_str("{\"type\":\"tag\",\"slug\":\"x\",\"nam\":\"X\"}\n");
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(lines.as_bytes()).unwrap();
    let path = file.path().to_str().unwrap();
    let (status, out, err) = run(masthead().args(["import", "bundle", path]).env("DATABASE_URL", db.url()));
    assert_eq!(status, 1);
    assert!(err.contains("line 11") && err.contains("nam"), "{err}");
    assert!(out.contains("10") && out.contains("created") && out.contains("1"), "{out}");
}
