//! Authors: the public profiles of people and agencies.

use serde::{Deserialize, Serialize};

use crate::{asset::Asset, id::Id, site::ProfileLink, slug::Slug, time::Instant};

/// Public profile of a person or an agency.
#[derive(Debug, Clone, PartialEq)]
pub struct Author {
    /// Its id.
    pub id: Id<Author>,
    /// Its name in URLs; unique among authors.
    pub slug: Slug,
    /// As readers see it.
    pub name: String,
    /// A person or an organization?
    pub kind: AuthorKind,
    /// A short biography, plain text.
    pub bio: Option<String>,
    /// Portrait or logo.
    pub portrait: Option<Id<Asset>>,
    /// Accounts and pages elsewhere.
    pub links: Vec<ProfileLink>,
    /// How often it was written: what a change names, so that nobody overwrites what they have not seen.
    pub revision: i32,
    /// The last change.
    pub updated_at: Instant,
}

/// What an author is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthorKind {
    /// A human being.
    #[default]
    Person,
    /// An agency, a desk, an institution.
    Organization,
}
