//! Most read: what pages report is counted, nothing of readers is kept, nothing that is not public shows, and nobody can have too much
//! counted.

mod beacons;
mod leaks;
mod limits;
mod process;
mod ranking;

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::SeqCst},
    },
};

use masthead_app::{Clock, Settings, reads::ReadsSettings};
use masthead_domain::time::Instant;
use masthead_http::HttpSettings;
use masthead_tests::{Answer, Client, TestDb, TestServer, bundle};
use reqwest::Method;
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};

/// Eight in the morning (UTC).
const MORNING: i64 = 1_800_000_000;
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// A server that counts, and its articles.
struct House {
    server: TestServer,
    client: Client,
    /// In seconds since the epoch; it stands still.
    time: Arc<AtomicI64>,
    ids: HashMap<String, String>,
}

/// Counts, with no limit for addresses.
fn counted() -> ReadsSettings {
    ReadsSettings { counted: true, address_burst: 0, ..ReadsSettings::default() }
}

impl House {
    /// With the base, and these records besides.
    async fn with(reads: ReadsSettings, records: &[Value]) -> Self {
        let clock = Clock::manual(Instant::from_micros(MORNING * 1_000_000));
        let Clock::Manual(time) = &clock else { unreachable!("it was made so") };
        let time = Arc::clone(time);
        let http = HttpSettings { trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()], ..HttpSettings::default() };
        let settings = Settings { reads, ..Settings::default() };
        let server = TestServer::with(TestDb::new().await, clock, http, settings).await;
        let mut lines = bundle::base();
        lines.extend(records.iter().cloned());
        server.load(&bundle::lines(&lines)).await;
        let client = server.client();
        // The last change is some seconds old.
        time.fetch_add(5_000_000, SeqCst);
        let mut house = Self { server, client, time, ids: HashMap::new() };
        house.ids = house.all_ids().await;
        house
    }

    /// The ids of articles by their slugs, whatever their stage.
    async fn all_ids(&self) -> HashMap<String, String> {
        let rows = self.rows("SELECT slug, id FROM articles").await;
        let id = |row: &sea_orm::QueryResult| row.try_get::<uuid::Uuid>("", "id").unwrap().to_string();
        rows.iter().map(|row| (row.try_get("", "slug").unwrap(), id(row))).collect()
    }

    async fn rows(&self, sql: &str) -> Vec<sea_orm::QueryResult> {
        let db = Database::connect(self.server.db.url()).await.unwrap();
        let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql.to_owned());
        let rows = db.query_all_raw(statement).await.unwrap();
        db.close().await.unwrap();
        rows
    }

    /// What is kept: hours, slugs and numbers.
    async fn kept(&self) -> Vec<(i64, String, i64)> {
        let rows = self
            .rows("SELECT r.hour, a.slug, r.count FROM reads r LEFT JOIN articles a ON a.id = r.article_id ORDER BY r.hour, a.slug")
            .await;
        let get = |row: &sea_orm::QueryResult| {
            (row.try_get("", "hour").unwrap(), row.try_get("", "slug").unwrap(), row.try_get("", "count").unwrap())
        };
        rows.iter().map(get).collect()
    }

    fn go_to(&self, seconds: i64) {
        self.time.store(seconds * 1_000_000, SeqCst);
    }

    /// The body of a beacon.
    fn body(&self, reads: &[(&str, i64)]) -> Value {
        let read = |(slug, count): &(&str, i64)| json!({"article": self.ids[*slug], "count": count});
        json!({"reads": reads.iter().map(read).collect::<Vec<_>>()})
    }

    /// Sends a beacon as browsers do.
    async fn beacon(&self, reads: &[(&str, i64)]) -> Answer {
        let request = self.client.request(Method::POST, "/v1/reads").header("content-type", "text/plain;charset=UTF-8");
        self.client.send(request.body(self.body(reads).to_string())).await
    }

    /// Reads that are counted at once.
    async fn read(&self, reads: &[(&str, i64)]) {
        let answer = self.beacon(reads).await;
        assert_eq!(answer.status, 202, "{}", String::from_utf8_lossy(&answer.bytes));
        self.flush().await;
    }

    async fn flush(&self) -> usize {
        masthead_app::reads::flush(&self.server.app).await.unwrap()
    }

    /// The slugs of a ranking: the same through both protocols.
    async fn most(&self, window: &str, rest: &[(&str, &str)]) -> Vec<String> {
        most(&self.client, window, rest).await
    }
}

/// The slugs of a ranking: the same through both protocols.
async fn most(client: &Client, window: &str, rest: &[(&str, &str)]) -> Vec<String> {
    let slugs = |items: &Value| -> Vec<String> {
        items.as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap().to_owned()).collect()
    };
    let query: String = rest.iter().map(|(name, value)| format!("&{name}={value}")).collect();
    let found = slugs(&client.json(&format!("/v1/most-read?window={window}{query}")).await);
    let arguments: String = rest
        .iter()
        .map(
            |(name, value)| {
                if *name == "first" { format!(", {name}: {value}") } else { format!(", {name}: \"{value}\"") }
            },
        )
        .collect();
    let data = client.data(&format!("{{ mostRead(window: {window}{arguments}) {{ slug }} }}"), json!({})).await;
    assert_eq!(found, slugs(&data["mostRead"]), "{window} {rest:?}");
    found
}

/// Articles in `news`, the first the newest.
fn articles(slugs: &[&str]) -> Vec<Value> {
    let minutes = |at: usize| i64::try_from(1_000 - at).unwrap();
    slugs.iter().enumerate().map(|(at, slug)| bundle::article(slug, minutes(at))).collect()
}

/// With other members.
fn with(mut record: Value, members: Value) -> Value {
    for (name, value) in members.as_object().unwrap() {
        record[name] = value.clone();
    }
    record
}
