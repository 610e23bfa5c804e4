//! PostgreSQL's index: a tsvector under GIN. GIN finds, but it does not walk by date; so the newest are looked for in the newest months
//! first, each of which is a word of its articles.

use std::{collections::BTreeMap, fmt::Write};

use chrono::{DateTime, Datelike};
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{
    Survey, Wanted,
    document::{Document, GAP, Slot},
    expression::{Dialect, Expression, Node, Term, write},
};
use crate::{Result, sql::Sql};

/// Most months that are named one by one.
const MAX_MONTHS: i64 = 48;

/// How many of the newest articles are looked at first, and then, for each result that is wanted.
pub(super) const WINDOWS: [i64; 2] = [4, 64];

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

fn text(expression: &Expression, months: Option<(i64, i64)>) -> String {
    let mut out = String::new();
    write::<TsQuery>(&expression.wanted, &mut out);
    if let Some((first, last)) = months {
        let months = (first..=last).map(|month| Node::word(month_word(month))).collect();
        out.push_str(TsQuery::AND);
        write::<TsQuery>(&Node::Any(months), &mut out);
    }
    for node in &expression.unwanted {
        out.push_str(" & !");
        write::<TsQuery>(node, &mut out);
    }
    out
}

/// The month of a place, counted from year 0; what lies beyond the calendar is in its last month.
fn month(place: i64) -> i64 {
    let date = DateTime::from_timestamp_micros(place);
    date.map_or(place.signum() * 1_000_000, |date| i64::from(date.year()) * 12 + i64::from(date.month0()))
}

fn month_word(month: i64) -> String {
    format!("$m{month}")
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
    let month = month_word(month(place));
    words.insert(&month, Vec::new());
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
    if let Some(newest) = survey.newest {
        let last = month(newest.min(wanted.before.saturating_sub(1)));
        for from in survey.windows.iter().flatten().copied().filter(|from| *from > wanted.from) {
            let first = month(from);
            if last - first >= MAX_MONTHS {
                break;
            }
            let found = within(connection, columns, &Wanted { from, ..*wanted }, Some((first, last))).await?;
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
    months: Option<(i64, i64)>,
) -> Result<Vec<R>> {
    let mut sql = Sql::new("SELECT ");
    sql.push(columns).push(" FROM search_documents d WHERE d.words @@ ").bind(text(wanted.expression, months));
    // Places are added to nothing, so that nobody thinks of walking along them.
    sql.push("::tsquery AND search_unpacked(d.place) AND d.place + 0 < ").bind(wanted.before);
    sql.push(" AND d.place + 0 >= ").bind(wanted.from);
    wanted.push_conditions(&mut sql);
    sql.push(" ORDER BY d.place + 0 DESC LIMIT ").bind(i64::from(wanted.limit));
    sql.all(connection).await
}
