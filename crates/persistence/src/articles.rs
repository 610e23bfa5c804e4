//! Articles as readers see them. Nothing here can answer with a draft: every statement begins with the published revision.

use std::collections::HashMap;

use masthead_domain::{
    article::{AlternativeId, Article, ArticleKind, Content, LeadImage, Original, PublicDates, SeriesPart},
    body::Body,
    id::Id,
    language::Language,
    section::Section,
    slug::Slug,
    time::Instant,
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{Error, Result, Tx, named::group, sql::Sql};

/// The columns of a revision that cards and manuscripts share.
pub(crate) const REVISION_COLUMNS: &str = "r.id AS revision_id, r.number, r.kind, r.headline, r.kicker, r.standfirst, \
    r.excerpt, r.teaser, r.language, r.section_id, r.series_id, r.series_part, r.lead_asset_id, r.lead_alt, \
    r.lead_caption, r.byline_text, r.original_article_id, r.original_elsewhere, r.canonical_url, r.seo, \
    r.word_count, r.reading_minutes";

/// The content of a revision as it is stored, without its body and its relations.
#[derive(FromQueryResult)]
pub(crate) struct RevisionRow {
    pub(crate) revision_id: Uuid,
    pub(crate) number: i32,
    pub(crate) kind: String,
    pub(crate) headline: String,
    pub(crate) kicker: Option<String>,
    pub(crate) standfirst: Option<String>,
    pub(crate) excerpt: Option<String>,
    pub(crate) teaser: Option<String>,
    pub(crate) language: String,
    pub(crate) section_id: Uuid,
    pub(crate) series_id: Option<Uuid>,
    pub(crate) series_part: Option<i32>,
    pub(crate) lead_asset_id: Option<Uuid>,
    pub(crate) lead_alt: Option<String>,
    pub(crate) lead_caption: Option<String>,
    pub(crate) byline_text: Option<String>,
    pub(crate) original_article_id: Option<Uuid>,
    pub(crate) original_elsewhere: Option<String>,
    pub(crate) canonical_url: Option<String>,
    pub(crate) seo: String,
    pub(crate) word_count: i32,
    pub(crate) reading_minutes: i32,
}

impl RevisionRow {
    pub(crate) fn kind(&self) -> Result<ArticleKind> {
        ArticleKind::parse(&self.kind).ok_or_else(|| Error::stored("revisions.kind", &self.kind))
    }

    pub(crate) fn series(&self) -> Option<SeriesPart> {
        let part = self.series_part.and_then(|part| u32::try_from(part).ok());
        self.series_id.map(|series| SeriesPart { series: Id::new(series), part })
    }

    pub(crate) fn lead_image(&self) -> Option<LeadImage> {
        let asset = Id::new(self.lead_asset_id?);
        Some(LeadImage { asset, alt: self.lead_alt.clone(), caption: self.lead_caption.clone() })
    }

    pub(crate) fn original(&self) -> Result<Option<Original>> {
        if let Some(article) = self.original_article_id {
            return Ok(Some(Original::Here(Id::new(article))));
        }
        let Some(json) = &self.original_elsewhere else { return Ok(None) };
        let original = serde_json::from_str(json).map_err(|e| Error::stored("revisions.original_elsewhere", e))?;
        Ok(Some(Original::Elsewhere(original)))
    }

    pub(crate) fn canonical_url(&self) -> Result<Option<url::Url>> {
        let parsed = self.canonical_url.as_deref().map(str::parse).transpose();
        parsed.map_err(|e| Error::stored("revisions.canonical_url", e))
    }

    pub(crate) fn seo(&self) -> Result<masthead_domain::article::Seo> {
        serde_json::from_str(&self.seo).map_err(|e| Error::stored("revisions.seo", e))
    }
}

#[derive(FromQueryResult)]
struct CardRow {
    id: Uuid,
    slug: String,
    path: String,
    first_published_at: i64,
    published_at: i64,
    updated_at: i64,
    translation_set: Option<String>,
    corrections: String,
    #[sea_orm(nested)]
    revision: RevisionRow,
}

impl TryFrom<CardRow> for Article {
    type Error = Error;
    fn try_from(row: CardRow) -> Result<Self> {
        let revision = row.revision;
        Ok(Self {
            id: Id::new(row.id),
            slug: Slug::stored(row.slug),
            path: row.path,
            revision: revision.number,
            revision_id: Id::new(revision.revision_id),
            dates: PublicDates {
                first_published_at: Instant::from_micros(row.first_published_at),
                published_at: Instant::from_micros(row.published_at),
                updated_at: Instant::from_micros(row.updated_at),
            },
            series: revision.series(),
            lead_image: revision.lead_image(),
            translation_of: revision.original()?,
            canonical_url: revision.canonical_url()?,
            seo: revision.seo()?,
            kind: revision.kind()?,
            headline: revision.headline,
            kicker: revision.kicker,
            standfirst: revision.standfirst,
            excerpt: revision.teaser,
            language: Language::stored(revision.language),
            section: Id::new(revision.section_id),
            byline_text: revision.byline_text,
            translation_set: row.translation_set,
            corrections: serde_json::from_str(&row.corrections)
                .map_err(|e| Error::stored("articles.corrections", e))?,
            word_count: revision.word_count,
            reading_minutes: revision.reading_minutes,
        })
    }
}

fn select_cards() -> Sql {
    let mut sql = Sql::new(
        "SELECT a.id, a.slug, a.path, a.first_published_at, a.published_at, a.updated_at, a.translation_set, \
         a.corrections, ",
    );
    sql.push(REVISION_COLUMNS);
    sql.push(" FROM articles a JOIN revisions r ON r.id = a.published_revision_id WHERE a.stage = 'published'");
    sql
}

/// Those of these articles that are public, in no particular order.
///
/// # Errors
/// What the database says.
pub async fn by_ids(connection: &impl ConnectionTrait, ids: &[Id<Article>]) -> Result<Vec<Article>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = select_cards();
    sql.push(" AND a.id IN ").bind_list(ids.iter().map(|id| id.uuid()));
    sql.all::<CardRow>(connection).await?.into_iter().map(TryInto::try_into).collect()
}

/// How an article is named.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// By its id.
    Id(Id<Article>),
    /// By its slug.
    Slug(String),
    /// By its path on the site.
    Path(String),
}

/// What a reader may know of an article.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "the large one is the usual one")]
pub enum Known {
    /// All of it.
    Public(Article),
    /// That it is gone, and why.
    Withdrawn {
        /// What readers are told.
        reason: Option<String>,
    },
}

#[derive(FromQueryResult)]
struct WithdrawnRow {
    withdrawn_reason: Option<String>,
}

/// One article, if readers may know of it. One statement for a public one; a second one to tell "gone" from "never there".
///
/// # Errors
/// What the database says.
pub async fn get(connection: &impl ConnectionTrait, key: &Key) -> Result<Option<Known>> {
    let push_key = |sql: &mut Sql| match key {
        Key::Id(id) => drop(sql.push(" AND a.id = ").bind(id.uuid())),
        Key::Slug(slug) => drop(sql.push(" AND a.slug = ").bind(slug.as_str())),
        Key::Path(path) => drop(sql.push(" AND a.path = ").bind(path.as_str())),
    };
    let mut sql = select_cards();
    push_key(&mut sql);
    if let Some(row) = sql.one::<CardRow>(connection).await? {
        return Ok(Some(Known::Public(row.try_into()?)));
    }
    let mut sql = Sql::new(
        "SELECT a.withdrawn_reason FROM articles a \
         WHERE (a.stage = 'withdrawn' OR (a.stage = 'trashed' AND a.published_at IS NOT NULL))",
    );
    push_key(&mut sql);
    let row = sql.one::<WithdrawnRow>(connection).await?;
    Ok(row.map(|row| Known::Withdrawn { reason: row.withdrawn_reason }))
}

#[derive(FromQueryResult)]
struct BodyRow {
    revision_id: Uuid,
    blocks: String,
}

/// The bodies of these revisions.
///
/// # Errors
/// What the database says.
pub async fn bodies(
    connection: &impl ConnectionTrait,
    revisions: &[Id<Content>],
) -> Result<HashMap<Id<Content>, Body>> {
    if revisions.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new("SELECT revision_id, blocks FROM bodies WHERE revision_id IN ");
    sql.bind_list(revisions.iter().map(|id| id.uuid()));
    sql.all::<BodyRow>(connection)
        .await?
        .into_iter()
        .map(|row| {
            let body = serde_json::from_str(&row.blocks).map_err(|e| Error::stored("bodies.blocks", e))?;
            Ok((Id::new(row.revision_id), body))
        })
        .collect()
}

#[derive(FromQueryResult)]
struct AlternativeRow {
    article_id: Uuid,
    scheme: String,
    value: String,
}

/// The ids these articles had elsewhere, ordered by scheme and value.
///
/// # Errors
/// What the database says.
pub async fn alternative_ids(
    connection: &impl ConnectionTrait,
    articles: &[Id<Article>],
) -> Result<HashMap<Id<Article>, Vec<AlternativeId>>> {
    if articles.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new("SELECT article_id, scheme, value FROM alternative_ids WHERE article_id IN ");
    sql.bind_list(articles.iter().map(|id| id.uuid())).push(" ORDER BY article_id, scheme, value");
    let rows: Vec<AlternativeRow> = sql.all(connection).await?;
    Ok(group(
        rows.into_iter().map(|row| (Id::new(row.article_id), AlternativeId { scheme: row.scheme, value: row.value })),
    ))
}

/// What the path of an article is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct PathParts {
    /// Which article.
    pub id: Id<Article>,
    /// Its path as it is now.
    pub path: String,
    /// Its slug.
    pub slug: Slug,
    /// The language of its latest revision.
    pub language: Language,
    /// The section of its latest revision.
    pub section: Id<Section>,
    /// The first time it was public.
    pub first_published_at: Option<Instant>,
}

#[derive(FromQueryResult)]
struct PathRow {
    id: Uuid,
    path: String,
    slug: String,
    language: String,
    section_id: Uuid,
    first_published_at: Option<i64>,
}

/// Is an article at this path?
///
/// # Errors
/// What the database says.
pub async fn is_at(connection: &impl ConnectionTrait, path: &str) -> Result<bool> {
    let mut sql = Sql::new("SELECT a.id FROM articles a WHERE a.path = ");
    sql.bind(path).push(" LIMIT 1");
    Ok(!sql.all::<IdRow>(connection).await?.is_empty())
}

#[derive(FromQueryResult)]
struct IdRow {
    #[allow(dead_code)]
    id: Uuid,
}

/// What the paths of articles are made from, whatever their stage, by id after `after`; of all sections or of these.
///
/// # Errors
/// What the database says.
pub async fn path_parts(
    connection: &impl ConnectionTrait,
    sections: Option<&[Id<Section>]>,
    after: Id<Article>,
    limit: i64,
) -> Result<Vec<PathParts>> {
    let mut sql = Sql::new(
        "SELECT a.id, a.path, a.slug, r.language, r.section_id, a.first_published_at FROM articles a \
         JOIN revisions r ON r.id = COALESCE(a.published_revision_id, a.latest_revision_id) WHERE a.id > ",
    );
    sql.bind(after.uuid());
    if let Some(sections) = sections {
        sql.push(" AND r.section_id IN ").bind_list(sections.iter().map(|id| id.uuid()));
    }
    sql.push(" ORDER BY a.id LIMIT ").bind(limit);
    let rows: Vec<PathRow> = sql.all(connection).await?;
    Ok(rows
        .into_iter()
        .map(|row| PathParts {
            id: Id::new(row.id),
            path: row.path,
            slug: Slug::stored(row.slug),
            language: Language::stored(row.language),
            section: Id::new(row.section_id),
            first_published_at: row.first_published_at.map(Instant::from_micros),
        })
        .collect())
}

/// Gives articles other paths.
///
/// # Errors
/// What the database says.
pub async fn set_paths(tx: &Tx, paths: &[(Id<Article>, String)]) -> Result<()> {
    if paths.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("UPDATE articles SET path = moved.column2 FROM (VALUES ");
    sql.bind_rows(paths.iter().map(|(id, path)| [id.uuid().into(), path.as_str().into()]));
    sql.push(") AS moved WHERE articles.id = moved.column1");
    sql.run(tx).await?;
    Ok(())
}
