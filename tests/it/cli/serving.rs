//! A process that serves, for tests that need a real one.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command},
    time::{Duration, Instant},
};

use masthead_tests::Client;
use reqwest::Method;
use serde_json::Value;

/// A process that serves, ended with the test whatever becomes of that.
pub(crate) struct Serving(Child);

impl Serving {
    /// Starts `masthead serve` with these arguments over this database, on a free port, and waits until it is ready: the process, and a
    /// client of it.
    pub(crate) async fn start(url: &str, arguments: &[&str]) -> (Self, Client) {
        let mut command: Command = super::masthead();
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--log", "warn,masthead=info"])
            // Where every other test runs beside it, waiting longer is no failure.
            .args(["--database-timeout-ms", "60000", "--statement-timeout-ms", "60000"])
            .args(arguments);
        let mut child = command.env("DATABASE_URL", url).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let process = Self(child);
        let line = lines.find(|line| line.contains("\"listening\"")).unwrap();
        std::thread::spawn(move || {
            lines
                .filter(|line| std::env::var_os("TELL").is_some() && line.contains("WARN"))
                .for_each(|line| eprintln!("{line}"));
        });
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

    /// Asks it to stop.
    pub(crate) fn terminate(&self) {
        let asked = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status().unwrap();
        assert!(asked.success());
    }

    /// Waits until it has stopped; well, or the test fails.
    pub(crate) fn stopped(mut self) {
        assert_eq!(self.0.wait().unwrap().code(), Some(0));
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) fn stop(self) {
        self.terminate();
        self.stopped();
    }

    /// How much memory it has now, in KB.
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // After `stop` there is nothing left to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
