//! Words that say nothing of what a text is about.

use std::{
    collections::{HashMap, HashSet},
    sync::OnceLock,
};

use crate::fold::fold;

/// Is it a word that every text of the language has? Words of one or two letters are, in every language that has more of them.
#[must_use]
pub fn is_common(language: &str, folded: &str) -> bool {
    static LISTS: OnceLock<HashMap<&'static str, HashSet<String>>> = OnceLock::new();
    let lists = LISTS.get_or_init(|| {
        let languages = stop_words::available_languages().iter();
        let list = |language: &&'static str| {
            // Lists are kept as they are written; words with an apostrophe are two words to us.
            let words = stop_words::lookup(language)?.iter().flat_map(|word| word.split(['\'', '’'])).map(fold);
            Some((*language, words.collect()))
        };
        languages.filter_map(list).collect()
    });
    let primary = language.split('-').next().unwrap_or(language);
    let primary = if matches!(primary, "nb" | "nn") { "no" } else { primary };
    (folded.is_ascii() && folded.len() < 3) || lists.get(primary).is_some_and(|list| list.contains(folded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_is_about_is_not_common() {
        for (language, word) in
            [("en", "the"), ("en-GB", "about"), ("de", "uber"), ("fr", "etait"), ("pt-BR", "nao"), ("en", "of")]
        {
            assert!(is_common(language, word), "{language} {word}");
        }
        assert!(!is_common("en", "river"));
        assert!(!is_common("xx", "the"));
    }
}
