//! How far those have come who follow the event log by themselves, such as the messages to hubs.

use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{Result, Tx, sql::Sql};

#[derive(FromQueryResult)]
struct Row {
    seq: i64,
}

/// The number of the last event that this follower has dealt with; nothing if it never looked.
///
/// # Errors
/// What the database says.
pub async fn get(connection: &impl ConnectionTrait, follower: &str) -> Result<Option<i64>> {
    let mut sql = Sql::new("SELECT seq FROM positions WHERE follower = ");
    sql.bind(follower);
    Ok(sql.one::<Row>(connection).await?.map(|row| row.seq))
}

/// This follower has dealt with everything up to there.
///
/// # Errors
/// What the database says.
pub async fn set(tx: &Tx, follower: &str, seq: i64) -> Result<()> {
    let mut sql = Sql::new("INSERT INTO positions (follower, seq) VALUES (");
    sql.bind(follower).push(", ").bind(seq).push(") ON CONFLICT (follower) DO UPDATE SET seq = excluded.seq");
    sql.run(tx).await?;
    Ok(())
}
