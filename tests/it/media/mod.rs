//! Pictures and files: how they arrive, what readers get of them, and when they go.

mod bundles;
mod fetching;
mod hostile;
mod memory;
mod renditions;
mod rights;
mod serving;
mod stores;
mod uploads;

use masthead_app::{Clock, Settings, media::MediaSettings};
use masthead_domain::user::UserRole;
use masthead_http::HttpSettings;
use masthead_tests::{Answer, Client, TestDb, TestServer, bundle};
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

/// A server with a small publication, and someone who may write all of it.
struct Desk {
    server: TestServer,
    reader: Client,
    editor: Client,
}

impl Desk {
    async fn new() -> Self {
        Self::with(Clock::System, MediaSettings::default()).await
    }

    async fn with(clock: Clock, media: MediaSettings) -> Self {
        let settings = Settings { media, ..Settings::default() };
        let server = TestServer::with(TestDb::new().await, clock, HttpSettings::default(), settings).await;
        server.load(&bundle::lines(&bundle::base())).await;
        let editor = server.user(UserRole::Admin, &[]).await;
        Self { reader: server.client(), editor, server }
    }

    /// Sends a file in a form.
    async fn send(&self, name: &str, bytes: Vec<u8>, texts: &[(&'static str, &str)]) -> Answer {
        let mut form = Form::new();
        for (member, text) in texts {
            form = form.text(*member, (*text).to_owned());
        }
        let form = form.part("file", Part::bytes(bytes).file_name(name.to_owned()));
        self.editor.send(self.editor.request(Method::POST, "/v1/assets").multipart(form)).await
    }

    /// The asset of a file that must be taken.
    async fn asset(&self, name: &str, bytes: Vec<u8>, texts: &[(&'static str, &str)]) -> Value {
        let answer = self.send(name, bytes, texts).await;
        assert_eq!(answer.status, 201, "{name}: {}", String::from_utf8_lossy(&answer.bytes));
        answer.json()
    }

    /// Whatever is answered at an absolute address of ours.
    async fn at(&self, url: &Value) -> Answer {
        self.reader.get(self.path(url)).await
    }

    /// The path of an absolute address of ours.
    fn path<'a>(&self, url: &'a Value) -> &'a str {
        let url = url.as_str().unwrap_or_else(|| panic!("not an address: {url}"));
        url.strip_prefix(&self.server.url).unwrap_or_else(|| panic!("not of this server: {url}"))
    }

    /// The sizes of an asset.
    async fn renditions(&self, asset: &Value) -> Vec<Value> {
        let path = format!("/v1/assets/{}?include=renditions", asset["id"].as_str().unwrap());
        self.reader.json(&path).await["renditions"].as_array().unwrap().clone()
    }

    /// Publishes an article that shows an asset above its text and in it.
    async fn publish(&self, slug: &str, key: &str) {
        let body = json!({"blocks": [
            {"type": "paragraph", "content": [{"text": "Look at it."}]},
            {"type": "image", "picture": {"asset": key}},
        ]});
        let form = json!({"slug": slug, "headline": slug, "section": "news", "contributors": [{"author": "ada"}],
            "leadImage": {"asset": key, "alt": "above"}, "body": body});
        let made = self.editor.post("/v1/articles", form).await;
        assert_eq!(made.status, 201, "{}", String::from_utf8_lossy(&made.bytes));
        let request = self.editor.request(Method::POST, &format!("/v1/articles/{slug}/publish"));
        let answer = self.editor.send(request.header("if-match", "\"1\"")).await;
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.bytes));
    }

    async fn delete(&self, asset: &Value) -> Answer {
        let path = format!("/v1/assets/{}", asset["id"].as_str().unwrap());
        let request = self.editor.request(Method::DELETE, &path);
        self.editor.send(request.header("if-match", format!("\"{}\"", asset["revision"]))).await
    }

    /// The files in the store: `original`, `served` and renditions.
    fn stored(&self) -> Vec<String> {
        let root = self.server.db.media();
        let mut found = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    found.push(entry.path().strip_prefix(&root).unwrap().display().to_string());
                }
            }
        }
        found.sort();
        found
    }
}
