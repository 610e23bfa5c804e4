//! An article with the relations that were asked for, gathered for many articles at once: one statement for each relation.

use std::{
    collections::{HashMap, HashSet},
    ops::BitOr,
    sync::Arc,
};

use masthead_domain::{
    article::{AlternativeId, Article, ArticleKind, Original},
    asset::Asset,
    body::{Body, Picture, ResolvedPicture},
    cache_tag::CacheTag,
    collection::Collection,
    event::Subject,
    id::Id,
    rendition::{Crop, Format},
    section::Section,
    series::Series,
    site::Site,
    tag::Tag,
};
use masthead_persistence::{articles as stored, collections, contributors::Credit};

use super::remembered::public;

use crate::{
    Cx, Result,
    assets::{AssetView, find_shown, views},
    posts::{self, PostView},
    resources,
};

/// How many posts are gathered with live coverage.
const LATEST_POSTS: u32 = 50;

/// Which relations of an article are wanted. What is not wanted costs nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[allow(clippy::struct_excessive_bools)] // a set of independent switches
pub struct Include {
    /// Contributors with their authors, and so the byline.
    pub contributors: bool,
    /// Portraits of those authors.
    pub portraits: bool,
    /// Tags.
    pub tags: bool,
    /// The section.
    pub section: bool,
    /// The series.
    pub series: bool,
    /// The lead image's asset.
    pub lead_image: bool,
    /// The original, if it is an article of this site.
    pub translation_of: bool,
    /// The body, with the assets of its pictures.
    pub body: bool,
    /// The ids it had elsewhere.
    pub alternative_ids: bool,
    /// Which renditions of its pictures have been made.
    pub renditions: bool,
    /// What its section lies within.
    pub section_line: bool,
    /// The collections that it stands in.
    pub collections: bool,
    /// The latest posts, of live coverage.
    pub posts: bool,
}

impl Include {
    /// What a card shows.
    pub const CARD: Self = Self {
        contributors: true,
        portraits: false,
        tags: false,
        section: true,
        series: false,
        lead_image: true,
        translation_of: false,
        body: false,
        alternative_ids: false,
        renditions: false,
        section_line: false,
        collections: false,
        posts: false,
    };

    /// Everything.
    pub const ALL: Self = Self {
        contributors: true,
        portraits: true,
        tags: true,
        section: true,
        series: true,
        lead_image: true,
        translation_of: true,
        body: true,
        alternative_ids: true,
        renditions: true,
        section_line: true,
        collections: true,
        posts: true,
    };
}

impl BitOr for Include {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self {
            contributors: self.contributors | other.contributors,
            portraits: self.portraits | other.portraits,
            tags: self.tags | other.tags,
            section: self.section | other.section,
            series: self.series | other.series,
            lead_image: self.lead_image | other.lead_image,
            translation_of: self.translation_of | other.translation_of,
            body: self.body | other.body,
            alternative_ids: self.alternative_ids | other.alternative_ids,
            renditions: self.renditions | other.renditions,
            section_line: self.section_line | other.section_line,
            collections: self.collections | other.collections,
            posts: self.posts | other.posts,
        }
    }
}

/// An article with what belongs to it, as far as it was asked for. It shares what is kept in memory, so a copy costs little.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleView {
    /// The article.
    pub article: Arc<Article>,
    /// Which relations were asked for; the others are empty.
    pub include: Include,
    /// The publication.
    pub site: Arc<Site>,
    /// What the addresses of this API begin with.
    pub api: Arc<str>,
    /// The section it is filed under.
    pub section: Option<Arc<Section>>,
    /// What that section lies within, outermost first.
    pub section_line: Vec<Section>,
    /// The collections that it stands in.
    pub collections: Vec<Collection>,
    /// Its latest posts, the latest first; of live coverage alone.
    pub posts: Vec<PostView>,
    /// Who made it, in order.
    pub credits: Arc<Vec<Credit>>,
    /// What it is about, in order.
    pub tags: Arc<Vec<Tag>>,
    /// The series it belongs to.
    pub series: Option<Arc<Series>>,
    /// The original, if that is a public article of this site.
    pub original: Option<Arc<Article>>,
    /// Its text.
    pub body: Option<Arc<Body>>,
    /// The ids it had elsewhere.
    pub alternative_ids: Vec<AlternativeId>,
    /// The assets of everything that was gathered together.
    pub assets: Arc<Assets>,
}

/// Assets by id and by key.
#[derive(Debug, Default, PartialEq)]
pub struct Assets {
    by_id: HashMap<Id<Asset>, AssetView>,
    by_key: HashMap<String, Id<Asset>>,
}

impl Assets {
    /// Of these.
    pub(crate) fn of(views: Vec<AssetView>) -> Self {
        Self {
            by_key: views.iter().map(|view| (view.asset.key.clone(), view.asset.id)).collect(),
            by_id: views.into_iter().map(|view| (view.asset.id, view)).collect(),
        }
    }

    /// By id.
    pub fn get(&self, id: Id<Asset>) -> Option<&AssetView> {
        self.by_id.get(&id)
    }

    /// By key.
    pub fn by_key(&self, key: &str) -> Option<&AssetView> {
        self.by_id.get(self.by_key.get(key)?)
    }

    /// What a picture of a body is.
    pub fn resolve(&self, picture: &Picture) -> Option<ResolvedPicture> {
        let view = self.by_key(picture.asset.as_deref()?)?;
        let asset = &view.asset;
        // What moves is shown as it is; of everything else browsers choose the size that they need.
        let plain = if view.is_animated() { None } else { view.plain(Crop::Original) };
        Some(ResolvedPicture {
            srcset: plain.as_ref().and_then(|_| view.srcset(Crop::Original, Format::WebP)),
            url: plain.map_or_else(|| view.url.clone(), |plain| plain.url),
            alt: asset.alt().map(str::to_owned),
            caption: asset.caption.clone(),
            credit: asset.credit.clone(),
            width: asset.width(),
            height: asset.height(),
        })
    }
}

impl ArticleView {
    /// The lead image's asset.
    pub fn lead_asset(&self) -> Option<&AssetView> {
        self.assets.get(self.article.lead_image.as_ref()?.asset)
    }

    /// The byline as readers see it: written, or made from the contributors.
    pub fn byline(&self) -> Option<String> {
        if let Some(written) = &self.article.byline_text {
            return Some(written.clone());
        }
        let names = self.credits.iter().map(|c| (c.role, c.credited_as.as_deref().unwrap_or(&c.author.name)));
        masthead_domain::byline::text(&self.article.language, names)
    }

    /// Its absolute URL on the site.
    pub fn url(&self) -> String {
        self.site.absolute(&self.article.path)
    }
}

/// An article, and what of it is wanted.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) article: Arc<Article>,
    pub(crate) include: Include,
}

/// Gathers what is wanted of articles, in their order. `known` are articles that were read already and may be originals.
pub(crate) async fn dress(cx: &Cx, wanted: Vec<Wanted>, known: &[Arc<Article>]) -> Result<Vec<ArticleView>> {
    let site = cx.site().await?;
    let api: Arc<str> = cx.url("").into();
    // What a revision has never changes: which one readers see is of the article.
    let reader = cx.tagged(tags_of(&wanted));
    let revisions = |of: fn(&Include) -> bool| -> Vec<_> {
        wanted.iter().filter(|w| of(&w.include)).map(|w| w.article.revision_id.uuid()).collect()
    };
    let mut credits = cx.remembered::<Vec<Credit>>(&revisions(|i| i.contributors)).await?;
    cx.tagged(resources::tags(credits.values().flat_map(|of| of.iter()).map(|credit| credit.author.id)));
    let mut tags = cx.remembered::<Vec<Tag>>(&revisions(|i| i.tags)).await?;
    cx.tagged(resources::tags(tags.values().flat_map(|of| of.iter()).map(|tag| tag.id)));
    let mut bodies = cx.remembered::<Body>(&revisions(|i| i.body)).await?;
    let section_ids = |of: fn(&Include) -> bool| -> Vec<_> {
        distinct(wanted.iter().filter(|w| of(&w.include)).map(|w| w.article.section))
    };
    let lines = resources::section_lines(cx, &section_ids(|i| i.section_line)).await?;
    let mut sections: HashMap<_, _> = lines.into_iter().map(|section| (section.id, Arc::new(section))).collect();
    // Those whose line was read are there already.
    let ids = section_ids(|i| i.section && !i.section_line);
    sections.extend(resources::by_ids::<Section>(cx, &ids).await?);
    let ids: Vec<_> = wanted.iter().filter(|w| w.include.collections).map(|w| w.article.id).collect();
    // Which ones they are is of the article.
    let mut collections = collections::of_articles(reader, &ids).await?;
    cx.tagged(resources::tags(collections.values().flatten().map(|collection| collection.id)));
    let series_ids =
        distinct(wanted.iter().filter(|w| w.include.series).filter_map(|w| w.article.series).map(|part| part.series));
    let series: HashMap<Id<Series>, Arc<Series>> = resources::by_ids(cx, &series_ids).await?;
    let originals = originals(cx, &wanted, known).await?;
    let with_alternatives: Vec<_> = wanted.iter().filter(|w| w.include.alternative_ids).map(|w| w.article.id).collect();
    let mut alternative_ids = stored::alternative_ids(reader, &with_alternatives).await?;

    let live = wanted.iter().filter(|w| w.include.posts && w.article.kind == ArticleKind::Live);
    let live: Vec<_> = live.map(|w| w.article.id).collect();
    let mut posts = posts::latest(cx, &live, LATEST_POSTS).await?;

    let leads = wanted.iter().filter(|w| w.include.lead_image).filter_map(|w| w.article.lead_image.as_ref());
    let portraits = wanted.iter().filter(|w| w.include.portraits).flat_map(|w| {
        credits
            .get(&w.article.revision_id.uuid())
            .into_iter()
            .flat_map(|of| of.iter())
            .filter_map(|credit| credit.author.portrait)
    });
    let asset_ids = distinct(leads.map(|lead| lead.asset).chain(portraits));
    let keys = distinct(bodies.values().flat_map(|body| body.asset_keys()));
    // What may not be shown any more is not there.
    let found = find_shown(cx, &asset_ids, &keys).await?;
    let found = views(cx, found, wanted.iter().any(|w| w.include.renditions)).await?;
    let assets = Arc::new(Assets::of(found));

    Ok(wanted
        .into_iter()
        .map(|Wanted { article, include }| ArticleView {
            section: sections.get(&article.section).cloned().filter(|_| include.section),
            section_line: match sections.get(&article.section) {
                Some(section) if include.section_line => {
                    resources::ancestors(section, sections.values().map(AsRef::as_ref))
                }
                _ => Vec::new(),
            },
            collections: collections.remove(&article.id).unwrap_or_default(),
            posts: posts.remove(&article.id).unwrap_or_default(),
            credits: credits.remove(&article.revision_id.uuid()).unwrap_or_default(),
            tags: tags.remove(&article.revision_id.uuid()).unwrap_or_default(),
            series: article.series.and_then(|part| series.get(&part.series).cloned()),
            original: match &article.translation_of {
                Some(Original::Here(id)) if include.translation_of => originals.get(id).cloned(),
                _ => None,
            },
            body: bodies.remove(&article.revision_id.uuid()),
            alternative_ids: alternative_ids.remove(&article.id).unwrap_or_default(),
            site: Arc::clone(&site),
            api: Arc::clone(&api),
            assets: Arc::clone(&assets),
            article,
            include,
        })
        .collect())
}

/// The cache tags of articles themselves: their paths follow from their sections.
fn tags_of(wanted: &[Wanted]) -> impl Iterator<Item = CacheTag> {
    let section = |wanted: &Wanted| CacheTag::of(Subject::Section, wanted.article.section.uuid());
    wanted.iter().flat_map(move |wanted| [article_tag(wanted.article.id), section(wanted)])
}

/// The cache tag of an article.
pub(crate) fn article_tag(id: Id<Article>) -> CacheTag {
    CacheTag::of(Subject::Article, id.uuid())
}

async fn originals(cx: &Cx, wanted: &[Wanted], known: &[Arc<Article>]) -> Result<HashMap<Id<Article>, Arc<Article>>> {
    let needed =
        distinct(wanted.iter().filter(|w| w.include.translation_of).filter_map(|w| match &w.article.translation_of {
            Some(Original::Here(id)) => Some(*id),
            _ => None,
        }));
    if needed.is_empty() {
        return Ok(HashMap::new());
    }
    let at_hand: HashMap<Id<Article>, &Arc<Article>> =
        known.iter().chain(wanted.iter().map(|w| &w.article)).map(|article| (article.id, article)).collect();
    let absent: Vec<_> = needed.iter().copied().filter(|id| !at_hand.contains_key(id)).collect();
    let mut found: HashMap<_, _> =
        public(cx, &absent).await?.into_iter().map(|article| (article.id, article)).collect();
    for id in needed {
        if let Some(article) = at_hand.get(&id) {
            found.insert(id, Arc::clone(article));
        }
    }
    cx.tagged(found.values().map(|article| CacheTag::of(Subject::Section, article.section.uuid())));
    Ok(found)
}

/// Each value once, in the order of their first appearance.
fn distinct<T: Copy + Eq + std::hash::Hash>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = HashSet::new();
    values.filter(|value| seen.insert(*value)).collect()
}
