//! The database as a whole: copied into another one, compared with another one, backed up and restored.
//!
//! What there is to copy is read from the schema, not listed: a table that a later migration brings is copied without anybody having to
//! think of it. Only what is named here is left out, each with its reason.

mod backup;
mod compare;
mod copy;
mod postgres;
mod restore;
mod rows;
mod tables;

pub use backup::{Archive, Kind, inspect_sqlite, kind_of};
pub use compare::{TableDifference, compare};
pub use copy::{Progress, copy_into};
pub use postgres::{PgArchive, PgTools};
pub use restore::{Place, Replaced};
pub use tables::{Listed, list};

/// Tables that are not copied, and why.
pub const LEFT_OUT: [(&str, &str); 7] = [
    ("seaql_migrations", "the schema's own: each database tells which changes were made to it"),
    ("search_state", "says how the rows of the following were made; they are made anew, by the words of each database"),
    ("search_documents", "follows from the articles"),
    ("search_languages", "follows from the articles"),
    ("search_author_names", "follows from the authors"),
    ("search_tag_names", "follows from the tags"),
    ("search_index", "SQLite's index of search_documents"),
];

/// Is this table copied?
fn is_copied(name: &str) -> bool {
    LEFT_OUT.iter().all(|(left_out, _)| *left_out != name)
}
