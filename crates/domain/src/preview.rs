//! Previews: a look at one revision, for whoever has the link, until it expires or is revoked.

use crate::{article::Article, id::Id, time::Instant, user::User};

/// A look at one revision of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Its id.
    pub id: Id<Preview>,
    /// Which article.
    pub article: Id<Article>,
    /// The number of the revision.
    pub revision: i32,
    /// When it was made.
    pub created_at: Instant,
    /// Who made it.
    pub created_by: Option<Id<User>>,
    /// Until when it holds.
    pub expires_at: Instant,
    /// Since when it does not hold any more.
    pub revoked_at: Option<Instant>,
}
