//! More than a server can do, and a server that is to stop: real processes.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use masthead_tests::{Client, TestDb, bundle, load};
use reqwest::Method;
use serde_json::json;

use crate::{cli::Serving, editing};

/// How many requests may be worked on.
const PLACES: usize = 16;
/// How many are sent at once: ten times as many.
const CROWD: usize = 160;

async fn small(db: &TestDb) -> String {
    let app = db.app().await;
    let mut lines = bundle::base();
    lines.extend((0..300).map(|n| bundle::article(&format!("article-{n}"), n)));
    load(&app, bundle::lines(&lines).into_bytes()).await;
    let key = editing::crash::key(&app).await;
    app.close().await;
    key
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_than_can_be_done_is_refused_at_once_and_costs_no_memory() {
    let db = TestDb::new().await;
    small(&db).await;
    let places = PLACES.to_string();
    let (node, client) = Serving::start(db.url(), &["--max-requests", &places, "--response-cache-bytes", "0"]).await;
    let seconds = std::env::var("OVERLOAD_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
    let over = Arc::new(AtomicBool::new(false));
    let (done, refused) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let times = Arc::new(Mutex::new(Vec::new()));
    let crowd: Vec<_> = (0..CROWD)
        .map(|n| {
            let (client, over, times) = (client.clone(), Arc::clone(&over), Arc::clone(&times));
            let (done, refused) = (Arc::clone(&done), Arc::clone(&refused));
            tokio::spawn(async move {
                for round in 0.. {
                    if over.load(Ordering::Relaxed) {
                        return;
                    }
                    let path = format!("/v1/articles?first={}&include=body.html", 40 + (n + round) % 60);
                    let began = Instant::now();
                    let answer = client.get(&path).await;
                    match answer.status.as_u16() {
                        200 => {
                            done.fetch_add(1, Ordering::Relaxed);
                            times.lock().unwrap().push(began.elapsed());
                        }
                        503 => {
                            assert_eq!(
                                (answer.json()["code"].as_str(), answer.header("retry-after")),
                                (Some("overloaded"), "1")
                            );
                            assert!(answer.json()["detail"].as_str().unwrap().contains("max_requests"));
                            refused.fetch_add(1, Ordering::Relaxed);
                            // Not as long as they are asked to, or there would be no load.
                            tokio::time::sleep(Duration::from_millis(50)).await;
                        }
                        other => panic!("{other}"),
                    }
                }
            })
        })
        .collect();
    let warm_up = Duration::from_secs(seconds) / 3;
    tokio::time::sleep(warm_up).await;
    let early = node.memory();
    // Whether it lives is answered in the middle of it.
    let began = Instant::now();
    assert_eq!(client.get("/healthz").await.status, 200);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    tokio::time::sleep(warm_up * 2).await;
    let late = node.memory();
    over.store(true, Ordering::Relaxed);
    for one in crowd {
        one.await.unwrap();
    }
    let mut times = times.lock().unwrap().clone();
    times.sort();
    let p99 = times[times.len() * 99 / 100];
    let (done, refused) = (done.load(Ordering::Relaxed), refused.load(Ordering::Relaxed));
    eprintln!("{seconds} s: {done} answered (p99 {p99:?}), {refused} refused; {early} KB, later {late} KB");
    assert!(done > 20 && refused > 100, "{done} answered, {refused} refused: that was no overload");
    // Beside every other test on two cores; alone it is a tenth of that.
    assert!(p99 < Duration::from_secs(10), "{p99:?}");
    // Caches fill; ten kilobytes kept of each request would be three times as much.
    assert!(late < early + 48 * 1024, "memory grows: {early} KB, later {late} KB");
    // Afterwards everything is as before.
    for _ in 0..20 {
        assert_eq!(client.get("/v1/articles?first=10").await.status, 200);
    }
    node.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_under_load_loses_no_answered_write_and_cuts_no_answer_short() {
    let db = TestDb::new().await;
    let key = small(&db).await;
    let (node, client) = Serving::start(db.url(), &["--drain-ms", "60000"]).await;
    let answered = Arc::new(Mutex::new(Vec::new()));
    let whole = Arc::new(AtomicUsize::new(0));
    let mut tasks = Vec::new();
    for n in 0..4 {
        let (desk, answered) = (client.with_token(&key), Arc::clone(&answered));
        tasks.push(tokio::spawn(async move {
            for number in 0.. {
                let slug = format!("stop-{n}-{number}");
                let form = json!(editing::desk::form(&slug, "one"));
                let Ok(answer) = desk.request(Method::POST, "/v1/articles").json(&form).send().await else { return };
                // What began to be answered is answered whole.
                let status = answer.status();
                let bytes = answer.bytes().await.unwrap_or_else(|error| panic!("cut short: {error}"));
                assert_eq!(status, 201, "{}", String::from_utf8_lossy(&bytes));
                answered.lock().unwrap().push(slug);
            }
        }));
        let (reader, whole) = (client.clone(), Arc::clone(&whole));
        tasks.push(tokio::spawn(async move {
            loop {
                let request = reader.request(Method::GET, "/v1/articles?first=100&include=body.html");
                let Ok(answer) = request.send().await else { return };
                assert_eq!(answer.status(), 200);
                let bytes = answer.bytes().await.unwrap_or_else(|error| panic!("cut short: {error}"));
                let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
                assert_eq!(json["items"].as_array().unwrap().len(), 100);
                whole.fetch_add(1, Ordering::Relaxed);
            }
        }));
    }
    let began = Instant::now();
    while answered.lock().unwrap().len() <= 10 || whole.load(Ordering::Relaxed) <= 10 {
        assert!(began.elapsed() < Duration::from_secs(60), "there is no load");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    node.terminate();
    // While it drains, it says that it is not ready, and still answers whoever comes.
    let began = Instant::now();
    loop {
        let answer = client.get("/readyz").await;
        if answer.status == 503 && answer.json()["detail"].as_str().unwrap().contains("about to stop") {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "it is still ready");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let stranger = Client::new(client.base());
    assert_eq!(stranger.get("/v1/site").await.status, 200);
    // Who asks twice does not want to wait until all have gone elsewhere.
    node.terminate();
    for task in tasks {
        task.await.unwrap();
    }
    assert!(began.elapsed() < Duration::from_secs(45), "the second signal was not heard");
    node.stopped();
    let (again, client) = Serving::start(db.url(), &[]).await;
    let desk = client.with_token(&key);
    let answered = answered.lock().unwrap().clone();
    for slug in answered {
        assert_eq!(desk.get(&format!("/v1/articles/{slug}/manuscript")).await.status, 200, "{slug} is lost");
    }
    again.stop();
}
