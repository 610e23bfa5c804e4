//! Series and collections: orders of articles.

use async_graphql::SimpleObject;
use masthead_app::{
    paths::{collection_path, series_path},
    structure::Picks,
};
use masthead_domain::{collection, series, site};
use serde::Serialize;
use utoipa::ToSchema;

use super::{ID, id};

/// A running order of articles.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Series {
    /// Permanent id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ID,
    /// Its name in URLs; unique among series.
    #[schema(example = "slow-lines")]
    pub slug: String,
    /// Its title.
    #[schema(example = "Slow Lines")]
    pub title: String,
    /// What it is about.
    #[schema(required)]
    pub description: Option<String>,
    /// Path of its page on the site.
    #[schema(example = "/series/slow-lines")]
    pub path: String,
    /// Absolute URL of its page on the site.
    #[schema(format = Uri)]
    pub url: String,
    /// Its revision: what a change of it sends as `If-Match` in REST, as `expectedRevision` in GraphQL.
    #[schema(example = 1)]
    pub revision: i32,
}

/// An editor's hand-ordered pick: a front, a rail, a reading list.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Collection {
    /// Permanent id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ID,
    /// Its name in URLs; unique among collections.
    #[schema(example = "front")]
    pub slug: String,
    /// Its title.
    #[schema(example = "On the front")]
    pub title: String,
    /// What it is about.
    #[schema(required)]
    pub description: Option<String>,
    /// Path of its page on the site.
    #[schema(example = "/collections/front")]
    pub path: String,
    /// Absolute URL of its page on the site.
    #[schema(format = Uri)]
    pub url: String,
    /// Its revision: what a change of it sends as `If-Match` in REST, as `expectedRevision` in GraphQL.
    #[schema(example = 1)]
    pub revision: i32,
}

impl Series {
    /// A series of a site.
    pub fn new(series: &series::Series, site: &site::Site) -> Self {
        let path = series_path(series);
        let url = site.absolute(&path);
        let (title, description) = (series.title.clone(), series.description.clone());
        let (id, slug) = (id(series.id), series.slug.to_string());
        Self { id, slug, title, description, path, url, revision: series.revision }
    }
}

impl Collection {
    /// A collection of a site.
    pub fn new(collection: &collection::Collection, site: &site::Site) -> Self {
        let path = collection_path(collection);
        let url = site.absolute(&path);
        let (title, description) = (collection.title.clone(), collection.description.clone());
        let (id, slug) = (id(collection.id), collection.slug.to_string());
        Self { id, slug, title, description, path, url, revision: collection.revision }
    }
}

/// The picks of a collection as editors see them, in order: also those that readers do not see.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct CollectionItems {
    /// The collection. Its revision is what a change of the picks names.
    pub collection: Collection,
    /// The picks. Positions count from 0.
    pub items: Vec<CollectionItem>,
}

/// A pick of a collection.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct CollectionItem {
    /// Id of the article.
    #[schema(value_type = String, format = Uuid)]
    pub article: ID,
    /// Slug of the article.
    #[schema(example = "the-last-lamplighter")]
    pub slug: String,
}

impl CollectionItems {
    /// The picks of a collection of a site.
    pub fn new(picks: &Picks, site: &site::Site) -> Self {
        let items =
            picks.items.iter().map(|(article, slug)| CollectionItem { article: id(*article), slug: slug.clone() });
        Self { items: items.collect(), collection: Collection::new(&picks.collection, site) }
    }
}
