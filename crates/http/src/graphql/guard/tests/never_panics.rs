//! Whatever comes: an answer, soon, and never a panic.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::super::ast::{DocumentOperations, Selection, Value};
use super::super::{Given, Guarded, Limits, lex, parse};
use super::introspection::STANDARD;
use super::newsroom;

const SEEDS: [&str; 4] = [
    STANDARD,
    "query Q($n:Int=3,$l:[[ID!]!]@d){articles(first:$n,x:{a:[1,\"s\",\"\"\"b\"\"\",$n]}){nodes{...F}}} fragment F on A{id ...on B@skip(if:true){a:b}}",
    "{...A} fragment A on Q{...B ...B} fragment B on Q{...C ...C} fragment C on Q{a #c\n}",
    "mutation M{publishArticle(input:{id:\"\\u00e9\\\"\",when:null,at:-1.5e3}){id}}",
];

const PIECES: [&str; 28] = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "...",
    "\"",
    "\"\"\"",
    "\\",
    "#",
    "\n",
    "\r",
    ":",
    "$",
    "@",
    "!",
    "=",
    "|",
    "&",
    " ",
    ",",
    "\u{feff}",
    "é",
    "fragment A on Q",
    "query",
    "...A",
    "a",
];

fn judge(document: &str) {
    let limits = Limits::default();
    let start = Instant::now();
    if let Ok(guarded) = Guarded::admit(document, &limits) {
        let _ = guarded.measure(None, Given::Nothing, &newsroom, &limits);
        let _ = guarded.measure(Some("Q"), Given::Nothing, &newsroom, &limits);
    }
    assert!(start.elapsed() < Duration::from_secs(2), "took {:?}: {document}", start.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text(document in ".{0,400}") {
        judge(&document);
    }

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        judge(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_pieces(pieces in proptest::collection::vec(0..PIECES.len(), 0..300)) {
        judge(&pieces.iter().map(|&at| PIECES[at]).collect::<String>());
    }

    #[test]
    fn mutated_documents(
        seed in 0..SEEDS.len(),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), 0..PIECES.len(), 0_usize..4, prop_oneof![4 => Just(1_usize), 1 => 2_usize..60]), 1..4),
    ) {
        let mut text: Vec<char> = SEEDS[seed].chars().collect();
        for (at, piece, removed, times) in edits {
            let at = at.index(text.len() + 1);
            let end = (at + removed).min(text.len());
            text.splice(at..end, PIECES[piece].repeat(times).chars());
        }
        judge(&text.into_iter().collect::<String>());
    }

    #[test]
    fn the_first_pass_reads_as_the_parser_does(pieces in proptest::collection::vec(0..LEXICAL.len(), 0..24)) {
        agree(&pieces);
    }
}

/// All that strings, comments and brackets are made of.
const LEXICAL: [&str; 10] = ["\"", "\"\"\"", "\\", "#", "\n", "[", "]", "1", " ", "é"];

/// The same for every short text there is.
#[test]
fn the_first_pass_reads_as_the_parser_does_for_every_short_text() {
    for length in 0..=4 {
        for number in 0..LEXICAL.len().pow(length) {
            let digits = (0..length).map(|at| number / LEXICAL.len().pow(at) % LEXICAL.len());
            agree(&digits.collect::<Vec<_>>());
        }
    }
}

/// Puts the pieces into a list: what parses is nested as deep as the first pass says. Only where a
/// block string does not end does the first pass refuse what parses: the parser then reads `"""` as an
/// empty string and the beginning of another, the specification does not.
fn agree(pieces: &[usize]) {
    let inside: String = pieces.iter().map(|&at| LEXICAL[at]).collect();
    let document = format!("{{a(x:[{inside}\n])}}");
    let (Ok(parsed), counts) = (parse(&document), lex::count(&document)) else {
        return;
    };
    let DocumentOperations::Single(operation) = &parsed.operations else {
        panic!("{document}");
    };
    let Selection::Field(field) = &operation.node.selection_set.node.items[0].node else {
        panic!("{document}");
    };
    let value = &field.node.arguments[0].1.node;
    if counts.is_err() && document.contains("\"\"\"") {
        return;
    }
    // The braces and the parentheses stand around the value.
    assert_eq!(counts.map(|it| it.deepest), Ok(2 + nesting(value)), "{document}");
}

fn nesting(value: &Value) -> usize {
    match value {
        Value::List(items) => 1 + items.iter().map(nesting).max().unwrap_or(0),
        _ => 0,
    }
}
