//! What an import leaves open until its end: references of articles to articles that come later in the bundle.

use std::collections::BTreeMap;

use masthead_domain::{article::Article, id::Id, time::Instant};
use masthead_persistence::{
    Tx,
    pending::{self, Import, Pending},
};

use super::{
    article,
    import::{Done, Outcome, told},
};
use crate::{App, Error, Result};

/// What articles of one group leave open, by id.
pub(super) type Waiting = BTreeMap<Id<Article>, Pending>;

/// What an import leaves open until its end. It is kept in the database: memory stays flat, whatever the size.
#[derive(Debug)]
pub(super) struct Open {
    import: Import,
    /// Has anything been kept? As long as not, there is nothing to forget either.
    any: bool,
}

impl Open {
    /// Begins an import.
    pub(super) async fn begin(app: &App) -> Result<Self> {
        const DAY: i64 = 24 * 60 * 60 * 1_000_000;
        let began = app.clock.now();
        let tx = app.db.begin().await?;
        pending::forget_before(&tx, Instant::from_micros(began.micros() - DAY)).await?;
        tx.commit(began).await?;
        Ok(Self { import: Import { id: app.new_id(), began }, any: false })
    }

    /// Keeps what articles leave open. The last line of an article has the last word, also when it leaves nothing open.
    pub(super) async fn keep(&mut self, tx: &Tx, waiting: &Waiting) -> Result<()> {
        if self.any && !waiting.is_empty() {
            pending::forget(tx, self.import, waiting.keys().copied()).await?;
        }
        if waiting.values().any(Pending::is_open) {
            self.any = true;
            pending::keep(tx, self.import, waiting.values().filter(|one| one.is_open())).await?;
        }
        Ok(())
    }

    /// Is there anything left to tie?
    pub(super) fn any(&self) -> bool {
        self.any
    }

    /// Ties some of the references that pointed forward. What still leads nowhere is reported.
    pub(super) async fn finish_some(&mut self, app: &App) -> Result<Vec<Done>> {
        const SOME: u32 = 100;
        let tx = app.db.begin().await?;
        let some = pending::first(&tx, self.import, SOME).await?;
        drop(tx);
        let mut done = Vec::new();
        if some.is_empty() {
            self.any = false;
            return Ok(done);
        }
        match tie(app, self.import, &some).await {
            Ok(tied) => done.extend(tied),
            Err(error @ Error::Unavailable(_)) => return Err(error),
            Err(error) => {
                tracing::debug!(%error, "references were refused; tying them article by article");
                for one in &some {
                    match tie(app, self.import, std::slice::from_ref(one)).await {
                        Ok(tied) => done.extend(tied),
                        Err(error @ Error::Unavailable(_)) => return Err(error),
                        Err(error) => {
                            let (line, name) = (one.line, one.slug.to_string());
                            let reason = told(&error, line, &name);
                            let tx = app.db.begin().await?;
                            pending::forget(&tx, self.import, std::iter::once(one.article)).await?;
                            tx.commit(app.clock.now()).await?;
                            done.push(Done::new(line, ("article", name), Outcome::Refused(reason)));
                        }
                    }
                }
            }
        }
        done.sort_by_key(|done| done.line);
        Ok(done)
    }
}

/// Ties references, and forgets that they were open.
async fn tie(app: &App, import: Import, some: &[Pending]) -> Result<Vec<Done>> {
    let cx = app.system();
    let tx = app.db.begin().await?;
    let done = article::tie(&cx, &tx, some).await?;
    pending::forget(&tx, import, some.iter().map(|one| one.article)).await?;
    tx.commit(app.clock.now()).await?;
    Ok(done)
}
