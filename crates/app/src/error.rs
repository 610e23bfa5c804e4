//! What an operation answers when it cannot do what was asked.

use masthead_domain::error::Violation;

/// What an operation answers.
pub type Result<T> = std::result::Result<T, Error>;

/// An operation could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request cannot be read.
    #[error("{0}")]
    Malformed(String),
    /// A cursor that was not made for this list.
    #[error("{0}")]
    InvalidCursor(&'static str),
    /// More items than a page may have.
    #[error("{asked} items were asked for, and a page has at most {maximum}")]
    PageTooLarge {
        /// How many were asked for.
        asked: u64,
        /// How many a page may have.
        maximum: u32,
    },
    /// It is not there, or not to be known.
    #[error("there is no {what}")]
    NotFound {
        /// What was looked for, such as `article "the-river"`.
        what: String,
    },
    /// It was public, and was withdrawn.
    #[error("{what} was withdrawn")]
    Gone {
        /// What was looked for.
        what: String,
        /// Why, if the editor said.
        reason: Option<String>,
    },
    /// Another one of that name is there.
    #[error("{0}")]
    AlreadyExists(String),
    /// The input breaks rules; all of them are listed.
    #[error(transparent)]
    Invalid(#[from] masthead_domain::error::Error),
    /// The database is busy or away.
    #[error("the database is busy or away")]
    Unavailable(#[source] masthead_persistence::Error),
    /// A defect, or something broken: for the log, not for the caller.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The stable name of an error. What each means to a client stands in one table, in `http`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the table in `http` documents them for everyone
pub enum Code {
    MalformedRequest,
    InvalidCursor,
    PageTooLarge,
    QueryTooComplex,
    NotFound,
    MethodNotAllowed,
    NotAcceptable,
    Gone,
    AlreadyExists,
    PayloadTooLarge,
    UriTooLong,
    HeadersTooLarge,
    UnsupportedMediaType,
    ValidationFailed,
    PersistedQueryNotFound,
    HeaderTimeout,
    Timeout,
    Internal,
    Unavailable,
}

impl Error {
    /// Its stable name.
    pub fn code(&self) -> Code {
        match self {
            Self::Malformed(_) => Code::MalformedRequest,
            Self::InvalidCursor(_) => Code::InvalidCursor,
            Self::PageTooLarge { .. } => Code::PageTooLarge,
            Self::NotFound { .. } => Code::NotFound,
            Self::Gone { .. } => Code::Gone,
            Self::AlreadyExists(_) => Code::AlreadyExists,
            Self::Invalid(_) => Code::ValidationFailed,
            Self::Unavailable(_) => Code::Unavailable,
            Self::Internal(_) => Code::Internal,
        }
    }

    /// What is wrong with the input, point by point.
    pub fn violations(&self) -> &[Violation] {
        match self {
            Self::Invalid(masthead_domain::error::Error::Invalid(violations)) => violations,
            _ => &[],
        }
    }

    /// A thing that is not there, or not to be known.
    pub(crate) fn not_found(kind: &str, name: impl std::fmt::Display) -> Self {
        Self::NotFound { what: format!("{kind} {name}") }
    }

    /// A defect.
    pub(crate) fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }
}

impl From<masthead_persistence::Error> for Error {
    fn from(error: masthead_persistence::Error) -> Self {
        use masthead_persistence::Error as Stored;
        match error {
            Stored::Taken(what) => Self::AlreadyExists(format!("already taken: {what}")),
            Stored::Unavailable(_) => Self::Unavailable(error),
            Stored::Reference(_) | Stored::Unreadable(_) | Stored::Other(_) => Self::Internal(Box::new(error)),
        }
    }
}
