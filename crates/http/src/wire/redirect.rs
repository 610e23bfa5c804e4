//! Redirects, as editors see them.

use async_graphql::SimpleObject;
use masthead_domain::redirect as domain;
use serde::Serialize;
use utoipa::ToSchema;

use super::{ID, id};

/// A path that has moved for good. It leads to a path or URL, or to wherever an article is: one of `to` and `article` is not null.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct RedirectEntry {
    /// The old path.
    #[schema(example = "/old/lamps")]
    pub from: String,
    /// A path of the site, or an absolute URL.
    #[schema(required, example = "/cities/lamps")]
    pub to: Option<String>,
    /// Id of an article.
    #[schema(value_type = Option<String>, format = Uuid, required)]
    pub article: Option<ID>,
    /// Its revision: what a change of it sends as `If-Match` in REST, as `expectedRevision` in GraphQL.
    #[schema(example = 1)]
    pub revision: i32,
}

impl RedirectEntry {
    /// A redirect.
    pub fn new(redirect: domain::Redirect) -> Self {
        let (to, article) = match redirect.to {
            domain::RedirectTarget::Path(to) => (Some(to), None),
            domain::RedirectTarget::Article(article) => (None, Some(id(article))),
        };
        Self { from: redirect.from, to, article, revision: redirect.revision }
    }
}
