//! The newest content version that this process knows of, without asking the database: what was written here is known before the write is
//! answered, what others have written when somebody looks.

use std::sync::{PoisonError, RwLock};

use masthead_domain::event::ContentVersion;

/// See the module.
#[derive(Debug, Default)]
pub struct KnownVersion(RwLock<Option<Known>>);

/// A log, and a number in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Known {
    /// Which log; another one after a restore.
    pub log: i64,
    /// The number of the last public event.
    pub seq: i64,
}

impl KnownVersion {
    /// The newest one; nothing as long as nobody has looked, or could.
    pub fn get(&self) -> Option<Known> {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The database said this. An answer that comes late does not take back what is known already.
    pub fn looked(&self, version: ContentVersion) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let seq = match *known {
            Some(known) if known.log == version.log => known.seq.max(version.seq),
            _ => version.seq,
        };
        *known = Some(Known { log: version.log, seq });
    }

    /// A public event was written here.
    pub(crate) fn wrote(&self, seq: i64) {
        if let Some(known) = self.0.write().unwrap_or_else(PoisonError::into_inner).as_mut() {
            known.seq = known.seq.max(seq);
        }
    }

    /// Nobody can look: nothing is known.
    pub fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_does_not_grow_old() {
        let version = |log, seq| ContentVersion { seq, at: masthead_domain::time::Instant::from_micros(0), log };
        let known = KnownVersion::default();
        known.wrote(9);
        assert_eq!(known.get(), None, "nobody has looked");
        known.looked(version(0, 5));
        known.wrote(7);
        known.looked(version(0, 6));
        assert_eq!(known.get(), Some(Known { log: 0, seq: 7 }));
        known.looked(version(1, 6));
        assert_eq!(known.get(), Some(Known { log: 1, seq: 6 }), "another log begins anew");
        known.forget();
        assert_eq!(known.get(), None);
    }
}
