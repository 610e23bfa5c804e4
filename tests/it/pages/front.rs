//! The front page: the most recent, each top section's newest, and the collections.

use masthead_tests::{bundle, demo};
use serde_json::{Value, json};

use super::{server, slugs};

#[tokio::test]
async fn the_front_of_the_magazine_is_whole_in_one_request() {
    let client = demo().await.client();
    let answer = client.get("/v1/pages/front").await;
    assert!(answer.statements() <= 10, "{} statements", answer.statements());
    let front = answer.json();
    assert_eq!(front["site"]["name"], "The Long Quay");
    let recent = client.json("/v1/articles?first=4").await;
    assert_eq!(front["recent"], recent["items"]);
    let top: Vec<&str> = front["sectionRails"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["section"]["slug"].as_str().unwrap())
        .collect();
    assert_eq!(top, ["ideas", "cities", "science", "culture", "work"]);
    for part in front["sectionRails"].as_array().unwrap() {
        let path = format!("/v1/sections/{}/articles?first=4", part["section"]["slug"].as_str().unwrap());
        assert_eq!(part["articles"], client.json(&path).await["items"], "{path}");
    }
    assert_eq!(front["collectionRails"].as_array().unwrap().len(), 2);
    for part in front["collectionRails"].as_array().unwrap() {
        let path = format!("/v1/collections/{}/articles?first=4", part["collection"]["slug"].as_str().unwrap());
        assert_eq!(part["articles"], client.json(&path).await["items"], "{path}");
    }
}

#[tokio::test]
async fn graphql_gives_the_same_front_in_as_few_statements() {
    let client = demo().await.client();
    let query = "{ site { name } frontPage(railSize: 3) {
        recent { slug } sectionRails { section { slug } articles { slug } } collectionRails { collection { slug } articles { slug } } } }";
    let answer = client.graphql(query, Value::Null).await;
    assert!(answer.statements() <= 10, "{} statements", answer.statements());
    let data = answer.json()["data"].take();
    let rest = client.json("/v1/pages/front?rail=3").await;
    assert_eq!(slugs(&data["frontPage"]["recent"]), slugs(&rest["recent"]));
    for part in ["sectionRails", "collectionRails"] {
        let (graphql, rest) = (data["frontPage"][part].as_array().unwrap(), rest[part].as_array().unwrap());
        assert_eq!(graphql.len(), rest.len());
        for (graphql, rest) in graphql.iter().zip(rest) {
            assert_eq!(slugs(&graphql["articles"]), slugs(&rest["articles"]), "{part}");
        }
    }
}

#[tokio::test]
async fn empty_sections_and_collections_stay_in_their_places() {
    let server = server([
        bundle::article("one", 1),
        json!({"type": "collection", "slug": "picks", "title": "Picks", "items": ["one"]}),
        json!({"type": "collection", "slug": "quiet", "title": "Quiet", "items": []}),
    ])
    .await;
    let front = server.client().json("/v1/pages/front").await;
    let counts = |part: &str| -> Vec<usize> {
        front[part].as_array().unwrap().iter().map(|part| part["articles"].as_array().unwrap().len()).collect()
    };
    assert_eq!(counts("sectionRails"), [1, 0], "news and ideas; local lies within news");
    assert_eq!(counts("collectionRails"), [1, 0]);
}

#[tokio::test]
async fn an_empty_database_has_a_front() {
    let server = masthead_tests::TestServer::new().await;
    let front = server.client().json("/v1/pages/front").await;
    assert_eq!([&front["recent"], &front["sectionRails"], &front["collectionRails"]], [&json!([]); 3]);
}
