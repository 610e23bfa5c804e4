//! Turns of those who write.

use std::{sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{Error, Result};

/// Whose turn it is to write, on this node. Whoever waits for it holds no connection, so that those who read find one.
#[derive(Debug)]
pub(crate) struct Turn {
    one: Arc<Semaphore>,
    patience: Duration,
}

impl Turn {
    /// Nobody's turn yet; who waits longer than this is told to come back.
    pub(crate) fn new(patience: Duration) -> Arc<Self> {
        Arc::new(Self { one: Arc::new(Semaphore::new(1)), patience })
    }

    /// Waits for it. It is given on when what is returned is dropped.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when others write for too long.
    pub(crate) async fn take(&self) -> Result<OwnedSemaphorePermit> {
        let taking = tokio::time::timeout(self.patience, Arc::clone(&self.one).acquire_owned()).await;
        taking
            .ok()
            .and_then(std::result::Result::ok)
            .ok_or_else(|| Error::Unavailable(format!("others have been writing for {} ms", self.patience.as_millis())))
    }
}
