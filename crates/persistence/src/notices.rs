//! Word from other nodes that there is something new in the log. PostgreSQL alone can say it; the log says what it is.

use sqlx::postgres::PgListener;

use crate::{Db, Result};

/// The channel that writers speak on, and all nodes listen to.
pub(crate) const CHANNEL: &str = "masthead_events";

/// A connection of its own, on which word comes.
#[derive(Debug)]
pub struct Notices(PgListener);

impl Db {
    /// Begins to listen; nothing for a database that nobody else can write to unnoticed, or that cannot say so.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn notices(&self) -> Result<Option<Notices>> {
        let Some(url) = self.url() else { return Ok(None) };
        let mut listener = PgListener::connect(url).await?;
        listener.listen(CHANNEL).await?;
        Ok(Some(Notices(listener)))
    }
}

impl Notices {
    /// Waits for word, or until some may have been missed.
    ///
    /// # Errors
    /// When the connection is lost, and no other can be had.
    pub async fn next(&mut self) -> Result<()> {
        self.0.try_recv().await?;
        Ok(())
    }
}
