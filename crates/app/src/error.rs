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
    /// A token of delta sync from which it is not known any more what has gone since.
    #[error("{0}")]
    SyncTokenExpired(&'static str),
    /// Another one of that name is there.
    #[error("{0}")]
    AlreadyExists(String),
    /// Something refers to it; how much, and what.
    #[error("{0}")]
    InUse(String),
    /// The input breaks rules; all of them are listed.
    #[error(transparent)]
    Invalid(#[from] masthead_domain::error::Error),
    /// Nobody knows who asks.
    #[error("{0}")]
    Unauthenticated(String),
    /// The caller may not.
    #[error("{0}")]
    Forbidden(String),
    /// A change that does not say which revision it changes.
    #[error(
        "say which revision this changes: `If-Match: \"{current}\"` in REST, `expectedRevision: {current}` in GraphQL"
    )]
    PreconditionRequired {
        /// The number of the latest revision.
        current: i32,
    },
    /// A change of a revision that is not the latest any more.
    #[error("revision {} was expected, and revision {} is there: read it, and change that", .0.expected, .0.current)]
    StaleRevision(Box<Stale>),
    /// A key of idempotency that was used for another request.
    #[error("the idempotency key was used for another request: use a new key for a new request")]
    IdempotencyKeyReused,
    /// Too many, too fast.
    #[error("{message}")]
    RateLimited {
        /// Which limit.
        message: String,
        /// Seconds until it makes sense to try again.
        retry_after: u64,
    },
    /// The database is busy or away.
    #[error("the database is busy or away")]
    Unavailable(#[source] masthead_persistence::Error),
    /// The store of files is away.
    #[error("the store of media files does not answer")]
    StoreAway(#[source] masthead_persistence::Error),
    /// Larger than what is taken.
    #[error("{0}")]
    TooLarge(String),
    /// A file of a kind that is not taken.
    #[error("{0}")]
    UnsupportedMedia(String),
    /// The keys of an identity provider cannot be had, so its tokens cannot be checked.
    #[error("the identity provider does not answer")]
    ProviderAway,
    /// A defect, or something broken: for the log, not for the caller.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What stands between an expected revision and the latest one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stale {
    /// The revision that the change was made for.
    pub expected: i32,
    /// The latest revision.
    pub current: i32,
    /// Field by field: what differs on either side.
    pub differences: Vec<Difference>,
}

/// A member that differs between the revision that was expected, the latest one, and what was to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// JSON pointer to the member.
    pub field: String,
    /// What it was at the expected revision; nothing if that is not known.
    pub base: Option<serde_json::Value>,
    /// What it is now.
    pub current: Option<serde_json::Value>,
    /// What it was to be; nothing if the change says nothing about it.
    pub yours: Option<serde_json::Value>,
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
    SyncTokenExpired,
    AlreadyExists,
    InUse,
    PayloadTooLarge,
    UriTooLong,
    HeadersTooLarge,
    UnsupportedMediaType,
    ValidationFailed,
    Unauthenticated,
    Forbidden,
    IllegalTransition,
    StaleRevision,
    VersionNotReached,
    PreconditionRequired,
    IdempotencyKeyReused,
    RateLimited,
    PersistedQueryNotFound,
    HeaderTimeout,
    RangeNotSatisfiable,
    Timeout,
    Internal,
    Overloaded,
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
            Self::SyncTokenExpired(_) => Code::SyncTokenExpired,
            Self::AlreadyExists(_) => Code::AlreadyExists,
            Self::InUse(_) => Code::InUse,
            Self::Invalid(masthead_domain::error::Error::Invalid(_)) => Code::ValidationFailed,
            Self::Invalid(masthead_domain::error::Error::IllegalTransition(_)) => Code::IllegalTransition,
            Self::Unauthenticated(_) => Code::Unauthenticated,
            Self::Forbidden(_) => Code::Forbidden,
            Self::PreconditionRequired { .. } => Code::PreconditionRequired,
            Self::StaleRevision(_) => Code::StaleRevision,
            Self::IdempotencyKeyReused => Code::IdempotencyKeyReused,
            Self::RateLimited { .. } => Code::RateLimited,
            Self::Unavailable(_) | Self::StoreAway(_) | Self::ProviderAway => Code::Unavailable,
            Self::TooLarge(_) => Code::PayloadTooLarge,
            Self::UnsupportedMedia(_) => Code::UnsupportedMediaType,
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

    /// Input that breaks rules.
    pub(crate) fn invalid(violations: Vec<Violation>) -> Self {
        Self::Invalid(masthead_domain::error::Error::Invalid(violations))
    }

    /// Input that breaks one rule.
    pub(crate) fn wrong(field: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self::invalid(vec![Violation::new(field, code, message)])
    }

    /// Nothing, if nothing is wrong.
    pub(crate) fn unless_none(violations: Vec<Violation>) -> Result<()> {
        if violations.is_empty() { Ok(()) } else { Err(Self::invalid(violations)) }
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
            Stored::Store(_) => Self::StoreAway(error),
            Stored::Reference(_) | Stored::Unreadable(_) | Stored::Other(_) => Self::Internal(Box::new(error)),
        }
    }
}
