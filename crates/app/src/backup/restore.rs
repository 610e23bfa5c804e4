//! A backup back into a database.
//!
//! A database that is there is not swapped for another file: somebody may have it open, and would go on writing into a file without a name.
//! Everything is put in its place within one transaction instead, on either database, so a server that runs meanwhile shows the old content
//! or the new. Only where there is no file yet the backup becomes one.

use std::{
    io,
    path::{Path, PathBuf},
};

use masthead_persistence::{
    Db, Options,
    whole::{Kind, Place, kind_of},
};

use super::{Archive, PgTools, Progress, look, refused};
use crate::{Clock, DatabaseSettings, Error, Result};

/// What is to be restored, and where.
#[derive(Debug, Clone)]
pub struct Restoring<'a> {
    /// The backup.
    pub file: &'a Path,
    /// The database.
    pub database: DatabaseSettings,
    /// The file of a SQLite database.
    pub sqlite_file: Option<PathBuf>,
    /// Put it in the place of what the database holds?
    pub force: bool,
    /// PostgreSQL's own programs.
    pub tools: PgTools,
    /// Which moment the new log begins at.
    pub clock: Clock,
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the backup was.
    pub archive: Archive,
    /// How many changes its schema needed.
    pub migrated: usize,
    /// Did it take the place of something?
    pub has_replaced: bool,
}

/// Restores a backup. It is read to its end before anything is touched.
///
/// # Errors
/// What is no whole backup, or of a newer program, or of the other kind of database; a database that holds something, unless that may be
/// replaced; what the database says. Then everything is as it was.
pub async fn restore(what: Restoring<'_>, report: impl FnMut(Progress<'_>)) -> Result<Restored> {
    let file = what.file;
    let kind = kind_of(file).map_err(|error| refused(format!("{} cannot be read: {error}", file.display())))?;
    if beside(file, "-wal").metadata().is_ok_and(|wal| wal.len() > 0) {
        let message = "its newest writes are in the -wal beside it: it is a database in use, and not a backup";
        return Err(refused(format!("{} cannot be restored: {message}", file.display())));
    }
    let archive = look(file, kind, &what.tools).await?;
    let message = match (kind, &what.sqlite_file) {
        (Kind::Postgres, Some(_)) => "it is a backup of PostgreSQL, and the database is SQLite",
        (Kind::Sqlite, None) => "it is a backup of SQLite, and the database is PostgreSQL",
        (_, Some(target)) if target.exists() => {
            if same_file(file, target) {
                return Err(refused(format!("{} is the database itself", file.display())));
            }
            return in_place(&what, archive, target, report).await;
        }
        (_, Some(target)) => return as_new_file(&what, archive, target).await,
        (_, None) => return postgres(&what, archive).await,
    };
    let how = "restore it into one of its own kind, and move it with `masthead migrate-database`";
    Err(refused(format!("{} cannot be restored: {message}; {how}", file.display())))
}

fn same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// The name of a file that belongs to a database's.
fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

async fn open(settings: &DatabaseSettings, url: String) -> Result<Db> {
    let DatabaseSettings { max_connections, acquire_timeout, statement_timeout, .. } = *settings;
    Ok(Db::open(&Options { url, max_connections, acquire_timeout, statement_timeout, replicas: Vec::new() }).await?)
}

/// A copy of the backup in a folder that goes with it, with the schema of this program.
async fn unpacked(what: &Restoring<'_>, near: &Path) -> Result<(tempfile::TempDir, PathBuf, Db, usize)> {
    let failed = |error: io::Error| refused(format!("the backup cannot be copied to {}: {error}", near.display()));
    let parent = near.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(failed)?;
    let folder = tempfile::Builder::new().prefix(".masthead-restore-").tempdir_in(parent).map_err(failed)?;
    let copy = folder.path().join("copy.sqlite");
    let (from, to) = (what.file.to_owned(), copy.clone());
    let copying = tokio::task::spawn_blocking(move || std::fs::copy(from, to));
    copying.await.map_err(Error::internal)?.map_err(failed)?;
    let db = open(&what.database, format!("sqlite://{}", copy.display())).await?;
    let migrated = db.migrate().await?;
    Ok((folder, copy, db, migrated))
}

/// There is no file of that name yet: the backup becomes it.
async fn as_new_file(what: &Restoring<'_>, archive: Archive, target: &Path) -> Result<Restored> {
    // A log of a database that is gone would be taken for this one's.
    for ending in ["-wal", "-shm"] {
        let left = beside(target, ending);
        if !left.exists() {
            continue;
        }
        if !what.force {
            let message =
                "is left of a database that is not there any more; move it away, or say --force to have it deleted";
            return Err(refused(format!("{} {message}", left.display())));
        }
        std::fs::remove_file(&left)
            .map_err(|error| refused(format!("{} cannot be deleted: {error}", left.display())))?;
    }
    let (folder, copy, db, migrated) = unpacked(what, target).await?;
    db.begin_log(0, what.clock.now()).await?;
    db.close().await;
    let target = target.to_owned();
    let naming = tokio::task::spawn_blocking(move || {
        if beside(&copy, "-wal").exists() {
            return Err(io::Error::other("its log was not written into it"));
        }
        std::fs::File::open(&copy)?.sync_all()?;
        // Unlike renaming, this fails if somebody else has made a database of that name meanwhile.
        std::fs::hard_link(&copy, &target)?;
        // The name is on the disk when the folder is. Not every system lets a folder be opened.
        let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if let Ok(parent) = std::fs::File::open(parent) {
            let _ = parent.sync_all();
        }
        drop(folder);
        Ok(())
    });
    let named = naming.await.map_err(Error::internal)?;
    named.map_err(|error| refused(format!("the restored database cannot be given its name: {error}")))?;
    Ok(Restored { archive, migrated, has_replaced: false })
}

/// Everything of the backup takes the place of everything in the file, in one transaction.
async fn in_place(
    what: &Restoring<'_>,
    archive: Archive,
    target: &Path,
    report: impl FnMut(Progress<'_>),
) -> Result<Restored> {
    let db = open(&what.database, what.database.url.clone()).await?;
    let has_replaced = match may_replace(db.place().await?, what.force)? {
        Some(Place::Newer) => {
            return Err(refused(format!(
                "the database was migrated by a newer Masthead: stop it, move {0}, {0}-wal and {0}-shm away, and restore again",
                target.display()
            )));
        }
        found => found.is_some(),
    };
    let (folder, _, source, migrated) = unpacked(what, target).await?;
    db.migrate().await?;
    db.replace_with(&source, what.clock.now(), report).await?;
    db.analyze().await?;
    source.close().await;
    drop(folder);
    db.close().await;
    Ok(Restored { archive, migrated, has_replaced })
}

/// By PostgreSQL's own programs, in one transaction.
async fn postgres(what: &Restoring<'_>, archive: Archive) -> Result<Restored> {
    let db = open(&what.database, what.database.url.clone()).await?;
    let has_replaced = may_replace(db.place().await?, what.force)?.is_some();
    let now = what.clock.now();
    what.tools.restore(&db, what.file, now).await?;
    let migrated = db.migrate().await?;
    // A backup that was made before there were logs did not get one.
    db.begin_log(0, now).await?;
    db.analyze().await?;
    db.close().await;
    Ok(Restored { archive, migrated, has_replaced })
}

/// What would be replaced; nothing if nothing would.
fn may_replace(place: Place, force: bool) -> Result<Option<Place>> {
    match &place {
        Place::Empty | Place::Bare => Ok(None),
        Place::Foreign => Err(refused("the database has tables that are not Masthead's: give Masthead one of its own")),
        Place::Content(_) | Place::Newer if force => Ok(Some(place)),
        Place::Content(table) => Err(refused(format!(
            "the database holds something already (there are rows in {table}); --force puts the backup in its place, and what is there \
             is gone then"
        ))),
        Place::Newer => Err(refused(
            "the database holds something of a newer Masthead; --force puts the backup in its place, and what is there is gone then",
        )),
    }
}
