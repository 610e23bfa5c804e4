//! What signing in may be told. All of it is configuration.

use std::collections::BTreeMap;

use jsonwebtoken::Algorithm;
use masthead_domain::user::UserRole;

use super::{passwords::Passwords, providers, signing::Keys};

/// How users and programs prove who they are.
#[derive(Clone)]
pub struct AuthSettings {
    /// `iss` of our tokens.
    pub issuer: String,
    /// `aud` of our tokens.
    pub audience: String,
    /// Seconds that an access token holds.
    pub access_seconds: i64,
    /// Seconds that a refresh token holds.
    pub refresh_seconds: i64,
    /// Largest bearer token, in bytes.
    pub max_token_bytes: usize,
    /// Private keys in PEM (PKCS #8, Ed25519): the first signs, the others only verify. None: the database's own.
    pub signing_keys: Vec<String>,
    /// What hashing a password costs.
    pub password_cost: PasswordCost,
    /// Passwords that are hashed at the same time.
    pub password_hashes: usize,
    /// How often signing in may be tried.
    pub throttle: ThrottleSettings,
    /// Identity providers whose tokens are accepted.
    pub providers: Vec<Provider>,
}

impl Default for AuthSettings {
    fn default() -> Self {
        Self {
            issuer: "masthead".to_owned(),
            audience: "masthead".to_owned(),
            access_seconds: 15 * 60,
            refresh_seconds: 30 * 24 * 3600,
            max_token_bytes: 8 * 1024,
            signing_keys: Vec::new(),
            password_cost: PasswordCost::default(),
            password_hashes: 2,
            throttle: ThrottleSettings::default(),
            providers: Vec::new(),
        }
    }
}

/// Keys are not for a log.
impl std::fmt::Debug for AuthSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthSettings")
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .field("providers", &self.providers)
            .finish_non_exhaustive()
    }
}

impl AuthSettings {
    /// Can they be used?
    ///
    /// # Errors
    /// What is wrong, for whoever wrote them.
    pub fn check(&self) -> Result<(), String> {
        let text = |error: crate::Error| match error {
            crate::Error::Internal(cause) => cause.to_string(),
            other => other.to_string(),
        };
        Passwords::new(self).map_err(text)?;
        Keys::new(self).map_err(text)?;
        for provider in &self.providers {
            provider.check(&self.issuer)?;
        }
        providers::known(&self.providers).map(drop).map_err(text)
    }
}

/// What hashing a password with Argon2id costs (RFC 9106). Hashes keep what they were made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for PasswordCost {
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 }
    }
}

/// How often signing in may be tried. So many attempts at once, then one each so many seconds; 0 attempts is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThrottleSettings {
    /// Attempts with the address of one account.
    pub account_attempts: u32,
    /// Seconds until an account has one more.
    pub account_seconds: u32,
    /// Failures from one client address.
    pub address_attempts: u32,
    /// Seconds until a client address has one more.
    pub address_seconds: u32,
}

impl Default for ThrottleSettings {
    fn default() -> Self {
        Self { account_attempts: 10, account_seconds: 30, address_attempts: 50, address_seconds: 5 }
    }
}

/// An identity provider (OpenID Connect) whose tokens are accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// `iss` of its tokens, to the letter.
    pub issuer: String,
    /// What `aud` of its tokens must contain.
    pub audience: String,
    /// Where its public keys are.
    pub jwks_url: String,
    /// The algorithms that it signs with, as JWA has them: of RS256, PS256, ES256 and EdDSA.
    pub algorithms: Vec<String>,
    /// The claim that says what a user may do: a name, or a JSON pointer (`/realm_access/roles`).
    pub role_claim: String,
    /// What its values mean here. Of several the one that may most counts.
    pub roles: BTreeMap<String, UserRole>,
    /// What everyone else may do; nothing: they are refused.
    pub default_role: Option<UserRole>,
    /// The claim with the slugs of the sections that an editor is restricted to; `*` is all of them.
    pub sections_claim: Option<String>,
    /// Seconds between two looks for a key that is not known.
    pub cooldown_seconds: i64,
}

impl Default for Provider {
    fn default() -> Self {
        Self {
            issuer: String::new(),
            audience: String::new(),
            jwks_url: String::new(),
            algorithms: vec!["RS256".to_owned()],
            role_claim: "roles".to_owned(),
            roles: BTreeMap::new(),
            default_role: None,
            sections_claim: None,
            cooldown_seconds: 30,
        }
    }
}

impl Provider {
    /// The algorithms that are accepted of anyone: asymmetric ones only, so that a public key is never taken for a secret.
    pub(super) fn algorithm(name: &str) -> Option<Algorithm> {
        match name {
            "RS256" => Some(Algorithm::RS256),
            "PS256" => Some(Algorithm::PS256),
            "ES256" => Some(Algorithm::ES256),
            "EdDSA" => Some(Algorithm::EdDSA),
            _ => None,
        }
    }

    fn check(&self, own: &str) -> Result<(), String> {
        let Self { issuer, audience, jwks_url, algorithms, roles, default_role, .. } = self;
        if issuer.is_empty() || audience.is_empty() {
            return Err("a provider has an issuer and an audience".to_owned());
        }
        if issuer == own {
            return Err(format!("the provider {issuer} has the issuer of our own tokens"));
        }
        let url = url::Url::parse(jwks_url).map_err(|error| format!("the provider {issuer}: jwks_url: {error}"))?;
        let is_local = match url.host() {
            Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
            Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost",
            None => false,
        };
        if url.scheme() != "https" && !(url.scheme() == "http" && is_local) {
            return Err(format!("the provider {issuer}: jwks_url is https (or http on this machine)"));
        }
        if let Some(wrong) = algorithms.iter().find(|name| Self::algorithm(name).is_none()) {
            return Err(format!("the provider {issuer}: {wrong} is none of RS256, PS256, ES256, EdDSA"));
        }
        if algorithms.is_empty() {
            return Err(format!("the provider {issuer} has no algorithms"));
        }
        if roles.is_empty() && default_role.is_none() {
            return Err(format!("the provider {issuer} gives nobody a role: name roles or a default_role"));
        }
        Ok(())
    }
}
