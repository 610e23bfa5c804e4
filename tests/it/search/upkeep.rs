//! What is searched stays what readers see: names that change, tags that become one, sections that move, dates, and making it anew.

use masthead_tests::{TestDb, TestServer, bundle};
use reqwest::Method;
use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::json;

use super::{found, path, set, story, with};
use crate::structure::office::{Office, done};

#[tokio::test]
async fn names_that_change_are_searched_as_they_are() {
    let office = Office::with(&[with(story("one", 1, "Headline", "Text"), json!({"tags": ["rivers"]}))]).await;
    done(&office.patch("/v1/authors/ada", json!({"name": "Adelaide Quoin"})).await, 200);
    let client = &office.client;
    assert_eq!(set(client, "author:adelaide").await, ["one"]);
    assert!(set(client, "quill").await.is_empty());
    done(&office.patch("/v1/tags/rivers", json!({"name": "Streams"})).await, 200);
    assert_eq!(set(client, "tag:stream").await, ["one"]);
    assert!(set(client, "tag:rivers").await.is_empty());
    let suggested = client.json("/v1/search/suggestions?query=quo").await;
    assert_eq!(suggested[0]["text"], "Adelaide Quoin");
    assert_eq!(client.json("/v1/search/suggestions?query=quil").await, json!([]));
}

#[tokio::test]
async fn tags_that_become_one_are_searched_as_one() {
    let office = Office::with(&[
        with(story("one", 1, "Headline", "Text"), json!({"tags": ["rivers"]})),
        with(story("both", 2, "Headline", "Text"), json!({"tags": ["rivers", "cities"]})),
    ])
    .await;
    done(&office.write(Method::POST, "/v1/tags/rivers/merge", Some(1), json!({"into": "cities"})).await, 200);
    let client = &office.client;
    assert_eq!(set(client, "tag:cities").await, ["both", "one"]);
    assert!(set(client, "tag:rivers").await.is_empty());
    let mut narrowed = found(client, "headline", "&tag=cities").await;
    narrowed.sort();
    assert_eq!(narrowed, ["both", "one"]);
    let facets = client.json(&path("headline", "&facets=true")).await["facets"]["byTag"].clone();
    assert_eq!((facets.as_array().unwrap().len(), &facets[0]["count"]), (1, &json!(2)));
}

#[tokio::test]
async fn a_section_that_moves_takes_its_results_along() {
    let office = Office::with(&[with(story("one", 1, "Headline", "Text"), json!({"section": "local"}))]).await;
    let client = &office.client;
    assert_eq!(found(client, "headline", "&section=news").await, ["one"]);
    done(&office.patch("/v1/sections/local", json!({"parent": "ideas"})).await, 200);
    assert!(found(client, "headline", "&section=news").await.is_empty());
    assert_eq!(found(client, "headline", "&section=ideas").await, ["one"]);
    let facets = client.json(&path("headline", "&facets=true")).await["facets"]["bySection"].clone();
    let slugs: Vec<&str> =
        facets.as_array().unwrap().iter().map(|entry| entry["section"]["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["ideas", "local"]);
}

#[tokio::test]
async fn another_language_and_another_date_are_followed() {
    let server = TestServer::new().await;
    server.load(&bundle::lines(&bundle::base())).await;
    server.load(&bundle::lines(&[story("one", 1, "Chevaux", "x"), story("two", 2, "Chevaux", "x")])).await;
    let client = server.client();
    assert!(set(&client, "cheval").await.is_empty());
    server.load(&bundle::lines(&[with(story("one", 3, "Chevaux", "x"), json!({"language": "fr"}))])).await;
    assert_eq!(set(&client, "cheval").await, ["one"]);
    assert_eq!(found(&client, "chevaux", "&order=NEWEST").await, ["one", "two"]);
}

/// Runs a statement where no client can.
async fn run(db: &TestDb, sql: &str) {
    let database = Database::connect(db.url()).await.unwrap();
    database.execute_raw(Statement::from_string(database.get_database_backend(), sql)).await.unwrap();
    database.close().await.unwrap();
}

#[tokio::test]
async fn everything_can_be_made_anew_and_comes_out_the_same() {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    records
        .extend((0..300).map(|at| story(&format!("story-{at}"), at / 2, &format!("Number {at}"), "A common river.")));
    server.load(&bundle::lines(&records)).await;
    let client = server.client();
    let ask = || async {
        let one = client.json(&path("river", "&first=100&totalCount=true&facets=true")).await;
        let other = client.json(&path("number", "&first=100&order=NEWEST")).await;
        (one, other, client.json("/v1/search/suggestions?query=riv").await)
    };
    let before = ask().await;
    let mut told = Vec::new();
    assert_eq!(server.app.rebuild_search(|done| told.push(done)).await.unwrap(), 300);
    assert_eq!(told, [256, 300]);
    assert_eq!(ask().await, before);
    // What an earlier program made, or none, is made anew when the database is migrated.
    run(&server.db, "UPDATE search_state SET analysis = 0").await;
    run(&server.db, "DELETE FROM search_documents").await;
    assert_eq!(server.app.migrate().await.unwrap(), 0);
    assert_eq!(ask().await, before);
    // And once it is made, it is not made again.
    run(&server.db, "DELETE FROM search_documents").await;
    server.app.migrate().await.unwrap();
    assert_eq!(client.json(&path("river", "")).await["items"], json!([]));
}

#[tokio::test]
async fn tidying_a_sqlite_file_up_moves_nothing() {
    let server = TestServer::new().await;
    if server.db.is_postgres() {
        return;
    }
    let mut records = bundle::base();
    records.extend((0..40).map(|at| story(&format!("story-{at}"), at, &format!("Number {at}"), "A common river.")));
    server.load(&bundle::lines(&records)).await;
    server.load(&bundle::lines(&[with(story("story-7", 7, "Gone", "Gone."), json!({"stage": "withdrawn"}))])).await;
    let client = server.client();
    let before = client.json(&path("river", "&first=100&highlights=false")).await;
    run(&server.db, "VACUUM").await;
    run(&server.db, "INSERT INTO search_index (search_index) VALUES ('optimize')").await;
    run(&server.db, "INSERT INTO search_index (search_index) VALUES ('integrity-check')").await;
    assert_eq!(client.json(&path("river", "&first=100&highlights=false")).await, before);
    assert_eq!(before["items"].as_array().unwrap().len(), 39);
}
