//! Posts as they come: the stream goes on where the list ends.

use std::time::Duration;

use futures_util::StreamExt;
use masthead_tests::Client;
use reqwest::Method;
use serde_json::{Value, json};

use super::Desk;

/// The events of a stream, until there are so many besides `ready`.
async fn follow(client: &Client, path: &str, last: Option<&str>, count: usize) -> Vec<(String, Value)> {
    let mut request = client.request(Method::GET, path).header("accept", "text/event-stream");
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let mut stream = response.bytes_stream();
    let mut text = String::new();
    let mut events = Vec::new();
    let reading = async {
        while let Some(Ok(more)) = stream.next().await {
            text.push_str(std::str::from_utf8(&more).unwrap());
            while let Some(end) = text.find("\n\n") {
                let block: String = text.drain(..end + 2).collect();
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                let (Some(name), Some(data)) = (field("event: "), field("data: ")) else { continue };
                if name != "ready" {
                    events.push((name, serde_json::from_str(&data).unwrap()));
                }
            }
            if events.len() >= count {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reading).await.expect("nothing came");
    events
}

#[tokio::test]
async fn the_stream_goes_on_where_the_list_ends() {
    let desk = Desk::published().await;
    desk.post(json!({"headline": "one"})).await;
    let two = desk.post(json!({"headline": "two"})).await;
    let list = desk.reader.json("/v1/articles/match/posts?first=1").await;
    let cursor = list["pageInfo"]["startCursor"].as_str().unwrap().to_owned();
    assert_eq!(list["items"][0]["position"], cursor);

    let three = desk.post(json!({"headline": "three"})).await;
    let two = desk.change(&two, json!({"headline": "two, corrected"})).await;
    desk.post(json!({"headline": "four"})).await;
    desk.delete(&two).await;
    // Both with the cursor of the list: pages of what is newer, and the stream of what has happened since.
    let newer = desk.headlines(&format!("last=10&before={cursor}")).await;
    assert_eq!(newer, ["four", "three"]);
    let told = follow(&desk.reader, "/v1/live?article=match", Some(&cursor), 3).await;
    // What happened to a post that is gone since is told as that alone.
    let names: Vec<_> = told.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["post-published", "post-published", "post-deleted"]);
    assert_eq!(told[0].1["post"]["id"], three["id"]);
    assert_eq!(told[0].1["post"]["position"], told[0].1["position"]);
    assert_eq!(told[2].1["postId"], two["id"]);
    assert_eq!(told[2].1["post"], Value::Null);
    // Nothing comes twice.
    let position = told[0].1["position"].as_str().unwrap();
    let rest = follow(&desk.reader, "/v1/live?article=match", Some(position), 2).await;
    assert_eq!(rest, told[1..]);
    // Those who ask for something else are not told.
    let kinds = follow(&desk.reader, "/v1/live?type=POST_DELETED", Some(&cursor), 1).await;
    assert_eq!(kinds[0].0, "post-deleted");
}

#[tokio::test]
async fn posts_of_drafts_are_told_to_nobody() {
    let desk = Desk::new().await;
    let site = desk.reader.json("/v1/sync?first=100").await;
    desk.post(json!({"headline": "secret"})).await;
    desk.publish().await;
    desk.post(json!({"headline": "public"})).await;
    let position = site["livePosition"].as_str().unwrap();
    let told = follow(&desk.reader, "/v1/live", Some(position), 2).await;
    let names: Vec<_> = told.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["published", "post-published"]);
    assert_eq!(told[1].1["post"]["headline"], "public");
}

#[tokio::test]
async fn copies_learn_that_an_article_was_added_to() {
    let desk = Desk::published().await;
    let mut token = String::new();
    let mut seen = Value::Null;
    for _ in 0..20 {
        let page = desk.reader.json(&format!("/v1/sync?first=100&type=ARTICLE{token}")).await;
        token = format!("&token={}", page["token"].as_str().unwrap());
        if page["hasMore"] == json!(false) {
            break;
        }
    }
    desk.post(json!({"headline": "news"})).await;
    let page = desk.reader.json(&format!("/v1/sync?first=100&type=ARTICLE{token}")).await;
    for entry in page["entries"].as_array().unwrap() {
        seen = entry["article"]["updatedAt"].clone();
    }
    assert_eq!(seen, desk.reader.json("/v1/articles/match?fields=updatedAt").await["updatedAt"]);
}
