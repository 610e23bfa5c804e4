//! How often signing in may be tried: for each account and each client address so many attempts at once, then one each so many
//! seconds. Kept in memory, for each node by itself, and bounded.

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::BuildHasher,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use masthead_domain::time::Instant;

use super::ThrottleSettings;
use crate::{Error, Result};

/// Who is remembered at most, of each kind.
const MAX_REMEMBERED: usize = 100_000;

/// Both limits.
pub(super) struct Throttle {
    accounts: Limit,
    addresses: Limit,
    /// Keyed at random: nobody can choose an account that is taken for another.
    hasher: RandomState,
}

impl Throttle {
    pub(super) fn new(settings: &ThrottleSettings) -> Self {
        Self {
            accounts: Limit::new(settings.account_attempts, settings.account_seconds),
            addresses: Limit::new(settings.address_attempts, settings.address_seconds),
            hasher: RandomState::new(),
        }
    }

    /// Something is tried from an address. A limit that was reached is an error.
    pub(super) fn try_from_address(&self, address: Option<IpAddr>, now: Instant) -> Result<()> {
        let Some(address) = address else { return Ok(()) };
        let taken = self.addresses.take(self.hasher.hash_one(network(address)), now);
        taken.map_err(|seconds| refused("from this address", seconds))
    }

    /// It was no failure after all.
    pub(super) fn forgive_address(&self, address: Option<IpAddr>) {
        if let Some(address) = address {
            self.addresses.give_back(self.hasher.hash_one(network(address)));
        }
    }

    /// Signing in to an account is tried. A limit that was reached is an error.
    pub(super) fn try_account(&self, email: &str, now: Instant) -> Result<()> {
        self.accounts.take(self.hasher.hash_one(email), now).map_err(|seconds| refused("with this email", seconds))
    }

    /// Whoever knows the password begins anew.
    pub(super) fn clear_account(&self, email: &str) {
        self.accounts.clear(self.hasher.hash_one(email));
    }
}

fn refused(what: &str, seconds: u64) -> Error {
    Error::RateLimited { message: format!("too many attempts {what}"), retry_after: seconds }
}

/// Who shares an address: of IPv6 everyone in a /64, which is what one customer has.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(ip) => IpAddr::V6((ip.to_bits() & !u128::from(u64::MAX)).into()),
        ip => ip,
    }
}

/// One limit, as the generic cell rate algorithm has it: one number for each, the time at which everything is forgotten.
struct Limit {
    interval: i64,
    burst: i64,
    until: Mutex<HashMap<u64, i64>>,
}

impl Limit {
    fn new(attempts: u32, seconds: u32) -> Self {
        let interval = i64::from(seconds.max(1)) * 1_000_000;
        Self { interval, burst: interval * i64::from(attempts), until: Mutex::default() }
    }

    /// One attempt; or the seconds until there is one again.
    fn take(&self, who: u64, now: Instant) -> std::result::Result<(), u64> {
        if self.burst == 0 {
            return Ok(());
        }
        let now = now.micros();
        let mut all = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        let until = all.get(&who).copied().unwrap_or(now).max(now) + self.interval;
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

    fn give_back(&self, who: u64) {
        let mut all = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = all.get_mut(&who) {
            *until -= self.interval;
        }
    }

    fn clear(&self, who: u64) {
        self.until.lock().unwrap_or_else(PoisonError::into_inner).remove(&who);
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
            assert_eq!(limit.take(1, at(100)), Ok(()));
        }
        assert_eq!(limit.take(1, at(100)), Err(10));
        assert_eq!(limit.take(1, at(104)), Err(6));
        assert_eq!(limit.take(2, at(104)), Ok(()), "another one is not concerned");
        assert_eq!(limit.take(1, at(110)), Ok(()));
        assert_eq!(limit.take(1, at(110)), Err(10));
        limit.give_back(1);
        assert_eq!(limit.take(1, at(110)), Ok(()));
        limit.clear(1);
        assert_eq!(limit.take(1, at(110)), Ok(()));
        let none = Limit::new(0, 10);
        assert!((0..1_000).all(|_| none.take(1, at(1)).is_ok()));
    }

    #[test]
    fn memory_is_bounded_and_who_tried_most_is_remembered() {
        let limit = Limit::new(3, 10);
        for _ in 0..3 {
            let _ = limit.take(u64::MAX, at(0));
        }
        for who in 0..250_000 {
            let _ = limit.take(who, at(0));
        }
        assert!(limit.until.lock().expect("nobody panicked").len() <= MAX_REMEMBERED);
        assert!(limit.take(u64::MAX, at(0)).is_err());
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
