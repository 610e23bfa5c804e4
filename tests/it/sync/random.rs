//! Whatever editors do, in whatever order, a copy that is brought up to date holds what readers see.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use masthead_app::{Clock, scheduler};
use masthead_domain::{time::Instant, user::UserRole};
use masthead_http::HttpSettings;
use masthead_tests::{Answer, Client, TestDb, TestServer, bundle};
use reqwest::Method;
use serde_json::{Value, json};

use super::copy::Copy;

/// The first moment: that of the sessions, too.
const BEGIN: i64 = 1_800_000_000_000_000;
const SCRIPTS: u64 = 8;
const STEPS: usize = 90;

/// Filters of copies that are kept through a whole script.
const FILTERS: [&str; 7] = [
    "",
    "&section=news",
    "&section=local",
    "&section=ideas&language=pt",
    "&language=pt",
    "&language=pt-BR&type=ARTICLE",
    "&type=REDIRECT",
];

/// Pseudo-random choices that can be had again.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, sides: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % sides as u64).unwrap()
    }

    pub(crate) fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// An editorial office that does anything.
pub(crate) struct Office {
    pub(crate) server: TestServer,
    pub(crate) admin: Client,
    pub(crate) clock: Arc<AtomicI64>,
    pub(crate) dice: Dice,
    pub(crate) log: Vec<String>,
    pub(crate) done: BTreeSet<&'static str>,
}

impl Office {
    pub(crate) async fn new(seed: u64) -> Self {
        let clock = Arc::new(AtomicI64::new(BEGIN));
        let db = TestDb::new().await;
        let server = TestServer::over(db, Clock::Manual(Arc::clone(&clock)), HttpSettings::default()).await;
        let mut records = bundle::base();
        records.push(json!({"type": "section", "slug": "far", "name": "Far", "parent": "ideas"}));
        records
            .push(json!({"type": "asset", "key": "lake", "url": "https://pictures.example/lake.jpg", "alt": "A lake"}));
        records.extend((0..6).map(|n| bundle::article(&format!("old-{n}"), n)));
        server.load(&bundle::lines(&records)).await;
        let admin = server.user(UserRole::Admin, &[]).await;
        Self { server, admin, clock, dice: Dice(seed), log: Vec::new(), done: BTreeSet::new() }
    }

    /// Notes what was answered. A refusal is an answer like any other; a failure is not.
    pub(crate) fn note(&mut self, what: &'static str, detail: &str, answer: &Answer) {
        let status = answer.status.as_u16();
        self.log.push(format!("{what} {detail}: {status}"));
        assert!(status < 500, "{what} {detail}: {}\n{}", String::from_utf8_lossy(&answer.bytes), self.log.join("\n"));
        if status < 300 {
            self.done.insert(what);
        }
    }

    pub(crate) fn slug(&mut self) -> String {
        let of = self.dice.below(14);
        if of < 6 { format!("old-{of}") } else { format!("new-{of}") }
    }

    pub(crate) async fn revision(&self, path: &str) -> i64 {
        let answer = self.admin.get(path).await;
        // It may have another slug by now.
        let location = answer.header("location").to_owned();
        let answer = if location.is_empty() { answer } else { self.admin.get(&location).await };
        if answer.status == 200 { answer.json()["revision"].as_i64().unwrap() } else { 1 }
    }

    pub(crate) async fn post(&mut self, what: &'static str, path: String, revision: Option<i64>, body: Value) {
        let mut request = self.admin.request(Method::POST, &path);
        if let Some(revision) = revision {
            request = request.header("if-match", format!("\"{revision}\""));
        }
        let answer = self.admin.send(request.json(&body)).await;
        self.note(what, &format!("{path} {body}"), &answer);
    }

    pub(crate) async fn patch(&mut self, what: &'static str, path: &str, read: &str, body: Value) {
        let revision = self.revision(read).await;
        let answer = self.admin.patch(path, revision, body.clone()).await;
        self.note(what, &format!("{path} {body}"), &answer);
    }

    async fn act(&mut self, what: &'static str, slug: &str, step: &str, body: Value) {
        let revision = self.revision(&format!("/v1/articles/{slug}/manuscript")).await;
        self.post(what, format!("/v1/articles/{slug}/{step}"), Some(revision), body).await;
    }

    pub(crate) fn word(&mut self) -> String {
        format!("W{}", self.dice.below(1_000))
    }

    fn article(&mut self) -> Value {
        let (word, other) = (self.word(), self.slug());
        let mut article = json!({
            "headline": word,
            "section": self.dice.pick(&["news", "local", "ideas", "far"]),
            "language": self.dice.pick(&["en", "pt", "pt-BR"]),
            "contributors": [{"author": self.dice.pick(&["ada", "ben"])}],
            "tags": [self.dice.pick(&["rivers", "cities", "lamps"])],
            "body": {"html": format!("<p>{word}</p>")},
        });
        match self.dice.below(6) {
            0 => article["leadImage"] = json!({"asset": self.dice.pick(&["river", "lake"])}),
            1 => article["series"] = json!({"series": "slow", "part": self.dice.below(9) + 1}),
            2 => article["translationOf"] = json!({"article": other}),
            3 => article["tags"] = json!(["rivers", "cities"]),
            _ => {}
        }
        article
    }

    fn in_seconds(&mut self) -> Instant {
        Instant::from_micros(self.clock.load(Ordering::SeqCst) + (1 + self.dice.below(20) as i64) * 1_000_000)
    }

    async fn forward(&mut self) {
        let seconds = 1 + self.dice.below(6) as i64;
        self.clock.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
        // Sometimes somebody asks before the scheduler looks.
        if self.dice.below(2) == 0 {
            scheduler::run_due(&self.server.app).await.unwrap();
        }
        self.log.push(format!("{seconds} seconds later"));
    }

    /// Does anything.
    pub(crate) async fn step(&mut self) {
        let slug = self.slug();
        match self.dice.below(37) {
            0..=4 => {
                let mut form = self.article();
                form["slug"] = json!(slug);
                form["kind"] = json!(self.dice.pick(&["STORY", "LIVE"]));
                self.post("create", "/v1/articles".to_owned(), None, form).await;
                self.act("publish", &slug, "publish", json!({})).await;
            }
            5..=8 => {
                let patch = self.article();
                let read = format!("/v1/articles/{slug}/manuscript");
                self.patch("revise", &format!("/v1/articles/{slug}"), &read, patch).await;
                if self.dice.below(3) > 0 {
                    self.act("publish", &slug, "publish", json!({})).await;
                }
            }
            9 => {
                let other = self.slug();
                let read = format!("/v1/articles/{slug}/manuscript");
                let body = json!({"slug": other});
                self.patch("rename", &format!("/v1/articles/{slug}"), &read, body).await;
            }
            10..=11 => self.act("withdraw", &slug, "withdraw", json!({"reason": "wrong"})).await,
            12..=13 => self.act("trash", &slug, "trash", json!({})).await,
            14..=15 => self.act("undelete", &slug, "undelete", json!({})).await,
            16 => {
                if self.dice.below(2) == 0 {
                    self.act("trash", &slug, "trash", json!({})).await;
                }
                self.act("purge", &slug, "purge", json!({})).await;
            }
            17..=18 => self.act("publish", &slug, "publish", json!({})).await,
            19 => {
                let until = self.in_seconds();
                self.act("embargo", &slug, "embargo", json!({"until": until})).await;
            }
            20 => {
                let (one, other) = (self.in_seconds(), self.in_seconds());
                let body = match self.dice.below(3) {
                    0 => json!({"publishAt": one}),
                    1 => json!({"unpublishAt": one}),
                    _ => json!({"publishAt": one.min(other), "unpublishAt": one.max(other)}),
                };
                self.act("schedule", &slug, "schedule", body).await;
            }
            21 => self.act("correct", &slug, "correct", json!({"kind": "UPDATE", "text": "More"})).await,
            22..=23 => {
                let key = self.dice.pick(&["local", "ideas", "far"]);
                let word = self.word();
                let body = match self.dice.below(3) {
                    0 => json!({"parent": self.dice.pick(&["news", "ideas", "local"])}),
                    1 => json!({"parent": null}),
                    _ => json!({"name": word}),
                };
                let path = format!("/v1/sections/{key}");
                self.patch("section", &path, &path, body).await;
            }
            24 => {
                let (path, word) = (format!("/v1/authors/{}", self.dice.pick(&["ada", "ben"])), self.word());
                self.patch("author", &path, &path, json!({"name": word})).await;
            }
            25 => {
                let (path, word) = (format!("/v1/tags/{}", self.dice.pick(&["rivers", "cities"])), self.word());
                self.patch("tag", &path, &path, json!({"name": word})).await;
            }
            26 => {
                self.post("new tag", "/v1/tags".to_owned(), None, json!({"slug": "lamps", "name": "Lamps"})).await;
                let (from, into) = (self.dice.pick(&["lamps", "cities"]), self.dice.pick(&["rivers", "cities"]));
                let revision = self.revision(&format!("/v1/tags/{from}")).await;
                self.post("merge", format!("/v1/tags/{from}/merge"), Some(revision), json!({"into": into})).await;
            }
            27 => {
                let word = self.word();
                self.patch("series", "/v1/series/slow", "/v1/series/slow", json!({"title": word})).await;
            }
            28..=29 => {
                let (path, word) = (format!("/v1/assets/{}", self.dice.pick(&["river", "lake"])), self.word());
                let body = match self.dice.below(3) {
                    0 => json!({"credit": word}),
                    1 => json!({"rightsExpireAt": self.in_seconds()}),
                    _ => json!({"rightsExpireAt": null}),
                };
                self.patch("asset", &path, &path, body).await;
            }
            30 => {
                let word = self.word();
                let body = match self.dice.below(3) {
                    0 => json!({"name": word}),
                    1 => json!({"url": format!("https://{}.example", word.to_lowercase())}),
                    _ => json!({"articlePath": self.dice.pick(&["/{section}/{slug}", "/{slug}", "/x/{slug}"])}),
                };
                self.patch("site", "/v1/site", "/v1/site", body).await;
            }
            31 => {
                let from = format!("/gone/{}", self.dice.below(4));
                let body = if self.dice.below(2) == 0 {
                    json!({"from": from, "to": "/"})
                } else {
                    json!({"from": from, "article": slug})
                };
                let revision = self.revision_of_redirect(&from).await;
                let request =
                    self.admin.request(Method::PUT, "/v1/redirects").header("if-match", format!("\"{revision}\""));
                let answer = self.admin.send(request.json(&body)).await;
                self.note("redirect", &body.to_string(), &answer);
            }
            32 => {
                let from = format!("/gone/{}", self.dice.below(4));
                let revision = self.revision_of_redirect(&from).await;
                let path = format!("/v1/redirects?from={from}");
                let request = self.admin.request(Method::DELETE, &path).header("if-match", format!("\"{revision}\""));
                let answer = self.admin.send(request).await;
                self.note("no redirect", &from, &answer);
            }
            33 => {
                let record = bundle::article(&slug, self.dice.below(100) as i64);
                self.server.load(&bundle::lines(&[record])).await;
                self.log.push(format!("import {slug}"));
                self.done.insert("import");
            }
            34 => {
                let path = format!("/v1/articles/{slug}/posts");
                let word = self.word();
                self.post("post", path.clone(), None, json!({"headline": word})).await;
                let newest = self.admin.get(&format!("{path}?first=1")).await;
                if newest.status == 200
                    && self.dice.below(2) == 0
                    && let Some(post) = newest.json()["items"].get(0)
                {
                    let path = format!("/v1/posts/{}", post["id"].as_str().unwrap());
                    let request = self.admin.request(Method::DELETE, &path);
                    let answer = self.admin.send(request.header("if-match", format!("\"{}\"", post["revision"]))).await;
                    self.note("no post", &path, &answer);
                }
            }
            _ => self.forward().await,
        }
    }

    async fn redirects(&self) -> Vec<Value> {
        let (mut all, mut after) = (Vec::new(), String::new());
        loop {
            let page = self.admin.json(&format!("/v1/redirects?first=100{after}")).await;
            all.extend(page["items"].as_array().unwrap().iter().cloned());
            if page["pageInfo"]["hasNextPage"] == false {
                return all;
            }
            after = format!("&after={}", page["pageInfo"]["endCursor"].as_str().unwrap());
        }
    }

    async fn revision_of_redirect(&self, from: &str) -> i64 {
        let all = self.redirects().await;
        all.iter().find(|it| it["from"] == from).map_or(1, |it| it["revision"].as_i64().unwrap())
    }

    /// What readers see, as the lists tell it: nothing here asks for changes.
    async fn truth(&self, filter: &str) -> (BTreeMap<String, Value>, BTreeMap<String, String>) {
        let reader = self.server.client();
        let narrow: String = filter
            .split('&')
            .filter(|it| !it.is_empty() && !it.starts_with("type="))
            .map(|it| format!("&{it}"))
            .collect();
        let include = "byline,section,leadImage,share,tags,series,translationOf,body,tableOfContents";
        let page = reader.json(&format!("/v1/articles?first=100&include={include}{narrow}")).await;
        assert_eq!(page["pageInfo"]["hasNextPage"], false, "more articles than this test reads");
        let articles = page["items"].as_array().unwrap().iter();
        let articles = articles.map(|it| (it["id"].as_str().unwrap().to_owned(), it.clone())).collect();
        let everything = reader.json("/v1/articles?first=100&fields=id,path").await;
        let paths: BTreeMap<&str, &str> = everything["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (it["id"].as_str().unwrap(), it["path"].as_str().unwrap()))
            .collect();
        let redirects = self.redirects().await;
        let redirects = redirects.iter().filter_map(|it| {
            let to = it["to"].as_str().or_else(|| paths.get(it["article"].as_str()?).copied())?;
            Some((it["from"].as_str().unwrap().to_owned(), to.to_owned()))
        });
        let redirects = redirects.collect();
        (
            if filter.contains("type=REDIRECT") { BTreeMap::new() } else { articles },
            if filter.contains("type=ARTICLE") { BTreeMap::new() } else { redirects },
        )
    }

    /// Brings a copy up to date and holds it against what readers see.
    async fn check(&mut self, copy: &mut Copy) {
        let first = 1 + self.dice.below(9);
        copy.catch_up(&self.server.client(), first).await;
        let (articles, redirects) = self.truth(copy.filter()).await;
        let log = || format!("{:?} after:\n{}", copy.filter(), self.log.join("\n"));
        let ids = |it: &BTreeMap<String, Value>| it.keys().cloned().collect::<Vec<_>>();
        assert_eq!(ids(copy.content().0), ids(&articles), "articles of {}", log());
        for (id, article) in &articles {
            assert_eq!(&copy.content().0[id], article, "{}", log());
        }
        assert_eq!(copy.content().1, &redirects, "redirects of {}", log());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_holds_what_readers_see_whatever_editors_do() {
    let mut done = BTreeSet::new();
    for seed in 1..=SCRIPTS {
        let mut office = Office::new(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed)).await;
        let mut copies: Vec<Copy> = FILTERS.iter().map(|filter| Copy::of(filter)).collect();
        for _ in 0..STEPS {
            office.step().await;
            // Some copies are in the middle of a walk while things happen; some are far behind.
            let which = office.dice.below(copies.len() * 2);
            if let Some(copy) = copies.get_mut(which) {
                let first = 1 + office.dice.below(3);
                match office.dice.below(4) {
                    0 => office.check(copy).await,
                    1 => *copy = Copy::of(FILTERS[which]),
                    _ => drop(copy.step(&office.server.client(), first).await),
                }
            }
        }
        for copy in &mut copies {
            office.check(copy).await;
        }
        done.extend(office.done);
    }
    // What never succeeded was never tested.
    let all = [
        "asset",
        "author",
        "correct",
        "create",
        "embargo",
        "import",
        "merge",
        "new tag",
        "no post",
        "no redirect",
        "post",
        "publish",
        "purge",
        "redirect",
        "rename",
        "revise",
        "schedule",
        "section",
        "series",
        "site",
        "tag",
        "trash",
        "undelete",
        "withdraw",
    ];
    assert_eq!(done, BTreeSet::from(all));
}
