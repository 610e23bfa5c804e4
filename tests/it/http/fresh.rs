//! Whatever is written: what is kept differs from what is computed at no door.

use masthead_app::scheduler;
use masthead_domain::user::UserRole;
use masthead_http::HttpSettings;
use masthead_tests::{Answer, Client, TestDb, TestServer, bundle};
use reqwest::Method;
use serde_json::{Value, json};

use crate::editing::desk::{Hands, form};

/// Writes, each followed by a look at every door.
const ROUNDS: usize = 60;

const DOORS: [&str; 17] = [
    "/v1/articles?first=5",
    "/v1/articles?tag=rivers&order=OLDEST",
    "/v1/articles/article-1",
    "/v1/articles/article-2?include=body.html,tags,byline",
    "/v1/sections/news/articles",
    "/v1/sections/local",
    "/v1/authors/ada",
    "/v1/authors/ada/articles",
    "/v1/collections/front/items",
    "/v1/site",
    "/v1/pages/front",
    "/v1/resolve?path=/news/article-1",
    "/v1/search?query=text",
    "/feeds/all.atom",
    "/feeds/sections/news.json",
    "/sitemap.xml",
    "/graphql?query={articles(first:3){nodes{headline,section{name}}}}",
];

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % 1_000_003).unwrap() % sides
    }
}

async fn revision(desk: &Client, path: &str) -> Option<i64> {
    desk.get(path).await.json()["revision"].as_i64()
}

async fn act(desk: &Client, slug: &str, step: &str, body: Value) -> Option<Answer> {
    let revision = revision(desk, &format!("/v1/articles/{slug}/manuscript")).await?;
    let request = desk.request(Method::POST, &format!("/v1/articles/{slug}/{step}"));
    Some(desk.send(request.header("if-match", format!("\"{revision}\"")).json(&body)).await)
}

async fn patch(desk: &Client, path: &str, at: &str, body: Value) -> Option<Answer> {
    let revision = revision(desk, at).await?;
    Some(desk.patch(path, revision, body).await)
}

/// Writes something. What is refused (an article that is withdrawn cannot be withdrawn) is a write that changed nothing.
async fn write(server: &TestServer, desk: &Client, hands: &Hands, dice: &mut Dice, round: usize) -> &'static str {
    let slug = format!("article-{}", dice.roll(8));
    let article = format!("/v1/articles/{slug}");
    let (what, answer) = match dice.roll(11) {
        0 => {
            let slug = format!("new-{round}");
            desk.post("/v1/articles", json!(form(&slug, "new"))).await;
            ("publish", act(desk, &slug, "publish", json!({})).await)
        }
        1 | 2 => {
            let manuscript = format!("{article}/manuscript");
            patch(desk, &article, &manuscript, json!({ "headline": format!("Headline {round}") })).await;
            ("revise", act(desk, &slug, "publish", json!({})).await)
        }
        3 => (
            "rename an author",
            patch(desk, "/v1/authors/ada", "/v1/authors/ada", json!({ "name": format!("Ada {round}") })).await,
        ),
        4 => {
            let parent = if dice.roll(2) == 0 { json!("ideas") } else { json!("news") };
            (
                "move a section",
                patch(desk, "/v1/sections/local", "/v1/sections/local", json!({ "parent": parent })).await,
            )
        }
        5 => {
            let changes = json!({ "changes": [{ "move": { "from": 0, "to": 2 } }] });
            let revision = revision(desk, "/v1/collections/front").await.unwrap();
            let request = desk.request(Method::PATCH, "/v1/collections/front/items");
            let request = request.header("if-match", format!("\"{revision}\"")).json(&changes);
            ("reorder a collection", Some(desk.send(request).await))
        }
        6 => ("withdraw", act(desk, &slug, "withdraw", json!({})).await),
        7 => ("publish again", act(desk, &slug, "publish", json!({})).await),
        8 => {
            let slug = format!("planned-{round}");
            desk.post("/v1/articles", json!(form(&slug, "planned"))).await;
            act(desk, &slug, "schedule", json!({ "publishAt": hands.in_seconds(30) })).await;
            hands.forward(60);
            scheduler::run_due(&server.app).await.unwrap();
            ("schedule", None)
        }
        9 => ("name the site", patch(desk, "/v1/site", "/v1/site", json!({ "name": format!("Site {round}") })).await),
        _ => {
            // A draft is nobody's business.
            let manuscript = format!("{article}/manuscript");
            ("draft", patch(desk, &article, &manuscript, json!({ "headline": format!("Draft {round}") })).await)
        }
    };
    hands.forward(1);
    if let Some(answer) = answer {
        assert!(
            answer.status.is_success() || [404, 409, 410, 422].contains(&answer.status.as_u16()),
            "{what}: {} {}",
            answer.status,
            String::from_utf8_lossy(&answer.bytes)
        );
    }
    what
}

#[tokio::test]
async fn after_each_write_no_kept_answer_differs_from_a_fresh_one() {
    let hands = Hands::new();
    let settings = HttpSettings { response_cache_bytes: 8 * 1024 * 1024, ..HttpSettings::default() };
    let server = TestServer::over(TestDb::new().await, hands.clock(), settings).await;
    let plain = server.beside(hands.clock()).await;
    let mut lines = bundle::base();
    lines.extend((0..8).map(|n| bundle::article(&format!("article-{n}"), n)));
    lines.push(json!({"type": "collection", "slug": "front", "title": "Front", "items": ["article-0", "article-1", "article-2"]}));
    server.load(&bundle::lines(&lines)).await;
    let desk = server.user(UserRole::Admin, &[]).await;
    let (client, fresh) = (server.client(), plain.client());
    // An error names the request that it answers.
    let text = |answer: &Answer, url: &str| {
        let text = if answer.status == 200 || answer.status == 308 { answer.bytes.as_slice() } else { b"an error" };
        String::from_utf8_lossy(text).replace(url, "")
    };
    let seed = 0x5eed_2026;
    let mut dice = Dice(seed);
    let mut before: Vec<String> = vec![String::new(); DOORS.len()];
    let (mut dropped, mut needless, mut hits) = (0, 0, 0);
    let mut last = String::new();
    for round in 0..ROUNDS {
        let what = write(&server, &desk, &hands, &mut dice, round).await;
        for (door, path) in DOORS.iter().enumerate() {
            let (kept, computed) = (client.get(path).await, fresh.get(path).await);
            let (kept_text, computed_text) = (text(&kept, &server.url), text(&computed, &plain.url));
            assert_eq!(kept_text, computed_text, "seed {seed:x}, round {round} ({what}): {path}");
            assert_eq!(kept.header("content-version"), computed.header("content-version"), "{round} ({what}): {path}");
            assert_eq!(kept.status, computed.status, "{round} ({what}): {path}");
            if kept.header("cache-status").contains("hit") {
                hits += 1;
            } else if kept.header("content-version") != last && kept.status == 200 {
                dropped += 1;
                needless += usize::from(before[door] == kept_text);
            }
            before[door] = kept_text;
        }
        last = client.get("/v1/site").await.header("content-version").to_owned();
    }
    assert!(hits > 0 && dropped > ROUNDS, "{hits} hits, {dropped} computed anew");
    eprintln!(
        "{hits} given from memory, {dropped} computed anew, of which {needless} needlessly ({} %)",
        needless * 100 / dropped
    );
}
