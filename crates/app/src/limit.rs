//! How often something may be done: for each who does it so much at once, then one more each so many seconds. Kept in memory, for each
//! node by itself, and bounded. Who it is, is kept as a number that only this process can make of them.

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::{BuildHasher, Hash},
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use masthead_domain::time::Instant;

/// Who is remembered at most.
const MAX_REMEMBERED: usize = 100_000;

/// Who shares an address: of IPv6 everyone in a /64, which is what one customer has.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(ip) => IpAddr::V6((ip.to_bits() & !u128::from(u64::MAX)).into()),
        ip => ip,
    }
}

/// One limit, as the generic cell rate algorithm has it: one number for each, the time at which everything is forgotten.
#[derive(Debug)]
pub(crate) struct Limit {
    interval: i64,
    burst: i64,
    /// Keyed at random: nobody can choose a name that is taken for another.
    hasher: RandomState,
    until: Mutex<HashMap<u64, i64>>,
}

impl Limit {
    /// So much at once, 0 for no limit; and the seconds after which there is one more.
    pub(crate) fn new(at_once: u32, seconds: u32) -> Self {
        let interval = i64::from(seconds.max(1)) * 1_000_000;
        let burst = interval * i64::from(at_once);
        Self { interval, burst, hasher: RandomState::new(), until: Mutex::default() }
    }

    /// So many at once, all or none; or the seconds until there are so many.
    pub(crate) fn take<W: Hash + ?Sized>(&self, who: &W, many: u32, now: Instant) -> Result<(), u64> {
        if self.burst == 0 {
            return Ok(());
        }
        let (who, now) = (self.hasher.hash_one(who), now.micros());
        let mut all = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        let until = all.get(&who).copied().unwrap_or(now).max(now) + self.interval * i64::from(many);
        let too_early = until - now - self.burst;
        if too_early > 0 {
            return Err(u64::try_from(too_early).unwrap_or(0).div_ceil(1_000_000));
        }
        if all.len() >= MAX_REMEMBERED && !all.contains_key(&who) {
            forget(&mut all, now);
        }
        all.insert(who, until);
        Ok(())
    }

    /// One of those was none.
    pub(crate) fn give_back<W: Hash + ?Sized>(&self, who: &W) {
        let mut all = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = all.get_mut(&self.hasher.hash_one(who)) {
            *until -= self.interval;
        }
    }

    /// Whoever it is begins anew.
    pub(crate) fn clear<W: Hash + ?Sized>(&self, who: &W) {
        self.until.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.hasher.hash_one(who));
    }

    /// Forgets all who may do as much as anybody.
    pub(crate) fn forget(&self, now: Instant) {
        self.until.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, until| *until > now.micros());
    }
}

/// Those whose time is over; if everyone's is still to come, the half that tried least.
fn forget(all: &mut HashMap<u64, i64>, now: i64) {
    all.retain(|_, until| *until > now);
    if all.len() >= MAX_REMEMBERED {
        let mut times: Vec<i64> = all.values().copied().collect();
        let (_, &mut middle, _) = times.select_nth_unstable(MAX_REMEMBERED / 2);
        all.retain(|_, until| *until > middle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(seconds * SECOND)
    }

    #[test]
    fn so_many_at_once_and_then_one_each_interval() {
        let limit = Limit::new(3, 10);
        for _ in 0..3 {
            assert_eq!(limit.take(&1, 1, at(100)), Ok(()));
        }
        assert_eq!(limit.take(&1, 1, at(100)), Err(10));
        assert_eq!(limit.take(&1, 1, at(104)), Err(6));
        assert_eq!(limit.take(&2, 1, at(104)), Ok(()), "another one is not concerned");
        assert_eq!(limit.take(&1, 1, at(110)), Ok(()));
        assert_eq!(limit.take(&1, 1, at(110)), Err(10));
        limit.give_back(&1);
        assert_eq!(limit.take(&1, 1, at(110)), Ok(()));
        limit.clear(&1);
        assert_eq!(limit.take(&1, 1, at(110)), Ok(()));
        let none = Limit::new(0, 10);
        assert!((0..1_000).all(|_| none.take(&1, 1, at(1)).is_ok()));
    }

    #[test]
    fn memory_is_bounded_and_who_tried_most_is_remembered() {
        let limit = Limit::new(3, 10);
        for _ in 0..3 {
            let _ = limit.take(&u64::MAX, 1, at(0));
        }
        for who in 0..250_000 {
            let _ = limit.take(&who, 1, at(0));
        }
        assert!(limit.until.lock().expect("nobody panicked").len() <= MAX_REMEMBERED);
        assert!(limit.take(&u64::MAX, 1, at(0)).is_err());
    }

    #[test]
    fn many_are_taken_as_a_whole_and_forgotten_when_their_time_is_over() {
        let limit = Limit::new(5, 10);
        assert_eq!(limit.take(&1, 4, at(100)), Ok(()));
        assert_eq!(limit.take(&1, 3, at(100)), Err(20));
        assert_eq!(limit.take(&1, 1, at(100)), Ok(()), "nothing was taken by what was refused");
        limit.forget(at(149));
        assert_eq!(limit.take(&1, 1, at(149)), Ok(()));
        assert_eq!(limit.take(&1, 5, at(149)), Err(11));
        limit.forget(at(160));
        assert!(limit.until.lock().expect("nobody panicked").is_empty());
    }

    #[test]
    fn a_whole_network_of_ipv6_is_one_address() {
        let ip = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(ip("2001:db8::1"), ip("2001:db8::ffff:1"));
        assert_ne!(ip("2001:db8::1"), ip("2001:db8:0:1::1"));
        assert_eq!(ip("::ffff:192.0.2.1"), ip("192.0.2.1"));
        assert_ne!(ip("192.0.2.1"), ip("192.0.2.2"));
    }
}
