//! Live coverage: posts that are added while something happens, read in pages and as they come.

mod following;
mod writing;

use masthead_domain::user::UserRole;
use masthead_tests::{Answer, Client, TestServer, bundle};
use reqwest::Method;
use serde_json::{Value, json};

/// A server with a live article (`match`), and someone who may write to it.
struct Desk {
    server: TestServer,
    reader: Client,
    editor: Client,
}

fn bytes(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.bytes).into_owned()
}

impl Desk {
    async fn new() -> Self {
        let server = TestServer::new().await;
        server.load(&bundle::lines(&bundle::base())).await;
        let editor = server.user(UserRole::Editor, &[]).await;
        let desk = Self { reader: server.client(), editor, server };
        let form = json!({"slug": "match", "headline": "The match", "kind": "LIVE", "section": "local",
            "contributors": [{"author": "ada"}], "body": {"html": "<p>As it happens.</p>"}});
        let made = desk.editor.post("/v1/articles", form).await;
        assert_eq!(made.status, 201, "{}", bytes(&made));
        desk
    }

    /// The same, and readers see the article.
    async fn published() -> Self {
        let desk = Self::new().await;
        desk.publish().await;
        desk
    }

    async fn publish(&self) {
        let request = self.editor.request(Method::POST, "/v1/articles/match/publish");
        let answer = self.editor.send(request.header("if-match", "\"1\"")).await;
        assert_eq!(answer.status, 200, "{}", bytes(&answer));
    }

    /// Adds a post that must be taken.
    async fn post(&self, form: Value) -> Value {
        let answer = self.editor.post("/v1/articles/match/posts", form).await;
        assert_eq!(answer.status, 201, "{}", bytes(&answer));
        answer.json()
    }

    async fn change(&self, post: &Value, patch: Value) -> Value {
        let answer = self.editor.patch(&path(post), post["revision"].as_i64().unwrap(), patch).await;
        assert_eq!(answer.status, 200, "{}", bytes(&answer));
        answer.json()
    }

    async fn delete(&self, post: &Value) {
        let request = self.editor.request(Method::DELETE, &path(post));
        let answer = self.editor.send(request.header("if-match", format!("\"{}\"", post["revision"]))).await;
        assert_eq!(answer.status, 204, "{}", bytes(&answer));
    }

    /// The headlines of a list of posts.
    async fn headlines(&self, query: &str) -> Vec<String> {
        let list = self.reader.json(&format!("/v1/articles/match/posts?{query}")).await;
        let items = list["items"].as_array().unwrap();
        items.iter().map(|post| post["headline"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

fn path(post: &Value) -> String {
    format!("/v1/posts/{}", post["id"].as_str().unwrap())
}
