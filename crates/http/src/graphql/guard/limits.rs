//! What a document may ask for, and the two checks against it.

use super::refusal::Refusal;

/// Brackets may never nest deeper than this, whatever the configuration says: the library's parser
/// recurses once per bracket, and a thread's stack is finite.
pub const HARDEST_NESTING: usize = 128;

/// The limits of one GraphQL door. Each field's name is the name a refusal gives.
///
/// Where a limit speaks of an operation, every operation of the document is held to it, chosen or
/// not, because the library validates them all. Only `cost` belongs to the chosen operation: it
/// depends on the variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the document's text.
    pub document_bytes: usize,
    /// Lexical tokens: names, numbers, strings, punctuators. Comments, commas and blanks are free.
    pub tokens: usize,
    /// Bytes of one name. Error messages repeat names, so a long one multiplies into the answer.
    pub name_bytes: usize,
    /// Brackets of any kind open at once; never more than [`HARDEST_NESTING`].
    pub nesting: usize,
    /// Fragment definitions, used or not.
    pub fragments: usize,
    /// Fields below each other in an operation, the leaf counted. Standard introspection needs 15.
    pub depth: usize,
    /// Selection sets below each other, with the levels that fragments add. The library's own
    /// bound is 32, so a larger number here only changes who refuses.
    pub levels: usize,
    /// Aliases in an operation, fragments expanded.
    pub aliases: usize,
    /// Fields at the root of an operation, fragments expanded.
    pub root_fields: usize,
    /// Directives in an operation, fragments expanded.
    pub directives: usize,
    /// Fields, spreads and inline fragments in the whole document, fragments expanded: the work of
    /// validating it.
    pub selections: u64,
    /// Fields beside each other, added up over every selection set of the document. Validation
    /// compares them for conflicts, again for each inline fragment around them.
    pub comparisons: u64,
    /// Values in the variables, every item and member counted: validation copies a variable for each of
    /// its uses.
    pub variables: usize,
    /// List fields (`types`, `fields`, `args` …) below each other in introspection. The standard
    /// query needs three.
    pub introspection_lists: usize,
    /// What an operation's introspection may cost: about the number of values in the answer.
    pub introspection_cost: u64,
    /// What the chosen operation may cost: fields, multiplied by the pages that hold them.
    pub cost: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document_bytes: 64 * 1024,
            tokens: 4_000,
            name_bytes: 256,
            nesting: 64,
            fragments: 50,
            depth: 15,
            levels: 32,
            aliases: 30,
            root_fields: 20,
            directives: 50,
            selections: 5_000,
            comparisons: 8_000,
            variables: 2_000,
            introspection_lists: 3,
            introspection_cost: 150_000,
            cost: 10_000,
        }
    }
}

/// Refuses a value above its maximum.
pub(super) fn hold(limit: &'static str, value: u64, maximum: u64) -> Result<(), Refusal> {
    if value > maximum {
        return Err(Refusal::TooComplex { limit, value, maximum });
    }
    Ok(())
}

/// [`hold`] for sizes.
pub(super) fn hold_size(limit: &'static str, value: usize, maximum: usize) -> Result<(), Refusal> {
    hold(limit, wide(value), wide(maximum))
}

/// A size as a count.
pub(super) fn wide(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}
