//! Names of other systems as slugs: every one valid, none twice.

use std::collections::HashMap;

use masthead_domain::slug::{MAX_SLUG_BYTES, Slug};
use masthead_words::slug_words;

/// Percent-decoded, if that gives text.
pub(crate) use masthead_domain::redirect::percent_decoded as decoded;

/// A foreign name as a slug: percent-decoded, in small letters, what a slug cannot have replaced by `-`. Nothing when nothing is left.
pub(crate) fn slug(name: &str) -> Option<Slug> {
    let decoded = decoded(name);
    let mut out = String::with_capacity(decoded.len());
    for c in decoded.trim().chars().flat_map(char::to_lowercase) {
        let mut one = String::from("a");
        one.push(c);
        one.push('a');
        if is_unseen(c) {
            // Joiners mean something between letters of scripts that are joined.
            if matches!(c, '\u{200C}' | '\u{200D}')
                && out.ends_with(|before: char| before.is_alphabetic() && !before.is_ascii())
            {
                out.push(c);
            }
        } else if one.parse::<Slug>().is_ok() && c != '-' {
            out.push(c);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    let ends = ['-', '_', '\u{200C}', '\u{200D}'];
    let mut out = shortened(out.trim_matches(ends), MAX_SLUG_BYTES - 10).trim_matches(ends).to_owned();
    if out.parse::<Slug>().is_err() {
        // Shaped like an id, or with a mark where a letter should be.
        out = slug_words(&out);
        if out.len() == 36 {
            out.truncate(35);
        }
    }
    out.trim_end_matches('-').parse().ok()
}

/// What is not seen: it says in which direction text runs, and where it may break.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// The slug of a title, where there is no name.
pub(crate) fn slug_of_title(title: &str) -> Option<Slug> {
    slug(&slug_words(title)).or_else(|| slug(title))
}

/// The first bytes of a text, ending where a character ends.
fn shortened(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Slugs that have been given away. The same names in the same order get the same slugs.
#[derive(Debug, Default)]
pub(crate) struct Taken(HashMap<Box<str>, u32>);

impl Taken {
    /// The slug, or the slug with a number behind it when it was given away.
    pub(crate) fn claim(&mut self, wanted: &Slug) -> Slug {
        let Some(times) = self.0.get_mut(wanted.as_str()) else {
            self.0.insert(wanted.as_str().into(), 1);
            return wanted.clone();
        };
        let mut number = *times;
        loop {
            number += 1;
            let tail = format!("-{number}");
            let with = format!("{}{tail}", shortened(wanted, MAX_SLUG_BYTES - tail.len()));
            if !self.0.contains_key(with.as_str()) {
                self.0.insert(wanted.as_str().into(), number);
                self.0.insert(with.as_str().into(), 1);
                return Slug::stored(with);
            }
        }
    }
}

/// Text as a line: no control characters, no line breaks, no blanks around it.
pub(crate) fn line(text: &str) -> String {
    let clean: String =
        text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !c.is_control()).collect();
    clean.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Text without the control characters that nothing can keep.
pub(crate) fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}

/// The beginning of a text, with a sign that there was more.
pub(crate) fn cut(text: String, chars: usize) -> (String, bool) {
    if text.chars().count() <= chars {
        return (text, false);
    }
    let mut short: String = text.chars().take(chars - 1).collect();
    short.push('…');
    (short, true)
}

/// A name for what has only a slug.
pub(crate) fn capitalised(slug: &str) -> String {
    let words = slug.replace(['-', '_'], " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn named(name: &str) -> Option<String> {
        slug(name).map(|slug| slug.to_string())
    }

    #[test]
    fn foreign_names_become_slugs() {
        assert_eq!(named("hello-world").as_deref(), Some("hello-world"));
        assert_eq!(named("Hello World!").as_deref(), Some("hello-world"));
        assert_eq!(named("%e4%b8%ad%e6%96%87").as_deref(), Some("中文"));
        assert_eq!(named("old__trashed").as_deref(), Some("old__trashed"));
        assert_eq!(named("ada@example.org").as_deref(), Some("ada-example-org"));
        assert_eq!(named("a\u{202E}b\u{202C}--c \u{1F680} d\u{200D}").as_deref(), Some("ab-c-d"));
        assert_eq!(named("…"), None);
        assert_eq!(slug_of_title("Où est l’été ?").map(|slug| slug.to_string()).as_deref(), Some("ou-est-lete"));
    }

    #[test]
    fn the_second_gets_a_number() {
        let mut taken = Taken::default();
        let about: Slug = "about".parse().expect("a slug");
        let second: Slug = "about-2".parse().expect("a slug");
        assert_eq!(taken.claim(&about).as_str(), "about");
        assert_eq!(taken.claim(&second).as_str(), "about-2");
        assert_eq!(taken.claim(&about).as_str(), "about-3");
        assert_eq!(taken.claim(&second).as_str(), "about-2-2");
    }

    proptest! {
        #[test]
        fn every_slug_is_one(names in proptest::collection::vec(any::<String>(), 0..20)) {
            let mut taken = Taken::default();
            let mut seen = std::collections::HashSet::new();
            for name in names {
                for slug in [slug(&name), slug_of_title(&name)].into_iter().flatten() {
                    let claimed = taken.claim(&slug);
                    prop_assert!(claimed.as_str().parse::<Slug>().is_ok(), "{claimed}");
                    prop_assert!(seen.insert(claimed));
                }
            }
        }
    }
}
