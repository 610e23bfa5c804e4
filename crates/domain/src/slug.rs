//! Slugs: the names of things in URLs.

use std::{borrow::Borrow, fmt, ops::Deref, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, de};

/// Longest slug, in bytes.
pub const MAX_SLUG_BYTES: usize = 200;

/// The name of a thing in URLs: lower-case letters of any script, digits, `-` and `_`; 1 to 200 bytes; not shaped like an id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Slug(String);

/// As the text it is: messages quote slugs.
impl fmt::Debug for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Slug {
    /// Trusts that the text was checked when it was stored.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Slug {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is not a slug.
#[derive(Debug, thiserror::Error)]
#[error(
    "a slug has 1 to 200 bytes of lower-case letters, digits, '-' and '_', begins and ends with a letter or digit, and is not a UUID"
)]
pub struct NotASlug;

impl FromStr for Slug {
    type Err = NotASlug;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let edge = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || is_joining(c));
        let inner = |c: char| c == '-' || c == '_' || (c.is_alphanumeric() && !c.is_uppercase()) || is_joining(c);
        // An id and a slug stand in the same place of a URL: they must never be confused.
        let like_an_id = s.len() == 36 && uuid::Uuid::parse_str(s).is_ok();
        if s.len() > MAX_SLUG_BYTES
            || !edge(s.chars().next())
            || !edge(s.chars().last())
            || !s.chars().all(inner)
            || like_an_id
        {
            return Err(NotASlug);
        }
        Ok(Self(s.to_owned()))
    }
}

/// Combining marks belong to the letter before them in many scripts.
fn is_joining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{93C}'..='\u{94D}' | '\u{E31}'..='\u{E4E}' | '\u{200C}' | '\u{200D}')
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(|_| de::Error::custom(format!("{text:?} is not a slug: {NotASlug}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_of_every_script_are_taken_and_others_refused() {
        for good in ["a", "the-river", "δρόμος", "مدينة", "2026_review", "街"] {
            assert!(good.parse::<Slug>().is_ok(), "{good}");
        }
        for bad in ["", "The-River", "a b", "a/b", "-a", "a-", "a?", "0190a3f0-0000-7000-8000-000000000000", "ä\u{0}"]
        {
            assert!(bad.parse::<Slug>().is_err(), "{bad}");
        }
        assert!("x".repeat(201).parse::<Slug>().is_err());
    }
}
