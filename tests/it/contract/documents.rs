//! The committed documents are what the code generates, and what a server hands out.

use std::{fs, path::PathBuf};

use masthead_tests::demo;

fn assert_committed(path: &str, generated: &str) {
    let file = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(path);
    let committed = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}: run `make schema`"));
    let different = generated.lines().zip(committed.lines()).position(|(new, old)| new != old);
    let line = different.unwrap_or_else(|| generated.lines().count().min(committed.lines().count()));
    assert!(
        committed == generated,
        "{path} is out of date from line {}: run `make schema`\n  committed: {:?}\n  generated: {:?}",
        line + 1,
        committed.lines().nth(line),
        generated.lines().nth(line),
    );
}

#[test]
fn the_graphql_schema_is_committed() {
    assert_committed("schema.graphql", &masthead_http::schema_sdl());
}

#[test]
fn the_openapi_document_is_committed() {
    assert_committed("openapi/openapi.json", &masthead_http::openapi_json());
}

#[test]
fn the_table_of_errors_is_committed() {
    assert_committed("docs/errors.md", &masthead_http::errors_markdown());
}

#[tokio::test]
async fn a_server_hands_out_its_documents() {
    let client = demo().await.client();
    for (path, media_type, expected) in [
        ("/schema.graphql", "text/plain", masthead_http::schema_sdl()),
        ("/openapi.json", "application/json", masthead_http::openapi_json()),
        ("/docs/errors", "text/markdown", masthead_http::errors_markdown()),
    ] {
        let answer = client.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.header("content-type").starts_with(media_type), "{path}: {}", answer.header("content-type"));
        assert!(answer.bytes == expected.as_bytes(), "{path} differs from what the code generates");
    }
}

#[test]
fn generating_a_document_twice_gives_the_same_text() {
    assert_eq!(masthead_http::schema_sdl(), masthead_http::schema_sdl());
    assert_eq!(masthead_http::openapi_json(), masthead_http::openapi_json());
}
