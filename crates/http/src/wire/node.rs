//! Anything by its id or path.

use async_graphql::{Enum, SimpleObject};
use masthead_app::assets::AssetView;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Article, Asset, Author, Collection, Included, Section, Series, Tag};

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
    pub fn with_portrait(mut self, portrait: Option<AssetView>) -> Self {
        self.portrait = Included::Is(portrait.map(|view| Asset::new(view, false)));
        self
    }
}
