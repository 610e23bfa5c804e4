//! A server for one test, or one over the demo magazine for all that only read.

use std::{net::TcpListener, sync::mpsc};

use masthead_app::{App, Clock, Settings, bundle};
use masthead_http::HttpSettings;
use tokio::sync::OnceCell;

use crate::{Client, TestDb, database::open_with};

/// A server on a port of its own, stopped when it is dropped.
#[derive(Debug)]
pub struct TestServer {
    /// The app behind it.
    pub app: App,
    /// `http://127.0.0.1:port`
    pub url: String,
    /// The database behind the app.
    pub db: TestDb,
    handle: actix_web::dev::ServerHandle,
}

impl TestServer {
    /// A server over a new, empty database.
    pub async fn new() -> Self {
        Self::over(TestDb::new().await, Clock::System, HttpSettings::default()).await
    }

    /// A server over this database. Statement counts are told.
    pub async fn over(db: TestDb, clock: Clock, settings: HttpSettings) -> Self {
        Self::with(db, clock, settings, Settings::default()).await
    }

    /// A server over this database, with settings of its own for the operations too.
    pub async fn with(db: TestDb, clock: Clock, settings: HttpSettings, operations: Settings) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        // What is asked is to be answered by what is tested, unless a test is about what is kept.
        let usual = HttpSettings::default().response_cache_bytes;
        let response_cache_bytes =
            if settings.response_cache_bytes == usual { 0 } else { settings.response_cache_bytes };
        let settings = HttpSettings { server_timing: true, workers: 2, response_cache_bytes, ..settings };
        let (sender, receiver) = mpsc::channel();
        let database = db.url().to_owned();
        // Outlives the runtime of the test that happened to start it, and so do the connections: they end with their runtime.
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let app = open_with(&database, clock, operations).await;
                let server = masthead_http::start(app.clone(), settings, listener).unwrap();
                sender.send((app, server.handle())).unwrap();
                server.await.unwrap();
            });
        });
        let (app, handle) = receiver.recv().unwrap();
        Self { app, url, db, handle }
    }

    /// Another server over the same database, as a second node is.
    pub async fn beside(&self, clock: Clock) -> Self {
        let db = self.db.same();
        Self::over(db, clock, HttpSettings::default()).await
    }

    /// Another server over the same database, with settings of its own for the operations.
    pub async fn beside_with(&self, clock: Clock, operations: Settings) -> Self {
        Self::with(self.db.same(), clock, HttpSettings::default(), operations).await
    }

    /// A client of it.
    pub fn client(&self) -> Client {
        Client::new(&self.url)
    }

    /// Takes a bundle in for tests that come later too: through connections that end here, not with the test that came first.
    pub async fn load_for_all(&self, lines: Vec<u8>) {
        let app = self.db.app().await;
        load(&app, lines).await;
        app.close().await;
    }

    /// Takes a bundle in; every record must be taken.
    pub async fn load(&self, lines: &str) -> bundle::Counts {
        load(&self.app, lines.as_bytes().to_vec()).await
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        // The future is only a wait; the command to stop is sent when it is made.
        drop(self.handle.stop(false));
    }
}

/// The pictures of the demo, as far as tests need them: small.
fn file(name: &str) -> Option<Vec<u8>> {
    let height = 100 + u32::try_from(name.len()).ok()?;
    Some(if name.ends_with(".png") { crate::pictures::png(160, height) } else { crate::pictures::jpeg(160, height) })
}

/// Takes a bundle in; every record must be taken.
pub async fn load(app: &App, lines: Vec<u8>) -> bundle::Counts {
    load_with(app, lines, bundle::Files::Made(file)).await
}

/// Takes a bundle in with its files; every record must be taken.
pub async fn load_with(app: &App, lines: Vec<u8>, files: bundle::Files) -> bundle::Counts {
    let mut refused = Vec::new();
    let how = bundle::ImportOptions { files, ..Default::default() };
    let counts = bundle::import(app, std::io::Cursor::new(lines), &how, |event| {
        if let bundle::ImportEvent::Refused { line, name, reason, .. } = event {
            refused.push(format!("line {line} {name:?}: {reason}"));
        }
    })
    .await
    .unwrap();
    assert!(refused.is_empty(), "refused: {}", refused.join("\n"));
    counts
}

/// The demo magazine as a bundle.
pub const DEMO: &[u8] = include_bytes!("../../crates/cli/demo/magazine.ndjson");

static SERVER: OnceCell<TestServer> = OnceCell::const_new();

/// The demo magazine, served. Shared by all tests that only read.
pub async fn demo() -> &'static TestServer {
    SERVER
        .get_or_init(|| async {
            let server = TestServer::new().await;
            server.load_for_all(DEMO.to_vec()).await;
            server
        })
        .await
}
