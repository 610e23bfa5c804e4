//! Articles: identity and stage. Their text is a revision's; publishing moves a pointer.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    asset::Asset, author::Author, body::Body, error::Violation, id::Id, language::Language, section::Section,
    series::Series, slug::Slug, tag::Tag, text::Checks, time::Instant, user::User,
};

/// Longest headline, kicker or standfirst, in characters.
pub const MAX_LINE_CHARS: usize = 2_000;
/// Most contributors, tags or related articles of one article.
pub const MAX_LINKS: usize = 200;

/// Largest number of a part of a series.
pub const MAX_SERIES_PART: u32 = 1_000_000;

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

/// What makes content impossible to keep, whatever its stage. `field` is relative to the content.
pub fn check_content(content: &Content) -> Vec<Violation> {
    let mut violations = Vec::new();
    if content.headline.trim().is_empty() {
        violations.push(Violation::new("/headline", "required", "an article needs a headline"));
    }
    let lines = [
        ("/headline", Some(&content.headline)),
        ("/kicker", content.kicker.as_ref()),
        ("/standfirst", content.standfirst.as_ref()),
        ("/excerpt", content.excerpt.as_ref()),
        ("/bylineText", content.byline_text.as_ref()),
    ];
    for (field, line) in lines {
        let Some(line) = line else { continue };
        if line.chars().count() > MAX_LINE_CHARS {
            violations.push(Violation::new(field, "too_long", format!("at most {MAX_LINE_CHARS} characters")));
        }
        // PostgreSQL cannot keep a NUL, and XML feeds cannot say the others.
        if line.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            violations.push(Violation::new(field, "control_character", "control characters are not text"));
        }
    }
    for (field, count) in [
        ("/contributors", content.contributors.len()),
        ("/tags", content.tags.len()),
        ("/related", content.related.len()),
    ] {
        if count > MAX_LINKS {
            violations.push(Violation::new(field, "too_many", format!("at most {MAX_LINKS}")));
        }
    }
    for (place, tag) in content.tags.iter().enumerate() {
        if content.tags[..place].contains(tag) {
            violations.push(Violation::new(format!("/tags/{place}"), "duplicate", "the same tag twice"));
        }
    }
    for (place, contribution) in content.contributors.iter().enumerate() {
        let same = |other: &Contribution| other.author == contribution.author && other.role == contribution.role;
        if content.contributors[..place].iter().any(same) {
            let field = format!("/contributors/{place}");
            violations.push(Violation::new(field, "duplicate", "the same author in the same role twice"));
        }
    }
    for (place, related) in content.related.iter().enumerate() {
        if content.related[..place].contains(related) {
            violations.push(Violation::new(format!("/related/{place}"), "duplicate", "the same article twice"));
        }
    }
    if content.series.and_then(|s| s.part).is_some_and(|part| !(1..=MAX_SERIES_PART).contains(&part)) {
        let message = format!("parts are counted from 1, to {MAX_SERIES_PART}");
        violations.push(Violation::new("/series/part", "out_of_range", message));
    }
    violations.extend(check_texts(content));
    violations
}

/// The texts and addresses of content that have no rule of their own.
fn check_texts(content: &Content) -> Vec<Violation> {
    let mut checks = Checks::default();
    for (place, contribution) in content.contributors.iter().enumerate() {
        checks.prose(&format!("/contributors/{place}/creditedAs"), &contribution.credited_as);
    }
    if let Some(lead) = &content.lead_image {
        checks.prose("/leadImage/alt", &lead.alt);
        checks.prose("/leadImage/caption", &lead.caption);
    }
    if let Some(Original::Elsewhere(original)) = &content.translation_of {
        checks.name("/translationOf/headline", &original.headline);
        checks.prose("/translationOf/publisher", &original.publisher);
        checks.link("/translationOf/url", &original.url);
    }
    checks.link("/canonicalUrl", &content.canonical_url);
    checks.prose("/seo/title", &content.seo.title);
    checks.prose("/seo/description", &content.seo.description);
    checks.into_violations()
}

/// What makes an article impossible to keep, apart from its content.
pub fn check_identity(identity: &Identity) -> Vec<Violation> {
    let mut checks = Checks::default();
    checks.key("/translationSet", &identity.translation_set);
    for (place, alternative) in identity.alternative_ids.iter().enumerate() {
        checks.key(&format!("/alternativeIds/{place}/scheme"), &alternative.scheme);
        checks.key(&format!("/alternativeIds/{place}/value"), &alternative.value);
    }
    for (place, correction) in identity.corrections.iter().enumerate() {
        checks.prose(&format!("/corrections/{place}/text"), &correction.text);
    }
    if let Stage::Withdrawn { reason, .. } = &identity.stage {
        checks.prose("/withdrawnReason", reason);
    }
    let mut violations = checks.into_violations();
    for (field, count) in
        [("/alternativeIds", identity.alternative_ids.len()), ("/corrections", identity.corrections.len())]
    {
        if count > MAX_LINKS {
            violations.push(Violation::new(field, "too_many", format!("at most {MAX_LINKS}")));
        }
    }
    violations
}
