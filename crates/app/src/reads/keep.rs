//! Keeping reads: what waits is written every few seconds, old hours become days, and what is too old goes.

use masthead_domain::{article::Article, id::Id, reads::Hour, time::Instant};
use masthead_persistence::reads as stored;

use super::waiting::Waiting;
use crate::{App, Result};

/// Writes what waits, in one transaction. Returns how many numbers were added to; what is said of articles that are not public is
/// dropped here. What cannot be written waits on. (If only the answer to a commit is lost, it is counted twice: the lesser evil.)
///
/// It is not to be dropped half-way: then what it had taken would be lost.
///
/// # Errors
/// When the database is away.
pub async fn flush(app: &App) -> Result<usize> {
    let _writing = app.reads.writing.lock().await;
    let now = app.clock.now();
    let most = app.settings.reads.buffer;
    app.reads.addresses.forget(now);
    let Waiting { counts, lost } = app.reads.take();
    if lost > 0 {
        tracing::warn!(
            reads = lost,
            most,
            "reads of too many articles came at once: some were not counted (reads_buffer)"
        );
    }
    if counts.is_empty() {
        return Ok(0);
    }
    let mut reads: Vec<_> = counts.into_iter().map(|((hour, article), count)| (hour, article, count)).collect();
    reads.sort_unstable();
    let added = write(app, &reads, now).await.inspect_err(|_| app.reads.put_back(&reads, most))?;
    app.reads.rankings.forget().await;
    Ok(added)
}

async fn write(app: &App, reads: &[(Hour, Id<Article>, u64)], now: Instant) -> Result<usize> {
    let tx = app.db.begin().await?;
    let added = stored::add(&tx, reads).await?;
    tx.commit(now).await?;
    Ok(added)
}

/// Makes days of old hours, and forgets what is too old. Doing it twice, or on two nodes at once, does no harm.
///
/// # Errors
/// When the database is away.
pub async fn tidy(app: &App) -> Result<()> {
    let now = app.clock.now();
    let hour = Hour::of(now);
    let tx = app.db.begin().await?;
    stored::forget(&tx, hour.forgotten_before(app.settings.reads.retention_days)).await?;
    stored::fold(&tx, hour.folded_before()).await?;
    tx.commit(now).await?;
    app.reads.rankings.forget().await;
    Ok(())
}

/// Writes again and again, and tidies each hour, until it is dropped; [`flush`] before that. It tidies also where nothing is counted any
/// more. An error is logged, and the next time tries again.
pub async fn run(app: App) {
    let mut tidied = None;
    loop {
        let flushed = flush(&app).await;
        if let Err(error) = &flushed {
            tracing::warn!(%error, "reads could not be written; it is tried again");
        }
        let hour = Hour::of(app.clock.now());
        if tidied != Some(hour) {
            match tidy(&app).await {
                Ok(()) => tidied = Some(hour),
                Err(error) => tracing::warn!(%error, "old reads could not be tidied; it is tried again"),
            }
        }
        let pause = tokio::time::sleep(app.settings.reads.flush);
        if flushed.is_err() {
            // However much comes: there is no room because it cannot be written.
            pause.await;
            continue;
        }
        tokio::select! {
            () = pause => {}
            () = app.reads.full.notified() => {}
        }
    }
}
