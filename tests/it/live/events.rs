//! What a listener is told, and what it is not.

use masthead_domain::user::UserRole;
use masthead_tests::{Client, TestServer, bundle};
use reqwest::Method;
use serde_json::{Value, json};

use super::listener::Listener;

pub(super) async fn server() -> (TestServer, Client) {
    let server = TestServer::new().await;
    server.load(&bundle::lines(&bundle::base())).await;
    let admin = server.user(UserRole::Admin, &[]).await;
    (server, admin)
}

pub(super) async fn create(client: &Client, slug: &str, section: &str, language: &str) {
    let form = json!({
        "slug": slug, "headline": format!("Headline of {slug}"), "section": section, "language": language,
        "contributors": [{"author": "ada"}], "body": {"html": "<p>Text</p>"},
    });
    let answer = client.post("/v1/articles", form).await;
    assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.bytes));
}

pub(super) async fn act(client: &Client, slug: &str, revision: i64, step: &str) {
    let request = client.request(Method::POST, &format!("/v1/articles/{slug}/{step}"));
    let answer = client.send(request.header("if-match", format!("\"{revision}\"")).json(&json!({}))).await;
    assert_eq!(answer.status, 200, "{step} {slug}: {}", String::from_utf8_lossy(&answer.bytes));
}

/// Creates and publishes an article.
pub(super) async fn publish(client: &Client, slug: &str, section: &str, language: &str) {
    create(client, slug, section, language).await;
    act(client, slug, 1, "publish").await;
}

async fn change(client: &Client, slug: &str, revision: i64, patch: Value) {
    assert_eq!(client.patch(&format!("/v1/articles/{slug}"), revision, patch).await.status, 200);
}

/// What the next event says: its name, and the slug in its card.
async fn told(listener: &mut Listener) -> (String, Option<String>) {
    let event = listener.next().await.unwrap();
    let json = event.json();
    assert_eq!(json["position"].as_str(), event.id.as_deref());
    assert_eq!(json["type"].as_str().unwrap().to_lowercase(), event.name);
    let card = &json["article"];
    if card.is_object() {
        assert_eq!(card["id"], json["id"]);
        assert!(card["byline"]["text"].is_string() && card["body"].is_null(), "a card: {card}");
    }
    (event.name, card["slug"].as_str().map(str::to_owned))
}

fn is(name: &str, slug: &str) -> (String, Option<String>) {
    (name.to_owned(), Some(slug.to_owned()))
}

fn gone() -> (String, Option<String>) {
    ("deleted".to_owned(), None)
}

#[tokio::test]
async fn a_listener_is_told_what_readers_notice_and_nothing_else() {
    let (server, admin) = server().await;
    let reader = server.client();
    let (mut all, _) = Listener::ready(&reader, "/v1/live").await;
    let (mut news, _) = Listener::ready(&reader, "/v1/live?section=news").await;
    let (mut portuguese, _) = Listener::ready(&reader, "/v1/live?section=news&language=pt").await;
    let (mut new, _) = Listener::ready(&reader, "/v1/live?type=PUBLISHED").await;
    create(&admin, "secret", "news", "en").await;
    change(&admin, "secret", 1, json!({"headline": "Secret"})).await;
    publish(&admin, "one", "local", "en").await;
    change(&admin, "one", 2, json!({"headline": "Not yet"})).await;
    act(&admin, "one", 3, "publish").await;
    publish(&admin, "dois", "news", "pt-BR").await;
    change(&admin, "dois", 2, json!({"section": "ideas"})).await;
    act(&admin, "dois", 3, "publish").await;
    act(&admin, "one", 4, "withdraw").await;
    act(&admin, "one", 5, "trash").await;
    act(&admin, "one", 6, "undelete").await;
    act(&admin, "one", 7, "publish").await;
    act(&admin, "one", 8, "trash").await;
    publish(&admin, "last", "news", "pt").await;
    for expected in [
        is("published", "one"),
        is("changed", "one"),
        is("published", "dois"),
        is("changed", "dois"),
        gone(),
        is("published", "one"),
        gone(),
        is("published", "last"),
    ] {
        assert_eq!(told(&mut all).await, expected);
    }
    for expected in [
        is("published", "one"),
        is("changed", "one"),
        is("published", "dois"),
        gone(),
        gone(),
        is("published", "one"),
        gone(),
        is("published", "last"),
    ] {
        assert_eq!(told(&mut news).await, expected);
    }
    for expected in [is("published", "dois"), gone(), is("published", "last")] {
        assert_eq!(told(&mut portuguese).await, expected);
    }
    for expected in [is("published", "one"), is("published", "dois"), is("published", "one"), is("published", "last")] {
        assert_eq!(told(&mut new).await, expected);
    }
}

#[tokio::test]
async fn what_another_node_writes_is_told_here() {
    let (server, admin) = server().await;
    let other = server.beside(masthead_app::Clock::System).await;
    let (mut listener, _) = Listener::ready(&other.client(), "/v1/live").await;
    publish(&admin, "one", "news", "en").await;
    assert_eq!(told(&mut listener).await, is("published", "one"));
}

#[tokio::test]
async fn a_listener_comes_back_where_it_was() {
    let (server, admin) = server().await;
    let reader = server.client();
    let (listener, begin) = Listener::ready(&reader, "/v1/live").await;
    drop(listener);
    for slug in ["a", "b", "c"] {
        publish(&admin, slug, "news", "en").await;
    }
    // What has happened to it since is told next.
    act(&admin, "b", 2, "withdraw").await;
    let mut again = Listener::open(&reader, &format!("/v1/live?lastEventId={begin}"), None).await.ok().unwrap();
    assert_eq!(again.next().await.unwrap().id.unwrap(), begin);
    assert_eq!(told(&mut again).await, is("published", "a"));
    let third = again.next().await.unwrap();
    assert_eq!(third.json()["article"]["slug"], "c");
    assert_eq!(told(&mut again).await, gone());
    // The header counts before the parameter, as browsers keep the URL.
    let mut after =
        Listener::open(&reader, &format!("/v1/live?lastEventId={begin}"), third.id.as_deref()).await.ok().unwrap();
    assert_eq!(after.next().await.unwrap().name, "ready");
    assert_eq!(told(&mut after).await, gone());
    // From a copy to what happens after it, without a gap.
    let page = reader.json("/v1/sync?first=100").await;
    assert_eq!(page["hasMore"], false);
    publish(&admin, "d", "news", "en").await;
    let position = page["livePosition"].as_str().unwrap();
    let mut live = Listener::open(&reader, "/v1/live", Some(position)).await.ok().unwrap();
    assert_eq!(live.next().await.unwrap().name, "ready");
    assert_eq!(told(&mut live).await, is("published", "d"));
}

#[tokio::test]
async fn graphql_tells_the_same_over_server_sent_events() {
    let (server, admin) = server().await;
    let open = async |query: &str, accept: &str| {
        let body = json!({"query": query});
        server.client().request(Method::POST, "/graphql").header("accept", accept).json(&body).send().await.unwrap()
    };
    let query =
        "subscription { articleChanged(section: \"news\") { type position id article { slug section { name } } } }";
    let mut listener = Listener::of(open(query, "text/event-stream").await).ok().unwrap();
    // Its stream is open, and then it is told what happens.
    let (mut plain, _) = Listener::ready(&server.client(), "/v1/live").await;
    publish(&admin, "one", "news", "en").await;
    let next = listener.next().await.unwrap();
    assert_eq!(next.name, "next");
    let event = &next.json()["data"]["articleChanged"];
    assert_eq!((&event["type"], &event["article"]["slug"]), (&json!("PUBLISHED"), &json!("one")), "{event}");
    assert_eq!(event["position"].as_str().unwrap(), plain.next().await.unwrap().id.unwrap());
    // A query is one answer, and that was all.
    let mut once = Listener::of(open("{ site { name } }", "text/event-stream").await).ok().unwrap();
    assert_eq!(once.next().await.unwrap().json()["data"]["site"]["name"], "Test");
    assert_eq!(once.next().await.unwrap().name, "complete");
    assert!(once.next().await.is_none());
    // The guard is the same, and what it refuses is no stream.
    for (query, status, code) in [
        ("subscription { articleChanged { type ", 400, "malformed_request"),
        (
            "subscription { a: articlePublished { article { related(first: 100) { nodes { related(first: 100) { nodes { related(first: 100) { nodes { slug } } } } } } } } }",
            400,
            "query_too_complex",
        ),
    ] {
        let answer = open(query, "text/event-stream").await;
        assert_eq!(answer.status(), status, "{query}");
        let json: Value = answer.json().await.unwrap();
        assert_eq!(json["errors"][0]["extensions"]["code"], code, "{json}");
    }
    let mut wrong =
        Listener::of(open("subscription { articlePublished(after: \"x\") { id } }", "text/event-stream").await)
            .ok()
            .unwrap();
    assert_eq!(wrong.next().await.unwrap().json()["errors"][0]["extensions"]["code"], "invalid_cursor");
    // Where nothing can go on, that is said.
    let answer = open(query, "application/json, application/graphql-response+json").await;
    assert_eq!(answer.status(), 400);
    assert!(answer.text().await.unwrap().contains("text/event-stream"));
}
