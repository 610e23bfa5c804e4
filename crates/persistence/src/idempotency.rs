//! Requests that may be sent twice: what became of the first one.

use masthead_domain::time::Instant;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{Result, Tx, sql::Sql};

/// A request that was done.
#[derive(Debug, Clone, PartialEq, FromQueryResult)]
pub struct Done {
    /// Tells requests apart.
    pub fingerprint: String,
    /// What it made.
    pub subject_id: Option<Uuid>,
    /// The status that it was answered with.
    pub status: Option<i16>,
    /// The body that it was answered with.
    pub answer: Option<String>,
}

/// What became of a caller's request with this name.
///
/// # Errors
/// What the database says.
pub async fn get(connection: &impl ConnectionTrait, caller: Uuid, name: &str) -> Result<Option<Done>> {
    let mut sql = Sql::new("SELECT fingerprint, subject_id, status, answer FROM idempotency WHERE caller = ");
    sql.bind(caller).push(" AND name = ").bind(name);
    sql.one(connection).await
}

/// Remembers what a request made; what is older than `since` is forgotten.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &Tx, caller: Uuid, name: &str, done: &Done, now: Instant, since: Instant) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM idempotency WHERE at < ");
    sql.bind(since.micros());
    sql.run(tx).await?;
    let mut sql = Sql::new("INSERT INTO idempotency (caller, name, fingerprint, at, subject_id) VALUES ");
    sql.bind_list::<sea_orm::Value>([
        caller.into(),
        name.into(),
        done.fingerprint.as_str().into(),
        now.micros().into(),
        done.subject_id.into(),
    ]);
    sql.run(tx).await?;
    Ok(())
}

/// Remembers how a request was answered.
///
/// # Errors
/// What the database says.
pub async fn answer(tx: &Tx, caller: Uuid, name: &str, status: i16, answer: &str) -> Result<()> {
    let mut sql = Sql::new("UPDATE idempotency SET status = ");
    sql.bind(status).push(", answer = ").bind(answer);
    // The first answer is the one that is repeated.
    sql.push(" WHERE caller = ").bind(caller).push(" AND name = ").bind(name).push(" AND answer IS NULL");
    sql.run(tx).await?;
    Ok(())
}
