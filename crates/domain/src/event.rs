//! The event log: what happened, in commit order.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{api_key::ApiKey, cache_tag::CacheTags, id::Id, time::Instant, user::User};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

/// What it happened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
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

/// What an event did to an article, as readers saw it. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It became visible to them.
    Published,
    /// They see something else of it.
    Changed,
    /// They do not see it any more.
    Removed,
}

impl Effect {
    /// Of an article that was public or not, and is or is not.
    pub const fn of(was_public: bool, is_public: bool) -> Option<Self> {
        match (was_public, is_public) {
            (false, true) => Some(Self::Published),
            (true, true) => Some(Self::Changed),
            (true, false) => Some(Self::Removed),
            (false, false) => None,
        }
    }

    /// As it is stored.
    pub const fn number(self) -> i16 {
        match self {
            Self::Published => 1,
            Self::Changed => 2,
            Self::Removed => 3,
        }
    }

    /// From what is stored.
    pub const fn from_number(number: i16) -> Option<Self> {
        match number {
            1 => Some(Self::Published),
            2 => Some(Self::Changed),
            3 => Some(Self::Removed),
            _ => None,
        }
    }
}

/// Who did something, and in which request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct By {
    /// The user; nobody when it was the program itself.
    pub user: Option<Id<User>>,
    /// The key that the user asked with.
    pub key: Option<Id<ApiKey>>,
    /// The id of the request.
    pub request: Option<String>,
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
    /// Who did it.
    pub by: By,
    /// The number that its revision has since; nothing for what has none.
    pub revision: Option<i32>,
    /// The members that changed.
    pub fields: Vec<String>,
    /// What was said about it, such as the reason of a withdrawal.
    pub note: Option<String>,
    /// Could readers notice? What happens to drafts is nobody's business: it moves nothing that readers see.
    pub public: bool,
    /// What it did to an article, as readers saw it.
    pub effect: Option<Effect>,
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its number: events are numbered in the order of commits.
    pub seq: i64,
    /// When it happened.
    pub at: Instant,
    /// What happened.
    pub action: Action,
    /// To what.
    pub subject: Subject,
    /// To which one; the nil id for what has none.
    pub id: Uuid,
    /// Who did it.
    pub by: By,
    /// The number that its revision has since; nothing for what has none.
    pub revision: Option<i32>,
    /// The members that changed.
    pub fields: Vec<String>,
    /// What was said about it, such as the reason of a withdrawal.
    pub note: Option<String>,
    /// What was changed of answers, with the last event of each commit that readers could notice: for that whole commit.
    pub tags: CacheTags,
}

/// Which events.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct EventFilter {
    /// Of things of this kind.
    pub subject: Option<Subject>,
    /// Of this one.
    pub id: Option<Uuid>,
    /// Of this action.
    pub action: Option<Action>,
    /// By this user.
    pub user: Option<Id<User>>,
    /// By this key.
    pub key: Option<Id<ApiKey>>,
    /// Not earlier than this.
    pub from: Option<Instant>,
    /// Earlier than this.
    pub before: Option<Instant>,
}

/// How far the log has come, as readers may know it: the last event that they could notice. Everything public that was written
/// before a reader got this version is in what it reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContentVersion {
    /// Sequence number of the last public event; 0 before the first.
    pub seq: i64,
    /// When that event happened.
    pub at: Instant,
    /// Which log that is the number of; another one since the database was restored from a backup.
    pub log: i64,
}
