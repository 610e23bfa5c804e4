//! The posts of live coverage.

use std::collections::HashMap;

use masthead_domain::{
    article::Article,
    asset::Asset,
    author::Author,
    cache_tag::CacheTag,
    event::Subject,
    id::Id,
    page::{End, PageRequest},
    post::Post,
    time::Instant,
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{
    Error, Result, Tx,
    named::{group, json},
    sql::{Sql, insert_many},
};

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    article_id: Uuid,
    seq: Option<i64>,
    posted_at: i64,
    updated_at: i64,
    headline: Option<String>,
    blocks: String,
    key_event: bool,
    pinned: bool,
    revision: i32,
}

const COLUMNS: &str =
    "p.id, p.article_id, p.seq, p.posted_at, p.updated_at, p.headline, p.blocks, p.key_event, p.pinned, p.revision";

/// `SELECT … FROM … WHERE …`: what was not taken away.
fn select() -> Sql {
    let mut sql = Sql::new("SELECT ");
    sql.push(COLUMNS).push(" FROM posts p WHERE p.deleted_at IS NULL");
    sql
}

#[derive(FromQueryResult)]
struct AuthorRow {
    post_id: Uuid,
    author_id: Uuid,
}

/// The posts of rows, with their authors: one statement more.
async fn whole(connection: &impl ConnectionTrait, rows: Vec<Row>) -> Result<Vec<Post>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT post_id, author_id FROM post_authors WHERE post_id IN ");
    sql.bind_list(rows.iter().map(|row| row.id)).push(" ORDER BY post_id, position");
    let authors: Vec<AuthorRow> = sql.all(connection).await?;
    let mut authors: HashMap<Uuid, Vec<Id<Author>>> =
        group(authors.into_iter().map(|row| (row.post_id, Id::new(row.author_id))));
    rows.into_iter()
        .map(|row| {
            Ok(Post {
                id: Id::new(row.id),
                article: Id::new(row.article_id),
                seq: row.seq,
                posted_at: Instant::from_micros(row.posted_at),
                updated_at: Instant::from_micros(row.updated_at),
                headline: row.headline,
                body: serde_json::from_str(&row.blocks).map_err(|error| Error::stored("posts.blocks", error))?,
                authors: authors.remove(&row.id).unwrap_or_default(),
                is_key_event: row.key_event,
                is_pinned: row.pinned,
                revision: row.revision,
            })
        })
        .collect()
}

/// Which posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PostFilter {
    /// Of this article.
    pub article: Id<Article>,
    /// Those alone that one has to know of all that happened.
    pub key_events: bool,
    /// Those alone that are shown above all others.
    pub pinned: bool,
}

/// ` FROM … WHERE …` without the page.
fn push_filter(sql: &mut Sql, filter: &PostFilter) {
    sql.push(" FROM posts p WHERE p.deleted_at IS NULL AND p.seq IS NOT NULL AND p.article_id = ")
        .bind(filter.article.uuid());
    sql.push(if filter.key_events { " AND p.key_event" } else { "" });
    sql.push(if filter.pinned { " AND p.pinned" } else { "" });
}

/// One list of posts, and the part of it that is wanted; a place is the number of an event.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PostQuery {
    /// Which posts.
    pub filter: PostFilter,
    /// Which part.
    pub page: PageRequest<i64>,
}

#[derive(FromQueryResult)]
struct PageRow {
    query: i32,
    #[sea_orm(nested)]
    post: Row,
}

/// One post more than each page holds, the latest first; all lists in one statement, and their authors in one more.
///
/// # Errors
/// What the database says.
pub async fn find(connection: &impl ConnectionTrait, queries: &[PostQuery]) -> Result<Vec<Vec<Post>>> {
    let mut found = vec![Vec::new(); queries.len()];
    let mut sql = Sql::default();
    for (number, PostQuery { filter, page }) in queries.iter().enumerate() {
        sql.push(if number > 0 { " UNION ALL " } else { "" });
        // The number is ours, not a value: PostgreSQL would not know the type of a placeholder here.
        sql.push("SELECT * FROM (SELECT ").push(&number.to_string()).push(" AS query, ").push(COLUMNS);
        push_filter(&mut sql, filter);
        let forwards = page.end == End::Start;
        if let Some(from) = page.from {
            sql.push(if forwards { " AND p.seq < " } else { " AND p.seq > " }).bind(from);
        }
        sql.push(if forwards { " ORDER BY p.seq DESC LIMIT " } else { " ORDER BY p.seq LIMIT " });
        sql.bind(i64::from(page.limit) + 1).push(") AS found");
    }
    if queries.is_empty() {
        return Ok(found);
    }
    let rows: Vec<PageRow> = sql.all(connection).await?;
    let (numbers, rows): (Vec<i32>, Vec<Row>) = rows.into_iter().map(|row| (row.query, row.post)).unzip();
    for (number, post) in numbers.into_iter().zip(whole(connection, rows).await?) {
        if let Some(list) = usize::try_from(number).ok().and_then(|number| found.get_mut(number)) {
            list.push(post);
        }
    }
    // Neither database promises to keep the order within the parts of a union.
    for (list, query) in found.iter_mut().zip(queries) {
        list.sort_unstable_by_key(|post| post.seq);
        if query.page.end == End::Start {
            list.reverse();
        }
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct TotalRow {
    query: i32,
    total: i64,
}

/// How many posts each list has; all in one statement.
///
/// # Errors
/// What the database says.
pub async fn count(connection: &impl ConnectionTrait, filters: &[&PostFilter]) -> Result<Vec<u64>> {
    let mut totals = vec![0; filters.len()];
    let mut sql = Sql::default();
    for (number, filter) in filters.iter().enumerate() {
        sql.push(if number > 0 { " UNION ALL " } else { "" });
        sql.push("SELECT ").push(&number.to_string()).push(" AS query, COUNT(*) AS total");
        push_filter(&mut sql, filter);
    }
    if filters.is_empty() {
        return Ok(totals);
    }
    for row in sql.all::<TotalRow>(connection).await? {
        if let Some(total) = usize::try_from(row.query).ok().and_then(|number| totals.get_mut(number)) {
            *total = u64::try_from(row.total).unwrap_or(0);
        }
    }
    Ok(totals)
}

/// Those of these posts that were not taken away, whatever the stage of their articles: whoever shows them asks for that.
///
/// # Errors
/// What the database says.
pub async fn by_ids(connection: &impl ConnectionTrait, ids: &[Id<Post>]) -> Result<Vec<Post>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = select();
    sql.push(" AND p.id IN ").bind_list(ids.iter().map(|id| id.uuid()));
    let rows = sql.all(connection).await?;
    whole(connection, rows).await
}

/// The posts of an article in the order in which they were added, from one on: for those who take everything out.
///
/// # Errors
/// What the database says.
pub async fn after(connection: &impl ConnectionTrait, article: Id<Article>, seq: i64, limit: i64) -> Result<Vec<Post>> {
    let mut sql = select();
    sql.push(" AND p.article_id = ").bind(article.uuid()).push(" AND p.seq > ").bind(seq);
    sql.push(" ORDER BY p.seq LIMIT ").bind(limit);
    let rows = sql.all(connection).await?;
    whole(connection, rows).await
}

/// Keeps a post. `assets` are those that its text shows.
///
/// # Errors
/// What the database says.
pub async fn save(tx: &Tx, post: &Post, assets: &[Id<Asset>], is_new: bool) -> Result<()> {
    let id = post.id.uuid();
    if is_new {
        let columns =
            ["id", "article_id", "posted_at", "updated_at", "headline", "blocks", "key_event", "pinned", "revision"];
        let row = vec![
            id.into(),
            post.article.uuid().into(),
            post.posted_at.micros().into(),
            post.updated_at.micros().into(),
            post.headline.clone().into(),
            json(&post.body)?.into(),
            post.is_key_event.into(),
            post.is_pinned.into(),
            post.revision.into(),
        ];
        insert_many(tx, "posts", &columns, vec![row]).await?;
    } else {
        let mut sql = Sql::new("UPDATE posts SET posted_at = ");
        sql.bind(post.posted_at.micros()).push(", updated_at = ").bind(post.updated_at.micros());
        sql.push(", headline = ").bind(post.headline.clone()).push(", blocks = ").bind(json(&post.body)?);
        sql.push(", key_event = ").bind(post.is_key_event).push(", pinned = ").bind(post.is_pinned);
        sql.push(", revision = ").bind(post.revision).push(" WHERE id = ").bind(id);
        sql.run(tx).await?;
        forget_references(tx, id).await?;
    }
    let authors = (0_i16..).zip(&post.authors).map(|(at, author)| vec![id.into(), at.into(), author.uuid().into()]);
    insert_many(tx, "post_authors", &["post_id", "position", "author_id"], authors.collect()).await?;
    let assets = assets.iter().map(|asset| vec![id.into(), asset.uuid().into()]);
    insert_many(tx, "post_assets", &["post_id", "asset_id"], assets.collect()).await
}

async fn forget_references(tx: &Tx, id: Uuid) -> Result<()> {
    for table in ["DELETE FROM post_authors WHERE post_id = ", "DELETE FROM post_assets WHERE post_id = "] {
        let mut sql = Sql::new(table);
        sql.bind(id);
        sql.run(tx).await?;
    }
    Ok(())
}

/// Takes a post away. What it said is gone; that it was there stays known to those who follow.
///
/// # Errors
/// What the database says.
pub async fn delete(tx: &Tx, id: Id<Post>, now: Instant) -> Result<()> {
    forget_references(tx, id.uuid()).await?;
    let mut sql = Sql::new("UPDATE posts SET headline = NULL, blocks = '[]', deleted_at = ");
    sql.bind(now.micros()).push(" WHERE id = ").bind(id.uuid());
    sql.run(tx).await?;
    Ok(())
}

/// The event that tells of a post gives it its place.
pub(crate) async fn number(connection: &impl ConnectionTrait, id: Uuid, seq: i64) -> Result<()> {
    let mut sql = Sql::new("UPDATE posts SET seq = ");
    sql.bind(seq).push(" WHERE seq IS NULL AND id = ").bind(id);
    sql.run(connection).await?;
    Ok(())
}

/// Something new stands in a live article: readers should notice.
///
/// # Errors
/// What the database says.
pub async fn touch(tx: &Tx, article: Id<Article>, now: Instant) -> Result<()> {
    tx.touch([CacheTag::of(Subject::Article, article.uuid())]);
    let mut sql = Sql::new("UPDATE articles SET updated_at = ");
    sql.bind(now.micros()).push(" WHERE stage = 'published' AND id = ").bind(article.uuid());
    sql.run(tx).await?;
    Ok(())
}
