//! Importing again: what differs is updated, what does not is left alone, and a run that was cut short is simply run again.

use masthead_app::bundle;
use masthead_tests::{DEMO, TestDb, TestServer, bundle as records, load};
use serde_json::json;

#[tokio::test]
async fn the_same_bundle_again_changes_nothing() {
    let db = TestDb::new().await;
    let app = db.app().await;
    let first = load(&app, DEMO.to_vec()).await;
    let version = app.cx().version().await.unwrap();
    let again = load(&app, DEMO.to_vec()).await;
    assert_eq!(first.updated + first.unchanged, 0);
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, first.created));
    assert_eq!(app.cx().version().await.unwrap(), version, "an import that changes nothing records nothing");
}

#[tokio::test]
async fn what_differs_is_updated_and_readers_see_it() {
    let server = TestServer::new().await;
    let mut lines = records::base();
    lines.push(records::article("one", 1));
    lines.push(records::article("two", 2));
    server.load(&records::lines(&lines)).await;
    let id = server.client().json("/v1/articles/one").await["id"].clone();

    let mut changed = records::article("one", 1);
    changed["headline"] = json!("Another headline");
    changed["section"] = json!("ideas");
    changed["tags"] = json!(["rivers"]);
    let counts = server.load(&records::lines(&[changed, records::article("two", 2)])).await;
    assert_eq!((counts.created, counts.updated, counts.unchanged), (0, 1, 1));

    let client = server.client();
    let article = client.json("/v1/articles/one").await;
    assert_eq!(article["id"], id, "ids never change");
    assert_eq!(article["headline"], "Another headline");
    assert_eq!(article["path"], "/ideas/one");
    assert_eq!(client.json("/v1/tags/rivers/articles").await["items"][0]["slug"], "one");
    assert_eq!(client.json("/v1/sections/news/articles?fields=slug").await["items"], json!([{"slug": "two"}]));
}

#[tokio::test]
async fn a_section_that_moves_takes_its_articles_along() {
    let server = TestServer::new().await;
    let mut lines = records::base();
    let mut article = records::article("one", 1);
    article["section"] = json!("local");
    lines.push(json!({"type": "site", "name": "Test", "url": "https://test.example", "language": "en", "timezone": "UTC", "articlePath": "/{sectionPath}/{slug}"}));
    lines.push(article);
    server.load(&records::lines(&lines)).await;
    let client = server.client();
    assert_eq!(client.json("/v1/articles/one").await["path"], "/news/local/one");
    assert_eq!(client.json("/v1/sections/news/articles").await["items"].as_array().unwrap().len(), 1);

    let moved = json!({"type": "section", "slug": "local", "name": "Local", "parent": "ideas"});
    server.load(&records::lines(&[moved])).await;
    assert_eq!(client.json("/v1/articles/one").await["path"], "/ideas/local/one");
    assert_eq!(client.json("/v1/sections/news/articles").await["items"].as_array().unwrap().len(), 0);
    assert_eq!(client.json("/v1/sections/ideas/articles").await["items"][0]["slug"], "one");
    assert_eq!(client.json("/v1/resolve?path=/ideas/local").await["type"], "SECTION");
}

#[tokio::test]
async fn an_article_that_has_another_slug_now_is_found_by_its_alternative_id() {
    let server = TestServer::new().await;
    let mut lines = records::base();
    let mut article = records::article("old-name", 1);
    article["alternativeIds"] = json!([{"scheme": "wxr-guid", "value": "https://old.example/?p=7"}]);
    lines.push(article.clone());
    server.load(&records::lines(&lines)).await;
    let client = server.client();
    let id = client.json("/v1/articles/old-name").await["id"].clone();
    article["slug"] = json!("new-name");
    let counts = server.load(&records::lines(&[article])).await;
    assert_eq!((counts.created, counts.updated), (0, 1));
    assert_eq!(client.json("/v1/articles/new-name").await["id"], id);
    // Links to what readers knew it by lead on.
    let moved = client.get("/v1/articles/old-name?fields=slug").await;
    assert_eq!(moved.status, 308);
    assert_eq!(moved.header("location"), "/v1/articles/new-name?fields=slug");
    let data = client.data("{ article(by: {slug: \"old-name\"}) { slug } }", serde_json::Value::Null).await;
    assert_eq!(data["article"]["slug"], "new-name");
    assert_eq!(client.json("/v1/resolve?path=/news/old-name").await["redirect"]["to"], "/news/new-name");
}

#[tokio::test]
async fn a_run_that_was_cut_short_is_finished_by_running_it_again() {
    let whole = TestDb::new().await;
    let app = whole.app().await;
    load(&app, DEMO.to_vec()).await;
    let mut expected = Vec::new();
    bundle::export(&app, &mut expected, |_| {}).await.unwrap();

    let cut = TestDb::new().await;
    let app = cut.app().await;
    let half: Vec<u8> = DEMO.split_inclusive(|b| *b == b'\n').take(130).flatten().copied().collect();
    // What pointed beyond the cut is reported, not lost: the second run ties it.
    bundle::import(&app, std::io::Cursor::new(half), &bundle::ImportOptions::default(), |_| {}).await.unwrap();
    load(&app, DEMO.to_vec()).await;
    let mut found = Vec::new();
    bundle::export(&app, &mut found, |_| {}).await.unwrap();
    assert_eq!(String::from_utf8(found).unwrap(), String::from_utf8(expected).unwrap());
}
