//! Live updates: what happens to articles, as it happens.

use async_graphql::{Enum, SimpleObject};
use masthead_app::live;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Article, DateTime, ID, Post, id};

/// Something that happened to an article, as it happens.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ArticleEvent {
    /// What happened.
    #[serde(rename = "type")]
    #[graphql(name = "type")]
    pub kind: ArticleEventType,
    /// Where to go on after it: `Last-Event-ID` in REST, `after` in GraphQL. Opaque.
    pub position: String,
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: DateTime,
    /// Id of the article.
    #[schema(value_type = String, format = Uuid)]
    pub id: ID,
    /// The article as readers see it now; null when they do not, and when it is about a post.
    #[schema(required)]
    pub article: Option<Article>,
    /// Id of the post that it is about; null when it is about the article.
    #[schema(value_type = Option<String>, format = Uuid, required)]
    pub post_id: Option<ID>,
    /// The post as readers see it now; null when they do not.
    #[schema(required)]
    pub post: Option<Post>,
}

/// What happened to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "live::Kind")]
pub enum ArticleEventType {
    /// It became visible to readers.
    Published,
    /// Readers see something else of it.
    Changed,
    /// Readers do not see it any more, or it does not belong to the filter any more.
    Deleted,
    /// A post was added to live coverage.
    PostPublished,
    /// A post of live coverage changed.
    PostChanged,
    /// A post of live coverage was taken away.
    PostDeleted,
}

impl ArticleEventType {
    /// As the name of a server-sent event.
    pub fn event_name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Changed => "changed",
            Self::Deleted => "deleted",
            Self::PostPublished => "post-published",
            Self::PostChanged => "post-changed",
            Self::PostDeleted => "post-deleted",
        }
    }
}

impl ArticleEvent {
    /// Of what a listener was told.
    pub fn new(told: &live::Told, article: Option<Article>, post: Option<Post>) -> Self {
        Self {
            kind: told.kind.into(),
            position: told.position.clone(),
            at: told.happening.at.into(),
            id: id(told.happening.article),
            article,
            post_id: told.happening.post.map(id),
            post,
        }
    }
}
