//! The server is killed in the middle of writing, again and again: what was answered is there, whole; nothing else is half there.

use std::{
    collections::BTreeMap,
    process::{Child, Command},
    sync::{Arc, Mutex},
    time::Duration,
};

use masthead_app::{
    App,
    auth::{NewApiKey, NewUser, create_api_key, create_user},
};
use masthead_domain::{
    api_key::Scope,
    user::{User, UserRole},
};
use masthead_tests::{Client, TestDb, bundle, load};
use reqwest::{Method, RequestBuilder};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use serde_json::{Value, json};

/// How often the server is killed.
const KILLS: usize = 50;
const WRITERS: usize = 4;

/// What was answered: for each slug, the highest revision and the headline that it had by then.
pub(crate) type Answered = Arc<Mutex<BTreeMap<String, (i64, String)>>>;

/// A key with which to write.
pub(crate) async fn key(app: &App) -> String {
    let new = NewUser {
        email: "crash@test.example".to_owned(),
        name: "Crash".to_owned(),
        role: UserRole::Editor,
        sections: Vec::new(),
        password: None,
    };
    let user: User = create_user(&app.system(), new).await.unwrap();
    let scopes = Scope::ALL.iter().copied().filter(|scope| *scope != Scope::Manage).collect();
    let new = NewApiKey { user: Some(user.id), name: "crash".to_owned(), scopes, expires_at: None };
    create_api_key(&app.system(), new).await.unwrap().secret
}

pub(crate) struct Server(Child);

impl Server {
    pub(crate) async fn start(db: &TestDb, address: &str) -> Self {
        let mut command: Command = crate::cli::masthead();
        command.args(["serve", "--listen", address, "--log", "error"]).env("DATABASE_URL", db.url());
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let server = Self(command.spawn().unwrap());
        let client = reqwest::Client::new();
        for _ in 0..400 {
            if client.get(format!("http://{address}/healthz")).send().await.is_ok() {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the server did not start on {address}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // On Unix this is SIGKILL: nothing is finished, nothing is said.
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// The answer of a write that was answered; nothing when the server went away first.
async fn sent(request: RequestBuilder) -> Option<Value> {
    let answer = request.send().await.ok()?;
    let status = answer.status().as_u16();
    let json: Value = answer.json().await.ok()?;
    assert!((200..300).contains(&status) || status == 503, "{status}: {json}");
    (status != 503).then_some(json)
}

/// Creates, changes and publishes one article after the other until the server is gone.
pub(crate) async fn write(client: Client, round: usize, writer: usize, answered: Answered) {
    let note = |json: &Value| {
        let headline = json["article"]["headline"].as_str().unwrap().to_owned();
        let slug = json["slug"].as_str().unwrap().to_owned();
        answered.lock().unwrap().insert(slug, (json["revision"].as_i64().unwrap(), headline));
    };
    for number in 0.. {
        let slug = format!("r{round}-w{writer}-{number}");
        let form = super::desk::form(&slug, "first");
        let Some(made) = sent(client.request(Method::POST, "/v1/articles").json(&form)).await else { return };
        note(&made);
        let patch = json!({"headline": format!("Second of {slug}"), "tags": ["rivers", "cities"]});
        let request = client.request(Method::PATCH, &format!("/v1/articles/{slug}")).header("if-match", "\"1\"");
        let Some(changed) = sent(request.json(&patch)).await else { return };
        note(&changed);
        let request = client.request(Method::POST, &format!("/v1/articles/{slug}/publish")).header("if-match", "\"2\"");
        let Some(published) = sent(request).await else { return };
        note(&published);
    }
}

async fn numbers(db: &DatabaseConnection, sql: &str) -> Vec<i64> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get::<i64>("", "n").unwrap()).collect()
}

/// Looks for anything half done.
async fn check(url: &str) {
    let db = Database::connect(url).await.unwrap();
    // Every change of an article has exactly one event, and every event its change.
    let wrong = "SELECT COUNT(*) AS n FROM articles a WHERE a.revision_count <> \
        (SELECT COUNT(*) FROM events e WHERE e.subject = 'article' AND e.subject_id = a.id) \
        OR a.revision_count <> (SELECT MAX(e.revision) FROM events e WHERE e.subject_id = a.id)";
    assert_eq!(numbers(&db, wrong).await, [0], "changes without events, or the other way round");
    let gaps = "SELECT MAX(seq) - COUNT(*) AS n FROM events";
    assert_eq!(numbers(&db, gaps).await, [0], "the log has gaps");
    let ahead = "SELECT c.seq - (SELECT MAX(seq) FROM events) AS n FROM event_counter c";
    assert_eq!(numbers(&db, ahead).await, [0], "the counter is not where the log ends");
    // Every article is whole: its revisions have bodies, contributors and tags, and what is public is listed.
    for half in [
        "SELECT COUNT(*) AS n FROM articles a LEFT JOIN revisions r ON r.id = a.latest_revision_id WHERE r.id IS NULL",
        "SELECT COUNT(*) AS n FROM revisions r LEFT JOIN bodies b ON b.revision_id = r.id WHERE b.revision_id IS NULL",
        "SELECT COUNT(*) AS n FROM revisions r WHERE NOT EXISTS (SELECT 1 FROM revision_contributors c WHERE c.revision_id = r.id)",
        "SELECT COUNT(*) AS n FROM revisions r WHERE NOT EXISTS (SELECT 1 FROM revision_tags t WHERE t.revision_id = r.id)",
        "SELECT COUNT(*) AS n FROM articles a WHERE (a.stage = 'published') <> \
            EXISTS (SELECT 1 FROM listings l WHERE l.facet = 0 AND l.article_id = a.id)",
    ] {
        assert_eq!(numbers(&db, half).await, [0], "{half}");
    }
    db.close().await.unwrap();
}

/// A small publication without a server, an address for one that is killed and started again, and a key that may write.
pub(crate) async fn house() -> (TestDb, String, String) {
    let db = TestDb::new().await;
    let app = db.app().await;
    load(&app, bundle::lines(&bundle::base()).into_bytes()).await;
    let key = key(&app).await;
    app.close().await;
    let address = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().to_string()
    };
    (db, address, key)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_has_lost_nothing_that_it_answered() {
    let (db, address, key) = house().await;
    let client = Client::new(&format!("http://{address}")).with_token(&key);
    let answered = Answered::default();
    for round in 0..KILLS {
        let server = Server::start(&db, &address).await;
        let writers: Vec<_> =
            (0..WRITERS).map(|n| tokio::spawn(write(client.clone(), round, n, Arc::clone(&answered)))).collect();
        // Not always at the same point of what a writer does.
        tokio::time::sleep(Duration::from_millis(60 + 13 * (round as u64 % 17))).await;
        drop(server);
        for writer in writers {
            writer.await.unwrap();
        }
        if round % 10 == 9 {
            check(db.url()).await;
        }
    }
    check(db.url()).await;
    let answered = std::mem::take(&mut *answered.lock().unwrap());
    assert!(answered.len() > KILLS, "only {} articles: this was no load", answered.len());
    let server = Server::start(&db, &address).await;
    for (slug, (revision, headline)) in &answered {
        let manuscript = client.json(&format!("/v1/articles/{slug}/manuscript")).await;
        assert!(manuscript["revision"].as_i64().unwrap() >= *revision, "{slug}: {revision} was answered");
        let then = client.json(&format!("/v1/articles/{slug}/revisions/{revision}")).await;
        assert_eq!(then["headline"], **headline, "{slug}");
        if *revision == 3 {
            assert_eq!(manuscript["stage"], "PUBLISHED", "{slug}");
        }
    }
    drop(server);
}
