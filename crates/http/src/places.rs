//! How much is worked on at once. Under more load than a machine carries, those who come later are told so at once: whoever waits in a
//! queue that only grows is answered when nobody wants the answer any more.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use masthead_app::Code;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::problem::Problem;

/// The places of requests that are worked on.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    free: Arc<Semaphore>,
    count: usize,
    refused: Arc<AtomicU64>,
}

/// One of them; free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
}

impl Places {
    pub(crate) fn new(count: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(count)), count, refused: Arc::default() }
    }

    /// Takes one.
    ///
    /// # Errors
    /// [`Code::Overloaded`] when there is none.
    pub(crate) fn take(&self) -> Result<Place, Problem> {
        let permit = Arc::clone(&self.free).try_acquire_owned().map_err(|_| {
            self.refused.fetch_add(1, Ordering::Relaxed);
            let detail = format!("{} requests are worked on, which is the most (max_requests)", self.count);
            Problem::new(Code::Overloaded, detail).after(1)
        })?;
        Ok(Place { _permit: permit })
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// How many were refused one.
    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// How many are taken.
    pub(crate) fn taken(&self) -> usize {
        self.count - self.free.available_permits()
    }
}
