//! Sections.

use async_graphql::SimpleObject;
use masthead_domain::{id::Id, section as domain, site};
use serde::Serialize;
use utoipa::ToSchema;

use super::{ID, Included, id};

/// A department of the publication. Sections nest.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Section {
    /// Permanent id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ID,
    /// Its name in URLs; unique among sections.
    #[schema(example = "ideas")]
    pub slug: String,
    /// Its name.
    #[schema(example = "Ideas")]
    pub name: String,
    /// What it is about.
    #[schema(required)]
    pub description: Option<String>,
    /// Where it stands among its siblings; smaller first.
    pub position: i32,
    /// Its path on the site.
    #[schema(example = "/culture/books")]
    pub path: String,
    /// Its absolute URL on the site.
    #[schema(format = Uri)]
    pub url: String,
    /// Its revision: what a change of it sends as `If-Match` in REST, as `expectedRevision` in GraphQL.
    #[schema(example = 1)]
    pub revision: i32,
    /// What it lies within, outermost first: breadcrumbs. Only with `include=ancestors`.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Vec<Section>>, required = false, nullable = false, no_recursion)]
    pub ancestors: Included<Vec<Section>>,
    /// The sections directly within it, in order. Only with `include=children`.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Vec<Section>>, required = false, nullable = false, no_recursion)]
    pub children: Included<Vec<Section>>,
    /// What it was made from.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub source: SectionSource,
}

/// What a section of the API was made from.
#[derive(Debug, Clone)]
pub struct SectionSource {
    /// Its id.
    pub id: Id<domain::Section>,
    /// The section it lies directly within.
    pub parent: Option<Id<domain::Section>>,
}

impl Section {
    /// A section of a site.
    pub fn new(section: &domain::Section, site: &site::Site) -> Self {
        Self {
            id: id(section.id),
            slug: section.slug.to_string(),
            name: section.name.clone(),
            description: section.description.clone(),
            position: section.position,
            url: site.absolute(&section.path),
            path: section.path.clone(),
            revision: section.revision,
            ancestors: Included::Left,
            children: Included::Left,
            source: SectionSource { id: section.id, parent: section.parent },
        }
    }
}
