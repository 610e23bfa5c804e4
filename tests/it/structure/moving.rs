//! Sections that move, and things that are renamed: old links lead on, in one step.

use masthead_tests::bundle::article;
use serde_json::{Value, json};

use super::office::{Office, done, refused};

fn filed(slug: &str, section: &str, minutes: i64) -> Value {
    let mut record = article(slug, minutes);
    record["section"] = json!(section);
    record
}

async fn office() -> Office {
    let mut draft = filed("draft", "local", 3);
    draft["stage"] = json!("draft");
    draft.as_object_mut().unwrap().remove("publishedAt");
    Office::with(&[filed("one", "news", 1), filed("two", "local", 2), draft]).await
}

#[tokio::test]
async fn a_section_that_moves_takes_everything_along_and_stays_reachable() {
    let office = office().await;
    let local = office.json("/v1/sections/local").await;
    let version = office.client.get("/v1/site").await.header("content-version").to_owned();
    let moved = done(&office.patch("/v1/sections/local", json!({"parent": "ideas"})).await, 200);
    assert_eq!((moved["path"].as_str(), moved["id"].as_str()), (Some("/ideas/local"), local["id"].as_str()));
    assert_eq!(moved["revision"], json!(2));
    assert_ne!(office.client.get("/v1/site").await.header("content-version"), version, "readers notice");
    // Its articles stand in the lists of where it is now, and of nowhere else.
    let slugs = |list: Value| -> Vec<String> {
        list["items"].as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(slugs(office.client.json("/v1/sections/ideas/articles").await), ["two"]);
    assert_eq!(slugs(office.client.json("/v1/sections/news/articles").await), ["one"]);
    let (path, found) = office.follow("/news/local").await;
    assert_eq!((path.as_str(), found["section"]["slug"].as_str()), ("/ideas/local", Some("local")));
    // And back: nothing leads away from where it is.
    done(&office.patch("/v1/sections/local", json!({"parent": "news"})).await, 200);
    assert_eq!(office.follow("/news/local").await.0, "/news/local");
    assert_eq!(office.follow("/ideas/local").await.0, "/news/local");
}

#[tokio::test]
async fn articles_of_a_renamed_section_are_found_where_they_were() {
    let office = office().await;
    let before = office.client.json("/v1/articles/one").await["path"].as_str().unwrap().to_owned();
    assert_eq!(before, "/news/one");
    for (old, slug, path) in [("news", "world", "/world"), ("world", "planet", "/planet")] {
        let moved = done(&office.patch(&format!("/v1/sections/{old}"), json!({"slug": slug})).await, 200);
        assert_eq!(moved["path"], json!(path));
    }
    // Twice renamed: every old path takes one step.
    for old in ["/news/one", "/world/one"] {
        let (path, found) = office.follow(old).await;
        assert_eq!((path.as_str(), found["article"]["slug"].as_str()), ("/planet/one", Some("one")), "{old}");
    }
    for old in ["/news", "/world"] {
        assert_eq!(office.follow(old).await.0, "/planet", "{old}");
    }
    for old in ["/news/local", "/world/local"] {
        assert_eq!(office.follow(old).await.0, "/planet/local", "{old}");
    }
    // What readers never saw leaves nothing behind.
    let redirects = office.json("/v1/redirects?first=100").await;
    let from: Vec<&str> = redirects["items"].as_array().unwrap().iter().map(|r| r["from"].as_str().unwrap()).collect();
    assert_eq!(from, ["/news", "/news/local", "/news/one", "/world", "/world/local", "/world/one"]);
    // REST leads on, with what follows the slug and the question; GraphQL and filters find the thing itself.
    let answer = office.client.get("/v1/sections/news/articles?first=1").await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (308, "/v1/sections/planet/articles?first=1"));
    let answer = office.client.get("/v1/sections/world").await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (308, "/v1/sections/planet"));
    let data = office.client.data("{ section(by: {slug: \"news\"}) { slug } }", json!({})).await;
    assert_eq!(data["section"]["slug"], json!("planet"));
    assert_eq!(office.client.get("/v1/articles?section=news").await.status, 200);
}

#[tokio::test]
async fn the_path_of_articles_can_change_for_all_of_them() {
    let office = office().await;
    let site = done(&office.patch("/v1/site", json!({"articlePath": "/{year}/{slug}"})).await, 200);
    assert_eq!(site["articlePath"], json!("/{year}/{slug}"));
    assert_eq!(office.follow("/news/one").await.0, "/2020/one");
    assert_eq!(office.follow("/local/two").await.0, "/2020/two");
    let back = done(&office.patch("/v1/site", json!({"articlePath": null})).await, 200);
    assert_eq!(back["articlePath"], json!("/{section}/{slug}"));
    assert_eq!(office.follow("/2020/one").await.0, "/news/one");
    assert_eq!(office.follow("/news/one").await.0, "/news/one");
    refused(
        &office.patch("/v1/site", json!({"articlePath": "/x", "timezone": "", "name": ""})).await,
        422,
        "validation_failed",
    );
}

#[tokio::test]
async fn everything_that_is_renamed_stays_reachable_by_its_old_name() {
    let office = Office::with(&[json!({"type": "collection", "slug": "front", "title": "F", "items": []})]).await;
    for (kind, old) in [("authors", "ada"), ("tags", "rivers"), ("series", "slow"), ("collections", "front")] {
        let path = format!("/v1/{kind}/{old}");
        let renamed = done(&office.patch(&path, json!({"slug": "new-name"})).await, 200);
        assert_eq!(renamed["path"], json!(format!("/{kind}/new-name")));
        assert_eq!(office.follow(&format!("/{kind}/{old}")).await.0, format!("/{kind}/new-name"));
        let answer = office.client.get(&path).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (308, &*format!("/v1/{kind}/new-name")));
        // And back again: nothing leads away.
        done(&office.patch(&format!("/v1/{kind}/new-name"), json!({"slug": old})).await, 200);
        assert_eq!(office.client.get(&path).await.status, 200);
        assert_eq!(office.follow(&format!("/{kind}/new-name")).await.0, format!("/{kind}/{old}"));
    }
    let data = office.client.data("{ tag(by: {slug: \"new-name\"}) { slug } }", json!({})).await;
    assert_eq!(data["tag"]["slug"], json!("rivers"));
}

#[tokio::test]
async fn sections_nest_neither_in_themselves_nor_too_deep() {
    let office = office().await;
    let answer = office.patch("/v1/sections/news", json!({"parent": "local"})).await;
    assert!(refused(&answer, 422, "validation_failed").contains("within itself"));
    let mut parent = "local".to_owned();
    for depth in 3..=8 {
        let slug = format!("deep-{depth}");
        done(&office.post("/v1/sections", json!({"slug": slug, "name": "Deep", "parent": parent})).await, 201);
        parent = slug;
    }
    let answer = office.post("/v1/sections", json!({"name": "Too deep", "parent": parent})).await;
    assert!(refused(&answer, 422, "validation_failed").contains("8 deep"));
    // What lies within counts too.
    let answer = office.patch("/v1/sections/news", json!({"parent": "ideas"})).await;
    assert!(refused(&answer, 422, "validation_failed").contains("8 deep"));
}
