//! PostgreSQL's index: a tsvector under GIN. GIN finds, but it does not walk by date; so results are looked for in the newest weeks
//! first, each of which is a word of its articles, and then in as long a time before them as they say is needed.

use std::{collections::BTreeMap, fmt::Write};

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{
    Density, Survey, Wanted,
    document::{Document, GAP, Slot},
    expression::{Dialect, Expression, Node, Term, write},
};
use crate::{Result, sql::Sql};

/// How many of the newest articles are looked at first for so many results: some more, and this many at least. Fewer are looked at as a
/// whole.
pub(super) fn newest(limit: u32) -> i64 {
    const LEAST: i64 = 1_000;
    (i64::from(limit) + i64::from(limit) / 4).max(LEAST)
}

/// How many parts of the time are looked at, before all that is left of it: a search is one to four statements where it is one on SQLite.
const PARTS: usize = 3;

/// How many times as long a part is looked at next, when so many were found and so many more are wanted: half as much again as would do
/// if they were as frequent there.
fn longer(found: usize, wanted: usize) -> i64 {
    /// A part is no estimate of one that is longer than so many of it.
    const MOST: usize = 64;
    (wanted + wanted / 2).div_ceil(found.max(1)).clamp(1, MOST) as i64
}

/// How PostgreSQL writes expressions.
struct TsQuery;

impl Dialect for TsQuery {
    const AND: &'static str = " & ";
    const OR: &'static str = " | ";

    fn term(term: &Term, out: &mut String) {
        out.push('(');
        for (place, word) in term.words.iter().enumerate() {
            if place > 0 {
                out.push_str(" <-> ");
            }
            // Within quotes only quotes and backslashes have a meaning, and no word has one.
            let prefix = if term.prefix && place + 1 == term.words.len() { "*" } else { "" };
            let body = if term.body { "D" } else { "" };
            let colon = if prefix.len() + body.len() > 0 { ":" } else { "" };
            let _ = write!(out, "'{word}'{colon}{prefix}{body}");
        }
        out.push(')');
    }
}

fn text(expression: &Expression, times: Option<&Times>) -> String {
    let mut out = String::new();
    match times {
        None => write::<TsQuery>(&expression.wanted, &mut out),
        Some(times) => {
            write::<TsQuery>(&times.within(&expression.wanted), &mut out);
            out.push_str(TsQuery::AND);
            write::<TsQuery>(&Node::Any(times.words.iter().cloned().map(Node::word).collect()), &mut out);
        }
    }
    for node in &expression.unwanted {
        out.push_str(" & !");
        write::<TsQuery>(node, &mut out);
    }
    out
}

/// Spans of time that are words of the articles in them.
#[derive(Clone, Copy)]
struct Span {
    letter: char,
    /// In microseconds.
    length: i64,
}

const WEEK: Span = Span { letter: 'w', length: 7 * 86_400 * 1_000_000 };
/// Sixteen weeks. Each word of a headline is kept once more after this one: GIN collects everything that begins like what is typed
/// before it looks at anything else, and this is how little of it there is to collect.
const SEASON: Span = Span { letter: 's', length: 16 * WEEK.length };
/// Most spans that are named one by one.
const MOST_SPANS: usize = 40;

impl Span {
    /// The words of a time from one place to another, both in it; nothing if they are too many.
    fn words(self, from: i64, last: i64) -> Option<Vec<String>> {
        let Self { letter, length } = self;
        let spans = from.div_euclid(length)..=last.div_euclid(length);
        let words: Vec<String> = spans.take(MOST_SPANS + 1).map(|span| format!("${letter}{span}")).collect();
        (words.len() <= MOST_SPANS).then_some(words)
    }

    /// The word of a place.
    fn word(self, place: i64) -> String {
        format!("${}{}", self.letter, place.div_euclid(self.length))
    }
}

/// The words of a time.
struct Times {
    words: Vec<String>,
    seasons: Vec<String>,
}

impl Times {
    /// From one place to another, both in it; nothing if that is too many words.
    fn new(from: i64, last: i64) -> Option<Self> {
        let seasons = SEASON.words(from, last)?;
        Some(Self { words: WEEK.words(from, last).unwrap_or_else(|| seasons.clone()), seasons })
    }

    /// What is to be found, as it is kept for this time.
    fn within(&self, node: &Node) -> Node {
        let all = |nodes: &[Node]| nodes.iter().map(|node| self.within(node)).collect();
        match node {
            Node::All(nodes) => Node::All(all(nodes)),
            Node::Any(nodes) => Node::Any(all(nodes)),
            Node::Term(term) => match term.words.as_slice() {
                [word] if term.prefix && is_dated(word) => {
                    let of = |season| Term { words: vec![format!("{season}{word}")], prefix: true, body: false };
                    Node::Any(self.seasons.iter().map(|season| Node::Term(of(season))).collect())
                }
                _ => node.clone(),
            },
        }
    }
}

/// Is this kept once more after its season? Words of headlines are.
fn is_dated(word: &str) -> bool {
    word.starts_with('^') && Slot::of(word) == Slot::Word
}

/// A document as the text of a tsvector. The text's words have the label D, all others A.
pub(super) fn vector(place: i64, document: &Document) -> String {
    /// Positions of a tsvector end here.
    const LAST: usize = 16_383;
    let mut words: BTreeMap<&str, Vec<(usize, char)>> = BTreeMap::new();
    for (slots, offset, label) in [(&document.short, 1, 'A'), (&document.body, Document::MAX_SHORT + 1, 'D')] {
        for (at, word) in slots.iter().enumerate().filter(|(_, word)| *word != GAP) {
            let places = words.entry(word).or_default();
            match Slot::of(word) {
                Slot::Word => places.push(((at + offset).min(LAST), label)),
                // Where a stem stands does not matter; in which part it does.
                Slot::Stem => places.push((offset, label)),
                Slot::Facet => {}
            }
        }
    }
    let season = SEASON.word(place);
    let dated = words.keys().filter(|word| is_dated(word)).map(|word| format!("{season}{word}"));
    let times: Vec<String> = dated.chain([WEEK.word(place), season.clone()]).collect();
    words.extend(times.iter().map(|word| (word.as_str(), Vec::new())));
    let mut out = String::new();
    for (word, mut places) in words {
        places.dedup();
        let _ = write!(out, "'{word}'");
        for (number, (at, label)) in places.into_iter().enumerate() {
            let _ = write!(out, "{}{at}{label}", if number == 0 { ":" } else { "," });
        }
        out.push(' ');
    }
    out
}

/// What is found in a range of places, the newest first.
pub(super) async fn find<R: FromQueryResult>(
    connection: &impl ConnectionTrait,
    columns: &str,
    wanted: &Wanted<'_>,
    survey: &Survey,
) -> Result<Vec<R>> {
    let Some(Density { newest, oldest, mut length }) = survey.density else {
        return within(connection, columns, wanted, None).await;
    };
    // What reaches to the oldest is everything.
    let times = |from: i64, last: i64| if from > oldest { Times::new(from, last) } else { None };
    let mut found = Vec::new();
    let mut left = *wanted;
    for part in 0..=PARTS {
        let last = newest.min(left.before.saturating_sub(1));
        if left.from > last {
            break;
        }
        let from = last.saturating_sub(length).max(left.from);
        let (Some(times), true) = (times(from, last), part < PARTS) else {
            // All that is left, in one.
            found.extend(within(connection, columns, &left, times(left.from, last)).await?);
            break;
        };
        let some: Vec<R> = within(connection, columns, &Wanted { from, ..left }, Some(times)).await?;
        let count = some.len();
        found.extend(some);
        left.limit = left.limit.saturating_sub(count as u32);
        if left.limit == 0 {
            break;
        }
        left.before = from;
        length = length.saturating_mul(longer(count, left.limit as usize));
    }
    Ok(found)
}

async fn within<R: FromQueryResult>(
    connection: &impl ConnectionTrait,
    columns: &str,
    wanted: &Wanted<'_>,
    times: Option<Times>,
) -> Result<Vec<R>> {
    let mut sql = Sql::new("SELECT ");
    sql.push(columns).push(" FROM search_documents d WHERE d.words @@ ").bind(text(wanted.expression, times.as_ref()));
    // Places are added to nothing, so that nobody thinks of walking along them.
    sql.push("::tsquery AND search_unpacked(d.place) AND d.place + 0 < ").bind(wanted.before);
    sql.push(" AND d.place + 0 >= ").bind(wanted.from);
    wanted.push_conditions(&mut sql);
    sql.push(" ORDER BY d.place + 0 DESC LIMIT ").bind(i64::from(wanted.limit));
    sql.all(connection).await
}
