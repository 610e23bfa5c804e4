//! The server is killed while it writes and while a copy is being taken: the copy goes on from its token, and misses nothing.

use std::{sync::Arc, time::Duration};

use masthead_tests::Client;
use reqwest::Method;
use serde_json::Value;

use super::copy::Copy;
use crate::editing::crash::{Answered, Server, house, write};

const KILLS: usize = 10;
const WRITERS: usize = 3;

/// Takes pages until the server is gone. A page that did not come whole counts for nothing.
async fn take(client: Client, mut copy: Copy) -> Copy {
    loop {
        let Ok(answer) = client.request(Method::GET, &copy.next(3)).send().await else { return copy };
        let status = answer.status();
        let Ok(page) = answer.json::<Value>().await else { return copy };
        assert_eq!(status, 200, "{page}");
        copy.apply(&page);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_goes_on_after_a_crash() {
    let (db, address, key) = house().await;
    let reader = Client::new(&format!("http://{address}"));
    let writer = reader.with_token(&key);
    let answered = Answered::default();
    let mut copy = Copy::of("&section=news");
    for round in 0..KILLS {
        let server = Server::start(&db, &address).await;
        let writers: Vec<_> =
            (0..WRITERS).map(|n| tokio::spawn(write(writer.clone(), round, n, Arc::clone(&answered)))).collect();
        let taking = tokio::spawn(take(reader.clone(), copy));
        // In the middle of what is written after some articles were published in this round, at another point each time.
        let published = || {
            answered
                .lock()
                .unwrap()
                .iter()
                .filter(|(slug, (revision, _))| *revision == 3 && slug.starts_with(&format!("r{round}-")))
                .count()
        };
        for _ in 0..1_000 {
            if published() >= 2 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(Duration::from_millis(13 * (round as u64 % 7))).await;
        drop(server);
        for writer in writers {
            writer.await.unwrap();
        }
        copy = taking.await.unwrap();
    }
    let server = Server::start(&db, &address).await;
    copy.catch_up(&reader, 50).await;
    let mut fresh = Copy::of(copy.filter());
    fresh.catch_up(&reader, 100).await;
    assert!(fresh.content().0.len() > KILLS, "only {} articles: this was no load", fresh.content().0.len());
    assert_eq!(copy.content(), fresh.content());
    drop(server);
}
