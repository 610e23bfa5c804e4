//! What clients keep of a history that was lost does not hold after a restore, also while a server runs.

use masthead_tests::{Answer, TestDb};
use serde_json::Value;

use super::{Newsroom, Shelf, backed_up, publish, restored, served, withdraw};
use crate::live::listener::Listener;

fn expired(answer: &Answer) {
    let told = String::from_utf8_lossy(&answer.bytes);
    assert_eq!(answer.status, 410, "{told}");
    assert_eq!(answer.json()["code"], "sync_token_expired", "{told}");
}

async fn copied(client: &masthead_tests::Client) -> Value {
    let mut page = client.json("/v1/sync?first=100&fields=slug").await;
    while page["hasMore"] == true {
        page = client.json(&format!("/v1/sync?first=100&fields=slug&token={}", page["token"].as_str().unwrap())).await;
    }
    page
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_of_a_lost_time_do_not_miss_what_came_instead() {
    let room = Newsroom::new().await;
    let shelf = Shelf::new();
    let file = shelf.file("monday.masthead");
    let early = copied(&room.server.client()).await;
    backed_up(&room.server.db, &file).await;
    room.publish("lost-one").await;
    room.publish("lost-two").await;
    let late = copied(&room.server.client()).await;
    // Elsewhere, twice: the second one is another history than the first.
    let mut others = Vec::new();
    for _ in 0..2 {
        let db = TestDb::unmigrated().await;
        assert_eq!(restored(&db, &file, &[]).await.0, 0);
        others.push(served(db).await);
    }
    for (place, server) in others.iter().enumerate() {
        let (reader, admin) = (server.client(), server.client().with_token(&room.key));
        // As many events as the lost ones, and more: numbers alone would be taken for known.
        for number in 0..8 {
            publish(&admin, &format!("instead-{place}-{number}")).await;
        }
        for kept in [&early, &late] {
            let (token, position) = (kept["token"].as_str().unwrap(), kept["livePosition"].as_str().unwrap());
            expired(&reader.get(&format!("/v1/sync?fields=slug&token={token}")).await);
            expired(&reader.get(&format!("/v1/live?lastEventId={position}")).await);
        }
    }
    let [one, two] = others.try_into().unwrap();
    let token = copied(&one.client()).await["token"].as_str().unwrap().to_owned();
    expired(&two.client().get(&format!("/v1/sync?fields=slug&token={token}")).await);
    // Its own go on.
    assert_eq!(one.client().get(&format!("/v1/sync?fields=slug&token={token}")).await.status, 200);
    // A place among posts holds: posts keep their numbers.
    let posts = room.server.client().json("/v1/articles/the-match/posts?first=1").await;
    let cursor = posts["pageInfo"]["endCursor"].as_str().unwrap();
    let rest = one.client().json(&format!("/v1/articles/the-match/posts?after={cursor}")).await;
    assert_eq!(rest["items"].as_array().unwrap().len(), 2, "{rest}");
    // And the position of a post of this log is one of its stream.
    let posts = one.client().json("/v1/articles/the-match/posts?first=1").await;
    let position = posts["items"][0]["position"].as_str().unwrap();
    assert!(Listener::open(&one.client(), &format!("/v1/live?lastEventId={position}"), None).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_runs_shows_the_old_content_or_the_new() {
    let room = Newsroom::new().await;
    let shelf = Shelf::new();
    let file = shelf.file("monday.masthead");
    room.publish("keptolo").await;
    backed_up(&room.server.db, &file).await;
    withdraw(&room.admin, "keptolo").await;
    room.publish("lost").await;
    let reader = room.server.client();
    // Dates are told when the second is over.
    tokio::time::sleep(std::time::Duration::from_millis(1_700)).await;
    let before = reader.get("/v1/articles?first=3").await;
    let token = copied(&reader).await["token"].as_str().unwrap().to_owned();
    let (mut listener, _) = Listener::ready(&reader, "/v1/live").await;
    // Somebody reads all the time: the one or the other, and both lists are never mixed.
    let reading = {
        let reader = reader.clone();
        tokio::spawn(async move {
            let mut seen = Vec::new();
            loop {
                let answer = reader.get("/v1/articles?first=3").await;
                // PostgreSQL lets readers wait while everything is replaced; where that takes long, some are told to come back.
                if answer.status == 503 {
                    assert!(!answer.header("retry-after").is_empty());
                    continue;
                }
                assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.bytes));
                let lost = answer.json().to_string().contains("\"lost\"");
                seen.push(lost);
                if !lost {
                    return seen;
                }
            }
        })
    };
    let (status, out, err) = restored(&room.server.db, &file, &["--force"]).await;
    assert_eq!(status, 0, "{err}");
    assert!(out.contains("begin again"), "{out}");
    let seen = tokio::time::timeout(std::time::Duration::from_secs(60), reading).await.unwrap().unwrap();
    assert!(seen.len() > 1, "{seen:?}");
    assert_eq!(reader.get("/v1/articles/keptolo").await.status, 200);
    assert_eq!(reader.get("/v1/articles/lost").await.status, 404);
    let found = reader.json("/v1/search?query=keptolo").await;
    assert_eq!(found["items"][0]["article"]["slug"], "keptolo", "{found}");
    expired(&reader.get(&format!("/v1/sync?fields=slug&token={token}")).await);
    // What was answered before is not taken for what is answered now.
    let since = before.header("last-modified").to_owned();
    assert!(!since.is_empty());
    let request = reader.request(reqwest::Method::GET, "/v1/articles?first=3").header("if-modified-since", &since);
    assert_eq!(reader.send(request).await.status, 200);
    let version = |answer: &Answer| answer.header("content-version").parse::<i64>().unwrap();
    assert!(version(&reader.get("/v1/articles?first=3").await) > version(&before), "it never goes back");
    // Whoever listened is let go, comes back, and is told to begin again.
    let mut last = None;
    while let Some(event) = listener.next().await {
        last = Some(event);
    }
    let last = last.unwrap();
    assert_eq!(last.name, "dropped", "{last:?}");
}
