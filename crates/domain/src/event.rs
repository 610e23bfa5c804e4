//! The event log: what happened, in commit order.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::time::Instant;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It is new.
    Created,
    /// It changed.
    Updated,
    /// It became visible to readers.
    Published,
    /// It was taken from readers.
    Withdrawn,
}

/// What it happened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The publication itself.
    Site,
    /// An article.
    Article,
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
}

/// One entry of the log, before it has its number.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// When it happened.
    pub at: Instant,
    /// What happened.
    pub action: Action,
    /// To what.
    pub subject: Subject,
    /// To which one.
    pub id: Uuid,
    /// Could readers notice? What happens to drafts is nobody's business: it moves nothing that readers see.
    pub public: bool,
}

/// How far the log has come, as readers may know it: the last event that they could notice. Everything public that was written
/// before a reader got this version is in what it reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContentVersion {
    /// Sequence number of the last public event; 0 before the first.
    pub seq: i64,
    /// When that event happened.
    pub at: Instant,
}
