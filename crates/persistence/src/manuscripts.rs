//! Manuscripts: articles whole, with their latest revision, whatever their stage; and the one place that writes them.
//!
//! For editors, importers and exporters. Readers' doors never come here.

use masthead_domain::{
    article::{Article, Content, Identity, Original, Plan, PublicDates, Stage},
    body::Body,
    id::Id,
    language::Language,
    section::Section,
    slug::Slug,
    time::Instant,
    user::User,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use crate::{
    Error, Result, Tx,
    articles::{self, REVISION_COLUMNS, RevisionRow},
    contributors,
    listings::{self, Listed},
    named::json,
    sql::{Sql, insert_many},
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
            "trashed" => Stage::Trashed { dates: former, at: instant(self.trashed_at)? },
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
         a.created_at, a.changed_at, b.blocks, ",
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
    sql.push(" JOIN bodies b ON b.revision_id = r.id");
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
    let revisions: Vec<Id<Content>> = rows.iter().map(|row| Id::new(row.revision.revision_id)).collect();
    let ids: Vec<Id<Article>> = rows.iter().map(|row| Id::new(row.id)).collect();
    let mut contributions = contributors::contributions(connection, &revisions).await?;
    let mut tags = contributors::tags(connection, &revisions).await?;
    let mut related = contributors::related(connection, &revisions).await?;
    let mut alternative_ids = articles::alternative_ids(connection, &ids).await?;
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
                    alternative_ids: alternative_ids.remove(&id).unwrap_or_default(),
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
                created_at: Instant::from_micros(row.created_at),
                changed_at: Instant::from_micros(row.changed_at),
                content: Content {
                    series: revision.series(),
                    lead_image: revision.lead_image(),
                    translation_of: revision.original()?,
                    canonical_url: revision.canonical_url()?,
                    seo: revision.seo()?,
                    headline: revision.headline,
                    kicker: revision.kicker,
                    standfirst: revision.standfirst,
                    excerpt: revision.excerpt,
                    language: Language::stored(revision.language),
                    section: Id::new(revision.section_id),
                    byline_text: revision.byline_text,
                    contributors: contributions.remove(&revision_id).unwrap_or_default(),
                    tags: tags.remove(&revision_id).unwrap_or_default(),
                    related: related.remove(&revision_id).unwrap_or_default(),
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

/// What is written for one article.
#[derive(Debug)]
pub struct Saving<'a> {
    /// The article as it is to be.
    pub manuscript: &'a Manuscript,
    /// Is the article new?
    pub is_new: bool,
    /// Is the content new? Content that is there is never written again.
    pub content_is_new: bool,
    /// Who changes it; nobody when it is the program itself.
    pub by: Option<Id<User>>,
    /// The article's path on the site.
    pub path: String,
    /// The teaser of cards: written, or derived.
    pub teaser: Option<String>,
    /// Words of the body.
    pub word_count: i32,
    /// Minutes to read it.
    pub reading_minutes: i32,
    /// Its places in the lists, if they change. Ignored unless it is published.
    pub listed: Option<Places<'a>>,
}

/// What the places of an article in the lists follow from.
#[derive(Debug)]
pub struct Places<'a> {
    /// What readers see of it.
    pub content: &'a Content,
    /// The section of that, and everything that it lies within.
    pub sections: Vec<Id<Section>>,
}

/// Writes articles, their new revisions and their places in the lists, in about ten statements however many there are.
///
/// # Errors
/// [`Error::Taken`] when another article has the slug or an alternative id.
pub async fn save(tx: &Tx, savings: &[Saving<'_>], now: Instant) -> Result<()> {
    let (new, known): (Vec<_>, Vec<_>) = savings.iter().partition(|saving| saving.is_new);
    let rows = new.iter().map(|s| article_values(s, now)).collect::<Result<_>>()?;
    insert_many(tx, "articles", &ARTICLE_COLUMNS, rows).await?;
    for saving in &known {
        update(tx, saving, now).await?;
    }
    insert_revisions(tx, savings, now).await?;
    let known_ids: Vec<Uuid> = known.iter().map(|s| s.manuscript.identity.id.uuid()).collect();
    if !known_ids.is_empty() {
        let mut sql = Sql::new("DELETE FROM alternative_ids WHERE article_id IN ");
        sql.bind_list(known_ids);
        sql.run(tx).await?;
    }
    let alternatives = savings.iter().flat_map(|saving| {
        let identity = &saving.manuscript.identity;
        identity.alternative_ids.iter().map(|alternative| {
            vec![alternative.scheme.as_str().into(), alternative.value.as_str().into(), identity.id.uuid().into()]
        })
    });
    insert_many(tx, "alternative_ids", &["scheme", "value", "article_id"], alternatives.collect()).await?;
    for (group, were_listed) in [(new, false), (known, true)] {
        let listed: Vec<Listed<'_>> = group
            .iter()
            .filter_map(|s| {
                let Places { content, sections } = s.listed.as_ref()?;
                Some(Listed { identity: &s.manuscript.identity, content, sections })
            })
            .collect();
        if !listed.is_empty() {
            listings::replace(tx, &listed, were_listed).await?;
        }
    }
    Ok(())
}

const ARTICLE_COLUMNS: [&str; 23] = [
    "id",
    "slug",
    "path",
    "stage",
    "publish_at",
    "first_published_at",
    "published_at",
    "updated_at",
    "withdrawn_at",
    "withdrawn_reason",
    "translation_set",
    "corrections",
    "revision_count",
    "latest_revision_id",
    "published_revision_id",
    "owner_id",
    "review",
    "plan",
    "embargo_until",
    "trashed_at",
    "due_at",
    "changed_at",
    "created_at",
];

fn article_values(saving: &Saving<'_>, now: Instant) -> Result<Vec<Value>> {
    let Manuscript { identity, revision, latest, published, .. } = saving.manuscript;
    let dates = identity.stage.dates();
    let publish_at = match &identity.stage {
        Stage::Scheduled { publish_at, .. } => Some(publish_at.micros()),
        _ => None,
    };
    let (withdrawn_at, withdrawn_reason) = match &identity.stage {
        Stage::Withdrawn { at, reason, .. } => (Some(at.micros()), reason.clone()),
        _ => (None, None),
    };
    let trashed_at = match &identity.stage {
        Stage::Trashed { at, .. } => Some(at.micros()),
        _ => None,
    };
    let plan = (identity.plan != Plan::default()).then(|| json(&identity.plan)).transpose()?;
    Ok(vec![
        identity.id.uuid().into(),
        identity.slug.as_str().into(),
        saving.path.as_str().into(),
        identity.stage.name().as_str().into(),
        publish_at.into(),
        dates.map(|d| d.first_published_at.micros()).into(),
        dates.map(|d| d.published_at.micros()).into(),
        dates.map(|d| d.updated_at.micros()).into(),
        withdrawn_at.into(),
        withdrawn_reason.into(),
        identity.translation_set.clone().into(),
        json(&identity.corrections)?.into(),
        (*revision).into(),
        latest.uuid().into(),
        published.map(Id::uuid).into(),
        identity.owner.map(Id::uuid).into(),
        identity.review.as_ref().map(json).transpose()?.into(),
        plan.into(),
        identity.embargo_until.map(Instant::micros).into(),
        trashed_at.into(),
        identity.due_at().map(Instant::micros).into(),
        now.micros().into(),
        now.micros().into(),
    ])
}

async fn update(tx: &Tx, saving: &Saving<'_>, now: Instant) -> Result<()> {
    let values = article_values(saving, now)?;
    let mut sql = Sql::new("UPDATE articles SET ");
    // Neither the id nor the date of creation ever changes: they are the first and the last column.
    let changing = 1..ARTICLE_COLUMNS.len() - 1;
    for (place, (column, value)) in ARTICLE_COLUMNS.iter().zip(values).enumerate() {
        if changing.contains(&place) {
            sql.push(if place > 1 { ", " } else { "" }).push(column).push(" = ").bind(value);
        }
    }
    sql.push(" WHERE id = ").bind(saving.manuscript.identity.id.uuid());
    sql.run(tx).await?;
    Ok(())
}

async fn insert_revisions(tx: &Tx, savings: &[Saving<'_>], now: Instant) -> Result<()> {
    let new: Vec<&Saving<'_>> = savings.iter().filter(|saving| saving.content_is_new).collect();
    let rows = new.iter().map(|saving| revision_values(saving, now)).collect::<Result<_>>()?;
    let columns = [
        "id",
        "article_id",
        "number",
        "created_at",
        "created_by",
        "headline",
        "kicker",
        "standfirst",
        "excerpt",
        "teaser",
        "language",
        "section_id",
        "series_id",
        "series_part",
        "lead_asset_id",
        "lead_alt",
        "lead_caption",
        "byline_text",
        "original_article_id",
        "original_elsewhere",
        "canonical_url",
        "seo",
        "word_count",
        "reading_minutes",
    ];
    insert_many(tx, "revisions", &columns, rows).await?;
    let bodies = new
        .iter()
        .map(|s| Ok(vec![s.manuscript.content_id.uuid().into(), json(&s.manuscript.content.body)?.into()]))
        .collect::<Result<_>>()?;
    insert_many(tx, "bodies", &["revision_id", "blocks"], bodies).await?;
    let contributions = new.iter().flat_map(|s| {
        s.manuscript.content.contributors.iter().zip(0_i16..).map(|(c, position)| {
            vec![
                s.manuscript.content_id.uuid().into(),
                position.into(),
                c.author.uuid().into(),
                c.role.number().into(),
                c.credited_as.clone().into(),
            ]
        })
    });
    let columns = ["revision_id", "position", "author_id", "role", "credited_as"];
    insert_many(tx, "revision_contributors", &columns, contributions.collect()).await?;
    let link = |owner: Id<Content>, position: i16, target: Uuid| -> Vec<Value> {
        vec![owner.uuid().into(), position.into(), target.into()]
    };
    let tags = new.iter().flat_map(|s| {
        let tags = s.manuscript.content.tags.iter().zip(0_i16..);
        tags.map(|(tag, position)| link(s.manuscript.content_id, position, tag.uuid()))
    });
    insert_many(tx, "revision_tags", &["revision_id", "position", "tag_id"], tags.collect()).await?;
    let related = new.iter().flat_map(|s| {
        let related = s.manuscript.content.related.iter().zip(0_i16..);
        related.map(|(article, position)| link(s.manuscript.content_id, position, article.uuid()))
    });
    insert_many(tx, "revision_related", &["revision_id", "position", "article_id"], related.collect()).await
}

fn revision_values(saving: &Saving<'_>, now: Instant) -> Result<Vec<Value>> {
    let Manuscript { identity, content, content_id, content_revision, .. } = saving.manuscript;
    let (here, elsewhere) = match &content.translation_of {
        None => (None, None),
        Some(Original::Here(article)) => (Some(article.uuid()), None),
        Some(Original::Elsewhere(original)) => (None, Some(json(original)?)),
    };
    let part = content.series.and_then(|s| s.part).and_then(|part| i32::try_from(part).ok());
    Ok(vec![
        content_id.uuid().into(),
        identity.id.uuid().into(),
        (*content_revision).into(),
        now.micros().into(),
        saving.by.map(Id::uuid).into(),
        content.headline.as_str().into(),
        content.kicker.clone().into(),
        content.standfirst.clone().into(),
        content.excerpt.clone().into(),
        saving.teaser.clone().into(),
        content.language.as_str().into(),
        content.section.uuid().into(),
        content.series.map(|s| s.series.uuid()).into(),
        part.into(),
        content.lead_image.as_ref().map(|lead| lead.asset.uuid()).into(),
        content.lead_image.as_ref().and_then(|lead| lead.alt.clone()).into(),
        content.lead_image.as_ref().and_then(|lead| lead.caption.clone()).into(),
        content.byline_text.clone().into(),
        here.into(),
        elsewhere.into(),
        content.canonical_url.as_ref().map(ToString::to_string).into(),
        json(&content.seo)?.into(),
        saving.word_count.into(),
        saving.reading_minutes.into(),
    ])
}
