//! The picks of a collection, by position.

use masthead_tests::{Answer, bundle::article};
use reqwest::Method;
use serde_json::{Value, json};

use super::office::{Office, done, refused};

const ITEMS: &str = "/v1/collections/front/items";

async fn office() -> Office {
    let mut draft = article("draft", 9);
    draft["stage"] = json!("draft");
    draft.as_object_mut().unwrap().remove("publishedAt");
    let front = json!({"type": "collection", "slug": "front", "title": "Front", "items": ["a", "b", "c"]});
    Office::with(&[article("a", 1), article("b", 2), article("c", 3), article("d", 4), draft, front]).await
}

async fn change(office: &Office, changes: Value) -> Answer {
    let revision = office.revision("/v1/collections/front").await;
    office.write(Method::PATCH, ITEMS, Some(revision), json!({"changes": changes})).await
}

fn slugs(list: &Value) -> String {
    list["items"].as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn picks_are_inserted_moved_removed_and_replaced_by_position() {
    let office = office().await;
    let mut expected_revision = 1;
    for (changes, expected) in [
        (json!([{"insert": {"article": "d"}}]), "a b c d"),
        (json!([{"move": {"from": 3, "to": 0}}]), "d a b c"),
        (json!([{"move": {"from": 0, "to": 2}}]), "a b d c"),
        (json!([{"remove": {"at": 1}}, {"insert": {"article": "b", "at": 0}}]), "b a d c"),
        (json!([{"insert": {"article": "draft", "at": 1}}]), "b draft a d c"),
        (json!([{"replace": {"articles": ["c", "draft", "a"]}}, {"remove": {"at": 0}}]), "draft a"),
    ] {
        let answer = change(&office, changes).await;
        let items = done(&answer, 200);
        expected_revision += 1;
        assert_eq!(
            (slugs(&items), items["collection"]["revision"].as_i64()),
            (expected.to_owned(), Some(expected_revision))
        );
        assert_eq!(answer.header("etag"), format!("\"{expected_revision}\""));
        assert_eq!(slugs(&office.json(ITEMS).await), expected);
        // Readers see the published ones, in the same order.
        let readers = expected.split(' ').filter(|slug| *slug != "draft").collect::<Vec<_>>().join(" ");
        assert_eq!(slugs(&office.client.json("/v1/collections/front/articles").await), readers);
    }
    let done_nothing = change(&office, json!([{"move": {"from": 1, "to": 1}}])).await;
    assert_eq!(done(&done_nothing, 200)["collection"]["revision"], json!(expected_revision), "no change, no revision");
}

#[tokio::test]
async fn positions_that_are_not_there_and_older_revisions_change_nothing() {
    let office = office().await;
    for (changes, field) in [
        (json!([{"insert": {"article": "d", "at": 4}}]), "/changes/0/insert/at"),
        (json!([{"remove": {"at": 0}}, {"move": {"from": 2, "to": 0}}]), "/changes/1/move/from"),
        (json!([{"move": {"from": 0, "to": 3}}]), "/changes/0/move/to"),
        (json!([{"remove": {"at": 3}}]), "/changes/0/remove/at"),
        (json!([{"insert": {"article": "nothing"}}]), "/changes/0/insert/article"),
        (json!([{"insert": {"article": "a"}}]), "/changes/0/insert/article"),
        (json!([{"replace": {"articles": ["a", "a"]}}]), "/changes/0/replace/articles/1"),
        (json!([]), "/changes"),
    ] {
        let answer = change(&office, changes).await;
        refused(&answer, 422, "validation_failed");
        assert_eq!(answer.json()["violations"][0]["field"], json!(field));
    }
    let changes = json!({"changes": [{"remove": {"at": 0}}]});
    let first = office.write(Method::PATCH, ITEMS, Some(1), changes.clone()).await;
    assert_eq!(slugs(&done(&first, 200)), "b c");
    let second = office.write(Method::PATCH, ITEMS, Some(1), changes.clone()).await;
    refused(&second, 412, "stale_revision");
    assert_eq!(second.json()["currentRevision"], json!(2));
    refused(&office.write(Method::PATCH, ITEMS, None, changes).await, 428, "precondition_required");
    assert_eq!(slugs(&office.json(ITEMS).await), "b c");
    assert_eq!(office.client.get(ITEMS).await.status, 401, "readers do not see drafts among the picks");
}

#[tokio::test]
async fn graphql_changes_the_same_picks_by_the_same_words() {
    let office = office().await;
    let changes = json!([{"insert": {"article": "d", "at": 0}}, {"move": {"from": 1, "to": 3}}, {"remove": {"at": 1}}]);
    let input = json!({"id": "front", "expectedRevision": 1, "changes": changes});
    let query = "mutation($input: ChangeCollectionItemsInput!) { changeCollectionItems(input: $input) { \
        collection { id slug title description path url revision } items { article slug } } }";
    let data = office.data(query, json!({"input": input})).await;
    assert_eq!(slugs(&data["changeCollectionItems"]), "d c a");
    assert_eq!(data["changeCollectionItems"], office.json(ITEMS).await, "the same shape on both sides");
    let read = "{ collectionItems(id: \"front\") { collection { id slug title description path url revision } items { article slug } } }";
    assert_eq!(office.data(read, json!({})).await["collectionItems"], data["changeCollectionItems"]);
    let again = office.graphql(query, json!({"input": input})).await;
    assert_eq!(again["errors"][0]["extensions"]["code"], json!("stale_revision"));
}

#[tokio::test]
async fn a_collection_can_be_destroyed_and_its_articles_stay() {
    let office = office().await;
    done(&office.delete("/v1/collections/front").await, 204);
    assert_eq!(office.client.get("/v1/collections/front").await.status, 404);
    assert_eq!(office.client.get("/v1/articles/a").await.status, 200);
    let answer = office.post("/v1/collections", json!({"title": "Front", "slug": "front", "items": ["a"]})).await;
    assert!(refused(&answer, 409, "already_exists").contains("was destroyed"));
    let answer = office.post("/v1/collections?takeOverSlug=true", json!({"title": "Front", "items": ["a"]})).await;
    assert_eq!(done(&answer, 201)["slug"], json!("front"));
    assert_eq!(slugs(&office.client.json("/v1/collections/front/articles").await), "a");
}
