//! What a rule says when it says no.

use serde::Serialize;

/// One thing that is wrong with an input, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// JSON pointer (RFC 6901) to the offending member; empty for the whole input.
    pub field: String,
    /// Stable code, such as `required` or `too_long`.
    pub code: &'static str,
    /// For a person: what was wrong, and what would be right.
    pub message: String,
}

impl Violation {
    /// A violation at `field`.
    pub fn new(field: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self { field: field.into(), code, message: message.into() }
    }
}

/// A rule said no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The input breaks rules; all of them are listed.
    #[error("{}", summary(.0))]
    Invalid(Vec<Violation>),
    /// Not in this stage; what would be possible.
    #[error("{0}")]
    IllegalTransition(String),
}

fn summary(violations: &[Violation]) -> String {
    violations
        .iter()
        .map(|v| if v.field.is_empty() { v.message.clone() } else { format!("{}: {}", v.field, v.message) })
        .collect::<Vec<_>>()
        .join("; ")
}
