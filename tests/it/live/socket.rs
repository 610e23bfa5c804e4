//! Subscriptions over WebSockets: the protocol, its close codes, and the same guard as everywhere.

use std::time::Duration;

use masthead_app::Clock;
use masthead_http::HttpSettings;
use masthead_tests::{TestDb, TestServer, bundle};
use serde_json::{Value, json};

use super::{
    events::{act, publish, server},
    socket_client::{Frame, Socket},
};

fn subscribe(id: &str, query: &str, variables: &Value) -> String {
    json!({"id": id, "type": "subscribe", "payload": {"query": query, "variables": variables}}).to_string()
}

const PUBLISHED: &str =
    "subscription($after: String) { articlePublished(after: $after) { position id article { slug headline } } }";

#[tokio::test]
async fn a_subscription_tells_what_happens_and_goes_on_after_a_position() {
    let (server, admin) = server().await;
    let mut socket = Socket::acknowledged(&server.url).await;
    socket.send(&subscribe("one", PUBLISHED, &json!({}))).await;
    // A query on the same socket: it is answered after the subscription was begun.
    socket.send(&subscribe("two", "{ site { name } }", &json!({}))).await;
    assert_eq!(
        socket.text().await,
        json!({"id": "two", "type": "next", "payload": {"data": {"site": {"name": "Test"}}}})
    );
    assert_eq!(socket.text().await, json!({"id": "two", "type": "complete"}));
    publish(&admin, "a", "news", "en").await;
    let first = socket.text().await;
    let event = &first["payload"]["data"]["articlePublished"];
    assert_eq!((&first["id"], &event["article"]["slug"]), (&json!("one"), &json!("a")), "{first}");
    let after = event["position"].clone();
    socket.send(r#"{"id":"one","type":"complete"}"#).await;
    publish(&admin, "b", "news", "en").await;
    act(&admin, "a", 2, "withdraw").await;
    // The same id may be used again, and what was told is not told again.
    socket.send(&subscribe("one", PUBLISHED, &json!({"after": after}))).await;
    let next = socket.text().await;
    assert_eq!(next["payload"]["data"]["articlePublished"]["article"]["slug"], "b", "{next}");
    socket.send(r#"{"type":"ping"}"#).await;
    assert_eq!(socket.text().await, json!({"type": "pong"}));
}

#[tokio::test]
async fn what_the_guard_refuses_is_an_error_of_that_operation_alone() {
    let (server, _) = server().await;
    let mut socket = Socket::acknowledged(&server.url).await;
    let deep = "subscription { articlePublished { article { related(first: 100) { nodes { related(first: 100) { nodes { related(first: 100) { nodes { slug } } } } } } } } }";
    for (query, variables, code) in [
        ("subscription {", json!({}), "malformed_request"),
        (deep, json!({}), "query_too_complex"),
        (&format!("{{ {}", "a ".repeat(20_000)), json!({}), "query_too_complex"),
        (&"[".repeat(5_000), json!({}), "query_too_complex"),
        (PUBLISHED, json!({"after": 1}), "malformed_request"),
    ] {
        socket.send(&subscribe("x", query, &variables)).await;
        let answer = socket.text().await;
        assert_eq!((&answer["id"], &answer["type"]), (&json!("x"), &json!("error")), "{answer}");
        assert_eq!(answer["payload"][0]["extensions"]["code"], code, "{answer}");
    }
    // What is wrong once it runs is told as a result is.
    socket.send(&subscribe("y", PUBLISHED, &json!({"after": "nonsense"}))).await;
    let answer = socket.text().await;
    assert_eq!(answer["payload"]["errors"][0]["extensions"]["code"], "invalid_cursor", "{answer}");
    assert_eq!(socket.text().await, json!({"id": "y", "type": "complete"}));
    // Nobody writes who is not known.
    let mutation = "mutation { createTag(input: {name: \"x\"}) { tag { id } } }";
    socket.send(&subscribe("z", mutation, &json!({}))).await;
    let answer = socket.text().await;
    assert!(
        answer.to_string().contains("unauthenticated") || answer.to_string().contains("malformed_request"),
        "{answer}"
    );
}

#[tokio::test]
async fn a_connection_is_closed_with_the_codes_of_the_protocol() {
    let http = HttpSettings {
        graphql_init_timeout: Duration::from_millis(300),
        graphql_operations: 2,
        ..HttpSettings::default()
    };
    let server = TestServer::over(TestDb::new().await, Clock::System, http).await;
    server.load(&bundle::lines(&bundle::base())).await;
    let open = async || Socket::open(&server.url, "graphql-transport-ws").await;
    let init = r#"{"type":"connection_init"}"#;
    let begin = subscribe("a", PUBLISHED, &json!({}));
    for (messages, code) in [
        (vec![], 4408),
        (vec![begin.as_str()], 4401),
        (vec!["nonsense"], 4400),
        (vec![r#"{"type":"start","id":"a"}"#], 4400),
        (vec![init, init], 4429),
        (vec![init, &begin, &begin], 4409),
        (vec![init, r#"{"type":"subscribe","id":"a"}"#], 4400),
        (vec![init, r#"{"type":"subscribe","id":"a","payload":[]}"#], 4400),
        (vec![init, r#"{"type":"complete"}"#], 4400),
    ] {
        let mut socket = open().await;
        for message in &messages {
            socket.send(message).await;
        }
        assert_eq!(socket.closed().await, code, "{messages:?}");
    }
    let mut binary = open().await;
    binary.frame(2, b"{}").await;
    assert_eq!(binary.closed().await, 4400);
    // Another protocol is not spoken.
    let mut other = Socket::open(&server.url, "graphql-ws").await;
    assert_eq!(other.closed().await, 4406);
    // Only so much at once, and what ends makes room.
    let mut socket = Socket::acknowledged(&server.url).await;
    for id in ["a", "b", "c"] {
        socket.send(&subscribe(id, PUBLISHED, &json!({}))).await;
    }
    let refused = socket.text().await;
    assert_eq!((&refused["id"], &refused["payload"][0]["extensions"]["code"]), (&json!("c"), &json!("rate_limited")));
    socket.send(r#"{"id":"a","type":"complete"}"#).await;
    socket.send(&subscribe("d", "{ site { name } }", &json!({}))).await;
    assert_eq!(socket.text().await["payload"]["data"]["site"]["name"], "Test");
}

#[tokio::test]
async fn a_client_that_gives_no_sign_of_life_is_let_go() {
    let http = HttpSettings { live_keep_alive: Duration::from_millis(100), ..HttpSettings::default() };
    let server = TestServer::over(TestDb::new().await, Clock::System, http).await;
    let mut silent = Socket::acknowledged(&server.url).await;
    let mut pings = 0;
    loop {
        match silent.next().await {
            Frame::Ping => pings += 1,
            Frame::End => break,
            other => panic!("{other:?}"),
        }
    }
    assert!((2..6).contains(&pings), "{pings}");
    let mut alive = Socket::acknowledged(&server.url).await;
    for _ in 0..8 {
        assert_eq!(alive.next().await, Frame::Ping);
        alive.frame(10, b"").await;
    }
}
