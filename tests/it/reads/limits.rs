//! How much one address, one beacon and one server count.

use masthead_app::reads::ReadsSettings;
use masthead_tests::Answer;
use reqwest::Method;
use serde_json::json;

use super::{House, MORNING, articles, counted};

async fn from(house: &House, address: &str, reads: &[(&str, i64)]) -> Answer {
    let request = house.client.request(Method::POST, "/v1/reads").header("x-forwarded-for", address);
    house.client.send(request.json(&house.body(reads))).await
}

#[tokio::test]
async fn an_address_reports_so_much_at_once_and_then_one_each_second() {
    let settings = ReadsSettings { address_burst: 25, address_seconds: 2, ..counted() };
    let house = House::with(settings, &articles(&["a", "b"])).await;
    assert_eq!(from(&house, "198.51.100.1", &[("a", 20)]).await.status, 202);
    let refused = from(&house, "198.51.100.1", &[("a", 10)]).await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "10"));
    let problem = refused.json();
    assert_eq!(problem["code"], "rate_limited");
    assert!(problem["detail"].as_str().unwrap().contains("reads_address_burst"), "{problem}");
    // What was refused cost nothing, neighbours are not concerned, and the other protocol is no way around.
    assert_eq!(from(&house, "198.51.100.1", &[("a", 5)]).await.status, 202);
    assert_eq!(from(&house, "198.51.100.2", &[("b", 20)]).await.status, 202);
    let asked = "mutation($input: ReadsFields!) { recordReads(input: $input) }";
    let body = json!({"query": asked, "variables": {"input": house.body(&[("a", 1)])}});
    let request = house.client.request(Method::POST, "/graphql").header("x-forwarded-for", "198.51.100.1").json(&body);
    let extensions = house.client.send(request).await.json()["errors"][0]["extensions"].clone();
    assert_eq!((&extensions["code"], &extensions["retryAfter"]), (&json!("rate_limited"), &json!(2)));
    // Nothing is also something: requests are limited, not only what they count.
    assert_eq!(from(&house, "198.51.100.1", &[]).await.status, 429);
    house.flush().await;
    assert_eq!(house.most("DAY", &[]).await, ["a", "b"]);
    house.go_to(MORNING + 5 + 10);
    assert_eq!(from(&house, "198.51.100.1", &[("a", 5)]).await.status, 202);
    assert_eq!(from(&house, "198.51.100.1", &[("a", 1)]).await.status, 429);
}

#[tokio::test]
async fn memory_has_room_for_so_many_articles_and_is_written_when_it_is_full() {
    let house = House::with(ReadsSettings { buffer: 2, ..counted() }, &articles(&["a", "b", "c"])).await;
    // The answer is the same: what is counted is not told.
    assert_eq!(house.beacon(&[("a", 1), ("b", 1), ("c", 9), ("a", 1)]).await.status, 202);
    house.flush().await;
    assert_eq!(house.most("DAY", &[]).await, ["a", "b"]);
    assert_eq!(house.beacon(&[("c", 9)]).await.status, 202);
    house.flush().await;
    assert_eq!(house.most("DAY", &[]).await, ["c", "a", "b"]);
}

#[tokio::test]
async fn the_loop_writes_at_once_what_fills_the_memory_and_tidies() {
    let settings = ReadsSettings { buffer: 2, flush: std::time::Duration::from_secs(600), ..counted() };
    let house = House::with(settings, &articles(&["a", "b"])).await;
    let running = tokio::spawn(masthead_app::reads::run(house.server.app.clone()));
    // Only the memory that is full can wake it within the time of this test.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(house.beacon(&[("a", 1), ("b", 2)]).await.status, 202);
    let begun = std::time::Instant::now();
    // One protocol is asked while it may still change: two are not asked at the same moment.
    while house.client.json("/v1/most-read?window=DAY").await.as_array().unwrap().is_empty() {
        assert!(begun.elapsed().as_secs() < 20, "nothing was written");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(house.most("DAY", &[]).await, ["b", "a"]);
    running.abort();
}

#[tokio::test]
async fn what_cannot_be_written_waits() {
    let house = House::with(counted(), &articles(&["a"])).await;
    house.rows("ALTER TABLE reads RENAME TO away").await;
    assert_eq!(house.beacon(&[("a", 2)]).await.status, 202);
    masthead_app::reads::flush(&house.server.app).await.unwrap_err();
    house.rows("ALTER TABLE away RENAME TO reads").await;
    assert_eq!(house.beacon(&[("a", 1)]).await.status, 202);
    house.flush().await;
    assert_eq!(house.kept().await.iter().map(|(_, _, count)| *count).collect::<Vec<_>>(), [3]);
}
