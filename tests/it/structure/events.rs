//! Who did what: the log of everything that was written.

use masthead_tests::bundle::article;
use serde_json::{Value, json};

use super::office::{Office, done};

fn line(event: &Value) -> String {
    format!("{} {}", event["action"].as_str().unwrap(), event["subject"].as_str().unwrap())
}

#[tokio::test]
async fn every_write_says_who_when_what_and_by_which_key() {
    let office = Office::with(&[article("a", 1)]).await;
    let made = done(&office.post("/v1/tags", json!({"name": "New"})).await, 201);
    let changed = office.patch("/v1/tags/new", json!({"slug": "newer", "description": "Text."})).await;
    done(&changed, 200);
    done(&office.delete("/v1/tags/newer").await, 204);
    let id = made["id"].as_str().unwrap();
    let list = office.json(&format!("/v1/events?id={id}&totalCount=true")).await;
    let events = list["items"].as_array().unwrap();
    assert_eq!(events.iter().map(line).collect::<Vec<_>>(), ["DELETED TAG", "UPDATED TAG", "CREATED TAG"]);
    assert_eq!(list["totalCount"], json!(3));
    let update = &events[1];
    assert_eq!(update["fields"], json!(["description", "slug"]));
    assert_eq!((&update["id"], &update["user"], &update["revision"]), (&json!(id), &json!(office.user), &json!(2)));
    assert_eq!(update["requestId"].as_str().unwrap(), changed.header("x-request-id"));
    assert!(update["key"].is_string());
    assert_eq!(events[0]["note"], json!("newer"));

    // The same through GraphQL, page by page.
    let query = "query($after: String) { events(first: 1, after: $after, filter: {subject: TAG, user: \"USER\"}) { \
        nodes { seq at action subject id user key requestId revision fields note cacheTags } pageInfo { endCursor hasNextPage } } }";
    let query = query.replace("USER", &office.user);
    let mut after = json!(null);
    for event in events {
        let data = office.data(&query, json!({"after": after})).await;
        assert_eq!(&data["events"]["nodes"][0], event);
        after = data["events"]["pageInfo"]["endCursor"].clone();
    }
    let data = office.data(&query, json!({"after": after})).await;
    assert_eq!(data["events"]["nodes"], json!([]));
}

#[tokio::test]
async fn the_log_is_filtered_and_costs_the_same_however_long_it_is() {
    let office = Office::with(&[article("a", 1)]).await;
    for number in 0..5 {
        done(&office.post("/v1/tags", json!({"name": format!("Tag {number}")})).await, 201);
    }
    done(&office.patch("/v1/sections/news", json!({"slug": "world"})).await, 200);
    let sections = office.json("/v1/events?subject=SECTION&action=UPDATED").await;
    let told: Vec<&Value> = sections["items"].as_array().unwrap().iter().map(|event| &event["fields"]).collect();
    assert_eq!(told, [&json!(["slug"]), &json!(["path"])], "the section, and the one within");
    let all = office.json("/v1/events?first=100").await;
    let first = &all["items"][0];
    let at = first["at"].as_str().unwrap();
    let since = office.json(&format!("/v1/events?from={at}")).await;
    assert!(since["items"].as_array().unwrap().iter().all(|event| event["at"].as_str().unwrap() >= at));
    let until = office.json(&format!("/v1/events?to={at}&first=100")).await;
    let (since, until) = (since["items"].as_array().unwrap().len(), until["items"].as_array().unwrap().len());
    assert_eq!(since + until, all["items"].as_array().unwrap().len());
    let short = office.get("/v1/events?first=1").await.statements();
    assert_eq!(office.get("/v1/events?first=100").await.statements(), short);
    // The last ones, from the other end.
    let last = office.json("/v1/events?last=1").await;
    assert_eq!(last["items"][0]["seq"], json!(1));
    let wrong = office.get("/v1/events?user=me").await;
    assert_eq!(wrong.status, 400);
    assert_eq!(office.get("/v1/events?colour=red").await.status, 400);
}
