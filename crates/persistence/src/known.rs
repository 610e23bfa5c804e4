//! The newest content version that this process knows of, without asking the database, and what was changed on the way to it: what was
//! written here is known before the write is answered, what others have written when somebody looks.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use masthead_domain::{
    cache_tag::{CacheTag, CacheTags},
    event::ContentVersion,
    time::Instant,
};

/// Most tags that are remembered. What is forgotten counts as changed.
const MAX_TAGS: usize = 50_000;

/// See the module.
#[derive(Debug, Default)]
pub struct KnownVersion(RwLock<Option<State>>);

/// A log, and a number in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Known {
    /// Which log; another one after a restore.
    pub log: i64,
    /// The number of the last public event.
    pub seq: i64,
}

#[derive(Debug)]
struct State {
    known: ContentVersion,
    /// Up to here nobody knows what was changed: it may have been anything.
    floor: i64,
    /// When each tag was changed last.
    changed: HashMap<CacheTag, i64>,
}

impl State {
    fn new(version: ContentVersion) -> Self {
        Self { known: version, floor: version.seq, changed: HashMap::new() }
    }

    fn change(&mut self, seq: i64, tags: &CacheTags) {
        if self.changed.len() + tags.len() > MAX_TAGS {
            self.changed.clear();
            self.floor = self.floor.max(self.known.seq).max(seq);
            return;
        }
        for tag in tags.iter() {
            // Which ones of them is not said: it may have been any.
            if matches!(tag, CacheTag::Any(_) | CacheTag::AnyList | CacheTag::Everything) {
                self.floor = self.floor.max(seq);
            }
            // Whatever happens to one happens to what stands for all.
            let mut next = Some(tag);
            while let Some(tag) = next {
                let last = self.changed.entry(tag).or_default();
                *last = seq.max(*last);
                next = tag.general();
            }
        }
    }

    fn reach(&mut self, seq: i64, at: Instant) {
        if seq > self.known.seq {
            (self.known.seq, self.known.at) = (seq, at);
        }
    }

    /// Was nothing of these changed since then?
    fn holds(&self, since: Known, tags: &CacheTags) -> bool {
        let is_older = |seq: i64| seq <= since.seq;
        since.log == self.known.log
            && is_older(self.floor)
            && tags.iter().all(|tag| self.changed.get(&tag).copied().is_none_or(is_older))
    }
}

impl KnownVersion {
    fn read<T>(&self, with: impl FnOnce(&State) -> T) -> Option<T> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(with)
    }

    /// The newest one; nothing as long as nobody has looked, or could.
    pub fn get(&self) -> Option<Known> {
        self.read(|state| Known { log: state.known.log, seq: state.known.seq })
    }

    /// [`KnownVersion::get`], with its date.
    pub fn version(&self) -> Option<ContentVersion> {
        self.read(|state| state.known)
    }

    /// Is what was made of these since then still as it would be made now?
    pub fn holds(&self, since: Known, tags: &CacheTags) -> bool {
        self.read(|state| state.holds(since, tags)).unwrap_or(false)
    }

    /// The database said this, and what was changed since [`KnownVersion::get`] was asked; nothing if it could not be said. An answer
    /// that comes late does not take back what is known already.
    pub fn looked(&self, version: ContentVersion, changed: Option<Vec<(i64, CacheTags)>>) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match (state.as_mut().filter(|state| state.known.log == version.log), changed) {
            (None, _) => *state = Some(State::new(version)),
            (Some(state), Some(changed)) => {
                changed.iter().for_each(|(seq, tags)| state.change(*seq, tags));
                state.reach(version.seq, version.at);
            }
            (Some(state), None) if version.seq > state.known.seq => {
                state.reach(version.seq, version.at);
                state.floor = version.seq;
            }
            (Some(_), None) => {}
        }
    }

    /// Public events were written here and now, the first of them after one with the number `before`, the last one with `seq`.
    pub(crate) fn wrote(&self, before: i64, seq: i64, now: Instant, tags: &CacheTags) {
        if let Some(state) = self.0.write().unwrap_or_else(PoisonError::into_inner).as_mut() {
            state.change(seq, tags);
            // Others have written meanwhile, and nobody has looked what.
            if before > state.known.seq {
                state.floor = state.floor.max(before);
            }
            state.reach(seq, now);
        }
    }

    /// Nobody can look: nothing is known.
    pub fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use masthead_domain::event::Subject;

    use super::*;

    fn version(log: i64, seq: i64) -> ContentVersion {
        ContentVersion { seq, at: now(), log }
    }

    fn now() -> Instant {
        Instant::from_micros(0)
    }

    fn article(number: u128) -> CacheTag {
        CacheTag::of(Subject::Article, uuid::Uuid::from_u128(number))
    }

    fn tags<const N: usize>(tags: [CacheTag; N]) -> CacheTags {
        CacheTags::new(tags.to_vec())
    }

    #[test]
    fn what_is_known_does_not_grow_old() {
        let known = KnownVersion::default();
        known.wrote(0, 9, now(), &tags([article(1)]));
        assert_eq!(known.get(), None, "nobody has looked");
        known.looked(version(0, 5), None);
        known.wrote(5, 7, now(), &tags([article(1)]));
        known.looked(version(0, 6), None);
        assert_eq!(known.get(), Some(Known { log: 0, seq: 7 }));
        known.looked(version(1, 6), None);
        assert_eq!(known.get(), Some(Known { log: 1, seq: 6 }), "another log begins anew");
        known.forget();
        assert_eq!(known.get(), None);
    }

    #[test]
    fn what_was_not_changed_holds() {
        let known = KnownVersion::default();
        let at = |seq| Known { log: 0, seq };
        assert!(!known.holds(at(9), &tags([article(1)])), "nothing is known");
        known.looked(version(0, 5), None);
        assert!(known.holds(at(5), &tags([article(1)])));
        assert!(!known.holds(at(4), &tags([article(1)])), "nobody knows what was changed before");
        known.wrote(5, 7, now(), &tags([article(1), CacheTag::Articles]));
        assert!(!known.holds(at(5), &tags([article(1)])) && known.holds(at(7), &tags([article(1)])));
        assert!(known.holds(at(5), &tags([article(2), CacheTag::Site])));
        for general in [CacheTag::Any(Subject::Article), CacheTag::AnyList, CacheTag::Everything] {
            assert!(!known.holds(at(5), &tags([general])), "{general}");
        }
        assert!(known.holds(at(5), &tags([CacheTag::Any(Subject::Author)])));
        // What others wrote, with what they said of it, and without.
        known.looked(version(0, 9), Some(vec![(9, tags([article(2)]))]));
        assert!(known.holds(at(8), &tags([article(1)])) && !known.holds(at(8), &tags([article(2)])));
        known.wrote(11, 12, now(), &tags([article(3)]));
        assert!(!known.holds(at(10), &tags([article(4)])), "nobody has looked at 10 and 11");
        assert!(known.holds(at(11), &tags([article(4)])) && !known.holds(at(11), &tags([article(3)])));
        known.looked(version(0, 20), None);
        assert!(!known.holds(at(19), &tags([article(4)])) && known.holds(at(20), &tags([article(3)])));
    }

    #[test]
    fn what_is_said_with_fewer_words_is_all_of_them() {
        let known = KnownVersion::default();
        known.looked(version(0, 0), None);
        known.wrote(0, 1, now(), &tags([CacheTag::Any(Subject::Article)]));
        assert!(!known.holds(Known { log: 0, seq: 0 }, &tags([article(1)])));
        assert!(known.holds(Known { log: 0, seq: 1 }, &tags([article(1)])));
    }

    #[test]
    fn what_is_forgotten_counts_as_changed() {
        let known = KnownVersion::default();
        known.looked(version(0, 0), None);
        for (number, of) in (0..60_000_i64).zip(0_u128..) {
            known.wrote(number, number + 1, now(), &tags([article(of)]));
        }
        assert!(known.read(|state| state.changed.len()).is_some_and(|many| many <= MAX_TAGS + 3));
        assert!(!known.holds(Known { log: 0, seq: 5 }, &tags([article(0)])));
        assert!(known.holds(Known { log: 0, seq: 59_999 }, &tags([article(0)])));
    }
}
