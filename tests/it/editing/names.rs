//! Names that were used before: what readers follow goes on leading there until readers see something else in its place.

use masthead_domain::user::UserRole;
use masthead_tests::{Client, TestServer, bundle};
use reqwest::Method;
use serde_json::{Value, json};

use super::desk::form;

async fn publish(client: &Client, slug: &str, revision: u32) {
    let request = client.request(Method::POST, &format!("/v1/articles/{slug}/publish"));
    let answer = client.send(request.header("if-match", format!("\"{revision}\""))).await;
    assert_eq!(answer.status, 200, "{}", answer.json());
}

#[tokio::test]
async fn a_draft_takes_nothing_from_readers() {
    let server = TestServer::new().await;
    server.load(&bundle::lines(&bundle::base())).await;
    let (editor, readers) = (server.user(UserRole::Editor, &[]).await, server.client());
    editor.post("/v1/articles", Value::Object(form("story", "one"))).await;
    publish(&editor, "story", 1).await;
    assert_eq!(editor.patch("/v1/articles/story", 2, json!({"slug": "the-story"})).await.status, 200);
    let version = readers.get("/v1/site").await.header("content-version").to_owned();

    let taking = editor.post("/v1/articles?takeOverSlug=true", Value::Object(form("story", "two"))).await;
    assert_eq!(taking.status, 201, "{}", taking.json());
    let leads_on = async || {
        let old = readers.get("/v1/articles/story").await;
        assert_eq!((old.status.as_u16(), old.header("location")), (308, "/v1/articles/the-story"));
        assert_eq!(readers.json("/v1/resolve?path=/local/story").await["redirect"]["to"], "/local/the-story");
    };
    leads_on().await;
    assert_eq!(editor.patch("/v1/articles/story", 1, json!({"headline": "Still nothing to see"})).await.status, 200);
    leads_on().await;
    assert_eq!(readers.get("/v1/site").await.header("content-version"), version, "readers could notice nothing");

    publish(&editor, "story", 2).await;
    assert_eq!(readers.json("/v1/articles/story").await["headline"], "Still nothing to see");
    assert_eq!(readers.json("/v1/resolve?path=/local/story").await["type"], "ARTICLE");
}
