//! How users and programs prove who they are.

use std::{collections::BTreeMap, fs, path::Path};

use clap::Args;
use masthead_app::auth::{AuthSettings, PasswordCost, Provider, ThrottleSettings};
use masthead_domain::user::UserRole;
use serde::Deserialize;

use super::graphql::size;
use crate::Failure;

/// How users and programs prove who they are.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Accounts")]
pub(crate) struct Auth {
    /// Issuer (`iss`) of the tokens made here. Empty: public_url, or `masthead` without one.
    #[arg(long, value_name = "TEXT", default_value = "")]
    token_issuer: String,
    /// Audience (`aud`) of the tokens made here.
    #[arg(long, value_name = "TEXT", default_value_t = AuthSettings::default().audience)]
    token_audience: String,
    /// Seconds that an access token holds.
    #[arg(long, value_name = "SECONDS", default_value_t = number(AuthSettings::default().access_seconds),
        value_parser = clap::value_parser!(u32).range(60..=86_400))]
    access_token_seconds: u32,
    /// Seconds that a refresh token holds: how long a session goes on without use.
    #[arg(long, value_name = "SECONDS", default_value_t = number(AuthSettings::default().refresh_seconds),
        value_parser = clap::value_parser!(u32).range(300..=31_536_000))]
    refresh_token_seconds: u32,
    /// Largest token of a request, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = 8_192,
        value_parser = clap::value_parser!(u64).range(512..=65_536))]
    max_token_bytes: u64,
    /// Files with the keys that tokens are signed with: Ed25519 private keys in PEM (PKCS #8), separated by commas. The first
    /// signs, the others only verify. Empty: the database keeps keys of its own.
    #[arg(long, value_name = "FILES", value_delimiter = ',', default_value = "")]
    signing_key_files: Vec<String>,
    /// Memory that hashing a password takes (Argon2id), in KiB.
    #[arg(long, value_name = "KIB", default_value_t = PasswordCost::default().memory_kib,
        value_parser = clap::value_parser!(u32).range(8_192..=1_048_576))]
    password_memory_kib: u32,
    /// How often hashing a password passes over it.
    #[arg(long, value_name = "N", default_value_t = PasswordCost::default().passes,
        value_parser = clap::value_parser!(u32).range(1..=100))]
    password_passes: u32,
    /// Lanes of hashing a password.
    #[arg(long, value_name = "N", default_value_t = PasswordCost::default().lanes,
        value_parser = clap::value_parser!(u32).range(1..=16))]
    password_lanes: u32,
    /// Passwords that are hashed at the same time; others wait.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=64))]
    password_hashes: u64,
    /// Attempts to sign in with one email, whatever the password, before they are slowed down; 0 is no limit.
    #[arg(long, value_name = "N", default_value_t = ThrottleSettings::default().account_attempts,
        value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    sign_in_attempts: u32,
    /// Seconds after which there is one more.
    #[arg(long, value_name = "SECONDS", default_value_t = ThrottleSettings::default().account_seconds,
        value_parser = clap::value_parser!(u32).range(1..=86_400))]
    sign_in_seconds: u32,
    /// Failed attempts to sign in, or to go on with a session, from one client address; 0 is no limit.
    #[arg(long, value_name = "N", default_value_t = ThrottleSettings::default().address_attempts,
        value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    sign_in_address_attempts: u32,
    /// Seconds after which there is one more.
    #[arg(long, value_name = "SECONDS", default_value_t = ThrottleSettings::default().address_seconds,
        value_parser = clap::value_parser!(u32).range(1..=86_400))]
    sign_in_address_seconds: u32,
    /// File that describes the identity providers whose tokens are accepted, in TOML: see docs/auth.md. Empty: none.
    #[arg(long, value_name = "FILE", default_value = "")]
    identity_providers: String,
}

fn number(seconds: i64) -> u32 {
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

impl Auth {
    /// For the operations.
    ///
    /// # Errors
    /// When a file cannot be read, or says something that cannot be used.
    pub(crate) fn settings(&self, public_url: &str) -> Result<AuthSettings, Failure> {
        let issuer = [self.token_issuer.as_str(), public_url, "masthead"].into_iter().find(|text| !text.is_empty());
        let keys = self.signing_key_files.iter().filter(|file| !file.is_empty());
        let settings = AuthSettings {
            issuer: issuer.unwrap_or_default().to_owned(),
            audience: self.token_audience.clone(),
            access_seconds: self.access_token_seconds.into(),
            refresh_seconds: self.refresh_token_seconds.into(),
            max_token_bytes: size(self.max_token_bytes),
            signing_keys: keys.map(|file| read("signing_key_files", file)).collect::<Result<_, _>>()?,
            password_cost: PasswordCost {
                memory_kib: self.password_memory_kib,
                passes: self.password_passes,
                lanes: self.password_lanes,
            },
            password_hashes: size(self.password_hashes),
            throttle: ThrottleSettings {
                account_attempts: self.sign_in_attempts,
                account_seconds: self.sign_in_seconds,
                address_attempts: self.sign_in_address_attempts,
                address_seconds: self.sign_in_address_seconds,
            },
            providers: providers(&self.identity_providers)?,
        };
        settings.check().map_err(|error| Failure::new(format!("accounts: {error}")))?;
        Ok(settings)
    }
}

fn read(key: &str, file: &str) -> Result<String, Failure> {
    fs::read_to_string(Path::new(file)).map_err(|error| Failure::new(format!("cannot read {file} ({key}): {error}")))
}

/// The file of providers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProvidersFile {
    #[serde(default)]
    provider: Vec<ProviderTable>,
}

/// One provider of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProviderTable {
    issuer: String,
    audience: String,
    jwks_url: String,
    algorithms: Option<Vec<String>>,
    role_claim: Option<String>,
    #[serde(default)]
    roles: BTreeMap<String, UserRole>,
    default_role: Option<UserRole>,
    sections_claim: Option<String>,
    cooldown_seconds: Option<u32>,
}

fn providers(file: &str) -> Result<Vec<Provider>, Failure> {
    if file.is_empty() {
        return Ok(Vec::new());
    }
    let text = read("identity_providers", file)?;
    let read: ProvidersFile =
        toml::from_str(&text).map_err(|error| Failure::new(format!("{file} (identity_providers): {error}")))?;
    let usual = Provider::default();
    let provider = |table: ProviderTable| Provider {
        issuer: table.issuer,
        audience: table.audience,
        jwks_url: table.jwks_url,
        algorithms: table.algorithms.unwrap_or_else(|| usual.algorithms.clone()),
        role_claim: table.role_claim.unwrap_or_else(|| usual.role_claim.clone()),
        roles: table.roles,
        default_role: table.default_role,
        sections_claim: table.sections_claim,
        cooldown_seconds: table.cooldown_seconds.map_or(usual.cooldown_seconds, Into::into),
    };
    Ok(read.provider.into_iter().map(provider).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Vec<Provider>, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("providers.toml");
        fs::write(&file, text).expect("it can be written");
        providers(file.to_str().expect("a name")).map_err(|failure| failure.message().unwrap_or_default().to_owned())
    }

    #[test]
    fn providers_are_read_from_a_file_of_their_own() {
        let read = of("[[provider]]\nissuer = \"https://id.example\"\naudience = \"masthead\"\n\
            jwks_url = \"https://id.example/keys\"\nrole_claim = \"/realm/roles\"\nroles = { desk = \"editor\" }\n")
        .expect("a good file");
        assert_eq!(read[0].roles["desk"], UserRole::Editor);
        assert_eq!((read[0].role_claim.as_str(), read[0].default_role), ("/realm/roles", None));
        assert_eq!(read[0].algorithms, ["RS256"]);
        assert!(of("[[provider]]\nissuer = \"x\"\n").expect_err("half a provider").contains("audience"));
        assert!(of("[[providers]]\n").expect_err("a typing mistake").contains("providers"));
        assert_eq!(of("").expect("an empty file"), []);
    }
}
