//! Manuscripts: articles whole, with their latest revision, whatever their stage; and the one place that writes them.
//!
//! For editors, importers and exporters. Readers' doors never come here.

use masthead_domain::{
    article::{Article, Content, Identity, PublicDates, Stage},
    body::Body,
    id::Id,
    language::Language,
    slug::Slug,
    time::Instant,
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

mod list;
mod save;

pub use list::{ChangedPlace, ManuscriptQuery, RevisionInfo, Visible, due, next_due, page, revisions};
pub use save::{Places, Saving, purge, save};

use crate::{
    Error, Result,
    articles::{REVISION_COLUMNS, RevisionRow},
    contributors::{self, Relations},
    sql::Sql,
};

/// An article whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Manuscript {
    /// What it is.
    pub identity: Identity,
    /// Its path on the site.
    pub path: String,
    /// The content that was asked for: usually the latest.
    pub content: Content,
    /// That content's key.
    pub content_id: Id<Content>,
    /// The number of the revision that made that content.
    pub content_revision: i32,
    /// The number of its latest revision: how often it was changed, in any way.
    pub revision: i32,
    /// The key of the latest content.
    pub latest: Id<Content>,
    /// The key of the content that readers see, or saw last.
    pub published: Option<Id<Content>>,
    /// The number of the revision that made the content readers see.
    pub published_revision: Option<i32>,
    /// When it was created.
    pub created_at: Instant,
    /// When it was last changed, in any way.
    pub changed_at: Instant,
}

impl Manuscript {
    /// Is there content that readers do not see?
    pub fn has_changes(&self) -> bool {
        !self.identity.stage.is_public() || self.published != Some(self.latest)
    }
}

#[derive(FromQueryResult)]
struct ManuscriptRow {
    id: Uuid,
    slug: String,
    stage: String,
    publish_at: Option<i64>,
    first_published_at: Option<i64>,
    published_at: Option<i64>,
    updated_at: Option<i64>,
    withdrawn_at: Option<i64>,
    withdrawn_reason: Option<String>,
    translation_set: Option<String>,
    corrections: String,
    path: String,
    owner_id: Option<Uuid>,
    review: Option<String>,
    plan: Option<String>,
    embargo_until: Option<i64>,
    trashed_at: Option<i64>,
    revision_count: i32,
    latest_revision_id: Uuid,
    published_revision_id: Option<Uuid>,
    published_number: Option<i32>,
    created_at: i64,
    changed_at: i64,
    blocks: String,
    #[sea_orm(nested)]
    revision: RevisionRow,
}

impl ManuscriptRow {
    fn stage(&self) -> Result<Stage> {
        let missing = || Error::stored("articles.stage", format!("{} without its dates", self.stage));
        let former = match (self.first_published_at, self.published_at, self.updated_at) {
            (Some(first), Some(published), Some(updated)) => Some(PublicDates {
                first_published_at: Instant::from_micros(first),
                published_at: Instant::from_micros(published),
                updated_at: Instant::from_micros(updated),
            }),
            _ => None,
        };
        let dates = || former.ok_or_else(missing);
        let instant = |micros: Option<i64>| micros.map(Instant::from_micros).ok_or_else(missing);
        Ok(match self.stage.as_str() {
            "draft" => Stage::Draft,
            "scheduled" => Stage::Scheduled { publish_at: instant(self.publish_at)?, dates: former },
            "published" => Stage::Published { dates: dates()? },
            "withdrawn" => Stage::Withdrawn {
                dates: dates()?,
                at: instant(self.withdrawn_at)?,
                reason: self.withdrawn_reason.clone(),
            },
            "trashed" => {
                Stage::Trashed { dates: former, at: instant(self.trashed_at)?, reason: self.withdrawn_reason.clone() }
            }
            other => return Err(Error::stored("articles.stage", other)),
        })
    }
}

/// Which manuscripts.
#[derive(Debug, Clone, Copy)]
pub enum Which<'a> {
    /// Those with these slugs.
    Slugs(&'a [&'a str]),
    /// Those with these ids.
    Ids(&'a [Id<Article>]),
    /// The first ones after a slug, in the order of slugs.
    After {
        /// The slug.
        slug: &'a str,
        /// How many.
        limit: i64,
    },
}

/// Which content of manuscripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentOf {
    /// The latest.
    Latest,
    /// What readers see, or saw last; manuscripts that never were public are left out.
    Published,
    /// What the content was at this revision.
    Revision(i32),
}

/// Manuscripts with their latest content, in the order of their slugs; in five statements however many.
///
/// # Errors
/// What the database says.
pub async fn find(connection: &impl ConnectionTrait, which: Which<'_>) -> Result<Vec<Manuscript>> {
    find_content(connection, which, ContentOf::Latest).await
}

/// Manuscripts in the order of their slugs, in five statements however many.
///
/// # Errors
/// What the database says.
pub async fn find_content(
    connection: &impl ConnectionTrait,
    which: Which<'_>,
    content: ContentOf,
) -> Result<Vec<Manuscript>> {
    let mut sql = Sql::new(
        "SELECT a.id, a.slug, a.stage, a.publish_at, a.first_published_at, a.published_at, a.updated_at, \
         a.withdrawn_at, a.withdrawn_reason, a.translation_set, a.corrections, a.path, a.owner_id, a.review, a.plan, \
         a.embargo_until, a.trashed_at, a.revision_count, a.latest_revision_id, a.published_revision_id, \
         a.created_at, a.changed_at, b.blocks, p.number AS published_number, ",
    );
    sql.push(REVISION_COLUMNS).push(" FROM articles a JOIN revisions r ON r.id = ");
    match content {
        ContentOf::Latest => sql.push("a.latest_revision_id"),
        ContentOf::Published => sql.push("a.published_revision_id"),
        ContentOf::Revision(number) => sql
            .push("(SELECT x.id FROM revisions x WHERE x.article_id = a.id AND x.number <= ")
            .bind(number)
            .push(" ORDER BY x.number DESC LIMIT 1)"),
    };
    sql.push(" JOIN bodies b ON b.revision_id = r.id LEFT JOIN revisions p ON p.id = a.published_revision_id");
    match which {
        Which::Slugs(slugs) => sql.push(" WHERE a.slug IN ").bind_list(slugs.iter().copied()).push(" ORDER BY a.slug"),
        Which::Ids(ids) => {
            sql.push(" WHERE a.id IN ").bind_list(ids.iter().map(|id| id.uuid())).push(" ORDER BY a.slug")
        }
        Which::After { slug, limit } => {
            sql.push(" WHERE a.slug > ").bind(slug).push(" ORDER BY a.slug LIMIT ").bind(limit)
        }
    };
    let rows: Vec<ManuscriptRow> = sql.all(connection).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let revisions: Vec<Uuid> = rows.iter().map(|row| row.revision.revision_id).collect();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let Relations { mut contributors, mut tags, mut related, mut alternative_ids } =
        contributors::relations(connection, &revisions, &ids).await?;
    rows.into_iter()
        .map(|row| {
            let revision_id: Id<Content> = Id::new(row.revision.revision_id);
            let id: Id<Article> = Id::new(row.id);
            let stage = row.stage()?;
            let revision = row.revision;
            let body: Body = serde_json::from_str(&row.blocks).map_err(|e| Error::stored("bodies.blocks", e))?;
            Ok(Manuscript {
                identity: Identity {
                    id,
                    slug: Slug::stored(row.slug),
                    stage,
                    translation_set: row.translation_set,
                    corrections: serde_json::from_str(&row.corrections)
                        .map_err(|e| Error::stored("articles.corrections", e))?,
                    alternative_ids: alternative_ids.remove(&id.uuid()).unwrap_or_default(),
                    owner: row.owner_id.map(Id::new),
                    review: parsed("articles.review", row.review.as_deref())?,
                    plan: parsed("articles.plan", row.plan.as_deref())?.unwrap_or_default(),
                    embargo_until: row.embargo_until.map(Instant::from_micros),
                },
                path: row.path,
                content_id: revision_id,
                content_revision: revision.number,
                revision: row.revision_count,
                latest: Id::new(row.latest_revision_id),
                published: row.published_revision_id.map(Id::new),
                published_revision: row.published_number,
                created_at: Instant::from_micros(row.created_at),
                changed_at: Instant::from_micros(row.changed_at),
                content: Content {
                    series: revision.series(),
                    lead_image: revision.lead_image(),
                    translation_of: revision.original()?,
                    canonical_url: revision.canonical_url()?,
                    seo: revision.seo()?,
                    kind: revision.kind()?,
                    headline: revision.headline,
                    kicker: revision.kicker,
                    standfirst: revision.standfirst,
                    excerpt: revision.excerpt,
                    language: Language::stored(revision.language),
                    section: Id::new(revision.section_id),
                    byline_text: revision.byline_text,
                    contributors: contributors.remove(&revision_id.uuid()).unwrap_or_default(),
                    tags: tags.remove(&revision_id.uuid()).unwrap_or_default(),
                    related: related.remove(&revision_id.uuid()).unwrap_or_default(),
                    body,
                },
            })
        })
        .collect()
}

/// A member that is stored as JSON, if it is there.
fn parsed<T: serde::de::DeserializeOwned>(place: &str, json: Option<&str>) -> Result<Option<T>> {
    json.map(serde_json::from_str).transpose().map_err(|e| Error::stored(place, e))
}

#[derive(FromQueryResult)]
struct NameRow {
    id: Uuid,
    slug: String,
}

/// The ids of the articles with these slugs, whatever their stage.
///
/// # Errors
/// What the database says.
pub async fn ids_by_slugs(connection: &impl ConnectionTrait, slugs: &[&str]) -> Result<Vec<(String, Id<Article>)>> {
    if slugs.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT id, slug FROM articles WHERE slug IN ");
    sql.bind_list(slugs.iter().copied());
    Ok(sql.all::<NameRow>(connection).await?.into_iter().map(|row| (row.slug, Id::new(row.id))).collect())
}

/// The slugs of the articles with these ids, whatever their stage.
///
/// # Errors
/// What the database says.
pub async fn slugs_by_ids(
    connection: &impl ConnectionTrait,
    ids: &[Id<Article>],
) -> Result<Vec<(Id<Article>, String)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT id, slug FROM articles WHERE id IN ");
    sql.bind_list(ids.iter().map(|id| id.uuid()));
    Ok(sql.all::<NameRow>(connection).await?.into_iter().map(|row| (Id::new(row.id), row.slug)).collect())
}

/// The slugs of those of these articles that are not in the trash.
///
/// # Errors
/// What the database says.
pub async fn kept_slugs_by_ids(
    connection: &impl ConnectionTrait,
    ids: &[Id<Article>],
) -> Result<Vec<(Id<Article>, String)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT id, slug FROM articles WHERE stage <> 'trashed' AND id IN ");
    sql.bind_list(ids.iter().map(|id| id.uuid()));
    Ok(sql.all::<NameRow>(connection).await?.into_iter().map(|row| (Id::new(row.id), row.slug)).collect())
}

#[derive(FromQueryResult)]
struct AlternativeRow {
    scheme: String,
    value: String,
    article_id: Uuid,
}

/// The articles that had one of these ids elsewhere.
///
/// # Errors
/// What the database says.
pub async fn ids_by_alternative_ids(
    connection: &impl ConnectionTrait,
    wanted: &[&masthead_domain::article::AlternativeId],
) -> Result<Vec<(masthead_domain::article::AlternativeId, Id<Article>)>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT scheme, value, article_id FROM alternative_ids WHERE value IN ");
    sql.bind_list(wanted.iter().map(|id| id.value.as_str()));
    let rows: Vec<AlternativeRow> = sql.all(connection).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let id = masthead_domain::article::AlternativeId { scheme: row.scheme, value: row.value };
            (id, Id::new(row.article_id))
        })
        .filter(|(id, _)| wanted.contains(&id))
        .collect())
}
