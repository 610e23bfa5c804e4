//! The API, served to this program alone: on an address of this machine, for as long as it takes.

use std::net::{Ipv4Addr, TcpListener};

use masthead_app::App;
use masthead_http::HttpSettings;
use reqwest::StatusCode;
use serde_json::Value;

use crate::Failure;

/// An API that can be asked.
pub(super) struct Door {
    base: String,
    client: reqwest::Client,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Door {
    /// Serves the API.
    ///
    /// # Errors
    /// When there is no address to be had.
    pub(super) fn open(app: App) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::new(format!("cannot serve the API to compare with: {error}"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(failed)?;
        let base = format!("http://{}", listener.local_addr().map_err(failed)?);
        // Thousands of questions: the log has nothing of each.
        let settings = HttpSettings { logs_requests: false, explorers: false, ..HttpSettings::default() };
        let server = tokio::spawn(masthead_http::serve(app, settings, listener));
        let client = reqwest::Client::builder()
            .no_proxy()
            .build()
            .map_err(|error| Failure::new(format!("cannot ask the API: {error}")))?;
        Ok(Self { base, client, server })
    }

    /// What is answered; nothing when there is nothing, or nothing any more.
    ///
    /// # Errors
    /// When it does not answer, or says that it failed.
    pub(super) async fn get(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Option<Value>, Failure> {
        let failed = |error: String| Failure::new(format!("the API does not answer: {error}"));
        let mut url = url::Url::parse(&self.base).map_err(|error| failed(error.to_string()))?;
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.extend(path);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let answer = self.client.get(url.clone()).send().await.map_err(|error| failed(error.to_string()))?;
        let status = answer.status();
        if matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE) {
            return Ok(None);
        }
        let body: Value = answer.json().await.map_err(|error| failed(error.to_string()))?;
        if !status.is_success() {
            return Err(Failure::new(format!(
                "the API answers {status} to {url}: {}",
                body["detail"].as_str().unwrap_or_default()
            )));
        }
        Ok(Some(body))
    }

    /// Stops serving.
    pub(super) async fn close(self) {
        self.server.abort();
        // Aborted is what it was to be.
        let _ = self.server.await;
    }
}
