//! Answers that go on: server-sent events, in bounded memory, to readers that may stop reading.

use std::{convert::Infallible, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
    web::Bytes,
};
use futures_util::stream;
use tokio::sync::mpsc;

use crate::{listeners::Listener, settings::HttpSettings, stream::Cut};

/// How much waits for a reader that is not as fast, besides what its connection holds.
const WAITING: usize = 16;

/// Where what happens goes to one reader.
#[derive(Debug)]
pub(crate) struct Push {
    sender: mpsc::Sender<Bytes>,
    cut: Option<Cut>,
    stall: Duration,
    _listener: Listener,
}

/// The reader has hung up, or was: nothing more is to be sent.
#[derive(Debug)]
pub(crate) struct Over;

impl Push {
    /// An answer that goes on, and where what is to be sent goes. Nothing follows the answer to a HEAD.
    pub(crate) fn open(request: &HttpRequest, listener: Listener) -> (HttpResponse, Option<Self>) {
        let mut response = HttpResponse::Ok();
        response
            .content_type("text/event-stream")
            .insert_header((header::CACHE_CONTROL, "no-store"))
            // Every event goes out at once: neither here nor in a proxy is anything gathered.
            .insert_header((header::CONTENT_ENCODING, "identity"))
            .insert_header(("x-accel-buffering", "no"));
        if request.method() == Method::HEAD {
            return (response.finish(), None);
        }
        let (sender, receiver) = mpsc::channel::<Bytes>(WAITING);
        let body = stream::unfold(receiver, |mut receiver| async {
            let bytes = receiver.recv().await?;
            Some((Ok::<_, Infallible>(bytes), receiver))
        });
        let stall = HttpSettings::of(request).live_stall;
        let push = Self { sender, cut: request.conn_data::<Cut>().cloned(), stall, _listener: listener };
        (response.streaming(Box::pin(body)), Some(push))
    }

    /// Sends something. A reader that takes nothing for too long is hung up on.
    ///
    /// # Errors
    /// When it has hung up, or was.
    pub(crate) async fn send(&self, bytes: impl Into<Bytes>) -> Result<(), Over> {
        match tokio::time::timeout(self.stall, self.sender.send(bytes.into())).await {
            Ok(sent) => sent.map_err(|_| Over),
            Err(_) => {
                tracing::info!("a live reader took nothing for too long (live_stall_ms)");
                if let Some(cut) = &self.cut {
                    cut.cut();
                }
                Err(Over)
            }
        }
    }

    /// Waits until the reader has hung up.
    pub(crate) async fn closed(&self) {
        match &self.cut {
            Some(cut) => tokio::select! {
                () = self.sender.closed() => {}
                () = cut.left() => {}
            },
            None => self.sender.closed().await,
        }
    }
}

/// A server-sent event.
pub(crate) fn event(name: &str, id: Option<&str>, data: &str) -> String {
    let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
    // Neither names nor ids nor JSON have line breaks.
    format!("event: {name}\n{id}data: {data}\n\n")
}
