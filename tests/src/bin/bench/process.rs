//! A server in a process of its own: how soon it answers, and how much memory it has.

use std::{
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command},
    time::{Duration, Instant},
};

use masthead_tests::{Client, TestDb};
use serde_json::{Value, json};

use crate::load::Connection;

/// Articles that are read one after the other, over and over.
const HOT: usize = 10_000;
/// Longest time until the first answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// The argument with which this program is the server.
const AS_SERVER: &str = "masthead";

/// What a process of its own shows.
#[derive(Debug, Clone)]
pub(crate) struct Process {
    first_answer_ms: f64,
    started_mb: f64,
    hot: usize,
    hot_mb: f64,
}

impl std::fmt::Display for Process {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { first_answer_ms, started_mb, hot, hot_mb } = self;
        write!(
            f,
            "a process of its own: first answer after {first_answer_ms:.0} ms (at most 500), {started_mb:.0} MB then (at most 50), \
             {hot_mb:.0} MB after {hot} articles three times (at most 150)"
        )
    }
}

impl Process {
    pub(crate) fn json(&self) -> Value {
        json!({
            "firstAnswerMs": self.first_answer_ms, "startedMb": self.started_mb, "hotArticles": self.hot,
            "hotMb": self.hot_mb,
        })
    }
}

/// Is this program asked to be the server that it measures? Then it is, to its end.
pub(crate) fn run_as_server() {
    let mut arguments = std::env::args_os().skip(1).peekable();
    if arguments.peek().is_some_and(|first| first == AS_SERVER) {
        masthead::run(arguments);
        std::process::exit(0);
    }
}

/// Ended with what measures it, whatever becomes of that.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// Starts it with the usual settings over this database.
    fn start(db: &TestDb, address: &str, media: &Path) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([AS_SERVER, "serve", "--log", "error", "--listen", address]);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MASTHEAD_")) {
            command.env_remove(name);
        }
        command.env("DATABASE_URL", db.url()).env("MASTHEAD_MEDIA_STORE", media);
        Self(command.stdout(std::process::Stdio::null()).spawn().unwrap())
    }

    /// Memory of its own.
    fn megabytes(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap_or_default();
        // Pages of the program's file and of others are the system's.
        let line = status.lines().find(|line| line.starts_with("RssAnon:")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
    }
}

fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\n\r\n").into_bytes()
}

/// Measures one over this database.
pub(crate) fn measure(runtime: &tokio::runtime::Runtime, db: &TestDb) -> Process {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let begun = Instant::now();
    let server = Server::start(db, &address, &db.media());
    while TcpStream::connect(&address).is_err() {
        assert!(begun.elapsed() < PATIENCE, "the server does not listen");
        std::thread::sleep(Duration::from_millis(1));
    }
    let mut connection = Connection::open(&address);
    connection.ask(&get("/v1/articles?first=20"));
    let first_answer_ms = begun.elapsed().as_secs_f64() * 1000.0;
    let started_mb = server.megabytes();
    let slugs = runtime.block_on(slugs(&address));
    for _ in 0..3 {
        for slug in &slugs {
            connection.ask(&get(&format!("/v1/articles/{slug}")));
        }
    }
    Process { first_answer_ms, started_mb, hot: slugs.len(), hot_mb: server.megabytes() }
}

/// The newest articles.
async fn slugs(address: &str) -> Vec<String> {
    let client = Client::new(&format!("http://{address}"));
    let (mut slugs, mut after) = (Vec::new(), String::new());
    while slugs.len() < HOT {
        let page = client.json(&format!("/v1/articles?fields=slug&first=100{after}")).await;
        let items = page["items"].as_array().unwrap();
        slugs.extend(items.iter().map(|item| item["slug"].as_str().unwrap().to_owned()));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = format!("&after={}", page["pageInfo"]["endCursor"].as_str().unwrap());
    }
    slugs
}
