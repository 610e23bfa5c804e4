//! Everything of one database into another one, and whether both hold the same.

use masthead_persistence::whole::{self, Place};

use super::{Progress, TableDifference, refused};
use crate::{App, Result};

/// What was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// How many rows.
    pub rows: u64,
}

/// Copies everything, as of one moment, into an empty database, which gets its schema first. It is one transaction: stopped in the middle
/// it leaves nothing behind but the schema, and can be done again. Ids, numbers and keys stay what they are.
///
/// # Errors
/// When the source does not have the schema of this program; when the target holds something; what the databases say.
pub async fn copy_database(from: &App, into: &App, report: impl FnMut(Progress<'_>)) -> Result<Copied> {
    from.db.archive().await?;
    if from.db.pending_migrations().await? > 0 {
        return Err(refused(
            "the database to copy from needs changes of its schema first: run `masthead migrate` on it",
        ));
    }
    match into.db.place().await? {
        Place::Empty | Place::Bare => {}
        Place::Content(table) => {
            return Err(refused(format!(
                "the database to copy into holds something already (there are rows in {table}): name an empty one"
            )));
        }
        Place::Foreign => {
            return Err(refused(
                "the database to copy into has tables that are not Masthead's: give Masthead one of its own",
            ));
        }
        Place::Newer => {
            return Err(refused("the database to copy into was migrated by a newer Masthead: name an empty one"));
        }
    }
    into.db.migrate().await?;
    let done = into.db.copy_from(&from.db, into.clock.now(), report).await?;
    into.db.analyze().await?;
    Ok(Copied { rows: done.rows })
}

/// Compares two databases, each as of one moment, row by row. Returns how many rows the first has, and the tables that differ.
///
/// # Errors
/// What the databases say; when they do not have the same schema.
pub async fn compare_tables(
    one: &App,
    other: &App,
    report: impl FnMut(Progress<'_>),
) -> Result<(u64, Vec<TableDifference>)> {
    let (one, other) = (one.db.snapshot().await?, other.db.snapshot().await?);
    Ok(whole::compare(&one, &other, report).await?)
}
