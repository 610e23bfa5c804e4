//! Redirects by hand.

use masthead_tests::bundle::article;
use reqwest::Method;
use serde_json::json;

use super::office::{Office, done, refused};

const PATH: &str = "/v1/redirects";

#[tokio::test]
async fn redirects_are_set_changed_listed_and_taken_away() {
    let office = Office::with(&[article("a", 1)]).await;
    let set = office.write(Method::PUT, PATH, None, json!({"from": "/old/", "to": "/news/a"})).await;
    assert_eq!(done(&set, 200), json!({"from": "/old", "to": "/news/a", "article": null, "revision": 1}));
    let again = office.write(Method::PUT, PATH, None, json!({"from": "/old", "to": "/news/a"})).await;
    assert_eq!(done(&again, 200)["revision"], json!(1), "the same is no change");
    let other = json!({"from": "/old", "article": "a"});
    refused(&office.write(Method::PUT, PATH, None, other.clone()).await, 428, "precondition_required");
    refused(&office.write(Method::PUT, PATH, Some(9), other.clone()).await, 412, "stale_revision");
    let changed = done(&office.write(Method::PUT, PATH, Some(1), other).await, 200);
    assert_eq!((&changed["to"], &changed["revision"]), (&json!(null), &json!(2)));
    assert_eq!(office.follow("/old").await.0, "/news/a");
    let query = "{ redirects(first: 1) { nodes { from to article revision } pageInfo { hasNextPage } totalCount } }";
    let data = office.data(query, json!({})).await;
    assert_eq!(data["redirects"]["nodes"][0], changed);
    assert_eq!(data["redirects"]["totalCount"], json!(1));
    let gone = office.write(Method::DELETE, "/v1/redirects?from=/old", Some(2), json!({})).await;
    done(&gone, 204);
    assert_eq!(office.client.get("/v1/resolve?path=/old").await.status, 404);
    refused(&office.write(Method::DELETE, "/v1/redirects?from=/old", Some(2), json!({})).await, 404, "not_found");
}

#[tokio::test]
async fn redirects_take_one_step_and_never_go_round() {
    let office = Office::with(&[article("a", 1)]).await;
    for (from, to) in [("/b", "/c"), ("/a", "/b"), ("/c", "/news/a")] {
        done(&office.write(Method::PUT, PATH, None, json!({"from": from, "to": to})).await, 200);
    }
    for from in ["/a", "/b", "/c"] {
        assert_eq!(office.follow(from).await.0, "/news/a", "{from}");
    }
    done(&office.write(Method::PUT, PATH, None, json!({"from": "/x", "to": "/y"})).await, 200);
    let round = office.write(Method::PUT, PATH, None, json!({"from": "/y", "to": "/x"})).await;
    assert!(refused(&round, 422, "validation_failed").contains("back to itself"));
    for (form, field) in [
        (json!({"from": "/news", "to": "/a"}), "/from"),
        (json!({"from": "/news/a", "to": "/a"}), "/from"),
        (json!({"from": "/tags/rivers", "to": "/a"}), "/from"),
        (json!({"from": "/z", "article": "nothing"}), "/article"),
        (json!({"from": "/z", "to": "/z/"}), "/to"),
        (json!({"from": "/z"}), ""),
    ] {
        let answer = office.write(Method::PUT, PATH, None, form).await;
        refused(&answer, 422, "validation_failed");
        assert_eq!(answer.json()["violations"][0]["field"], json!(field));
    }
}

#[tokio::test]
async fn a_path_that_is_in_use_again_leads_nowhere_else() {
    let office = Office::with(&[]).await;
    done(&office.write(Method::PUT, PATH, None, json!({"from": "/tags/new", "to": "/news"})).await, 200);
    done(&office.post("/v1/tags", json!({"name": "New"})).await, 201);
    assert_eq!(office.json(PATH).await["items"], json!([]));
}
