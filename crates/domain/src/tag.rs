//! Tags: what articles are about.

use crate::{id::Id, slug::Slug, time::Instant};

/// What an article is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    /// Its id.
    pub id: Id<Tag>,
    /// Its name in URLs; unique among tags.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// What it covers.
    pub description: Option<String>,
    /// The last change.
    pub updated_at: Instant,
}
