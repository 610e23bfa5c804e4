//! What a list of articles shows. Lists start from what the caller may see: there is no value of these types that asks for a draft.

use crate::{
    article::{Article, Role},
    author::Author,
    collection::Collection,
    id::Id,
    language::Language,
    section::Section,
    series::Series,
    tag::Tag,
    time::Instant,
};

/// Most ids that one filter may name.
pub const MAX_FILTER_IDS: usize = 100;

/// The running order that a list walks along.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Along {
    /// Everything that is public, by date of publication.
    Public,
    /// A series, by part.
    Series(Id<Series>),
    /// A collection, in the editor's order.
    Collection(Id<Collection>),
    /// What editors set beside an article, in their order.
    Related(Id<Article>),
    /// The translations of an article (without itself), by date of publication.
    Translations {
        /// The set; `None` for an article that has no translations.
        set: Option<String>,
        /// The article that is not its own translation.
        of: Id<Article>,
    },
}

impl Along {
    /// The translations of an article.
    pub fn translations(of: Id<Article>, set: Option<String>) -> Self {
        Self::Translations { set, of }
    }
}

/// Which articles a list shows. Every member narrows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ArticleFilter {
    /// Its running order.
    pub along: Along,
    /// Filed under this section or one within it.
    pub section: Option<Id<Section>>,
    /// With this author among the contributors.
    pub author: Option<Id<Author>>,
    /// The author's part in it; needs `author`.
    pub role: Option<Role>,
    /// About this.
    pub tag: Option<Id<Tag>>,
    /// Part of this series.
    pub series: Option<Id<Series>>,
    /// In this language, or a narrower one: `pt` finds `pt-BR`.
    pub language: Option<Language>,
    /// Published at this instant or later.
    pub published_from: Option<Instant>,
    /// Published before this instant.
    pub published_before: Option<Instant>,
    /// One of these.
    pub ids: Option<Vec<Id<Article>>>,
    /// None of these.
    pub exclude: Vec<Id<Article>>,
}

impl ArticleFilter {
    /// Every public article along an order.
    pub fn along(along: Along) -> Self {
        Self {
            along,
            section: None,
            author: None,
            role: None,
            tag: None,
            series: None,
            language: None,
            published_from: None,
            published_before: None,
            ids: None,
            exclude: Vec::new(),
        }
    }

    /// Every public article by date.
    pub fn public() -> Self {
        Self::along(Along::Public)
    }

    /// The section with its descendants.
    pub fn in_section(section: Id<Section>) -> Self {
        Self { section: Some(section), ..Self::public() }
    }

    /// Without these.
    #[must_use]
    pub fn without(mut self, exclude: impl IntoIterator<Item = Id<Article>>) -> Self {
        self.exclude.extend(exclude);
        self
    }
}

/// Which way a list by date runs. Other running orders have one direction only: theirs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The order's own: newest first for dates, first to last for series, collections and picks.
    #[default]
    Natural,
    /// The other way round.
    Reversed,
}
