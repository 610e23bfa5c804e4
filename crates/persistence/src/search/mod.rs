//! What is searched. One interface over two indexes: FTS5 on SQLite, a tsvector under GIN on PostgreSQL.
//!
//! Text is cut into words in one place (`masthead-words`) for both, so both find the same; neither is asked to cut, stem or rank. A row
//! is written in the transaction that changes what it follows from, after the listings: what stands in no public list has none, so
//! nothing else can be found.

mod document;
mod expression;
mod index;
mod names;
mod postgres;
mod sqlite;

use std::collections::HashSet;

use masthead_domain::{article::Article, filter::ArticleFilter, id::Id, language::Language, time::Instant};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};
use uuid::Uuid;

pub use document::{KEY_MARK, mark, stem_word};
pub use expression::{Expression, Node, Term};
pub(crate) use index::{clear, forget, in_listing, is_current, rebuild, rebuild_within, reindex};
pub use names::{NameOf, names};
pub(crate) use names::{write_author_names, write_tag_names};

use crate::{Result, listings, sql::Sql};

/// What is looked for, and which part of what is found is wanted: the newest first.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// What an article must have.
    pub expression: &'a Expression,
    /// Only at this place or a later one.
    pub from: i64,
    /// Only at places before this one.
    pub before: i64,
    /// Only what was published at this instant or later.
    pub published_from: Option<Instant>,
    /// Only what was published before this instant.
    pub published_before: Option<Instant>,
    /// Only these.
    pub ids: Option<&'a [Id<Article>]>,
    /// None of these.
    pub exclude: &'a [Id<Article>],
    /// How many at most.
    pub limit: u32,
}

impl<'a> Wanted<'a> {
    /// Everything that there is of it.
    #[must_use]
    pub fn all(expression: &'a Expression) -> Self {
        Self {
            expression,
            from: i64::MIN,
            before: i64::MAX,
            published_from: None,
            published_before: None,
            ids: None,
            exclude: &[],
            limit: u32::MAX,
        }
    }

    /// What is asked of the articles' rows.
    fn push_conditions(&self, sql: &mut Sql) {
        if let Some(from) = self.published_from {
            sql.push(" AND d.published_at >= ").bind(from.micros());
        }
        if let Some(before) = self.published_before {
            sql.push(" AND d.published_at < ").bind(before.micros());
        }
        if let Some(ids) = self.ids {
            sql.push(" AND d.article_id IN ").bind_list(ids.iter().map(|id| id.uuid()));
        }
        if !self.exclude.is_empty() {
            sql.push(" AND d.article_id NOT IN ").bind_list(self.exclude.iter().map(|id| id.uuid()));
        }
    }
}

/// An article that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its place in the order of dates: no other article has it.
    pub place: i64,
    /// Which article.
    pub article: Id<Article>,
}

/// An article that was found, with what it is judged and counted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Where, and which.
    pub found: Found,
    /// When it was published, in microseconds since the epoch.
    pub published_at: i64,
    /// Its language.
    pub language: Language,
    /// The marked words of everything but its text, between blanks.
    pub surface: String,
    /// What it is filed under.
    pub facets: Vec<(FacetKind, Uuid)>,
}

/// What results are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FacetKind {
    /// A section, or one within it.
    Section,
    /// An author in any role.
    Author,
    /// A tag.
    Tag,
}

/// What must be known before anything is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// The languages that articles are in, as far as they have stemmers.
    pub languages: Vec<String>,
    /// Where to look first, if that is not everywhere; see `postgres`.
    density: Option<Density>,
}

/// What is published, and how densely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Density {
    /// The newest place.
    newest: i64,
    /// The oldest place.
    oldest: i64,
    /// The time, in microseconds, that the newest articles are from among which results are looked for first.
    length: i64,
}

#[derive(FromQueryResult)]
struct SurveyRow {
    kind: i32,
    language: Option<String>,
    place: Option<i64>,
}

/// Looks around, for results before a place of which so many are wanted.
///
/// # Errors
/// What the database says.
pub async fn survey(connection: &impl ConnectionTrait, before: i64, limit: u32) -> Result<Survey> {
    let mut sql = Sql::new("SELECT 0 AS kind, language, CAST(NULL AS BIGINT) AS place FROM search_languages");
    let is_postgres = connection.get_database_backend() == DbBackend::Postgres;
    if is_postgres {
        sql.push(" UNION ALL SELECT 1, NULL, (SELECT MAX(place) FROM search_documents)");
        sql.push(" UNION ALL SELECT 2, NULL, (SELECT MIN(place) FROM search_documents)");
        sql.push(" UNION ALL SELECT 3, NULL, (SELECT place FROM search_documents WHERE place < ").bind(before);
        sql.push(" ORDER BY place DESC LIMIT 1 OFFSET ").bind(postgres::newest(limit)).push(")");
    }
    let mut survey = Survey::default();
    let mut places = [None; 3];
    for row in sql.all::<SurveyRow>(connection).await? {
        match row.kind {
            0 => survey.languages.extend(row.language),
            kind => places[kind as usize - 1] = row.place,
        }
    }
    if let [Some(newest), Some(oldest), Some(first)] = places {
        let length = newest.min(before.saturating_sub(1)).saturating_sub(first);
        survey.density = Some(Density { newest, oldest, length });
    }
    survey.languages.sort_unstable();
    Ok(survey)
}

/// What an article must be filed under to be in a list, as words.
#[must_use]
pub fn filed_under(filter: &ArticleFilter) -> Vec<Node> {
    listings::filed_under(filter).into_iter().map(|(facet, id)| Node::word(document::facet_word(facet, id))).collect()
}

#[derive(FromQueryResult)]
struct FoundRow {
    place: i64,
    article_id: Uuid,
}

impl From<FoundRow> for Found {
    fn from(row: FoundRow) -> Self {
        Self { place: row.place, article: Id::new(row.article_id) }
    }
}

#[derive(FromQueryResult)]
struct CandidateRow {
    #[sea_orm(nested)]
    found: FoundRow,
    published_at: i64,
    language: String,
    surface: String,
    facets: Vec<u8>,
}

async fn rows<R: FromQueryResult>(
    connection: &impl ConnectionTrait,
    columns: &str,
    wanted: &Wanted<'_>,
    survey: &Survey,
) -> Result<Vec<R>> {
    match connection.get_database_backend() {
        DbBackend::Sqlite => sqlite::find(connection, columns, wanted).await,
        _ => postgres::find(connection, columns, wanted, survey).await,
    }
}

/// Each article once: an earlier date that it is given between two statements shows it to both.
fn once<T>(found: impl Iterator<Item = T>, article: impl Fn(&T) -> Id<Article>) -> Vec<T> {
    let mut seen = HashSet::new();
    found.filter(|one| seen.insert(article(one))).collect()
}

/// What is found, the newest first.
///
/// # Errors
/// What the database says.
pub async fn find(connection: &impl ConnectionTrait, wanted: &Wanted<'_>, survey: &Survey) -> Result<Vec<Found>> {
    let rows: Vec<FoundRow> = rows(connection, "d.place, d.article_id", wanted, survey).await?;
    Ok(once(rows.into_iter().map(Found::from), |found| found.article))
}

/// What is found, the newest first, with what it is judged and counted by.
///
/// # Errors
/// What the database says.
pub async fn candidates(
    connection: &impl ConnectionTrait,
    wanted: &Wanted<'_>,
    survey: &Survey,
) -> Result<Vec<Candidate>> {
    const COLUMNS: &str = "d.place, d.article_id, d.published_at, d.language, d.surface, d.facets";
    let rows: Vec<CandidateRow> = rows(connection, COLUMNS, wanted, survey).await?;
    Ok(once(rows.into_iter().map(Candidate::from), |candidate| candidate.found.article))
}

impl From<CandidateRow> for Candidate {
    fn from(row: CandidateRow) -> Self {
        Self {
            found: row.found.into(),
            published_at: row.published_at,
            language: Language::stored(row.language),
            surface: row.surface,
            facets: index::read_facets(&row.facets),
        }
    }
}

/// What an article is judged by, if it can be found.
///
/// # Errors
/// What the database says.
pub async fn candidate(connection: &impl ConnectionTrait, article: Id<Article>) -> Result<Option<Candidate>> {
    let mut sql = Sql::new(
        "SELECT d.place, d.article_id, d.published_at, d.language, d.surface, d.facets FROM search_documents d \
         WHERE d.article_id = ",
    );
    sql.bind(article.uuid());
    Ok(sql.one::<CandidateRow>(connection).await?.map(Into::into))
}
