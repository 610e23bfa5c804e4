//! Posts are written and read: who may, in which order, and what becomes of them.

use masthead_domain::user::UserRole;
use masthead_tests::TestServer;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Desk, bytes, path};

#[tokio::test]
async fn posts_stand_in_the_order_in_which_they_were_added() {
    let desk = Desk::published().await;
    for at in 0..7 {
        // The time that readers see does not move them.
        let form = json!({"headline": format!("post {at}"), "body": {"html": "<p>So it goes.</p>"}, "authors": ["ben"],
            "keyEvent": at % 3 == 0, "pinned": at == 2, "postedAt": format!("2026-01-0{}T00:00:00Z", 7 - at)});
        desk.post(form).await;
    }
    let all: Vec<String> = (0..7).rev().map(|at| format!("post {at}")).collect();
    assert_eq!(desk.headlines("first=100").await, all);
    assert_eq!(desk.headlines("keyEvents=true").await, ["post 6", "post 3", "post 0"]);
    assert_eq!(desk.headlines("pinned=true").await, ["post 2"]);
    // A walk, and the way back.
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = desk.reader.json(&format!("/v1/articles/match/posts?first=3&totalCount=true{after}")).await;
        assert_eq!(page["pageInfo"]["hasPreviousPage"], json!(!after.is_empty()));
        found.extend(page["items"].as_array().unwrap().iter().map(|it| it["headline"].as_str().unwrap().to_owned()));
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
        after = format!("&after={}", page["pageInfo"]["endCursor"].as_str().unwrap());
    }
    assert_eq!(found, all);
    let query = "query($after: String) { article(by: {slug: \"match\"}) { kind posts(first: 3, after: $after) {
        totalCount edges { cursor node { id position headline body { html text } authors { slug } keyEvent pinned } } } } }";
    let data = desk.reader.data(query, json!({})).await;
    assert_eq!(data["article"]["kind"], "LIVE");
    assert_eq!(data["article"]["posts"]["totalCount"], 7);
    let rest = desk.reader.json("/v1/articles/match/posts?first=3").await;
    for (edge, item) in
        data["article"]["posts"]["edges"].as_array().unwrap().iter().zip(rest["items"].as_array().unwrap())
    {
        assert_eq!(edge["cursor"], item["position"]);
        assert_eq!(edge["node"]["body"]["html"], item["body"]["html"]);
        assert_eq!(edge["node"]["body"]["text"], "So it goes.");
        assert_eq!(edge["node"]["authors"][0]["slug"], item["authors"][0]["slug"]);
    }
}

#[tokio::test]
async fn posts_of_what_nobody_sees_are_seen_by_nobody() {
    let desk = Desk::new().await;
    let post = desk.post(json!({"headline": "secret"})).await;
    let unseen = |answer: masthead_tests::Answer| {
        assert_eq!(answer.status, 404, "{}", bytes(&answer));
        assert!(!bytes(&answer).contains("secret"));
    };
    unseen(desk.reader.get("/v1/articles/match/posts").await);
    unseen(desk.reader.get(&path(&post)).await);
    let answer = desk.reader.graphql("query($id: ID!) { post(id: $id) { headline } }", json!({"id": post["id"]})).await;
    assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "not_found");
    let version = |answer: &masthead_tests::Answer| answer.header("content-version").to_owned();
    let before = version(&desk.reader.get("/v1/site").await);
    desk.post(json!({"headline": "another"})).await;
    assert_eq!(version(&desk.reader.get("/v1/site").await), before, "readers cannot notice");

    desk.publish().await;
    assert_eq!(desk.headlines("").await, ["another", "secret"]);
    assert_eq!(desk.reader.json(&path(&post)).await["headline"], "secret");
    let request = desk.editor.request(Method::POST, "/v1/articles/match/withdraw");
    assert_eq!(desk.editor.send(request.header("if-match", "\"2\"").json(&json!({}))).await.status, 200);
    assert_eq!(desk.reader.get("/v1/articles/match/posts").await.status, 410);
    assert_eq!(desk.reader.get(&path(&post)).await.status, 404);
}

#[tokio::test]
async fn a_post_is_changed_by_whoever_has_seen_it_and_goes_for_good() {
    let desk = Desk::published().await;
    let post =
        desk.post(json!({"headline": "Kick-off", "body": {"markdown": "It *begins*."}, "authors": ["ada"]})).await;
    assert_eq!(post["body"]["html"], "<p>It <em>begins</em>.</p>");
    let article = desk.reader.json("/v1/articles/match?fields=updatedAt").await["updatedAt"].clone();
    let changed = desk.change(&post, json!({"pinned": true, "body": {"html": "<p>It has begun.</p>"}})).await;
    assert_eq!(changed["headline"], "Kick-off", "what is absent stays");
    assert_eq!((changed["revision"].as_i64(), changed["pinned"].as_bool()), (Some(2), Some(true)));
    assert_eq!(changed["body"]["html"], "<p>It has begun.</p>");
    assert_eq!(changed["position"], post["position"], "it stays where it is");
    let later = desk.reader.json("/v1/articles/match?fields=updatedAt").await["updatedAt"].clone();
    assert!(later.as_str() > article.as_str(), "readers should notice: {article} {later}");

    let stale = desk.editor.patch(&path(&post), 1, json!({"pinned": false})).await;
    assert_eq!((stale.status.as_u16(), stale.json()["code"].clone()), (412, json!("stale_revision")));
    let request = desk.editor.request(Method::PATCH, &path(&post)).json(&json!({"pinned": false}));
    assert_eq!(desk.editor.send(request).await.status, 428);
    desk.delete(&changed).await;
    assert!(desk.headlines("").await.is_empty());
    assert_eq!(desk.reader.get(&path(&post)).await.status, 404);
    assert_eq!(desk.editor.patch(&path(&post), 2, json!({})).await.status, 404);
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let desk = Desk::published().await;
    let wrong = json!({"authors": ["nobody", "ada", "ada"], "body": {"blocks": []}});
    let answer = desk.editor.post("/v1/articles/match/posts", wrong).await;
    assert_eq!(answer.status, 422);
    let fields: Vec<_> = answer.json()["violations"].as_array().unwrap().iter().map(|it| it["field"].clone()).collect();
    assert_eq!(json!(fields), json!(["/authors/0", "/body", "/authors/1"]));
    let picture = json!({"body": {"blocks": [{"type": "image", "picture": {"asset": "no-such"}}]}});
    let answer = desk.editor.post("/v1/articles/match/posts", picture).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["violations"][0]["code"].clone()),
        (422, json!("unknown_reference"))
    );
    let story = json!({"slug": "story", "headline": "H", "section": "news", "contributors": [{"author": "ada"}]});
    assert_eq!(desk.editor.post("/v1/articles", story).await.status, 201);
    let answer = desk.editor.post("/v1/articles/story/posts", json!({"headline": "x"})).await;
    assert_eq!((answer.status.as_u16(), answer.json()["code"].clone()), (409, json!("illegal_transition")));
    // A try changes nothing.
    let tried = desk.editor.post("/v1/articles/match/posts?dryRun=true", json!({"headline": "tried"})).await;
    assert_eq!((tried.status.as_u16(), tried.json()["position"].clone()), (201, Value::Null));
    assert!(desk.headlines("").await.is_empty());
    // Twice with one key is once.
    let twice = || {
        let request = desk.editor.request(Method::POST, "/v1/articles/match/posts");
        desk.editor.send(request.header("idempotency-key", "k").json(&json!({"headline": "once"})))
    };
    let (first, second) = (twice().await, twice().await);
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201));
    assert_eq!(first.json()["id"], second.json()["id"]);
    assert_eq!(desk.headlines("").await, ["once"]);
    // Contributors and authors do not publish in articles of others.
    let author = desk.server.user(UserRole::Author, &[]).await;
    assert_eq!(author.post("/v1/articles/match/posts", json!({"headline": "x"})).await.status, 404);
    assert_eq!(desk.reader.post("/v1/articles/match/posts", json!({"headline": "x"})).await.status, 401);
}

#[tokio::test]
async fn what_posts_show_is_in_use() {
    let desk = Desk::published().await;
    let body = json!({"blocks": [{"type": "image", "picture": {"asset": "river"}}]});
    let post = desk.post(json!({"body": body, "authors": ["ben"]})).await;
    assert_eq!(post["body"]["blocks"][0]["picture"]["url"], "https://pictures.example/river.jpg");
    let admin = desk.server.user(UserRole::Admin, &[]).await;
    for path in ["/v1/authors/ben", "/v1/assets/river"] {
        let delete = || admin.send(admin.request(Method::DELETE, path).header("if-match", "\"1\""));
        let answer = delete().await;
        assert_eq!(answer.status, 409, "{path}: {}", bytes(&answer));
    }
    desk.delete(&post).await;
    let answer = admin.send(admin.request(Method::DELETE, "/v1/authors/ben").header("if-match", "\"1\"")).await;
    assert_eq!(answer.status, 204, "{}", bytes(&answer));
}

#[tokio::test]
async fn search_engines_read_live_coverage() {
    let desk = Desk::published().await;
    desk.post(json!({"headline": "Kick-off", "body": {"html": "<p>It </script> begins.</p>"}, "authors": ["ben"]}))
        .await;
    desk.post(json!({"body": {"html": "<p>Half time.</p>"}})).await;
    let text = desk.reader.json("/v1/articles/match?fields=jsonLd").await["jsonLd"].as_str().unwrap().to_owned();
    assert!(!text.contains('<'));
    let graph: Value = serde_json::from_str(&text).unwrap();
    let article = &graph["@graph"][0];
    assert_eq!(article["@type"], "LiveBlogPosting");
    assert!(article["coverageStartTime"].is_string());
    let updates = article["liveBlogUpdate"].as_array().unwrap();
    assert_eq!(updates.len(), 2);
    assert_eq!(
        (updates[0]["@type"].as_str(), updates[0]["articleBody"].as_str()),
        (Some("BlogPosting"), Some("Half time."))
    );
    assert_eq!(updates[1]["author"][0]["name"], "Ben Stet");
    let data = desk.reader.data("{ article(by: {slug: \"match\"}) { jsonLd } }", json!({})).await;
    assert_eq!(data["article"]["jsonLd"], text);
}

#[tokio::test]
async fn posts_go_out_in_a_bundle_and_come_in_again() {
    let desk = Desk::published().await;
    for at in 0..3 {
        desk.post(
            json!({"headline": format!("post {at}"), "body": {"html": "<p>Text.</p>"}, "authors": ["ben", "ada"],
            "keyEvent": at == 1, "pinned": at == 2, "postedAt": "2026-01-01T00:00:00Z"}),
        )
        .await;
    }
    let mut exported = Vec::new();
    masthead_app::bundle::export(&desk.server.app, &mut exported, |_| {}).await.unwrap();
    let other = TestServer::new().await;
    other.load(std::str::from_utf8(&exported).unwrap()).await;
    let client = other.client();
    let (was, is) = (desk.reader.json("/v1/articles/match/posts").await, client.json("/v1/articles/match/posts").await);
    for (was, is) in was["items"].as_array().unwrap().iter().zip(is["items"].as_array().unwrap()) {
        for member in ["id", "headline", "keyEvent", "pinned", "postedAt"] {
            assert_eq!(was[member], is[member], "{member}");
        }
        assert_eq!(was["body"]["html"], is["body"]["html"]);
        assert_eq!(was["authors"][1]["slug"], is["authors"][1]["slug"]);
    }
    assert_eq!(is["items"].as_array().unwrap().len(), 3);
    let mut again = Vec::new();
    masthead_app::bundle::export(&other.app, &mut again, |_| {}).await.unwrap();
    assert_eq!(String::from_utf8(again).unwrap(), String::from_utf8(exported.clone()).unwrap());
    // The same once more is nothing new.
    let counts = other.load(std::str::from_utf8(&exported).unwrap()).await;
    assert_eq!((counts.created, counts.updated), (0, 0));
}
