//! A fragment measured once counts as if it stood in every place that spreads it.

use proptest::prelude::*;
use serde_json::{Map, json};

use super::super::{Guarded, Limits, Measured};
use super::newsroom;

const FRAGMENTS: usize = 5;

const BOUNDLESS: Limits = Limits {
    document_bytes: usize::MAX,
    tokens: usize::MAX,
    name_bytes: usize::MAX,
    nesting: usize::MAX,
    fragments: usize::MAX,
    depth: usize::MAX,
    levels: usize::MAX,
    aliases: usize::MAX,
    root_fields: usize::MAX,
    directives: usize::MAX,
    selections: u64::MAX,
    comparisons: u64::MAX,
    variables: usize::MAX,
    introspection_lists: usize::MAX,
    introspection_cost: u64::MAX,
    cost: u64::MAX,
};

/// A selection. A field without items is a leaf.
#[derive(Debug, Clone)]
enum Item {
    Field(&'static str, Vec<Item>),
    Inline(&'static str, Vec<Item>),
    Spread(usize, &'static str),
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let fields = prop::sample::select(vec![
        "a",
        "b:a",
        "a@include(if:$on)",
        "c@skip(if:$on)@d",
        "__typename",
        "articles(first:3)",
        "articles(last:$n)",
        "nodes",
        "edges",
        "authors",
        "nodes(ids:[1,2])",
        "__schema",
        "__type(name:\"A\")",
        "types",
        "fields",
        "type",
        "ofType",
        "args",
    ]);
    let directives = || prop::sample::select(vec!["", "@include(if:$on)", "@skip(if:$on)", "@d @d"]);
    let leaf = prop_oneof![
        3 => fields.clone().prop_map(|field| Item::Field(field, Vec::new())),
        2 => (0..FRAGMENTS, directives()).prop_map(|(to, directives)| Item::Spread(to, directives)),
    ];
    let item = leaf.prop_recursive(4, 24, 4, move |inner| {
        let set = prop::collection::vec(inner, 1..4);
        prop_oneof![
            4 => (fields.clone(), set.clone()).prop_map(|(field, set)| Item::Field(field, set)),
            1 => (directives(), set).prop_map(|(directives, set)| Item::Inline(directives, set)),
        ]
    });
    prop::collection::vec(item, 1..4)
}

/// Writes a selection set. A fragment spreads only those behind it; another spread becomes a field.
/// With `bodies` every spread is written out in place.
fn write(set: &[Item], from: usize, bodies: Option<&[Vec<Item>]>) -> String {
    let of = |item: &Item| match item {
        Item::Field(field, set) if set.is_empty() => format!("{field} "),
        Item::Field(field, set) => format!("{field}{}", write(set, from, bodies)),
        Item::Inline(directives, set) => format!("...{directives}{}", write(set, from, bodies)),
        Item::Spread(to, _) if *to < from => "z ".to_owned(),
        Item::Spread(to, directives) => match bodies {
            None => format!("...F{to} {directives} "),
            Some(all) => format!("...{directives}{}", write(&all[*to], to + 1, bodies)),
        },
    };
    format!("{{{}}}", set.iter().map(of).collect::<String>())
}

fn measured(document: &str, on: bool) -> Measured {
    let variables: Map<_, _> = [("on".to_owned(), json!(on)), ("n".to_owned(), json!(4))].into_iter().collect();
    Guarded::admit(document, &BOUNDLESS).unwrap().measure(None, &variables, &newsroom, &BOUNDLESS).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn spreads_and_their_bodies_measure_alike(
        root in items(),
        bodies in prop::collection::vec(items(), FRAGMENTS),
        on in any::<bool>(),
    ) {
        let expanded = write(&root, 0, Some(&bodies));
        // The parser knows no document beyond this, and nobody waits for a larger one.
        prop_assume!(expanded.len() < 60_000 && super::super::lex::count(&expanded).is_ok_and(|it| it.deepest <= 60));
        let definitions = bodies.iter().enumerate().map(|(at, set)| {
            format!(" fragment F{at} on T{}", write(set, at + 1, None))
        });
        let spread = write(&root, 0, None) + &definitions.collect::<String>();
        prop_assert_eq!(measured(&spread, on), measured(&expanded, on), "{}", spread);
    }
}
