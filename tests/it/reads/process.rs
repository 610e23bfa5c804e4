//! Counting in a real process: what waits is written when it is asked to stop, and is there for the next one.

use masthead_tests::{Client, TestDb, bundle, load};
use reqwest::Method;
use serde_json::json;

use super::articles;
use crate::cli::Serving;

/// One that counts, and a client of it.
async fn counting(db: &TestDb) -> (Serving, Client) {
    // So long that only the end of the process writes.
    Serving::start(db.url(), &["--reads-counted", "--reads-flush-ms", "600000"]).await
}

#[tokio::test]
async fn a_restart_keeps_what_was_reported_before() {
    let db = TestDb::new().await;
    let app = db.app().await;
    let records = [bundle::base(), articles(&["a", "b"])].concat();
    load(&app, bundle::lines(&records).into_bytes()).await;
    app.close().await;
    let (process, client) = counting(&db).await;
    let id = client.json("/v1/articles/a?fields=id").await["id"].clone();
    let body = json!({"reads": [{"article": id, "count": 3}]});
    let answer = client.send(client.request(Method::POST, "/v1/reads").json(&body)).await;
    assert_eq!(answer.status, 202);
    assert_eq!(client.json("/v1/most-read").await, json!([]), "it waits");
    process.stop();
    let (process, client) = counting(&db).await;
    assert_eq!(client.json("/v1/most-read").await[0]["slug"], "a");
    process.stop();
}
