//! Why a document may not go on to the library.

use super::ast::Pos;

/// The guard's answer to a document that may not go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A limit is passed: `query_too_complex`.
    #[error("the document is too complex: {limit} is {value}, at most {maximum} allowed")]
    TooComplex {
        /// The limit's stable name: a field of [`Limits`](super::Limits).
        limit: &'static str,
        /// What the document asks for.
        value: u64,
        /// What is allowed.
        maximum: u64,
    },
    /// The document is not GraphQL.
    #[error("syntax error: {message}")]
    Syntax {
        /// What was expected.
        message: String,
        /// One-based line.
        line: usize,
        /// One-based column, in characters.
        column: usize,
    },
    /// The document is GraphQL, but no valid document: no operation, or a name defined twice.
    #[error("{message}")]
    Invalid {
        /// What is wrong.
        message: String,
        /// Where, the most important place first: one-based lines and columns.
        locations: Vec<(usize, usize)>,
    },
    /// A fragment spreads itself, directly or through others: an ordinary validation error.
    #[error("cannot spread fragment \"{fragment}\" within itself")]
    Cycle {
        /// The fragment that contains itself.
        fragment: String,
        /// One-based line of the spread that closes the circle.
        line: usize,
        /// One-based column of that spread.
        column: usize,
    },
    /// The request names an operation that the document does not have.
    #[error("unknown operation named \"{name}\"")]
    UnknownOperation {
        /// The name in the request.
        name: String,
    },
    /// The document has several operations and the request names none.
    #[error("the document has several operations: operationName must say which")]
    OperationNameRequired,
}

impl Refusal {
    /// The places in the document that the refusal speaks of, for `errors[].locations`.
    #[must_use]
    pub fn locations(&self) -> Vec<(usize, usize)> {
        match self {
            Self::Syntax { line, column, .. } | Self::Cycle { line, column, .. } => {
                vec![(*line, *column)]
            }
            Self::Invalid { locations, .. } => locations.clone(),
            Self::TooComplex { .. } | Self::UnknownOperation { .. } | Self::OperationNameRequired => Vec::new(),
        }
    }

    pub(super) fn cycle(fragment: &str, at: Pos) -> Self {
        Self::Cycle { fragment: fragment.to_owned(), line: at.line, column: at.column }
    }
}
