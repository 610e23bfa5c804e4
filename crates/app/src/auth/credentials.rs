//! From the credential of a request to its caller: an access token of ours, one of an identity provider, or an API key.
//!
//! Whatever it is, the user is looked up: who was disabled is out at once, and a changed role counts at once.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use masthead_domain::{
    access::{Caller, Someone},
    api_key::ApiKey,
    id::Id,
    time::Instant,
    user::User,
};
use masthead_persistence::{api_keys, users};
use uuid::Uuid;

use super::{
    providers, secret, signing,
    token::{Disbelief, Unverified},
};
use crate::{App, Cx, Error, Result};

/// How exactly the last use of a key is known, in seconds.
const LAST_USE_SECONDS: i64 = 60;
/// How long uses are gathered before they are written.
const GATHERED: Duration = Duration::from_millis(250);

/// Who asks with this credential?
///
/// # Errors
/// [`Error::Unauthenticated`] for anything that does not hold. The text is one of a few, and fit for a header.
pub async fn identify(cx: &Cx, credential: &str) -> Result<Caller> {
    let found = if credential.starts_with(secret::API_KEY) {
        by_key(cx, credential).await?
    } else {
        by_token(cx, credential).await?
    };
    found.map(Caller::Someone).map_err(|reason| {
        tracing::warn!(reason, "a credential was refused");
        Error::Unauthenticated(reason.to_owned())
    })
}

async fn by_token(cx: &Cx, token: &str) -> Result<std::result::Result<Someone, Disbelief>> {
    const ENDED: Disbelief = "the session has ended";
    if token.len() > cx.app.auth.settings.max_token_bytes {
        return Ok(Err("the token is too long"));
    }
    let unverified = match Unverified::read(token) {
        Ok(unverified) => unverified,
        Err(why) => return Ok(Err(why)),
    };
    // Only to choose by which rules it is checked; each of them checks it again.
    let provider = cx.app.auth.providers.iter().find(|known| unverified.issuer() == Some(known.issuer()));
    if let Some(provider) = provider {
        return providers::someone(cx, provider, unverified).await;
    }
    let claims = match signing::verify(cx, unverified).await? {
        Ok(claims) => claims,
        Err(why) => return Ok(Err(why)),
    };
    let uuid = |name| claims.text(name).and_then(|text| Uuid::parse_str(text).ok());
    let (Some(user), Some(session)) = (uuid("sub"), uuid("sid")) else { return Ok(Err("the token names no user")) };
    let account = users::in_session(cx.untagged(), Id::new(user), session).await?;
    Ok(account.filter(|account| account.user.disabled_at.is_none()).map(|account| of(account.user, None)).ok_or(ENDED))
}

async fn by_key(cx: &Cx, text: &str) -> Result<std::result::Result<Someone, Disbelief>> {
    if !secret::is_well_formed(text, secret::API_KEY) {
        return Ok(Err("this is no API key: a letter is wrong or missing"));
    }
    let Some((key, account)) = api_keys::by_hash(cx.untagged(), &secret::hash(text), cx.now()).await? else {
        return Ok(Err("the API key is not known"));
    };
    if !key.works(cx.now()) {
        return Ok(Err("the API key has expired or was revoked"));
    }
    if account.user.disabled_at.is_some() {
        return Ok(Err("the user of the API key is disabled"));
    }
    cx.app.auth.last_use.note(&cx.app, &key, cx.now());
    Ok(Ok(of(account.user, Some((key.id, key.scopes)))))
}

fn of(user: User, key: Option<(Id<ApiKey>, Vec<masthead_domain::api_key::Scope>)>) -> Someone {
    Someone { user: user.id, role: user.role, sections: user.sections, key }
}

/// Uses of keys that are still to be written. Requests do not wait for it, and many become one transaction.
#[derive(Default)]
pub(super) struct LastUse(Mutex<HashMap<Id<ApiKey>, Instant>>);

impl LastUse {
    fn note(&self, app: &App, key: &ApiKey, now: Instant) {
        if key.last_used_at.is_some_and(|at| now.micros() - at.micros() < LAST_USE_SECONDS * 1_000_000) {
            return;
        }
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = waiting.is_empty();
        waiting.insert(key.id, now);
        if is_first {
            let app = app.clone();
            tokio::spawn(async move {
                tokio::time::sleep(GATHERED).await;
                let waiting = std::mem::take(&mut *app.auth.last_use.0.lock().unwrap_or_else(PoisonError::into_inner));
                // The next use tries again.
                if let Err(error) = write(&app, waiting).await {
                    tracing::warn!(%error, "the last use of API keys could not be written");
                }
            });
        }
    }
}

async fn write(app: &App, uses: HashMap<Id<ApiKey>, Instant>) -> Result<()> {
    let tx = app.db.begin().await?;
    for (id, at) in uses {
        api_keys::used(&tx, id, at).await?;
    }
    tx.commit(app.clock.now()).await?;
    Ok(())
}
