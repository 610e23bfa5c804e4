//! The sweep: uploads of which nothing was made, and files that nothing refers to, go.

use masthead_domain::time::Instant;
use masthead_persistence::files as stored;

use crate::{App, Result};

/// Files that one sweep takes on at a time.
const AT_ONCE: i64 = 100;

/// What a sweep took away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Uploads of which no asset was made in time.
    pub uploads: u64,
    /// Files that nothing referred to.
    pub files: u64,
}

/// Sweeps once. A file is marked first, then its bytes go, then what is known of it: whoever brings the same file meanwhile waits until
/// it is gone, and puts it there anew. What a crash leaves half done is done by the next sweep.
///
/// # Errors
/// When the database or the store is away.
pub async fn sweep(app: &App) -> Result<Swept> {
    let now = app.clock.now();
    let before = Instant::from_micros(now.micros() - app.settings.media.orphan_seconds * 1_000_000);
    let mut swept = Swept::default();
    let tx = app.db.begin().await?;
    swept.uploads = stored::delete_expired_uploads(&tx, now).await?;
    tx.commit(now).await?;
    loop {
        let tx = app.db.begin().await?;
        let marked = stored::begin_sweep(&tx, before, now, AT_ONCE).await?;
        tx.commit(now).await?;
        if marked.is_empty() {
            break;
        }
        for hash in marked {
            app.media.storage()?.delete(&hash).await?;
            let tx = app.db.begin().await?;
            stored::end_sweep(&tx, &hash).await?;
            tx.commit(now).await?;
            swept.files += 1;
        }
    }
    if swept != Swept::default() {
        tracing::info!(uploads = swept.uploads, files = swept.files, "swept");
    }
    Ok(swept)
}
