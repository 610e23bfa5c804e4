//! Articles.

use async_graphql::{Enum, SimpleObject};
use masthead_app::articles::ArticleView;
use masthead_domain::article as domain;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Author, Body, DateTime, FeedLink, ID, Included, JsonLd, Picture, Role, Section, Series, TableOfContentsEntry, Tag,
    id,
};
use crate::selection::Selection;

/// One article, as readers see it: its published revision.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Article {
    /// Permanent id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ID,
    /// Its name in URLs; unique among articles.
    #[schema(example = "the-ferry-that-keeps-the-city-honest")]
    pub slug: String,
    /// What sort of text it is.
    pub kind: ArticleKind,
    /// Its path on the site.
    #[schema(example = "/cities/the-ferry-that-keeps-the-city-honest")]
    pub path: String,
    /// Its absolute URL on the site.
    #[schema(format = Uri)]
    pub url: String,
    /// The title.
    #[schema(example = "The Ferry That Keeps the City Honest")]
    pub headline: String,
    /// The short label above the headline.
    #[schema(required)]
    pub kicker: Option<String>,
    /// The sentence or question under the headline that introduces it.
    #[schema(required)]
    pub standfirst: Option<String>,
    /// The teaser on cards and in feeds: written, or made from the standfirst or the first sentences.
    #[schema(required)]
    pub excerpt: Option<String>,
    /// The language of its text, as a BCP 47 tag.
    #[schema(example = "en")]
    pub language: String,
    /// The date readers see, and the order of lists.
    #[schema(value_type = String, format = DateTime)]
    pub published_at: DateTime,
    /// The first time it was public.
    #[schema(value_type = String, format = DateTime)]
    pub first_published_at: DateTime,
    /// The last change that readers should notice.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: DateTime,
    /// Words of its body; characters in scripts that are written without spaces.
    pub word_count: i32,
    /// Minutes to read its body, at least 1; 0 without text.
    pub reading_minutes: i32,
    /// Where its canonical copy is: its own URL, unless it was first published elsewhere.
    #[schema(format = Uri)]
    pub canonical_url: String,
    /// What search engines are told.
    pub seo: Seo,
    /// What was put right after publication, oldest first.
    pub corrections: Vec<Correction>,
    /// Who made it.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Byline>, required = false, nullable = false)]
    pub byline: Included<Byline>,
    /// The one department it is filed under.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Section>, required = false)]
    pub section: Included<Option<Section>>,
    /// The picture above it; null without one.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Picture>, required = false)]
    pub lead_image: Included<Option<Picture>>,
    /// What share buttons and cards of other sites show.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Share>, required = false, nullable = false)]
    pub share: Included<Share>,
    /// What it is about; the first matters most.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Vec<Tag>>, required = false, nullable = false)]
    pub tags: Included<Vec<Tag>>,
    /// Its part in a series; null without one.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<SeriesPart>, required = false)]
    pub series: Included<Option<SeriesPart>>,
    /// What it is a translation of, here or elsewhere; null if it is an original.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<TranslationOf>, required = false)]
    pub translation_of: Included<Option<TranslationOf>>,
    /// Its text.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Body>, required = false, nullable = false)]
    pub body: Included<Body>,
    /// The headings of its text.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Vec<TableOfContentsEntry>>, required = false, nullable = false)]
    pub table_of_contents: Included<Vec<TableOfContentsEntry>>,
    /// The ids it had elsewhere, ordered by scheme and value.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Vec<AlternativeId>>, required = false, nullable = false)]
    pub alternative_ids: Included<Vec<AlternativeId>>,
    /// Every feed that it belongs to, the nearest first. In REST only with `include=feeds`.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Vec<FeedLink>>, required = false, nullable = false)]
    pub feeds: Included<Vec<FeedLink>>,
    /// What search engines read, as JSON-LD of schema.org: the article and its breadcrumbs. It is ready to stand in
    /// script element of the type `application/ld+json`: nothing in it ends the script. In REST only with `include=jsonLd`.
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<String>, required = false, nullable = false)]
    pub json_ld: Included<String>,
    /// What it was made from.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub source: ArticleSource,
}

/// What sort of text an article is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "domain::ArticleKind")]
pub enum ArticleKind {
    /// Told once.
    Story,
    /// Live coverage: posts are added to it while something happens.
    Live,
}

/// What relations of an article that are lists start from.
#[derive(Debug, Clone)]
pub struct ArticleSource {
    /// Its id.
    pub id: masthead_domain::id::Id<domain::Article>,
    /// The translations of each other that it belongs to.
    pub translation_set: Option<String>,
}

/// What search engines are told.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct Seo {
    /// Title for search results.
    pub title: String,
    /// Description for search results.
    #[schema(required)]
    pub description: Option<String>,
    /// Should search engines leave it out?
    pub noindex: bool,
}

/// What was put right after publication.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct Correction {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: DateTime,
    /// What sort of change it was.
    pub kind: CorrectionKind,
    /// What readers are told.
    pub text: String,
}

/// What sort of change a correction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "domain::CorrectionKind")]
pub enum CorrectionKind {
    /// Something was wrong.
    Correction,
    /// Something could be misunderstood.
    Clarification,
    /// Something new is known.
    Update,
}

/// The contributors as readers see them.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct Byline {
    /// In words, in the article's language: "By A and B. Translated by C". Null if there is nobody to name.
    #[schema(required, example = "By Inês Caldevilla. Translated by Yusuf Harrane")]
    pub text: Option<String>,
    /// One by one, in order.
    pub contributors: Vec<Contributor>,
}

/// An author's part in one article.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Contributor {
    /// Who.
    pub author: Author,
    /// As what.
    pub role: Role,
    /// Under another name than the author's.
    #[schema(required)]
    pub credited_as: Option<String>,
}

/// What share buttons and cards of other sites show.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct Share {
    /// The title to share.
    pub title: String,
    /// The text to share.
    #[schema(required)]
    pub text: Option<String>,
    /// The picture to share: 1.91:1 in JPEG or PNG, if it is kept here.
    #[schema(required)]
    pub image: Option<Picture>,
}

/// An article's part in a series.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct SeriesPart {
    /// Which series.
    pub series: Series,
    /// Which part, counted from 1; null if its parts have no numbers.
    #[schema(required)]
    pub part: Option<u32>,
}

/// What a translation was made from.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct TranslationOf {
    /// The original's title.
    pub headline: String,
    /// The original's absolute URL.
    #[schema(format = Uri)]
    pub url: String,
    /// The original's language, as a BCP 47 tag.
    pub language: String,
    /// Who published the original.
    #[schema(required)]
    pub publisher: Option<String>,
    /// The original's id, if it is an article of this site.
    #[schema(value_type = Option<String>, format = Uuid, required)]
    pub article_id: Option<ID>,
}

/// An id that an article had elsewhere.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct AlternativeId {
    /// Where it is from.
    #[schema(example = "wxr-guid")]
    pub scheme: String,
    /// The id there.
    pub value: String,
}

impl Article {
    /// What was selected of an article.
    pub fn new(view: ArticleView, selection: &Selection) -> Self {
        let include = &selection.include;
        let article = &view.article;
        let url = view.url();
        let lead = include.lead_image.then(|| Picture::lead(&view)).flatten();
        Self {
            id: id(article.id),
            slug: article.slug.to_string(),
            kind: article.kind.into(),
            path: article.path.clone(),
            headline: article.headline.clone(),
            kicker: article.kicker.clone(),
            standfirst: article.standfirst.clone(),
            excerpt: article.excerpt.clone(),
            language: article.language.to_string(),
            published_at: article.dates.published_at.into(),
            first_published_at: article.dates.first_published_at.into(),
            updated_at: article.dates.updated_at.into(),
            word_count: article.word_count,
            reading_minutes: article.reading_minutes,
            canonical_url: article.canonical_url.as_ref().map_or_else(|| url.clone(), ToString::to_string),
            seo: Seo {
                title: article.seo.title.clone().unwrap_or_else(|| article.headline.clone()),
                description: article.seo.description.clone().or_else(|| article.excerpt.clone()),
                noindex: article.seo.noindex,
            },
            corrections: article.corrections.iter().map(correction).collect(),
            byline: Included::when(include.contributors, || byline(&view)),
            section: Included::when(include.section, || {
                view.section.as_deref().map(|section| Section::new(section, &view.site))
            }),
            share: Included::when(selection.share, || Share {
                title: article.seo.title.clone().unwrap_or_else(|| article.headline.clone()),
                text: article.excerpt.clone(),
                image: lead.clone().map(Picture::shared),
            }),
            lead_image: Included::when(include.lead_image, || lead),
            tags: Included::when(include.tags, || view.tags.iter().map(|tag| Tag::new(tag, &view.site)).collect()),
            series: Included::when(include.series, || {
                let series = Series::new(view.series.as_ref()?, &view.site);
                Some(SeriesPart { series, part: article.series.and_then(|part| part.part) })
            }),
            translation_of: Included::when(include.translation_of, || translation_of(&view)),
            body: Included::when(selection.body.is_some(), || Body::new(&view, selection.body.unwrap_or_default())),
            table_of_contents: Included::when(selection.table_of_contents, || TableOfContentsEntry::all(&view)),
            alternative_ids: Included::when(include.alternative_ids, || {
                let ids = view.alternative_ids.iter();
                ids.map(|a| AlternativeId { scheme: a.scheme.clone(), value: a.value.clone() }).collect()
            }),
            feeds: Included::when(selection.feeds, || FeedLink::of_article(&view)),
            json_ld: Included::when(selection.json_ld, || JsonLd::of(&view).embeddable()),
            source: ArticleSource { id: article.id, translation_set: article.translation_set.clone() },
            url,
        }
    }
}

fn correction(correction: &domain::Correction) -> Correction {
    Correction { at: correction.at.into(), kind: correction.kind.into(), text: correction.text.clone() }
}

fn byline(view: &ArticleView) -> Byline {
    let contributors = view.credits.iter().map(|credit| {
        let mut author = Author::new(&credit.author, &view.site);
        if view.include.portraits {
            let portrait = credit.author.portrait.and_then(|id| view.assets.get(id));
            let with_renditions = view.include.renditions;
            author.portrait = Included::Is(portrait.cloned().map(|view| super::Asset::new(view, with_renditions)));
        }
        Contributor { author, role: credit.role.into(), credited_as: credit.credited_as.clone() }
    });
    Byline { text: view.byline(), contributors: contributors.collect() }
}

fn translation_of(view: &ArticleView) -> Option<TranslationOf> {
    match view.article.translation_of.as_ref()? {
        domain::Original::Elsewhere(original) => Some(TranslationOf {
            headline: original.headline.clone(),
            url: original.url.to_string(),
            language: original.language.to_string(),
            publisher: original.publisher.clone(),
            article_id: None,
        }),
        domain::Original::Here(_) => view.original.as_ref().map(|original| TranslationOf {
            headline: original.headline.clone(),
            url: view.site.absolute(&original.path),
            language: original.language.to_string(),
            publisher: Some(view.site.name.clone()),
            article_id: Some(id(original.id)),
        }),
    }
}
