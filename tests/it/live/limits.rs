//! How many may listen, how far back, and what becomes of those who do not read.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use masthead_app::{Clock, Settings, live::LiveSettings};
use masthead_domain::user::UserRole;
use masthead_http::HttpSettings;
use masthead_tests::{TestDb, TestServer, bundle};
use serde_json::{Value, json};

use super::{
    events::publish,
    listener::{Listener, SOON},
};

async fn server(http: HttpSettings, live: LiveSettings) -> TestServer {
    let settings = Settings { live, ..Settings::default() };
    let server = TestServer::with(TestDb::new().await, Clock::System, http, settings).await;
    server.load(&bundle::lines(&bundle::base())).await;
    server
}

async fn assert_refused(server: &TestServer, path: &str, last: Option<&str>, status: u16, code: &str) -> Value {
    let answer = match Listener::open(&server.client(), path, last).await {
        Ok(_) => panic!("{path} was opened"),
        Err(answer) => answer,
    };
    assert_eq!(answer.status(), status);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    assert_eq!(answer.headers().contains_key("retry-after"), matches!(status, 429 | 503));
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["code"], code);
    problem
}

/// Waits until a listener is let in again.
async fn let_in(server: &TestServer) -> Listener {
    let begin = Instant::now();
    loop {
        if let Ok(listener) = Listener::open(&server.client(), "/v1/live", None).await {
            return listener;
        }
        assert!(begin.elapsed() < SOON, "nobody is let in");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn only_so_many_listen() {
    let http = HttpSettings { live_connections_per_address: 2, ..HttpSettings::default() };
    let server = server(http, LiveSettings::default()).await;
    let (first, _) = Listener::ready(&server.client(), "/v1/live").await;
    let (_second, _) = Listener::ready(&server.client(), "/v1/live").await;
    let problem = assert_refused(&server, "/v1/live", None, 429, "rate_limited").await;
    assert!(problem["detail"].as_str().unwrap().contains("live_connections_per_address"));
    // Sockets and GraphQL's streams count as well.
    let request = server.client().request(reqwest::Method::POST, "/graphql").header("accept", "text/event-stream");
    let answer = request.json(&json!({"query": "subscription { articlePublished { id } }"})).send().await.unwrap();
    assert_eq!(answer.status(), 429);
    drop(first);
    let_in(&server).await;

    let http = HttpSettings { live_connections: 1, ..HttpSettings::default() };
    let other = self::server(http, LiveSettings::default()).await;
    let (only, _) = Listener::ready(&other.client(), "/v1/live").await;
    let problem = assert_refused(&other, "/v1/live", None, 503, "unavailable").await;
    assert!(problem["detail"].as_str().unwrap().contains("(live_connections)"));
    drop(only);
    let_in(&other).await;
}

#[tokio::test]
async fn a_position_is_told_from_as_far_back_as_is_said() {
    let live = LiveSettings { replay: 3, ..LiveSettings::default() };
    let server = server(HttpSettings::default(), live).await;
    let admin = server.user(UserRole::Admin, &[]).await;
    let (_, begin) = Listener::ready(&server.client(), "/v1/live").await;
    for slug in ["a", "b", "c"] {
        publish(&admin, slug, "news", "en").await;
    }
    assert!(Listener::open(&server.client(), "/v1/live", Some(&begin)).await.is_ok());
    publish(&admin, "d", "news", "en").await;
    let problem = assert_refused(&server, "/v1/live", Some(&begin), 410, "sync_token_expired").await;
    assert!(problem["detail"].as_str().unwrap().contains("/v1/sync"));
    assert_refused(&server, "/v1/live?lastEventId=nonsense", None, 400, "invalid_cursor").await;
    assert_refused(&server, "/v1/live?section=nowhere", None, 404, "not_found").await;
    assert_refused(&server, "/v1/live?type=MOVED", None, 400, "malformed_request").await;
    assert_refused(&server, "/v1/live?since=x", None, 400, "malformed_request").await;
    let head = server.client().request(reqwest::Method::HEAD, "/v1/live").send().await.unwrap();
    assert_eq!((head.status().as_u16(), head.bytes().await.unwrap().len()), (200, 0));
}

#[tokio::test]
async fn a_quiet_connection_says_that_it_lives() {
    let http = HttpSettings { live_keep_alive: Duration::from_millis(50), ..HttpSettings::default() };
    let server = server(http, LiveSettings::default()).await;
    let address = server.url.trim_start_matches("http://").to_owned();
    let text = tokio::task::spawn_blocking(move || {
        let mut stream = open_raw(&address);
        let mut text = String::new();
        let mut bytes = [0; 1024];
        while text.matches("\n:\n\n").count() < 3 {
            let n = stream.read(&mut bytes).unwrap();
            assert!(n > 0, "{text}");
            text.push_str(std::str::from_utf8(&bytes[..n]).unwrap());
            // The framing of chunks is none of the stream's.
            text = text.replace("\r\n3\r\n:\n\n", "\n:\n\n");
        }
        text
    });
    let text = text.await.unwrap();
    assert!(text.contains("retry: 2000\n"), "{text}");
}

fn open_raw(address: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(SOON)).unwrap();
    let request = format!("GET /v1/live HTTP/1.1\r\nHost: {address}\r\nAccept: text/event-stream\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

/// Articles whose cards are large, so that they fill what lies between the server and somebody who does not read.
fn large(articles: usize) -> String {
    let records: Vec<Value> = (0..articles)
        .map(|number| {
            let mut article = bundle::article(&format!("large-{number}"), i64::try_from(number).unwrap());
            for member in ["standfirst", "excerpt"] {
                article[member] = json!("🚢".repeat(1_990));
            }
            article
        })
        .collect();
    bundle::lines(&records)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_reads_nothing_is_hung_up_on_and_can_come_back() {
    const ARTICLES: usize = 700;
    let http = HttpSettings {
        live_connections_per_address: 1,
        live_stall: Duration::from_millis(700),
        ..HttpSettings::default()
    };
    let server = server(http, LiveSettings::default()).await;
    let address = server.url.trim_start_matches("http://").to_owned();
    let mut stream = tokio::task::spawn_blocking(move || {
        let mut stream = open_raw(&address);
        // The head, so that it is known to be open.
        let mut bytes = [0; 64];
        assert!(stream.read(&mut bytes).unwrap() > 0);
        stream
    })
    .await
    .unwrap();
    assert_refused(&server, "/v1/live", None, 429, "rate_limited").await;
    server.load(&large(ARTICLES)).await;
    // It holds its place until it has taken nothing for too long.
    drop(let_in(&server).await);
    let text = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        // What was on its way still comes; then the connection ends, in the middle of an event.
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let text = text.await.unwrap();
    let whole: Vec<&str> = text.split("event: published\n").skip(1).filter(|event| event.contains("\n\n")).collect();
    assert!(!whole.is_empty() && whole.len() < ARTICLES, "{} of {ARTICLES} came", whole.len());
    let last = whole[whole.len() - 1].lines().next().unwrap().strip_prefix("id: ").unwrap();
    let client = server.client();
    let mut again = loop {
        if let Ok(listener) = Listener::open(&client, "/v1/live", Some(last)).await {
            break listener;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(again.next().await.unwrap().name, "ready");
    for _ in whole.len()..ARTICLES {
        assert_eq!(again.next().await.unwrap().name, "published");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_is_far_too_slow_is_told_so() {
    let http = HttpSettings { live_stall: Duration::from_secs(600), ..HttpSettings::default() };
    let live = LiveSettings { buffer: 4, replay: 10, ..LiveSettings::default() };
    let server = server(http, live).await;
    let address = server.url.trim_start_matches("http://").to_owned();
    let stream = tokio::task::spawn_blocking(move || {
        let mut stream = open_raw(&address);
        let mut bytes = [0; 64];
        assert!(stream.read(&mut bytes).unwrap() > 0);
        stream
    });
    let mut stream = stream.await.unwrap();
    for part in large(700).lines().collect::<Vec<_>>().chunks(5) {
        server.load(&part.join("\n")).await;
    }
    let text = tokio::task::spawn_blocking(move || {
        let (mut text, mut bytes) = (String::new(), vec![0; 1 << 20]);
        while !text.contains("event: dropped\n") {
            let n = stream.read(&mut bytes).unwrap();
            assert!(n > 0, "it ended without a word");
            text.push_str(&String::from_utf8_lossy(&bytes[..n]));
        }
        text
    });
    let text = text.await.unwrap();
    assert!(text.contains("\"reason\":\"TOO_SLOW\""), "{}", &text[text.len() - 500..]);
}
