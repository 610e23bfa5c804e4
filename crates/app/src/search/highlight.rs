//! Where the words of a query were found: made of the texts themselves, with nothing but `<mark>` for markup.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use masthead_domain::{article::Article, body::Body, id::Id, language::Language, search::Scope};
use masthead_persistence::search::stem_word;
use masthead_words::{Initials, Marks, Stemmer, Word, marked, snippet};

use super::look::{Look, Piece};
use crate::{Cx, Result};

/// Characters of a text that are shown around what was found.
const SNIPPET: usize = 240;

/// Where the words were found, as HTML: `<mark>` around them, everything else escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Highlights {
    /// The headline, if something was found there.
    pub headline: Option<String>,
    /// The standfirst, if something was found there.
    pub standfirst: Option<String>,
    /// The part of the text where most was found.
    pub body: Option<String>,
}

/// For these articles.
pub(super) async fn highlights(
    cx: &Cx,
    look: &Look,
    articles: &[Arc<Article>],
) -> Result<HashMap<Id<Article>, Highlights>> {
    let revisions: Vec<_> = articles.iter().map(|article| article.revision_id.uuid()).collect();
    let bodies = cx.remembered::<Body>(&revisions).await?;
    let mut stems: HashMap<&str, Option<Stems>> = HashMap::new();
    for article in articles {
        stems.entry(article.language.as_str()).or_insert_with(|| Stems::of(&article.language));
    }
    let made = articles.iter().map(|article| {
        let stems = stems.get(article.language.as_str()).and_then(Option::as_ref);
        let pen = |scope: Scope| Pen {
            pieces: look.pieces.iter().filter(|piece| piece.scope.is_none_or(|only| only == scope)).collect(),
            stems,
        };
        let body = bodies.get(&article.revision_id.uuid()).map(|body| body.text()).unwrap_or_default();
        let highlights = Highlights {
            headline: marked(&article.headline, &pen(Scope::Headline)),
            standfirst: article.standfirst.as_deref().and_then(|text| marked(text, &pen(Scope::Standfirst))),
            body: snippet(&body, SNIPPET, &pen(Scope::Body)),
        };
        (article.id, highlights)
    });
    Ok(made.collect())
}

/// Marks what was looked for in one part of an article.
struct Pen<'a> {
    pieces: Vec<&'a Piece>,
    stems: Option<&'a Stems>,
}

/// What the words of a language come from. The same few words are most of every text: each is looked at once.
struct Stems {
    stemmer: Stemmer,
    known: RefCell<HashMap<String, Vec<String>>>,
}

impl Stems {
    fn of(language: &Language) -> Option<Self> {
        Some(Self { stemmer: Stemmer::of(language)?, known: RefCell::default() })
    }

    /// Does this word, as it stands and folded, come from one of these?
    fn any(&self, word: &str, folded: &str, sought: &[String]) -> bool {
        let mut known = self.known.borrow_mut();
        if let Some(stems) = known.get(word) {
            return stems.iter().any(|stem| sought.contains(stem));
        }
        let mut stems = Vec::new();
        self.stemmer.stems(word, folded, |stem| stems.push(stem_word(stem, &self.stemmer)));
        known.entry(word.to_owned()).or_insert(stems).iter().any(|stem| sought.contains(stem))
    }
}

impl Marks for Pen<'_> {
    fn found(&self, text: &str, words: &[Word]) -> usize {
        // Of words that begin otherwise there is nothing to compare.
        if words.first().is_none_or(|word| word.folded.is_empty()) {
            return 0;
        }
        self.pieces.iter().map(|piece| self.matches(piece, text, words)).max().unwrap_or(0)
    }

    fn initials(&self) -> Initials {
        let words = self.pieces.iter().flat_map(|piece| &piece.words).filter_map(|word| word.chars().next());
        // The first character of a stem says of which language it is.
        let stems = self.pieces.iter().flat_map(|piece| &piece.stems).filter_map(|stem| stem.chars().nth(1));
        Initials::of(words.chain(stems))
    }
}

impl Pen<'_> {
    fn matches(&self, piece: &Piece, text: &str, words: &[Word]) -> usize {
        let length = piece.words.len();
        let last = length.saturating_sub(1);
        let fits = |(at, (sought, word)): (usize, (&String, &Word))| {
            if piece.prefix && at == last { word.folded.starts_with(sought.as_str()) } else { word.folded == *sought }
        };
        if words.len() >= length && piece.words.iter().zip(words).enumerate().all(fits) {
            return length;
        }
        let (Some(stems), Some(word)) = (self.stems, words.first()) else { return 0 };
        // Stems begin as their words do; most words of a text are done with here.
        let first = word.folded.chars().next();
        if !piece.stems.iter().any(|stem| stem.chars().nth(1) == first) {
            return 0;
        }
        usize::from(stems.any(&text[word.start..word.end], &word.folded, &piece.stems))
    }
}
