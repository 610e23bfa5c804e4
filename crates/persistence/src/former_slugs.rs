//! Slugs that things had before: links to them lead on, and nobody else gets them unawares.

use masthead_domain::time::Instant;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{Result, Tx, sql::Sql};

/// The kind of articles.
pub const ARTICLE: &str = "article";

#[derive(FromQueryResult)]
struct Row {
    subject_id: Uuid,
}

/// What had this slug before.
///
/// # Errors
/// What the database says.
pub async fn get(connection: &impl ConnectionTrait, kind: &str, slug: &str) -> Result<Option<Uuid>> {
    let mut sql = Sql::new("SELECT subject_id FROM former_slugs WHERE kind = ");
    sql.bind(kind).push(" AND slug = ").bind(slug);
    Ok(sql.one::<Row>(connection).await?.map(|row| row.subject_id))
}

/// Remembers that something had this slug until now.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &Tx, kind: &str, slug: &str, subject: Uuid, until: Instant) -> Result<()> {
    let mut sql = Sql::new("INSERT INTO former_slugs (kind, slug, subject_id, until) VALUES ");
    sql.bind_list::<sea_orm::Value>([kind.into(), slug.into(), subject.into(), until.micros().into()]);
    sql.push(" ON CONFLICT (kind, slug) DO UPDATE SET subject_id = excluded.subject_id, until = excluded.until");
    sql.run(tx).await?;
    Ok(())
}

/// What led to one thing leads to another: it became part of that.
///
/// # Errors
/// What the database says.
pub async fn lead_on(tx: &Tx, kind: &str, from: Uuid, into: Uuid) -> Result<()> {
    let mut sql = Sql::new("UPDATE former_slugs SET subject_id = ");
    sql.bind(into).push(" WHERE subject_id = ").bind(from).push(" AND kind = ").bind(kind);
    sql.run(tx).await?;
    Ok(())
}

/// Forgets it: the slug is in use again.
///
/// # Errors
/// What the database says.
pub async fn delete(tx: &Tx, kind: &str, slug: &str) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM former_slugs WHERE kind = ");
    sql.bind(kind).push(" AND slug = ").bind(slug);
    sql.run(tx).await?;
    Ok(())
}
