//! Refresh tokens: each is good for one use, and all that came from one sign-in are a family, which ends together.

use masthead_domain::{id::Id, time::Instant, user::User};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{
    Result, Tx,
    sql::{Sql, insert_many},
};

/// A refresh token, of which only the hash is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub user: Id<User>,
    /// The sign-in that it came from.
    pub family: Uuid,
    /// The hash of the token.
    pub hash: String,
    /// When it was made.
    pub created_at: Instant,
    /// From when on it is good for nothing.
    pub expires_at: Instant,
    /// When it was used.
    pub spent_at: Option<Instant>,
    /// When its family ended.
    pub revoked_at: Option<Instant>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    family: Uuid,
    hash: String,
    created_at: i64,
    expires_at: i64,
    spent_at: Option<i64>,
    revoked_at: Option<i64>,
}

impl From<Row> for RefreshToken {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            user: Id::new(row.user_id),
            family: row.family,
            hash: row.hash,
            created_at: Instant::from_micros(row.created_at),
            expires_at: Instant::from_micros(row.expires_at),
            spent_at: row.spent_at.map(Instant::from_micros),
            revoked_at: row.revoked_at.map(Instant::from_micros),
        }
    }
}

/// The token with this hash.
///
/// # Errors
/// What the database says.
pub async fn by_hash(connection: &impl ConnectionTrait, hash: &str) -> Result<Option<RefreshToken>> {
    let mut sql = Sql::new(
        "SELECT id, user_id, family, hash, created_at, expires_at, spent_at, revoked_at FROM refresh_tokens WHERE hash = ",
    );
    sql.bind(hash);
    Ok(sql.one::<Row>(connection).await?.map(RefreshToken::from))
}

/// Keeps a new token; those that expired long ago go.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &Tx, token: &RefreshToken) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM refresh_tokens WHERE expires_at < ");
    // A day more, for access tokens of a family whose last refresh token has just expired.
    sql.bind(token.created_at.micros() - 24 * 3600 * 1_000_000);
    sql.run(tx).await?;
    let columns = ["id", "user_id", "family", "hash", "created_at", "expires_at"];
    let row = vec![
        token.id.into(),
        token.user.uuid().into(),
        token.family.into(),
        token.hash.clone().into(),
        token.created_at.micros().into(),
        token.expires_at.micros().into(),
    ];
    insert_many(tx, "refresh_tokens", &columns, vec![row]).await
}

/// Spends a token. False when another request was faster.
///
/// # Errors
/// What the database says.
pub async fn spend(tx: &Tx, id: Uuid, now: Instant) -> Result<bool> {
    let mut sql = Sql::new("UPDATE refresh_tokens SET spent_at = ");
    sql.bind(now.micros()).push(" WHERE id = ").bind(id).push(" AND spent_at IS NULL AND revoked_at IS NULL");
    Ok(sql.run(tx).await? > 0)
}

/// Ends a family. False when it had ended already.
///
/// # Errors
/// What the database says.
pub async fn revoke_family(tx: &Tx, family: Uuid, now: Instant) -> Result<bool> {
    let mut sql = Sql::new("UPDATE refresh_tokens SET revoked_at = ");
    sql.bind(now.micros()).push(" WHERE family = ").bind(family).push(" AND revoked_at IS NULL");
    Ok(sql.run(tx).await? > 0)
}

/// Ends every session of a user.
///
/// # Errors
/// What the database says.
pub async fn revoke_all_of(tx: &Tx, user: Id<User>, now: Instant) -> Result<()> {
    let mut sql = Sql::new("UPDATE refresh_tokens SET revoked_at = ");
    sql.bind(now.micros()).push(" WHERE user_id = ").bind(user.uuid()).push(" AND revoked_at IS NULL");
    sql.run(tx).await?;
    Ok(())
}
