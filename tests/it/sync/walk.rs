//! One copy, step by step: what is there, what changes, what goes, and what a request may not say.

use masthead_domain::user::UserRole;
use masthead_tests::{Client, TestServer, bundle};
use reqwest::Method;
use serde_json::{Value, json};

use super::copy::{Copy, through_graphql};

async fn server() -> (TestServer, Client) {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    for number in 0..25 {
        let mut article = bundle::article(&format!("a-{number}"), number);
        article["tags"] = json!(["rivers"]);
        article["section"] = json!(["news", "local", "ideas"][usize::try_from(number % 3).unwrap()]);
        article["language"] = json!(["en", "pt-BR"][usize::try_from(number % 2).unwrap()]);
        records.push(article);
    }
    server.load(&bundle::lines(&records)).await;
    let admin = server.user(UserRole::Admin, &[]).await;
    let draft = json!({"slug": "draft", "headline": "Secret", "section": "news", "contributors": [{"author": "ada"}], "body": {"html": "<p>Secret</p>"}});
    assert_eq!(admin.post("/v1/articles", draft).await.status, 201);
    (server, admin)
}

/// A step of an article's life.
async fn act(client: &Client, slug: &str, step: &str, body: Value) {
    let manuscript = client.json(&format!("/v1/articles/{slug}/manuscript")).await;
    let revision = manuscript["revision"].as_i64().unwrap();
    let request = client.request(Method::POST, &format!("/v1/articles/{slug}/{step}"));
    let answer = client.send(request.header("if-match", format!("\"{revision}\"")).json(&body)).await;
    assert!(answer.status.is_success(), "{step} {slug}: {}", String::from_utf8_lossy(&answer.bytes));
}

async fn change(client: &Client, path: &str, body: Value) {
    let read = if path.starts_with("/v1/articles/") { format!("{path}/manuscript") } else { path.to_owned() };
    let revision = client.json(&read).await["revision"].as_i64().unwrap();
    let answer = client.patch(path, revision, body).await;
    assert!(answer.status.is_success(), "{path}: {}", String::from_utf8_lossy(&answer.bytes));
}

/// What each of these filters holds is what a new copy of it holds.
async fn assert_same(copies: &mut [Copy], client: &Client) {
    for copy in copies {
        copy.catch_up(client, 7).await;
        let mut fresh = Copy::of(copy.filter());
        fresh.catch_up(client, 100).await;
        assert_eq!(copy.content(), fresh.content(), "{:?}", copy.filter());
    }
}

#[tokio::test]
async fn a_copy_is_what_a_new_one_would_be() {
    let (server, admin) = server().await;
    let reader = server.client();
    let filters = [
        "",
        "&section=news",
        "&section=local",
        "&language=pt",
        "&section=news&language=en",
        "&type=REDIRECT",
        "&type=ARTICLE",
    ];
    let mut copies: Vec<Copy> = filters.iter().map(|filter| Copy::of(filter)).collect();
    assert_same(&mut copies, &reader).await;
    let sizes: Vec<usize> = copies.iter().map(|copy| copy.content().0.len()).collect();
    assert_eq!(sizes, [25, 17, 8, 12, 9, 0, 25]);
    let body = copies[0].content().0.values().next().unwrap();
    assert!(body["body"]["html"].as_str().unwrap().contains("Text of"), "{body}");

    act(&admin, "a-0", "withdraw", json!({"reason": "wrong"})).await;
    act(&admin, "a-3", "trash", json!({})).await;
    act(&admin, "draft", "publish", json!({})).await;
    change(&admin, "/v1/articles/a-1", json!({"headline": "Another", "slug": "moved"})).await;
    assert_same(&mut copies, &reader).await;
    // What is not published yet is not there; the path is.
    act(&admin, "moved", "publish", json!({})).await;
    assert_same(&mut copies, &reader).await;
    let redirects = copies[5].content().1;
    assert!(redirects.iter().any(|(from, to)| from.ends_with("/a-1") && to.ends_with("/moved")), "{redirects:?}");

    change(&admin, "/v1/sections/local", json!({"parent": "ideas", "name": "Near"})).await;
    assert_same(&mut copies, &reader).await;
    assert_eq!(copies[1].content().0.len(), 8, "what moved has left news");
    change(&admin, "/v1/authors/ada", json!({"name": "Ada Other"})).await;
    change(&admin, "/v1/tags/rivers", json!({"name": "Streams"})).await;
    change(&admin, "/v1/assets/river", json!({"credit": "Nobody"})).await;
    change(&admin, "/v1/site", json!({"url": "https://other.example"})).await;
    assert_same(&mut copies, &reader).await;
    let one = copies[0].content().0.values().next().unwrap();
    assert!(one["url"].as_str().unwrap().starts_with("https://other.example/"));
    assert!(one["byline"]["text"].as_str().unwrap().ends_with(" Ada Other"));
    assert_eq!(one["tags"][0]["name"], "Streams");

    for (filter, copy) in filters.iter().zip(&copies) {
        let mut variables = json!({"first": 5});
        for pair in filter.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap();
            variables[name] = if name == "type" { json!([value]) } else { json!(value) };
        }
        let (articles, redirects) = through_graphql(&reader, &variables).await;
        let (own, own_redirects) = copy.content();
        let names = |it: &std::collections::BTreeMap<String, Value>| -> Vec<(String, Value)> {
            it.iter().map(|(id, article)| (id.clone(), article["headline"].clone())).collect()
        };
        assert_eq!(names(&articles), names(own), "{filter}");
        assert_eq!(&redirects, own_redirects, "{filter}");
    }
}
