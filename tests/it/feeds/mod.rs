//! Feeds and sitemaps: what readers of feeds and search engines see.

mod content;
mod discovery;
mod json_ld;
mod reading;
mod sitemaps;
mod websub;

use feed_rs::model::Feed;
use masthead_tests::Client;
use serde_json::Value;

/// Every format, by the ending of its addresses.
const FORMATS: [&str; 3] = ["rss", "atom", "json"];

/// A feed as a reader of feeds understands it.
fn parse(bytes: &[u8]) -> Feed {
    feed_rs::parser::parse(bytes).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(bytes)))
}

/// The feed at a path.
async fn feed(client: &Client, path: &str) -> Feed {
    let answer = client.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.bytes));
    if path.contains(".json") {
        assert_is_json_feed(&answer.json());
    }
    parse(&answer.bytes)
}

/// Fails unless the standard has it like that.
fn assert_is_json_feed(feed: &Value) {
    let schema: Value = serde_json::from_str(include_str!("jsonfeed.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(feed).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

/// The address of a link with this relation.
fn link<'a>(feed: &'a Feed, relation: &str) -> Option<&'a str> {
    feed.links.iter().find(|link| link.rel.as_deref() == Some(relation)).map(|link| link.href.as_str())
}

/// An absolute address of the server, as a path.
fn path_of(url: &str) -> &str {
    let rest = url.strip_prefix("http://").unwrap_or_else(|| panic!("not absolute: {url}"));
    rest.find('/').map_or("/", |slash| &rest[slash..])
}
