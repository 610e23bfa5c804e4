//! Beacons as browsers send them, as nobody should, and where nothing is counted.

use masthead_app::reads::ReadsSettings;
use masthead_tests::{Answer, TestServer};
use reqwest::Method;
use serde_json::{Value, json};

use super::{House, articles, counted};

async fn send(house: &House, media: &str, body: impl Into<reqwest::Body>) -> Answer {
    let request = house.client.request(Method::POST, "/v1/reads").header("content-type", media).body(body);
    house.client.send(request).await
}

#[tokio::test]
async fn off_by_default() {
    let server = TestServer::new().await;
    let body = json!({"reads": [{"article": "01900000-0000-7000-8000-000000000000"}]});
    let answer = server.client().send(server.client().request(Method::POST, "/v1/reads").json(&body)).await;
    let problem = answer.json();
    assert_eq!((answer.status.as_u16(), &problem["code"]), (404, &json!("not_found")));
    assert_eq!(problem["detail"], "there is no counter of reads here: the setting reads_counted is off");
    let asked = "mutation($input: ReadsFields!) { recordReads(input: $input) }";
    let errors = server.client().graphql(asked, json!({"input": body})).await.json();
    assert_eq!(errors["errors"][0]["extensions"]["code"], "not_found");
    assert_eq!(masthead_app::reads::flush(&server.app).await.unwrap(), 0);
    // A page that shows what is read most shows nothing, and does not break.
    assert_eq!(server.client().json("/v1/most-read").await, json!([]));
}

/// `sendBeacon` makes `text/plain` of a string, and asks nobody before it sends that to another host.
#[tokio::test]
async fn browsers_send_it_without_asking() {
    let house = House::with(counted(), &articles(&["a"])).await;
    let body = json!({"reads": [{"article": house.ids["a"]}]}).to_string();
    for media in ["text/plain;charset=UTF-8", "Text/Plain", "application/json", "application/json; charset=utf-8"] {
        let request = house.client.request(Method::POST, "/v1/reads").header("content-type", media);
        let request = request.header("origin", "https://news.example").header("cookie", "a=b").body(body.clone());
        let answer = house.client.send(request).await;
        assert_eq!((answer.status.as_u16(), answer.bytes.len()), (202, 0), "{media}");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(!answer.headers.contains_key("set-cookie"));
    }
    house.flush().await;
    assert_eq!(house.kept().await.iter().map(|(_, _, count)| *count).collect::<Vec<_>>(), [4]);
    // No credential is looked at: it is nobody's business who reads.
    let request = house.client.with_token("forged").request(Method::POST, "/v1/reads").body(body);
    assert_eq!(house.client.send(request.header("content-type", "text/plain")).await.status, 202);
    // Everything else is asked about first, or refused.
    let asked = house.client.request(Method::OPTIONS, "/v1/reads").header("origin", "https://news.example");
    let asked = house.client.send(asked.header("access-control-request-method", "POST")).await;
    assert_eq!(asked.status, 204);
    assert!(!asked.headers.contains_key("access-control-allow-credentials"));
    let get = house.client.get("/v1/reads").await;
    assert_eq!((get.status.as_u16(), get.header("allow")), (405, "POST"));
}

#[tokio::test]
async fn refusals_say_what_and_where() {
    let settings = ReadsSettings { per_beacon: 3, ..counted() };
    let house = House::with(settings, &articles(&["a"])).await;
    let a = json!(house.ids["a"]);
    let read = |count: Value| json!({"article": a, "count": count});
    for (reads, field, code, part) in [
        (json!([read(json!(4))]), "/reads", "too_many", "at most 3 reads (reads_per_beacon), and this one has 4"),
        (json!([read(json!(2)), read(json!(2))]), "/reads", "too_many", "reads_per_beacon"),
        (json!(vec![read(json!(1)); 4]), "/reads", "too_many", "this one has 4 members"),
        (json!([read(json!(0))]), "/reads/0/count", "out_of_range", "from 1"),
        (json!([read(json!(1)), read(json!(-5))]), "/reads/1/count", "out_of_range", "from 1"),
        (json!([{"article": "the-river"}]), "/reads/0/article", "invalid", "UUID"),
        (json!([{"article": "{01900000-0000-7000-8000-000000000000}"}]), "/reads/0/article", "invalid", "UUID"),
    ] {
        let body = json!({"reads": reads});
        let answer = send(&house, "text/plain", body.to_string()).await;
        let problem = answer.json();
        assert_eq!((answer.status.as_u16(), &problem["code"]), (422, &json!("validation_failed")), "{body}");
        let violation = &problem["violations"][0];
        assert_eq!((&violation["field"], &violation["code"]), (&json!(field), &json!(code)), "{body}");
        assert!(violation["message"].as_str().unwrap().contains(part), "{body}: {violation}");
        let asked = "mutation($input: ReadsFields!) { recordReads(input: $input) }";
        let errors = house.client.graphql(asked, json!({"input": body})).await.json();
        assert_eq!(errors["errors"][0]["extensions"]["violations"], problem["violations"], "{body}");
    }
    assert_eq!(house.flush().await, 0, "nothing of a beacon counts that is refused");
}

#[tokio::test]
async fn nothing_that_is_sent_breaks_it() {
    let house = House::with(counted(), &articles(&["a"])).await;
    let id = &house.ids["a"];
    let deep = "[".repeat(100_000);
    let many = json!({"reads": vec![json!({"article": id}); 10_000]}).to_string();
    for (media, body, status) in [
        ("text/plain", String::new(), 400),
        ("text/plain", "[]".to_owned(), 400),
        ("text/plain", "reads=1".to_owned(), 400),
        ("text/plain", "{}".to_owned(), 400),
        ("text/plain", "{\"reads\":null}".to_owned(), 400),
        ("text/plain", format!("{{\"reads\":{deep}"), 400),
        ("text/plain", format!("{{\"reads\":[{{\"article\":\"{id}\",\"count\":1e999}}]}}"), 400),
        ("text/plain", format!("{{\"reads\":[{{\"article\":\"{id}\",\"count\":1.5}}]}}"), 400),
        ("text/plain", format!("{{\"reads\":[{{\"article\":\"{id}\",\"count\":9223372036854775808}}]}}"), 400),
        ("text/plain", format!("{{\"reads\":[{{\"article\":\"{id}\",\"reader\":\"somebody\"}}]}}"), 400),
        ("text/plain", format!("{{\"reads\":[],\"reader\":\"{id}\"}}"), 400),
        ("text/plain", "{\"reads\":[{\"article\":\"\\u0000\"}]}".to_owned(), 422),
        ("text/plain", many, 422),
        ("text/plain", format!("{{\"reads\":[],\"x\":\"{}\"}}", "x".repeat(2 << 20)), 413),
        ("application/x-www-form-urlencoded", "{\"reads\":[]}".to_owned(), 415),
        ("multipart/form-data; boundary=x", "{\"reads\":[]}".to_owned(), 415),
        ("text/html", "{\"reads\":[]}".to_owned(), 415),
        ("text/plain", "{\"reads\":[]}".to_owned(), 202),
    ] {
        let shown: String = body.chars().take(80).collect();
        let answer = send(&house, media, body).await;
        assert_eq!(answer.status.as_u16(), status, "{media} {shown}: {}", String::from_utf8_lossy(&answer.bytes));
        if status == 415 {
            assert_eq!(answer.header("accept-post"), "application/json, text/plain");
        }
    }
    let answer = send(&house, "text/plain", b"\xff\xfe{}".to_vec()).await;
    assert_eq!(answer.status, 400);
    // GraphQL takes no text/plain, for mutations least of all.
    let request = house.client.request(Method::POST, "/graphql").header("content-type", "text/plain");
    let request = request.body("{\"query\":\"mutation { recordReads(input: {reads: []}) }\"}");
    assert_eq!(house.client.send(request).await.status, 415);
    assert!(house.kept().await.is_empty());
}
