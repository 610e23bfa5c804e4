//! Many writers on one article: nobody's work is lost, and nobody is told less than what happened.

use std::collections::BTreeSet;

use masthead_domain::user::UserRole;
use masthead_tests::{TestServer, bundle};
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
