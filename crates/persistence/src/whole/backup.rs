//! A backup of a SQLite database, and what a backup of either database is.

use std::{io::Read, path::Path, time::Duration};

use masthead_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, FromQueryResult, SqlxSqliteConnector};
use sqlx::{
    ConnectOptions, Connection, Executor,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

use crate::{Db, Error, Result, changes, sql::Sql};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A SQLite database.
    Sqlite,
    /// An archive of `pg_dump`.
    Postgres,
    /// Neither.
    Neither,
}

/// What a file is, by its first bytes.
///
/// # Errors
/// When it cannot be read.
pub fn kind_of(file: &Path) -> std::io::Result<Kind> {
    let mut head = Vec::new();
    std::fs::File::open(file)?.take(16).read_to_end(&mut head)?;
    Ok(if head == b"SQLite format 3\0" {
        Kind::Sqlite
    } else if head.starts_with(b"PGDMP") {
        Kind::Postgres
    } else {
        Kind::Neither
    })
}

/// What a backup is a backup of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// The changes that were made to its schema, oldest first.
    pub migrations: Vec<String>,
    /// The number of the last event.
    pub seq: i64,
}

impl Archive {
    /// The newest change of its schema: its version.
    pub fn version(&self) -> &str {
        self.migrations.last().map_or("none", String::as_str)
    }

    /// A change of its schema that this program does not know: it is from a newer one.
    pub fn unknown(&self) -> Option<&str> {
        let known = Migrator::migrations();
        let is_known = |name: &str| known.iter().any(|migration| migration.name() == name);
        self.migrations.iter().map(String::as_str).find(|name| !is_known(name))
    }

    /// How many changes its schema needs.
    pub fn pending(&self) -> usize {
        Migrator::migrations().len().saturating_sub(self.migrations.len())
    }
}

#[derive(FromQueryResult)]
struct VersionRow {
    version: String,
}

/// What a database is at this moment, whatever its schema.
pub(super) async fn archive_of(connection: &impl ConnectionTrait) -> Result<Archive> {
    let sql = Sql::new("SELECT version FROM seaql_migrations ORDER BY version");
    let migrations = sql.all::<VersionRow>(connection).await?.into_iter().map(|row| row.version).collect();
    Ok(Archive { migrations, seq: crate::events::last(connection).await? })
}

impl Db {
    /// Writes everything, as of one moment, into an empty file, while others read and write: a SQLite database that is compact and needs
    /// no other file. Only for SQLite.
    ///
    /// # Errors
    /// What the database says; when this is no database of Masthead's.
    pub async fn vacuum_into(&self, to: &Path) -> Result<Archive> {
        let Some(file) = self.file() else {
            return Err(Error::Unreadable("only a SQLite database is copied into a file".to_owned()));
        };
        // A connection of its own: those of the pool may not write, and this one is not to be waited for.
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(false)
            .busy_timeout(Duration::from_secs(30))
            .disable_statement_logging();
        let mut connection = options.connect().await?;
        let target = to.to_str().ok_or_else(|| Error::Unreadable(format!("{} is no name in UTF-8", to.display())))?;
        let done = connection.execute(sqlx::query("VACUUM INTO ?").bind(target)).await;
        connection.close().await?;
        done.map_err(|error| Error::Unreadable(format!("the database could not be copied: {error}")))?;
        inspect_sqlite(to).await
    }

    /// Does the database hold what this program could make a backup of?
    ///
    /// # Errors
    /// What the database says; when it holds no publication.
    pub async fn archive(&self) -> Result<Archive> {
        let reader = self.reader();
        let names = super::tables::names(&reader).await?;
        if !names.iter().any(|name| name == "seaql_migrations") || !names.iter().any(|name| name == "event_counter") {
            return Err(Error::Unreadable("it has no tables of Masthead's".to_owned()));
        }
        archive_of(&reader).await
    }

    /// Which log its numbers of events belong to.
    ///
    /// # Errors
    /// What the database says.
    pub async fn log(&self) -> Result<i64> {
        Ok(changes::known(&self.reader()).await?.log)
    }
}

#[derive(FromQueryResult)]
struct CheckRow {
    integrity_check: String,
}

/// Checks that a file is a whole SQLite database of Masthead's, every page of it, and tells what it is. Nothing is written, neither into
/// the file nor beside it.
///
/// # Errors
/// When it is not: what is wrong with it.
pub async fn inspect_sqlite(file: &Path) -> Result<Archive> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .read_only(true)
        .immutable(true)
        .disable_statement_logging();
    let damaged = |error: String| Error::Unreadable(format!("it is not a whole SQLite database: {error}"));
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
    let db = SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.map_err(|error| damaged(error.to_string()))?);
    let looked = async {
        let checks = Sql::new("PRAGMA integrity_check").all::<CheckRow>(&db).await;
        let checks = checks.map_err(|error| damaged(error.to_string()))?;
        if let Some(wrong) = checks.iter().map(|row| &row.integrity_check).find(|text| *text != "ok") {
            return Err(damaged(wrong.clone()));
        }
        let names = super::tables::names(&db).await?;
        if !["seaql_migrations", "event_counter"].iter().all(|name| names.iter().any(|it| it == name)) {
            return Err(Error::Unreadable("it is a SQLite database, and none of Masthead's".to_owned()));
        }
        archive_of(&db).await
    };
    let looked = looked.await;
    // It is only read: nothing is lost if it does not close.
    let _ = db.close().await;
    looked
}
