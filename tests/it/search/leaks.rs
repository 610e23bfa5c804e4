//! Only what readers see is found; what is not seen any more is not found any more.

use masthead_tests::bundle;
use reqwest::Method;
use serde_json::{Value, json};

use super::{found, path, set, story, with};
use crate::structure::office::{Office, done};

async fn step(office: &Office, slug: &str, step: &str, body: Value) {
    let revision = office.revision(&format!("/v1/articles/{slug}/manuscript")).await;
    done(&office.write(Method::POST, &format!("/v1/articles/{slug}/{step}"), Some(revision), body).await, 200);
}

async fn revise(office: &Office, slug: &str, body: Value) {
    let revision = office.revision(&format!("/v1/articles/{slug}/manuscript")).await;
    done(&office.write(Method::PATCH, &format!("/v1/articles/{slug}"), Some(revision), body).await, 200);
}

/// Nothing of a word shows, through any door.
async fn assert_hidden(office: &Office, word: &str) {
    let client = &office.client;
    for query in
        [word.to_owned(), format!("{word}*"), format!("\"{word}\""), format!("body:{word}"), format!("headline:{word}")]
    {
        assert!(found(client, &query, "").await.is_empty(), "{query}");
        let counted = client.json(&path(&query, "&facets=true&totalCount=true&order=NEWEST")).await;
        assert_eq!((&counted["totalCount"], &counted["facets"]["byYear"]), (&json!(0), &json!([])), "{query}");
    }
    assert_eq!(client.json(&format!("/v1/search/suggestions?query={word}")).await, json!([]), "{word}");
    // Neither does it help to find something else without it.
    let other = client.json(&path(&format!("common -{word}"), "&totalCount=true")).await;
    let all = client.json(&path("common", "&totalCount=true")).await;
    assert_eq!(other["totalCount"], all["totalCount"], "{word}");
}

#[tokio::test]
async fn only_what_readers_see_is_found() {
    let hidden = |slug: &str, stage: &str| {
        let mut record = with(
            story(slug, 5, &format!("Canary{stage} common"), &format!("canary{stage} common")),
            json!({"stage": stage, "tags": ["secret-tag"], "contributors": [{"author": "secret-author"}]}),
        );
        match stage {
            "draft" => record["publishedAt"] = json!(null),
            "scheduled" => record["publishedAt"] = json!("2199-01-01T00:00:00Z"),
            _ => record["withdrawnReason"] = json!("A hoax."),
        }
        record
    };
    let office = Office::with(&[
        json!({"type": "tag", "slug": "secret-tag", "name": "Canarytag"}),
        json!({"type": "author", "slug": "secret-author", "name": "Canaryauthor"}),
        hidden("a-draft", "draft"),
        hidden("later", "scheduled"),
        hidden("taken-back", "withdrawn"),
        story("public", 1, "Public common", "common"),
    ])
    .await;
    for word in ["canarydraft", "canaryscheduled", "canarywithdrawn", "canarytag", "canaryauthor"] {
        assert_hidden(&office, word).await;
    }
    assert_eq!(set(&office.client, "common").await, ["public"]);
}

#[tokio::test]
async fn what_is_found_follows_every_step_of_a_life() {
    let office = Office::with(&[bundle::article("beside", 1)]).await;
    let form = json!({
        "slug": "story", "headline": "Canaryone", "section": "news", "contributors": [{"author": "ada"}],
        "body": {"html": "<p>canaryone text</p>"}, "leadImage": {"asset": "river"},
    });
    done(&office.post("/v1/articles", form).await, 201);
    assert_hidden(&office, "canaryone").await;
    step(&office, "story", "publish", json!({})).await;
    assert_eq!(set(&office.client, "canaryone").await, ["story"]);
    // A draft over it: readers find what they see.
    revise(&office, "story", json!({"headline": "Canarytwo", "body": {"html": "<p>canarytwo text</p>"}})).await;
    assert_hidden(&office, "canarytwo").await;
    assert_eq!(set(&office.client, "canaryone").await, ["story"]);
    step(&office, "story", "publish", json!({})).await;
    assert_hidden(&office, "canaryone").await;
    assert_eq!(set(&office.client, "canarytwo").await, ["story"]);
    // Nothing that was only tried stays.
    let revision = office.revision("/v1/articles/story/manuscript").await;
    let tried = office.write(Method::POST, "/v1/articles/story/withdraw?dryRun=true", Some(revision), json!({})).await;
    done(&tried, 200);
    assert_eq!(set(&office.client, "canarytwo").await, ["story"]);
    step(&office, "story", "withdraw", json!({"reason": "Wrong."})).await;
    assert_hidden(&office, "canarytwo").await;
    step(&office, "story", "publish", json!({})).await;
    assert_eq!(set(&office.client, "canarytwo").await, ["story"]);
    step(&office, "story", "embargo", json!({"until": "2199-01-01T00:00:00Z"})).await;
    assert_hidden(&office, "canarytwo").await;
    step(&office, "story", "embargo", json!({"until": null})).await;
    step(&office, "story", "publish", json!({})).await;
    assert_eq!(set(&office.client, "canarytwo").await, ["story"]);
    step(&office, "story", "trash", json!({})).await;
    assert_hidden(&office, "canarytwo").await;
    let revision = office.revision("/v1/articles/story/manuscript").await;
    done(&office.write(Method::POST, "/v1/articles/story/purge", Some(revision), json!({})).await, 204);
    assert_hidden(&office, "canarytwo").await;
}
