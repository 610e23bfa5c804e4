//! Tags.

use async_graphql::SimpleObject;
use masthead_app::paths::tag_path;
use masthead_domain::{site, tag as domain};
use serde::Serialize;
use utoipa::ToSchema;

use super::{ID, id};

/// What articles are about.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Tag {
    /// Permanent id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ID,
    /// Its name in URLs; unique among tags.
    #[schema(example = "rivers")]
    pub slug: String,
    /// Its name.
    #[schema(example = "Rivers")]
    pub name: String,
    /// What it covers.
    #[schema(required)]
    pub description: Option<String>,
    /// Path of its page on the site.
    #[schema(example = "/tags/rivers")]
    pub path: String,
    /// Absolute URL of its page on the site.
    #[schema(format = Uri)]
    pub url: String,
    /// Its revision: what a change of it sends as `If-Match` in REST, as `expectedRevision` in GraphQL.
    #[schema(example = 1)]
    pub revision: i32,
}

impl Tag {
    /// A tag of a site.
    pub fn new(tag: &domain::Tag, site: &site::Site) -> Self {
        let path = tag_path(tag);
        Self {
            id: id(tag.id),
            slug: tag.slug.to_string(),
            name: tag.name.clone(),
            description: tag.description.clone(),
            url: site.absolute(&path),
            path,
            revision: tag.revision,
        }
    }
}
