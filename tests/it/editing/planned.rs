//! What happens by itself: at its time, once, on whichever node looks first.

use std::time::Duration;

use masthead_app::{App, Clock, Error, articles, scheduler};
use masthead_domain::{article::StageName, user::UserRole};
use masthead_http::HttpSettings;
use masthead_tests::{Client, TestDb, TestServer, bundle};
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;

use super::desk::{Hands, caller, create, editor, latest, publish, read, revise, server};

async fn published_events(url: &str) -> i64 {
    let db = Database::connect(url).await.unwrap();
    let backend = db.get_database_backend();
    let sql = "SELECT COUNT(*) AS n FROM events WHERE action = 'published'";
    let row = db.query_one_raw(sea_orm::Statement::from_string(backend, sql)).await.unwrap().unwrap();
    let count = row.try_get::<i64>("", "n").unwrap();
    db.close().await.unwrap();
    count
}

async fn status(client: &Client, slug: &str) -> u16 {
    client.get(&format!("/v1/articles/{slug}")).await.status.as_u16()
}

async fn schedule(app: &App, slug: &str, hands: &Hands, publish: Option<i64>, unpublish: Option<i64>) {
    let target = latest(app, slug).await;
    let at = |seconds: Option<i64>| seconds.map(|seconds| hands.in_seconds(seconds));
    articles::schedule(&editor(app), &target, at(publish), at(unpublish)).await.unwrap();
}

#[tokio::test]
async fn a_scheduled_article_appears_at_its_time_and_not_before() {
    let hands = Hands::new();
    let server = server(&hands).await;
    let (app, client) = (&server.app, server.client());
    create(app, "later", "later").await;
    schedule(app, "later", &hands, Some(60), Some(120)).await;
    let planned = hands.in_seconds(60);

    hands.forward(59);
    assert_eq!(scheduler::run_due(app).await.unwrap(), 0);
    assert_eq!(status(&client, "later").await, 404);
    // However late somebody looks, it happened at its time.
    hands.forward(31);
    assert_eq!(scheduler::run_due(app).await.unwrap(), 1);
    assert_eq!(scheduler::run_due(app).await.unwrap(), 0);
    let article = client.json("/v1/articles/later").await;
    assert_eq!(article["publishedAt"], json!(planned));
    assert_eq!(article["firstPublishedAt"], json!(planned));
    hands.forward(30);
    assert_eq!(scheduler::run_due(app).await.unwrap(), 1);
    assert_eq!(status(&client, "later").await, 410);
    assert_eq!(published_events(server.db.url()).await, 1);
}

#[tokio::test]
async fn many_nodes_publish_once() {
    let hands = Hands::new();
    let server = server(&hands).await;
    let app = &server.app;
    for n in 0..10 {
        let slug = format!("later-{n}");
        create(app, &slug, "later").await;
        schedule(app, &slug, &hands, Some(10 + n), None).await;
    }
    let nodes = [server.db.app_at(hands.clock()).await, server.db.app_at(hands.clock()).await, app.clone()];
    hands.forward(60);
    let runs = nodes.each_ref().map(|node| {
        let node = node.clone();
        tokio::spawn(async move { scheduler::run_due(&node).await.unwrap() })
    });
    let mut done = 0;
    for run in runs {
        done += run.await.unwrap();
    }
    assert_eq!(done, 10);
    assert_eq!(published_events(server.db.url()).await, 10);
    let [one, two, _] = nodes;
    one.close().await;
    two.close().await;
}

#[tokio::test]
async fn an_embargo_ends_as_it_began() {
    let hands = Hands::new();
    let server = server(&hands).await;
    let (app, client) = (&server.app, server.client());
    create(app, "quiet", "quiet").await;
    publish(app, "quiet").await.unwrap();
    let before = client.json("/v1/articles/quiet").await;
    hands.forward(10);
    let target = latest(app, "quiet").await;
    articles::embargo(&editor(app), &target, Some(hands.in_seconds(100))).await.unwrap();
    assert_eq!(status(&client, "quiet").await, 404);
    assert!(publish(app, "quiet").await.is_err(), "an embargo holds whatever else is said");
    // An earlier plan does not come before it.
    schedule(app, "quiet", &hands, Some(50), None).await;
    hands.forward(60);
    assert_eq!(scheduler::run_due(app).await.unwrap(), 0);
    assert_eq!(status(&client, "quiet").await, 404);
    hands.forward(60);
    assert_eq!(scheduler::run_due(app).await.unwrap(), 1);
    assert_eq!(client.json("/v1/articles/quiet").await, before);
}

#[tokio::test]
async fn changes_of_a_published_article_can_wait_for_their_time() {
    let hands = Hands::new();
    let server = server(&hands).await;
    let (app, client) = (&server.app, server.client());
    create(app, "story", "first").await;
    publish(app, "story").await.unwrap();
    revise(app, "story", json!({"headline": "Second"})).await.unwrap();
    schedule(app, "story", &hands, Some(30), None).await;
    assert_eq!(client.json("/v1/articles/story").await["headline"], "Headline first");
    let error = revise(app, "story", json!({"contributors": []})).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "what will be published must stay fit for it: {error}");
    hands.forward(30);
    assert_eq!(scheduler::run_due(app).await.unwrap(), 1);
    assert_eq!(client.json("/v1/articles/story").await["headline"], "Second");
    assert!(read(app, "story").await.identity.plan.update_at.is_none());
}

#[tokio::test]
async fn a_look_ahead_shows_what_will_be_and_changes_nothing() {
    let hands = Hands::new();
    let server = server(&hands).await;
    let (app, client) = (&server.app, server.client());
    create(app, "now", "now").await;
    publish(app, "now").await.unwrap();
    create(app, "later", "later").await;
    schedule(app, "later", &hands, Some(60), None).await;
    let front = async |seconds: i64| {
        let cx = scheduler::look_ahead(&editor(app), hands.in_seconds(seconds)).await.unwrap();
        let page = masthead_app::pages::front(&cx, None, Default::default()).await.unwrap();
        page.recent.iter().map(|view| view.article.slug.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(front(59).await, ["now"]);
    assert_eq!(front(60).await, ["later", "now"]);
    assert_eq!(client.json("/v1/articles").await["items"].as_array().unwrap().len(), 1);
    assert_eq!(read(app, "later").await.identity.stage.name(), StageName::Scheduled);
    let author = app.cx_of(caller(UserRole::Author), None);
    assert!(matches!(scheduler::look_ahead(&author, hands.in_seconds(60)).await, Err(Error::Forbidden(_))));
}

#[tokio::test]
async fn it_happens_within_a_second() {
    let server = TestServer::over(TestDb::new().await, Clock::System, HttpSettings::default()).await;
    server.load(&bundle::lines(&bundle::base())).await;
    let (app, client) = (&server.app, server.client());
    create(app, "soon", "soon").await;
    let running = tokio::spawn(scheduler::run(app.clone()));
    let target = latest(app, "soon").await;
    let now = masthead_domain::time::Instant::from(chrono_now());
    let at = masthead_domain::time::Instant::from_micros(now.micros() + 300_000);
    articles::schedule(&editor(app), &target, Some(at), None).await.unwrap();
    let begin = std::time::Instant::now();
    while status(&client, "soon").await != 200 {
        assert!(begin.elapsed() < Duration::from_millis(1_300), "a second after its time it is not there");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(begin.elapsed() > Duration::from_millis(250), "it was there before its time");
    running.abort();
}

fn chrono_now() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now()
}
