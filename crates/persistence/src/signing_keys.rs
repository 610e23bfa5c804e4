//! The keys that access tokens are signed with, the same for every node.

use masthead_domain::time::Instant;
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{
    Result, Tx,
    sql::{Sql, insert_many},
};

/// A key that signs, or that signed until it was retired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// Its name in tokens and key sets.
    pub kid: String,
    /// The one algorithm that it is for, as JWA has it.
    pub algorithm: String,
    /// The private half: PKCS #8, in base64url.
    pub private_key: String,
    /// The public half: the raw point, in base64url.
    pub public_key: String,
    /// When it was made.
    pub created_at: Instant,
    /// Since when it does not sign any more.
    pub retired_at: Option<Instant>,
}

#[derive(FromQueryResult)]
struct Row {
    kid: String,
    algorithm: String,
    private_key: String,
    public_key: String,
    created_at: i64,
    retired_at: Option<i64>,
}

/// Every key, the newest first.
///
/// # Errors
/// What the database says.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<SigningKey>> {
    let sql = Sql::new(
        "SELECT kid, algorithm, private_key, public_key, created_at, retired_at FROM signing_keys \
         ORDER BY created_at DESC, kid",
    );
    let rows = sql.all::<Row>(connection).await?;
    let key = |row: Row| SigningKey {
        kid: row.kid,
        algorithm: row.algorithm,
        private_key: row.private_key,
        public_key: row.public_key,
        created_at: Instant::from_micros(row.created_at),
        retired_at: row.retired_at.map(Instant::from_micros),
    };
    Ok(rows.into_iter().map(key).collect())
}

/// Keeps a new key.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &Tx, key: &SigningKey) -> Result<()> {
    let columns = ["kid", "algorithm", "private_key", "public_key", "created_at"];
    let row = vec![
        key.kid.clone().into(),
        key.algorithm.clone().into(),
        key.private_key.clone().into(),
        key.public_key.clone().into(),
        key.created_at.micros().into(),
    ];
    insert_many(tx, "signing_keys", &columns, vec![row]).await
}

/// No key signs any more; what they signed still counts.
///
/// # Errors
/// What the database says.
pub async fn retire_all(tx: &Tx, now: Instant) -> Result<()> {
    let mut sql = Sql::new("UPDATE signing_keys SET retired_at = ");
    sql.bind(now.micros()).push(" WHERE retired_at IS NULL");
    sql.run(tx).await?;
    Ok(())
}

/// Keys that were retired before this go: everything they signed has expired.
///
/// # Errors
/// What the database says.
pub async fn delete_retired(tx: &Tx, before: Instant) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM signing_keys WHERE retired_at < ");
    sql.bind(before.micros());
    sql.run(tx).await?;
    Ok(())
}
