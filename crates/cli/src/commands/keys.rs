//! `masthead keys`: API keys of users, and the key that access tokens are signed with.

use std::process::ExitCode;

use masthead_app::{
    App, PageArgs,
    auth::{self, IssuedApiKey, NewApiKey},
};
use masthead_domain::{
    api_key::{ApiKey, Scope},
    id::Id,
    time::Instant,
};
use serde_json::json;

use super::accounts::{open, user};
use crate::{
    Failure,
    args::{Keys, KeysCreate, KeysList, KeysOne, KeysRotate},
    failure::one_line,
    out,
    settings::Origins,
};

const DAY: i64 = 24 * 3600 * 1_000_000;

/// Does what was asked for with keys.
///
/// # Errors
/// When the database cannot be opened, or the operation refuses.
pub(crate) async fn run(command: Keys, origins: Origins) -> Result<ExitCode, Failure> {
    match command {
        Keys::Create(command) => create(command, origins).await,
        Keys::List(command) => list(command, origins).await,
        Keys::Revoke(KeysOne { id, settings }) => {
            let app = open(&settings, &origins).await?;
            let key = auth::revoke_api_key(&app.system(), id).await;
            let key = key.map_err(|error| Failure::of("the key was not revoked", &error))?;
            app.close().await;
            out::answer(format_args!("{} does not work any more", key.prefix))?;
            Ok(ExitCode::SUCCESS)
        }
        Keys::Rotate(KeysRotate { id, overlap_seconds, settings }) => {
            let app = open(&settings, &origins).await?;
            let issued = auth::rotate_api_key(&app.system(), id, overlap_seconds).await;
            issued_to(app, issued.map_err(|error| Failure::of("the key has the secret it had", &error))?).await
        }
        Keys::RotateSigning(command) => {
            let app = open(&command.settings, &origins).await?;
            let kid = auth::rotate_signing_key(&app.system()).await;
            let kid = kid.map_err(|error| Failure::of("the signing key was not changed", &error))?;
            app.close().await;
            out::answer(format_args!("{kid} signs from now on; running servers notice within a minute"))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn create(command: KeysCreate, origins: Origins) -> Result<ExitCode, Failure> {
    let KeysCreate { user: email, name, scope, expires_in_days, settings } = command;
    let app = open(&settings, &origins).await?;
    let cx = app.system();
    let owner = user(&cx, &email).await?;
    let expires_at = expires_in_days.map(|days| Instant::from_micros(cx.now().micros() + i64::from(days) * DAY));
    let new = NewApiKey { user: Some(owner.id), name, scopes: scope, expires_at };
    let issued = auth::create_api_key(&cx, new).await;
    drop(cx);
    issued_to(app, issued.map_err(|error| Failure::of("the key was not made", &error))?).await
}

/// The secret alone goes to standard output, where a script takes it from.
async fn issued_to(app: App, issued: IssuedApiKey) -> Result<ExitCode, Failure> {
    app.close().await;
    out::say(format_args!("{} ({}); the key is shown this once:", issued.key.id, one_line(&issued.key.name)));
    out::answer(&issued.secret)?;
    Ok(ExitCode::SUCCESS)
}

async fn list(command: KeysList, origins: Origins) -> Result<ExitCode, Failure> {
    let app = open(&command.settings, &origins).await?;
    let cx = app.system();
    let owner = match &command.user {
        Some(email) => Some(user(&cx, email).await?.id),
        None => None,
    };
    let mut args = PageArgs::first(100);
    loop {
        let page = auth::api_keys(&cx, owner, &args).await.map_err(|error| Failure::of("keys", &error))?;
        args.after = page.items.last().map(|edge| edge.cursor.clone());
        for edge in &page.items {
            if command.json { out::answer(as_json(&edge.node))? } else { out::answer(as_line(&edge.node, cx.now()))? }
        }
        if !page.has_next {
            break;
        }
    }
    drop(cx);
    app.close().await;
    Ok(ExitCode::SUCCESS)
}

fn as_json(key: &ApiKey) -> serde_json::Value {
    json!({
        "id": key.id,
        "user": key.user,
        "name": key.name,
        "prefix": key.prefix,
        "scopes": key.scopes,
        "createdAt": key.created_at,
        "expiresAt": key.expires_at,
        "lastUsedAt": key.last_used_at,
        "revokedAt": key.revoked_at,
    })
}

fn as_line(key: &ApiKey, now: Instant) -> String {
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
    let used = key.last_used_at.map_or("never used".to_owned(), |at| format!("last used {at}"));
    let state = match (key.revoked_at, key.works(now)) {
        (Some(at), _) => format!("  revoked {at}"),
        (None, false) => "  expired".to_owned(),
        (None, true) => String::new(),
    };
    format!("{}  {}  {}  {}  {used}{state}", key.id, key.prefix, scopes.join(","), one_line(&key.name))
}

/// A scope, as an argument has it.
pub(crate) fn scope(text: &str) -> Result<Scope, String> {
    let all = Scope::ALL.map(Scope::as_str).join(", ");
    Scope::parse(&text.to_lowercase().replace('-', "_")).ok_or_else(|| format!("wanted is one of {all}"))
}

/// The id of a key, as an argument has it.
pub(crate) fn id(text: &str) -> Result<Id<ApiKey>, String> {
    text.parse().map_err(|_| "an id is wanted, as `masthead keys list` has it".to_owned())
}
