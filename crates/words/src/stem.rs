//! What words come from: the Snowball stemmers.

use rust_stemmers::{Algorithm, Stemmer as Snowball};

use crate::fold::fold;

/// Knows what the words of a language come from: `publications` and `published` from `public`, `publish`.
pub struct Stemmer {
    language: &'static str,
    snowball: Snowball,
}

impl std::fmt::Debug for Stemmer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Stemmer").field(&self.language).finish()
    }
}

impl Stemmer {
    /// For a language by its BCP 47 tag; nothing for one whose words are only compared as they stand.
    #[must_use]
    pub fn of(language: &str) -> Option<Self> {
        let primary = language.split('-').next().unwrap_or(language);
        let (language, algorithm) = match primary {
            "ar" => ("ar", Algorithm::Arabic),
            "da" => ("da", Algorithm::Danish),
            "de" => ("de", Algorithm::German),
            "el" => ("el", Algorithm::Greek),
            "en" => ("en", Algorithm::English),
            "es" => ("es", Algorithm::Spanish),
            "fi" => ("fi", Algorithm::Finnish),
            "fr" => ("fr", Algorithm::French),
            "hu" => ("hu", Algorithm::Hungarian),
            "it" => ("it", Algorithm::Italian),
            "nl" => ("nl", Algorithm::Dutch),
            "no" | "nb" | "nn" => ("no", Algorithm::Norwegian),
            "pt" => ("pt", Algorithm::Portuguese),
            "ro" => ("ro", Algorithm::Romanian),
            "ru" => ("ru", Algorithm::Russian),
            "sv" => ("sv", Algorithm::Swedish),
            "ta" => ("ta", Algorithm::Tamil),
            "tr" => ("tr", Algorithm::Turkish),
            _ => return None,
        };
        Some(Self { language, snowball: Snowball::create(algorithm) })
    }

    /// The name of the language.
    #[must_use]
    pub fn language(&self) -> &'static str {
        self.language
    }

    /// What a word comes from: its stem; and, for a word that is written with accents, the stem of what it is without them. The rules of
    /// a language know its accents (`publicação`), and readers leave them out (`publicacao`): with both, each finds the other.
    ///
    /// `written` is the word as it stands, `folded` as it is compared.
    pub fn stems(&self, written: &str, folded: &str, mut each: impl FnMut(&str)) {
        let plain = self.snowball.stem(folded);
        each(&plain);
        if !written.is_ascii() {
            let accented = fold(&self.snowball.stem(&written.to_lowercase()));
            if !accented.is_empty() && accented != *plain {
                each(&accented);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::words;

    const LANGUAGES: [&str; 18] =
        ["ar", "da", "de", "el", "en", "es", "fi", "fr", "hu", "it", "nl", "no", "pt", "ro", "ru", "sv", "ta", "tr"];

    fn stems(language: &str, word: &str) -> Vec<String> {
        let mut found = Vec::new();
        Stemmer::of(language).expect("a stemmer").stems(word, &fold(word), |stem| found.push(stem.to_owned()));
        found
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (language, one, other) in [
            ("en", "rivers", "river"),
            ("en-GB", "Publishing", "published"),
            ("de", "Häuser", "Hauser"),
            ("de", "Zeitungen", "Zeitung"),
            ("fr", "chevaux", "cheval"),
            ("fr", "événements", "evenement"),
            ("pt-BR", "publicações", "publicação"),
            ("pt", "publicações", "publicacoes"),
            ("es", "canciones", "canción"),
            ("it", "libri", "libro"),
            ("sv", "tidningarna", "tidning"),
            ("ru", "книги", "книга"),
            ("nb-NO", "avisene", "avis"),
        ] {
            let (one, other) = (stems(language, one), stems(language, other));
            assert!(one.iter().any(|stem| other.contains(stem)), "{language}: {one:?} {other:?}");
        }
        assert!(Stemmer::of("ja").is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn no_word_is_too_strange(text in "\\PC{0,30}|[a-zàâçéèêëîïôûùüÿñæœßöäåøа-яё]{1,24}|[α-ωά-ώ]{1,20}|[\u{620}-\u{64A}]{1,20}|[\u{B80}-\u{BFF}]{1,20}") {
            for language in LANGUAGES {
                let stemmer = Stemmer::of(language).expect("a stemmer");
                for word in words(&text) {
                    stemmer.stems(&text[word.start..word.end], &word.folded, |stem| {
                        assert!(stem.chars().all(|c| !c.is_ascii() || c.is_ascii_alphanumeric()));
                    });
                }
            }
        }
    }
}
