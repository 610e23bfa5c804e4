//! Live updates: what happens to articles, as it happens.
//!
//! The log is the truth. One follower on each node reads what is new in it and hands it to everyone who listens here; whoever comes
//! back with a position is told from the log first. Positions are numbers of the log, so they hold across connections, restarts and
//! nodes, and between what the log told and what the follower tells nothing is missing and nothing comes twice.

mod happening;
mod listener;

use std::{sync::Arc, time::Duration};

use masthead_persistence::{Notices, changes};
use tokio::sync::{Mutex, Notify, broadcast};

pub use happening::{Happening, Kind};
pub use listener::{End, Kinds, Listener, LiveFilter, Told, follow};
pub(crate) use listener::{fingerprint, position};

use crate::{App, Result, cursor::LogPlace};

/// What live updates may take.
#[derive(Debug, Clone)]
pub struct LiveSettings {
    /// How long nobody looks into the log, at most, for what other nodes have written.
    pub poll: Duration,
    /// How much is kept in memory for listeners that are not as fast; who falls behind further is told from the log.
    pub buffer: usize,
    /// How much is told from the log; who is behind further is let go, or refused.
    pub replay: u32,
}

impl Default for LiveSettings {
    fn default() -> Self {
        Self { poll: Duration::from_millis(500), buffer: 1_024, replay: 10_000 }
    }
}

/// What all who listen on this node are handed.
#[derive(Debug, Clone)]
enum News {
    /// Something happened.
    Happened(Arc<Happening>),
    /// The log is another one: the database was restored from a backup.
    AnotherLog,
}

/// What happens on its way from the log to those who listen on this node.
#[derive(Debug)]
pub(crate) struct State {
    sender: broadcast::Sender<News>,
    /// The last event that was looked at. Held while something is handed out, and while somebody joins.
    last: Mutex<LogPlace>,
    waker: Notify,
}

impl State {
    pub(crate) fn new(settings: &LiveSettings) -> Self {
        let (sender, _) = broadcast::channel(settings.buffer.max(1));
        Self { sender, last: Mutex::new(LogPlace { log: 0, seq: 0 }), waker: Notify::new() }
    }

    /// Something was written on this node: look now.
    pub(crate) fn wake(&self) {
        self.waker.notify_one();
    }
}

/// Begins to listen: everything that is committed after this returns is handed to the receiver.
async fn join(app: &App) -> Result<broadcast::Receiver<News>> {
    let mut last = app.live.last.lock().await;
    if app.live.sender.receiver_count() == 0 {
        // Nobody has listened for a while: what happened meanwhile is in the log for those who want it.
        *last = end_of_log(app).await?;
    }
    let receiver = app.live.sender.subscribe();
    drop(last);
    app.live.wake();
    Ok(receiver)
}

/// Hands out what is new. Was there anything?
async fn look(app: &App) -> Result<bool> {
    const AT_ONCE: u32 = 200;
    let mut last = app.live.last.lock().await;
    if app.live.sender.receiver_count() == 0 {
        return Ok(false);
    }
    let end = end_of_log(app).await?;
    if end.log != last.log {
        // Restored from a backup: nothing that was told before can be gone on from.
        *last = end;
        drop(app.live.sender.send(News::AnotherLog));
        return Ok(true);
    }
    let new = happening::after(app, last.seq, AT_ONCE).await?;
    let Some(end) = new.last() else { return Ok(false) };
    last.seq = end.seq;
    for happening in new {
        // The last listener may have gone meanwhile.
        drop(app.live.sender.send(News::Happened(happening)));
    }
    Ok(true)
}

/// Where the log ends now.
async fn end_of_log(app: &App) -> Result<LogPlace> {
    let known = changes::known(&app.db.reader()).await?;
    Ok(LogPlace { log: known.log, seq: known.seq })
}

/// Follows the log for those who listen on this node, until it is dropped. An error is logged, and the next look tries again.
pub async fn run(app: App) {
    let mut notices = None;
    loop {
        match look(&app).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the log could not be followed; it is tried again"),
        }
        if app.live.sender.receiver_count() == 0 {
            // Nobody needs the connection.
            notices = None;
            app.live.waker.notified().await;
        } else {
            if notices.is_none() {
                // Without it the log is looked into as often; it only takes longer.
                notices = app.db.notices().await.unwrap_or_else(|error| {
                    tracing::debug!(%error, "other nodes cannot be heard");
                    None
                });
            }
            // Whether it was a writer here, another node or the time: the log says what is new.
            let is_lost = tokio::select! {
                () = app.live.waker.notified() => false,
                () = tokio::time::sleep(app.settings.live.poll) => false,
                heard = heard(&mut notices) => heard.is_err(),
            };
            if is_lost {
                notices = None;
            }
        }
    }
}

/// Waits for word from another node; for ever, where none comes.
async fn heard(notices: &mut Option<Notices>) -> Result<()> {
    match notices {
        Some(notices) => Ok(notices.next().await?),
        None => std::future::pending().await,
    }
}
