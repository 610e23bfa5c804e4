//! What introspection multiplies by. The schema's size is not known here; the factors are those of
//! a schema of about a hundred types, and only order documents by size.

/// Costs inside introspection are counted in thousandths, because some factors are below one.
pub(super) const UNIT: u64 = 1_000;

/// Whether the field is where introspection begins.
pub(super) fn is_entrance(field: &str) -> bool {
    matches!(field, "__schema" | "__type")
}

/// Whether the field is a list inside introspection.
pub(super) fn is_list(field: &str) -> bool {
    matches!(
        field,
        "types" | "directives" | "fields" | "args" | "inputFields" | "enumValues" | "possibleTypes" | "interfaces"
    )
}

/// How many objects the field stands for on average, in thousandths. `wrapped` says that the field
/// stands directly below an `ofType`: most types have one wrapper (`String!`), few have more
/// (`[Article!]!`), and the standard query asks for nine.
pub(super) fn factor(field: &str, wrapped: bool) -> u64 {
    match field {
        "types" => 100 * UNIT,
        // The types most referred to are the ones with the most fields.
        "fields" => 20 * UNIT,
        "directives" | "inputFields" | "enumValues" => 6 * UNIT,
        "possibleTypes" => 4 * UNIT,
        "args" | "interfaces" => 2 * UNIT,
        "ofType" if wrapped => UNIT / 8,
        _ => UNIT,
    }
}
