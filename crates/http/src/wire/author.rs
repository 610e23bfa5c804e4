//! Authors, and their parts in articles.

use async_graphql::{Enum, SimpleObject};
use masthead_app::paths::author_path;
use masthead_domain::{article, asset, author as domain, id::Id, site};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Asset, ID, Included, ProfileLink, id, site::links};

/// Public profile of a person or an agency.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Author {
    /// Permanent id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ID,
    /// Its name in URLs; unique among authors.
    #[schema(example = "ines-caldevilla")]
    pub slug: String,
    /// As readers see it.
    #[schema(example = "Inês Caldevilla")]
    pub name: String,
    /// A person or an organization.
    pub kind: AuthorKind,
    /// A short biography, plain text.
    #[schema(required)]
    pub bio: Option<String>,
    /// Accounts and pages elsewhere.
    pub links: Vec<ProfileLink>,
    /// Path of its page on the site.
    #[schema(example = "/authors/ines-caldevilla")]
    pub path: String,
    /// Absolute URL of its page on the site.
    #[schema(format = Uri)]
    pub url: String,
    /// Its revision: what a change of it sends as `If-Match` in REST, as `expectedRevision` in GraphQL.
    #[schema(example = 1)]
    pub revision: i32,
    /// Portrait or logo. Only with `include=portrait`.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Included::is_left")]
    #[schema(value_type = Option<Asset>, required = false)]
    pub portrait: Included<Option<Asset>>,
    /// Which asset the portrait is.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub portrait_id: Option<Id<asset::Asset>>,
}

/// What an author is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AuthorKind {
    /// A human being.
    Person,
    /// An agency, a desk, an institution.
    Organization,
}

/// What a contributor did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "article::Role")]
pub enum Role {
    /// Wrote it.
    Author,
    /// Translated it.
    Translator,
    /// Took its pictures.
    Photographer,
    /// Drew its pictures.
    Illustrator,
    /// Edited it.
    Editor,
    /// Helped otherwise.
    Contributor,
}

impl Author {
    /// An author of a site.
    pub fn new(author: &domain::Author, site: &site::Site) -> Self {
        let path = author_path(author);
        Self {
            id: id(author.id),
            slug: author.slug.to_string(),
            name: author.name.clone(),
            kind: match author.kind {
                domain::AuthorKind::Person => AuthorKind::Person,
                domain::AuthorKind::Organization => AuthorKind::Organization,
            },
            bio: author.bio.clone(),
            links: links(&author.links),
            url: site.absolute(&path),
            path,
            revision: author.revision,
            portrait: Included::Left,
            portrait_id: author.portrait,
        }
    }
}
