//! The door that every request passes: hosts, URLs, limits, ids, CORS, health and the documents.

use masthead_app::{App, Clock, DatabaseSettings, Settings};
use masthead_http::HttpSettings;
use masthead_tests::{Answer, Client, TestDb, TestServer, demo};
use reqwest::Method;

use super::raw::raw;

/// Every error of the API is a whole problem.
#[track_caller]
pub(super) fn assert_problem(answer: &Answer, status: u16, code: &str) -> serde_json::Value {
    let text = String::from_utf8_lossy(&answer.bytes);
    assert_eq!(answer.status, status, "{text}");
    assert_eq!(answer.header("content-type"), "application/problem+json", "{text}");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let problem = answer.json();
    assert_eq!(problem["code"], code, "{text}");
    assert_eq!(problem["status"], status, "{text}");
    assert_eq!(problem["type"], format!("/docs/errors#{code}"), "{text}");
    assert_eq!(problem["requestId"], answer.header("x-request-id"), "{text}");
    assert!(!problem["title"].as_str().unwrap().is_empty() && !problem["detail"].as_str().unwrap().is_empty());
    problem
}

#[tokio::test]
async fn what_is_not_there_or_not_allowed_is_a_problem() {
    let client = demo().await.client();
    for path in [
        "/nothing",
        "/v1",
        "/v2/articles",
        "/v1/articles/no-such-article",
        "/v1/sections/nope/articles",
        "/graphql/assets/x",
        "/docs/x",
    ] {
        let answer = client.get(path).await;
        assert_problem(&answer, 404, "not_found");
        assert_eq!(answer.header("cache-control"), "public, max-age=5", "{path}");
    }
    for (method, path, allowed) in [
        ("DELETE", "/v1/articles", "GET, HEAD, POST"),
        ("POST", "/v1/articles/x", "GET, HEAD, PATCH"),
        ("GET", "/v1/articles/x/publish", "POST"),
        ("BREW", "/v1/site", "GET, HEAD, PATCH"),
        ("OPTIONS", "/v1/site", "GET, HEAD, PATCH"),
        ("PUT", "/graphql", "GET, HEAD, POST"),
        ("PATCH", "/healthz", "GET, HEAD"),
        ("POST", "/openapi.json", "GET, HEAD"),
        ("POST", "/docs/", "GET, HEAD"),
        ("POST", "/graphql/assets/graphiql-init.js", "GET, HEAD"),
    ] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let answer = client.send(client.request(method.clone(), path)).await;
        assert_problem(&answer, 405, "method_not_allowed");
        assert_eq!(answer.header("allow"), allowed, "{method} {path}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_request_names_its_host_exactly_once() {
    let url = &demo().await.url;
    for head in ["", "Host: a\r\nHost: b\r\n", "Host:\r\n", "Host: a>; rel=x\r\n", "Host: a/b\r\n"] {
        let (status, text) = raw(url, format!("GET /v1/site HTTP/1.1\r\n{head}Connection: close\r\n\r\n")).await;
        assert_eq!(status, 400, "{head:?}: {text}");
        assert!(text.contains("malformed_request") && text.contains("requestId"), "{head:?}: {text}");
    }
    for request in [
        "GET /v1/site HTTP/1.1\r\nHost: example.org:80\r\n",
        "GET /v1/site HTTP/1.0\r\n",
        "GET http://a/v1/site HTTP/1.1\r\nHost: a\r\n",
    ] {
        let (status, text) = raw(url, format!("{request}Connection: close\r\n\r\n")).await;
        assert_eq!(status, 200, "{request:?}: {text}");
    }
}

#[tokio::test]
async fn a_url_is_percent_encoded_utf_8() {
    let url = &demo().await.url;
    for target in [
        "/v1/articles/%zz",
        "/v1/articles/%f",
        "/v1/articles/%ff",
        "/v1/articles/%00",
        "/v1/articles?section=%",
        "/v1/articles?section=%c3",
        "/v1/articles?section=a%00b",
        "/v1/resolve?path=/%00",
        "/graphql?query=%ff",
    ] {
        let (status, text) = raw(url, format!("GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).await;
        assert_eq!(status, 400, "{target}: {text}");
        assert!(text.contains("malformed_request"), "{target}: {text}");
    }
    // Not encoded, and not even UTF-8.
    let (status, text) =
        raw(url, b"GET /v1/articles/\xff HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".to_vec()).await;
    assert_eq!(status, 400, "{text}");
    assert!(text.contains("malformed_request"), "{text}");
}

#[tokio::test]
async fn limits_are_named() {
    let client = demo().await.client();
    let long = "x".repeat(9_000);
    let problem = assert_problem(&client.get(&format!("/v1/articles?section={long}")).await, 414, "uri_too_long");
    assert!(problem["detail"].as_str().unwrap().contains("at most 8192 (max_uri_bytes)"), "{problem}");
    let request = client.request(Method::GET, "/v1/site").header("x-long", "x".repeat(40_000));
    let problem = assert_problem(&client.send(request).await, 431, "headers_too_large");
    assert!(problem["detail"].as_str().unwrap().contains("at most 32768 (max_header_bytes)"), "{problem}");
    assert_eq!(client.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_body_on_a_read_and_a_range_change_nothing() {
    let client = demo().await.client();
    let plain = client.get("/v1/site").await;
    let with_body = client.send(client.request(Method::GET, "/v1/site").body("not asked for")).await;
    assert_eq!((with_body.status.as_u16(), &with_body.bytes), (200, &plain.bytes));
    let ranged = client.send(client.request(Method::GET, "/v1/site").header("range", "bytes=0-3")).await;
    assert_eq!((ranged.status.as_u16(), &ranged.bytes), (200, &plain.bytes));
    // JSON is all there is, so `Accept` is not asked.
    let accept = client.send(client.request(Method::GET, "/v1/site").header("accept", "text/html;q=1")).await;
    assert_eq!((accept.status.as_u16(), accept.header("content-type")), (200, "application/json"));
    assert!(!accept.header("vary").to_lowercase().contains("accept,"), "{}", accept.header("vary"));
    let none = client.request(Method::GET, "/v1/site").header("accept-encoding", "identity;q=0, *;q=0");
    assert_problem(&client.send(none).await, 406, "not_acceptable");
}

#[tokio::test]
async fn request_ids_are_echoed_when_decent_and_made_otherwise() {
    let client = demo().await.client();
    let id = |given: &'static str| {
        let client = client.clone();
        async move {
            let answer = client.send(client.request(Method::GET, "/v1/site").header("x-request-id", given)).await;
            answer.header("x-request-id").to_owned()
        }
    };
    assert_eq!(id("abc-1.2:3/4_5").await, "abc-1.2:3/4_5");
    for indecent in ["", "a b", "<script>", "a\"b"] {
        let made = id(indecent).await;
        assert!(made.parse::<uuid::Uuid>().is_ok(), "{indecent:?} became {made:?}");
    }
    let long = "x".repeat(200);
    let answer = client.send(client.request(Method::GET, "/v1/site").header("x-request-id", &long)).await;
    assert_ne!(answer.header("x-request-id"), long);
}

#[tokio::test]
async fn any_site_may_read_and_nothing_else() {
    let client = demo().await.client();
    let preflight = client
        .request(Method::OPTIONS, "/graphql")
        .header("origin", "https://reader.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type");
    let answer = client.send(preflight).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("access-control-allow-methods").contains("POST"));
    assert!(answer.header("access-control-allow-headers").contains("Content-Type"));
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    for path in ["/v1/site", "/v1/nothing", "/v1/articles?first=101"] {
        let answer = client.get(path).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        for exposed in ["ETag", "Link", "Content-Version", "X-Request-Id", "Retry-After"] {
            assert!(answer.header("access-control-expose-headers").contains(exposed), "{path}: {exposed}");
        }
    }
}

#[tokio::test]
async fn health_tells_a_schema_that_is_behind() {
    let client = demo().await.client();
    for path in ["/healthz", "/readyz"] {
        let answer = client.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, "no-store"), "{path}");
        assert_eq!(answer.json()["status"], "ok");
    }
    // A database that nobody has migrated: its own, because the others come migrated.
    let folder = tempfile::tempdir().unwrap();
    let database = DatabaseSettings {
        url: format!("sqlite://{}/new.sqlite", folder.path().display()),
        max_connections: 2,
        acquire_timeout: std::time::Duration::from_secs(5),
        statement_timeout: std::time::Duration::from_secs(5),
        replicas: Vec::new(),
    };
    let app = App::open(database, Settings::default(), Clock::System).await.unwrap();
    let url = serve(app, HttpSettings { workers: 1, ..HttpSettings::default() });
    let client = Client::new(&url);
    assert_eq!(client.get("/healthz").await.status, 200);
    let answer = client.get("/readyz").await;
    let problem = assert_problem(&answer, 503, "unavailable");
    assert!(problem["detail"].as_str().unwrap().contains("masthead migrate"), "{problem}");
    assert_eq!(answer.header("retry-after"), "1");
}

/// Serves until the tests end.
fn serve(app: App, settings: HttpSettings) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || actix_web::rt::System::new().block_on(masthead_http::serve(app, settings, listener)));
    url
}

#[tokio::test]
async fn documents_and_explorers_need_nothing_from_outside() {
    let client = demo().await.client();
    assert_eq!(client.json("/openapi.json").await["openapi"], "3.1.0");
    assert!(String::from_utf8(client.get("/schema.graphql").await.bytes).unwrap().contains("type Query"));
    let errors = String::from_utf8(client.get("/docs/errors").await.bytes).unwrap();
    assert!(errors.contains("## not_found") && errors.contains("## page_too_large"));
    assert_eq!(client.get("/docs").await.header("location"), "/docs/");
    let page = client.get("/docs/").await;
    assert!(page.header("content-type").starts_with("text/html"));
    let html = String::from_utf8(page.bytes).unwrap();
    assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("src=\"//"), "{html}");
    for file in
        html.split(['"', '\'']).filter(|it| it.starts_with("./") && (it.ends_with(".js") || it.ends_with(".css")))
    {
        assert_eq!(client.get(&format!("/docs/{}", &file[2..])).await.status, 200, "{file}");
    }
    let hidden = HttpSettings { explorers: false, ..HttpSettings::default() };
    let server = TestServer::over(TestDb::new().await, Clock::System, hidden).await;
    let client = server.client();
    assert_eq!(client.get("/docs/").await.status, 404);
    assert_eq!(client.get("/docs/errors").await.status, 200);
    assert_eq!(client.get("/openapi.json").await.status, 200);
}
