//! Things as records of a bundle: with the names of everything they refer to.

use std::collections::{HashMap, HashSet};

use masthead_domain::{
    article::{Article, Original, Seo, Stage},
    asset::{Asset, Source},
    author::Author,
    bundle::{
        ArticleRecord, AssetRecord, AuthorRecord, BodyRecord, CollectionRecord, ContributorRecord, LeadImageRecord,
        OriginalHere, PostRecord, RedirectRecord, SectionRecord, SeriesPartRecord, SeriesRecord, SiteRecord, TagRecord,
        TranslationOfRecord,
    },
    collection::CollectionWithItems,
    id::Id,
    post::Post,
    redirect::{Redirect, RedirectTarget},
    section::Section,
    series::Series,
    site::Site,
    slug::Slug,
    tag::Tag,
};
use masthead_persistence::{
    Snapshot, assets, authors,
    manuscripts::{self, Manuscript},
    sections, series, tags,
};

use super::files;
use crate::{Error, Result, structure::FocalForm};

/// An asset, its file by the name that it has among the files of a bundle.
pub(super) fn asset_record(asset: Asset) -> AssetRecord {
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

/// The slugs of those of these articles that are not in the trash: what is there is on its way out, and is no part of a bundle.
pub(super) async fn kept_slugs(db: &Snapshot, ids: &[Id<Article>]) -> Result<HashMap<Id<Article>, Slug>> {
    let mut slugs = HashMap::with_capacity(ids.len());
    for some in ids.chunks(1_000) {
        let found = manuscripts::kept_slugs_by_ids(db, some).await?;
        slugs.extend(found.into_iter().map(|(id, slug)| (id, Slug::stored(slug))));
    }
    Ok(slugs)
}

/// The site as a record.
pub(super) fn site_record(site: Site) -> SiteRecord {
    SiteRecord {
        name: site.name,
        url: site.url,
        language: site.language,
        timezone: site.timezone,
        description: site.description,
        article_path: Some(site.article_path.as_str().to_owned()),
        navigation: site.navigation,
        social_links: site.social_links,
    }
}

/// A section as a record; `slugs` has that of what it lies within.
pub(super) fn section_record(section: Section, slugs: &HashMap<Id<Section>, Slug>) -> SectionRecord {
    SectionRecord {
        parent: section.parent.and_then(|id| slugs.get(&id).cloned()),
        slug: section.slug,
        name: section.name,
        description: section.description,
        position: Some(section.position),
        formerly: Vec::new(),
    }
}

/// Authors as records.
pub(super) async fn author_records(db: &Snapshot, authors: Vec<Author>) -> Result<Vec<AuthorRecord>> {
    let portraits: Vec<_> = authors.iter().filter_map(|author| author.portrait).collect();
    let found = assets::find(db, &portraits, &[]).await?;
    let keys: HashMap<_, _> = found.into_iter().map(|asset| (asset.id, asset.key)).collect();
    let records = authors.into_iter().map(|author| AuthorRecord {
        slug: author.slug,
        name: author.name,
        kind: author.kind,
        bio: author.bio,
        portrait: author.portrait.and_then(|id| keys.get(&id).cloned()),
        links: author.links,
        formerly: Vec::new(),
    });
    Ok(records.collect())
}

/// A tag as a record.
pub(super) fn tag_record(tag: Tag) -> TagRecord {
    TagRecord { slug: tag.slug, name: tag.name, description: tag.description, formerly: Vec::new() }
}

/// A series as a record.
pub(super) fn series_record(series: Series) -> SeriesRecord {
    let (slug, title, description) = (series.slug, series.title, series.description);
    SeriesRecord { slug, title, description, formerly: Vec::new() }
}

/// A collection as a record.
pub(super) async fn collection_record(db: &Snapshot, kept: CollectionWithItems) -> Result<CollectionRecord> {
    let slugs = kept_slugs(db, &kept.items).await?;
    Ok(CollectionRecord {
        slug: kept.collection.slug,
        title: kept.collection.title,
        description: kept.collection.description,
        items: kept.items.iter().filter_map(|id| slugs.get(id).cloned()).collect(),
        formerly: Vec::new(),
    })
}

/// Redirects as records, but for those to what is in the trash.
pub(super) async fn redirect_records(db: &Snapshot, redirects: Vec<Redirect>) -> Result<Vec<RedirectRecord>> {
    let targets = redirects.iter().filter_map(|redirect| match &redirect.to {
        RedirectTarget::Article(id) => Some(*id),
        RedirectTarget::Path(_) => None,
    });
    let targets: Vec<Id<Article>> = targets.collect();
    let slugs = kept_slugs(db, &targets).await?;
    let records = redirects.into_iter().filter_map(|redirect| match redirect.to {
        RedirectTarget::Path(to) => Some(RedirectRecord { from: redirect.from, to: Some(to), article: None }),
        RedirectTarget::Article(id) => {
            let article = slugs.get(&id).cloned()?;
            Some(RedirectRecord { from: redirect.from, to: None, article: Some(article) })
        }
    });
    Ok(records.collect())
}

/// Posts of one article as records.
pub(super) async fn post_records(db: &Snapshot, article: &Slug, posts: Vec<Post>) -> Result<Vec<PostRecord>> {
    let mut ids: Vec<Id<Author>> = posts.iter().flat_map(|post| post.authors.iter().copied()).collect();
    ids.sort_unstable();
    ids.dedup();
    let names: HashMap<_, _> = authors::by_ids(db, &ids).await?.into_iter().map(|it| (it.id, it.slug)).collect();
    let records = posts.into_iter().map(|post| PostRecord {
        id: post.id,
        article: article.clone(),
        posted_at: post.posted_at,
        headline: post.headline,
        body: (!post.body.blocks.is_empty()).then_some(BodyRecord::Blocks(post.body)),
        authors: post.authors.iter().filter_map(|id| names.get(id).cloned()).collect(),
        key_event: post.is_key_event,
        pinned: post.is_pinned,
    });
    Ok(records.collect())
}

/// Articles as records, with the names of everything they refer to.
pub(crate) async fn article_records(db: &Snapshot, manuscripts: Vec<Manuscript>) -> Result<Vec<ArticleRecord>> {
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
        kept_slugs(db, &ids(all().flat_map(|c| c.related.iter().copied()).chain(originals))).await?;

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
                    articles.get(&id).cloned().map(|article| TranslationOfRecord::Here(OriginalHere { article }))
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
                related: content.related.iter().filter_map(|id| articles.get(id).cloned()).collect(),
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
                formerly: Vec::new(),
            })
        })
        .collect()
}
