//! Exporting a bundle: everything, as of one moment, in an order that follows from names alone.

use std::{
    collections::{HashMap, HashSet},
    io::Write,
};

use masthead_domain::{
    article::{Article, ArticleKind, Original, Seo, Stage},
    asset::{Asset, Source},
    author::Author,
    bundle::{
        ArticleRecord, AssetRecord, AuthorRecord, BodyRecord, CollectionRecord, ContributorRecord, LeadImageRecord,
        OriginalHere, PostRecord, Record, RedirectRecord, SectionRecord, SeriesPartRecord, SeriesRecord, SiteRecord,
        TagRecord, TranslationOfRecord,
    },
    id::Id,
    redirect::RedirectTarget,
    slug::Slug,
};
use masthead_persistence::{
    Snapshot, assets, authors, collections,
    manuscripts::{self, ContentOf, Manuscript, Which},
    posts, redirects, sections, series, sites, tags,
};

use super::files;
use crate::{App, Error, Result, structure::FocalForm};

/// Records read at once.
const AT_ONCE: u64 = 200;

/// So many records have been written.
#[derive(Debug, Clone, Copy)]
pub struct ExportProgress {
    /// Records so far.
    pub records: u64,
}

/// An asset, its file by the name that it has among the files of a bundle.
fn asset_record(asset: Asset) -> AssetRecord {
    let file = asset.file().map(files::name);
    let (url, media_type, width, height) = match asset.source {
        Source::Elsewhere(it) => (Some(it.url), it.media_type, it.width, it.height),
        Source::Here(_) => (asset.fetched_from, None, None, None),
    };
    AssetRecord {
        key: asset.key,
        url,
        file,
        filename: asset.filename,
        media_type,
        width,
        height,
        alt: asset.alt,
        caption: asset.caption,
        credit: asset.credit,
        decorative: asset.decorative,
        copyright: asset.copyright,
        usage_terms: asset.usage_terms,
        rights_expire_at: asset.rights_expire_at,
        focal_point: asset.focal_point.map(|point| {
            let FocalForm { x, y } = point.into();
            [x, y]
        }),
    }
}

/// The posts of an article, in the order in which they were added.
async fn export_posts(db: &Snapshot, article: Id<Article>, write: &mut impl FnMut(Record) -> Result<()>) -> Result<()> {
    let mut after = 0;
    loop {
        let some = posts::after(db, article, after, i64::try_from(AT_ONCE).unwrap_or(i64::MAX)).await?;
        let Some(last) = some.last().and_then(|post| post.seq) else { return Ok(()) };
        after = last;
        let slugs = manuscripts::slugs_by_ids(db, &[article]).await?;
        let slug = slugs.into_iter().next().map(|(_, slug)| Slug::stored(slug));
        let slug = slug.ok_or_else(|| Error::internal("an article was lost while it was exported"))?;
        let mut ids: Vec<Id<Author>> = some.iter().flat_map(|post| post.authors.iter().copied()).collect();
        ids.sort_unstable();
        ids.dedup();
        let names: HashMap<_, _> = authors::by_ids(db, &ids).await?.into_iter().map(|it| (it.id, it.slug)).collect();
        for post in some {
            write(Record::Post(Box::new(PostRecord {
                id: post.id,
                article: slug.clone(),
                posted_at: post.posted_at,
                headline: post.headline,
                body: (!post.body.blocks.is_empty()).then_some(BodyRecord::Blocks(post.body)),
                authors: post.authors.iter().filter_map(|id| names.get(id).cloned()).collect(),
                key_event: post.is_key_event,
                pinned: post.is_pinned,
            })))?;
        }
    }
}

/// Writes the publication as a bundle. The same publication gives the same bytes.
///
/// # Errors
/// When the database or the output fails.
pub async fn export(app: &App, out: &mut impl Write, mut report: impl FnMut(ExportProgress)) -> Result<u64> {
    let db = app.db.snapshot().await?;
    let mut records = 0;
    let mut write = |record: Record| -> Result<()> {
        serde_json::to_writer(&mut *out, &record).map_err(Error::internal)?;
        out.write_all(b"\n").map_err(Error::internal)?;
        records += 1;
        report(ExportProgress { records });
        Ok(())
    };
    if let Some(site) = sites::get(&db).await? {
        write(Record::Site(SiteRecord {
            name: site.name,
            url: site.url,
            language: site.language,
            timezone: site.timezone,
            description: site.description,
            article_path: Some(site.article_path.as_str().to_owned()),
            navigation: site.navigation,
            social_links: site.social_links,
        }))?;
    }
    export_sections(&db, &mut write).await?;
    let mut after = String::new();
    loop {
        let some = assets::after_key(&db, &after, i64::try_from(AT_ONCE).unwrap_or(i64::MAX)).await?;
        let Some(last) = some.last() else { break };
        after.clone_from(&last.key);
        for asset in some {
            write(Record::Asset(asset_record(asset)))?;
        }
    }
    export_named(&db, &mut write).await?;
    let mut after = String::new();
    loop {
        let which = Which::After { slug: &after, limit: i64::try_from(AT_ONCE).unwrap_or(i64::MAX) };
        let mut some = manuscripts::find(&db, which).await?;
        let Some(last) = some.last() else { break };
        after = last.identity.slug.to_string();
        // A published article is what readers see of it; what is in the trash is on its way out.
        let hidden = |m: &Manuscript| m.identity.stage.is_public() && m.has_changes();
        let ids: Vec<_> = some.iter().filter(|m| hidden(m)).map(|m| m.identity.id).collect();
        if !ids.is_empty() {
            let published = manuscripts::find_content(&db, Which::Ids(&ids), ContentOf::Published).await?;
            for manuscript in published {
                some.retain(|m| m.identity.id != manuscript.identity.id);
                some.push(manuscript);
            }
            some.sort_by(|a, b| a.identity.slug.as_str().cmp(b.identity.slug.as_str()));
        }
        some.retain(|m| !matches!(m.identity.stage, Stage::Trashed { .. }));
        let live = some.iter().filter(|manuscript| manuscript.content.kind == ArticleKind::Live);
        let live: Vec<_> = live.map(|manuscript| manuscript.identity.id).collect();
        for record in article_records(&db, some).await? {
            write(Record::Article(Box::new(record)))?;
        }
        for article in live {
            export_posts(&db, article, &mut write).await?;
        }
    }
    export_collections(&db, &mut write).await?;
    let mut after = String::new();
    loop {
        let some = redirects::after_path(&db, &after, AT_ONCE).await?;
        let Some(last) = some.last() else { break };
        after.clone_from(&last.from);
        let ids: Vec<Id<Article>> = some
            .iter()
            .filter_map(|redirect| match &redirect.to {
                RedirectTarget::Article(id) => Some(*id),
                RedirectTarget::Path(_) => None,
            })
            .collect();
        let slugs: HashMap<_, _> = manuscripts::slugs_by_ids(&db, &ids).await?.into_iter().collect();
        for redirect in some {
            let (to, article) = match redirect.to {
                RedirectTarget::Path(to) => (Some(to), None),
                RedirectTarget::Article(id) => (None, slugs.get(&id).map(|slug| Slug::stored(slug.clone()))),
            };
            write(Record::Redirect(RedirectRecord { from: redirect.from, to, article }))?;
        }
    }
    Ok(records)
}

async fn export_sections(db: &Snapshot, write: &mut impl FnMut(Record) -> Result<()>) -> Result<()> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let some = sections::after_slug(db, &after, AT_ONCE).await?;
        let Some(last) = some.last() else { break };
        after = last.slug.to_string();
        all.extend(some);
    }
    let slugs: HashMap<_, _> = all.iter().map(|section| (section.id, section.slug.clone())).collect();
    // A path begins with the path of what it lies within, so parents come first.
    all.sort_by(|a, b| a.path.cmp(&b.path));
    for section in all {
        write(Record::Section(SectionRecord {
            parent: section.parent.and_then(|id| slugs.get(&id).cloned()),
            slug: section.slug,
            name: section.name,
            description: section.description,
            position: Some(section.position),
        }))?;
    }
    Ok(())
}

async fn export_named(db: &Snapshot, write: &mut impl FnMut(Record) -> Result<()>) -> Result<()> {
    let mut after = String::new();
    loop {
        let some = authors::after_slug(db, &after, AT_ONCE).await?;
        let Some(last) = some.last() else { break };
        after = last.slug.to_string();
        let portraits: Vec<_> = some.iter().filter_map(|author| author.portrait).collect();
        let keys: HashMap<_, _> =
            assets::find(db, &portraits, &[]).await?.into_iter().map(|asset| (asset.id, asset.key)).collect();
        for author in some {
            write(Record::Author(AuthorRecord {
                slug: author.slug,
                name: author.name,
                kind: author.kind,
                bio: author.bio,
                portrait: author.portrait.and_then(|id| keys.get(&id).cloned()),
                links: author.links,
            }))?;
        }
    }
    let mut after = String::new();
    loop {
        let some = tags::after_slug(db, &after, AT_ONCE).await?;
        let Some(last) = some.last() else { break };
        after = last.slug.to_string();
        for tag in some {
            write(Record::Tag(TagRecord { slug: tag.slug, name: tag.name, description: tag.description }))?;
        }
    }
    let mut after = String::new();
    loop {
        let some = series::after_slug(db, &after, AT_ONCE).await?;
        let Some(last) = some.last() else { break };
        after = last.slug.to_string();
        for series in some {
            let (slug, title, description) = (series.slug, series.title, series.description);
            write(Record::Series(SeriesRecord { slug, title, description }))?;
        }
    }
    Ok(())
}

async fn export_collections(db: &Snapshot, write: &mut impl FnMut(Record) -> Result<()>) -> Result<()> {
    let mut after = String::new();
    loop {
        let some = collections::after_slug(db, &after, AT_ONCE).await?;
        let Some(last) = some.last() else { return Ok(()) };
        after = last.slug.to_string();
        for kept in collections::with_items(db, some).await? {
            let slugs: HashMap<_, _> = manuscripts::slugs_by_ids(db, &kept.items).await?.into_iter().collect();
            let items = kept.items.iter().filter_map(|id| slugs.get(id).cloned().map(Slug::stored)).collect();
            write(Record::Collection(CollectionRecord {
                slug: kept.collection.slug,
                title: kept.collection.title,
                description: kept.collection.description,
                items,
            }))?;
        }
    }
}

/// Articles as records, with the names of everything they refer to.
async fn article_records(db: &Snapshot, manuscripts: Vec<Manuscript>) -> Result<Vec<ArticleRecord>> {
    fn ids<T: Copy + Eq + std::hash::Hash>(of: impl Iterator<Item = T>) -> Vec<T> {
        of.collect::<HashSet<_>>().into_iter().collect()
    }
    let all = || manuscripts.iter().map(|manuscript| &manuscript.content);
    let sections: HashMap<_, _> = sections::by_ids(db, &ids(all().map(|c| c.section)))
        .await?
        .into_iter()
        .map(|section| (section.id, section.slug))
        .collect();
    let authors: HashMap<_, _> = authors::by_ids(db, &ids(all().flat_map(|c| &c.contributors).map(|c| c.author)))
        .await?
        .into_iter()
        .map(|author| (author.id, author.slug))
        .collect();
    let tags: HashMap<_, _> = tags::by_ids(db, &ids(all().flat_map(|c| &c.tags).copied()))
        .await?
        .into_iter()
        .map(|tag| (tag.id, tag.slug))
        .collect();
    let series: HashMap<_, _> = series::by_ids(db, &ids(all().filter_map(|c| c.series).map(|part| part.series)))
        .await?
        .into_iter()
        .map(|series| (series.id, series.slug))
        .collect();
    let assets: HashMap<_, _> =
        assets::find(db, &ids(all().filter_map(|c| c.lead_image.as_ref()).map(|lead| lead.asset)), &[])
            .await?
            .into_iter()
            .map(|asset| (asset.id, asset.key))
            .collect();
    let originals = all().filter_map(|c| match &c.translation_of {
        Some(Original::Here(id)) => Some(*id),
        _ => None,
    });
    let articles: HashMap<_, _> =
        manuscripts::slugs_by_ids(db, &ids(all().flat_map(|c| c.related.iter().copied()).chain(originals)))
            .await?
            .into_iter()
            .map(|(id, slug)| (id, Slug::stored(slug)))
            .collect();

    manuscripts
        .into_iter()
        .map(|Manuscript { identity, content, .. }| {
            let missing = || Error::internal(format!("a reference of the article {:?} leads nowhere", identity.slug));
            let is_scheduled = matches!(identity.stage, Stage::Scheduled { .. });
            let dates = identity.stage.dates().filter(|_| !is_scheduled);
            let published_at = match &identity.stage {
                Stage::Scheduled { publish_at, .. } => Some(*publish_at),
                _ => dates.map(|dates| dates.published_at),
            };
            let withdrawn_reason = match &identity.stage {
                Stage::Withdrawn { reason, .. } => reason.clone(),
                _ => None,
            };
            let contributors = content
                .contributors
                .into_iter()
                .map(|c| {
                    let author = authors.get(&c.author).cloned().ok_or_else(missing)?;
                    Ok(ContributorRecord { author, role: c.role, credited_as: c.credited_as })
                })
                .collect::<Result<_>>()?;
            let translation_of = match content.translation_of {
                None => None,
                Some(Original::Elsewhere(original)) => Some(TranslationOfRecord::Elsewhere(original)),
                Some(Original::Here(id)) => {
                    let article = articles.get(&id).cloned().ok_or_else(missing)?;
                    Some(TranslationOfRecord::Here(OriginalHere { article }))
                }
            };
            let series = content.series.map(|part| {
                let slug = series.get(&part.series).cloned().ok_or_else(missing)?;
                Ok::<_, Error>(SeriesPartRecord { slug, part: part.part })
            });
            let lead_image = content.lead_image.map(|lead| {
                let asset = assets.get(&lead.asset).cloned().ok_or_else(missing)?;
                Ok::<_, Error>(LeadImageRecord { asset, alt: lead.alt, caption: lead.caption })
            });
            Ok(ArticleRecord {
                section: sections.get(&content.section).cloned().ok_or_else(missing)?,
                tags: content.tags.iter().map(|id| tags.get(id).cloned().ok_or_else(missing)).collect::<Result<_>>()?,
                series: series.transpose()?,
                lead_image: lead_image.transpose()?,
                related: content
                    .related
                    .iter()
                    .map(|id| articles.get(id).cloned().ok_or_else(missing))
                    .collect::<Result<_>>()?,
                contributors,
                translation_of,
                kind: content.kind,
                headline: content.headline,
                language: Some(content.language),
                kicker: content.kicker,
                standfirst: content.standfirst,
                excerpt: content.excerpt,
                body: (!content.body.blocks.is_empty()).then_some(BodyRecord::Blocks(content.body)),
                byline_text: content.byline_text,
                stage: Some(identity.stage.name()),
                published_at,
                first_published_at: dates.map(|dates| dates.first_published_at),
                updated_at: dates.map(|dates| dates.updated_at),
                withdrawn_reason,
                translation_set: identity.translation_set.clone(),
                corrections: identity.corrections.clone(),
                canonical_url: content.canonical_url,
                seo: Some(content.seo).filter(|seo| *seo != Seo::default()),
                alternative_ids: identity.alternative_ids.clone(),
                slug: identity.slug.clone(),
            })
        })
        .collect()
}
