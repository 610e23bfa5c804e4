//! What is not public is not in a ranking, and no beacon can find out that it is there.

use reqwest::Method;
use serde_json::{Value, json};

use super::{House, articles, counted, with};
use crate::structure::office::key_of;
use masthead_domain::user::UserRole;
use masthead_tests::bundle;

fn hidden(slug: &str, stage: &str) -> Value {
    let mut record = with(bundle::article(slug, 5), json!({"stage": stage}));
    match stage {
        "draft" => record["publishedAt"] = json!(null),
        "scheduled" => record["publishedAt"] = json!("2199-01-01T00:00:00Z"),
        _ => record["withdrawnReason"] = json!("A hoax."),
    }
    record
}

#[tokio::test]
async fn what_is_not_public_is_passed_over_without_a_word() {
    let mut records = articles(&["public"]);
    records.extend([hidden("a-draft", "draft"), hidden("later", "scheduled"), hidden("taken-back", "withdrawn")]);
    let mut house = House::with(counted(), &records).await;
    house.ids.insert("nothing".to_owned(), "01900000-0000-7000-8000-000000000000".to_owned());
    let told = house.beacon(&[("public", 1)]).await;
    for slug in ["a-draft", "later", "taken-back", "nothing"] {
        let answer = house.beacon(&[(slug, 7)]).await;
        assert_eq!((answer.status, &answer.bytes), (told.status, &told.bytes), "{slug}");
        // Its id and the date apart.
        for (name, value) in told.headers.iter().filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()))
        {
            assert_eq!(answer.headers.get(name), Some(value), "{slug}");
        }
        assert_eq!(answer.headers.len(), told.headers.len(), "{slug}");
        let input = json!({"input": house.body(&[(slug, 7)])});
        let asked = "mutation($input: ReadsFields!) { recordReads(input: $input) }";
        assert_eq!(house.client.data(asked, input).await, json!({"recordReads": true}), "{slug}");
    }
    assert_eq!(house.flush().await, 1, "only the public one");
    for window in ["HOUR", "DAY", "WEEK", "MONTH"] {
        assert_eq!(house.most(window, &[]).await, ["public"]);
    }
    assert_eq!(house.kept().await.len(), 1, "nothing is kept of the others");
}

#[tokio::test]
async fn a_ranking_follows_what_readers_see() {
    let house = House::with(counted(), &articles(&["a", "b"])).await;
    house.read(&[("a", 2), ("b", 1)]).await;
    let (_, key) = key_of(&house.server, UserRole::Admin).await;
    let step = async |step: &str, body: Value| {
        let editor = house.client.with_token(&key);
        let revision = editor.json("/v1/articles/a/manuscript").await["revision"].clone();
        let request = editor.request(Method::POST, &format!("/v1/articles/a/{step}")).json(&body);
        let answer = editor.send(request.header("if-match", format!("\"{revision}\""))).await;
        assert!(answer.status.is_success(), "{step}: {}", String::from_utf8_lossy(&answer.bytes));
    };
    assert_eq!(house.most("DAY", &[]).await, ["a", "b"]);
    step("withdraw", json!({"reason": "Wrong."})).await;
    assert_eq!(house.most("DAY", &[]).await, ["b"]);
    // What is read while it is not there does not count; what was read before does, when it comes back.
    house.read(&[("a", 9), ("b", 2)]).await;
    step("publish", json!({})).await;
    assert_eq!(house.most("DAY", &[]).await, ["b", "a"]);
    step("trash", json!({})).await;
    step("purge", json!({})).await;
    assert_eq!(house.most("DAY", &[]).await, ["b"]);
}
