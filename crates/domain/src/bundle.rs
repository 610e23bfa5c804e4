//! The content bundle: the publication as lines of JSON. The format is settled in docs/bundle.md.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    article::{AlternativeId, ArticleKind, Correction, Role, Seo, StageName},
    author::AuthorKind,
    id::Id,
    language::Language,
    post::Post,
    site::{NavigationItem, ProfileLink},
    slug::Slug,
    time::Instant,
};

/// One line of a bundle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Record {
    /// The publication itself.
    Site(SiteRecord),
    /// A section; its parent comes before it.
    Section(SectionRecord),
    /// An author.
    Author(AuthorRecord),
    /// A tag.
    Tag(TagRecord),
    /// A series.
    Series(SeriesRecord),
    /// A picture or file: elsewhere by its URL, or kept here.
    Asset(AssetRecord),
    /// An article; what it refers to comes before it, other articles excepted.
    Article(Box<ArticleRecord>),
    /// A post of a live article, which comes before it; posts come in the order in which they were added.
    Post(Box<PostRecord>),
    /// A collection.
    Collection(CollectionRecord),
    /// A path that has moved.
    Redirect(RedirectRecord),
    /// The only redirects from some paths: others are not there any more.
    Redirects(RedirectsRecord),
    /// Something that is not there any more.
    Deleted(DeletedRecord),
}

impl Record {
    /// What to call the record in a report: its type, and its slug, key or path.
    pub fn name(&self) -> (&'static str, String) {
        match self {
            Self::Site(r) => ("site", r.name.clone()),
            Self::Section(r) => ("section", r.slug.to_string()),
            Self::Author(r) => ("author", r.slug.to_string()),
            Self::Tag(r) => ("tag", r.slug.to_string()),
            Self::Series(r) => ("series", r.slug.to_string()),
            Self::Asset(r) => ("asset", r.key.clone()),
            Self::Article(r) => ("article", r.slug.to_string()),
            Self::Post(r) => ("post", r.id.to_string()),
            Self::Collection(r) => ("collection", r.slug.to_string()),
            Self::Redirect(r) => ("redirect", r.from.clone()),
            Self::Redirects(r) => {
                ("redirects", r.article.as_ref().map(ToString::to_string).or(r.after.clone()).unwrap_or_default())
            }
            Self::Deleted(r) => ("deleted", format!("{} {}", r.kind.as_str(), r.name)),
        }
    }
}

/// `type: site`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[allow(missing_docs)] // the members are the domain's, of the same names
pub struct SiteRecord {
    pub name: String,
    pub url: Url,
    pub language: Language,
    pub timezone: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article_path: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub navigation: Vec<NavigationItem>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub social_links: Vec<ProfileLink>,
}

/// `type: section`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct SectionRecord {
    pub slug: Slug,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Slug>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<i32>,
    /// Slugs that it had before: what is there under one of them is it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formerly: Vec<Slug>,
}

/// `type: author`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct AuthorRecord {
    pub slug: Slug,
    pub name: String,
    #[serde(default)]
    pub kind: AuthorKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portrait: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<ProfileLink>,
    /// Slugs that it had before: what is there under one of them is it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formerly: Vec<Slug>,
}

/// `type: tag`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct TagRecord {
    pub slug: Slug,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Slugs that it had before: what is there under one of them is it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formerly: Vec<Slug>,
}

/// `type: series`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct SeriesRecord {
    pub slug: Slug,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Slugs that it had before: what is there under one of them is it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formerly: Vec<Slug>,
}

/// `type: asset`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct AssetRecord {
    pub key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub decorative: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copyright: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_terms: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights_expire_at: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub focal_point: Option<[f64; 2]>,
}

/// `type: article`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct ArticleRecord {
    pub slug: Slug,
    #[serde(default, skip_serializing_if = "ArticleKind::is_story")]
    pub kind: ArticleKind,
    pub headline: String,
    pub section: Slug,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kicker: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standfirst: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyRecord>,
    pub contributors: Vec<ContributorRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byline_text: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Slug>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesPartRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_image: Option<LeadImageRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_published_at: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translation_set: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translation_of: Option<TranslationOfRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical_url: Option<Url>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seo: Option<Seo>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Slug>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternative_ids: Vec<AlternativeId>,
    /// Slugs that it had before: what is there under one of them is it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formerly: Vec<Slug>,
}

/// The text of an article in one of three formats.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, tag = "format", content = "value", rename_all = "lowercase")]
pub enum BodyRecord {
    /// Sanitised when it is read.
    Html(String),
    /// CommonMark with tables, strikethrough, footnotes, task lists and bare links.
    Markdown(String),
    /// The canonical form.
    Blocks(crate::body::Body),
}

/// A contributor by the author's slug.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct ContributorRecord {
    pub author: Slug,
    #[serde(default)]
    pub role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credited_as: Option<String>,
}

/// A part of a series by the series' slug.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct SeriesPartRecord {
    pub slug: Slug,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<u32>,
}

/// The picture above an article by its asset's key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct LeadImageRecord {
    pub asset: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
}

/// The original of a translation: an article here, or a text elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TranslationOfRecord {
    /// An article of this site; may point forward.
    Here(OriginalHere),
    /// A text published elsewhere.
    Elsewhere(crate::article::OutsideOriginal),
}

/// An original that is an article of this site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct OriginalHere {
    pub article: Slug,
}

/// `type: post`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct PostRecord {
    pub id: Id<Post>,
    pub article: Slug,
    pub posted_at: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Slug>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub key_event: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
}

/// `type: collection`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct CollectionRecord {
    pub slug: Slug,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub items: Vec<Slug>,
    /// Slugs that it had before: what is there under one of them is it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formerly: Vec<Slug>,
}

/// `type: redirect`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct RedirectRecord {
    pub from: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<Slug>,
}

/// `type: redirects`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RedirectsRecord {
    /// Of the paths that lead to this article; then there is no range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<Slug>,
    /// Of the paths after this one, by bytes; of all from the first one on without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Up to this one, itself included; to the last one without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<String>,
    /// Only these lead elsewhere.
    pub from: Vec<String>,
}

/// What kind of thing is not there any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)] // named as the records are
pub enum DeletedKind {
    Section,
    Author,
    Tag,
    Series,
    Asset,
    Article,
    Post,
    Collection,
    Redirect,
}

impl DeletedKind {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Author => "author",
            Self::Tag => "tag",
            Self::Series => "series",
            Self::Asset => "asset",
            Self::Article => "article",
            Self::Post => "post",
            Self::Collection => "collection",
            Self::Redirect => "redirect",
        }
    }
}

/// `type: deleted`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DeletedRecord {
    /// What it was.
    pub kind: DeletedKind,
    /// Its slug, key, id or path.
    pub name: String,
    /// Is an article in the trash, where it can be had back from? Otherwise it was destroyed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub trash: bool,
}
