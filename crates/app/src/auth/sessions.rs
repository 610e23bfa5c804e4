//! Sessions: signing in with a password, and going on with refresh tokens that are each good for one use.
//!
//! All tokens of one sign-in are a family. A refresh token that comes a second time was copied: its whole family ends, because nobody
//! can tell the thief from the owner.

use std::net::IpAddr;

use masthead_domain::{
    access::{Caller, Operation},
    event::Action,
    id::Id,
    time::Instant,
    user::{PASSWORD_CHARACTERS, User, normal_email},
};
use masthead_persistence::{
    Tx,
    refresh_tokens::{self, RefreshToken},
    users as stored,
};
use serde_json::json;
use uuid::Uuid;

use super::{secret, signing, users};
use crate::{Cx, Error, Result};

/// What signing in answers.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// For the `Authorization` of requests.
    pub access_token: String,
    /// Seconds that it holds.
    pub expires_in: i64,
    /// Good for one more session, once.
    pub refresh_token: String,
    /// Seconds that it holds.
    pub refresh_expires_in: i64,
}

/// Tokens are not for a log.
impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}

/// One answer for everything that can be wrong with an address and a password: which addresses have accounts is nobody's business.
fn wrong() -> Error {
    Error::Unauthenticated("the email or the password is wrong".to_owned())
}

/// Signs in. `address` is where the request came from, if that is known.
///
/// # Errors
/// [`Error::Unauthenticated`], the same and after the same time whatever is wrong; [`Error::RateLimited`].
pub async fn sign_in(cx: &Cx, address: Option<IpAddr>, email: &str, password: String) -> Result<Session> {
    let auth = &cx.app.auth;
    let email = normal_email(email);
    let tried = auth.throttle.try_from_address(address, cx.now());
    if let Err(error) = tried.and_then(|()| auth.throttle.try_account(&email, cx.now())) {
        tracing::warn!(address = address.map(tracing::field::display), reason = %error, "signing in was refused");
        return Err(error);
    }
    // PostgreSQL cannot even be asked about U+0000.
    let account = if email.contains('\0') { None } else { stored::by_email(cx.untagged(), &email).await? };
    let account = account.filter(|account| account.user.disabled_at.is_none());
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    // Too long for a password: checked like any other, up to there.
    let is_too_long = password.chars().count() > *PASSWORD_CHARACTERS.end();
    let checked = if is_too_long { String::new() } else { password.clone() };
    let fits = auth.passwords.verify(checked, hash.clone()).await? && !is_too_long;
    let (Some(account), Some(hash), true) = (account, hash, fits) else {
        tracing::warn!(
            address = address.map(tracing::field::display),
            reason = "wrong credentials",
            "signing in was refused"
        );
        return Err(wrong());
    };
    auth.throttle.forgive_address(address);
    auth.throttle.clear_account(&email);
    let newer = if auth.passwords.is_dated(&hash) { Some(auth.passwords.hash(password).await?) } else { None };
    let tx = cx.app.db.begin().await?;
    if let Some(newer) = newer {
        stored::rehash(&tx, account.user.id, &hash, &newer).await?;
    }
    let family = cx.app.clock.id::<()>().uuid();
    let token = new_token(cx, &tx, account.user.id, family).await?;
    tx.commit(cx.now()).await?;
    tracing::info!(user = %account.user.id, session = %family, "signed in");
    session(cx, account.user.id, family, token).await
}

async fn new_token(cx: &Cx, tx: &Tx, user: Id<User>, family: Uuid) -> Result<String> {
    let token = secret::refresh_token()?;
    let row = RefreshToken {
        id: cx.app.clock.id::<()>().uuid(),
        user,
        family,
        hash: secret::hash(&token),
        created_at: cx.now(),
        expires_at: Instant::from_micros(cx.now().micros() + cx.app.auth.settings.refresh_seconds * 1_000_000),
        spent_at: None,
        revoked_at: None,
    };
    refresh_tokens::insert(tx, &row).await?;
    Ok(token)
}

async fn session(cx: &Cx, user: Id<User>, family: Uuid, refresh_token: String) -> Result<Session> {
    let settings = &cx.app.auth.settings;
    let now = cx.now().seconds();
    let claims = json!({
        "iss": settings.issuer,
        "aud": settings.audience,
        "sub": user,
        "sid": family,
        "jti": cx.app.new_id(),
        "iat": now,
        "exp": now + settings.access_seconds,
    });
    Ok(Session {
        access_token: signing::sign(cx, &claims).await?,
        expires_in: settings.access_seconds,
        refresh_token,
        refresh_expires_in: settings.refresh_seconds,
    })
}

/// Goes on with a session: the refresh token is spent, and the answer has the next one.
///
/// # Errors
/// [`Error::Unauthenticated`]; [`Error::RateLimited`].
pub async fn refresh_token(cx: &Cx, address: Option<IpAddr>, token: &str) -> Result<Session> {
    let refused = |reason: &'static str| {
        tracing::warn!(address = address.map(tracing::field::display), reason, "a refresh token was refused");
        Error::Unauthenticated("the refresh token does not hold: sign in again".to_owned())
    };
    cx.app.auth.throttle.try_from_address(address, cx.now()).inspect_err(|error| {
        tracing::warn!(address = address.map(tracing::field::display), reason = %error, "a refresh token was refused");
    })?;
    if !secret::is_well_formed(token, secret::REFRESH_TOKEN) {
        return Err(refused("not one of ours"));
    }
    let tx = cx.app.db.begin().await?;
    let Some(known) = refresh_tokens::by_hash(&tx, &secret::hash(token)).await? else {
        return Err(refused("unknown"));
    };
    if known.revoked_at.is_some() || known.expires_at <= cx.now() {
        return Err(refused("expired or revoked"));
    }
    let account = stored::get(&tx, known.user).await?;
    let Some(account) = account.filter(|account| account.user.disabled_at.is_none()) else {
        return Err(refused("its user is disabled"));
    };
    // Only one of two requests at the same time gets it.
    if known.spent_at.is_some() || !refresh_tokens::spend(&tx, known.id, cx.now()).await? {
        refresh_tokens::revoke_family(&tx, known.family, cx.now()).await?;
        tx.record(users::event(
            cx,
            &account.user,
            Action::Revoked,
            &[],
            Some("a refresh token was used twice".to_owned()),
        ));
        tx.commit(cx.now()).await?;
        tracing::warn!(user = %known.user, session = %known.family, "a refresh token was used twice: its session ended");
        return Err(refused("used twice"));
    }
    let next = new_token(cx, &tx, known.user, known.family).await?;
    tx.commit(cx.now()).await?;
    cx.app.auth.throttle.forgive_address(address);
    session(cx, known.user, known.family, next).await
}

/// Ends the session of a refresh token, access tokens included. Of a token that is not known there is nothing to end.
///
/// # Errors
/// What the database says.
pub async fn sign_out(cx: &Cx, token: &str) -> Result<()> {
    if !secret::is_well_formed(token, secret::REFRESH_TOKEN) {
        return Ok(());
    }
    let tx = cx.app.db.begin().await?;
    if let Some(known) = refresh_tokens::by_hash(&tx, &secret::hash(token)).await? {
        refresh_tokens::revoke_family(&tx, known.family, cx.now()).await?;
        tx.commit(cx.now()).await?;
        tracing::info!(user = %known.user, session = %known.family, "signed out");
    }
    Ok(())
}

/// The user who asks.
///
/// # Errors
/// [`Error::Unauthenticated`].
pub async fn me(cx: &Cx) -> Result<User> {
    cx.may(Operation::Me)?;
    let Caller::Someone(someone) = cx.caller() else { return Err(Error::not_found("user", "behind this request")) };
    let account = stored::get(cx.untagged(), someone.user).await?;
    account.map(|account| account.user).ok_or_else(|| Error::not_found("user", someone.user))
}
