//! Live updates: what happens to articles, as it happens.

use async_graphql::{Enum, SimpleObject};
use masthead_app::live;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Article, DateTime, ID, id};

/// Something that happened to an article, as it happens.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
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
    /// The article as readers see it now; null when they do not.
    #[schema(required)]
    pub article: Option<Article>,
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
}

impl ArticleEventType {
    /// As the name of a server-sent event.
    pub fn event_name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Changed => "changed",
            Self::Deleted => "deleted",
        }
    }
}

impl ArticleEvent {
    /// Of what a listener was told.
    pub fn new(told: &live::Told, article: Option<Article>) -> Self {
        Self {
            kind: told.kind.into(),
            position: told.position.clone(),
            at: told.happening.at.into(),
            id: id(told.happening.article),
            article,
        }
    }
}
