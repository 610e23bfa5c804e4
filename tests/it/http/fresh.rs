//! Whatever is written: what is kept differs from what is computed at no door.

use masthead_app::{Settings, scheduler};
use masthead_domain::user::UserRole;
use masthead_http::HttpSettings;
use masthead_tests::{Answer, Client, TestDb, TestServer, bundle};
use reqwest::Method;
use serde_json::{Value, json};

use crate::editing::desk::{Hands, form};

/// Writes, each followed by a look at every door; `FRESH_ROUNDS` and `FRESH_SEED` ask for more, and for others.
const ROUNDS: usize = 60;

const DOORS: [&str; 31] = [
    "/v1/articles?first=5",
    "/v1/articles?tag=rivers&order=OLDEST",
    "/v1/articles/article-1",
    "/v1/articles/article-2?include=body.html,tags,byline",
    "/v1/sections/news/articles",
    "/v1/sections/local",
    "/v1/authors/ada",
    "/v1/authors/ada/articles",
    "/v1/collections/front/articles",
    "/v1/site",
    "/v1/pages/front",
    "/v1/resolve?path=/news/article-1",
    "/v1/search?query=text",
    "/feeds/all.atom",
    "/feeds/sections/news.json",
    "/sitemap.xml",
    "/graphql?query={articles(first:3){nodes{headline,section{name}}}}",
    "/v1/articles/article-3?include=body.html,tags,byline,translationOf,feeds,jsonLd,series,leadImage,section,portraits,share",
    "/v1/articles/article-4/related",
    "/v1/articles/article-5/translations",
    "/v1/articles/live/posts",
    "/v1/pages/article/article-6",
    "/v1/tags/rivers",
    "/v1/tags/rivers/articles?first=3",
    "/v1/tags",
    "/v1/series/slow/articles",
    "/v1/sections",
    "/v1/nodes?ids=ARTICLE,ASSET",
    "/feeds/tags/rivers.rss",
    "/graphql?query={article(by:{slug:\"article-4\"}){url,jsonLd,series{series{title}},tags{name},related{nodes{headline,url}},\
        translations{nodes{headline}},translationOf{__typename},section{name,ancestors{name},children{name}},\
        byline{text,contributors{author{name,portrait{alt}}}},leadImage{alt}}}",
    "/graphql?query={authors{nodes{name}},frontPage{collectionRails{collection{title},articles{headline}}},article(by:{slug:\"live\"}){headline,posts{nodes{headline,body{text},authors{name}}}}}",
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
    let answer = desk.get(path).await;
    // What is not there, or is called otherwise now, has none.
    if answer.status == 200 { answer.json()["revision"].as_i64() } else { None }
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
    let (what, answer) = match dice.roll(21) {
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
                match revision(desk, "/v1/sections/local").await {
                    Some(_) => {
                        patch(desk, "/v1/sections/local", "/v1/sections/local", json!({ "parent": parent })).await
                    }
                    None => {
                        patch(desk, "/v1/sections/nearby", "/v1/sections/nearby", json!({ "parent": parent })).await
                    }
                },
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
        10 => {
            let tag = format!("/v1/tags/{}", ["rivers", "cities"][dice.roll(2)]);
            ("rename a tag", patch(desk, &tag, &tag, json!({ "name": format!("Tag {round}") })).await)
        }
        11 => {
            let asset = "/v1/assets/river";
            ("describe an asset", patch(desk, asset, asset, json!({ "alt": format!("A river, {round}") })).await)
        }
        12 => {
            let beside: Vec<String> =
                (0..2).map(|_| format!("article-{}", dice.roll(8))).filter(|it| *it != slug).collect();
            patch(
                desk,
                &article,
                &format!("{article}/manuscript"),
                json!({ "related": beside.first() .into_iter().collect::<Vec<_>>() }),
            )
            .await;
            ("set beside", act(desk, &slug, "publish", json!({})).await)
        }
        13 => {
            let series = "/v1/series/slow";
            ("rename a series", patch(desk, series, series, json!({ "title": format!("Slow {round}") })).await)
        }
        14 => {
            let original = json!({ "article": format!("article-{}", dice.roll(8)) });
            let original = if dice.roll(3) == 0 { Value::Null } else { original };
            let form = json!({ "translationOf": original, "language": "fr" });
            patch(desk, &article, &format!("{article}/manuscript"), form).await;
            ("translate", act(desk, &slug, "publish", json!({})).await)
        }
        15 => {
            let post = json!({ "headline": format!("Post {round}"), "body": { "html": "<p>It goes on.</p>" } });
            ("post", Some(desk.post("/v1/articles/live/posts", post).await))
        }
        16 => {
            let pick = format!("article-{}", dice.roll(8));
            let change = match dice.roll(2) {
                0 => json!({ "insert": { "article": pick, "at": 0 } }),
                _ => json!({ "remove": { "at": 0 } }),
            };
            let revision = revision(desk, "/v1/collections/front").await.unwrap();
            let request = desk.request(Method::PATCH, "/v1/collections/front/items");
            let request = request.header("if-match", format!("\"{revision}\"")).json(&json!({ "changes": [change] }));
            ("pick", Some(desk.send(request).await))
        }
        17 => {
            let filing = json!({
                "section": (["local", "ideas", "news"][dice.roll(3)]), "series": { "series": "slow", "part": dice.roll(9) + 1 },
                "tags": (if dice.roll(2) == 0 { json!(["cities"]) } else { json!(["rivers", "cities"]) }),
                "contributors": [{ "author": (["ada", "ben"][dice.roll(2)]) }], "leadImage": { "asset": "river" },
            });
            patch(desk, &article, &format!("{article}/manuscript"), filing).await;
            ("file elsewhere", act(desk, &slug, "publish", json!({})).await)
        }
        18 => {
            let name = json!({ "slug": format!("moved-{}", dice.roll(2)) });
            let of = format!("/v1/articles/new-{}", dice.roll(round + 1));
            ("move an article", patch(desk, &of, &format!("{of}/manuscript"), name).await)
        }
        19 => {
            let name = json!({ "slug": (["local", "nearby"][dice.roll(2)]) });
            let section =
                revision(desk, "/v1/sections/local").await.map_or("/v1/sections/nearby", |_| "/v1/sections/local");
            ("rename a section", patch(desk, section, section, name).await)
        }
        20 => ("an author", Some(desk.post("/v1/authors", json!({ "slug": "cleo", "name": "Cleo" })).await)),
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
    writes_and_looks(8 * 1024 * 1024).await;
}

#[tokio::test]
async fn after_each_write_no_answer_made_from_memory_differs_from_a_fresh_one() {
    writes_and_looks(0).await;
}

/// With room for answers, or only for what they are made of.
async fn writes_and_looks(response_cache_bytes: u64) {
    let hands = Hands::new();
    let http = HttpSettings { response_cache_bytes, ..HttpSettings::default() };
    let settings = Settings { content_memory_bytes: 4 * 1024 * 1024, ..Settings::default() };
    let server = TestServer::with(TestDb::new().await, hands.clock(), http, settings).await;
    let plain = server.beside(hands.clock()).await;
    let mut lines = bundle::base();
    lines.extend((0..8).map(|n| bundle::article(&format!("article-{n}"), n)));
    lines.push(json!({
        "type": "article", "kind": "LIVE", "slug": "live", "headline": "Live", "section": "local", "publishedAt": "2020-01-01T01:00:00Z",
        "contributors": [{"author": "ben"}], "body": {"format": "html", "value": "<p>It begins.</p>"},
    }));
    lines.push(json!({"type": "collection", "slug": "front", "title": "Front", "items": ["article-0", "article-1", "article-2"]}));
    server.load(&bundle::lines(&lines)).await;
    let desk = server.user(UserRole::Admin, &[]).await;
    let (client, fresh) = (server.client(), plain.client());
    // An error names the request that it answers.
    let text = |answer: &Answer, url: &str| {
        let text = String::from_utf8_lossy(&answer.bytes).replace(url, "");
        let is_error = (answer.status != 200 && answer.status != 308) || text.contains("\"requestId\"");
        if is_error { format!("an error: {}", answer.json()["code"]) } else { text }
    };
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = number("FRESH_SEED").unwrap_or(0x5eed_2026);
    let rounds = number("FRESH_ROUNDS").map_or(ROUNDS, |rounds| usize::try_from(rounds).unwrap());
    let article = client.json("/v1/articles/article-1").await["id"].as_str().unwrap().to_owned();
    let asset = desk.json("/v1/assets/river").await["id"].as_str().unwrap().to_owned();
    let doors = DOORS.map(|door| door.replace("ARTICLE", &article).replace("ASSET", &asset));
    let mut dice = Dice(seed);
    for (door, path) in doors.iter().enumerate() {
        let answer = client.get(path).await;
        // What is not there yet comes to be.
        let is_there = answer.status == 200 && !String::from_utf8_lossy(&answer.bytes).contains("\"errors\"");
        assert!(is_there, "{}: {path}: {}", DOORS[door], String::from_utf8_lossy(&answer.bytes));
    }
    let mut before: Vec<String> = vec![String::new(); DOORS.len()];
    let (mut dropped, mut needless, mut hits) = (0, 0, 0);
    let mut last = String::new();
    for round in 0..rounds {
        let what = write(&server, &desk, &hands, &mut dice, round).await;
        for (door, path) in doors.iter().enumerate() {
            let (kept, computed) = (client.get(path).await, fresh.get(path).await);
            let (kept_text, computed_text) = (text(&kept, &server.url), text(&computed, &plain.url));
            assert_eq!(kept_text, computed_text, "seed {seed:x}, round {round} ({what}): {path}");
            assert_eq!(kept.header("content-version"), computed.header("content-version"), "{round} ({what}): {path}");
            let led = |answer: &Answer, url: &str| answer.header("location").replace(url, "");
            assert_eq!(led(&kept, &server.url), led(&computed, &plain.url), "{round} ({what}): {path}");
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
    assert_eq!(hits > 0, response_cache_bytes > 0);
    // From one of them, all that belongs to a card is known already.
    let statements = client.get("/v1/articles?first=5").await.header("server-timing").to_owned();
    if response_cache_bytes == 0 {
        assert!(statements.contains("\"1 statements\""), "{statements}");
        return;
    }
    assert!(dropped > rounds, "{dropped} computed anew");
    eprintln!(
        "{hits} given from memory, {dropped} computed anew, of which {needless} needlessly ({} %)",
        needless * 100 / dropped
    );
}
