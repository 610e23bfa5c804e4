//! The database as a whole: backed up while it is served, restored, and moved into another one.
//!
//! A backup holds everything but the files of assets, which lie in the store: accounts, keys, drafts, every revision and the log. It is
//! the database's own: a SQLite file, or an archive of `pg_dump`. To move between the two, everything is copied row by row.

mod moving;
mod restore;

use std::path::Path;

use masthead_persistence::whole;
pub use masthead_persistence::whole::{Archive, PgTools, Progress, TableDifference};

pub use moving::{Copied, compare_tables, copy_database};
pub use restore::{Restored, Restoring, restore};

use crate::{App, Error, Result};

/// Writes a backup, as of one moment, into an empty file, and checks it. Others read and write meanwhile.
///
/// # Errors
/// When this is no database of Masthead's; what the database, or PostgreSQL's own program, says.
pub async fn back_up(app: &App, to: &Path, tools: &PgTools) -> Result<Archive> {
    app.db.archive().await?;
    Ok(if app.db.is_sqlite() { app.db.vacuum_into(to).await? } else { tools.dump(&app.db, to).await? })
}

/// A refusal, for whoever runs the command.
fn refused(message: impl Into<String>) -> Error {
    Error::Malformed(message.into())
}

/// What a backup is, after all of it was read.
async fn look(file: &Path, kind: whole::Kind, tools: &PgTools) -> Result<Archive> {
    let unfit = |error: Error| {
        use std::error::Error as _;
        let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        refused(format!("{} cannot be restored: {cause}", file.display()))
    };
    let archive = match kind {
        whole::Kind::Sqlite => whole::inspect_sqlite(file).await.map_err(|error| unfit(error.into()))?,
        whole::Kind::Postgres => tools.inspect(file).await.map_err(|error| unfit(error.into()))?.archive,
        whole::Kind::Neither => {
            let message = "it is neither a SQLite database nor an archive of pg_dump; a bundle is taken in by `masthead import bundle`";
            return Err(refused(format!("{} is no backup: {message}", file.display())));
        }
    };
    if let Some(unknown) = archive.unknown() {
        return Err(refused(format!(
            "{} was made by a newer Masthead than this one: its schema has the change {unknown}; restore it with that Masthead",
            file.display()
        )));
    }
    Ok(archive)
}
