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
    /// How often it was written: what a change names, so that nobody overwrites what they have not seen.
    pub revision: i32,
    /// The last change.
    pub updated_at: Instant,
}
