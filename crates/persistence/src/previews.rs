//! Previews: who may look at which revision of an article, until when.

use masthead_domain::{article::Article, id::Id, preview::Preview, time::Instant};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{
    Result, Tx,
    sql::{Sql, insert_many},
};

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    article_id: Uuid,
    revision: i32,
    created_at: i64,
    created_by: Option<Uuid>,
    expires_at: i64,
    revoked_at: Option<i64>,
}

impl From<Row> for Preview {
    fn from(row: Row) -> Self {
        Self {
            id: Id::new(row.id),
            article: Id::new(row.article_id),
            revision: row.revision,
            created_at: Instant::from_micros(row.created_at),
            created_by: row.created_by.map(Id::new),
            expires_at: Instant::from_micros(row.expires_at),
            revoked_at: row.revoked_at.map(Instant::from_micros),
        }
    }
}

const SELECT: &str =
    "SELECT id, article_id, revision, created_at, created_by, expires_at, revoked_at FROM previews WHERE ";

/// A preview.
///
/// # Errors
/// What the database says.
pub async fn get(connection: &impl ConnectionTrait, id: Id<Preview>) -> Result<Option<Preview>> {
    let mut sql = Sql::new(SELECT);
    sql.push("id = ").bind(id.uuid());
    Ok(sql.one::<Row>(connection).await?.map(Preview::from))
}

/// The previews of an article that still hold, the newest first.
///
/// # Errors
/// What the database says.
pub async fn of(connection: &impl ConnectionTrait, article: Id<Article>, now: Instant) -> Result<Vec<Preview>> {
    let mut sql = Sql::new(SELECT);
    sql.push("article_id = ").bind(article.uuid()).push(" AND revoked_at IS NULL AND expires_at > ").bind(now.micros());
    sql.push(" ORDER BY id DESC LIMIT 100");
    Ok(sql.all::<Row>(connection).await?.into_iter().map(Preview::from).collect())
}

/// Keeps a preview; those of the article that ended long ago go.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &Tx, preview: &Preview) -> Result<()> {
    let columns = ["id", "article_id", "revision", "created_at", "created_by", "expires_at"];
    let row = vec![
        preview.id.uuid().into(),
        preview.article.uuid().into(),
        preview.revision.into(),
        preview.created_at.micros().into(),
        preview.created_by.map(Id::uuid).into(),
        preview.expires_at.micros().into(),
    ];
    let mut sql = Sql::new("DELETE FROM previews WHERE article_id = ");
    sql.bind(preview.article.uuid()).push(" AND expires_at <= ").bind(preview.created_at.micros());
    sql.run(tx).await?;
    insert_many(tx, "previews", &columns, vec![row]).await
}

/// A preview holds no longer.
///
/// # Errors
/// What the database says.
pub async fn revoke(tx: &Tx, id: Id<Preview>, now: Instant) -> Result<()> {
    let mut sql = Sql::new("UPDATE previews SET revoked_at = ");
    sql.bind(now.micros()).push(" WHERE id = ").bind(id.uuid()).push(" AND revoked_at IS NULL");
    sql.run(tx).await?;
    Ok(())
}
