//! The pages that a website draws, each from one request.

mod article;
mod front;
mod hidden;
mod oddities;

use std::collections::BTreeSet;

use masthead_tests::{TestServer, bundle};
use serde_json::Value;

/// A server with the small publication and these records.
async fn server(records: impl IntoIterator<Item = Value>) -> TestServer {
    let server = TestServer::new().await;
    let mut all = bundle::base();
    all.extend(records);
    server.load(&bundle::lines(&all)).await;
    server
}

/// The slugs of cards, in their order.
fn slugs(cards: &Value) -> Vec<&str> {
    cards.as_array().unwrap().iter().map(|card| card["slug"].as_str().unwrap()).collect()
}

/// Fails if a card stands twice, or is not newest first.
fn assert_rails(page: &Value, article: &str, sizes: [usize; 2]) {
    let mut seen = BTreeSet::from([article]);
    for (rail, size) in ["sectionRail", "recentRail"].into_iter().zip(sizes) {
        let cards = page[rail].as_array().unwrap();
        assert_eq!(cards.len(), size, "{article}: {rail}");
        for slug in slugs(&page[rail]) {
            assert!(seen.insert(slug), "{article}: {slug} stands twice");
        }
        let dates: Vec<&str> = cards.iter().map(|card| card["publishedAt"].as_str().unwrap()).collect();
        assert!(dates.is_sorted_by(|a, b| a >= b), "{article}: {rail} {dates:?}");
    }
}
