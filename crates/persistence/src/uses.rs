//! What refers to a thing, so that nothing is destroyed that something needs.

use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{Result, sql::Sql};

/// How many things refer to something, and the names of a few.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// How many.
    pub count: u64,
    /// The slugs of the first of them.
    pub names: Vec<String>,
}

/// What revisions refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Used {
    /// The section that they are filed under.
    Section,
    /// Who made them.
    Author,
    /// What they are about.
    Tag,
    /// What they are a part of.
    Series,
    /// What they show, above their texts or in them.
    Asset,
}

/// How many names are told.
const NAMES: i64 = 3;

#[derive(FromQueryResult)]
struct Row {
    slug: String,
    total: i64,
}

/// The articles that refer to something in any of their revisions: each of them can be made the latest again.
///
/// # Errors
/// What the database says.
pub async fn by_articles(connection: &impl ConnectionTrait, used: Used, id: Uuid) -> Result<Uses> {
    let mut sql = Sql::new("SELECT a.slug, COUNT(*) OVER () AS total FROM articles a WHERE a.id IN (");
    sql.push("SELECT r.article_id FROM revisions r ");
    sql.push(match used {
        Used::Section => "WHERE r.section_id = ",
        Used::Series => "WHERE r.series_id = ",
        Used::Author => "JOIN revision_contributors x ON x.revision_id = r.id WHERE x.author_id = ",
        Used::Asset => "JOIN revision_assets x ON x.revision_id = r.id WHERE x.asset_id = ",
        Used::Tag => "JOIN revision_tags x ON x.revision_id = r.id WHERE x.tag_id = ",
    });
    sql.bind(id);
    let by_posts = match used {
        Used::Author => Some("JOIN post_authors x ON x.post_id = p.id WHERE x.author_id = "),
        Used::Asset => Some("JOIN post_assets x ON x.post_id = p.id WHERE x.asset_id = "),
        Used::Section | Used::Series | Used::Tag => None,
    };
    if let Some(by_posts) = by_posts {
        sql.push(" UNION SELECT p.article_id FROM posts p ").push(by_posts).bind(id);
    }
    sql.push(") ORDER BY a.slug LIMIT ").bind(NAMES);
    let rows: Vec<Row> = sql.all(connection).await?;
    let count = rows.first().and_then(|row| u64::try_from(row.total).ok()).unwrap_or(0);
    Ok(Uses { count, names: rows.into_iter().map(|row| row.slug).collect() })
}

/// The authors whose portrait an asset is.
///
/// # Errors
/// What the database says.
pub async fn by_authors(connection: &impl ConnectionTrait, portrait: Uuid) -> Result<Uses> {
    let mut sql = Sql::new("SELECT slug, COUNT(*) OVER () AS total FROM authors WHERE portrait_id = ");
    sql.bind(portrait).push(" ORDER BY slug LIMIT ").bind(NAMES);
    let rows: Vec<Row> = sql.all(connection).await?;
    let count = rows.first().and_then(|row| u64::try_from(row.total).ok()).unwrap_or(0);
    Ok(Uses { count, names: rows.into_iter().map(|row| row.slug).collect() })
}
