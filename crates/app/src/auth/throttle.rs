//! How often signing in may be tried: for each account and each client address so many attempts at once, then one each so many
//! seconds.

use std::net::IpAddr;

use masthead_domain::time::Instant;

use super::ThrottleSettings;
use crate::{
    Error, Result,
    limit::{Limit, network},
};

/// Both limits.
pub(super) struct Throttle {
    accounts: Limit,
    addresses: Limit,
}

impl Throttle {
    pub(super) fn new(settings: &ThrottleSettings) -> Self {
        Self {
            accounts: Limit::new(settings.account_attempts, settings.account_seconds),
            addresses: Limit::new(settings.address_attempts, settings.address_seconds),
        }
    }

    /// Something is tried from an address. A limit that was reached is an error.
    pub(super) fn try_from_address(&self, address: Option<IpAddr>, now: Instant) -> Result<()> {
        let Some(address) = address else { return Ok(()) };
        self.addresses.take(&network(address), 1, now).map_err(|seconds| refused("from this address", seconds))
    }

    /// It was no failure after all.
    pub(super) fn forgive_address(&self, address: Option<IpAddr>) {
        if let Some(address) = address {
            self.addresses.give_back(&network(address));
        }
    }

    /// Signing in to an account is tried. A limit that was reached is an error.
    pub(super) fn try_account(&self, email: &str, now: Instant) -> Result<()> {
        self.accounts.take(email, 1, now).map_err(|seconds| refused("with this email", seconds))
    }

    /// Whoever knows the password begins anew.
    pub(super) fn clear_account(&self, email: &str) {
        self.accounts.clear(email);
    }
}

fn refused(what: &str, seconds: u64) -> Error {
    Error::RateLimited { message: format!("too many attempts {what}"), retry_after: seconds }
}
