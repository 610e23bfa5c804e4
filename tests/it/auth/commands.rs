//! `masthead users` and `masthead keys`, as they are typed.

use std::{
    io::Write,
    process::{Output, Stdio},
};

use masthead_tests::{PASSWORD, TestServer, bundle};
use serde_json::{Value, json};

use super::{assert_refused, text};
use crate::cli::masthead;

/// Runs the program over a server's database, with this on standard input.
fn run(server: &TestServer, args: &[&str], input: &str) -> Output {
    let mut child = masthead()
        .args(args)
        .args(["--database-url", server.db.url(), "--log", "off"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// What it answers, when it does what it was told.
fn answer(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What it says, when it does not.
fn refusal(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[tokio::test]
async fn the_first_administrator_is_made_at_the_command_line() {
    let server = TestServer::new().await;
    server.load(&bundle::lines(&bundle::base())).await;
    let create = ["users", "create", "Ada@Test.Example", "--name", "Ada Quill", "--role", "admin"];
    let made = answer(&run(&server, &create, &format!("{PASSWORD}\nand nothing else\n")));
    assert!(made.contains("ada@test.example (admin)"), "{made}");
    let sign_in = async |password: &str| {
        let body = json!({ "email": "ada@test.example", "password": password });
        server.client().post("/v1/auth/token", body).await
    };
    let session = sign_in(PASSWORD).await.json();
    let client = server.client().with_token(text(&session, "accessToken"));
    assert_eq!(client.json("/v1/me").await["role"], json!("ADMIN"));

    assert!(refusal(&run(&server, &create, PASSWORD)).contains("another user has the address"));
    let short = ["users", "create", "ben@test.example", "--role", "author"];
    assert!(refusal(&run(&server, &short, "short\n")).contains("10 characters"));
    assert!(refusal(&run(&server, &["users", "disable", "nobody@test.example"], "")).contains("there is no user"));
    assert!(refusal(&run(&server, &["users", "disable", "ada@test.example"], "")).contains("administrator"));

    answer(&run(&server, &short, PASSWORD));
    let role = ["users", "set-role", "ben@test.example", "editor", "--section", "news"];
    answer(&run(&server, &role, ""));
    let listed = answer(&run(&server, &["users", "list", "--json"], ""));
    let listed: Vec<Value> = listed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((listed.len(), &listed[1]["role"]), (2, &json!("editor")));
    assert_eq!(listed[1]["sections"].as_array().unwrap().len(), 1);
    answer(&run(&server, &["users", "disable", "ben@test.example"], ""));
    assert!(answer(&run(&server, &["users", "list"], "")).contains("disabled"));
    answer(&run(&server, &["users", "enable", "ben@test.example"], ""));

    answer(&run(&server, &["users", "set-password", "ada@test.example"], "another password\n"));
    assert_refused(&server, text(&session, "accessToken"), "another password").await;
    assert_eq!(sign_in(PASSWORD).await.status, 401);
    assert_eq!(sign_in("another password").await.status, 200);
    // A password is nothing for the list of processes.
    assert!(
        refusal(&run(&server, &["users", "set-password", "ada@test.example", PASSWORD], "")).contains("unexpected")
    );
}

#[tokio::test]
async fn keys_are_made_listed_changed_and_revoked() {
    let server = TestServer::new().await;
    answer(&run(&server, &["users", "create", "ada@test.example", "--role", "author", "--no-password"], ""));
    let create = [
        "keys",
        "create",
        "--user",
        "ada@test.example",
        "--name",
        "export",
        "--scope",
        "read-drafts",
        "--expires-in-days",
        "1",
    ];
    let secret = answer(&run(&server, &create, "")).trim().to_owned();
    assert_eq!(server.client().with_token(&secret).get("/v1/me").await.status, 200);
    let listed = answer(&run(&server, &["keys", "list", "--user", "ada@test.example", "--json"], ""));
    assert!(!listed.contains(&secret));
    let key: Value = serde_json::from_str(listed.trim()).unwrap();
    assert_eq!(key["scopes"], json!(["read_drafts"]));
    let id = text(&key, "id");
    let newer = answer(&run(&server, &["keys", "rotate", id, "--overlap-seconds", "0"], "")).trim().to_owned();
    assert_refused(&server, &secret, "rotated").await;
    assert_eq!(server.client().with_token(&newer).get("/v1/me").await.status, 200);
    assert!(answer(&run(&server, &["keys", "revoke", id], "")).contains("does not work any more"));
    assert_refused(&server, &newer, "revoked").await;
    assert!(answer(&run(&server, &["keys", "list"], "")).contains("revoked"));
    let beyond = ["keys", "create", "--user", "ada@test.example", "--name", "x", "--scope", "manage"];
    assert!(refusal(&run(&server, &beyond, "")).contains("cannot have: manage"));
    assert!(answer(&run(&server, &["keys", "rotate-signing"], "")).contains("signs from now on"));
}
