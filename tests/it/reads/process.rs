//! Counting in a real process: what waits is written when it is asked to stop, and is there for the next one.

use std::{
    io::{BufRead, BufReader},
    process::Child,
    time::{Duration, Instant},
};

use masthead_tests::{Client, TestDb, bundle, load};
use reqwest::Method;
use serde_json::{Value, json};

use super::articles;
use crate::cli::masthead;

/// A process that serves, ended with the test whatever becomes of that.
struct Process(Child);

impl Process {
    /// Starts one that counts, and a client of it.
    async fn start(db: &TestDb) -> (Self, Client) {
        let mut command = masthead();
        command.args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--reads-counted"]);
        // So long that only the end of the process writes.
        command.args(["--reads-flush-ms", "600000"]).env("DATABASE_URL", db.url());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let process = Self(child);
        let line = lines.find(|line| line.contains("\"listening\"")).unwrap();
        std::thread::spawn(move || lines.for_each(drop));
        let line: Value = serde_json::from_str(&line).unwrap();
        let address = line.get("address").unwrap_or(&line["fields"]["address"]).as_str().unwrap();
        let client = Client::new(&format!("http://{address}"));
        let begun = Instant::now();
        while client.request(Method::GET, "/readyz").send().await.is_err() {
            assert!(begun.elapsed() < Duration::from_secs(20), "it does not get ready");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        (process, client)
    }

    fn stop(mut self) {
        let asked = std::process::Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status().unwrap();
        assert!(asked.success());
        assert_eq!(self.0.wait().unwrap().code(), Some(0));
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // After `stop` there is nothing left to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn a_restart_keeps_what_was_reported_before() {
    let db = TestDb::new().await;
    let app = db.app().await;
    let records = [bundle::base(), articles(&["a", "b"])].concat();
    load(&app, bundle::lines(&records).into_bytes()).await;
    app.close().await;
    let (process, client) = Process::start(&db).await;
    let id = client.json("/v1/articles/a?fields=id").await["id"].clone();
    let body = json!({"reads": [{"article": id, "count": 3}]});
    let answer = client.send(client.request(Method::POST, "/v1/reads").json(&body)).await;
    assert_eq!(answer.status, 202);
    assert_eq!(client.json("/v1/most-read").await, json!([]), "it waits");
    process.stop();
    let (process, client) = Process::start(&db).await;
    assert_eq!(client.json("/v1/most-read").await[0]["slug"], "a");
    process.stop();
}
