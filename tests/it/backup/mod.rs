//! The database as a whole: backed up while it is written to, restored, moved. The restore drill is here.

mod drill;
mod logs;
mod moving;
mod postgres;
mod refusals;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use masthead_app::{
    Clock,
    auth::{NewApiKey, create_api_key},
    backup,
};
use masthead_domain::{api_key::Scope, user::UserRole};
use masthead_http::{Compared, HttpSettings, compare};
use masthead_tests::{Client, DEMO, TestDb, TestServer, bundle};
use reqwest::Method;
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};

use crate::cli::{masthead, run};

/// A newsroom in the middle of its work: the demo magazine with its pictures, a draft, something planned, live coverage, a preview,
/// names that were others, people and keys.
struct Newsroom {
    server: TestServer,
    /// An administrator, by the key that does not expire.
    admin: Client,
    key: String,
    email: String,
}

impl Newsroom {
    async fn new() -> Self {
        let server = TestServer::new().await;
        server.load(std::str::from_utf8(DEMO).unwrap()).await;
        let mut live = bundle::article("the-match", 60);
        live["kind"] = json!("LIVE");
        let records = [
            json!({"type": "section", "slug": "news", "name": "News"}),
            json!({"type": "author", "slug": "ada", "name": "Ada Quill"}),
            json!({"type": "tag", "slug": "one-tag", "name": "One"}),
            json!({"type": "tag", "slug": "another-tag", "name": "Another"}),
            live,
        ];
        server.load(&bundle::lines(&records)).await;
        let user = server.account(UserRole::Admin, &[]).await;
        let new =
            NewApiKey { user: Some(user.id), name: "desk".to_owned(), scopes: Scope::ALL.to_vec(), expires_at: None };
        let key = create_api_key(&server.app.system(), new).await.unwrap().secret;
        let admin = server.client().with_token(&key);
        server.client().sign_in(&user).await;
        let room = Self { admin, key, email: user.email.clone().unwrap(), server };
        room.work().await;
        room
    }

    async fn work(&self) {
        let done = |answer: masthead_tests::Answer| {
            assert!(answer.status.is_success(), "{}", String::from_utf8_lossy(&answer.bytes));
            answer
        };
        for slug in ["a-draft", "a-planned-one"] {
            done(self.admin.post("/v1/articles", form(slug)).await);
        }
        let plan = self.admin.request(Method::POST, "/v1/articles/a-planned-one/schedule").header("if-match", "\"1\"");
        done(self.admin.send(plan.json(&json!({"publishAt": "2040-01-01T09:00:00Z"}))).await);
        done(self.admin.post("/v1/articles/a-draft/previews", json!({"expiresIn": 3600})).await);
        for at in 0..3 {
            let post =
                json!({"headline": format!("Minute {at}"), "body": {"html": "<p>A goal.</p>"}, "authors": ["ada"]});
            done(self.admin.post("/v1/articles/the-match/posts", post).await);
        }
        let merge = self.admin.request(Method::POST, "/v1/tags/one-tag/merge").header("if-match", "\"1\"");
        done(self.admin.send(merge.json(&json!({"into": "another-tag"}))).await);
        let upload = self.admin.post("/v1/uploads", json!({"filename": "later.jpg"})).await;
        done(upload);
    }

    /// Writes and publishes one article.
    async fn publish(&self, slug: &str) {
        publish(&self.admin, slug).await;
    }
}

fn form(slug: &str) -> Value {
    json!({"slug": slug, "headline": format!("Headline of {slug}"), "section": "news",
        "contributors": [{"author": "ada"}], "body": {"html": "<p>Text.</p>"}})
}

async fn publish(client: &Client, slug: &str) {
    assert_eq!(client.post("/v1/articles", form(slug)).await.status, 201);
    let path = format!("/v1/articles/{slug}/publish");
    let answer = client.send(client.request(Method::POST, &path).header("if-match", "\"1\"").json(&json!({}))).await;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.bytes));
}

async fn withdraw(client: &Client, slug: &str) {
    let revision = client.json(&format!("/v1/articles/{slug}/manuscript")).await["revision"].clone();
    let request = client.request(Method::POST, &format!("/v1/articles/{slug}/withdraw"));
    let answer = client.send(request.header("if-match", format!("\"{revision}\"")).json(&json!({}))).await;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.bytes));
}

/// A folder, and a file in it that is not there yet.
struct Shelf(tempfile::TempDir);

impl Shelf {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// The program over a database, with its files.
fn over(db: &TestDb) -> Command {
    let mut command = masthead();
    command.env("DATABASE_URL", db.url()).env("MASTHEAD_MEDIA_STORE", db.media());
    command
}

/// Runs a command to its end, off the thread that others wait on.
async fn ran(mut command: Command) -> (i32, String, String) {
    tokio::task::spawn_blocking(move || run(&mut command)).await.unwrap()
}

async fn backed_up(db: &TestDb, file: &Path) -> String {
    let mut command = over(db);
    command.arg("backup").arg(file);
    let (status, out, err) = ran(command).await;
    assert_eq!(status, 0, "{err}");
    out
}

async fn restored(db: &TestDb, file: &Path, more: &[&str]) -> (i32, String, String) {
    let mut command = over(db);
    command.arg("restore").arg(file).args(more);
    ran(command).await
}

/// The tables that differ, and what is answered differently.
async fn differences(one: &TestDb, other: &TestDb) -> (Vec<String>, Compared) {
    let (one, other) = (one.app().await, other.app().await);
    let (rows, tables) = backup::compare_tables(&one, &other, |_| ()).await.unwrap();
    assert!(rows > 0);
    let answers = tokio::task::LocalSet::new().run_until(compare(&one, &other, 1_000, |_| ())).await.unwrap();
    assert!(answers.asked > 100, "{}", answers.asked);
    one.close().await;
    other.close().await;
    (tables.into_iter().map(|table| table.table).collect(), answers)
}

/// A server over a database that was restored.
async fn served(db: TestDb) -> TestServer {
    TestServer::over(db, Clock::System, HttpSettings::default()).await
}

/// Runs statements past the program.
async fn tampered(db: &TestDb, statements: &[&str]) {
    let raw = Database::connect(db.url()).await.unwrap();
    for statement in statements {
        raw.execute_unprepared(statement).await.unwrap();
    }
    raw.close().await.unwrap();
}

/// Every file below a folder that is an original or what is served of it, by its path there.
fn kept(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.ends_with("original") || entry.ends_with("served") {
                let bytes = std::fs::read(&entry).unwrap();
                found.insert(entry.strip_prefix(folder).unwrap().to_owned(), bytes);
            }
        }
    }
    found
}
