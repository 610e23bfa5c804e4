//! Connections that are lost again and again, and a server that is killed: nothing is missed, and nothing comes twice.

use std::{collections::BTreeMap, time::Duration};

use masthead_tests::Client;
use reqwest::Method;
use serde_json::{Value, json};

use super::listener::{Listener, SOON};
use crate::editing::crash::{Server, house};

const RECONNECTS: usize = 100;
const ARTICLES: usize = 160;

/// Publishes one article; again and again, if the server is away.
async fn publish(client: &Client, slug: &str) {
    let form = json!({
        "slug": slug, "headline": slug, "section": "news", "contributors": [{"author": "ada"}], "body": {"html": "<p>Text</p>"},
    });
    let ask = async |path: &str, body: &Value, revision: &str| {
        let request = client.request(Method::POST, path).header("if-match", revision).json(body);
        let status = request.send().await.ok()?.status().as_u16();
        (status != 503).then_some(status)
    };
    loop {
        // What was done before the server went away is there already.
        let created = ask("/v1/articles", &form, "\"0\"").await;
        let published = ask(&format!("/v1/articles/{slug}/publish"), &json!({}), "\"1\"").await;
        match (created, published) {
            (Some(201 | 409), Some(200 | 412)) => return,
            (None, _) | (_, None) => tokio::time::sleep(Duration::from_millis(20)).await,
            other => panic!("{slug}: {other:?}"),
        }
    }
}

/// Listens until it was told of everything, hanging up after every few events.
async fn listen(client: Client, begin: String) -> (Vec<String>, usize) {
    let mut told = Vec::new();
    let mut last = begin;
    let mut connections = 0;
    while told.len() < ARTICLES {
        let request = client.request(Method::GET, "/v1/live?type=PUBLISHED").header("last-event-id", &last);
        let Ok(response) = request.send().await else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let mut listener = Listener::of(response).unwrap_or_else(|answer| panic!("{answer:?}"));
        connections += 1;
        for _ in 0..2 {
            // The server may be killed in the middle of an event: that one comes again.
            let Some(event) = listener.next().await else { break };
            if event.name == "published" {
                told.push(event.json()["article"]["slug"].as_str().unwrap().to_owned());
                last = event.id.unwrap();
            }
            if told.len() == ARTICLES {
                break;
            }
        }
    }
    (told, connections)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_missed_and_nothing_comes_twice() {
    let (db, address, key) = house().await;
    let reader = Client::new(&format!("http://{address}"));
    let writer = reader.with_token(&key);
    let mut server = Server::start(&db, &address).await;
    let (_, begin) = Listener::ready(&reader, "/v1/live").await;
    let listening = tokio::spawn(listen(reader.clone(), begin));
    for number in 0..ARTICLES {
        publish(&writer, &format!("a-{number}")).await;
        if number % 50 == 40 {
            // Nobody is told that it goes.
            drop(server);
            server = Server::start(&db, &address).await;
        }
    }
    let (told, connections) = tokio::time::timeout(SOON, listening).await.expect("not everything was told").unwrap();
    assert!(connections >= RECONNECTS, "only {connections} connections");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for slug in &told {
        *counts.entry(slug.clone()).or_default() += 1;
    }
    let wrong: Vec<_> = counts.iter().filter(|(_, count)| **count != 1).collect();
    assert!(wrong.is_empty() && counts.len() == ARTICLES, "{} articles; not once: {wrong:?}", counts.len());
    // In the order in which it happened.
    let expected: Vec<String> = (0..ARTICLES).map(|number| format!("a-{number}")).collect();
    assert_eq!(told, expected);
    drop(server);
}
