//! An article as it is searched: its words, what they come from, what it is filed under.
//!
//! | kept as | what it is |
//! |---|---|
//! | `river` | a word, anywhere |
//! | `=river=en` | what a word comes from in English, anywhere |
//! | `^river`, `^=river=en` | the same, of the headline |
//! | `~…` | of kicker or standfirst |
//! | `@…` | of a contributor's name |
//! | `#…` | of a tag's name |
//! | `%…` | what the text speaks of more than of anything else |
//! | `$…` | what it is filed under; on PostgreSQL also when it was published, see `postgres` |
//!
//! Words stand one after the other, so that phrases are found; between two parts there is a gap, which no phrase spans.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use masthead_domain::search::Scope;
use masthead_words::{Stemmer, is_common, words};
use uuid::Uuid;

/// Says how documents are made: a higher number makes all of them anew.
pub(super) const ANALYSIS: i32 = 1;

/// Stands where no phrase goes on.
pub(super) const GAP: &str = "=";

/// Most words of a text that phrases are found in; further ones are found one by one.
const MAX_BODY: usize = 12_000;
/// Most places that one word is kept at: what a tsvector can hold.
const MAX_PLACES: u16 = 250;
/// Most bytes of different words: a tsvector has room for that and what they come from.
const MAX_BYTES: usize = 300_000;
/// How many words a text speaks of more than of anything else.
const KEYS: usize = 16;

/// What a kept word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// A word at its place, marked or not.
    Word,
    /// What a word comes from, or a word of which only its being there matters.
    Stem,
    /// What it is filed under.
    Facet,
}

impl Slot {
    pub(super) fn of(kept: &str) -> Self {
        let mut chars = kept.chars();
        match (chars.next(), chars.next()) {
            (Some('$'), _) => Self::Facet,
            (Some('=' | '%'), _) | (_, Some('=')) => Self::Stem,
            _ => Self::Word,
        }
    }
}

/// The word for what an article is filed under: the kind of list, and what it is the list of.
pub(super) fn facet_word(facet: i16, id: Uuid) -> String {
    let (high, low) = id.as_u64_pair();
    format!("${facet}x{:x}", high ^ low)
}

/// What a word comes from in a language, as it is kept.
#[must_use]
pub fn stem_word(stem: &str, stemmer: &Stemmer) -> String {
    format!("={stem}={}", stemmer.language())
}

/// The mark of what the text speaks of more than of anything else.
pub const KEY_MARK: char = '%';

/// The mark of the words of a part; nothing for the text, whose words have none.
#[must_use]
pub fn mark(scope: Scope) -> Option<char> {
    match scope {
        Scope::Headline => Some('^'),
        Scope::Standfirst => Some('~'),
        Scope::Author => Some('@'),
        Scope::Tag => Some('#'),
        Scope::Body => None,
    }
}

/// What a document is made from.
#[derive(Debug)]
pub(super) struct Source<'a> {
    pub(super) language: &'a str,
    pub(super) headline: &'a str,
    pub(super) kicker: Option<&'a str>,
    pub(super) standfirst: Option<&'a str>,
    pub(super) people: &'a [String],
    pub(super) tags: &'a [String],
    pub(super) text: &'a str,
    pub(super) facets: &'a [(i16, Uuid)],
}

/// An article as it is searched.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// Everything but the text, in order.
    pub(super) short: Vec<String>,
    /// The text.
    pub(super) body: Vec<String>,
    /// The marked words alone, between blanks: what a result is judged by.
    pub(super) surface: String,
}

impl Document {
    /// More places than everything but the text can have.
    pub(super) const MAX_SHORT: usize = 4_000;

    pub(super) fn new(source: &Source<'_>) -> Self {
        let mut making = Making::new(source.language);
        making.part(source.headline, '^', 4, 200);
        making.part(source.kicker.unwrap_or_default(), '~', 2, 50);
        making.part(source.standfirst.unwrap_or_default(), '~', 2, 600);
        let mut room = 400;
        for name in source.people {
            room -= making.name(name, '@', room);
        }
        let mut room = 400;
        for name in source.tags {
            room -= making.part(name, '#', 3, room);
        }
        making.text(source.text);
        making.finish(source.facets)
    }
}

/// A document that is being made.
struct Making<'a> {
    language: &'a str,
    stemmer: Option<Stemmer>,
    document: Document,
    /// The marked words of the surface.
    marked: Vec<String>,
    /// How often each word was kept.
    kept: HashMap<String, u16>,
    bytes: usize,
    /// Stems of everything but the text, and of the text.
    stems: [BTreeSet<String>; 2],
    /// What each word that says something counts, under what it comes from.
    counts: BTreeMap<String, u32>,
    /// Words that were stemmed before.
    known: HashMap<String, Vec<String>>,
}

impl<'a> Making<'a> {
    fn new(language: &'a str) -> Self {
        Self {
            language,
            stemmer: Stemmer::of(language),
            document: Document::default(),
            marked: Vec::new(),
            kept: HashMap::new(),
            bytes: 0,
            stems: Default::default(),
            counts: BTreeMap::new(),
            known: HashMap::new(),
        }
    }

    /// A word as it may be kept: a gap when there is no more room for it.
    fn keep(&mut self, word: &str) -> String {
        if let Some(count) = self.kept.get_mut(word) {
            *count += 1;
            return if *count > MAX_PLACES { GAP.to_owned() } else { word.to_owned() };
        }
        if self.bytes + word.len() + 8 > MAX_BYTES {
            return GAP.to_owned();
        }
        self.bytes += word.len() + 8;
        self.kept.insert(word.to_owned(), 1);
        word.to_owned()
    }

    /// What a word comes from, as it is kept.
    fn stems(&mut self, written: &str, folded: &str) -> Vec<String> {
        let Some(stemmer) = &self.stemmer else { return Vec::new() };
        if let Some(known) = self.known.get(written) {
            return known.clone();
        }
        let mut stems = Vec::new();
        stemmer.stems(written, folded, |stem| stems.push(stem_word(stem, stemmer)));
        self.known.insert(written.to_owned(), stems.clone());
        stems
    }

    /// Counts a word for what the article is about.
    fn count(&mut self, folded: &str, stems: &[String], weight: u32) {
        if folded.bytes().all(|b| b.is_ascii_digit()) || is_common(self.language, folded) {
            return;
        }
        *self.counts.entry(stems.first().map_or(folded, String::as_str).to_owned()).or_default() += weight;
    }

    /// A part with a mark of its own, at most so many words of it. Returns how many there were.
    fn part(&mut self, text: &str, mark: char, weight: u32, most: usize) -> usize {
        let mut marked = Vec::new();
        for word in words(text).take(most) {
            let stems = self.stems(&text[word.start..word.end], &word.folded);
            self.count(&word.folded, &stems, weight);
            for stem in stems {
                self.marked.push(format!("{mark}{stem}"));
                self.stems[0].insert(stem);
            }
            let kept = self.keep(&word.folded);
            self.document.short.push(kept);
            marked.push(format!("{mark}{}", word.folded));
        }
        self.document.short.push(GAP.to_owned());
        self.close(marked)
    }

    /// The name of a person, at most so many words of it: names come from nothing.
    fn name(&mut self, name: &str, mark: char, most: usize) -> usize {
        let mut marked = Vec::new();
        for word in words(name).take(most) {
            let kept = self.keep(&word.folded);
            self.document.short.push(kept);
            marked.push(format!("{mark}{}", word.folded));
        }
        self.document.short.push(GAP.to_owned());
        self.close(marked)
    }

    /// The words of a part once more, marked, one after the other.
    fn close(&mut self, marked: Vec<String>) -> usize {
        let count = marked.len();
        for word in &marked {
            let kept = self.keep(word);
            self.document.short.push(kept);
        }
        self.document.short.push(GAP.to_owned());
        self.marked.extend(marked);
        self.marked.push(GAP.to_owned());
        count
    }

    fn text(&mut self, text: &str) {
        for (place, word) in words(text).enumerate() {
            let stems = self.stems(&text[word.start..word.end], &word.folded);
            self.count(&word.folded, &stems, 1);
            let kept = if place < MAX_BODY || !self.kept.contains_key(&word.folded) {
                self.keep(&word.folded)
            } else {
                GAP.to_owned()
            };
            if kept != GAP {
                self.stems[1].extend(stems);
            }
            if place < MAX_BODY {
                self.document.body.push(kept);
            } else if kept != GAP {
                self.document.body.push(kept);
                self.document.body.push(GAP.to_owned());
            }
        }
    }

    fn finish(mut self, facets: &[(i16, Uuid)]) -> Document {
        let mut keys: Vec<(u32, String)> =
            self.counts.into_iter().filter(|(_, count)| *count > 1).map(|(word, count)| (count, word)).collect();
        keys.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| a.cmp(b)));
        let keys = keys.into_iter().take(KEYS).map(|(_, word)| format!("{KEY_MARK}{word}"));
        self.marked.extend(keys);
        let mut document = self.document;
        document.surface = format!(" {} ", self.marked.join(" "));
        let [short, body] = self.stems;
        // Only stems of the marked ones: the words stand at their places already.
        let marked: BTreeSet<String> =
            self.marked.into_iter().filter(|w| w != GAP && Slot::of(w) == Slot::Stem).collect();
        document.short.extend(short.into_iter().chain(marked));
        document.short.extend(facets.iter().map(|(facet, id)| facet_word(*facet, *id)));
        document.body.extend(body);
        document
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_each_word_where_it_stands_and_what_it_comes_from() {
        let document = Document::new(&Source {
            language: "en",
            headline: "Rivers rise",
            kicker: None,
            standfirst: Some("A flood"),
            people: &["Ada Quill".to_owned()],
            tags: &["Rivers".to_owned()],
            text: "The river rose, and the river fell.",
            facets: &[(1, Uuid::from_u128(1))],
        });
        let short = document.short.join(" ");
        assert!(short.starts_with("rivers rise = ^rivers ^rise = "), "{short}");
        for kept in ["@ada @quill", "#rivers", "=river=en", "^=river=en", "#=river=en", "%=river=en", "$1x1"] {
            assert!(short.contains(kept), "{kept}: {short}");
        }
        let body = document.body.join(" ");
        assert!(body.starts_with("the river rose and the river fell"), "{body}");
        assert!(document.surface.contains(" %=river=en ") && !document.surface.contains("fell"));
    }
}
