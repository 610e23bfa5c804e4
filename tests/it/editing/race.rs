//! Many writers on one article: nobody's work is lost, and nobody is told less than what happened.

use std::{collections::BTreeSet, time::Duration};

use masthead_domain::user::UserRole;
use masthead_tests::{TestServer, bundle};
use sea_orm::{ConnectionTrait, Database, TransactionTrait};
use serde_json::{Value, json};

use super::desk::form;

const WRITERS: usize = 32;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_two_writers_lose_nothing() {
    let server = TestServer::new().await;
    server.load(&bundle::lines(&bundle::base())).await;
    let client = server.user(UserRole::Editor, &[]).await;
    client.post("/v1/articles", Value::Object(form("story", "one"))).await;
    let writers = (0..WRITERS).map(|n| {
        let client = client.clone();
        tokio::spawn(async move {
            let mut lost = 0;
            loop {
                let manuscript = client.json("/v1/articles/story/manuscript").await;
                let revision = manuscript["revision"].as_i64().unwrap();
                // Each adds a line of its own to what it has read.
                let html = manuscript["article"]["body"]["html"].as_str().unwrap();
                let body = json!({"html": format!("{html}<p>writer {n} was here</p>")});
                let answer = client.patch("/v1/articles/story", revision, json!({"body": body})).await;
                match answer.status.as_u16() {
                    200 => return lost,
                    412 => {
                        let problem = answer.json();
                        assert_eq!(problem["code"], "stale_revision");
                        assert_eq!(problem["expectedRevision"], revision);
                        assert!(problem["currentRevision"].as_i64().unwrap() > revision);
                        lost += 1;
                    }
                    other => panic!("{other}: {}", answer.json()),
                }
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    let mut lost = 0;
    for writer in writers {
        lost += writer.await.unwrap();
    }
    assert!(lost > 0, "nobody ever met anybody: this was no race");
    let manuscript = client.json("/v1/articles/story/manuscript").await;
    assert_eq!(manuscript["revision"], WRITERS + 1);
    let html = manuscript["article"]["body"]["html"].as_str().unwrap();
    let there: BTreeSet<usize> = (0..WRITERS).filter(|n| html.contains(&format!("writer {n} was here<"))).collect();
    assert_eq!(there.len(), WRITERS, "some work is lost: {there:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_wait_to_write_keep_nobody_from_reading() {
    let server = TestServer::new().await;
    server.load(&bundle::lines(&bundle::base())).await;
    let client = server.user(UserRole::Editor, &[]).await;
    // Another program writes, and takes its time.
    let other = Database::connect(server.db.url()).await.unwrap();
    let writing = other.begin().await.unwrap();
    let first = if server.db.is_postgres() {
        "SELECT pg_advisory_xact_lock(7102534892017)"
    } else {
        "UPDATE event_counter SET seq = seq"
    };
    writing.execute_unprepared(first).await.unwrap();
    // More than the server has connections.
    let writers: Vec<_> = (0..WRITERS)
        .map(|n| {
            let client = client.clone();
            tokio::spawn(async move { client.post("/v1/articles", Value::Object(form(&format!("n{n}"), "one"))).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    for path in ["/v1/articles", "/v1/site", "/v1/articles"] {
        let answer = tokio::time::timeout(Duration::from_secs(5), server.client().get(path)).await;
        assert_eq!(answer.expect("nobody reads while others wait").status, 200);
    }
    assert!(writers.iter().all(|writer| !writer.is_finished()), "nobody had to wait");
    writing.rollback().await.unwrap();
    for writer in writers {
        assert_eq!(writer.await.unwrap().status, 201);
    }
    other.close().await.unwrap();
}
