//! An editor's desk: operations without a protocol in between, for tests of what happens behind it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use masthead_app::{
    App, Clock, Cx, Result, Target,
    articles::{self, Include, Manuscript, Written},
    resources::Key,
};
use masthead_domain::{
    access::{Caller, Someone},
    id::Id,
    time::Instant,
    user::UserRole,
};
use masthead_http::HttpSettings;
use masthead_tests::{TestDb, TestServer, bundle};
use serde_json::{Value, json};

/// The first moment of every test.
const BEGIN: i64 = 1_800_000_000_000_000;

/// A clock that a test sets.
#[derive(Debug, Clone)]
pub(crate) struct Hands(Arc<AtomicI64>);

impl Hands {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicI64::new(BEGIN)))
    }

    pub(crate) fn clock(&self) -> Clock {
        Clock::Manual(Arc::clone(&self.0))
    }

    pub(crate) fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub(crate) fn in_seconds(&self, seconds: i64) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst) + seconds * 1_000_000)
    }
}

/// A server with a small publication, and a clock that stands still.
pub(super) async fn server(hands: &Hands) -> TestServer {
    let server = TestServer::over(TestDb::new().await, hands.clock(), HttpSettings::default()).await;
    server.load(&bundle::lines(&bundle::base())).await;
    server
}

/// A caller of this role.
pub(super) fn caller(role: UserRole) -> Caller {
    let user = Id::new(uuid::Uuid::from_u128(u128::from(role as u8) + 1));
    Caller::Someone(Someone { user, role, sections: Vec::new(), key: None })
}

/// An editor's request.
pub(super) fn editor(app: &App) -> Cx {
    app.cx_of(caller(UserRole::Editor), Some("test".to_owned()))
}

fn object(value: Value) -> serde_json::Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => panic!("not an object: {other}"),
    }
}

/// An article that could be published.
pub(crate) fn form(slug: &str, word: &str) -> serde_json::Map<String, Value> {
    object(json!({
        "slug": slug, "headline": format!("Headline {word}"), "kicker": word, "standfirst": format!("Standfirst {word}"),
        "section": "local", "contributors": [{"author": "ada", "creditedAs": format!("Ada {word}")}],
        "tags": ["rivers"], "series": {"series": "slow", "part": 1}, "leadImage": {"asset": "river", "caption": word},
        "body": {"html": format!("<h2>{word}</h2><p>Text with {word} in it.</p>")},
    }))
}

pub(super) async fn create(app: &App, slug: &str, word: &str) -> Written {
    articles::create(&editor(app), form(slug, word), false).await.unwrap()
}

pub(super) async fn read(app: &App, slug: &str) -> Manuscript {
    let key = Key::Slug(slug.to_owned());
    let view = articles::manuscript(&app.system(), &key, Include::default()).await.unwrap();
    (*view.manuscript).clone()
}

/// The latest revision of an article.
pub(super) async fn latest(app: &App, slug: &str) -> Target {
    Target { key: Key::Slug(slug.to_owned()), expected: Some(read(app, slug).await.revision) }
}

pub(super) async fn revise(app: &App, slug: &str, patch: Value) -> Result<Written> {
    articles::revise(&editor(app), &latest(app, slug).await, &object(patch), false).await
}

pub(super) async fn publish(app: &App, slug: &str) -> Result<Written> {
    articles::publish(&editor(app), &latest(app, slug).await, Default::default()).await
}
