//! What one revision says: everything that an editor writes and a publication makes public.

use serde::{Deserialize, Serialize};
use url::Url;

use super::Article;
use crate::{
    asset::Asset, author::Author, body::Body, id::Id, language::Language, section::Section, series::Series, tag::Tag,
};

/// What sort of text an article is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ArticleKind {
    /// Told once.
    #[default]
    Story,
    /// Live coverage: posts are added to it while something happens.
    Live,
}

impl ArticleKind {
    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Story => "story",
            Self::Live => "live",
        }
    }

    /// From how it is stored.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Story, Self::Live].into_iter().find(|kind| kind.as_str() == text)
    }

    /// The usual one?
    pub fn is_story(&self) -> bool {
        *self == Self::Story
    }
}

/// The content of one revision: everything that an editor writes and a publication makes public.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// What sort of text it is.
    pub kind: ArticleKind,
    /// The title.
    pub headline: String,
    /// The short label above it.
    pub kicker: Option<String>,
    /// The sentence under it.
    pub standfirst: Option<String>,
    /// The teaser, if one was written.
    pub excerpt: Option<String>,
    /// The language of its text.
    pub language: Language,
    /// The one department it is filed under.
    pub section: Id<Section>,
    /// The series it belongs to.
    pub series: Option<SeriesPart>,
    /// The picture above it.
    pub lead_image: Option<LeadImage>,
    /// The byline in words, where the contributors' names do not do.
    pub byline_text: Option<String>,
    /// Who made it, in order.
    pub contributors: Vec<Contribution>,
    /// What it is about; the first matters most.
    pub tags: Vec<Id<Tag>>,
    /// Articles that editors set beside it, in order.
    pub related: Vec<Id<Article>>,
    /// The original, if it is a translation.
    pub translation_of: Option<Original>,
    /// Where its canonical copy is, if that is not here.
    pub canonical_url: Option<Url>,
    /// What search engines and cards of other sites are told.
    pub seo: Seo,
    /// Its text.
    pub body: Body,
}

/// The part an article has in a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeriesPart {
    /// Which series.
    pub series: Id<Series>,
    /// Which part, counted from 1.
    pub part: Option<u32>,
}

/// The picture above an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadImage {
    /// Which picture.
    pub asset: Id<Asset>,
    /// Instead of the asset's.
    pub alt: Option<String>,
    /// Instead of the asset's.
    pub caption: Option<String>,
}

/// An author's part in one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// Who.
    pub author: Id<Author>,
    /// As what.
    pub role: Role,
    /// Under another name than the author's.
    pub credited_as: Option<String>,
}

/// What a contributor did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Role {
    /// Wrote it.
    #[default]
    Author,
    /// Translated it.
    Translator,
    /// Took its pictures.
    Photographer,
    /// Drew its pictures.
    Illustrator,
    /// Edited it.
    Editor,
    /// Helped otherwise.
    Contributor,
}

impl Role {
    /// Every role, in the order in which bylines name them.
    pub const ALL: [Self; 6] =
        [Self::Author, Self::Contributor, Self::Translator, Self::Photographer, Self::Illustrator, Self::Editor];

    /// Its stored number.
    pub const fn number(self) -> i16 {
        match self {
            Self::Author => 0,
            Self::Translator => 1,
            Self::Photographer => 2,
            Self::Illustrator => 3,
            Self::Editor => 4,
            Self::Contributor => 5,
        }
    }

    /// The role with this stored number.
    pub fn from_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.number() == number)
    }
}

/// What a translation was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Original {
    /// An article of this site.
    Here(Id<Article>),
    /// A text published elsewhere.
    Elsewhere(OutsideOriginal),
}

/// A text published elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutsideOriginal {
    /// Its title.
    pub headline: String,
    /// Where it is.
    pub url: Url,
    /// Its language.
    pub language: Language,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
}

/// What search engines and cards of other sites are told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seo {
    /// Instead of the headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Instead of the excerpt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Should search engines leave it out?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub noindex: bool,
}
