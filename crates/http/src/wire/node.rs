//! Assets, and anything by its id or path.

use async_graphql::{Enum, SimpleObject};
use masthead_domain::asset;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Article, Author, Collection, ID, Included, Section, Series, Tag, id};

/// A picture or file.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Asset {
    /// Permanent id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ID,
    /// The name that texts refer to; unique among assets.
    #[schema(example = "lamps")]
    pub key: String,
    /// Absolute URL of the file.
    #[schema(format = Uri)]
    pub url: String,
    /// Media type of the file.
    #[schema(required, example = "image/jpeg")]
    pub media_type: Option<String>,
    /// Width in pixels.
    #[schema(required)]
    pub width: Option<u32>,
    /// Height in pixels.
    #[schema(required)]
    pub height: Option<u32>,
    /// What it shows, for those who cannot see it.
    #[schema(required)]
    pub alt: Option<String>,
    /// The text under it, plain.
    #[schema(required)]
    pub caption: Option<String>,
    /// Who made it.
    #[schema(required)]
    pub credit: Option<String>,
    /// Its revision: what a change of it sends as `If-Match` in REST, as `expectedRevision` in GraphQL.
    #[schema(example = 1)]
    pub revision: i32,
}

impl From<asset::Asset> for Asset {
    fn from(asset: asset::Asset) -> Self {
        Self {
            id: id(asset.id),
            key: asset.key,
            url: asset.url.to_string(),
            media_type: asset.media_type,
            width: asset.width,
            height: asset.height,
            alt: asset.alt,
            caption: asset.caption,
            credit: asset.credit,
            revision: asset.revision,
        }
    }
}

/// What stands at a path of the site. Exactly one of the members besides `type` and `path` is not null.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct Resolution {
    /// What it is.
    #[serde(rename = "type")]
    #[graphql(name = "type")]
    pub kind: ResolutionType,
    /// The path that was asked for, in its one spelling.
    pub path: String,
    /// The article that stands there.
    #[schema(required)]
    pub article: Option<Article>,
    /// The section whose page it is.
    #[schema(required)]
    pub section: Option<Section>,
    /// The author whose page it is.
    #[schema(required)]
    pub author: Option<Author>,
    /// The tag whose page it is.
    #[schema(required)]
    pub tag: Option<Tag>,
    /// The series whose page it is.
    #[schema(required)]
    pub series: Option<Series>,
    /// The collection whose page it is.
    #[schema(required)]
    pub collection: Option<Collection>,
    /// Where it has moved to.
    #[schema(required)]
    pub redirect: Option<Redirect>,
}

/// What can stand at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs)] // named as the members of a resolution are
pub enum ResolutionType {
    Article,
    Section,
    Author,
    Tag,
    Series,
    Collection,
    Redirect,
}

/// Where something has moved to, for good.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct Redirect {
    /// A path of the site, or an absolute URL.
    pub to: String,
    /// The status that a website answers with: 308.
    pub status: i32,
}

/// Something that has an id. `type` tells which; GraphQL answers with the thing itself.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "camelCase")]
#[allow(missing_docs)] // each is what it says
#[expect(clippy::large_enum_variant, reason = "made once for each request, and the large one is the usual one")]
pub enum Node {
    Article(Article),
    Section(Section),
    Author(Author),
    Tag(Tag),
    Series(Series),
    Collection(Collection),
    Asset(Asset),
}

impl Author {
    /// With its portrait.
    pub fn with_portrait(mut self, portrait: Option<asset::Asset>) -> Self {
        self.portrait = Included::Is(portrait.map(Asset::from));
        self
    }
}
