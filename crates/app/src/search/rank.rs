//! Which result fits best: judged here, of the marked words of an article, so that both databases give one order.
//!
//! Each part of a query counts by where it is found: headline 8, standfirst, contributors and tags 4 each, what the text speaks of more
//! than of anything else 3, and 1 for being there at all. The mean of that is weighed against the date: twice as much is worth half a
//! year. Both sides are independent of the time of asking, so an order that holds today holds tomorrow, and cursors with it.

use masthead_domain::{article::Article, id::Id, search::Scope};
use masthead_persistence::search::{Candidate, KEY_MARK, mark};

use super::look::Piece;
use crate::cursor::Place;

/// Microseconds that twice the fit is worth.
const DOUBLE: f64 = 182.0 * 86_400.0 * 1e6;

/// The place of a result in the order of fit. Results are judged so many at a time, the newest first; a place says among which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RankedPlace {
    /// Those judged together are before this place in the order of dates,
    pub(crate) before: i64,
    /// and at this one or after it.
    pub(crate) from: i64,
    /// What it is worth.
    pub(crate) worth: i64,
    /// Decides between what is worth the same: its place in the order of dates.
    pub(crate) place: i64,
}

impl Place for RankedPlace {
    fn write(&self, out: &mut Vec<u8>) {
        for number in [self.before, self.from, self.worth, self.place] {
            out.extend_from_slice(&number.to_be_bytes());
        }
    }
    fn read(bytes: &[u8]) -> Option<Self> {
        let (numbers, []) = bytes.as_chunks::<8>() else { return None };
        let [before, from, worth, place] = *numbers else { return None };
        let [before, from, worth, place] = [before, from, worth, place].map(i64::from_be_bytes);
        Some(Self { before, from, worth, place })
    }
}

/// A result that was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) worth: i64,
    pub(super) place: i64,
    pub(super) article: Id<Article>,
}

/// Judges results and puts the best first.
pub(super) fn rank(candidates: &[Candidate], pieces: &[Piece]) -> Vec<Judged> {
    let signs: Vec<Signs> = pieces.iter().map(Signs::of).collect();
    let judge = |candidate: &Candidate| {
        let sum: u32 = signs.iter().map(|signs| signs.weigh(&candidate.surface)).sum();
        let mean = f64::from(sum) / signs.len().max(1) as f64;
        let worth = (mean.log2() * DOUBLE) as i64;
        let date = candidate.published_at;
        Judged { worth: date.saturating_add(worth), place: candidate.found.place, article: candidate.found.article }
    };
    let mut judged: Vec<Judged> = candidates.iter().map(judge).collect();
    judged.sort_unstable_by_key(|judged| std::cmp::Reverse((judged.worth, judged.place)));
    judged
}

/// How a part of a query shows in the marked words of an article, and what that weighs.
struct Signs(Vec<(String, u32)>);

impl Signs {
    fn of(piece: &Piece) -> Self {
        let weights = [(Scope::Headline, 8), (Scope::Standfirst, 4), (Scope::Author, 4), (Scope::Tag, 4)];
        let mut signs = Vec::new();
        let end = if piece.prefix { "" } else { " " };
        for (scope, weight) in weights {
            let Some(mark) = mark(scope).filter(|_| piece.scope.is_none_or(|only| only == scope)) else { continue };
            signs.push((format!(" {}{end}", piece.marked(mark).join(" ")), weight));
            signs.extend(piece.stems.iter().map(|stem| (format!(" {mark}{stem} "), weight)));
        }
        if let ([word], true) = (piece.words.as_slice(), piece.scope.is_none_or(|only| only == Scope::Body)) {
            signs.push((format!(" {KEY_MARK}{word}{end}"), 3));
            signs.extend(piece.stems.iter().map(|stem| (format!(" {KEY_MARK}{stem} "), 3)));
        }
        Self(signs)
    }

    fn weigh(&self, surface: &str) -> u32 {
        let mut sum = 1;
        // A word and what it comes from are found in one place once: both have its weight and its mark.
        let mut last = None;
        for (sign, weight) in &self.0 {
            let mark = sign.as_bytes().get(1);
            if last != mark && surface.contains(sign.as_str()) {
                sum += weight;
                last = mark;
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use masthead_domain::search::Sought;

    use super::*;

    fn weigh(scope: Option<Scope>, sought: &Sought, surface: &str) -> u32 {
        Signs::of(&Piece::new(scope, sought, &[])).weigh(surface)
    }

    #[test]
    fn a_part_counts_once_for_each_place_that_it_is_found_in() {
        const SURFACE: &str = " ^the ^river ^river = @ada = #river = %river ";
        let word = Sought::Word("River".to_owned());
        assert_eq!(weigh(None, &word, SURFACE), 1 + 8 + 4 + 3);
        assert_eq!(weigh(Some(Scope::Tag), &word, SURFACE), 1 + 4);
        assert_eq!(weigh(None, &Sought::Phrase("the river".to_owned()), SURFACE), 1 + 8);
        assert_eq!(weigh(None, &Sought::Phrase("river the".to_owned()), SURFACE), 1);
        assert_eq!(weigh(None, &Sought::Prefix("ad".to_owned()), SURFACE), 1 + 4);
        assert_eq!(weigh(None, &Sought::Word("riv".to_owned()), SURFACE), 1);
    }
}
