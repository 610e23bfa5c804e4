//! References that an import could not tie yet: kept here and not in memory, however many they are.

use masthead_domain::{article::Article, id::Id, slug::Slug, time::Instant};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Error, Result, Tx,
    named::json,
    sql::{Sql, insert_many},
};

/// An import under way.
#[derive(Debug, Clone, Copy)]
pub struct Import {
    /// Its own id.
    pub id: Uuid,
    /// When it began.
    pub began: Instant,
}

/// The references of an article, while some of them could not be found yet; without any when all were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The line of the article in the bundle.
    pub line: u64,
    /// The article.
    pub article: Id<Article>,
    /// Its slug in the bundle.
    pub slug: Slug,
    /// The slugs of all related articles.
    pub related: Vec<Slug>,
    /// The slug of the article that it translates.
    pub original: Option<Slug>,
}

impl Pending {
    /// Is there anything to tie?
    pub fn is_open(&self) -> bool {
        !self.related.is_empty() || self.original.is_some()
    }
}

const COLUMNS: [&str; 7] = ["import_id", "article_id", "began_at", "line", "slug", "related", "original"];

#[derive(FromQueryResult)]
struct Row {
    article_id: Uuid,
    line: i64,
    slug: String,
    related: String,
    original: Option<String>,
}

impl TryFrom<Row> for Pending {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            line: row.line.unsigned_abs(),
            article: Id::new(row.article_id),
            slug: Slug::stored(row.slug),
            related: serde_json::from_str(&row.related).map_err(|e| Error::stored("a reference of an import", e))?,
            original: row.original.map(Slug::stored),
        })
    }
}

/// Keeps those that are open, each in the place of what was kept for its article.
///
/// # Errors
/// What the database says.
pub async fn keep<'a>(tx: &Tx, import: Import, open: impl Iterator<Item = &'a Pending>) -> Result<()> {
    let mut rows = Vec::new();
    for pending in open {
        rows.push(vec![
            import.id.into(),
            pending.article.uuid().into(),
            import.began.micros().into(),
            i64::try_from(pending.line).unwrap_or(i64::MAX).into(),
            pending.slug.as_str().into(),
            json(&pending.related)?.into(),
            pending.original.as_ref().map(|slug| slug.as_str().to_owned()).into(),
        ]);
    }
    insert_many(tx, "import_references", &COLUMNS, rows).await
}

/// Forgets what was kept for articles.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &Tx, import: Import, articles: impl Iterator<Item = Id<Article>>) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM import_references WHERE import_id = ");
    sql.bind(import.id).push(" AND article_id IN ").bind_list(articles.map(|id| id.uuid()));
    sql.run(tx).await?;
    Ok(())
}

/// Forgets what imports that began before this left behind: they were cut short.
///
/// # Errors
/// What the database says.
pub async fn forget_before(tx: &Tx, before: Instant) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM import_references WHERE began_at < ");
    sql.bind(before.micros());
    sql.run(tx).await?;
    Ok(())
}

/// The first ones that are kept, in the order of articles.
///
/// # Errors
/// What the database says.
pub async fn first(tx: &Tx, import: Import, limit: u32) -> Result<Vec<Pending>> {
    let mut sql =
        Sql::new("SELECT article_id, line, slug, related, original FROM import_references WHERE import_id = ");
    sql.bind(import.id).push(" ORDER BY article_id LIMIT ").bind(i64::from(limit));
    sql.all::<Row>(tx).await?.into_iter().map(Pending::try_from).collect()
}
