//! Whole pages.

use async_graphql::SimpleObject;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Article, Collection, Included, Section, Site};

/// Everything on an article's page, from one request.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ArticlePage {
    /// The publication: its masthead. In GraphQL select `site` beside the page.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Site)]
    pub site: Included<Site>,
    /// The article.
    pub article: Article,
    /// The newest of its section and the sections within, without the article.
    pub section_rail: Vec<Article>,
    /// The newest of all, without the article and without those of the section rail.
    pub recent_rail: Vec<Article>,
}

/// Everything on the front, from one request.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct FrontPage {
    /// The publication: its masthead. In GraphQL select `site` beside the page.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Site)]
    pub site: Included<Site>,
    /// The newest of all.
    pub recent: Vec<Article>,
    /// Each top section with its newest.
    pub section_rails: Vec<SectionRail>,
    /// Each collection with its first picks.
    pub collection_rails: Vec<CollectionRail>,
}

/// A top section on the front.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct SectionRail {
    /// The section.
    pub section: Section,
    /// Its newest articles, those of the sections within included.
    pub articles: Vec<Article>,
}

/// A collection on the front.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct CollectionRail {
    /// The collection.
    pub collection: Collection,
    /// Its first picks.
    pub articles: Vec<Article>,
}
