//! Every error of the table can be met, and is the same error in both protocols.

mod accounts;
mod pairs;

use std::{collections::BTreeSet, time::Duration};

use masthead_app::Clock;
use masthead_domain::user::UserRole;
use masthead_http::{
    HttpSettings,
    problem::{PROBLEM_JSON, TABLE, documentation},
};
use masthead_tests::{Answer, Client, TestDb, TestServer, bundle, pictures};
use reqwest::{Method, RequestBuilder};
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};

use self::pairs::{Pair, graphql, pairs};
use crate::http::raw::raw;

/// Errors that only GraphQL can have, and why.
const GRAPHQL_ONLY: [(&str, &str); 2] =
    [("query_too_complex", "REST has no documents"), ("persisted_query_not_found", "REST has no documents")];

/// What an error is, wherever it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    status: u64,
    code: String,
    kind: String,
}

/// What an answer tells, in a problem or in the extensions of its first error.
fn told(answer: &Answer, what: &str) -> Told {
    let json = answer.json();
    let of = |members: &Value| Told {
        status: members["status"].as_u64().unwrap(),
        code: members["code"].as_str().unwrap().to_owned(),
        kind: members["type"].as_str().unwrap().to_owned(),
    };
    let id = answer.header("x-request-id");
    if let Some(errors) = json["errors"].as_array() {
        for error in errors {
            assert_eq!(error["extensions"]["requestId"], id, "{what}: {error}");
            assert!(error["message"].as_str().is_some_and(|text| !text.is_empty()), "{what}: {error}");
        }
        let told = of(&errors[0]["extensions"]);
        // Data beside errors is an answer; without data the status tells.
        let whole = json.get("data").is_some();
        assert!(whole || u64::from(answer.status.as_u16()) == told.status, "{what}: {} {json}", answer.status);
        return told;
    }
    assert_eq!(answer.header("content-type"), PROBLEM_JSON, "{what}");
    assert_eq!(u64::from(answer.status.as_u16()), json["status"].as_u64().unwrap(), "{what}");
    assert_eq!(json["requestId"], id, "{what}");
    let meaning = TABLE.iter().find(|meaning| json["code"] == meaning.name).unwrap();
    assert_eq!(json["title"], meaning.title, "{what}: the title is the same every time");
    of(&json)
}

async fn server(settings: HttpSettings) -> TestServer {
    let server = TestServer::over(TestDb::new().await, Clock::System, settings).await;
    let mut gone = bundle::article("gone", 2);
    gone["stage"] = json!("withdrawn");
    let mut records = bundle::base();
    records.extend([bundle::article("here", 1), gone]);
    server.load(&bundle::lines(&records)).await;
    server
}

/// Both sides tell the same, and it is what the table says.
async fn assert_pair(client: &Client, (name, rest, graphql): Pair, met: &mut BTreeSet<&'static str>) {
    let meaning = TABLE.iter().find(|meaning| meaning.name == name).unwrap();
    let expected = Told { status: meaning.status.into(), code: name.to_owned(), kind: documentation(name) };
    for (side, request) in [("REST", rest), ("GraphQL", graphql)] {
        let Some(request) = request else { continue };
        let what = format!("{name} in {side}: {:.200}", format!("{request:?}"));
        let answer = client.send(request).await;
        assert_eq!(told(&answer, &what), expected, "{what}: {}", String::from_utf8_lossy(&answer.bytes));
        if meaning.status == 405 {
            assert!(!answer.header("allow").is_empty(), "{what}: no Allow");
        }
        if meaning.status == 415 {
            assert_eq!(answer.header("accept-post"), "application/json", "{what}");
        }
        if meaning.status == 503 {
            let seconds = answer.header("retry-after");
            assert!(seconds.parse::<u32>().is_ok() || answer.status == 200, "{what}: Retry-After: {seconds:?}");
        }
    }
    met.insert(name);
}

/// Nothing of what went wrong inside is told.
fn assert_silent(answer: &Answer, db: &TestDb) {
    let mut json = answer.json();
    for error in json["errors"].as_array_mut().into_iter().flatten() {
        // Where in the client's own document it happened.
        error.as_object_mut().unwrap().retain(|member, _| member != "locations" && member != "path");
    }
    let text = json.to_string().to_lowercase();
    let inner = ["sql", "select ", "pool", "no such", "relation", "column", "connection", "masthead_", ".rs", "tags"];
    let path = db.url().rsplit('/').next().unwrap().to_lowercase();
    for word in inner.into_iter().chain([path.as_str()]) {
        assert!(!text.contains(word), "{word:?} is told: {text}");
    }
}

fn ask_everything(client: &Client) -> Vec<RequestBuilder> {
    let mut requests: Vec<RequestBuilder> = ["/v1/site", "/v1/articles", "/v1/articles/here", "/v1/sections/news"]
        .into_iter()
        .chain(["/v1/authors/ada/articles", "/v1/resolve?path=/news", "/v1/pages/article/here", "/v1/pages/front"])
        .map(|path| client.request(Method::GET, path))
        .collect();
    let queries = ["{ site { name } }", "{ articles { nodes { id } } }", "{ article(by: {slug: \"here\"}) { id } }"];
    requests.extend(queries.map(|query| graphql(client, query)));
    requests
}

#[tokio::test]
async fn every_error_of_the_table_can_be_met_and_is_the_same_on_both_sides() {
    let mut met = BTreeSet::new();
    let mut one_sided = BTreeSet::new();
    let healthy = server(HttpSettings::default()).await;
    let mut pairs = pairs(&healthy.client());
    pairs.extend(accounts::pairs(&healthy).await);
    for (name, rest, _) in &pairs {
        let has_rest = pairs.iter().any(|(other, rest, _)| other == name && rest.is_some());
        if rest.is_none() && !has_rest {
            one_sided.insert(*name);
        }
    }
    for pair in pairs {
        assert_pair(&healthy.client(), pair, &mut met).await;
    }
    assert_eq!(one_sided, GRAPHQL_ONLY.iter().map(|(name, _)| *name).collect());

    let hurried = server(HttpSettings { request_timeout: Duration::ZERO, ..HttpSettings::default() }).await;
    let client = hurried.client();
    // Timers go by whole milliseconds: what is asked must take longer than one.
    let page = "{ articlePage(by: {slug: \"here\"}) { article { headline body { html } tags { name } byline { text } } \
        sectionRail { slug section { name } } recentRail { slug } } frontPage { recent { slug } } }";
    let article = graphql(&client, page);
    let pair = ("timeout", Some(client.request(Method::GET, "/v1/pages/article/here")), Some(article));
    assert_pair(&client, pair, &mut met).await;

    let full = server(HttpSettings { max_requests: 0, ..HttpSettings::default() }).await;
    let client = full.client();
    let pair =
        ("overloaded", Some(client.request(Method::GET, "/v1/site")), Some(graphql(&client, "{ site { name } }")));
    assert_pair(&client, pair, &mut met).await;

    let client = healthy.client();
    let newer = |request: RequestBuilder| request.header("min-content-version", 999_999);
    let (rest, query) = (client.request(Method::GET, "/v1/site"), graphql(&client, "{ site { name } }"));
    let pair = ("version_not_reached", Some(newer(rest)), Some(newer(query)));
    assert_pair(&client, pair, &mut met).await;

    // No client library sends half a header; `http/raw.rs` has all about it.
    let impatient = server(HttpSettings { header_timeout: Duration::from_millis(1), ..HttpSettings::default() }).await;
    let (status, text) = raw(&impatient.url, "GET /v1").await;
    assert!(status == 408 && text.contains("\"code\":\"header_timeout\""), "{text}");
    met.insert("header_timeout");

    let editor = healthy.user(UserRole::Admin, &[]).await;
    let upload = editor.post("/v1/uploads", json!({})).await.json()["id"].clone();
    let place = format!("/v1/uploads/{}", upload.as_str().unwrap());
    let arrived = editor.send(editor.request(Method::PUT, &place).body(pictures::png(9, 9))).await;
    assert_eq!(arrived.status, 200);
    let asset = editor.post("/v1/assets", json!({"upload": upload})).await.json();
    let path = asset["url"].as_str().unwrap().strip_prefix(&healthy.url).unwrap();
    let beyond = editor.send(editor.request(Method::GET, path).header("range", "bytes=99999-")).await;
    assert_eq!((beyond.status.as_u16(), &beyond.json()["code"]), (416, &json!("range_not_satisfiable")));
    met.insert("range_not_satisfiable");

    // A token of a time that has not been, for another database.
    for slug in ["later", "much-later"] {
        assert_eq!(editor.post("/v1/tags", json!({"slug": slug, "name": slug})).await.status, 201);
    }
    let token = healthy.client().json("/v1/sync?first=100").await["token"].as_str().unwrap().to_owned();
    let broken = server(HttpSettings::default()).await;
    let client = broken.client();
    let rest = client.request(Method::GET, &format!("/v1/sync?token={token}"));
    let query = graphql(&client, &format!("{{ changes(token: \"{token}\") {{ token }} }}"));
    assert_pair(&client, ("sync_token_expired", Some(rest), Some(query)), &mut met).await;
    let database = Database::connect(broken.db.url()).await.unwrap();
    database.execute_unprepared("ALTER TABLE tags RENAME TO tags_away").await.unwrap();
    database.close().await.unwrap();
    let (rest, query) = (client.request(Method::GET, "/v1/tags"), graphql(&client, "{ tags { nodes { id } } }"));
    for request in [rest.try_clone().unwrap(), query.try_clone().unwrap()] {
        assert_silent(&client.send(request).await, &broken.db);
    }
    assert_pair(&client, ("internal", Some(rest), Some(query)), &mut met).await;

    let away = server(HttpSettings::default()).await;
    away.app.clone().close().await;
    let client = away.client();
    let pair =
        ("unavailable", Some(client.request(Method::GET, "/v1/tags")), Some(graphql(&client, "{ site { name } }")));
    assert_pair(&client, pair, &mut met).await;

    let table: BTreeSet<&str> = TABLE.iter().map(|meaning| meaning.name).collect();
    let unmet: BTreeSet<&str> = table.difference(&met).copied().collect();
    assert_eq!(unmet, BTreeSet::new(), "no answer has these");
}

#[tokio::test]
async fn a_database_that_is_away_is_a_503_that_tells_nothing_else() {
    let server = server(HttpSettings::default()).await;
    server.app.clone().close().await;
    let client = server.client();
    for request in ask_everything(&client) {
        let what = format!("{request:?}");
        let answer = client.send(request).await;
        assert_eq!(told(&answer, &what).code, "unavailable", "{what}");
        assert_eq!(answer.status, 503, "{what}: {}", String::from_utf8_lossy(&answer.bytes));
        assert!(answer.header("retry-after").parse::<u32>().is_ok(), "{what}");
        assert_eq!(answer.header("cache-control"), "no-store", "{what}");
        assert_silent(&answer, &server.db);
    }
    assert_eq!(client.get("/readyz").await.status, 503);
    assert_eq!(client.get("/healthz").await.status, 200, "the process lives");
}

#[tokio::test]
async fn a_database_that_was_dropped_is_a_503_and_no_panic() {
    let server = server(HttpSettings::default()).await;
    if !server.db.is_postgres() {
        return; // an open SQLite file lives on
    }
    let (base, name) = server.db.url().rsplit_once('/').unwrap();
    let admin = Database::connect(format!("{base}/postgres")).await.unwrap();
    admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
    admin.close().await.unwrap();
    let client = server.client();
    for request in ask_everything(&client) {
        let what = format!("{request:?}");
        let answer = client.send(request).await;
        assert_eq!(told(&answer, &what).code, "unavailable", "{what}");
        assert_silent(&answer, &server.db);
    }
}
