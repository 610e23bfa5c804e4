//! The one place that writes articles.

use std::collections::BTreeSet;

use masthead_domain::{
    article::{Article, Content, Original, Plan, Stage},
    id::Id,
    section::Section,
    slug::Slug,
    time::Instant,
    user::User,
};
use sea_orm::Value;
use uuid::Uuid;

use super::Manuscript;
use crate::{
    Result, Tx, former_slugs,
    listings::{self, Listed},
    named::json,
    redirects, search,
    sql::{Sql, insert_many},
};

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

/// Writes articles, their new revisions, their places in the lists and what is searched of them, in about twenty statements for some
/// dozens.
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
            let found = listed.iter().filter(|l| were_listed || l.identity.stage.is_public()).map(|l| l.identity.id);
            search::reindex(tx, &found.collect::<Vec<_>>()).await?;
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
        Stage::Trashed { reason, .. } => (None, reason.clone()),
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
        "kind",
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
    insert_many(tx, "revision_related", &["revision_id", "position", "article_id"], related.collect()).await?;
    insert_assets(tx, &new).await
}

/// Which assets the revisions show, above their texts and in them.
async fn insert_assets(tx: &Tx, new: &[&Saving<'_>]) -> Result<()> {
    let leads = new.iter().filter_map(|s| {
        let lead = s.manuscript.content.lead_image.as_ref()?;
        Some(vec![s.manuscript.content_id.uuid().into(), lead.asset.uuid().into()])
    });
    insert_many(tx, "revision_assets", &["revision_id", "asset_id"], leads.collect()).await?;
    let keys: Vec<[Value; 2]> = new
        .iter()
        .flat_map(|s| {
            let keys: BTreeSet<&str> = s.manuscript.content.body.asset_keys().collect();
            keys.into_iter().map(|key| [s.manuscript.content_id.uuid().into(), key.into()])
        })
        .collect();
    // A statement has room for some thousands of values.
    for some in keys.chunks(1_000) {
        let mut sql = Sql::new("WITH shown AS (SELECT column1 AS revision_id, column2 AS key FROM (VALUES ");
        sql.bind_rows(some.iter().cloned());
        sql.push(") AS pairs) INSERT INTO revision_assets (revision_id, asset_id) ");
        sql.push("SELECT shown.revision_id, a.id FROM shown JOIN assets a ON a.key = shown.key WHERE 1 = 1 ");
        sql.push("ON CONFLICT DO NOTHING");
        sql.run(tx).await?;
    }
    Ok(())
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
        content.kind.as_str().into(),
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

/// Destroys an article with everything that belongs to it. Its slug stays reserved, if there is one to reserve.
///
/// # Errors
/// What the database says.
pub async fn purge(tx: &Tx, article: Id<Article>, slug: Option<&Slug>, now: Instant) -> Result<()> {
    search::forget(tx, article).await?;
    redirects::forget_article(tx, article).await?;
    // A translation of it is one of something that is not here any more.
    for statement in [
        "UPDATE revisions SET original_article_id = NULL WHERE original_article_id = ",
        "DELETE FROM articles WHERE id = ",
    ] {
        let mut sql = Sql::new(statement);
        sql.bind(article.uuid());
        sql.run(tx).await?;
    }
    listings::forget_related(tx, article).await?;
    match slug {
        Some(slug) => former_slugs::put(tx, former_slugs::ARTICLE, slug, article.uuid(), now).await,
        None => Ok(()),
    }
}
