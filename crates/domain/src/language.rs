//! BCP 47 language tags.

use std::{fmt, ops::Deref, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, de};

/// A well-formed BCP 47 language tag in its usual capitals: `en`, `pt-BR`, `zh-Hant-TW`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Language(String);

impl Language {
    /// Trusts that the text was checked when it was stored.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language: `zh` of `zh-Hant-TW`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// The tag and every shorter range that matches it (RFC 4647 basic filtering): `zh-Hant-TW`, `zh-Hant`, `zh`.
    pub fn ranges(&self) -> impl Iterator<Item = &str> {
        let mut rest = Some(self.0.as_str());
        std::iter::from_fn(move || {
            let here = rest?;
            rest = here.rfind('-').map(|at| &here[..at]);
            Some(here)
        })
    }
}

impl Deref for Language {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is not a well-formed language tag.
#[derive(Debug, thiserror::Error)]
#[error("not a BCP 47 language tag, such as en, pt-BR or zh-Hant")]
pub struct NotALanguage;

impl FromStr for Language {
    type Err = NotALanguage;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let mut tag = String::with_capacity(s.len());
        let mut after_singleton = false;
        for (place, part) in s.split('-').enumerate() {
            let alnum = !part.is_empty() && part.len() <= 8 && part.bytes().all(|b| b.is_ascii_alphanumeric());
            let alpha = part.bytes().all(|b| b.is_ascii_alphabetic());
            if !alnum || (place == 0 && (!alpha || part.len() < 2)) || place > 8 {
                return Err(NotALanguage);
            }
            if place > 0 {
                tag.push('-');
            }
            let lower = part.to_ascii_lowercase();
            if place > 0 && !after_singleton && alpha && part.len() == 2 {
                tag.push_str(&part.to_ascii_uppercase());
            } else if place > 0 && !after_singleton && alpha && part.len() == 4 {
                tag.push_str(&part[..1].to_ascii_uppercase());
                tag.push_str(&lower[1..]);
            } else {
                tag.push_str(&lower);
            }
            after_singleton |= place > 0 && part.len() == 1;
        }
        Ok(Self(tag))
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(|_| de::Error::custom(format!("{text:?} is {NotALanguage}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_get_their_usual_capitals_and_ranges() {
        let tag: Language = "ZH-hant-tw".parse().expect("valid");
        assert_eq!(tag.as_str(), "zh-Hant-TW");
        assert_eq!(tag.ranges().collect::<Vec<_>>(), ["zh-Hant-TW", "zh-Hant", "zh"]);
        assert!("e".parse::<Language>().is_err());
        assert!("en_US".parse::<Language>().is_err());
        assert!("".parse::<Language>().is_err());
    }
}
