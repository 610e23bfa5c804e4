//! The newest content version that a node knows of: what answers are kept by.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use masthead_domain::{
    cache_tag::{CacheTag, CacheTags},
    event::ContentVersion,
};
use masthead_persistence::{Error::Unavailable, Known, events, replicas::Replica};

use crate::{App, Result, scheduler};

/// How long it is waited for the newest version: as long as what others have written may not be seen.
const PATIENCE: Duration = Duration::from_secs(1);

/// What something that is kept was made of, and when: whether it would be made like that now.
#[derive(Debug)]
pub struct Made {
    /// Everything that it was made of was at least as new.
    pub since: Known,
    tags: CacheTags,
    /// The version up to which nothing of that has changed, as far as it was looked.
    checked: AtomicI64,
}

impl Made {
    /// Of these, at this version.
    pub fn new(since: Known, tags: CacheTags) -> Self {
        Self { checked: AtomicI64::new(since.seq), since, tags }
    }

    /// Bytes that its tags take.
    pub fn bytes(&self) -> usize {
        self.tags.len() * size_of::<CacheTag>()
    }

    /// Would it be made like this now, as far as is known?
    pub fn holds(&self, app: &App, known: Known) -> bool {
        if self.since.log == known.log && self.checked.load(Ordering::Relaxed) >= known.seq {
            return true;
        }
        let holds = app.still_holds(self.since, &self.tags);
        if holds {
            // At least up to here: what was asked about may be newer.
            self.checked.fetch_max(known.seq, Ordering::Relaxed);
        }
        holds
    }
}

impl App {
    /// The newest content version that this node knows of, without asking the database: everything that was written here, and what others
    /// had written when [`App::look_for_version`] was called last.
    pub fn known_version(&self) -> Option<Known> {
        self.db.known_version().get()
    }

    /// Is what was made of these since then still as it would be made now, as far as this node knows?
    pub(crate) fn still_holds(&self, since: Known, tags: &CacheTags) -> bool {
        self.db.known_version().holds(since, tags)
    }

    /// Looks what others have written.
    ///
    /// # Errors
    /// When the database does not answer; then nothing is known until it does.
    pub async fn look_for_version(&self) -> Result<()> {
        let looking = async {
            let version = self.cx().version().await?;
            let changed = self.changed_until(version).await?;
            self.db.known_version().looked(version, changed);
            // What others have planned.
            scheduler::next(self).await?;
            Ok(())
        };
        // Who does not answer is away.
        let looked = tokio::time::timeout(PATIENCE, looking).await;
        let late = || Unavailable("the newest version was not told in time".to_owned());
        let looked = looked.unwrap_or_else(|_| Err(late().into()));
        looked.inspect_err(|_| self.db.known_version().forget())
    }

    /// A request has seen this version. If it is news, it is looked what was changed.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn saw_version(&self, version: ContentVersion) -> Result<()> {
        // As long as nobody can look, nothing is known.
        let is_news = self.known_version().is_some_and(|known| known.log != version.log || known.seq < version.seq);
        if is_news {
            let changed = self.changed_until(version).await?;
            self.db.known_version().looked(version, changed);
        }
        Ok(())
    }

    /// What was changed between what is known here and a version.
    async fn changed_until(&self, version: ContentVersion) -> Result<Option<Vec<(i64, CacheTags)>>> {
        match self.known_version() {
            Some(known) if known.log == version.log && known.seq < version.seq => {
                Ok(events::changed(&self.db.reader(), known.seq, version.seq).await?)
            }
            _ => Ok(None),
        }
    }

    /// Are there replicas that public reads may be answered from?
    pub fn has_replicas(&self) -> bool {
        !self.db.replicas().is_empty()
    }

    /// The replicas.
    pub fn replicas(&self) -> &[std::sync::Arc<Replica>] {
        self.db.replicas()
    }

    /// Asks every replica how far it is. One that is behind what is known here, or does not answer, is not read from.
    pub async fn look_at_replicas(&self) {
        futures_util::future::join_all(self.db.replicas().iter().map(|replica| replica.look())).await;
    }
}
