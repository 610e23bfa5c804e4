//! What is looked for: the parts of a query in words as they are kept.
//!
//! A word is looked for as it is written, accents and capitals apart, and as what it comes from in each language that articles are in;
//! with `language` in the filter, in that one alone. The beginning of a word and a phrase are looked for as they are written. What a
//! reader takes for one word may be several to us (`state-of-the-art`, `東京`): then it is a phrase.

use masthead_domain::{
    filter::ArticleFilter,
    search::{Query, Scope, Sought},
};
use masthead_persistence::search::{Expression, Node, Survey, Term, filed_under, mark, stem_word};
use masthead_words::{Stemmer, words};

/// A part of a query, in words as they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Where in an article.
    pub(super) scope: Option<Scope>,
    /// The words, one after the other.
    pub(super) words: Vec<String>,
    /// Is the last one only the beginning of a word?
    pub(super) prefix: bool,
    /// What a single word comes from, language by language, as it is kept.
    pub(super) stems: Vec<String>,
}

/// What is looked for.
#[derive(Debug, Clone)]
pub(super) struct Look {
    /// For the database.
    pub(super) expression: Expression,
    /// What must be there, for judging and showing it.
    pub(super) pieces: Vec<Piece>,
}

/// The stemmers of a search: those of the language that is asked for, or of all that articles are in.
pub(super) fn stemmers(filter: &ArticleFilter, survey: &Survey) -> Vec<Stemmer> {
    match &filter.language {
        Some(language) => Stemmer::of(language).into_iter().collect(),
        None => survey.languages.iter().filter_map(|language| Stemmer::of(language)).collect(),
    }
}

impl Look {
    pub(super) fn new(query: &Query, filter: &ArticleFilter, survey: &Survey) -> Self {
        let stemmers = stemmers(filter, survey);
        let mut wanted = Vec::new();
        let mut unwanted = Vec::new();
        let mut pieces = Vec::new();
        for part in &query.parts {
            let piece = Piece::new(part.scope, &part.sought, &stemmers);
            if part.excluded {
                unwanted.push(piece.node());
            } else {
                wanted.push(piece.node());
                pieces.push(piece);
            }
        }
        wanted.extend(filed_under(filter));
        Self { expression: Expression { wanted: Node::All(wanted), unwanted }, pieces }
    }
}

impl Piece {
    pub(super) fn new(scope: Option<Scope>, sought: &Sought, stemmers: &[Stemmer]) -> Self {
        let (text, prefix, stems) = match sought {
            Sought::Word(text) => (text, false, true),
            Sought::Prefix(text) => (text, true, false),
            Sought::Phrase(text) => (text, false, false),
        };
        let found: Vec<_> = words(text).collect();
        let mut stems_of = Vec::new();
        // Names come from nothing.
        if let ([word], true) = (found.as_slice(), stems && scope != Some(Scope::Author)) {
            for stemmer in stemmers {
                stemmer
                    .stems(&text[word.start..word.end], &word.folded, |stem| stems_of.push(stem_word(stem, stemmer)));
            }
        }
        Self { scope, words: found.into_iter().map(|word| word.folded).collect(), prefix, stems: stems_of }
    }

    /// Its words with the mark of a part of the article.
    pub(super) fn marked(&self, mark: char) -> Vec<String> {
        self.words.iter().map(|word| format!("{mark}{word}")).collect()
    }

    /// For the database.
    pub(super) fn node(&self) -> Node {
        let mark = self.scope.and_then(mark);
        let body = self.scope == Some(Scope::Body);
        let words = mark.map_or_else(|| self.words.clone(), |mark| self.marked(mark));
        let itself = Node::Term(Term { words, prefix: self.prefix, body });
        let stems = self.stems.iter().map(|stem| {
            let word = mark.map_or_else(|| stem.clone(), |mark| format!("{mark}{stem}"));
            Node::Term(Term { words: vec![word], prefix: false, body })
        });
        let mut any = vec![itself];
        any.extend(stems);
        if any.len() == 1 { any.remove(0) } else { Node::Any(any) }
    }
}
