//! PostgreSQL's index: a tsvector under GIN. GIN finds, but it does not walk by date; so the newest are looked for in the newest weeks
//! first, each of which is a word of its articles.

use std::{collections::BTreeMap, fmt::Write};

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{
    Survey, Wanted,
    document::{Document, GAP, Slot},
    expression::{Dialect, Expression, Node, Term, write},
};
use crate::{Result, sql::Sql};

/// How many of the newest articles are looked at first, for each result that is wanted, and at least: fewer are looked at as a whole.
/// So a search of more articles is one to three statements where it is one on SQLite.
pub(super) const WINDOW: (i64, i64) = (2, 1_000);
/// How many times as long a time is looked at next, before all of it.
const NEXT: i64 = 8;

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

fn text(expression: &Expression, times: Option<Vec<String>>) -> String {
    let mut out = String::new();
    write::<TsQuery>(&expression.wanted, &mut out);
    if let Some(times) = times {
        out.push_str(TsQuery::AND);
        write::<TsQuery>(&Node::Any(times.into_iter().map(Node::word).collect()), &mut out);
    }
    for node in &expression.unwanted {
        out.push_str(" & !");
        write::<TsQuery>(node, &mut out);
    }
    out
}

/// Spans of time that are words of the articles in them: weeks, and sixteen weeks.
const SPANS: [(char, i64); 2] = [('w', 7 * 86_400 * 1_000_000), ('s', 16 * 7 * 86_400 * 1_000_000)];
/// Most spans that are named one by one.
const MOST_SPANS: i64 = 40;

fn span_word((letter, length): (char, i64), place: i64) -> String {
    format!("${letter}{}", place.div_euclid(length))
}

/// The words of a time, if they are not too many.
fn times(from: i64, last: i64) -> Option<Vec<String>> {
    let (letter, length) =
        SPANS.into_iter().find(|(_, length)| last.div_euclid(*length) - from.div_euclid(*length) < MOST_SPANS)?;
    let spans = from.div_euclid(length)..=last.div_euclid(length);
    Some(spans.map(|span| format!("${letter}{span}")).collect())
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
    let spans = SPANS.map(|span| span_word(span, place));
    words.extend(spans.iter().map(|span| (span.as_str(), Vec::new())));
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
    if let (Some(newest), Some(first)) = (survey.newest, survey.window) {
        let last = newest.min(wanted.before.saturating_sub(1));
        for from in [first, last.saturating_sub(last.saturating_sub(first).saturating_mul(NEXT))] {
            let Some(times) = times(from, last).filter(|_| from > wanted.from) else { break };
            let found = within(connection, columns, &Wanted { from, ..*wanted }, Some(times)).await?;
            if found.len() >= wanted.limit as usize {
                return Ok(found);
            }
        }
    }
    within(connection, columns, wanted, None).await
}

async fn within<R: FromQueryResult>(
    connection: &impl ConnectionTrait,
    columns: &str,
    wanted: &Wanted<'_>,
    times: Option<Vec<String>>,
) -> Result<Vec<R>> {
    let mut sql = Sql::new("SELECT ");
    sql.push(columns).push(" FROM search_documents d WHERE d.words @@ ").bind(text(wanted.expression, times));
    // Places are added to nothing, so that nobody thinks of walking along them.
    sql.push("::tsquery AND search_unpacked(d.place) AND d.place + 0 < ").bind(wanted.before);
    sql.push(" AND d.place + 0 >= ").bind(wanted.from);
    wanted.push_conditions(&mut sql);
    sql.push(" ORDER BY d.place + 0 DESC LIMIT ").bind(i64::from(wanted.limit));
    sql.all(connection).await
}
