//! The commands of the README, as they stand there.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use masthead_tests::{DEMO, TestDb, load};

use super::masthead;

/// The blocks of shell commands below a heading.
fn blocks(heading: &str) -> String {
    let readme = include_str!("../../../README.md");
    let section = readme.split(&format!("## {heading}\n")).nth(1).unwrap().split("\n## ").next().unwrap();
    section.split("```").skip(1).step_by(2).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_whole_life_of_an_article_runs_as_it_is_written() {
    let db = TestDb::new().await;
    let app = db.app().await;
    load(&app, DEMO.to_vec()).await;
    app.close().await;
    let mut command = masthead();
    command.args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"]).env("DATABASE_URL", db.url());
    let mut server = command.spawn().unwrap();
    let log = BufReader::new(server.stderr.take().unwrap());
    let listening = log.lines().map(Result::unwrap).find(|line| line.contains("listening")).unwrap();
    let listening: serde_json::Value = serde_json::from_str(&listening).unwrap();
    let address = listening["fields"]["address"].as_str().or(listening["address"].as_str()).unwrap().to_owned();

    let program = masthead().get_program().to_str().unwrap().to_owned();
    let script = blocks("The whole life of an article")
        .replace("target/debug/masthead", &program)
        .replace("http://127.0.0.1:8080", &format!("http://{address}"));
    let url = db.url().to_owned();
    let run = tokio::task::spawn_blocking(move || {
        let mut bash = Command::new("bash");
        bash.args(["-euo", "pipefail", "-c", &script]).env("DATABASE_URL", url).stdin(Stdio::null());
        bash.output().unwrap()
    });
    let output = run.await.unwrap();
    server.kill().unwrap();
    server.wait().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{err}\n{out}");
    assert!(!out.contains("\"errors\""), "{out}");
    assert_eq!(out.matches("WITHDRAWN").count(), 2, "{out}");
    assert!(out.contains("One man, 212 lamps.") && out.contains("The year is over."), "{out}");
}
