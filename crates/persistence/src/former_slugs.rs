//! Slugs that things had before: links to them lead on, and nobody else gets them unawares.

use masthead_domain::time::Instant;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{Result, Tx, sql::Sql};

/// The kind of articles.
pub const ARTICLE: &str = "article";

/// The kind of articles that readers have not seen: nobody follows links to them, but copies have them under that name.
pub const DRAFT: &str = "draft";

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

#[derive(FromQueryResult)]
struct NameRow {
    slug: String,
    subject_id: Uuid,
}

/// The slugs that these things had before, in their order.
///
/// # Errors
/// What the database says.
pub async fn of(connection: &impl ConnectionTrait, kind: &str, subjects: &[Uuid]) -> Result<Vec<(Uuid, String)>> {
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT slug, subject_id FROM former_slugs WHERE kind = ");
    sql.bind(kind).push(" AND subject_id IN ").bind_list(subjects.iter().copied()).push(" ORDER BY slug");
    Ok(sql.all::<NameRow>(connection).await?.into_iter().map(|row| (row.subject_id, row.slug)).collect())
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
