//! What clients write: one form of an article for creating and changing, in both protocols.

use async_graphql::{InputObject, Json, MaybeUndefined, OneofObject};
use serde::Serialize;
use utoipa::ToSchema;

use super::{ArticleKind, CorrectionKind, DateTime, Role};

/// What can be written of an article. What it refers to is named by id or by slug, assets by id or key. A change is a merge patch
/// (RFC 7396): what is absent stays, null takes away, lists replace lists.
#[derive(Debug, Clone, Default, Serialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase")]
#[serde(deny_unknown_fields)]
pub struct ArticleFields {
    /// Its name in URLs; unique among articles. A new article without one gets one made from its headline.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, example = "the-last-lamplighter")]
    pub slug: MaybeUndefined<String>,
    /// What sort of text it is; `STORY` when nothing is said. Posts are added to `LIVE` ones.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<ArticleKind>, required = false)]
    pub kind: MaybeUndefined<ArticleKind>,
    /// The title. A new article needs one.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, example = "The Last Lamplighter")]
    pub headline: MaybeUndefined<String>,
    /// The short label above the headline.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub kicker: MaybeUndefined<String>,
    /// The sentence or question under the headline.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub standfirst: MaybeUndefined<String>,
    /// The teaser of cards and feeds; made from the standfirst or the body when there is none.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub excerpt: MaybeUndefined<String>,
    /// The language of its text, as a BCP 47 tag; the site's when there is none.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false, example = "en")]
    pub language: MaybeUndefined<String>,
    /// The section that it is filed under. A new article needs one.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = String, required = false, example = "cities")]
    pub section: MaybeUndefined<String>,
    /// Its part in a series.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<SeriesPartFields>, required = false)]
    pub series: MaybeUndefined<SeriesPartFields>,
    /// The picture above it.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<LeadImageFields>, required = false)]
    pub lead_image: MaybeUndefined<LeadImageFields>,
    /// The byline in words, where the contributors' names do not do.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub byline_text: MaybeUndefined<String>,
    /// Who made it, in order. Publication needs at least one.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<Vec<ContributorFields>>, required = false)]
    pub contributors: MaybeUndefined<Vec<ContributorFields>>,
    /// What it is about; the first matters most.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<Vec<String>>, required = false)]
    pub tags: MaybeUndefined<Vec<String>>,
    /// Articles to set beside it, in order.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<Vec<String>>, required = false)]
    pub related: MaybeUndefined<Vec<String>>,
    /// The original, if it is a translation.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<TranslationFields>, required = false)]
    pub translation_of: MaybeUndefined<TranslationFields>,
    /// Articles with the same set are translations of each other. Changes at once, without publication.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub translation_set: MaybeUndefined<String>,
    /// The ids it had elsewhere. Change at once, without publication.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<Vec<AlternativeIdFields>>, required = false)]
    pub alternative_ids: MaybeUndefined<Vec<AlternativeIdFields>>,
    /// Where its canonical copy is, if that is not here.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, format = Uri, required = false)]
    pub canonical_url: MaybeUndefined<String>,
    /// What search engines are told.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<SeoFields>, required = false)]
    pub seo: MaybeUndefined<SeoFields>,
    /// Its text.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<BodyFields>, required = false)]
    pub body: MaybeUndefined<BodyFields>,
}

/// The text of an article, in exactly one of three forms. It is sanitised; `notes` of the answer say what was changed.
#[derive(Debug, Clone, Serialize, ToSchema, OneofObject)]
#[serde(rename_all = "camelCase")]
pub enum BodyFields {
    /// HTML.
    Html(String),
    /// CommonMark with tables, strikethrough, footnotes, task lists and bare links.
    Markdown(String),
    /// The canonical form: typed blocks, as content bundles have them.
    #[schema(value_type = Vec<BlockFields>)]
    Blocks(Json<serde_json::Value>),
}

/// A block of a text, as content bundles have it: its `type`, its `id`, and what a block of that type has.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(value_type = Object)]
pub struct BlockFields(pub serde_json::Map<String, serde_json::Value>);

/// An author's part in an article.
#[derive(Debug, Clone, Serialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase")]
#[serde(deny_unknown_fields)]
pub struct ContributorFields {
    /// Who.
    pub author: String,
    /// As what; as an author when nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub role: Option<Role>,
    /// Under another name than the author's.
    pub credited_as: Option<String>,
}

/// An article's part in a series.
#[derive(Debug, Clone, Serialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct SeriesPartFields {
    /// Which series.
    pub series: String,
    /// Which part, counted from 1.
    pub part: Option<u32>,
}

/// The picture above an article.
#[derive(Debug, Clone, Serialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct LeadImageFields {
    /// Which asset.
    pub asset: String,
    /// What it shows here, for those who cannot see it, instead of the asset's; empty for a decorative one.
    pub alt: Option<String>,
    /// The text under it, instead of the asset's.
    pub caption: Option<String>,
}

/// The original of a translation: an article of this site, or headline, url and language of a text published elsewhere.
#[derive(Debug, Clone, Serialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct TranslationFields {
    /// An article of this site.
    pub article: Option<String>,
    /// The title of a text published elsewhere.
    pub headline: Option<String>,
    /// Where that is.
    #[schema(format = Uri)]
    pub url: Option<String>,
    /// Its language, as a BCP 47 tag.
    pub language: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
}

/// An id that an article had elsewhere.
#[derive(Debug, Clone, Serialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct AlternativeIdFields {
    /// Where it is from.
    pub scheme: String,
    /// The id there.
    pub value: String,
}

/// What search engines are told.
#[derive(Debug, Clone, Serialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct SeoFields {
    /// Instead of the headline.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub title: MaybeUndefined<String>,
    /// Instead of the excerpt.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    #[schema(value_type = Option<String>, required = false)]
    pub description: MaybeUndefined<String>,
    /// Should search engines leave it out?
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub noindex: Option<bool>,
}

/// How an article is published.
#[derive(Debug, Clone, Default, serde::Deserialize, ToSchema, InputObject)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Publishing {
    /// The date readers see, if it is not now; not in the future.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub published_at: Option<DateTime>,
    /// Nothing that readers should notice: `updatedAt` stays as it is.
    #[graphql(default)]
    pub cosmetic: bool,
}

/// What is to happen by itself.
#[derive(Debug, Clone, Default, serde::Deserialize, ToSchema, InputObject)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Scheduling {
    /// When the latest revision is to be published.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub publish_at: Option<DateTime>,
    /// When the article is to be withdrawn.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub unpublish_at: Option<DateTime>,
}

/// Until when readers do not see an article.
#[derive(Debug, Clone, Default, serde::Deserialize, ToSchema, InputObject)]
#[serde(default, deny_unknown_fields)]
pub struct Embargo {
    /// Until when; null lifts the embargo.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<DateTime>,
}

/// What readers are told was put right.
#[derive(Debug, Clone, serde::Deserialize, ToSchema, InputObject)]
#[serde(deny_unknown_fields)]
pub struct Correcting {
    /// What sort of change it was.
    pub kind: CorrectionKind,
    /// What readers are told.
    pub text: String,
}

/// Why an article is taken back.
#[derive(Debug, Clone, Default, serde::Deserialize, ToSchema, InputObject)]
#[serde(default, deny_unknown_fields)]
pub struct Withdrawal {
    /// What readers are told.
    pub reason: Option<String>,
}

/// A word to whoever wrote it, or to whoever reviews it.
#[derive(Debug, Clone, Default, serde::Deserialize, ToSchema, InputObject)]
#[serde(default, deny_unknown_fields)]
pub struct ReviewNote {
    /// What is to be said.
    pub note: Option<String>,
}

/// What a preview shows, and for how long.
#[derive(Debug, Clone, Default, serde::Deserialize, ToSchema, InputObject)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct PreviewFields {
    /// Which revision; the latest when nothing is said.
    pub revision: Option<i32>,
    /// For how many seconds, 60 to 7776000; a week when nothing is said.
    pub expires_in: Option<i64>,
}
