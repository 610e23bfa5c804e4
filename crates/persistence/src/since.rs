//! What else has changed for whoever exports what changed: things that are written with the names of others, and redirects.

use masthead_domain::{article::Article, collection::Collection, id::Id, post::Post};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{Result, changes::REDIRECTS, sql::Sql};

/// Ids in one statement.
const AT_ONCE: usize = 1_000;

/// What articles name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// Their section.
    Section,
    /// Their contributors.
    Author,
    /// Their tags.
    Tag,
    /// The series that they are a part of.
    Series,
    /// Other articles: related ones, and the original of a translation.
    Article,
}

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

/// The articles whose latest or published revision names one of these.
///
/// # Errors
/// What the database says.
pub async fn articles_naming(
    connection: &impl ConnectionTrait,
    named: Named,
    ids: &[Uuid],
) -> Result<Vec<Id<Article>>> {
    const CURRENT: &str =
        " JOIN articles a ON a.id = r.article_id AND r.id IN (a.latest_revision_id, a.published_revision_id) WHERE ";
    let mut found = Vec::new();
    for some in ids.chunks(AT_ONCE) {
        let mut sql = Sql::new("SELECT r.article_id AS id FROM ");
        let join = |table: &str| format!("{table} x JOIN revisions r ON r.id = x.revision_id{CURRENT}");
        match named {
            Named::Section => sql.push("revisions r").push(CURRENT).push("r.section_id IN "),
            Named::Series => sql.push("revisions r").push(CURRENT).push("r.series_id IN "),
            Named::Author => sql.push(&join("revision_contributors")).push("x.author_id IN "),
            Named::Tag => sql.push(&join("revision_tags")).push("x.tag_id IN "),
            Named::Article => {
                sql.push("revisions r").push(CURRENT).push("r.original_article_id IN ");
                sql.bind_list(some.iter().copied()).push(" UNION SELECT r.article_id AS id FROM ");
                sql.push(&join("revision_related")).push("x.article_id IN ")
            }
        }
        .bind_list(some.iter().copied());
        found.extend(sql.all::<IdRow>(connection).await?.into_iter().map(|row| Id::new(row.id)));
    }
    Ok(found)
}

/// The collections that have one of these articles.
///
/// # Errors
/// What the database says.
pub async fn collections_with(
    connection: &impl ConnectionTrait,
    articles: &[Id<Article>],
) -> Result<Vec<Id<Collection>>> {
    let mut found = Vec::new();
    for some in articles.chunks(AT_ONCE) {
        let mut sql = Sql::new("SELECT DISTINCT collection_id AS id FROM collection_items WHERE article_id IN ");
        sql.bind_list(some.iter().map(|id| id.uuid()));
        found.extend(sql.all::<IdRow>(connection).await?.into_iter().map(|row| Id::new(row.id)));
    }
    Ok(found)
}

/// The articles of these posts, also of those that were taken away.
///
/// # Errors
/// What the database says.
pub async fn articles_of_posts(connection: &impl ConnectionTrait, posts: &[Id<Post>]) -> Result<Vec<Id<Article>>> {
    let mut found = Vec::new();
    for some in posts.chunks(AT_ONCE) {
        let mut sql = Sql::new("SELECT DISTINCT article_id AS id FROM posts WHERE id IN ");
        sql.bind_list(some.iter().map(|id| id.uuid()));
        found.extend(sql.all::<IdRow>(connection).await?.into_iter().map(|row| Id::new(row.id)));
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct PathRow {
    path: String,
}

/// The paths whose redirects readers saw change, or go, after an event.
///
/// # Errors
/// What the database says.
pub async fn redirects_changed(connection: &impl ConnectionTrait, after: i64) -> Result<Vec<String>> {
    let mut sql = Sql::new("SELECT path FROM changes WHERE path IS NOT NULL AND facet = ");
    sql.bind(REDIRECTS).push(" AND facet_id = ").bind(Uuid::nil()).push(" AND seq > ").bind(after);
    Ok(sql.all::<PathRow>(connection).await?.into_iter().map(|row| row.path).collect())
}

/// The paths that lead to these articles.
///
/// # Errors
/// What the database says.
pub async fn redirects_to(connection: &impl ConnectionTrait, articles: &[Id<Article>]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for some in articles.chunks(AT_ONCE) {
        let mut sql = Sql::new("SELECT from_path AS path FROM redirects WHERE article_id IN ");
        sql.bind_list(some.iter().map(|id| id.uuid()));
        found.extend(sql.all::<PathRow>(connection).await?.into_iter().map(|row| row.path));
    }
    Ok(found)
}
