//! Where the words of a text stand.

use crate::fold::{fold, is_unseen};

/// Longest word, in characters; what follows is left out, wherever the word stands.
pub const MAX_WORD_CHARS: usize = 64;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// As it is compared; never empty, but for words that nobody looks for ([`Words::beginning`]).
    pub folded: String,
}

/// The words of a text, in order.
#[must_use]
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0, initials: Initials::ALL }
}

/// The words of a text; see [`words()`].
#[derive(Debug, Clone)]
pub struct Words<'a> {
    text: &'a str,
    at: usize,
    initials: Initials,
}

/// Letters that words begin with: of ASCII, some; of everything else, all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Initials(u128);

impl Initials {
    /// Every letter.
    pub const ALL: Self = Self(u128::MAX);

    /// These, as they are compared.
    pub fn of(letters: impl IntoIterator<Item = char>) -> Self {
        let ascii = letters.into_iter().filter(char::is_ascii);
        Self(ascii.fold(0, |all, letter| all | 1 << u32::from(letter)))
    }

    /// May a word begin as this one, that is ASCII as a whole?
    fn has(self, word: &str) -> bool {
        word.as_bytes().first().is_none_or(|first| self.0 >> first.to_ascii_lowercase() & 1 == 1)
    }
}

impl Words<'_> {
    /// The same words; those that begin with another letter have nothing to compare, which saves most of the work of a long text.
    #[must_use]
    pub fn beginning(self, initials: Initials) -> Self {
        Self { initials, ..self }
    }
}

/// What a character is to a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// A letter or digit.
    Letter,
    /// A letter of a script that puts no blanks between words: a word of its own.
    Alone,
    /// Belongs to the letter before it.
    Mark,
    /// Stands between words.
    Between,
}

fn part(c: char) -> Part {
    match c {
        _ if c.is_ascii() => {
            if c.is_ascii_alphanumeric() {
                Part::Letter
            } else {
                Part::Between
            }
        }
        // Thai, Lao, Myanmar, Khmer; kana; Han.
        '\u{E01}'..='\u{E2F}'
        | '\u{E40}'..='\u{E46}'
        | '\u{E81}'..='\u{EB0}'
        | '\u{EC0}'..='\u{EC6}'
        | '\u{1000}'..='\u{102A}'
        | '\u{1780}'..='\u{17B3}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30A1}'..='\u{30FA}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}' => Part::Alone,
        _ if unicode_normalization::char::is_combining_mark(c) || is_unseen(c) => Part::Mark,
        _ if c.is_alphanumeric() => Part::Letter,
        _ => Part::Between,
    }
}

/// Where the first word of a text stands, if it is ASCII up to what ends it: most words are, and need no table of characters.
fn plain_word(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let start = bytes.iter().position(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())?;
    let length = bytes[start..].iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(bytes.len() - start);
    let end = start + length;
    (length > 0 && bytes.get(end).is_none_or(u8::is_ascii)).then_some((start, end))
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        loop {
            let rest = self.text.get(self.at..)?;
            if let Some((from, to)) = plain_word(rest) {
                let (start, end) = (self.at + from, self.at + to);
                self.at = end;
                let word = &self.text[start..end];
                let folded =
                    if self.initials.has(word) { fold(&word[..word.len().min(MAX_WORD_CHARS)]) } else { String::new() };
                return Some(Word { start, end, folded });
            }
            let mut letters = rest.char_indices();
            let (skipped, first) = letters.find(|(_, c)| matches!(part(*c), Part::Letter | Part::Alone))?;
            let alone = part(first) == Part::Alone;
            let ends = |c: char| match part(c) {
                Part::Letter => alone,
                Part::Alone | Part::Between => true,
                Part::Mark => false,
            };
            let length = letters.find(|(_, c)| ends(*c)).map_or(rest.len(), |(at, _)| at);
            let start = self.at + skipped;
            let end = self.at + length;
            self.at = end;
            let word = &self.text[start..end];
            if word.is_ascii() && !self.initials.has(word) {
                return Some(Word { start, end, folded: String::new() });
            }
            let mut folded = fold(word);
            if let Some((cut, _)) = folded.char_indices().nth(MAX_WORD_CHARS) {
                folded.truncate(cut);
            }
            if !folded.is_empty() {
                return Some(Word { start, end, folded });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).map(|word| word.folded).collect()
    }

    #[test]
    fn words_are_letters_and_digits() {
        assert_eq!(folded("The state-of-the-art, “1,5 %”!"), ["the", "state", "of", "the", "art", "1", "5"]);
        assert_eq!(folded("l’Été don't"), ["l", "ete", "don", "t"]);
        assert_eq!(folded("東京へ ab"), ["東", "京", "へ", "ab"]);
        assert_eq!(folded("co\u{AD}op e\u{301}t\u{e9}"), ["coop", "ete"]);
        assert!(folded(" …! ").is_empty());
    }

    #[test]
    fn what_nobody_looks_for_is_not_folded() {
        let of =
            |initials| words("River Étude lake Roof").beginning(initials).map(|word| word.folded).collect::<Vec<_>>();
        assert_eq!(of(Initials::of(['r'])), ["river", "etude", "", "roof"]);
        assert_eq!(of(Initials::ALL), ["river", "etude", "lake", "roof"]);
    }

    proptest! {
        #[test]
        fn every_word_is_where_it_says(text in any::<String>()) {
            let mut last = 0;
            for word in words(&text) {
                prop_assert!(word.start >= last && word.end > word.start);
                last = word.end;
                let inside = &text[word.start..word.end];
                prop_assert!(fold(inside).starts_with(&word.folded));
                prop_assert!(!word.folded.is_empty() && word.folded.chars().count() <= MAX_WORD_CHARS);
                // What the databases are told has no sign with a meaning of its own.
                prop_assert!(word.folded.chars().all(|c| !c.is_ascii() || c.is_ascii_lowercase() || c.is_ascii_digit()));
            }
        }

        #[test]
        fn plain_words_end_where_others_would(text in "[a-cX0-9 ,.é東\u{301}ก-]{0,40}") {
            // The same letters from outside of ASCII: each is a letter, and compared as the plain one is.
            let wide: String = text.chars().map(|c| match c {
                _ if !c.is_ascii_alphanumeric() => c,
                c => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
            }).collect();
            prop_assert_eq!(folded(&text), folded(&wide));
        }

        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
