//! Articles: identity and stage. Their text is a revision's; publishing moves a pointer.

mod check;
mod content;

use serde::{Deserialize, Serialize};
use url::Url;

pub use check::{MAX_LINE_CHARS, MAX_LINKS, MAX_SERIES_PART, check_content, check_identity};
pub use content::*;

use crate::{id::Id, language::Language, section::Section, slug::Slug, time::Instant, user::User};

/// Where an article stands in its life, with what belongs to that stage.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// Being written.
    Draft,
    /// Will be published by itself.
    Scheduled {
        /// When.
        publish_at: Instant,
        /// The dates that readers saw, if it was public before.
        dates: Option<PublicDates>,
    },
    /// Readers see it.
    Published {
        /// The dates that readers see.
        dates: PublicDates,
    },
    /// Was published, and was taken back: readers are told that it is gone.
    Withdrawn {
        /// The dates that readers saw.
        dates: PublicDates,
        /// When it was taken back.
        at: Instant,
        /// Why, for readers.
        reason: Option<String>,
    },
    /// Thrown away: it can be had back until it is purged.
    Trashed {
        /// The dates that readers saw, if it was public before.
        dates: Option<PublicDates>,
        /// When it was thrown away.
        at: Instant,
        /// What readers were told before, if it was withdrawn.
        reason: Option<String>,
    },
}

/// What readers are told of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told<'a> {
    /// Nothing: to them there is no such article.
    Nothing,
    /// All of it.
    Everything,
    /// That it is gone, and why.
    Gone(Option<&'a str>),
}

impl Stage {
    /// What readers are told of it.
    pub fn told(&self) -> Told<'_> {
        match self {
            Self::Published { .. } => Told::Everything,
            Self::Withdrawn { reason, .. } | Self::Trashed { dates: Some(_), reason, .. } => {
                Told::Gone(reason.as_deref())
            }
            Self::Draft | Self::Scheduled { .. } | Self::Trashed { dates: None, .. } => Told::Nothing,
        }
    }

    /// The stage's name, as it is stored and spoken.
    pub fn name(&self) -> StageName {
        match self {
            Self::Draft => StageName::Draft,
            Self::Scheduled { .. } => StageName::Scheduled,
            Self::Published { .. } => StageName::Published,
            Self::Withdrawn { .. } => StageName::Withdrawn,
            Self::Trashed { .. } => StageName::Trashed,
        }
    }

    /// The dates that readers see or saw.
    pub fn dates(&self) -> Option<PublicDates> {
        match self {
            Self::Published { dates } | Self::Withdrawn { dates, .. } => Some(*dates),
            Self::Scheduled { dates, .. } | Self::Trashed { dates, .. } => *dates,
            Self::Draft => None,
        }
    }

    /// Do readers see it?
    pub fn is_public(&self) -> bool {
        matches!(self, Self::Published { .. })
    }
}

/// The name of a [`Stage`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StageName {
    /// Being written.
    Draft,
    /// Will be published by itself.
    Scheduled,
    /// Readers see it.
    Published,
    /// Taken back.
    Withdrawn,
    /// Thrown away.
    Trashed,
}

impl StageName {
    /// Every stage.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Scheduled, Self::Published, Self::Withdrawn, Self::Trashed];

    /// Its stored spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
            Self::Trashed => "trashed",
        }
    }
}

/// The dates of an article that has been public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicDates {
    /// The first time ever.
    pub first_published_at: Instant,
    /// The date readers see, and the order of lists.
    pub published_at: Instant,
    /// The last change readers should notice.
    pub updated_at: Instant,
}

/// What an article is, apart from its text: everything that is not part of a revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    /// Its id; never changes.
    pub id: Id<Article>,
    /// Its name in URLs; unique among articles.
    pub slug: Slug,
    /// Where it stands.
    pub stage: Stage,
    /// Articles with the same set are translations of each other.
    pub translation_set: Option<String>,
    /// What was put right after publication, oldest first.
    pub corrections: Vec<Correction>,
    /// The ids it had elsewhere.
    pub alternative_ids: Vec<AlternativeId>,
    /// Who created it; nobody when it was imported.
    pub owner: Option<Id<User>>,
    /// What was said when its latest revision was submitted.
    pub review: Option<Review>,
    /// What is to happen to it by itself while it is published.
    pub plan: Plan,
    /// Readers do not see it before this time, whatever else is set.
    pub embargo_until: Option<Instant>,
}

impl Identity {
    /// Is all that readers see of it the same?
    pub fn shows_the_same(&self, other: &Self) -> bool {
        self.slug == other.slug
            && self.stage.dates() == other.stage.dates()
            && self.stage.told() == other.stage.told()
            && self.translation_set == other.translation_set
            && self.corrections == other.corrections
            && self.alternative_ids == other.alternative_ids
    }
}

/// What was said about a revision that was submitted for review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// How far the review has come.
    pub state: ReviewState,
    /// When it got there.
    pub at: Instant,
    /// Who took it there.
    pub by: Option<Id<User>>,
    /// What they said.
    pub note: Option<String>,
}

/// How far a review has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// An editor is to look at it.
    Submitted,
    /// An editor found it good.
    Approved,
    /// An editor wants it changed.
    SentBack,
}

/// What is to happen to an article by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// When the latest revision of a published article is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update_at: Option<Instant>,
    /// When it is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unpublish_at: Option<Instant>,
}

/// What was put right after publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// When.
    pub at: Instant,
    /// What sort of change it was.
    pub kind: CorrectionKind,
    /// What readers are told.
    pub text: String,
}

/// What sort of change a correction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CorrectionKind {
    /// Something was wrong.
    Correction,
    /// Something could be misunderstood.
    Clarification,
    /// Something new is known.
    Update,
}

/// An id that an article had elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlternativeId {
    /// Where it is from, such as `wxr-guid`.
    pub scheme: String,
    /// The id there.
    pub value: String,
}

/// An article as readers see it, without its body: the identity, and the published revision's content.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Its id.
    pub id: Id<Article>,
    /// Its name in URLs.
    pub slug: Slug,
    /// Its path on the site.
    pub path: String,
    /// The published revision's number, counted from 1.
    pub revision: i32,
    /// The key of its content: never reused, so whatever is made from it can be kept.
    pub revision_id: Id<Content>,
    /// The dates readers see.
    pub dates: PublicDates,
    /// What sort of text it is.
    pub kind: ArticleKind,
    /// The title.
    pub headline: String,
    /// The short label above it.
    pub kicker: Option<String>,
    /// The sentence under it.
    pub standfirst: Option<String>,
    /// The teaser: written, or made from the standfirst or the body when the revision was saved.
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
    /// The original, if it is a translation.
    pub translation_of: Option<Original>,
    /// The translations of each other that it belongs to.
    pub translation_set: Option<String>,
    /// Where its canonical copy is, if that is not here.
    pub canonical_url: Option<Url>,
    /// What search engines and cards of other sites are told.
    pub seo: Seo,
    /// What was put right after publication, oldest first.
    pub corrections: Vec<Correction>,
    /// Words of its body.
    pub word_count: i32,
    /// Minutes to read its body; 0 without text.
    pub reading_minutes: i32,
}
