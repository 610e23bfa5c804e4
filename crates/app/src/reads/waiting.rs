//! Reads that wait in memory until they are written: one number for each article and hour, and no more of those than a limit.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use masthead_domain::{
    article::Article,
    id::Id,
    reads::{Hour, Read},
};
use tokio::sync::Notify;

use super::{ReadsSettings, ranking::Rankings};
use crate::limit::Limit;

/// What counts reads on this node.
#[derive(Debug)]
pub(crate) struct State {
    /// How much each client address may report.
    pub(super) addresses: Limit,
    /// Held while numbers are written, so that nobody takes them for lost or written who comes meanwhile.
    pub(super) writing: tokio::sync::Mutex<()>,
    /// There is no room for further articles.
    pub(super) full: Notify,
    /// What was asked for a moment ago.
    pub(super) rankings: Rankings,
    waiting: Mutex<Waiting>,
}

/// What waits, and what found no room.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    pub(super) counts: HashMap<(Hour, Id<Article>), u64>,
    /// Reads that were not counted.
    pub(super) lost: u64,
}

impl Waiting {
    fn add(&mut self, key: (Hour, Id<Article>), count: u64, most: usize) {
        if self.counts.len() < most || self.counts.contains_key(&key) {
            let waiting = self.counts.entry(key).or_default();
            *waiting = waiting.saturating_add(count);
        } else {
            self.lost = self.lost.saturating_add(count);
        }
    }
}

impl State {
    pub(crate) fn new(settings: &ReadsSettings) -> Self {
        Self {
            addresses: Limit::new(settings.address_burst, settings.address_seconds),
            writing: tokio::sync::Mutex::default(),
            full: Notify::new(),
            rankings: Rankings::default(),
            waiting: Mutex::default(),
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts what was read in an hour, for at most so many articles and hours.
    pub(super) fn add(&self, hour: Hour, reads: &[Read], most: usize) {
        let mut waiting = self.waiting();
        for read in reads {
            waiting.add((hour, read.article), read.count.into(), most);
        }
        if waiting.counts.len() >= most {
            self.full.notify_one();
        }
    }

    /// Takes what waits, to write it.
    pub(super) fn take(&self) -> Waiting {
        std::mem::take(&mut *self.waiting())
    }

    /// Puts back what could not be written, as far as there is room.
    pub(super) fn put_back(&self, reads: &[(Hour, Id<Article>, u64)], most: usize) {
        let mut waiting = self.waiting();
        for (hour, article, count) in reads {
            waiting.add((*hour, *article), *count, most);
        }
    }
}

#[cfg(test)]
mod tests {
    use masthead_domain::time::Instant;

    use super::*;

    fn read(number: u128, count: u32) -> Read {
        Read { article: Id::new(uuid::Uuid::from_u128(number)), count }
    }

    #[test]
    fn memory_is_bounded_and_what_waits_goes_on_counting() {
        let state = State::new(&ReadsSettings::default());
        let hour = Hour::of(Instant::from_micros(0));
        for number in 0..1_000 {
            state.add(hour, &[read(number, 1), read(0, 2)], 3);
        }
        let Waiting { counts, lost } = state.take();
        assert_eq!((counts.len(), lost), (3, 997));
        assert_eq!(counts[&(hour, read(0, 0).article)], 2_001);
        assert!(state.take().counts.is_empty());
        // New ones came while the old ones could not be written.
        state.add(hour, &[read(7, 1), read(8, 1)], 3);
        let old: Vec<_> = counts.into_iter().map(|((hour, article), count)| (hour, article, count)).collect();
        state.put_back(&old, 3);
        let Waiting { counts, lost } = state.take();
        assert_eq!(counts.len(), 3);
        assert_eq!(counts.values().sum::<u64>() + lost, 2_003 + 2, "nothing is lost without being told");
    }
}
