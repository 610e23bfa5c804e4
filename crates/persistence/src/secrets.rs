//! Secrets of the server's own, the same for every node.

use masthead_domain::time::Instant;
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{Result, Tx, sql::Sql};

#[derive(FromQueryResult)]
struct Row {
    value: String,
}

/// A secret by its name.
///
/// # Errors
/// What the database says.
pub async fn get(connection: &impl ConnectionTrait, name: &str) -> Result<Option<String>> {
    let mut sql = Sql::new("SELECT value FROM secrets WHERE name = ");
    sql.bind(name);
    Ok(sql.one::<Row>(connection).await?.map(|row| row.value))
}

/// Keeps a secret, unless there is one of that name already.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &Tx, name: &str, value: &str, now: Instant) -> Result<()> {
    let mut sql = Sql::new("INSERT INTO secrets (name, value, created_at) VALUES ");
    sql.bind_list::<sea_orm::Value>([name.into(), value.into(), now.micros().into()]);
    sql.push(" ON CONFLICT (name) DO NOTHING");
    sql.run(tx).await?;
    Ok(())
}
