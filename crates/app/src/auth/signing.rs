//! The keys that our access tokens are signed with: in the database, made when the first one is needed; or given as files.
//!
//! One key signs. A key that was replaced verifies until everything it signed has expired. Keys are Ed25519, and for nothing else.

use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, crypto};
use masthead_domain::{access::Operation, time::Instant};
use masthead_persistence::{
    Tx,
    signing_keys::{self as stored, SigningKey},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    AuthSettings,
    token::{Claims, Disbelief, LEEWAY, Unverified, name},
};
use crate::{Cx, Error, Result};

/// The one algorithm of our keys.
const ALGORITHM: Algorithm = Algorithm::EdDSA;
/// What our access tokens say to be (RFC 9068).
const KIND: &str = "at+jwt";
/// Seconds after which a node looks whether another one has replaced the key.
const FRESH_SECONDS: i64 = 60;
/// Seconds between two looks for a key that is not known: a stranger's tokens must not make work.
const COOLDOWN_SECONDS: i64 = 5;

/// A public key, as key sets have it (RFC 7517).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Its name in tokens.
    pub kid: String,
    /// The point, in base64url.
    pub x: String,
}

struct Key {
    public: PublicKey,
    signs: EncodingKey,
    verifies: DecodingKey,
    retired_at: Option<Instant>,
}

/// The keys as they were at some time, the one that signs first.
pub(super) struct Ring {
    keys: Vec<Key>,
    loaded_at: Instant,
}

/// Where the keys are.
pub(super) enum Keys {
    Files(Arc<Ring>),
    Database(Mutex<Option<Arc<Ring>>>),
}

impl Key {
    /// From the private half as PKCS #8.
    fn new(pkcs8: &[u8], retired_at: Option<Instant>) -> std::result::Result<Self, String> {
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8).map_err(|error| error.to_string())?;
        let point = pair.public_key().as_ref();
        let x = URL_SAFE_NO_PAD.encode(point);
        // RFC 7638: the members that make the key, in order.
        let thumbprint = Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#));
        let public = PublicKey { kid: URL_SAFE_NO_PAD.encode(thumbprint), x };
        let (signs, verifies) = (EncodingKey::from_ed_der(pkcs8), DecodingKey::from_ed_der(point));
        Ok(Self { public, signs, verifies, retired_at })
    }

    /// Does what it signed still count?
    fn counts(&self, now: Instant, settings: &AuthSettings) -> bool {
        self.retired_at.is_none_or(|at| now.micros() < at.micros() + overlap(settings))
    }
}

/// Microseconds after which everything that a retired key signed has expired.
fn overlap(settings: &AuthSettings) -> i64 {
    (settings.access_seconds + FRESH_SECONDS + LEEWAY) * 1_000_000
}

impl Keys {
    pub(super) fn new(settings: &AuthSettings) -> Result<Self> {
        if settings.signing_keys.is_empty() {
            return Ok(Self::Database(Mutex::default()));
        }
        let wrong = |error: String| {
            Error::internal(format!(
                "a signing key is an Ed25519 private key in PEM (PKCS #8); this is not one: {error}"
            ))
        };
        let key = |pem: &String| {
            let read = EncodingKey::from_ed_pem(pem.as_bytes()).map_err(|error| wrong(error.to_string()))?;
            Key::new(read.as_bytes(), None).map_err(wrong)
        };
        let keys = settings.signing_keys.iter().map(key).collect::<Result<_>>()?;
        Ok(Self::Files(Arc::new(Ring { keys, loaded_at: Instant::default() })))
    }

    /// The keys, not older than this.
    async fn ring(&self, cx: &Cx, seconds: i64) -> Result<Arc<Ring>> {
        let kept = match self {
            Self::Files(ring) => return Ok(Arc::clone(ring)),
            Self::Database(kept) => kept,
        };
        let now = cx.now();
        let ring = kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(ring) = ring.filter(|ring| (now.micros() - ring.loaded_at.micros()).abs() < seconds * 1_000_000) {
            return Ok(ring);
        }
        let ring = Arc::new(load(cx).await?);
        *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&ring));
        Ok(ring)
    }
}

/// What the database has. The first node that needs a key makes it; the others wait for the transaction and find it.
async fn load(cx: &Cx) -> Result<Ring> {
    let mut rows = stored::all(cx.untagged()).await?;
    if rows.iter().all(|row| row.retired_at.is_some()) {
        let tx = cx.app.db.begin().await?;
        rows = stored::all(&tx).await?;
        if rows.iter().all(|row| row.retired_at.is_some()) {
            make(&tx, cx.now()).await?;
            rows = stored::all(&tx).await?;
        }
        tx.commit(cx.now()).await?;
    }
    let key = |row: &SigningKey| {
        if row.algorithm != name(ALGORITHM) {
            return Err(Error::internal(format!("the signing key {} is for {}", row.kid, row.algorithm)));
        }
        let pkcs8 = URL_SAFE_NO_PAD.decode(&row.private_key).map_err(Error::internal)?;
        Key::new(&pkcs8, row.retired_at).map_err(Error::internal)
    };
    let mut keys = rows.iter().map(key).collect::<Result<Vec<_>>>()?;
    keys.sort_by_key(|key| key.retired_at.is_some());
    Ok(Ring { keys, loaded_at: cx.now() })
}

async fn make(tx: &Tx, now: Instant) -> Result<String> {
    let made = Ed25519KeyPair::generate().map_err(|error| Error::internal(error.to_string()))?;
    let pkcs8 = made.to_pkcs8v1().map_err(|error| Error::internal(error.to_string()))?;
    let public = Key::new(pkcs8.as_ref(), None).map_err(Error::internal)?.public;
    let key = SigningKey {
        kid: public.kid.clone(),
        algorithm: name(ALGORITHM).to_owned(),
        private_key: URL_SAFE_NO_PAD.encode(pkcs8.as_ref()),
        public_key: public.x,
        created_at: now,
        retired_at: None,
    };
    stored::insert(tx, &key).await?;
    Ok(public.kid)
}

/// Signs claims of ours.
pub(super) async fn sign(cx: &Cx, claims: &Value) -> Result<String> {
    let ring = cx.app.auth.keys.ring(cx, FRESH_SECONDS).await?;
    let key = ring.keys.first().ok_or_else(|| Error::internal("there is no key to sign with"))?;
    let header = json!({ "alg": name(ALGORITHM), "typ": KIND, "kid": key.public.kid });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&header), part(claims));
    let signature = crypto::sign(signed.as_bytes(), &key.signs, ALGORITHM).map_err(Error::internal)?;
    Ok(format!("{signed}.{signature}"))
}

/// Believes a token that says to be ours, if it is.
pub(super) async fn verify(cx: &Cx, token: Unverified<'_>) -> Result<std::result::Result<Claims, Disbelief>> {
    let (keys, settings) = (&cx.app.auth.keys, &cx.app.auth.settings);
    if let Err(why) = token.must_be(&[Some(KIND)]) {
        return Ok(Err(why));
    }
    let Some(kid) = token.kid().map(str::to_owned) else { return Ok(Err("the token names no key")) };
    let mut ring = keys.ring(cx, FRESH_SECONDS).await?;
    if !ring.keys.iter().any(|key| key.public.kid == kid) {
        ring = keys.ring(cx, COOLDOWN_SECONDS).await?;
    }
    let key = ring.keys.iter().find(|key| key.public.kid == kid && key.counts(cx.now(), settings));
    let Some(key) = key else { return Ok(Err("the token is signed with a key that is not known")) };
    Ok(token.verify(&key.verifies, ALGORITHM).and_then(|claims| {
        claims.check(&settings.issuer, &settings.audience, cx.now())?;
        Ok(claims)
    }))
}

/// The public halves of the keys whose tokens count, for whoever wants to check them.
///
/// # Errors
/// What the database says.
pub async fn public_keys(cx: &Cx) -> Result<Vec<PublicKey>> {
    let ring = cx.app.auth.keys.ring(cx, FRESH_SECONDS).await?;
    let counting = ring.keys.iter().filter(|key| key.counts(cx.now(), &cx.app.auth.settings));
    Ok(counting.map(|key| key.public.clone()).collect())
}

/// Makes a new key that signs from now on. What the old one signed counts until it expires. Other nodes notice within a minute.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] when the keys are files.
pub async fn rotate_signing_key(cx: &Cx) -> Result<String> {
    // No operation of the API: who runs the server does it, and so may whoever deals with accounts.
    cx.may(Operation::UpdateUser)?;
    let Keys::Database(kept) = &cx.app.auth.keys else {
        return Err(Error::wrong(
            "",
            "managed_elsewhere",
            "the signing keys are files: put a new one in front of them",
        ));
    };
    let tx = cx.app.db.begin().await?;
    stored::delete_retired(&tx, Instant::from_micros(cx.now().micros() - overlap(&cx.app.auth.settings))).await?;
    stored::retire_all(&tx, cx.now()).await?;
    let kid = make(&tx, cx.now()).await?;
    tx.commit(cx.now()).await?;
    *kept.lock().unwrap_or_else(PoisonError::into_inner) = None;
    tracing::info!(kid, "a new key signs access tokens");
    Ok(kid)
}
