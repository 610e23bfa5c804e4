//! An event source, as browsers have one, that a test can let go of at any moment.

use std::{pin::Pin, time::Duration};

use futures_util::{Stream, StreamExt};
use masthead_tests::Client;
use reqwest::Method;
use serde_json::Value;

/// How long a test waits for something that must come.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) id: Option<String>,
    pub(crate) data: String,
}

impl Event {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.data).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

type Bytes = Pin<Box<dyn Stream<Item = reqwest::Result<bytes::Bytes>> + Send>>;

/// An open stream.
pub(crate) struct Listener {
    stream: Bytes,
    /// What has come and was not taken yet; a character may come in two parts.
    came: Vec<u8>,
}

impl Listener {
    /// Opens a stream; the answer, if that is none.
    pub(crate) async fn open(client: &Client, path: &str, last: Option<&str>) -> Result<Self, reqwest::Response> {
        let mut request = client.request(Method::GET, path).header("accept", "text/event-stream");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        Self::of(request.send().await.unwrap())
    }

    pub(crate) fn of(response: reqwest::Response) -> Result<Self, reqwest::Response> {
        if response.status() != 200 {
            return Err(response);
        }
        let headers = response.headers();
        assert_eq!(headers["content-type"], "text/event-stream");
        assert_eq!(headers["cache-control"], "no-store");
        assert!(!headers.contains_key("content-encoding"));
        Ok(Self { stream: Box::pin(response.bytes_stream()), came: Vec::new() })
    }

    /// A stream that must open, and its first event, which names where it begins.
    pub(crate) async fn ready(client: &Client, path: &str) -> (Self, String) {
        let mut listener = Self::open(client, path, None).await.unwrap_or_else(|answer| panic!("{answer:?}"));
        let ready = listener.next().await.unwrap();
        assert_eq!(ready.name, "ready");
        (listener, ready.id.unwrap())
    }

    /// The next event that has data; nothing when the stream has ended, also in the middle of one.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        tokio::time::timeout(SOON, self.wait()).await.expect("nothing came")
    }

    async fn wait(&mut self) -> Option<Event> {
        loop {
            while let Some(end) = self.came.windows(2).position(|two| two == b"\n\n") {
                let block = String::from_utf8(self.came.drain(..end + 2).collect()).unwrap();
                let mut event = Event { name: "message".to_owned(), id: None, data: String::new() };
                for line in block.lines() {
                    let (field, value) = line.split_once(':').unwrap_or((line, ""));
                    let value = value.strip_prefix(' ').unwrap_or(value).to_owned();
                    match field {
                        "event" => event.name = value,
                        "id" => event.id = Some(value),
                        "data" => event.data = value,
                        "retry" | "" => {}
                        other => panic!("{other}: {block}"),
                    }
                }
                if !event.data.is_empty() || event.name != "message" {
                    return Some(event);
                }
            }
            let more = self.stream.next().await?.ok()?;
            self.came.extend_from_slice(&more);
        }
    }
}
