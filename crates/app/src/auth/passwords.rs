//! Passwords: Argon2id, off the threads that answer, and only so many at once.

use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{AuthSettings, PasswordCost, secret};
use crate::{Error, Result};

/// Requests that wait for their turn; more are told to come back. Each holds memory while it waits.
const MAX_WAITING: usize = 64;

/// Makes and checks hashes.
pub(super) struct Passwords {
    argon2: Argon2<'static>,
    cost: PasswordCost,
    /// Of no password: what is checked where there is none, so that it takes as long.
    dummy: String,
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl Passwords {
    pub(super) fn new(settings: &AuthSettings) -> Result<Self> {
        let cost @ PasswordCost { memory_kib, passes, lanes } = settings.password_cost;
        let params = Params::new(memory_kib, passes, lanes, None)
            .map_err(|error| Error::internal(format!("Argon2 cannot work with these parameters: {error}")))?;
        let salt = STANDARD_NO_PAD.encode(secret::random::<16>()?);
        let output = STANDARD_NO_PAD.encode(secret::random::<32>()?);
        let turns = settings.password_hashes.max(1);
        Ok(Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            cost,
            dummy: format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salt}${output}"),
            turns: Arc::new(Semaphore::new(turns)),
            queue: Arc::new(Semaphore::new(turns + MAX_WAITING)),
        })
    }

    /// The hash of a new password.
    pub(super) async fn hash(&self, password: String) -> Result<String> {
        let argon2 = self.argon2.clone();
        let make = move || {
            let hash: PasswordHash = argon2.hash_password(password.as_bytes())?;
            Ok::<_, argon2::password_hash::Error>(hash.to_string())
        };
        self.work(make).await?.map_err(|error| Error::internal(error.to_string()))
    }

    /// Is this the password? Where there is none, it takes as long to find out.
    pub(super) async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        let argon2 = self.argon2.clone();
        let is_there = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.dummy.clone());
        let check = move || argon2.verify_password(password.as_bytes(), hash.as_str()).is_ok();
        Ok(self.work(check).await? && is_there)
    }

    /// Was this hash made at another cost than today's?
    pub(super) fn is_dated(&self, hash: &str) -> bool {
        let PasswordCost { memory_kib, passes, lanes } = self.cost;
        !hash.starts_with(&format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}$"))
    }

    /// The turn is kept by the work, not by the request: one that is given up does not let another one in beside it.
    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let busy =
            |_| Error::RateLimited { message: "too many are signing in at this moment".to_owned(), retry_after: 1 };
        let place = Arc::clone(&self.queue).try_acquire_owned().map_err(busy)?;
        let turn: OwnedSemaphorePermit = Arc::clone(&self.turns).acquire_owned().await.map_err(Error::internal)?;
        let working = tokio::task::spawn_blocking(move || {
            let _held = (place, turn);
            work()
        });
        working.await.map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_fits_and_nothing_fits_where_there_is_none() {
        let settings = AuthSettings {
            password_cost: PasswordCost { memory_kib: 64, passes: 1, lanes: 1 },
            ..AuthSettings::default()
        };
        let passwords = Passwords::new(&settings).expect("good parameters");
        let hash = passwords.hash("correct horse".to_owned()).await.expect("it can be hashed");
        let fits = |password: &str, hash: Option<&str>| {
            let (password, hash) = (password.to_owned(), hash.map(str::to_owned));
            async { passwords.verify(password, hash).await.expect("it can be checked") }
        };
        assert!(fits("correct horse", Some(&hash)).await);
        assert!(!fits("correct horse ", Some(&hash)).await);
        assert!(!fits("correct horse", None).await);
        assert!(!fits("", Some("no hash at all")).await);
        assert!(!passwords.is_dated(&hash));
        assert!(Passwords::new(&AuthSettings::default()).expect("good parameters").is_dated(&hash));
    }
}
