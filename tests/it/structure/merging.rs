//! Tags that become one.

use masthead_tests::bundle::article;
use reqwest::Method;
use serde_json::{Value, json};

use super::office::{Office, done, refused};

fn about(slug: &str, minutes: i64, tags: &[&str]) -> Value {
    let mut record = article(slug, minutes);
    record["tags"] = json!(tags);
    record
}

fn tags(article: &Value) -> Vec<&str> {
    article["tags"].as_array().unwrap().iter().map(|tag| tag["slug"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_merged_tag_is_nowhere_any_more_and_its_links_lead_to_the_other() {
    let third = json!({"type": "tag", "slug": "third", "name": "Third"});
    let office = Office::with(&[
        third,
        about("first", 1, &["rivers"]),
        about("both", 2, &["rivers", "third", "cities"]),
        about("other", 3, &["cities", "rivers"]),
    ])
    .await;
    // An earlier revision has it too.
    let path = "/v1/articles/first/manuscript";
    let revision = office.revision(path).await;
    done(&office.write(Method::PATCH, "/v1/articles/first", Some(revision), json!({"tags": ["third"]})).await, 200);

    let stale = office.write(Method::POST, "/v1/tags/rivers/merge", Some(7), json!({"into": "cities"})).await;
    refused(&stale, 412, "stale_revision");
    let blind = office.write(Method::POST, "/v1/tags/rivers/merge", None, json!({"into": "cities"})).await;
    refused(&blind, 428, "precondition_required");
    for into in ["rivers", "nothing"] {
        let answer = office.write(Method::POST, "/v1/tags/rivers/merge", Some(1), json!({"into": into})).await;
        refused(&answer, 422, "validation_failed");
    }
    // Only tried: nothing happens.
    let tried =
        office.write(Method::POST, "/v1/tags/rivers/merge?dryRun=true", Some(1), json!({"into": "cities"})).await;
    assert_eq!(done(&tried, 200)["slug"], json!("cities"));
    assert_eq!(office.client.get("/v1/tags/rivers").await.status, 200);

    let merged = office.write(Method::POST, "/v1/tags/rivers/merge", Some(1), json!({"into": "cities"})).await;
    assert_eq!(done(&merged, 200)["slug"], json!("cities"));
    assert_eq!(merged.header("etag"), "\"2\"");
    let answer = office.client.get("/v1/tags/rivers").await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (308, "/v1/tags/cities"));
    assert_eq!(office.follow("/tags/rivers").await.0, "/tags/cities");
    let list = office.client.json("/v1/tags/cities/articles?totalCount=true").await;
    let slugs: Vec<&str> = list["items"].as_array().unwrap().iter().map(|a| a["slug"].as_str().unwrap()).collect();
    assert_eq!((slugs, &list["totalCount"]), (vec!["other", "both", "first"], &json!(3)));
    // The earlier place counts.
    assert_eq!(tags(&office.client.json("/v1/articles/both?include=tags").await), ["cities", "third"]);
    assert_eq!(tags(&office.client.json("/v1/articles/other?include=tags").await), ["cities"]);
    // Earlier revisions have the other one, and can be had back.
    let revision = office.revision(path).await;
    let restored = office
        .write(Method::POST, "/v1/articles/first/revisions/1/restore?include=tags", Some(revision), json!({}))
        .await;
    assert_eq!(tags(&done(&restored, 200)["article"]), ["cities"]);
    // Its name is not free.
    refused(&office.post("/v1/tags", json!({"name": "Rivers"})).await, 409, "already_exists");
}

#[tokio::test]
async fn what_led_to_a_merged_tag_leads_on() {
    let office = Office::with(&[]).await;
    done(&office.patch("/v1/tags/rivers", json!({"slug": "streams"})).await, 200);
    let input = json!({"id": "streams", "expectedRevision": 2, "into": "cities"});
    let data = office
        .data(
            "mutation($input: MergeTagsInput!) { mergeTags(input: $input) { slug revision } }",
            json!({"input": input}),
        )
        .await;
    assert_eq!(data["mergeTags"], json!({"slug": "cities", "revision": 2}));
    for old in ["rivers", "streams"] {
        assert_eq!(office.client.get(&format!("/v1/tags/{old}")).await.header("location"), "/v1/tags/cities");
        assert_eq!(office.follow(&format!("/tags/{old}")).await.0, "/tags/cities", "{old}");
    }
}
