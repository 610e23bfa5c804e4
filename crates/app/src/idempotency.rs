//! Requests that may be sent twice and are done once: an `Idempotency-Key`, scoped to its caller, kept for a day.
//!
//! What a request made is remembered in the transaction that makes it, so a crash cannot come between. Writers take turns: whoever
//! comes second with the same key waits for the first, and finds what it made.

use masthead_domain::time::Instant;
use masthead_persistence::{
    Tx,
    idempotency::{self as stored, Done},
};
use uuid::Uuid;

use crate::{Cx, Error, Result};

/// How long a key is remembered, in microseconds: a day.
const KEPT: i64 = 24 * 3600 * 1_000_000;

/// A request that may be sent twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    /// The caller's name for the request.
    pub name: String,
    /// Tells requests apart: a hash of operation and input.
    pub fingerprint: String,
}

/// How a request was answered when it came first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// How this request was answered before, if it was.
///
/// # Errors
/// [`Error::IdempotencyKeyReused`] when the key came with another request.
pub async fn answered(cx: &Cx) -> Result<Option<StoredAnswer>> {
    let Some(once) = cx.once() else { return Ok(None) };
    let Some(done) = stored::get(cx.untagged(), cx.caller().name(), &once.name).await? else { return Ok(None) };
    if done.fingerprint != once.fingerprint {
        return Err(Error::IdempotencyKeyReused);
    }
    let status = done.status.and_then(|status| u16::try_from(status).ok());
    Ok(status.zip(done.answer).map(|(status, body)| StoredAnswer { status, body }))
}

/// What this request made when it came first, if it did.
///
/// # Errors
/// [`Error::IdempotencyKeyReused`] when the key came with another request.
pub(crate) async fn made(cx: &Cx, connection: &impl masthead_persistence::Connection) -> Result<Option<Uuid>> {
    let Some(once) = cx.once() else { return Ok(None) };
    match stored::get(connection, cx.caller().name(), &once.name).await? {
        Some(done) if done.fingerprint != once.fingerprint => Err(Error::IdempotencyKeyReused),
        Some(done) => Ok(done.subject_id),
        None => Ok(None),
    }
}

/// Remembers what this request makes, in the transaction that makes it.
///
/// # Errors
/// What the database says.
pub(crate) async fn remember(cx: &Cx, tx: &Tx, subject: Uuid) -> Result<()> {
    let Some(once) = cx.once() else { return Ok(()) };
    let fingerprint = once.fingerprint.clone();
    let done = Done { fingerprint, subject_id: Some(subject), status: None, answer: None };
    let since = Instant::from_micros(cx.now().micros() - KEPT);
    Ok(stored::insert(tx, cx.caller().name(), &once.name, &done, cx.now(), since).await?)
}

/// Remembers how this request was answered. When that is lost, the same request is answered with what it made as it is then.
///
/// # Errors
/// What the database says.
pub async fn store(cx: &Cx, answer: &StoredAnswer) -> Result<()> {
    let Some(once) = cx.once() else { return Ok(()) };
    let work = cx.begin().await?;
    let status = i16::try_from(answer.status).map_err(Error::internal)?;
    stored::answer(&work, cx.caller().name(), &once.name, status, &answer.body).await?;
    work.commit(cx).await
}
