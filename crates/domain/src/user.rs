//! Users: people who sign in. Readers never see them; who made an article is an author.

use serde::{Deserialize, Serialize};

use crate::{api_key::Scope, id::Id, section::Section, time::Instant};

/// Someone who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: Id<User>,
    /// The address to sign in with, in lower case; unique among users.
    pub email: String,
    /// What colleagues call them.
    pub name: String,
    /// What they may do.
    pub role: UserRole,
    /// An editor of these sections, and what lies within, alone; of everything when there are none. Nothing to other roles.
    pub sections: Vec<Id<Section>>,
    /// Since when they may not sign in any more.
    pub disabled_at: Option<Instant>,
    /// When the account was made.
    pub created_at: Instant,
    /// Counts the changes, from 1.
    pub revision: i32,
}

/// What a user may do; each may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UserRole {
    /// Writes drafts of their own, and submits them.
    Contributor,
    /// Takes articles of their own to publication.
    Author,
    /// Does everything to every article, or to those of given sections; manages sections, authors, tags, series, collections.
    Editor,
    /// Manages users, keys and the site besides.
    Admin,
}

impl UserRole {
    /// Every role, the least first.
    pub const ALL: [Self; 4] = [Self::Contributor, Self::Author, Self::Editor, Self::Admin];

    /// Its stored spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contributor => "contributor",
            Self::Author => "author",
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }

    /// The role with this spelling.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Everything that a key of such a user may be given.
    pub const fn scopes(self) -> &'static [Scope] {
        match self {
            Self::Contributor => &[Scope::ReadDrafts, Scope::WriteOwn],
            Self::Author => &[Scope::ReadDrafts, Scope::WriteOwn, Scope::Publish],
            Self::Editor | Self::Admin => &Scope::ALL,
        }
    }
}
