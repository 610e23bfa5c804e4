//! The event log.

use async_graphql::{Enum, SimpleObject};
use masthead_domain::event as domain;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DateTime, ID, id};

/// Something that was written: who did what to what, when, and in which request.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Its number: events are numbered in the order in which they were kept.
    #[schema(example = 4711)]
    pub seq: i64,
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: DateTime,
    /// What happened.
    pub action: EventAction,
    /// To what.
    pub subject: EventSubject,
    /// Id of what it happened to; null for the site and for redirects.
    #[schema(value_type = Option<String>, format = Uuid, required)]
    pub id: Option<ID>,
    /// Id of the user who did it; null when it was the program itself.
    #[schema(value_type = Option<String>, format = Uuid, required)]
    pub user: Option<ID>,
    /// Id of the API key that the user asked with.
    #[schema(value_type = Option<String>, format = Uuid, required)]
    pub key: Option<ID>,
    /// Id of the request.
    #[schema(required)]
    pub request_id: Option<String>,
    /// The number that its revision has since.
    #[schema(required)]
    pub revision: Option<i32>,
    /// The members that changed.
    #[schema(example = json!(["headline"]))]
    pub fields: Vec<String>,
    /// What was said about it, such as the reason of a withdrawal; the slug of what was destroyed, the path of a redirect.
    #[schema(required)]
    pub note: Option<String>,
    /// Which answers changed, as the tags of their `Surrogate-Key` header: what caches of others should throw away. Those of everything that was
    /// written together stand with the last event of it.
    #[schema(example = json!(["article:01a1f0c2-7d3e-7b11-8a10-5f0e6d2c9b01", "list:articles"]))]
    pub cache_tags: Vec<String>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "domain::Action")]
pub enum EventAction {
    /// It is new.
    Created,
    /// It changed.
    Updated,
    /// It became visible to readers.
    Published,
    /// It was taken from readers.
    Withdrawn,
    /// It was submitted for review.
    Submitted,
    /// It was approved.
    Approved,
    /// It was sent back to whoever wrote it.
    SentBack,
    /// Something is to happen to it by itself.
    Scheduled,
    /// What was to happen by itself will not.
    Unscheduled,
    /// It is not to be seen before some time.
    Embargoed,
    /// Something was put right, and readers are told.
    Corrected,
    /// It was thrown away, and can be had back.
    Trashed,
    /// It was had back.
    Undeleted,
    /// It was destroyed.
    Deleted,
    /// It became part of another one.
    Merged,
    /// It does not hold any more.
    Revoked,
    /// It got a new secret.
    Rotated,
    /// The right to show it ended.
    Expired,
}

/// What something happened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "domain::Subject")]
pub enum EventSubject {
    /// The publication itself.
    Site,
    /// An article.
    Article,
    /// A post of a live article.
    Post,
    /// A section.
    Section,
    /// An author.
    Author,
    /// A tag.
    Tag,
    /// A series.
    Series,
    /// A collection.
    Collection,
    /// An asset.
    Asset,
    /// A redirect.
    Redirect,
    /// A preview of an article.
    Preview,
    /// Someone who signs in.
    User,
    /// A key of a user.
    ApiKey,
}

impl From<domain::Event> for Event {
    fn from(event: domain::Event) -> Self {
        let domain::By { user, key, request } = event.by;
        Self {
            seq: event.seq,
            at: event.at.into(),
            action: event.action.into(),
            subject: event.subject.into(),
            id: (!event.id.is_nil()).then(|| ID(event.id.to_string())),
            user: user.map(id),
            key: key.map(id),
            request_id: request,
            revision: event.revision,
            fields: event.fields,
            note: event.note,
            cache_tags: event.tags.iter().map(|tag| tag.to_string()).collect(),
        }
    }
}
