//! Many write at once, on two nodes, while copies are being taken: no change is missed.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use masthead_app::Clock;
use masthead_domain::user::UserRole;
use masthead_tests::{Client, TestServer, bundle};
use reqwest::Method;
use serde_json::json;

use super::{copy::Copy, random::Dice};

const WRITERS: u64 = 6;
const FOR: Duration = Duration::from_secs(6);
const FILTERS: [&str; 3] = ["", "&section=news", "&section=ideas&language=en"];

/// Publishes, changes, moves and withdraws until it is told to stop. Returns how much was done.
async fn write(client: Client, writer: u64, stop: Arc<AtomicBool>) -> usize {
    let mut dice = Dice(0xDEAD_BEEF + writer);
    let mut done = 0;
    let mut number = 0;
    while !stop.load(Ordering::Relaxed) {
        number += 1;
        let slug = format!("w{writer}-{number}");
        let form = json!({
            "slug": slug, "headline": slug, "section": dice.pick(&["news", "ideas"]), "contributors": [{"author": "ada"}],
            "body": {"html": format!("<p>{slug}</p>")},
        });
        assert_eq!(client.post("/v1/articles", form).await.status, 201);
        let act = async |revision: i64, step: &str| {
            let request = client.request(Method::POST, &format!("/v1/articles/{slug}/{step}"));
            let answer = client.send(request.header("if-match", format!("\"{revision}\"")).json(&json!({}))).await;
            assert_eq!(answer.status, 200, "{step} {slug}");
        };
        act(1, "publish").await;
        match dice.below(3) {
            0 => act(2, "withdraw").await,
            1 => {
                let other = json!({"section": dice.pick(&["local", "ideas"]), "slug": format!("{slug}-moved"), "kicker": "Moved"});
                assert_eq!(client.patch(&format!("/v1/articles/{slug}"), 2, other).await.status, 200);
                let request = client.request(Method::POST, &format!("/v1/articles/{slug}-moved/publish"));
                let answer = client.send(request.header("if-match", "\"3\"").json(&json!({}))).await;
                assert_eq!(answer.status, 200);
            }
            _ => {}
        }
        done += 1;
    }
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_that_are_taken_while_many_write_miss_nothing() {
    let server = TestServer::new().await;
    server.load(&bundle::lines(&bundle::base())).await;
    let other = server.beside(Clock::System).await;
    let admin = server.user(UserRole::Admin, &[]).await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        // Every other one writes through the second node.
        let client = if writer % 2 == 0 { admin.clone() } else { admin.to(&other.url) };
        writers.push(tokio::spawn(write(client, writer, Arc::clone(&stop))));
    }
    let mut readers = Vec::new();
    for (number, filter) in FILTERS.into_iter().enumerate() {
        let (client, stop) = (if number == 0 { other.client() } else { server.client() }, Arc::clone(&stop));
        readers.push(tokio::spawn(async move {
            let mut copy = Copy::of(filter);
            let mut requests = 0;
            while !stop.load(Ordering::Relaxed) {
                copy.step(&client, 1 + requests % 7).await;
                requests += 1;
            }
            assert!(requests > 10, "only {requests} requests: nothing happened meanwhile");
            copy
        }));
    }
    tokio::time::sleep(FOR).await;
    stop.store(true, Ordering::Relaxed);
    let mut done = 0;
    for writer in writers {
        done += writer.await.unwrap();
    }
    assert!(done > 20, "only {done} articles: this was no load");
    for reader in readers {
        let mut copy = reader.await.unwrap();
        copy.catch_up(&server.client(), 50).await;
        let mut fresh = Copy::of(copy.filter());
        fresh.catch_up(&server.client(), 100).await;
        assert_eq!(copy.content(), fresh.content(), "{}", copy.filter());
    }
}
