//! Time and ids: the only place that asks the machine for them.
#![allow(clippy::disallowed_methods)] // everyone else asks this file

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use masthead_domain::{id::Id, time::Instant};
use uuid::{NoContext, Timestamp, Uuid};

/// Where time comes from.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// From the machine.
    #[default]
    System,
    /// From a test, in microseconds since the epoch.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still until it is set.
    pub fn manual(at: Instant) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(at.micros())))
    }

    /// Now, with microsecond precision.
    pub fn now(&self) -> Instant {
        match self {
            Self::System => chrono::Utc::now().into(),
            Self::Manual(micros) => Instant::from_micros(micros.load(Ordering::SeqCst)),
        }
    }

    /// A new id: UUIDv7, of now.
    pub fn id<T>(&self) -> Id<T> {
        let now = self.now().micros();
        let seconds = u64::try_from(now.div_euclid(1_000_000)).unwrap_or(0);
        let nanos = u32::try_from(now.rem_euclid(1_000_000) * 1_000).unwrap_or(0);
        // `new_v7` fills what the time leaves open with random bits.
        Id::new(Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, nanos)))
    }
}
