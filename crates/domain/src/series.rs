//! Series: articles with a running order.

use crate::{id::Id, slug::Slug, time::Instant};

/// A running order of articles.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its id.
    pub id: Id<Series>,
    /// Its name in URLs; unique among series.
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
