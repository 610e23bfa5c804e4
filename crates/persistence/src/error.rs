//! The database said no.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// What persistence answers.
pub type Result<T> = std::result::Result<T, Error>;

/// The database said no.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something of that name is there already.
    #[error("already taken: {0}")]
    Taken(String),
    /// Something that is referred to is not there, or is still referred to.
    #[error("a reference does not hold: {0}")]
    Reference(String),
    /// The database is busy or away; trying again may help.
    #[error("the database is busy or away: {0}")]
    Unavailable(String),
    /// The database is not what the program expects: its schema is older or newer, or what is stored cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// The store of files is away, or something is wrong with it.
    #[error("the store of files cannot be used: {0}")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Anything else.
    #[error(transparent)]
    Other(DbErr),
}

impl Error {
    /// What is stored in `place` cannot be read.
    pub(crate) fn stored(place: &str, cause: impl std::fmt::Display) -> Self {
        Self::Unreadable(format!("{place} is stored in a form that cannot be read: {cause}"))
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(what)) => return Self::Taken(what),
            Some(SqlErr::ForeignKeyConstraintViolation(what)) => return Self::Reference(what),
            _ => {}
        }
        let busy = match &error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
            DbErr::Exec(RuntimeErr::SqlxError(e)) | DbErr::Query(RuntimeErr::SqlxError(e)) => is_transient(e),
            _ => false,
        };
        if busy { Self::Unavailable(error.to_string()) } else { Self::Other(error) }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}

/// SQLite's `BUSY` and `LOCKED` in all their extended forms; PostgreSQL's connection, shutdown and serialisation classes.
fn is_transient(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(database) => database.code().is_some_and(|code| {
            code.starts_with("08")
                || code.starts_with("57P")
                || code.starts_with("40")
                || code.parse::<u32>().is_ok_and(|number| number < 10_000 && matches!(number & 0xFF, 5 | 6))
        }),
        _ => false,
    }
}
