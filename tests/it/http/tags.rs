//! Cache tags: what an answer is made of is told, and nothing else makes it old.

use std::time::{Duration, Instant};

use masthead_app::{Clock, Settings};
use masthead_domain::user::UserRole;
use masthead_http::{HttpSettings, TagHeaders};
use masthead_tests::{Client, TestDb, TestServer, bundle as records};
use reqwest::Method;
use serde_json::{Value, json};

use crate::editing::desk::{Hands, form};

const ROOM: u64 = 8 * 1024 * 1024;

async fn server_with(settings: HttpSettings) -> TestServer {
    let server = TestServer::over(TestDb::new().await, Clock::System, settings).await;
    let mut lines = records::base();
    lines.extend((0..60).map(|n| records::article(&format!("article-{n}"), n)));
    let mut idea = records::article("idea", 0);
    idea["section"] = json!("ideas");
    idea["contributors"] = json!([{ "author": "ben" }]);
    lines.push(idea);
    server.load(&records::lines(&lines)).await;
    server
}

async fn server() -> TestServer {
    server_with(HttpSettings { response_cache_bytes: ROOM, ..HttpSettings::default() }).await
}

async fn warm(client: &Client, path: &str) {
    let began = Instant::now();
    while !client.get(path).await.header("cache-status").contains("hit") {
        assert!(began.elapsed() < Duration::from_secs(10), "{path} is kept");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Revises and publishes; the content version since.
async fn headline(desk: &Client, slug: &str, text: &str) -> i64 {
    let path = format!("/v1/articles/{slug}");
    let revision = desk.json(&format!("{path}/manuscript")).await["revision"].as_i64().unwrap();
    assert_eq!(desk.patch(&path, revision, json!({ "headline": text })).await.status, 200);
    let request = desk.request(Method::POST, &format!("{path}/publish"));
    let answer = desk.send(request.header("if-match", format!("\"{}\"", revision + 1)).json(&json!({}))).await;
    assert_eq!(answer.status, 200, "{}", answer.json());
    answer.header("content-version").parse().unwrap()
}

async fn id(client: &Client, path: &str) -> String {
    client.json(path).await["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_happens_elsewhere_leaves_an_answer_as_it_is() {
    let server = server().await;
    let client = server.client();
    let desk = server.user(UserRole::Admin, &[]).await;
    let graphql = "/graphql?query={article(by:{slug:\"idea\"}){headline,byline{text}}}";
    let apart = ["/v1/articles/idea", "/v1/sections/ideas/articles", "/v1/authors/ben", "/v1/tags", graphql];
    let touched = ["/v1/articles/article-59", "/v1/articles?first=3", "/v1/search?query=headline", "/feeds/all.rss"];
    for path in apart.iter().chain(&touched) {
        warm(&client, path).await;
    }
    let version = headline(&desk, "article-59", "Another headline").await;
    for path in apart {
        let answer = client.get(path).await;
        assert!(answer.header("cache-status").contains("hit"), "{path}: {}", answer.header("cache-status"));
        // It is the answer of this version, too.
        assert_eq!(answer.header("content-version"), version.to_string(), "{path}");
    }
    for path in touched {
        let answer = client.get(path).await;
        assert!(answer.header("cache-status").contains("fwd=miss"), "{path}: {}", answer.header("cache-status"));
        assert!(String::from_utf8_lossy(&answer.bytes).contains("Another headline"), "{path}");
    }
    // A page that it is not on has not changed; one of an author that it is by has, when the author is another.
    warm(&client, "/v1/articles?first=3&order=OLDEST").await;
    headline(&desk, "article-58", "Again").await;
    assert!(client.get("/v1/articles?first=3&order=OLDEST").await.header("cache-status").contains("hit"));
    let revision = client.json("/v1/authors/ada").await["revision"].as_i64().unwrap();
    assert_eq!(desk.patch("/v1/authors/ada", revision, json!({ "name": "Someone" })).await.status, 200);
    let answer = client.get("/v1/articles?first=3&order=OLDEST").await;
    assert!(answer.header("cache-status").contains("fwd=miss") && answer.json().to_string().contains("Someone"));
    assert!(client.get(graphql).await.header("cache-status").contains("hit"));
}

#[tokio::test]
async fn what_another_node_writes_elsewhere_leaves_an_answer_as_it_is() {
    let server = server().await;
    let client = server.client();
    let other = server.beside(Clock::System).await;
    let desk = other.user(UserRole::Admin, &[]).await;
    for path in ["/v1/articles/idea", "/v1/articles/article-59"] {
        warm(&client, path).await;
    }
    let version = headline(&desk, "article-59", "Written there").await;
    let began = Instant::now();
    loop {
        let answer = client.get("/v1/articles/idea").await;
        assert!(answer.header("cache-status").contains("hit"), "{}", answer.header("cache-status"));
        if answer.header("content-version") == version.to_string() {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(5), "the other node's write is seen");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(client.json("/v1/articles/article-59").await["headline"], "Written there");
}

#[tokio::test]
async fn answers_tell_what_they_are_made_of() {
    let server = server_with(HttpSettings { cache_tags: TagHeaders::Both, ..HttpSettings::default() }).await;
    let client = server.client();
    let (article, author) = (id(&client, "/v1/articles/idea").await, id(&client, "/v1/authors/ben").await);
    let section = id(&client, "/v1/sections/ideas").await;
    let answer = client.get("/v1/articles/idea").await;
    let tags: Vec<&str> = answer.header("surrogate-key").split(' ').collect();
    let wanted =
        ["site".to_owned(), format!("article:{article}"), format!("author:{author}"), format!("section:{section}")];
    assert!(wanted.iter().all(|tag| tags.contains(&tag.as_str())), "{tags:?}");
    assert_eq!(answer.header("cache-tag").split(',').collect::<Vec<_>>(), tags);
    let list = client.get("/v1/sections/ideas/articles").await;
    let tags: Vec<&str> = list.header("surrogate-key").split(' ').collect();
    assert!(tags.contains(&format!("list:section:{section}").as_str()), "{tags:?}");
    // What is too long is said with fewer words.
    let long = client.get("/v1/articles?first=60").await;
    let tags: Vec<&str> = long.header("surrogate-key").split(' ').collect();
    assert!(long.header("surrogate-key").len() <= 2_000 && tags.contains(&"any:article"), "{tags:?}");
    assert!(tags.contains(&"list:articles"), "{tags:?}");
    assert_eq!(client.get("/v1/search?query=headline").await.header("surrogate-key"), "everything");
    // Caches keep neither what somebody asked nor errors.
    let desk = server.user(UserRole::Admin, &[]).await;
    assert_eq!(desk.get("/v1/articles/idea").await.header("surrogate-key"), "");
    assert_eq!(client.get("/v1/articles/nothing").await.header("surrogate-key"), "");
}

#[tokio::test]
async fn the_log_says_what_to_purge() {
    let server = server().await;
    let client = server.client();
    let desk = server.user(UserRole::Admin, &[]).await;
    let (news, ideas) = (id(&client, "/v1/sections/news").await, id(&client, "/v1/sections/ideas").await);
    let (article, ada) = (id(&client, "/v1/articles/article-59").await, id(&client, "/v1/authors/ada").await);
    let tags = async || -> Vec<String> {
        let events = desk.json("/v1/events?first=1").await;
        let tags = events["items"][0]["cacheTags"].as_array().unwrap();
        tags.iter().map(|tag| tag.as_str().unwrap().to_owned()).collect()
    };
    // Its lists stay as they are when only its headline changes.
    headline(&desk, "article-59", "Another").await;
    assert_eq!(tags().await, [format!("article:{article}")]);
    // Both the lists that it has left and those that it has come to.
    let path = "/v1/articles/article-59";
    let revision = desk.json(&format!("{path}/manuscript")).await["revision"].as_i64().unwrap();
    assert_eq!(desk.patch(path, revision, json!({ "section": "ideas" })).await.status, 200);
    // A draft is nobody's business.
    assert!(tags().await.is_empty());
    headline(&desk, "article-59", "And another").await;
    let moved = [format!("article:{article}"), format!("list:section:{news}"), format!("list:section:{ideas}")];
    let told = tags().await;
    assert!(moved.iter().all(|tag| told.contains(tag)) && told.len() == moved.len(), "{told:?}");
    let revision = desk.json(&format!("{path}/manuscript")).await["revision"].as_i64().unwrap();
    let request = desk.request(Method::POST, &format!("{path}/withdraw")).header("if-match", format!("\"{revision}\""));
    assert_eq!(desk.send(request.json(&json!({}))).await.status, 200);
    let told = tags().await;
    for tag in [format!("article:{article}"), "list:articles".to_owned(), format!("list:author:{ada}")] {
        assert!(told.contains(&tag), "{tag}: {told:?}");
    }
    // The same through the other protocol.
    let data = desk.data("{ events(first: 1) { nodes { cacheTags } } }", json!({})).await;
    assert_eq!(data["events"]["nodes"][0]["cacheTags"], Value::from(told));
}

#[tokio::test]
async fn no_lifetime_crosses_what_is_planned() {
    let hands = Hands::new();
    let settings = HttpSettings {
        response_cache_bytes: ROOM,
        cache_control: "public, s-maxage=600, stale-while-revalidate=600".to_owned(),
        ..HttpSettings::default()
    };
    let server = TestServer::over(TestDb::new().await, hands.clock(), settings).await;
    let mut lines = records::base();
    lines.push(records::article("article", 0));
    server.load(&records::lines(&lines)).await;
    let client = server.client();
    let desk = server.user(UserRole::Admin, &[]).await;
    warm(&client, "/v1/articles").await;
    let whole = "public, s-maxage=600, stale-while-revalidate=600";
    assert_eq!(client.get("/v1/articles").await.header("cache-control"), whole);
    desk.post("/v1/articles", json!(form("planned", "planned"))).await;
    let request = desk.request(Method::POST, "/v1/articles/planned/schedule").header("if-match", "\"1\"");
    let answer = desk.send(request.json(&json!({ "publishAt": hands.in_seconds(700) }))).await;
    assert_eq!(answer.status, 200, "{}", answer.json());
    // It is planned here, or by another node, which is seen soon.
    let began = Instant::now();
    let capped = "public, s-maxage=600, stale-while-revalidate=100";
    while client.get("/v1/articles").await.header("cache-control") != capped {
        assert!(
            began.elapsed() < Duration::from_secs(5),
            "{}",
            client.get("/v1/articles").await.header("cache-control")
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    hands.forward(400);
    for path in ["/v1/articles", "/v1/articles/article", "/graphql?query={site{name}}"] {
        let told = client.get(path).await.header("cache-control").to_owned();
        assert_eq!(told, "public, s-maxage=300, stale-while-revalidate=0", "{path}");
    }
}

#[tokio::test]
async fn more_than_is_named_one_by_one_changes_everything() {
    let settings = HttpSettings { response_cache_bytes: ROOM, ..HttpSettings::default() };
    let remembering = Settings { content_memory_bytes: ROOM, ..Settings::default() };
    let server = TestServer::with(TestDb::new().await, Clock::System, settings, remembering).await;
    let client = server.client();
    let article = |n: i64, word: &str| {
        let mut article = records::article(&format!("article-{n}"), n);
        article["headline"] = json!(format!("{word} {n}"));
        article
    };
    let mut lines = records::base();
    lines.extend((0..450).map(|n| article(n, "Old")));
    server.load(&records::lines(&lines)).await;
    let by_id = format!("/v1/nodes/{}", id(&client, "/v1/articles/article-7").await);
    for path in ["/v1/articles/article-7", "/v1/articles/article-8?fields=headline", by_id.as_str()] {
        warm(&client, path).await;
    }
    let mut lines: Vec<Value> = (0..450).filter(|n| *n != 8).map(|n| article(n, "New")).collect();
    let mut gone = article(8, "New");
    gone["stage"] = json!("withdrawn");
    lines.push(gone);
    server.load(&records::lines(&lines)).await;
    assert_eq!(client.json("/v1/articles/article-7").await["headline"], "New 7");
    assert!(String::from_utf8_lossy(&client.get(&by_id).await.bytes).contains("New 7"));
    assert_eq!(client.get("/v1/articles/article-8?fields=headline").await.status, 410);
}
