//! Changes: what delta sync tells of public things, so that a copy of them can be kept up to date.

use crate::{article::Article, id::Id, language::Language, section::Section};

/// Which things a copy holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ChangeFilter {
    /// Articles that are filed under this section or one within it.
    pub section: Option<Id<Section>>,
    /// Articles in this language, or a narrower one: `pt` finds `pt-BR`.
    pub language: Option<Language>,
    /// Articles at all.
    pub articles: bool,
    /// Redirects of the site; section and language do not narrow them.
    pub redirects: bool,
}

impl Default for ChangeFilter {
    fn default() -> Self {
        Self { section: None, language: None, articles: true, redirects: true }
    }
}

impl ChangeFilter {
    /// Every article, and nothing else.
    pub const fn all_articles() -> Self {
        Self { section: None, language: None, articles: true, redirects: false }
    }
}

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Changed {
    /// An article.
    Article(Id<Article>),
    /// A redirect, by the name that its path has in the order of changes.
    Redirect(uuid::Uuid),
}

/// The place of a change in the order of changes: that of the log, then by what changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChangePlace {
    /// The number of the event that it follows from.
    pub seq: i64,
    /// What changed; nothing after everything that follows from that event.
    pub after: After,
}

/// How far a reader is among the changes that follow from one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum After {
    /// After this one.
    One(Changed),
    /// After all of them.
    All,
}
