//! What search engines are told of every public article: as little as it takes, since it is told of thousands at once. Like every list
//! for readers the pages walk along the listings, which have public articles alone.

use std::collections::HashMap;

use masthead_domain::{article::Article, asset::Asset, id::Id, language::Language, time::Instant};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{Error, Result, listings::Facet, sql::Sql};

/// Microseconds of a day.
const DAY: i64 = 24 * 3600 * 1_000_000;
/// Days between the first of January of the year 1 and the epoch. Counted from there no date is negative, so division rounds down.
const BEFORE_THE_EPOCH: i64 = 719_162;
/// How many values one statement names.
const AT_ONCE: usize = 5_000;

/// The public articles of one day, by the date that readers see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// When it begins, in UTC.
    pub begins: Instant,
    /// How many articles.
    pub articles: u64,
    /// The last change of any of them that readers should notice.
    pub updated_at: Instant,
}

#[derive(FromQueryResult)]
struct DayRow {
    day: i64,
    articles: i64,
    updated_at: i64,
}

/// Every day on which articles were published, the earliest first. Costs what there are articles, and reads nothing of them but an index.
///
/// # Errors
/// What the database says.
pub async fn days(connection: &impl ConnectionTrait) -> Result<Vec<Day>> {
    // The numbers are ours: as values, PostgreSQL would take the expressions of selection and grouping for different ones. An index has
    // the same expression.
    let day = format!("(a.published_at + {}) / {DAY}", BEFORE_THE_EPOCH * DAY);
    let mut sql = Sql::new(&format!("SELECT {day} AS day, COUNT(*) AS articles, MAX(a.updated_at) AS updated_at"));
    // Those that are kept back are found in an index that has nothing else; looking at the revision of every article takes ten times as
    // long. As a join, because PostgreSQL would look through a long `NOT IN` once for each article.
    sql.push(&format!(" FROM articles a LEFT JOIN revisions r ON r.id = a.published_revision_id AND ({KEPT_BACK})"));
    sql.push(&format!(" WHERE a.stage = 'published' AND r.id IS NULL GROUP BY {day} ORDER BY 1"));
    let rows: Vec<DayRow> = sql.all(connection).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Day {
                begins: Instant::from_micros((row.day - BEFORE_THE_EPOCH) * DAY),
                articles: u64::try_from(row.articles).map_err(|error| Error::Unreadable(error.to_string()))?,
                updated_at: Instant::from_micros(row.updated_at),
            })
        })
        .collect()
}

/// What is told of one article.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The article.
    pub id: Id<Article>,
    /// Its path on the site.
    pub path: String,
    /// Its title.
    pub headline: String,
    /// Its language.
    pub language: Language,
    /// The date that readers see.
    pub published_at: Instant,
    /// The last change that readers should notice.
    pub updated_at: Instant,
    /// The translations of each other that it belongs to.
    pub translation_set: Option<String>,
    /// Its lead image.
    pub lead_image: Option<Id<Asset>>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    path: String,
    headline: String,
    language: String,
    published_at: i64,
    updated_at: i64,
    translation_set: Option<String>,
    lead_asset_id: Option<Uuid>,
}

impl From<Row> for Entry {
    fn from(row: Row) -> Self {
        Self {
            id: Id::new(row.id),
            path: row.path,
            headline: row.headline,
            language: Language::stored(row.language),
            published_at: Instant::from_micros(row.published_at),
            updated_at: Instant::from_micros(row.updated_at),
            translation_set: row.translation_set,
            lead_image: row.lead_asset_id.map(Id::new),
        }
    }
}

const SELECT: &str = "SELECT a.id, a.path, r.headline, r.language, a.published_at, a.updated_at, a.translation_set, \
    r.lead_asset_id";
/// Revisions that search engines should not know of: those that their editors do not want there, and those that were first published
/// elsewhere. Quotes within the texts of that JSON are escaped, so nothing else in it looks like the member.
const KEPT_BACK: &str = "r.canonical_url IS NOT NULL OR r.seo LIKE '%\"noindex\":true%'";

/// ` JOIN …`: the revision that readers see of an article, if search engines should know of it.
fn push_told(sql: &mut Sql) {
    sql.push(" JOIN revisions r ON r.id = a.published_revision_id AND NOT (").push(KEPT_BACK).push(")");
}

/// ` FROM … WHERE …`: everything public that search engines should know of.
fn push_public(sql: &mut Sql) {
    sql.push(" FROM listings l JOIN articles a ON a.id = l.article_id AND a.stage = 'published'");
    push_told(sql);
    sql.push(" WHERE l.facet = ").bind(Facet::Public.number()).push(" AND l.facet_id = ").bind(Uuid::nil());
}

/// Which part of all articles, by the date that readers see.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Not earlier than this.
    pub from: Instant,
    /// Earlier than this.
    pub before: Instant,
    /// Without so many of the first ones.
    pub skip: u64,
    /// So many at most.
    pub limit: u32,
    /// The latest first, as opposed to the earliest?
    pub latest_first: bool,
}

/// The public articles of a part.
///
/// # Errors
/// What the database says.
pub async fn part(connection: &impl ConnectionTrait, part: Part) -> Result<Vec<Entry>> {
    let Part { from, before, skip, limit, latest_first } = part;
    let mut sql = Sql::new(SELECT);
    push_public(&mut sql);
    sql.push(" AND l.sort >= ").bind(from.micros()).push(" AND l.sort < ").bind(before.micros());
    sql.push(if latest_first {
        " ORDER BY l.sort DESC, l.article_id DESC LIMIT "
    } else {
        " ORDER BY l.sort, l.article_id LIMIT "
    });
    sql.bind(i64::from(limit)).push(" OFFSET ").bind(i64::try_from(skip).unwrap_or(i64::MAX));
    Ok(sql.all::<Row>(connection).await?.into_iter().map(Entry::from).collect())
}

/// The public articles of these translation sets, by set, in the order of their languages.
///
/// # Errors
/// What the database says.
pub async fn translations(connection: &impl ConnectionTrait, sets: &[&str]) -> Result<HashMap<String, Vec<Entry>>> {
    let mut found: HashMap<String, Vec<Entry>> = HashMap::new();
    for sets in sets.chunks(AT_ONCE) {
        let mut sql = Sql::new(SELECT);
        sql.push(" FROM articles a");
        push_told(&mut sql);
        sql.push(" WHERE a.stage = 'published' AND a.translation_set IN ");
        sql.bind_list(sets.iter().copied()).push(" ORDER BY a.translation_set, r.language, a.id");
        for row in sql.all::<Row>(connection).await? {
            let entry = Entry::from(row);
            if let Some(set) = entry.translation_set.clone() {
                found.entry(set).or_default().push(entry);
            }
        }
    }
    Ok(found)
}
