//! How often articles were read: a number for each article and hour. After some days the hours of a day are one number, under the
//! first hour of the day.

use masthead_domain::{
    article::Article,
    filter::ArticleFilter,
    id::Id,
    reads::{Hour, Window},
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{
    Result, Tx, listings,
    sql::{Sql, insert_many_or},
};

/// Ids in one statement: both databases have room for some thousands of values.
const AT_ONCE: usize = 4_000;

#[derive(FromQueryResult)]
struct ArticleRow {
    article_id: Uuid,
}

impl From<ArticleRow> for Id<Article> {
    fn from(row: ArticleRow) -> Self {
        Self::new(row.article_id)
    }
}

/// Adds to the numbers of articles, as far as they are public. Returns how many numbers those were. Several nodes add to the same ones.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &Tx, reads: &[(Hour, Id<Article>, u64)]) -> Result<usize> {
    let mut added = 0;
    for some in reads.chunks(AT_ONCE) {
        let public = listings::public(tx, some.iter().map(|(_, article, _)| *article)).await?;
        let rows: Vec<_> = some
            .iter()
            .filter(|(_, article, _)| public.contains(article))
            .map(|(hour, article, count)| {
                let count = i64::try_from(*count).unwrap_or(i64::MAX);
                vec![hour.number().into(), article.uuid().into(), count.into()]
            })
            .collect();
        added += rows.len();
        let instead = "ON CONFLICT (hour, article_id) DO UPDATE SET count = reads.count + excluded.count";
        insert_many_or(tx, "reads", &["hour", "article_id", "count"], rows, instead).await?;
    }
    Ok(added)
}

/// The articles of a list that were read most in a window that ends now: of as many reads the newest first, as in the list.
///
/// # Errors
/// What the database says.
pub async fn most(
    connection: &impl ConnectionTrait,
    window: Window,
    now: Hour,
    filter: &ArticleFilter,
    limit: u32,
) -> Result<Vec<Id<Article>>> {
    let mut sql =
        Sql::new("SELECT l.article_id FROM (SELECT article_id, SUM(count) AS total FROM reads WHERE hour >= ");
    sql.bind(window.since(now).number());
    // SQLite takes the left side of a cross join first: what was read is less than what there is.
    sql.push(" GROUP BY article_id) AS r CROSS JOIN listings l WHERE l.article_id = r.article_id AND ");
    listings::push_conditions(&mut sql, filter);
    sql.push(" ORDER BY r.total DESC, l.sort DESC, l.article_id DESC LIMIT ").bind(i64::from(limit));
    Ok(sql.all::<ArticleRow>(connection).await?.into_iter().map(Into::into).collect())
}

/// Makes one number of the hours of each day before an hour, which begins a day.
///
/// # Errors
/// What the database says.
pub async fn fold(tx: &Tx, before: Hour) -> Result<()> {
    const HOURS: &str = " FROM reads WHERE hour % 24 <> 0 AND hour < ";
    let mut sql = Sql::new(
        "INSERT INTO reads (hour, article_id, count) SELECT hour - hour % 24, article_id, CAST(SUM(count) AS BIGINT)",
    );
    sql.push(HOURS).bind(before.number()).push(" GROUP BY hour - hour % 24, article_id");
    sql.push(" ON CONFLICT (hour, article_id) DO UPDATE SET count = reads.count + excluded.count");
    sql.run(tx).await?;
    let mut sql = Sql::new("DELETE");
    sql.push(HOURS).bind(before.number());
    sql.run(tx).await?;
    Ok(())
}

/// Forgets what was read before an hour. Returns how many numbers that were.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &Tx, before: Hour) -> Result<u64> {
    let mut sql = Sql::new("DELETE FROM reads WHERE hour < ");
    sql.bind(before.number());
    sql.run(tx).await
}
