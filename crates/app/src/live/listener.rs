//! One listener: from a position in the log to what happens now.

use std::{collections::VecDeque, sync::Arc};

use masthead_domain::{article::Article, change::ChangeFilter, event::Effect, id::Id};
use masthead_persistence::{changes, events};
use tokio::sync::broadcast::{self, error::RecvError};

use super::{Happening, Kind, News, happening, join};
use crate::{
    App, Cx, Error, Result,
    cursor::{self, Fingerprint, LogPlace},
};

/// Which kinds of things somebody wants to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kinds {
    /// What became visible.
    pub published: bool,
    /// What changed.
    pub changed: bool,
    /// What is not visible any more.
    pub deleted: bool,
    /// Posts that were added to live coverage.
    pub post_published: bool,
    /// Posts that changed.
    pub post_changed: bool,
    /// Posts that were taken away.
    pub post_deleted: bool,
}

impl Kinds {
    /// All of them.
    pub const ALL: Self = Self {
        published: true,
        changed: true,
        deleted: true,
        post_published: true,
        post_changed: true,
        post_deleted: true,
    };

    fn has(self, kind: Kind) -> bool {
        match kind {
            Kind::Published => self.published,
            Kind::Changed => self.changed,
            Kind::Deleted => self.deleted,
            Kind::PostPublished => self.post_published,
            Kind::PostChanged => self.post_changed,
            Kind::PostDeleted => self.post_deleted,
        }
    }
}

/// What somebody wants to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveFilter {
    /// Of which articles: those of a section, in a language.
    pub articles: ChangeFilter,
    /// Of this one alone.
    pub article: Option<Id<Article>>,
    /// What of them.
    pub kinds: Kinds,
}

/// Something that a listener is told.
#[derive(Debug, Clone)]
pub struct Told {
    /// Where to go on after it.
    pub position: String,
    /// What happened, for this listener.
    pub kind: Kind,
    /// To which article, and when.
    pub happening: Arc<Happening>,
}

/// Why a listener is told nothing more.
#[derive(Debug)]
pub enum End {
    /// It took what it was told so much more slowly than things happened that they are not told again; or the database was restored
    /// from a backup, and what it was told is of a history that is not this one any more.
    TooSlow,
    /// The log cannot be read.
    Failed(Error),
}

/// One listener.
#[derive(Debug)]
pub struct Listener {
    app: App,
    filter: LiveFilter,
    /// Which log it is told of.
    log: i64,
    /// The number of the last event that it is past.
    last: i64,
    receiver: broadcast::Receiver<News>,
    /// From the log, until that is told.
    queue: VecDeque<Arc<Happening>>,
    is_from_log: bool,
}

/// The position after an event of a log.
pub(crate) fn position(log: i64, seq: i64) -> String {
    cursor::encode(&LogPlace { log, seq }, fingerprint())
}

/// What a position was made for: everything that has one order with the log.
pub(crate) fn fingerprint() -> Fingerprint {
    Fingerprint::of(&"live")
}

/// Begins to listen: after a position, or from now on.
///
/// # Errors
/// [`Error::InvalidCursor`] for what is no position; [`Error::SyncTokenExpired`] when more has happened since than is told again.
pub async fn follow(cx: &Cx, filter: LiveFilter, after: Option<&str>) -> Result<Listener> {
    let after = after.map(|after| cursor::decode::<LogPlace>(after, fingerprint())).transpose()?;
    let app = cx.app.clone();
    let receiver = join(&app).await?;
    let known = changes::known(&app.db.reader()).await?;
    let after = after.unwrap_or(LogPlace { log: known.log, seq: known.seq });
    let (log, last) = (known.log, after.seq);
    let replay = app.settings.live.replay;
    if after.log != log
        || last > known.seq
        || last < 0
        || events::noticed_more_than(&app.db.reader(), last, replay).await?
    {
        let message = "more has happened since this position than is told again: bring your copy up to date by \
            /v1/sync, and go on without a position";
        return Err(Error::SyncTokenExpired(message));
    }
    Ok(Listener { app, filter, log, last, receiver, queue: VecDeque::new(), is_from_log: true })
}

impl Listener {
    /// Where to go on after everything that was told, and everything that was not to be told.
    pub fn position(&self) -> String {
        position(self.log, self.last)
    }

    /// What happens next. It can be dropped while it waits, and nothing is lost.
    ///
    /// # Errors
    /// When nothing more is told; see [`End`].
    pub async fn next(&mut self) -> std::result::Result<Told, End> {
        loop {
            let happening = self.any().await?;
            self.last = happening.seq;
            if let Some(kind) = self.kind(&happening).filter(|kind| self.filter.kinds.has(*kind)) {
                return Ok(Told { position: self.position(), kind, happening });
            }
        }
    }

    /// The next event, whether or not it is to be told.
    async fn any(&mut self) -> std::result::Result<Arc<Happening>, End> {
        const AT_ONCE: u32 = 100;
        loop {
            if let Some(happening) = self.queue.pop_front() {
                return Ok(happening);
            }
            if self.is_from_log {
                // What comes while the log is told is in the log: only what comes after its last look matters.
                self.receiver = self.receiver.resubscribe();
                self.check_pace().await?;
                let more = happening::after(&self.app, self.last, AT_ONCE).await.map_err(End::Failed)?;
                self.is_from_log = !more.is_empty();
                self.queue = more.into();
                continue;
            }
            match self.receiver.recv().await {
                Ok(News::Happened(happening)) if happening.seq > self.last => return Ok(happening),
                // The log has told it already.
                Ok(News::Happened(_)) => {}
                // What it was told is of a history that was lost: it comes back, and is told to begin again.
                Ok(News::AnotherLog) => return Err(End::TooSlow),
                // It is behind what is kept for everyone: much may have happened at once, or it is slow. The log has it all.
                Err(RecvError::Lagged(_)) => self.is_from_log = true,
                // The app goes, and everything with it.
                Err(RecvError::Closed) => return Err(End::Failed(Error::internal("nobody follows the log"))),
            }
        }
    }

    /// Whoever is behind further than is told again is let go, also while they are told from the log: it would never end.
    async fn check_pace(&self) -> std::result::Result<(), End> {
        let replay = self.app.settings.live.replay;
        let reader = self.app.db.reader();
        let behind = async {
            let is_lost = changes::known(&reader).await?.log != self.log;
            Ok::<_, masthead_persistence::Error>(
                is_lost || events::noticed_more_than(&reader, self.last, replay).await?,
            )
        };
        if behind.await.map_err(|error| End::Failed(error.into()))? { Err(End::TooSlow) } else { Ok(()) }
    }

    /// What an event is for this listener; nothing when it is none of theirs. What has happened to the article since decides too: nobody
    /// is told what readers do not see, and what comes later tells it.
    fn kind(&self, happening: &Happening) -> Option<Kind> {
        let (filter, standing, seq) = (&self.filter.articles, &happening.standing, happening.seq);
        if self.filter.article.is_some_and(|article| article != happening.article) {
            return None;
        }
        if happening.post.is_some() {
            return standing.is_in(filter).then_some(match happening.effect {
                Effect::Published => Kind::PostPublished,
                Effect::Changed => Kind::PostChanged,
                Effect::Removed => Kind::PostDeleted,
            });
        }
        match happening.effect {
            Effect::Removed => standing.was_in(filter, seq).then_some(Kind::Deleted),
            Effect::Published if standing.is_in(filter) => Some(Kind::Published),
            // It was not there before, and is not there any more: there is nothing to tell.
            Effect::Published => None,
            Effect::Changed if standing.is_in(filter) => Some(Kind::Changed),
            Effect::Changed => standing.left_since(filter, seq).then_some(Kind::Deleted),
        }
    }
}
