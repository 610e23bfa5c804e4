//! API keys: how programs ask. A key belongs to a user, and never may more than its user.

use serde::{Deserialize, Serialize};

/// What an API key may do, as far as its user may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Read what is not public.
    ReadDrafts,
    /// Create articles, and change those that its user created.
    WriteOwn,
    /// Change every article that its user may change.
    WriteAny,
    /// Publish, schedule, embargo, correct, withdraw.
    Publish,
    /// Sections, authors, tags, series, collections, redirects; for administrators also users, keys and the site.
    Manage,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 5] = [Self::ReadDrafts, Self::WriteOwn, Self::WriteAny, Self::Publish, Self::Manage];

    /// Its stored spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadDrafts => "read_drafts",
            Self::WriteOwn => "write_own",
            Self::WriteAny => "write_any",
            Self::Publish => "publish",
            Self::Manage => "manage",
        }
    }

    /// The scope with this spelling.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }
}

/// A key by which a program asks in the name of a user. (The secret itself is never kept.)
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id.
    pub id: crate::id::Id<ApiKey>,
    /// Whose it is.
    pub user: crate::id::Id<crate::user::User>,
    /// What it is for.
    pub name: String,
    /// The beginning of the key, to recognise it by.
    pub prefix: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Until when the secret that it had before works too.
    pub previous_until: Option<crate::time::Instant>,
    /// When it was made.
    pub created_at: crate::time::Instant,
    /// From when on it does not work any more.
    pub expires_at: Option<crate::time::Instant>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<crate::time::Instant>,
    /// When it was revoked.
    pub revoked_at: Option<crate::time::Instant>,
}

/// The most characters of a key's name.
pub const MAX_NAME: usize = 200;
/// The most keys of a user that work or could work.
pub const MAX_KEYS: u64 = 100;

impl ApiKey {
    /// Does it work at this moment, as far as it is concerned?
    pub fn works(&self, now: crate::time::Instant) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}
