//! The second step: the library's parser, with errors that do not repeat the document.

use super::ast::{ExecutableDocument, ParseError, parse_query};
use super::refusal::Refusal;

/// Parses a document that [`lex::check`](super::lex::check) let through. Without that check a
/// small hostile document overflows the stack here.
///
/// # Errors
/// [`Refusal::Syntax`] with a place, or [`Refusal::Invalid`] for a document without an operation
/// or with a name defined twice.
pub fn parse(document: &str) -> Result<ExecutableDocument, Refusal> {
    parse_query(document).map_err(|error| match error {
        ParseError::Syntax { message, start, .. } => {
            Refusal::Syntax { message: short(&message), line: start.line, column: start.column }
        }
        other => Refusal::Invalid {
            locations: other.positions().map(|at| (at.line, at.column)).collect(),
            message: other.to_string(),
        },
    })
}

/// The last line of the parser's message. The lines before it draw the place, with the whole source
/// line twice.
fn short(message: &str) -> String {
    let last = message.lines().next_back().unwrap_or(message).trim();
    last.strip_prefix("= ").unwrap_or(last).to_owned()
}
