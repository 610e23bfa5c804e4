//! Tokens of identity providers: believed by issuer, audience and the keys that the provider publishes.
//!
//! The first token of a subject makes a user, so that what they do has an owner. Users are told apart by issuer and subject alone: an
//! address never makes a stranger into somebody who is here already. What they may do is what their token says each time.

use std::time::Duration;

use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse},
};
use masthead_domain::{
    access::Someone,
    event::Action,
    id::Id,
    section::Section,
    time::Instant,
    user::{MAX_NAME, User, UserRole, check_email, normal_email},
};
use masthead_persistence::{
    sections,
    users::{self as stored, Account},
};
use serde_json::Value;
use tokio::sync::Mutex;

use super::{
    Provider,
    token::{Claims, Disbelief, Unverified, name},
    users,
};
use crate::{Cx, Error, Result};

/// How long a provider may take to tell its keys.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The largest set of keys, in bytes.
const MAX_BYTES: usize = 256 * 1024;
/// Seconds after which keys are fetched again although nothing new was asked for: a key that was taken back goes.
const FRESH_SECONDS: i64 = 3600;
/// Types that access tokens of providers come with; many say only that they are tokens, and some nothing.
const KINDS: [Option<&str>; 3] = [Some("at+jwt"), Some("jwt"), None];
/// The longest subject (OpenID Connect Core, 2).
const MAX_SUBJECT: usize = 255;

/// A provider, and what is known of its keys.
pub(super) struct Known {
    provider: Provider,
    http: reqwest::Client,
    keys: Mutex<Fetched>,
}

#[derive(Default)]
struct Fetched {
    keys: Vec<Key>,
    at: Option<Instant>,
    tried_at: Option<Instant>,
}

struct Key {
    kid: Option<String>,
    algorithm: Algorithm,
    verifies: DecodingKey,
}

impl Known {
    pub(super) fn issuer(&self) -> &str {
        &self.provider.issuer
    }
}

/// The providers of the settings.
pub(super) fn known(providers: &[Provider]) -> Result<Vec<Known>> {
    if providers.is_empty() {
        return Ok(Vec::new());
    }
    // A provider that sends us elsewhere is not the one that was configured.
    let client = reqwest::Client::builder()
        .timeout(TIMEOUT)
        .connect_timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(Error::internal)?;
    let known =
        |provider: &Provider| Known { provider: provider.clone(), http: client.clone(), keys: Mutex::default() };
    Ok(providers.iter().map(known).collect())
}

/// The user of a provider's token.
pub(super) async fn someone(
    cx: &Cx,
    known: &Known,
    token: Unverified<'_>,
) -> Result<std::result::Result<Someone, Disbelief>> {
    let provider = &known.provider;
    if let Err(why) = token.must_be(&KINDS) {
        return Ok(Err(why));
    }
    let Some((key, algorithm)) = known.key(cx, token.kid()).await? else {
        return Ok(Err("the token is signed with a key that is not known"));
    };
    let claims = token.verify(&key, algorithm).and_then(|claims| {
        claims.check(&provider.issuer, &provider.audience, cx.now())?;
        Ok(claims)
    });
    let claims = match claims {
        Ok(claims) => claims,
        Err(why) => return Ok(Err(why)),
    };
    let subject = claims.text("sub").filter(|sub| (1..=MAX_SUBJECT).contains(&sub.len()) && !sub.contains('\0'));
    let Some(subject) = subject else { return Ok(Err("the token names no user")) };
    let Some(role) = role(provider, &claims) else { return Ok(Err("the token gives no role here")) };
    let sections = match sections_of(cx, provider, &claims, role).await? {
        Ok(sections) => sections,
        Err(why) => return Ok(Err(why)),
    };
    let user = user(cx, provider, subject, &claims, role, &sections).await?;
    if user.disabled_at.is_some() {
        return Ok(Err("the user is disabled"));
    }
    Ok(Ok(Someone { user: user.id, role, sections, key: None }))
}

/// The most that the role claim gives.
fn role(provider: &Provider, claims: &Claims) -> Option<UserRole> {
    let given: Vec<&str> = match claims.find(&provider.role_claim) {
        Some(Value::String(text)) => text.split_whitespace().collect(),
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    given.into_iter().filter_map(|name| provider.roles.get(name).copied()).max().or(provider.default_role)
}

/// The sections that an editor is restricted to. None would be all of them, so a claim that is missing, or names only sections that are
/// not there, is no restriction that could be taken away by mistake: it refuses.
async fn sections_of(
    cx: &Cx,
    provider: &Provider,
    claims: &Claims,
    role: UserRole,
) -> Result<std::result::Result<Vec<Id<Section>>, Disbelief>> {
    let Some(claim) = provider.sections_claim.as_deref().filter(|_| role == UserRole::Editor) else {
        return Ok(Ok(Vec::new()));
    };
    let slugs: Vec<&str> = match claims.find(claim) {
        Some(Value::String(text)) => text.split_whitespace().collect(),
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if slugs.contains(&"*") {
        return Ok(Ok(Vec::new()));
    }
    let slugs: Vec<&str> = slugs.into_iter().filter(|slug| !slug.contains('\0')).take(100).collect();
    let found = if slugs.is_empty() { Vec::new() } else { sections::by_slugs(cx.untagged(), &slugs).await? };
    let mut found: Vec<Id<Section>> = found.into_iter().map(|section| section.id).collect();
    found.sort();
    Ok(if found.is_empty() { Err("the token names no section that is here") } else { Ok(found) })
}

/// The user that stands for a subject; made on first sight, and brought up to date when the token says something else.
async fn user(
    cx: &Cx,
    provider: &Provider,
    subject: &str,
    claims: &Claims,
    role: UserRole,
    sections: &[Id<Section>],
) -> Result<User> {
    let is_current = |user: &User| user.role == role && user.sections == sections;
    if let Some(account) = stored::by_subject(cx.untagged(), &provider.issuer, subject).await?
        && (is_current(&account.user) || account.user.disabled_at.is_some())
    {
        return Ok(account.user);
    }
    let tx = cx.app.db.begin().await?;
    let user = match stored::by_subject(&tx, &provider.issuer, subject).await? {
        Some(account) if is_current(&account.user) => account.user,
        Some(mut account) => {
            account.user.role = role;
            account.user.sections = sections.to_vec();
            account.user.revision += 1;
            stored::update(&tx, &account).await?;
            let note = Some(format!("{} said so", provider.issuer));
            tx.record(users::event(cx, &account.user, Action::Updated, &["role", "sections"], note));
            account.user
        }
        None => {
            let email = free_email(&tx, claims).await?;
            let name: String = claims.text("name").unwrap_or_default().chars().filter(|c| !c.is_control()).collect();
            let name: String = name.trim().chars().take(MAX_NAME).collect();
            let user = User {
                id: cx.app.clock.id(),
                name: if name.is_empty() { subject.chars().filter(|c| !c.is_control()).collect() } else { name },
                email,
                role,
                sections: sections.to_vec(),
                issuer: Some(provider.issuer.clone()),
                disabled_at: None,
                created_at: cx.now(),
                revision: 1,
            };
            let account = Account { user, password_hash: None, subject: Some(subject.to_owned()) };
            stored::insert(&tx, &account).await?;
            let note = Some(format!("{} vouches for them", provider.issuer));
            tx.record(users::event(cx, &account.user, Action::Created, &[], note));
            account.user
        }
    };
    tx.commit(cx.now()).await?;
    Ok(user)
}

/// The address of a new user, if the provider has verified it and nobody here has it.
async fn free_email(tx: &masthead_persistence::Tx, claims: &Claims) -> Result<Option<String>> {
    if claims.find("email_verified") != Some(&Value::Bool(true)) {
        return Ok(None);
    }
    let Some(email) = claims.text("email").map(normal_email).filter(|email| check_email(email).is_none()) else {
        return Ok(None);
    };
    Ok(if stored::by_email(tx, &email).await?.is_some() { None } else { Some(email) })
}

impl Known {
    /// The key with this name, or the only one for a token that names none. Looks for new keys when the name is not known, but not again
    /// within the cooldown: strangers' tokens must not make us a nuisance to the provider.
    async fn key(&self, cx: &Cx, kid: Option<&str>) -> Result<Option<(DecodingKey, Algorithm)>> {
        // One at a time: the others find what it has fetched.
        let mut fetched = self.keys.lock().await;
        let age = |at: Option<Instant>| at.map(|at| (cx.now().micros() - at.micros()).abs() / 1_000_000);
        let is_fresh = age(fetched.at).is_some_and(|seconds| seconds < FRESH_SECONDS);
        let is_resting = age(fetched.tried_at).is_some_and(|seconds| seconds < self.provider.cooldown_seconds);
        if (!is_fresh || fetched.find(kid).is_none()) && !is_resting {
            fetched.tried_at = Some(cx.now());
            match self.fetch().await {
                Ok(keys) => (fetched.keys, fetched.at) = (keys, Some(cx.now())),
                // Old keys are better than none.
                Err(error) => {
                    tracing::warn!(
                        issuer = self.provider.issuer,
                        error,
                        "the keys of an identity provider cannot be had"
                    );
                }
            }
        }
        if fetched.at.is_none() {
            return Err(Error::ProviderAway);
        }
        Ok(fetched.find(kid).map(|key| (key.verifies.clone(), key.algorithm)))
    }

    async fn fetch(&self) -> std::result::Result<Vec<Key>, String> {
        let mut response = self.http.get(&self.provider.jwks_url).send().await.map_err(|error| error.to_string())?;
        if response.status() != reqwest::StatusCode::OK {
            return Err(format!("{} answers {}", self.provider.jwks_url, response.status()));
        }
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| error.to_string())? {
            if body.len() + part.len() > MAX_BYTES {
                return Err(format!("{} has more than {MAX_BYTES} bytes", self.provider.jwks_url));
            }
            body.extend_from_slice(&part);
        }
        let set: Value = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
        let keys = set.get("keys").and_then(Value::as_array).ok_or("there are no keys in it")?;
        // Keys of kinds that we do not know are for others.
        Ok(keys.iter().take(100).filter_map(|key| self.read(key)).collect())
    }

    /// A key, with the one algorithm that it is for: what it says itself, or the only one of the settings that fits its kind.
    fn read(&self, key: &Value) -> Option<Key> {
        let key: Jwk = serde_json::from_value(key.clone()).ok()?;
        if key.common.public_key_use.as_ref().is_some_and(|purpose| *purpose != PublicKeyUse::Signature) {
            return None;
        }
        let fitting: &[Algorithm] = match &key.algorithm {
            AlgorithmParameters::RSA(_) => &[Algorithm::RS256, Algorithm::PS256],
            AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => &[Algorithm::ES256],
            AlgorithmParameters::OctetKeyPair(_) => &[Algorithm::EdDSA],
            _ => &[],
        };
        let allowed = self.provider.algorithms.iter().filter_map(|name| Provider::algorithm(name));
        let mut possible = allowed.filter(|algorithm| fitting.contains(algorithm));
        let algorithm = match key.common.key_algorithm {
            Some(own) => possible.find(|algorithm| name(*algorithm) == own.to_string())?,
            None => possible.next().filter(|_| possible.next().is_none())?,
        };
        Some(Key { verifies: DecodingKey::from_jwk(&key).ok()?, kid: key.common.key_id, algorithm })
    }
}

impl Fetched {
    fn find(&self, kid: Option<&str>) -> Option<&Key> {
        match (kid, self.keys.as_slice()) {
            (Some(kid), keys) => keys.iter().find(|key| key.kid.as_deref() == Some(kid)),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }
}
