//! A connection on which the framework's bare refusals become problems.
//!
//! What cannot be read as a request never comes to the door: the framework answers it itself, with a status and nothing else, and
//! has no hook for it. The last place that such an answer passes is the connection.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use actix_web::web::Data;
use futures_util::task::AtomicWaker;
use masthead_app::App;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::Notify,
    time::Sleep,
};

use crate::{caller::unread, settings::HttpSettings};

/// How long a client that was refused may go on sending. Closing at once would reset the connection, and the client would lose
/// the answer together with what it had sent.
pub(crate) const LINGER: Duration = Duration::from_secs(1);

/// The two ends of a connection that lasts: ours, of a client that has long taken nothing of what is sent to it, so that nothing more
/// can be said; and the client's, which the framework does not notice while it has nothing to send.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cut(Arc<CutState>);

#[derive(Debug, Default)]
struct CutState {
    is_cut: AtomicBool,
    waker: AtomicWaker,
    is_left: AtomicBool,
    left: Notify,
}

impl Cut {
    /// Ends the connection.
    pub(crate) fn cut(&self) {
        self.0.is_cut.store(true, Ordering::Release);
        self.0.waker.wake();
    }

    /// Waits until the client has hung up.
    pub(crate) async fn left(&self) {
        let mut left = std::pin::pin!(self.0.left.notified());
        left.as_mut().enable();
        if !self.0.is_left.load(Ordering::Acquire) {
            left.await;
        }
    }

    fn leave(&self) {
        self.0.is_left.store(true, Ordering::Release);
        self.0.left.notify_waiters();
    }

    fn check(&self, cx: &Context<'_>) -> io::Result<()> {
        self.0.waker.register(cx.waker());
        if self.0.is_cut.load(Ordering::Acquire) { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
    }
}

/// A connection that explains refusals.
#[derive(Debug)]
pub(crate) struct Stream<T = TcpStream> {
    inner: T,
    cut: Cut,
    app: App,
    settings: Data<HttpSettings>,
    refusal: Option<Refusal>,
    /// When a client that takes nothing of what is sent to it is hung up on; only as long as it takes nothing.
    stalled: Option<Pin<Box<Sleep>>>,
    is_shut: bool,
}

/// An answer that stands for the framework's, and how far it is.
#[derive(Debug)]
struct Refusal {
    bytes: Vec<u8>,
    written: usize,
    linger: Pin<Box<Sleep>>,
}

impl<T> Stream<T> {
    pub(crate) fn new(inner: T, app: App, settings: Data<HttpSettings>) -> Self {
        Self { inner, cut: Cut::default(), app, settings, refusal: None, stalled: None, is_shut: false }
    }

    /// What ends it from outside.
    pub(crate) fn cut(&self) -> Cut {
        self.cut.clone()
    }
}

/// Where a bare refusal begins; it is always the last thing that is written on a connection. Answers of ours are told from it by
/// their headers: it has none but these.
fn refusal_at(bytes: &[u8]) -> Option<(usize, u16)> {
    // An answer of ours that ends like this would need a body with CRLFs, and no JSON has any.
    const LONGEST: usize = 256;
    if !bytes.ends_with(b"\r\n\r\n") {
        return None;
    }
    let from = bytes.len().saturating_sub(LONGEST);
    let start = from + bytes[from..].windows(7).rposition(|window| window == b"HTTP/1.")?;
    let head = std::str::from_utf8(&bytes[start..]).ok()?.strip_suffix("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok().filter(|status| (400..600).contains(status))?;
    let mut is_empty = false;
    for line in lines {
        match line.split_once(": ")? {
            ("content-length", "0") => is_empty = true,
            ("connection" | "date", _) => {}
            _ => return None,
        }
    }
    is_empty.then_some((start, status))
}

impl<T: AsyncRead + AsyncWrite + Unpin> Stream<T> {
    /// Sends as much as the client takes. One that takes nothing for too long is hung up on, or its answer would lie in memory, and its
    /// connection be taken, for as long as it likes.
    fn poll_send(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.inner).poll_write(cx, bytes);
        let limit = self.settings.send_timeout;
        if sent.is_ready() || limit.is_zero() {
            self.stalled = None;
            return sent;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        ready!(stalled.as_mut().poll(cx));
        tracing::info!("a client took nothing of what was sent to it for too long (send_timeout_ms)");
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    /// Writes what stands for the refusal, and then reads until the client has hung up or enough time has passed.
    fn poll_refuse(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(refusal) = &mut self.refusal else { return Poll::Ready(Ok(())) };
        while refusal.written < refusal.bytes.len() {
            if refusal.linger.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            let n = ready!(Pin::new(&mut self.inner).poll_write(cx, &refusal.bytes[refusal.written..]))?;
            if n == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            refusal.written += n;
        }
        if !self.is_shut {
            ready!(Pin::new(&mut self.inner).poll_shutdown(cx))?;
            self.is_shut = true;
        }
        let mut rest = [0; 4096];
        while refusal.linger.as_mut().poll(cx).is_pending() {
            let mut rest = ReadBuf::new(&mut rest);
            match ready!(Pin::new(&mut self.inner).poll_read(cx, &mut rest)) {
                Ok(()) if !rest.filled().is_empty() => {}
                _ => break,
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Stream<T> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.cut.check(cx)?;
        let before = buffer.filled().len();
        let read = ready!(Pin::new(&mut this.inner).poll_read(cx, buffer));
        if buffer.filled().len() == before && buffer.remaining() > 0 {
            this.cut.leave();
        }
        Poll::Ready(read)
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Stream<T> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.cut.check(cx)?;
        if this.refusal.is_none() {
            match refusal_at(bytes) {
                None => return this.poll_send(cx, bytes),
                // An answer to an earlier request goes first.
                Some((start, _)) if start > 0 => return this.poll_send(cx, &bytes[..start]),
                Some((_, status)) => {
                    let bytes = unread(status, &this.app, &this.settings);
                    let linger = Box::pin(tokio::time::sleep(LINGER));
                    this.refusal = Some(Refusal { bytes, written: 0, linger });
                }
            }
        }
        // Until then the framework keeps its own answer, and the connection.
        ready!(this.poll_refuse(cx))?;
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.is_shut {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut this.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_refusal_is_recognised_and_nothing_else() {
        let bare = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\ndate: x\r\n\r\n";
        assert_eq!(refusal_at(bare.as_bytes()), Some((0, 400)));
        let ours = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        assert_eq!(refusal_at(format!("{ours}{bare}").as_bytes()), Some((ours.len(), 400)));
        for other in [
            "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nx-request-id: a\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\ncontent-length: 12\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\n\r\n",
            "text\r\n\r\n",
            "",
            ours,
        ] {
            assert_eq!(refusal_at(other.as_bytes()), None, "{other}");
        }
    }
}
