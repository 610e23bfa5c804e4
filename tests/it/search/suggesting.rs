//! What is suggested while somebody types, and what is like an article.

use masthead_tests::{TestServer, bundle};
use serde_json::{Value, json};

use super::{story, url_encoded, with};

async fn suggested(server: &TestServer, query: &str, rest: &str) -> Vec<(String, String)> {
    let client = server.client();
    let found = client.json(&format!("/v1/search/suggestions?query={}{rest}", url_encoded(query))).await;
    if rest.is_empty() {
        let asked = "query($query: String!) { suggestions(query: $query) { kind id slug text path url } }";
        assert_eq!(client.data(asked, json!({ "query": query })).await["suggestions"], found, "{query}");
    }
    let pair = |entry: &Value| (entry["kind"].as_str().unwrap().to_owned(), entry["text"].as_str().unwrap().to_owned());
    found.as_array().unwrap().iter().map(pair).collect()
}

#[tokio::test]
async fn tags_authors_and_headlines_are_suggested_by_any_of_their_words() {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    records.extend([
        json!({"type": "author", "slug": "ines", "name": "Inês Rivera"}),
        json!({"type": "author", "slug": "idle", "name": "Rivka Idle"}),
        json!({"type": "tag", "slug": "unused", "name": "Rivets"}),
        with(
            story("one", 1, "The river rises", "x"),
            json!({"tags": ["rivers"], "contributors": [{"author": "ines"}]}),
        ),
        story("two", 2, "Rivets and rivers", "x"),
        story("three", 3, "Nothing of the kind", "A river in the text."),
    ]);
    server.load(&bundle::lines(&records)).await;
    let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    };
    let all = [
        ("TAG", "Rivers"),
        ("AUTHOR", "Inês Rivera"),
        ("ARTICLE", "Rivets and rivers"),
        ("ARTICLE", "The river rises"),
    ];
    assert_eq!(suggested(&server, "riv", "").await, pairs(&all));
    assert_eq!(suggested(&server, "RÍV", "").await, pairs(&all));
    assert_eq!(suggested(&server, "riv", "&first=1").await, pairs(&all[..3]));
    assert_eq!(suggested(&server, "ines ri", "").await, pairs(&[("AUTHOR", "Inês Rivera")]));
    assert_eq!(suggested(&server, "the riv", "").await, pairs(&[("ARTICLE", "The river rises")]));
    assert_eq!(suggested(&server, "rivers riv", "").await, pairs(&[("ARTICLE", "Rivets and rivers")]));
    assert!(suggested(&server, "zz", "").await.is_empty());
}

#[tokio::test]
async fn what_speaks_of_the_same_is_similar() {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    let lighthouses = "The lighthouse keeper counts ships. A lighthouse needs its keeper; ships need the lighthouse.";
    records.extend([
        with(story("itself", 10, "Keepers of the lighthouse", lighthouses), json!({"tags": ["rivers"]})),
        story("same-words", 1, "Another lighthouse keeper", lighthouses),
        with(
            story("same-tag", 2, "Mud", "Mud, mud, and nothing else."),
            json!({"tags": ["rivers"], "section": "ideas"}),
        ),
        with(story("both", 3, "The last lighthouse keeper", lighthouses), json!({"tags": ["rivers"]})),
        story("neither", 4, "Bread", "Bread and bread again."),
        with(story("foreign", 5, "Lighthouse keeper", lighthouses), json!({"language": "pt", "tags": ["rivers"]})),
        with(story("draft", 6, "Lighthouse keeper", lighthouses), json!({"stage": "draft", "publishedAt": null})),
    ]);
    server.load(&bundle::lines(&records)).await;
    let client = server.client();
    let found = client.json("/v1/articles/itself/similar").await;
    let slugs: Vec<&str> = found.as_array().unwrap().iter().map(|article| article["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["both", "same-words", "same-tag"]);
    let data = client
        .data("{ similarArticles(by: {slug: \"itself\"}, first: 2) { slug section { name } } }", Value::Null)
        .await;
    assert_eq!(
        data["similarArticles"],
        json!([{"slug": "both", "section": {"name": "News"}}, {"slug": "same-words", "section": {"name": "News"}}])
    );
    assert_eq!(client.json("/v1/articles/neither/similar").await, json!([]));
    assert_eq!(client.get("/v1/articles/draft/similar").await.status, 404);
    assert_eq!(client.get("/v1/articles/itself/similar?first=101").await.json()["code"], "page_too_large");
}
