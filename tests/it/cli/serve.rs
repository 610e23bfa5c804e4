//! Starting, stopping, and the errors of both.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    time::{Duration, Instant},
};

use masthead_tests::{Client, TestDb};

use super::{masthead, run};

#[test]
fn every_command_has_help_with_an_example() {
    for command in [
        vec!["serve"],
        vec!["dev"],
        vec!["demo", "load"],
        vec!["import", "bundle"],
        vec!["export", "bundle"],
        vec!["migrate"],
        vec!["backup"],
        vec!["restore"],
        vec!["migrate-database"],
        vec!["schema"],
        vec!["config"],
        vec!["users", "create"],
        vec!["users", "list"],
        vec!["users", "set-role"],
        vec!["users", "disable"],
        vec!["users", "enable"],
        vec!["users", "set-password"],
        vec!["keys", "create"],
        vec!["keys", "list"],
        vec!["keys", "revoke"],
        vec!["keys", "rotate"],
        vec!["keys", "rotate-signing"],
    ] {
        let (status, out, err) = run(masthead().args(&command).arg("--help"));
        assert_eq!(status, 0, "{command:?}: {err}");
        assert!(out.contains("Example"), "{command:?} has no example:\n{out}");
    }
}

#[test]
fn the_documents_need_no_database() {
    for (name, beginning) in [("graphql", "\"\"\""), ("openapi", "{"), ("errors", "# Errors")] {
        let (status, out, err) = run(masthead().args(["schema", name]).env("DATABASE_URL", "nonsense://x"));
        assert_eq!(status, 0, "{err}");
        assert!(out.len() > 1_000 && (name == "graphql" || out.starts_with(beginning)), "{name}");
    }
}

#[test]
fn a_start_that_cannot_work_says_why() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/x.sqlite", folder.path().display());
    let (status, _, err) = run(masthead().args(["serve", "--listen", &address]).env("DATABASE_URL", &url));
    assert_eq!(status, 2, "{err}");
    assert!(err.contains(&address), "{err}");
    let (status, _, err) =
        run(masthead().args(["serve", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", "mysql://x/y"));
    assert_eq!(status, 2);
    assert!(err.contains("sqlite") && err.contains("postgres"), "{err}");
    let config = folder.path().join("masthead.toml");
    std::fs::write(&config, "max_page_sise = 3\n").unwrap();
    let (status, _, err) = run(masthead().args(["serve", "--config"]).arg(&config).env("DATABASE_URL", &url));
    assert_eq!(status, 2);
    assert!(err.contains("max_page_sise") && err.contains("masthead.toml"), "{err}");
}

#[tokio::test]
async fn it_serves_until_it_is_asked_to_stop() {
    let db = TestDb::new().await;
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address = format!("127.0.0.1:{port}");
    let mut child = masthead().args(["serve", "--listen", &address]).env("DATABASE_URL", db.url()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let doors = lines.by_ref().map_while(Result::ok).find(|line| line.contains("/graphql"));
    assert!(doors.is_some(), "the doors are printed");
    std::thread::spawn(move || for _ in lines {});
    let client = Client::new(&format!("http://{address}"));
    let begin = Instant::now();
    loop {
        let sent = client.request(reqwest::Method::GET, "/readyz").send().await;
        if sent.is_ok_and(|answer| answer.status() == 200) {
            break;
        }
        assert!(begin.elapsed() < Duration::from_secs(20), "it does not get ready");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(client.json("/v1/articles").await["items"], serde_json::json!([]));
    let asked = std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(asked.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
