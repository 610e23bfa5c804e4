//! Circles, strings, choices of an operation: what is answered where.

use super::super::ast::OperationType;
use super::super::{Given, Guarded, Limits, Refusal};
use super::{admit, newsroom};

#[track_caller]
fn cycle(document: &str, fragment: &str, place: (usize, usize)) {
    let refused = admit(document).unwrap_err();
    assert_eq!(refused.locations(), [place]);
    assert!(matches!(refused, Refusal::Cycle { fragment: found, .. } if found == fragment));
}

#[test]
fn circles_are_refused() {
    cycle("{...A} fragment A on Q{a ...A}", "A", (1, 26));
    cycle("{...A}\nfragment A on Q{b{...B}}\nfragment B on Q{...on Q{...A}}", "A", (3, 25));
    cycle("{a} fragment A on Q{...B} fragment B on Q{...B}", "B", (1, 43));
    assert!(admit("{...A ...B} fragment A on Q{...C} fragment B on Q{...C} fragment C on Q{a}").is_ok());
}

#[test]
fn unknown_fragments_are_left_to_validation() {
    assert!(admit("{...Nowhere} fragment A on Q{...Nowhere}").is_ok());
}

#[test]
fn syntax_errors_have_a_place_and_no_copy_of_the_document() {
    let long = format!("{{ a(x: 1, {} }}", " ".repeat(20_000));
    for (document, place) in [
        ("", (1, 1)),
        ("{", (1, 2)),
        ("{\n  a(}", (2, 5)),
        (long.as_str(), (1, 20_012)),
        ("{a(x:\"é\nb\")}", (1, 6)),
        ("{a\n é(x:\"never", (2, 6)),
        ("{a(x:\"\"\"never \\\"\"\" \" )}", (1, 6)),
        ("{a(x:\"\\", (1, 6)),
    ] {
        match admit(document) {
            Err(Refusal::Syntax { message, line, column }) => {
                assert_eq!((line, column), place, "{message} in {document:.40}");
                assert!(message.len() < 100, "{message}");
            }
            other => panic!("{document:.40}: {other:?}"),
        }
    }
}

#[test]
fn invalid_documents_say_where() {
    let twice = admit("query A{a}\nquery A{a}").unwrap_err();
    assert_eq!(twice.locations(), [(2, 1), (1, 1)]);
    assert!(matches!(admit("fragment A on Q{a}").unwrap_err(), Refusal::Invalid { .. }));
    assert!(matches!(admit("{a} query A{a}").unwrap_err(), Refusal::Invalid { .. }));
    assert!(matches!(admit("{...A} fragment A on Q{a} fragment A on Q{a}").unwrap_err(), Refusal::Invalid { .. }));
}

#[test]
fn strings_hide_brackets_and_nothing_else_does() {
    let many = "[{(".repeat(100);
    let hidden = [
        format!("{{a(x:\"{many}\")}}"),
        format!("{{a(x:\"\\\"{many}\")}}"),
        format!("{{a(x:\"\\\\\" y:\"{many}\")}}"),
        format!("{{a(x:\"\"\"{many}\n\"\" \\\"\"\" \"{many}\"\"\")}}"),
        format!("{{a(x:\"\"\"\"\"\" y:\"\"\"\"{many}\"\"\")}}"),
        format!("{{a #\"{many}\r}}"),
        format!("\u{feff}{{a #\"\"\" {many}\n}}\u{feff}"),
    ];
    for document in hidden {
        assert!(admit(&document).is_ok(), "{document}");
    }
    let shown = [
        format!("{{a(x:\"\\\\\" y:{many}\")}}\""),
        format!("{{a(x:\"\"\"\"\"\" y:{many}\"\"\")}}\"\"\""),
        format!("{{a #\"\n{many}\n}}"),
        format!("{{a #\"\r{many}\n}}"),
    ];
    for document in shown {
        let refused = admit(&document).map(drop);
        assert!(
            matches!(refused, Err(Refusal::TooComplex { limit: "nesting", .. } | Refusal::Syntax { .. })),
            "{document}: {refused:?}"
        );
    }
}

#[test]
fn the_operation_is_chosen_as_the_specification_says() {
    let of = |document: &str, name: Option<&str>| {
        let guarded = Guarded::admit(document, &Limits::default()).unwrap();
        let measured = guarded.measure(name, Given::Nothing, &newsroom, &Limits::default());
        assert_eq!(guarded.operation_type(name), measured.clone().map(|it| it.operation_type));
        measured.map(|it| (it.operation_type, it.cost, it.shape.root_fields))
    };
    let unknown = |name: &str| Err(Refusal::UnknownOperation { name: name.to_owned() });
    let both = "query A{a} mutation B{publishArticle b}";
    assert_eq!(of("{a}", None), Ok((OperationType::Query, 1, 1)));
    assert_eq!(of("{a}", Some("A")), unknown("A"));
    assert_eq!(of("subscription S{a}", None), Ok((OperationType::Subscription, 1, 1)));
    assert_eq!(of(both, None), Err(Refusal::OperationNameRequired));
    assert_eq!(of(both, Some("B")), Ok((OperationType::Mutation, 11, 2)));
    assert_eq!(of(both, Some("A")), Ok((OperationType::Query, 1, 1)));
    assert_eq!(of(both, Some("")), unknown(""));
}
