//! The language of queries: words, `"phrases"`, `begin*`, `-without`, `headline:here`.
//!
//! Everything that somebody may type into a search box means something, or is refused with the place where it goes wrong.

use crate::error::Violation;

/// What a query may not exceed. All of it is configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of a query.
    pub bytes: usize,
    /// Most words and phrases of a query.
    pub parts: usize,
}

/// A query, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    /// What it consists of, at least one part that is wanted.
    pub parts: Vec<Part>,
}

/// A part of a query: a word, the beginning of one, or a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Part {
    /// Where in an article; anywhere if nothing is said.
    pub scope: Option<Scope>,
    /// Must it not be there?
    pub excluded: bool,
    /// What is looked for.
    pub sought: Sought,
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Sought {
    /// A word in any of its forms.
    Word(String),
    /// Words that begin like this.
    Prefix(String),
    /// These words as they are, one after the other.
    Phrase(String),
}

/// A part of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The headline.
    Headline,
    /// Kicker and standfirst.
    Standfirst,
    /// The text.
    Body,
    /// The names of contributors.
    Author,
    /// The names of tags.
    Tag,
}

impl Scope {
    /// As it is written in a query.
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "headline" => Self::Headline,
            "standfirst" => Self::Standfirst,
            "body" => Self::Body,
            "author" | "contributor" => Self::Author,
            "tag" => Self::Tag,
            _ => return None,
        })
    }
}

/// Where queries stand in requests.
const FIELD: &str = "/query";

impl Query {
    /// Takes a query apart. `is_word` says whether a text has anything in it that can be looked for; what has not is left out.
    ///
    /// # Errors
    /// One [`Violation`] that says what is wrong and, counted in characters from 1, where.
    pub fn parse(text: &str, limits: Limits, is_word: impl Fn(&str) -> bool) -> Result<Self, Violation> {
        if text.len() > limits.bytes {
            let message =
                format!("a query has at most {} bytes (search_query_bytes), not {}", limits.bytes, text.len());
            return Err(Violation::new(FIELD, "too_long", message));
        }
        let mut reader = Reader { text, at: 0 };
        let mut parts = Vec::new();
        while let Some(part) = reader.part()? {
            let (Sought::Word(text) | Sought::Prefix(text) | Sought::Phrase(text)) = &part.sought;
            if !is_word(text) {
                continue;
            }
            if parts.len() == limits.parts {
                let message = format!("a query has at most {} words and phrases (search_query_parts)", limits.parts);
                return Err(Violation::new(FIELD, "too_many", message));
            }
            parts.push(part);
        }
        if parts.iter().all(|part| part.excluded) {
            let message = match parts.is_empty() {
                true => "say at least one word to look for: letters or digits",
                false => "say at least one word to look for, besides what must not be there",
            };
            return Err(Violation::new(FIELD, "required", message));
        }
        Ok(Self { parts })
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn take(&mut self, sign: char) -> bool {
        let is_next = self.rest().starts_with(sign);
        self.at += if is_next { sign.len_utf8() } else { 0 };
        is_next
    }

    /// The next part.
    fn part(&mut self) -> Result<Option<Part>, Violation> {
        self.at += self.rest().len() - self.rest().trim_start().len();
        if self.rest().is_empty() {
            return Ok(None);
        }
        let excluded = self.take('-');
        let scope = self.scope();
        if self.take('"') {
            return self.phrase(scope, excluded).map(Some);
        }
        let length = self.rest().find(|c: char| c.is_whitespace() || c == '"').unwrap_or(self.rest().len());
        let start = self.at;
        self.at += length;
        let word = &self.text[start..self.at];
        let sought = match word.strip_suffix('*') {
            Some(beginning) => {
                self.check_beginning(beginning, start)?;
                Sought::Prefix(beginning.to_owned())
            }
            None => Sought::Word(word.to_owned()),
        };
        Ok(Some(Part { scope, excluded, sought }))
    }

    /// The name of a part of an article before a colon. Another name with a colon is text like any other: `12:30`, `re:`.
    fn scope(&mut self) -> Option<Scope> {
        let (name, _) = self.rest().split_once(':')?;
        let scope = Scope::named(name)?;
        self.at += name.len() + 1;
        Some(scope)
    }

    /// What stands up to the next quotation mark.
    fn phrase(&mut self, scope: Option<Scope>, excluded: bool) -> Result<Part, Violation> {
        let start = self.at;
        let Some(length) = self.rest().find('"') else {
            let message =
                format!("the quotation mark at character {} has no other: close the phrase", self.character(start - 1));
            return Err(Violation::new(FIELD, "unclosed_phrase", message));
        };
        self.at = start + length + 1;
        Ok(Part { scope, excluded, sought: Sought::Phrase(self.text[start..start + length].to_owned()) })
    }

    /// One letter begins too many words; one sign of Chinese or Japanese is a word.
    fn check_beginning(&self, beginning: &str, at: usize) -> Result<(), Violation> {
        let mut letters = beginning.chars().filter(|c| c.is_alphanumeric());
        match (letters.next(), letters.next()) {
            (Some(only), None) if (only as u32) < 0x2E80 => {
                let message = format!(
                    "the beginning of a word at character {} has one letter: give two or more",
                    self.character(at)
                );
                Err(Violation::new(FIELD, "too_short", message))
            }
            _ => Ok(()),
        }
    }

    /// A place, counted in characters from 1.
    fn character(&self, at: usize) -> usize {
        self.text[..at].chars().count() + 1
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMITS: Limits = Limits { bytes: 512, parts: 16 };

    fn parse(text: &str) -> Result<Query, Violation> {
        Query::parse(text, LIMITS, |text| text.chars().any(char::is_alphanumeric))
    }

    fn part(scope: Option<Scope>, excluded: bool, sought: Sought) -> Part {
        Part { scope, excluded, sought }
    }

    #[test]
    fn everything_that_can_be_said() {
        let query =
            parse("  Rivers \"as it were\" ferr* -boat -tag:\"old ports\" headline:flood 12:30 & author:ada\"x\"")
                .expect("a query");
        let word = |text: &str| Sought::Word(text.to_owned());
        let phrase = |text: &str| Sought::Phrase(text.to_owned());
        assert_eq!(
            query.parts,
            [
                part(None, false, word("Rivers")),
                part(None, false, phrase("as it were")),
                part(None, false, Sought::Prefix("ferr".to_owned())),
                part(None, true, word("boat")),
                part(Some(Scope::Tag), true, phrase("old ports")),
                part(Some(Scope::Headline), false, word("flood")),
                part(None, false, word("12:30")),
                part(Some(Scope::Author), false, word("ada")),
                part(None, false, phrase("x")),
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, code, place) in [
            ("", "required", ""),
            (" \" \" … ", "required", ""),
            ("-a -\"b\"", "required", "besides"),
            ("über \"the end", "unclosed_phrase", "character 6"),
            ("ab c*", "too_short", "character 4"),
            (&"a ".repeat(17), "too_many", "16"),
            (&"x".repeat(513), "too_long", "512"),
        ] {
            let violation = parse(text).expect_err(text);
            assert_eq!((violation.code, violation.field.as_str()), (code, "/query"), "{text}");
            assert!(violation.message.contains(place), "{text}: {}", violation.message);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_query_or_is_refused(text in "[\\PC\\s\"*:-]{0,60}|((-|headline:|tag:|\"|\\*| |a|é|東){0,20})") {
            match parse(&text) {
                Ok(query) => prop_assert!(query.parts.iter().any(|part| !part.excluded) && query.parts.len() <= LIMITS.parts),
                Err(violation) => prop_assert!(!violation.message.is_empty()),
            }
        }
    }
}
