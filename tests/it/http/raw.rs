//! Requests that no client library would send, byte by byte.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use masthead_app::Clock;
use masthead_http::HttpSettings;
use masthead_tests::{TestDb, TestServer, demo};
use serde_json::Value;

/// What a server answers to these bytes: status, and all of the text.
pub(crate) async fn raw(url: &str, bytes: impl Into<Vec<u8>>) -> (u16, String) {
    let (address, bytes) = (url.trim_start_matches("http://").to_owned(), bytes.into());
    tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        // The server may answer and hang up before it has read everything.
        let _ = stream.write_all(&bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let text = String::from_utf8_lossy(&answer).into_owned();
        let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        (status, text)
    })
    .await
    .unwrap()
}

/// The problem in an answer of which nobody else is left to say anything: whole, of this status and code, and the last one.
#[track_caller]
fn assert_last_problem((status, text): &(u16, String), wanted: u16, code: &str) {
    assert_eq!(*status, wanted, "{text}");
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no body: {text:?}"));
    let head = format!("{head}\r\n");
    let header = |name: &str| {
        let start = head.find(&format!("\r\n{name}: ")).unwrap_or_else(|| panic!("no {name}: {head}"));
        head[start + name.len() + 4..].split("\r\n").next().unwrap().to_owned()
    };
    assert_eq!(header("content-type"), "application/problem+json", "{text}");
    assert_eq!(header("connection"), "close", "{text}");
    assert_eq!(header("cache-control"), "no-store", "{text}");
    assert_eq!(header("x-content-type-options"), "nosniff", "{text}");
    assert_eq!(header("access-control-allow-origin"), "*", "{text}");
    assert_eq!(header("content-length"), body.len().to_string(), "{text}");
    let problem: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!((&problem["status"], &problem["code"]), (&wanted.into(), &code.into()), "{text}");
    assert_eq!(problem["type"], format!("/docs/errors#{code}"), "{text}");
    assert_eq!(problem["requestId"], header("x-request-id"), "{text}");
    assert!(!problem["title"].as_str().unwrap().is_empty() && !problem["detail"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn what_is_no_request_is_a_problem() {
    let url = &demo().await.url;
    for bytes in [
        "GET /v1/site HTTP/1.1\r\n\r\n",
        "GET /v1/site HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "HEAD /v1/site HTTP/1.1\r\n\r\n",
        "\u{1}\u{2} garbage\r\n\r\n",
        "GET /v1/site\r\n\r\n",
        "GET /v1/site HTTP/9.9\r\nHost: a\r\n\r\n",
        "GET /v1/site HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
    ] {
        let answer = raw(url, bytes).await;
        assert_last_problem(&answer, 400, "malformed_request");
    }
    assert_eq!(demo().await.client().get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_header_beyond_every_buffer_is_a_problem_that_arrives() {
    // More than the framework keeps, and more than a socket does: the rest is read and dropped, so that the answer is not lost.
    for size in [200_000, 4_000_000] {
        let head = format!("GET /v1/site HTTP/1.1\r\nHost: a\r\nX-Long: {}\r\n\r\n", "x".repeat(size));
        let answer = raw(&demo().await.url, head).await;
        assert_last_problem(&answer, 431, "headers_too_large");
        assert!(answer.1.contains("at most 32768 bytes (max_header_bytes)"), "{}", answer.1);
    }
}

#[tokio::test]
async fn a_refusal_behind_a_good_request_leaves_its_answer_whole() {
    let good = "GET /v1/site HTTP/1.1\r\nHost: a\r\n\r\n";
    let (status, text) = raw(&demo().await.url, format!("{good}{good}nonsense\r\n\r\n")).await;
    assert_eq!(status, 200, "{text}");
    let answers: Vec<&str> = text.split("HTTP/1.1 ").skip(1).collect();
    assert_eq!(answers.len(), 3, "{text}");
    assert_eq!(answers[0].split_once("\r\n\r\n").unwrap().1, answers[1].split_once("\r\n\r\n").unwrap().1);
    assert_last_problem(&(400, format!("HTTP/1.1 {}", answers[2])), 400, "malformed_request");
}

#[tokio::test]
async fn a_header_that_does_not_come_is_a_problem() {
    let settings = HttpSettings { header_timeout: Duration::from_millis(300), ..HttpSettings::default() };
    let server = TestServer::over(TestDb::new().await, Clock::System, settings).await;
    for bytes in ["", "GET /v1/site HTTP/1.1\r\nHos"] {
        let answer = raw(&server.url, bytes).await;
        assert_last_problem(&answer, 408, "header_timeout");
        assert!(answer.1.contains("300 ms (header_timeout_ms)"), "{}", answer.1);
    }
}

/// Asks for far more than lies between two sockets, and takes of it what `take` takes.
async fn taken(server: &TestServer, take: impl FnOnce(&mut TcpStream) -> usize + Send + 'static) -> usize {
    const REQUESTS: usize = 40;
    let address = server.url.trim_start_matches("http://").to_owned();
    tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        for number in 0..REQUESTS {
            let connection = if number + 1 < REQUESTS { "keep-alive" } else { "close" };
            let request = format!("GET /openapi.json HTTP/1.1\r\nHost: a\r\nConnection: {connection}\r\n\r\n");
            stream.write_all(request.as_bytes()).unwrap();
        }
        take(&mut stream)
    })
    .await
    .unwrap()
}

/// What is left on a connection, until it ends: whole, or cut.
fn rest(stream: &mut TcpStream) -> usize {
    let mut rest = Vec::new();
    match stream.read_to_end(&mut rest) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
        Err(error) => panic!("the connection does not end: {error}"),
    }
    rest.len()
}

#[tokio::test]
async fn who_takes_nothing_is_hung_up_on_and_who_is_slow_is_not() {
    let settings = HttpSettings { send_timeout: Duration::from_millis(700), ..HttpSettings::default() };
    let server = TestServer::over(TestDb::new().await, Clock::System, settings).await;
    let whole = taken(&server, rest).await;
    assert!(whole > 30_000_000, "{whole}");
    let stalled = taken(&server, |stream| {
        std::thread::sleep(Duration::from_secs(2));
        rest(stream)
    });
    // Headers of the same answer are not always as long; a whole answer is longer than all of them.
    let (stalled, headers) = (stalled.await, 40 * 256);
    assert!(stalled + headers < whole, "{stalled} of {whole}");
    // Much longer than the limit in all, and never without taking anything.
    let slow = taken(&server, move |stream| {
        let mut part = vec![0; whole / 16];
        for _ in 0..15 {
            stream.read_exact(&mut part).unwrap();
            std::thread::sleep(Duration::from_millis(150));
        }
        15 * part.len() + rest(stream)
    });
    let slow = slow.await;
    assert!(slow.abs_diff(whole) < headers, "{slow} of {whole}");
}
