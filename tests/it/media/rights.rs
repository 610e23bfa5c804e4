//! The end of the right to show something: readers do not see it from that moment, through no door; editors do.

use std::sync::atomic::Ordering;

use masthead_app::{Clock, scheduler};
use masthead_domain::time::Instant;
use masthead_tests::pictures;
use serde_json::{Value, json};

use super::{Desk, MediaSettings};

#[tokio::test]
async fn what_may_not_be_shown_any_more_is_gone() {
    let start = 1_790_000_000_000_000;
    let clock = Clock::manual(Instant::from_micros(start));
    let Clock::Manual(micros) = clock.clone() else { unreachable!() };
    let desk = Desk::with(clock, MediaSettings::default()).await;
    let end = Instant::from_micros(start + 600_000_000);
    let fields = json!({"rightsExpireAt": end, "alt": "Rented"}).to_string();
    let asset = desk.asset("a.jpg", pictures::jpeg(400, 300), &[("key", "rented"), ("fields", &fields)]).await;
    desk.publish("story", "rented").await;
    let author = desk.editor.json("/v1/authors/ben").await;
    let portrait =
        desk.editor.patch("/v1/authors/ben", author["revision"].as_i64().unwrap(), json!({"portrait": "rented"})).await;
    assert_eq!(portrait.status, 200);
    let rendition = desk.renditions(&asset).await[0].clone();
    let id = asset["id"].as_str().unwrap();
    let query = format!(
        "{{ article(by: {{slug: \"story\"}}) {{ leadImage {{ url }} share {{ image {{ url }} }} body {{ html blocks {{ ... on ImageBlock {{ picture {{ url }} }} }} }} }} \
         author(by: {{slug: \"ben\"}}) {{ portrait {{ url }} }} node(id: \"{id}\") {{ id }} asset(by: {{id: \"{id}\"}}) {{ id }} }}"
    );
    let shown = desk.reader.data(&query, Value::Null).await;
    assert!(shown["article"]["leadImage"]["url"].is_string() && shown["node"]["id"] == asset["id"]);
    let answer = desk.at(&asset["url"]).await;
    assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, "public, max-age=600, immutable"));
    assert_eq!(desk.editor.json("/v1/assets?expired=true").await["items"], json!([]));
    let before = desk.reader.get("/v1/articles").await.header("content-version").parse::<i64>().unwrap();

    micros.store(start + 600_000_000, Ordering::SeqCst);
    // Before anything else has happened: it is time that hides it, not the program that tells of it.
    for url in [&asset["url"], &rendition["url"]] {
        let gone = desk.at(url).await;
        assert_eq!((gone.status.as_u16(), gone.json()["code"].as_str()), (410, Some("gone")), "{url}");
    }
    let hidden = desk.reader.graphql(&query, Value::Null).await.json()["data"].clone();
    assert_eq!(hidden["article"]["leadImage"], Value::Null);
    assert_eq!(hidden["article"]["share"]["image"], Value::Null);
    assert_eq!(hidden["article"]["body"]["blocks"][1]["picture"], Value::Null);
    assert_eq!(
        (&hidden["author"]["portrait"], &hidden["node"], &hidden["asset"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    let pages = [
        "/v1/articles?include=body,portraits,renditions",
        "/v1/articles/story?include=renditions",
        "/v1/pages/article/story",
        "/v1/pages/front",
        "/v1/authors/ben?include=portrait",
    ];
    for path in pages {
        let text = String::from_utf8(desk.reader.get(path).await.bytes).unwrap();
        assert!(!text.contains(id) && !text.contains("/media/"), "{path}: {text}");
    }
    for path in [format!("/v1/nodes/{id}"), "/v1/assets/rented".to_owned(), format!("/v1/assets/{id}")] {
        assert_eq!(desk.reader.get(&path).await.status, 404, "{path}");
    }
    // Editors find it, and can have it back.
    let expired = desk.editor.json("/v1/assets?expired=true").await;
    assert_eq!((&expired["items"][0]["key"], &expired["items"][0]["isExpired"]), (&json!("rented"), &json!(true)));
    assert_eq!(desk.editor.json("/v1/assets/rented").await["isExpired"], true);
    let ending = format!("/v1/assets?expired=false&expiringBefore={}", Instant::from_micros(start + 900_000_000));
    assert_eq!(desk.editor.json(&ending).await["items"], json!([]));
    // Whoever keeps copies is told, once.
    assert_eq!(scheduler::run_due(&desk.server.app).await.unwrap(), 1);
    assert_eq!(scheduler::run_due(&desk.server.app).await.unwrap(), 0);
    let after = desk.reader.get("/v1/articles").await.header("content-version").parse::<i64>().unwrap();
    assert_eq!(after, before + 1);
    let event = desk.editor.json("/v1/events?first=1").await["items"][0].clone();
    assert_eq!(
        (&event["action"], &event["subject"], &event["note"]),
        (&json!("EXPIRED"), &json!("ASSET"), &json!("rented"))
    );
    let longer = desk.editor.patch("/v1/assets/rented", 1, json!({"rightsExpireAt": null})).await;
    assert_eq!((longer.status.as_u16(), &longer.json()["isExpired"]), (200, &json!(false)));
    assert_eq!(desk.at(&asset["url"]).await.status, 200);
}

#[tokio::test]
async fn what_is_decorative_needs_no_words() {
    let desk = Desk::new().await;
    desk.asset("a.png", pictures::png(40, 40), &[("key", "bare")]).await;
    let ornament =
        desk.asset("b.png", pictures::png(41, 40), &[("key", "ornament"), ("fields", "{\"decorative\": true}")]).await;
    assert_eq!((&ornament["decorative"], &ornament["alt"]), (&json!(true), &json!("")));
    let form = |slug: &str, key: &str| {
        json!({"slug": slug, "headline": slug, "section": "news", "contributors": [{"author": "ada"}], "leadImage": {"asset": key},
            "body": {"markdown": "Text."}})
    };
    for (slug, key, status) in [("undescribed", "bare", 422), ("adorned", "ornament", 200)] {
        assert_eq!(desk.editor.post("/v1/articles", form(slug, key)).await.status, 201);
        let request = desk.editor.request(reqwest::Method::POST, &format!("/v1/articles/{slug}/publish"));
        let answer = desk.editor.send(request.header("if-match", "\"1\"")).await;
        assert_eq!(answer.status.as_u16(), status, "{slug}: {}", String::from_utf8_lossy(&answer.bytes));
    }
    assert_eq!(desk.reader.json("/v1/articles/adorned").await["leadImage"]["alt"], "");
}
