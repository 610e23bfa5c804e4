//! Who asks: passwords, sessions, API keys, tokens of identity providers, and the users behind them.
//!
//! [`identify`] makes a caller of what a request brings; what the caller may do is said in `domain/access.rs`.

mod api_keys;
mod credentials;
mod passwords;
mod providers;
mod secret;
mod sessions;
mod settings;
mod signing;
mod throttle;
mod token;
mod users;

pub use api_keys::{IssuedApiKey, NewApiKey, api_keys, create_api_key, revoke_api_key, rotate_api_key};
pub use credentials::identify;
pub use sessions::{Session, me, refresh_token, sign_in, sign_out};
pub use settings::{AuthSettings, PasswordCost, Provider, ThrottleSettings};
pub use signing::{PublicKey, public_keys, rotate_signing_key};
pub use users::{NewUser, UserChange, create_user, find_user, update_user, user, users};

use crate::Result;

/// What all requests share.
pub(crate) struct State {
    settings: AuthSettings,
    passwords: passwords::Passwords,
    keys: signing::Keys,
    throttle: throttle::Throttle,
    providers: Vec<providers::Known>,
    last_use: credentials::LastUse,
}

impl State {
    /// From settings that have been checked.
    pub(crate) fn new(settings: &AuthSettings) -> Result<Self> {
        Ok(Self {
            passwords: passwords::Passwords::new(settings)?,
            keys: signing::Keys::new(settings)?,
            throttle: throttle::Throttle::new(&settings.throttle),
            providers: providers::known(&settings.providers)?,
            last_use: credentials::LastUse::default(),
            settings: settings.clone(),
        })
    }
}

/// Nothing of this is for a log.
impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("State")
    }
}
