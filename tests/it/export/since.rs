//! What has changed since an event, taken in where the rest is, makes it what the source is.

use std::{collections::BTreeSet, sync::Arc};

use masthead_app::{App, Clock, bundle};
use masthead_tests::{TestDb, bundle as records, load};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    cli::{masthead, run},
    sync::random::Office,
};

const SCRIPTS: u64 = 16;
const ROUNDS: usize = 6;
const STEPS: usize = 22;

async fn export(app: &App) -> (String, i64) {
    let mut out = Vec::new();
    let done = bundle::export(app, &mut out, |_| {}).await.unwrap();
    (String::from_utf8(out).unwrap(), done.last_event)
}

async fn since(app: &App, event: i64) -> (String, i64) {
    let mut out = Vec::new();
    let done = bundle::export_since(app, event, &mut out, |_| {}).await.unwrap();
    (String::from_utf8(out).unwrap(), done.last_event)
}

impl Office {
    async fn delete(&mut self, what: &'static str, path: &str, read: &str) {
        let revision = self.revision(read).await;
        let request = self.admin.request(Method::DELETE, path).header("if-match", format!("\"{revision}\""));
        let answer = self.admin.send(request).await;
        self.note(what, path, &answer);
    }

    /// What the office of the copies' test does not do: other names, things that come and go, collections, posts that change.
    async fn file(&mut self) {
        let word = self.word();
        let number = self.dice.below(3);
        match self.dice.below(13) {
            0 => {
                let key = self.dice.pick(&["local", "ideas", "far", "near", "beyond"]);
                let (path, slug) = (format!("/v1/sections/{key}"), self.dice.pick(&["near", "beyond", "far"]));
                self.patch("section slug", &path, &path, json!({"slug": slug})).await;
            }
            1 => {
                let path = format!("/v1/authors/{}", self.dice.pick(&["ben", "eve"]));
                let slug = self.dice.pick(&["eve", "ben"]);
                self.patch("author slug", &path, &path, json!({"slug": slug, "name": word})).await;
            }
            2 => {
                let path = format!("/v1/tags/{}", self.dice.pick(&["rivers", "streams"]));
                let slug = self.dice.pick(&["streams", "rivers"]);
                self.patch("tag slug", &path, &path, json!({"slug": slug})).await;
            }
            3 => {
                let path = format!("/v1/series/{}", self.dice.pick(&["slow", "slower"]));
                let slug = self.dice.pick(&["slow", "slower"]);
                self.patch("series slug", &path, &path, json!({"slug": slug})).await;
            }
            4 => {
                let kind = self.dice.pick(&["tags", "authors", "sections"]);
                let slug = format!("brief-{number}");
                self.post("new thing", format!("/v1/{kind}"), None, json!({"slug": slug, "name": word})).await;
            }
            5 => {
                let kind = self.dice.pick(&["tags", "authors", "sections"]);
                let path = format!("/v1/{kind}/brief-{number}");
                self.delete("no thing", &path, &path).await;
            }
            6 => {
                let items = vec![self.slug(), self.slug()];
                let body = json!({"slug": format!("pile-{number}"), "title": word, "items": items});
                self.post("new collection", "/v1/collections".to_owned(), None, body).await;
            }
            7 => {
                let path = format!("/v1/collections/pile-{number}");
                let items: BTreeSet<String> = [self.slug(), self.slug(), self.slug()].into();
                self.patch("collection", &path, &path, json!({"items": items})).await;
            }
            8 => {
                let path = format!("/v1/collections/pile-{number}");
                self.patch("collection slug", &path, &path, json!({"slug": format!("heap-{number}")})).await;
            }
            11 => {
                let path = format!("/v1/collections/{}-{number}", self.dice.pick(&["pile", "heap"]));
                self.delete("no collection", &path, &path).await;
            }
            9 => {
                // One that is live and stays, so that there are posts to change.
                let slug = "coverage";
                let form = json!({"slug": slug, "headline": word, "section": "news", "kind": "LIVE", "body": {"html": "<p>It begins.</p>"},
                    "contributors": [{"author": "ada"}]});
                self.post("live", "/v1/articles".to_owned(), None, form).await;
                let revision = self.revision(&format!("/v1/articles/{slug}/manuscript")).await;
                self.post("publish", format!("/v1/articles/{slug}/publish"), Some(revision), json!({})).await;
                self.post("post", format!("/v1/articles/{slug}/posts"), None, json!({"headline": word})).await;
                let posts = self.admin.get(&format!("/v1/articles/{slug}/posts?first=5")).await;
                if posts.status == 200
                    && let Some(post) = posts.json()["items"].get(0)
                {
                    let path = format!("/v1/posts/{}", post["id"].as_str().unwrap());
                    let revision = post["revision"].as_i64().unwrap();
                    let answer = self.admin.patch(&path, revision, json!({"headline": word})).await;
                    self.note("post again", &path, &answer);
                }
            }
            10 => {
                let (slug, related) = (self.slug(), [self.slug(), self.slug()]);
                let read = format!("/v1/articles/{slug}/manuscript");
                self.patch("related", &format!("/v1/articles/{slug}"), &read, json!({"related": related})).await;
            }
            _ => {
                // A draft that nobody publishes yet, and other names of it.
                let (slug, other) = (format!("draft-{number}"), format!("draft-{}", number + 3));
                let form = json!({"slug": slug, "headline": word, "section": "news"});
                self.post("draft", "/v1/articles".to_owned(), None, form).await;
                let read = format!("/v1/articles/{slug}/manuscript");
                self.patch("draft slug", &format!("/v1/articles/{slug}"), &read, json!({"slug": other})).await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changed_brings_another_database_to_where_the_source_is() {
    let mut done = BTreeSet::new();
    for seed in 1..=SCRIPTS {
        let mut office = Office::new(0xD1B5_4A32_D192_ED03_u64.wrapping_mul(seed)).await;
        let copy = TestDb::new().await;
        let app = copy.app_at(Clock::Manual(Arc::clone(&office.clock))).await;
        let (whole, mut place) = export(&office.server.app).await;
        load(&app, whole.into_bytes()).await;
        for round in 0..ROUNDS {
            for _ in 0..STEPS {
                if office.dice.below(3) == 0 {
                    office.file().await;
                } else {
                    office.step().await;
                }
            }
            let (whole, last) = export(&office.server.app).await;
            let (changes, next) = since(&office.server.app, place).await;
            assert_eq!(next, last);
            load(&app, changes.clone().into_bytes()).await;
            let (now, _) = export(&app).await;
            if now != whole {
                let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
                let (now, whole) = (lines(&now), lines(&whole));
                let missing: Vec<_> = whole.difference(&now).collect();
                let extra: Vec<_> = now.difference(&whole).collect();
                let log = office.log.join("\n");
                panic!(
                    "seed {seed} round {round}\nmissing {missing:#?}\nextra {extra:#?}\nchanges:\n{changes}\nlog:\n{log}"
                );
            }
            // A second time it changes nothing.
            let again = load(&app, changes.into_bytes()).await;
            assert_eq!((again.created, again.updated), (0, 0), "seed {seed} round {round}");
            place = next;
        }
        done.extend(office.done);
    }
    for what in [
        "section slug",
        "author slug",
        "tag slug",
        "series slug",
        "new thing",
        "no thing",
        "new collection",
        "collection",
        "collection slug",
        "no collection",
        "live",
        "post again",
        "related",
        "draft",
        "draft slug",
        "merge",
        "purge",
        "undelete",
        "rename",
        "site",
        "section",
        "no redirect",
        "no post",
    ] {
        assert!(done.contains(what), "{what} never succeeded, and was never tested");
    }
}

#[tokio::test]
async fn only_what_changed_is_written_and_nothing_when_nothing_has() {
    let db = TestDb::new().await;
    let app = db.app().await;
    let mut lines = records::base();
    lines.extend((0..5).map(|n| records::article(&format!("article-{n}"), n)));
    load(&app, records::lines(&lines).into_bytes()).await;
    let (_, place) = export(&app).await;
    assert_eq!(since(&app, place).await, (String::new(), place));
    let mut article = records::article("article-3", 3);
    article["headline"] = json!("Another one");
    let tag = json!({"type": "tag", "slug": "lamps", "name": "Lamps"});
    article["tags"] = json!(["lamps"]);
    load(&app, records::lines(&[tag, article]).into_bytes()).await;
    let (changes, next) = since(&app, place).await;
    let changes: Vec<Value> = changes.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<_> = changes.iter().map(|it| (it["type"].as_str().unwrap(), it["slug"].as_str().unwrap())).collect();
    assert_eq!(names, [("tag", "lamps"), ("article", "article-3")]);
    assert!(next > place);
}

#[tokio::test]
async fn the_command_tells_where_the_next_export_begins_and_refuses_what_it_cannot_know() {
    let db = TestDb::new().await;
    let app = db.app().await;
    load(&app, records::lines(&records::base()).into_bytes()).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.ndjson");
    let export =
        |args: &[&str]| run(masthead().args(["export", "bundle"]).arg(&file).args(args).env("DATABASE_URL", db.url()));
    let (status, out, err) = export(&[]);
    assert_eq!(status, 0, "{err}");
    let place: i64 = out.trim().parse().unwrap();
    assert!(err.contains(&format!("--since {place}")), "{err}");
    load(&app, records::lines(&[records::article("one", 1)]).into_bytes()).await;
    let (status, out, err) = export(&["--since", &place.to_string()]);
    assert_eq!(status, 0, "{err}");
    let next: i64 = out.trim().parse().unwrap();
    assert_eq!(next, place + 1);
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 1);
    let (status, _, err) = export(&["--since", "100000"]);
    assert_eq!(status, 2);
    assert!(err.contains("there is no event 100000"), "{err}");
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 1, "what was there stays");
}
