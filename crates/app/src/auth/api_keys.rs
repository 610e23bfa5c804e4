//! API keys: made, given another secret, taken back. A secret is shown once, in the answer that made it.

use masthead_domain::{
    access::{Caller, Operation},
    api_key::{ApiKey, MAX_KEYS, MAX_NAME, Scope},
    error::Violation,
    event::{Action, NewEvent, Subject},
    id::Id,
    page::Page,
    time::Instant,
    user::User,
};
use masthead_persistence::{api_keys as stored, users};
use uuid::Uuid;

use super::secret;
use crate::{
    Cx, Edge, Error, PageArgs, Result,
    cursor::{self, Fingerprint},
};

/// Seconds that the old secret works beside the new one when nothing is said.
const OVERLAP_SECONDS: i64 = 24 * 3600;
/// Seconds that it works at most.
const MAX_OVERLAP_SECONDS: i64 = 30 * 24 * 3600;

/// A key to be.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// Whose it is to be; the caller's own when nothing is said.
    pub user: Option<Id<User>>,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// From when on it is not to work any more.
    pub expires_at: Option<Instant>,
}

/// A key with its secret, which is told this once.
#[derive(Clone)]
pub struct IssuedApiKey {
    /// The key.
    pub key: ApiKey,
    /// What to ask with.
    pub secret: String,
}

/// Secrets are not for a log.
impl std::fmt::Debug for IssuedApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IssuedApiKey").field("key", &self.key.id).finish_non_exhaustive()
    }
}

/// May the caller deal with everyone's keys?
fn is_admin(cx: &Cx) -> bool {
    cx.may(Operation::Users).is_ok()
}

fn event(cx: &Cx, key: &ApiKey, action: Action) -> NewEvent {
    NewEvent {
        at: cx.now(),
        action,
        subject: Subject::ApiKey,
        id: key.id.uuid(),
        by: cx.by(),
        revision: None,
        fields: Vec::new(),
        note: Some(format!("{} of user {}", key.prefix, key.user)),
        public: false,
        effect: None,
    }
}

/// A page of keys, in the order they were made in: everyone's for administrators, their own for others.
///
/// # Errors
/// [`Error::Unauthenticated`]; [`Error::Forbidden`] for keys of others; those of pages.
pub async fn api_keys(cx: &Cx, user: Option<Id<User>>, args: &PageArgs) -> Result<Page<Edge<ApiKey>>> {
    cx.may(Operation::ApiKeys)?;
    let user = match (user, cx.caller().user()) {
        (asked, _) if is_admin(cx) => asked,
        (None, own) => own,
        (asked, own) if asked == own => own,
        _ => {
            return Err(Error::Forbidden("the keys of others need an administrator, with the scope manage".to_owned()));
        }
    };
    let fingerprint = Fingerprint::of(&("api keys", user));
    let request = args.request::<Uuid>(cx.settings(), fingerprint)?;
    let found = stored::page(cx.untagged(), user, &request).await?;
    let total = if args.total { Some(stored::count(cx.untagged(), user).await?) } else { None };
    let edge = |key: ApiKey| Edge { cursor: cursor::encode(&key.id.uuid(), fingerprint), node: key };
    Ok(Page::from_found(&request, found, total).map(edge))
}

/// Makes a key. A key cannot: it would outlive its own end, and its own scopes.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`], [`Error::Invalid`].
pub async fn create_api_key(cx: &Cx, new: NewApiKey) -> Result<IssuedApiKey> {
    cx.may(Operation::CreateApiKey)?;
    let owner = match (cx.caller(), new.user) {
        (Caller::System, Some(user)) => user,
        (Caller::Someone(someone), asked)
            if someone.key.is_none() && asked.is_none_or(|asked| asked == someone.user) =>
        {
            someone.user
        }
        (Caller::Someone(someone), _) if someone.key.is_some() => {
            return Err(Error::Forbidden("an API key makes no API keys: sign in".to_owned()));
        }
        _ => return Err(Error::Forbidden("everyone makes their own keys".to_owned())),
    };
    let work = cx.begin().await?;
    let owner = users::get(&*work, owner).await?.ok_or_else(|| Error::not_found("user", owner))?.user;
    let mut scopes = new.scopes;
    scopes.sort();
    scopes.dedup();
    let mut wrong = Vec::new();
    if new.name.trim().is_empty() {
        wrong.push(Violation::new("/name", "required", "what the key is for"));
    } else if new.name.chars().count() > MAX_NAME || new.name.chars().any(char::is_control) {
        wrong.push(Violation::new("/name", "too_long", format!("at most {MAX_NAME} characters, on one line")));
    }
    if scopes.is_empty() {
        wrong.push(Violation::new("/scopes", "required", "what the key may do"));
    }
    let beyond: Vec<&str> =
        scopes.iter().filter(|scope| !owner.role.scopes().contains(scope)).map(|scope| scope.as_str()).collect();
    if !beyond.is_empty() {
        let message = format!("a key of this user ({}) cannot have: {}", owner.role.as_str(), beyond.join(", "));
        wrong.push(Violation::new("/scopes", "beyond_role", message));
    }
    if new.expires_at.is_some_and(|at| at <= cx.now()) {
        wrong.push(Violation::new("/expiresAt", "in_the_past", "the key would have ended already"));
    }
    if stored::count_working(&*work, owner.id, cx.now()).await? >= MAX_KEYS {
        wrong.push(Violation::new("", "too_many", format!("a user has at most {MAX_KEYS} keys: revoke one")));
    }
    Error::unless_none(wrong)?;
    let (secret, prefix) = secret::api_key()?;
    let key = ApiKey {
        id: cx.app.clock.id(),
        user: owner.id,
        name: new.name.trim().to_owned(),
        prefix,
        scopes,
        previous_until: None,
        created_at: cx.now(),
        expires_at: new.expires_at,
        last_used_at: None,
        revoked_at: None,
    };
    stored::insert(&work, &key, &secret::hash(&secret)).await?;
    work.record(event(cx, &key, Action::Created));
    work.commit(cx).await?;
    Ok(IssuedApiKey { key, secret })
}

/// A key that the caller may take back or renew: their own, or, with itself, the key that they ask with. Administrators take back
/// everyone's.
fn mine(cx: &Cx, key: Option<ApiKey>, id: Id<ApiKey>, everyone: bool) -> Result<ApiKey> {
    let key = key.ok_or_else(|| Error::not_found("API key", id))?;
    let is_mine = match cx.caller() {
        Caller::System => true,
        Caller::Someone(someone) => match &someone.key {
            Some((own, _)) => *own == key.id,
            None => someone.user == key.user,
        },
        Caller::Nobody => false,
    };
    if is_mine || (everyone && is_admin(cx)) { Ok(key) } else { Err(Error::not_found("API key", id)) }
}

/// Gives a key another secret. The old one works for the overlap, so that programs can be changed one after the other.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::NotFound`], [`Error::Invalid`] for a key that does not work any more.
pub async fn rotate_api_key(cx: &Cx, id: Id<ApiKey>, overlap_seconds: Option<i64>) -> Result<IssuedApiKey> {
    cx.may(Operation::RotateApiKey)?;
    let overlap = overlap_seconds.unwrap_or(OVERLAP_SECONDS);
    if !(0..=MAX_OVERLAP_SECONDS).contains(&overlap) {
        let message = format!("the old secret works for 0 to {MAX_OVERLAP_SECONDS} seconds more");
        return Err(Error::wrong("/overlapSeconds", "out_of_range", message));
    }
    let work = cx.begin().await?;
    let mut key = mine(cx, stored::get(&*work, id).await?, id, false)?;
    if !key.works(cx.now()) {
        return Err(Error::wrong("", "ended", "the key has expired or was revoked: make another one"));
    }
    let (secret, prefix) = secret::api_key()?;
    key.previous_until = (overlap > 0).then(|| Instant::from_micros(cx.now().micros() + overlap * 1_000_000));
    key.prefix = prefix;
    stored::rotate(&work, id, &key.prefix, &secret::hash(&secret), key.previous_until).await?;
    work.record(event(cx, &key, Action::Rotated));
    work.commit(cx).await?;
    Ok(IssuedApiKey { key, secret })
}

/// Takes a key back, at once and for good.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::NotFound`].
pub async fn revoke_api_key(cx: &Cx, id: Id<ApiKey>) -> Result<ApiKey> {
    cx.may(Operation::RevokeApiKey)?;
    let work = cx.begin().await?;
    let mut key = mine(cx, stored::get(&*work, id).await?, id, true)?;
    if key.revoked_at.is_none() {
        stored::revoke(&work, id, cx.now()).await?;
        work.record(event(cx, &key, Action::Revoked));
        key.revoked_at = Some(cx.now());
    }
    work.commit(cx).await?;
    Ok(key)
}
