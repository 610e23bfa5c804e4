//! What is not public shows nowhere: random lives of articles with a word of its own in every revision, and every public door after
//! every step.

use std::collections::{BTreeMap, BTreeSet};

use masthead_app::{App, Result, articles, scheduler};
use masthead_domain::article::CorrectionKind;
use masthead_tests::{Client, TestServer, bundle};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::json;

use super::desk::{Hands, create, editor, latest, publish, read, revise, server};

const SLUGS: [&str; 3] = ["one", "two", "three"];

/// One step of a life; the number says whose.
#[derive(Debug, Clone, Copy)]
enum Step {
    Revise(usize),
    Publish(usize),
    Schedule(usize),
    Unschedule(usize),
    Embargo(usize),
    LiftEmbargo(usize),
    Withdraw(usize),
    Trash(usize),
    Undelete(usize),
    Restore(usize, i32),
    Correct(usize),
    Submit(usize),
    Rename(usize),
    Preview(usize),
    Time,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let of = || 0..SLUGS.len();
    let step = prop_oneof![
        4 => of().prop_map(Step::Revise),
        4 => of().prop_map(Step::Publish),
        2 => of().prop_map(Step::Schedule),
        1 => of().prop_map(Step::Unschedule),
        2 => of().prop_map(Step::Embargo),
        1 => of().prop_map(Step::LiftEmbargo),
        2 => of().prop_map(Step::Withdraw),
        1 => of().prop_map(Step::Trash),
        1 => of().prop_map(Step::Undelete),
        1 => (of(), 1..6_i32).prop_map(|(n, revision)| Step::Restore(n, revision)),
        1 => of().prop_map(Step::Correct),
        1 => of().prop_map(Step::Submit),
        1 => of().prop_map(Step::Rename),
        1 => of().prop_map(Step::Preview),
        2 => Just(Step::Time),
    ];
    prop::collection::vec(step, 1..25)
}

/// A word that stands nowhere else.
fn word(number: usize) -> String {
    format!("canary{number:04}")
}

struct Lives {
    server: TestServer,
    hands: Hands,
    slugs: Vec<String>,
    /// The word of every content, by article and revision.
    words: BTreeMap<(usize, i32), String>,
    next: usize,
}

impl Lives {
    async fn step(&mut self, step: Step) -> Result<()> {
        let app = self.server.app.clone();
        let cx = editor(&app);
        let new = word(self.next);
        self.next += 1;
        match step {
            Step::Revise(n) => {
                let patch = json!({
                    "headline": format!("Headline {new}"), "kicker": &new, "standfirst": &new, "excerpt": &new, "bylineText": &new,
                    "leadImage": {"asset": "river", "caption": &new}, "seo": {"title": &new, "description": &new},
                    "body": {"html": format!("<h2>{new}</h2><p>{new}</p>")},
                    "contributors": [{"author": "ben", "creditedAs": &new}], "section": "ideas", "tags": ["cities"],
                    "related": [&self.slugs[(n + 1) % SLUGS.len()]],
                });
                revise(&app, &self.slugs[n], patch).await?;
                let revision = read(&app, &self.slugs[n]).await.revision;
                self.words.insert((n, revision), new);
            }
            Step::Publish(n) => drop(publish(&app, &self.slugs[n]).await?),
            Step::Schedule(n) => {
                let target = latest(&app, &self.slugs[n]).await;
                let (at, end) = (self.hands.in_seconds(30), self.hands.in_seconds(300));
                drop(articles::schedule(&cx, &target, Some(at), Some(end)).await?);
            }
            Step::Unschedule(n) => drop(articles::unschedule(&cx, &latest(&app, &self.slugs[n]).await).await?),
            Step::Embargo(n) => {
                let until = self.hands.in_seconds(90);
                drop(articles::embargo(&cx, &latest(&app, &self.slugs[n]).await, Some(until)).await?);
            }
            Step::LiftEmbargo(n) => drop(articles::embargo(&cx, &latest(&app, &self.slugs[n]).await, None).await?),
            Step::Withdraw(n) => {
                let reason = Some("a public reason".to_owned());
                drop(articles::withdraw(&cx, &latest(&app, &self.slugs[n]).await, reason).await?);
            }
            Step::Trash(n) => drop(articles::trash(&cx, &latest(&app, &self.slugs[n]).await).await?),
            Step::Undelete(n) => drop(articles::undelete(&cx, &latest(&app, &self.slugs[n]).await).await?),
            Step::Restore(n, revision) => {
                let of = self.word_at(n, revision);
                articles::restore(&cx, &latest(&app, &self.slugs[n]).await, revision).await?;
                let restored = read(&app, &self.slugs[n]).await.content_revision;
                self.words.insert((n, restored), of);
            }
            Step::Correct(n) => {
                let target = latest(&app, &self.slugs[n]).await;
                let text = "a public correction".to_owned();
                drop(articles::correct(&cx, &target, CorrectionKind::Correction, text).await?);
            }
            Step::Submit(n) => {
                let target = latest(&app, &self.slugs[n]).await;
                let state = masthead_domain::article::ReviewState::Submitted;
                drop(articles::review(&cx, &target, state, Some(new)).await?);
            }
            Step::Rename(n) => {
                let slug = format!("{}-{}", SLUGS[n], self.next);
                revise(&app, &self.slugs[n], json!({"slug": &slug})).await?;
                self.slugs[n] = slug;
            }
            Step::Preview(n) => {
                let key = latest(&app, &self.slugs[n]).await.key;
                let (_, token) = articles::create_preview(&cx, &key, None, None).await?;
                let page = self.server.client().get(&format!("/v1/previews/{token}")).await;
                if page.status == 200 {
                    assert_eq!(page.header("cache-control"), "private, no-store");
                }
            }
            Step::Time => {
                self.hands.forward(40);
                scheduler::run_due(&app).await?;
            }
        }
        Ok(())
    }

    /// The word that an article's content had at a revision.
    fn word_at(&self, n: usize, revision: i32) -> String {
        let upto = self.words.range((n, 0)..=(n, revision)).next_back();
        upto.map(|(_, word)| word.clone()).unwrap_or_default()
    }

    /// The words that readers may see.
    async fn allowed(&self, app: &App) -> BTreeSet<String> {
        let mut allowed = BTreeSet::new();
        for (n, slug) in self.slugs.iter().enumerate() {
            let manuscript = read(app, slug).await;
            if let (true, Some(revision)) = (manuscript.identity.stage.is_public(), manuscript.published_revision) {
                allowed.insert(self.word_at(n, revision));
            }
        }
        allowed
    }

    /// Everything that is answered to everybody, by what was asked.
    async fn doors(&self, client: &Client) -> BTreeMap<String, String> {
        const INCLUDE: &str =
            "include=tags,series,translationOf,body,body.markdown,body.text,tableOfContents,alternativeIds,portraits";
        let mut paths = vec![
            format!("/v1/articles?{INCLUDE}&totalCount=true"),
            format!("/v1/sections/news/articles?{INCLUDE}&totalCount=true"),
            format!("/v1/sections/ideas/articles?{INCLUDE}&totalCount=true"),
            format!("/v1/authors/ada/articles?{INCLUDE}&totalCount=true"),
            format!("/v1/authors/ben/articles?{INCLUDE}&totalCount=true"),
            format!("/v1/tags/cities/articles?{INCLUDE}&totalCount=true"),
            format!("/v1/series/slow/articles?{INCLUDE}&totalCount=true"),
            "/v1/collections/picks/articles?totalCount=true".to_owned(),
            "/v1/pages/front".to_owned(),
            "/v1/manuscripts".to_owned(),
            "/v1/site".to_owned(),
            "/v1/search?query=headline&facets=true&totalCount=true".to_owned(),
            "/v1/search?query=text&order=NEWEST&totalCount=true&language=en".to_owned(),
            "/v1/search?query=headline:headline&order=NEWEST&tag=rivers".to_owned(),
            "/v1/search/suggestions?query=head".to_owned(),
        ];
        for slug in self.slugs.iter().map(String::as_str).chain(SLUGS) {
            paths.extend([
                format!("/v1/articles/{slug}?include=body.markdown,body.text,alternativeIds"),
                format!("/v1/articles/{slug}/related"),
                format!("/v1/articles/{slug}/translations"),
                format!("/v1/articles/{slug}/similar"),
                format!("/v1/articles/{slug}/manuscript"),
                format!("/v1/articles/{slug}/revisions"),
                format!("/v1/articles/{slug}/revisions/1"),
                format!("/v1/pages/article/{slug}"),
                format!("/v1/resolve?path=/local/{slug}"),
                format!("/v1/resolve?path=/ideas/{slug}"),
            ]);
        }
        let mut answers = BTreeMap::new();
        for path in paths {
            let answer = client.get(&path).await;
            let text = String::from_utf8(answer.bytes.clone()).unwrap();
            // The id of a request is another one every time.
            let text = match text.split_once("\"requestId\":\"") {
                Some((before, after)) => format!("{before}{}", after.split_once('"').unwrap().1),
                None => text,
            };
            let tag = if answer.status == 200 { answer.header("etag").to_owned() } else { String::new() };
            answers.insert(path, format!("{} {tag} {text}", answer.status));
        }
        let query = "{ articles { totalCount nodes { headline body { html markdown text } related { nodes { headline } } byline { text } \
            section { name } } } frontPage { recent { headline kicker standfirst excerpt } } manuscripts { nodes { slug } } }";
        let answer = client.graphql(query, serde_json::Value::Null).await;
        answers.insert("graphql".to_owned(), answer.json()["data"].to_string());
        answers
    }
}

async fn run(steps: &[Step]) -> std::result::Result<(), TestCaseError> {
    let hands = Hands::new();
    let server = server(&hands).await;
    let slugs = SLUGS.map(str::to_owned).to_vec();
    let mut lives = Lives { server, hands, slugs, words: BTreeMap::new(), next: 100 };
    for (n, slug) in SLUGS.iter().enumerate() {
        create(&lives.server.app, slug, &word(n)).await;
        lives.words.insert((n, 1), word(n));
    }
    let picks = json!({"type": "collection", "slug": "picks", "title": "Picks", "items": SLUGS});
    lives.server.load(&bundle::lines(&[picks])).await;
    let client = lives.server.client();
    let mut before = lives.doors(&client).await;
    for step in steps {
        let version = lives.server.app.cx().version().await.unwrap();
        let names = lives.slugs.clone();
        // What is not possible in a stage is refused, and then nothing may have happened either.
        let done = lives.step(*step).await.is_ok();
        let allowed = lives.allowed(&lives.server.app).await;
        let after = lives.doors(&client).await;
        for (path, text) in &after {
            for number in 0..lives.next {
                let word = word(number);
                prop_assert!(!text.contains(&word) || allowed.contains(&word), "{step:?}: {path} shows {word}: {text}");
            }
        }
        // What readers could not notice has not moved anything that they see, not even a tag.
        let hidden = lives.server.app.cx().version().await.unwrap() == version;
        if hidden || !done {
            for (path, text) in before.iter().filter(|_| names == lives.slugs) {
                prop_assert_eq!(Some(text), after.get(path), "{:?} changed {}", step, path);
            }
        }
        before = after;
    }
    Ok(())
}

#[test]
fn what_is_not_public_shows_nowhere() {
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let result = runner.run(&steps(), |steps| {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(run(&steps))
    });
    result.unwrap();
}
