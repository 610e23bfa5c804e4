//! Cache tags: what an answer is made of, and what an event changes, in the same words. An answer is as fresh as ever as long as nothing has
//! happened to any of its tags; the same tags purge caches of others (`Surrogate-Key`, `Cache-Tag`).

use std::{fmt, str::FromStr};

use uuid::Uuid;

use crate::event::Subject;

/// What articles are listed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListedBy {
    /// A section with its descendants.
    Section,
    /// An author, in any role.
    Author,
    /// A tag.
    Tag,
    /// A series.
    Series,
    /// A language, by an id made of its tag.
    Language,
    /// A translation set, by an id made of its name.
    Translations,
    /// A collection.
    Collection,
    /// An article beside which others were set.
    Related,
}

/// One tag. Written as [`fmt::Display`] says: `site`, `article:<id>`, `any:article`, `list:articles`, `list:section:<id>`, `any:list`,
/// `everything`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CacheTag {
    /// The publication itself: its name, its paths, its navigation. Every answer has it.
    Site,
    /// One thing.
    Of(Subject, Uuid),
    /// The list of all public articles: one comes, goes, or gets another place.
    Articles,
    /// The list of articles of something.
    List(ListedBy, Uuid),
    /// All lists of articles.
    AnyList,
    /// All things of a kind.
    Any(Subject),
    /// Whatever readers can notice.
    Everything,
}

/// The words of what has tags. What readers never see has none.
const SUBJECTS: [(Subject, &str); 9] = [
    (Subject::Article, "article"),
    (Subject::Post, "post"),
    (Subject::Section, "section"),
    (Subject::Author, "author"),
    (Subject::Tag, "tag"),
    (Subject::Series, "series"),
    (Subject::Collection, "collection"),
    (Subject::Asset, "asset"),
    (Subject::Redirect, "redirect"),
];

const LISTS: [(ListedBy, &str); 8] = [
    (ListedBy::Section, "section"),
    (ListedBy::Author, "author"),
    (ListedBy::Tag, "tag"),
    (ListedBy::Series, "series"),
    (ListedBy::Language, "language"),
    (ListedBy::Translations, "translations"),
    (ListedBy::Collection, "collection"),
    (ListedBy::Related, "related"),
];

impl CacheTag {
    /// Of what an event happened to.
    pub fn of(subject: Subject, id: Uuid) -> Self {
        if subject == Subject::Site { Self::Site } else { Self::Of(subject, id) }
    }

    /// The tag that stands for all of its kind, if it is not one already: whatever happens to this one happens to that.
    pub fn general(self) -> Option<Self> {
        match self {
            Self::Of(subject, _) => Some(Self::Any(subject)),
            Self::Articles | Self::List(..) => Some(Self::AnyList),
            Self::Site | Self::AnyList | Self::Any(_) => Some(Self::Everything),
            Self::Everything => None,
        }
    }
}

impl fmt::Display for CacheTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = |subject: Subject| {
            SUBJECTS.iter().find(|(known, _)| *known == subject).map_or("private", |(_, word)| *word)
        };
        match self {
            Self::Site => f.write_str("site"),
            Self::Of(kind, id) => write!(f, "{}:{id}", subject(*kind)),
            Self::Articles => f.write_str("list:articles"),
            Self::List(by, id) => {
                let word = LISTS.iter().find(|(known, _)| known == by).map_or("", |(_, word)| *word);
                write!(f, "list:{word}:{id}")
            }
            Self::AnyList => f.write_str("any:list"),
            Self::Any(kind) => write!(f, "any:{}", subject(*kind)),
            Self::Everything => f.write_str("everything"),
        }
    }
}

/// It is no cache tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no cache tag")]
pub struct NoCacheTag;

impl FromStr for CacheTag {
    type Err = NoCacheTag;
    fn from_str(text: &str) -> Result<Self, NoCacheTag> {
        let subject = |word: &str| SUBJECTS.iter().find(|(_, known)| *known == word).map(|(subject, _)| *subject);
        let id = |text: &str| text.parse::<Uuid>().map_err(|_| NoCacheTag);
        Ok(match text.split(':').collect::<Vec<_>>()[..] {
            ["site"] => Self::Site,
            ["everything"] => Self::Everything,
            ["list", "articles"] => Self::Articles,
            ["any", "list"] => Self::AnyList,
            ["any", kind] => Self::Any(subject(kind).ok_or(NoCacheTag)?),
            ["list", word, of] => {
                let (by, _) = LISTS.iter().find(|(_, known)| *known == word).ok_or(NoCacheTag)?;
                Self::List(*by, id(of)?)
            }
            [kind, of] => Self::Of(subject(kind).ok_or(NoCacheTag)?, id(of)?),
            _ => return Err(NoCacheTag),
        })
    }
}

/// Tags, each once, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CacheTags(Vec<CacheTag>);

impl CacheTags {
    /// These.
    pub fn new(mut tags: Vec<CacheTag>) -> Self {
        tags.sort_unstable();
        tags.dedup();
        Self(tags)
    }

    /// Each of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = CacheTag> {
        self.0.iter().copied()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// None at all?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same said with fewer words until it fits: of the kind that has most, one stands for all; at the end one for everything.
    #[must_use]
    pub fn until(mut self, fits: impl Fn(&Self) -> bool) -> Self {
        while !fits(&self) {
            let mut counts: Vec<(CacheTag, usize)> = Vec::new();
            for general in self.iter().filter_map(CacheTag::general) {
                match counts.iter_mut().find(|(known, _)| *known == general) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((general, 1)),
                }
            }
            // What stands for everything is the last resort.
            let most = counts.iter().filter(|(tag, _)| *tag != CacheTag::Everything).max_by_key(|(_, count)| *count);
            match most.or(counts.first()) {
                Some(&(CacheTag::Everything, _)) => return Self(vec![CacheTag::Everything]),
                Some(&(general, _)) => {
                    self.0.retain(|tag| tag.general() != Some(general));
                    self.0.push(general);
                    self = Self::new(self.0);
                }
                None => return self,
            }
        }
        self
    }

    /// As one text, with this between them.
    pub fn joined(&self, between: &str) -> String {
        self.0.iter().map(CacheTag::to_string).collect::<Vec<_>>().join(between)
    }

    /// From what [`CacheTags::joined`] with spaces wrote.
    ///
    /// # Errors
    /// [`NoCacheTag`].
    pub fn parse(text: &str) -> Result<Self, NoCacheTag> {
        Ok(Self::new(text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(number: u128) -> CacheTag {
        CacheTag::of(Subject::Article, Uuid::from_u128(number))
    }

    #[test]
    fn tags_are_read_as_they_are_written() {
        let id = Uuid::from_u128(7);
        let mut tags = vec![CacheTag::Site, CacheTag::Everything, CacheTag::Articles, CacheTag::AnyList];
        tags.extend(SUBJECTS.iter().flat_map(|(subject, _)| [CacheTag::Of(*subject, id), CacheTag::Any(*subject)]));
        tags.extend(LISTS.iter().map(|(by, _)| CacheTag::List(*by, id)));
        let tags = CacheTags::new(tags);
        assert_eq!(CacheTags::parse(&tags.joined(" ")), Ok(tags.clone()));
        assert_eq!(CacheTag::of(Subject::Site, id).to_string(), "site");
        assert_eq!(article(7).to_string(), "article:00000000-0000-0000-0000-000000000007");
        assert_eq!(CacheTags::parse("article:7"), Err(NoCacheTag));
        assert_eq!(CacheTags::parse("user:00000000-0000-0000-0000-000000000007"), Err(NoCacheTag));
    }

    #[test]
    fn what_does_not_fit_is_said_with_fewer_words() {
        let mut tags: Vec<_> = (0..40).map(article).collect();
        tags.push(CacheTag::Site);
        tags.push(CacheTag::Of(Subject::Author, Uuid::nil()));
        let tags = CacheTags::new(tags);
        let five = tags.clone().until(|tags| tags.len() <= 5);
        assert_eq!(five.joined(" "), "site author:00000000-0000-0000-0000-000000000000 any:article");
        assert_eq!(tags.clone().until(|tags| tags.joined(" ").len() <= 20).joined(" "), "everything");
        assert_eq!(tags.clone().until(|_| true), tags);
    }
}
