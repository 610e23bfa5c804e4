//! Sections: the departments that articles are filed under.

use crate::{id::Id, slug::Slug, time::Instant};

/// Deepest nesting of sections.
pub const MAX_SECTION_DEPTH: usize = 8;

/// A department of the publication. Sections nest.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its id.
    pub id: Id<Section>,
    /// Its name in URLs; unique among sections.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// The section it lies within.
    pub parent: Option<Id<Section>>,
    /// Where it stands among its siblings; smaller first.
    pub position: i32,
    /// Its path on the site: `/culture/books`.
    pub path: String,
    /// How often it was written: what a change names, so that nobody overwrites what they have not seen.
    pub revision: i32,
    /// The last change.
    pub updated_at: Instant,
}

impl Section {
    /// The path of a section with this slug under this parent.
    pub fn path_under(parent: Option<&Section>, slug: &Slug) -> String {
        format!("{}/{slug}", parent.map_or("", |p| p.path.as_str()))
    }
}
