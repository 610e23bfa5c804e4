//! Collections: an editor's hand-ordered picks.

use crate::{article::Article, id::Id, slug::Slug, time::Instant};

/// An editor's hand-ordered pick: a front, a rail, a reading list.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection {
    /// Its id.
    pub id: Id<Collection>,
    /// Its name in URLs; unique among collections.
    pub slug: Slug,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub description: Option<String>,
    /// How often it was written: what a change names, so that nobody overwrites what they have not seen.
    pub revision: i32,
    /// The last change.
    pub updated_at: Instant,
}

/// A collection with its picks, in order: what is written, not what readers get (they see the published ones only).
#[derive(Debug, Clone, PartialEq)]
pub struct CollectionWithItems {
    /// The collection.
    pub collection: Collection,
    /// The picks, in order.
    pub items: Vec<Id<Article>>,
}
