//! Searching: what is found, in which order, how it is counted and shown; that nothing else is found; and that it stays true.

mod asking;
mod counting;
mod hostile;
mod languages;
mod leaks;
mod suggesting;
mod upkeep;
mod walking;

use masthead_tests::{Client, bundle};
use serde_json::{Value, json};

/// A published article in the section `news`.
fn story(slug: &str, minutes: i64, headline: &str, text: &str) -> Value {
    let mut record = bundle::article(slug, minutes);
    record["headline"] = json!(headline);
    record["body"] = json!({"format": "html", "value": format!("<p>{text}</p>")});
    record
}

/// With other members.
fn with(mut record: Value, members: Value) -> Value {
    for (name, value) in members.as_object().unwrap() {
        record[name] = value.clone();
    }
    record
}

/// A query as it stands in a URL, with parameters besides.
fn path(query: &str, rest: &str) -> String {
    let query: String = url_encoded(query);
    format!("/v1/search?query={query}{rest}")
}

fn url_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The slugs of a list of results.
fn slugs(items: &Value) -> Vec<String> {
    let items = items.as_array().unwrap().iter();
    items.map(|item| item["article"]["slug"].as_str().unwrap().to_owned()).collect()
}

/// What is found, the best first; the same through both protocols.
async fn found(client: &Client, query: &str, rest: &str) -> Vec<String> {
    let found = slugs(&client.json(&path(query, rest)).await["items"]);
    if rest.is_empty() {
        let asked = "query($query: String!) { search(query: $query) { nodes { slug } } }";
        let data = client.data(asked, json!({ "query": query })).await;
        let nodes = data["search"]["nodes"].as_array().unwrap().iter();
        let other: Vec<String> = nodes.map(|node| node["slug"].as_str().unwrap().to_owned()).collect();
        assert_eq!(found, other, "{query}");
    }
    found
}

/// What is found, in the order of slugs.
async fn set(client: &Client, query: &str) -> Vec<String> {
    let mut found = found(client, query, "").await;
    found.sort();
    found
}
