//! Where pictures are worked on: off the threads that answer, only so many at once, and only as many as there is memory for.

use std::sync::Arc;

use masthead_imaging::{Limits, Refusal};
use tokio::sync::{Mutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

use super::{MediaSettings, hands::Hands};
use crate::{Error, Result};

/// Jobs that wait for their turn; more are told to come back.
const MAX_WAITING: usize = 256;
/// What memory is counted in.
const UNIT: u64 = 64 * 1024;

/// Turns, and memory.
pub(super) struct Workshop {
    queue: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    /// Whoever waits for memory has this, so that nobody waits behind one who waits for more.
    gate: Arc<Mutex<()>>,
    memory: Arc<Semaphore>,
    total: u64,
    limits: Limits,
    hands: Hands,
}

/// A place in the workshop that is being prepared: as long as it is, nobody else gets memory.
pub(super) struct Opening {
    turn: OwnedSemaphorePermit,
    gate: OwnedMutexGuard<()>,
    held: OwnedSemaphorePermit,
    memory: Arc<Semaphore>,
    total: u32,
}

/// A place in the workshop. Whoever has it may use the memory that it was asked for.
pub(super) struct Bench {
    _turn: OwnedSemaphorePermit,
    _memory: OwnedSemaphorePermit,
}

fn units(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX)
}

impl Workshop {
    pub(super) fn new(settings: &MediaSettings) -> Self {
        let turns = settings.workers.max(1);
        Self {
            queue: Arc::new(Semaphore::new(turns + MAX_WAITING)),
            turns: Arc::new(Semaphore::new(turns)),
            gate: Arc::default(),
            memory: Arc::new(Semaphore::new(units(settings.memory_bytes) as usize)),
            total: settings.memory_bytes,
            limits: Limits {
                max_pixels: settings.max_pixels,
                max_memory: settings.memory_bytes,
                deadline: settings.picture_timeout,
            },
            hands: Hands::new(turns),
        }
    }

    /// Limits of a picture of which this many bytes are in memory already.
    pub(super) fn limits(&self, held: u64) -> Limits {
        Limits { max_memory: self.total.saturating_sub(held), ..self.limits.clone() }
    }

    /// Waits for a turn, and for as much memory as is needed before it is known how much is.
    ///
    /// # Errors
    /// [`Error::RateLimited`] when too many wait already.
    pub(super) async fn open(&self, bytes: u64) -> Result<Opening> {
        let _place = Arc::clone(&self.queue).try_acquire_owned().map_err(|_| Error::RateLimited {
            message: "too many pictures are being worked on".to_owned(),
            retry_after: 2,
        })?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(closed)?;
        let gate = Arc::clone(&self.gate).lock_owned().await;
        let memory = Arc::clone(&self.memory);
        let held = memory.clone().acquire_many_owned(units(bytes.min(self.total))).await.map_err(closed)?;
        Ok(Opening { turn, gate, held, memory, total: units(self.total) })
    }

    /// Waits for a turn, and for this much memory.
    ///
    /// # Errors
    /// [`Error::RateLimited`] when too many wait already.
    pub(super) async fn bench(&self, bytes: u64) -> Result<Bench> {
        self.open(bytes).await?.bench(0).await
    }

    /// Does a job at a bench, on a thread that may block.
    ///
    /// # Errors
    /// [`Error::Internal`] when the job panics.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        bench: Bench,
        job: impl FnOnce() -> std::result::Result<T, Refusal> + Send + 'static,
    ) -> Result<std::result::Result<T, Refusal>> {
        let job = move || {
            let done = job();
            // Whoever asked may be gone; the memory is free when the job is done, not before.
            drop(bench);
            done
        };
        self.hands.work(job).await
    }
}

impl Opening {
    /// Waits for the rest of the memory.
    ///
    /// # Errors
    /// [`Error::Internal`] when the program is ending.
    pub(super) async fn bench(self, more: u64) -> Result<Bench> {
        let Self { turn, gate, held: mut memory, memory: all, total } = self;
        // Both were rounded up: together they may be one more than there are, and that one would never come.
        let left = total.saturating_sub(u32::try_from(memory.num_permits()).unwrap_or(u32::MAX));
        let more = units(more).min(left);
        if more > 0 {
            memory.merge(all.acquire_many_owned(more).await.map_err(closed)?);
        }
        drop(gate);
        Ok(Bench { _turn: turn, _memory: memory })
    }
}

fn closed(_: tokio::sync::AcquireError) -> Error {
    Error::internal("the workshop is closed")
}
