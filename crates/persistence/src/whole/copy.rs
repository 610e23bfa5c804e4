//! Everything of one database into another one, in one transaction.

use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};

use super::{
    rows::{Reading, write},
    tables::{self, Table, must_match},
};
use crate::{Result, Tx, search, sql::Sql};

/// How far a copy, or a comparison, is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// What is being done: a table, or what is searched.
    pub what: &'a str,
    /// Rows that are done.
    pub rows: u64,
    /// How many there are.
    pub of: u64,
}

#[derive(FromQueryResult)]
struct TotalRow {
    total: i64,
}

/// How many rows these tables have together.
pub(super) async fn total(connection: &impl ConnectionTrait, tables: &[Table]) -> Result<u64> {
    let mut all = 0;
    for table in tables {
        let mut sql = Sql::new("SELECT COUNT(*) AS total FROM \"");
        sql.push(&table.name).push("\"");
        all += sql.one::<TotalRow>(connection).await?.map_or(0, |row| row.total.unsigned_abs());
    }
    Ok(all)
}

/// Puts everything of one database in the place of everything that another one holds, and makes what is searched anew. The source is a
/// snapshot; nobody sees anything of it in the target before its transaction is committed. Returns how many rows were copied.
///
/// # Errors
/// What the databases say; when they do not have the same schema.
pub async fn copy_into(
    source: &impl ConnectionTrait,
    target: &Tx,
    mut report: impl FnMut(Progress<'_>),
) -> Result<u64> {
    let from = tables::copied(source).await?;
    let into = tables::copied(target).await?;
    must_match(&from, &into)?;
    let of = total(source, &from).await?;
    search::clear(target).await?;
    for table in into.iter().rev() {
        let mut sql = Sql::new("DELETE FROM \"");
        sql.push(&table.name).push("\"");
        sql.run(target).await?;
    }
    defer(target, &into, true).await?;
    let mut rows = 0;
    for table in &into {
        // The schemas match: a table of that name is there.
        let Some(its_source) = from.iter().find(|it| it.name == table.name) else { continue };
        let mut reading = Reading::of(its_source);
        loop {
            let some = reading.next(source).await?;
            if some.is_empty() {
                break;
            }
            rows += some.len() as u64;
            write(target, table, some).await?;
            report(Progress { what: &table.name, rows, of });
        }
    }
    defer(target, &into, false).await?;
    search::rebuild_within(target, |_| report(Progress { what: "search", rows, of })).await?;
    Ok(rows)
}

/// Rows that refer to others of their own table may come before those: that is checked when all are there.
async fn defer(target: &Tx, tables: &[Table], begin: bool) -> Result<()> {
    if target.get_database_backend() == DbBackend::Sqlite {
        // It ends with the transaction, which checks.
        if begin {
            target.execute_unprepared("PRAGMA defer_foreign_keys = ON").await?;
        }
        return Ok(());
    }
    if !begin {
        target.execute_unprepared("SET CONSTRAINTS ALL IMMEDIATE").await?;
    }
    for table in tables.iter().filter(|table| table.is_of_itself) {
        for constraint in own_references(target, &table.name).await? {
            let how = if begin { "DEFERRABLE INITIALLY DEFERRED" } else { "NOT DEFERRABLE" };
            let sql = format!("ALTER TABLE \"{}\" ALTER CONSTRAINT \"{constraint}\" {how}", table.name);
            target.execute_unprepared(&sql).await?;
        }
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct ConstraintRow {
    name: String,
}

/// The constraints by which a table of PostgreSQL refers to itself.
async fn own_references(target: &Tx, table: &str) -> Result<Vec<String>> {
    let mut sql = Sql::new(
        "SELECT c.conname::text AS name FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid \
         WHERE c.contype = 'f' AND c.confrelid = c.conrelid AND t.relnamespace = current_schema()::regnamespace \
         AND t.relname = ",
    );
    sql.bind(table);
    Ok(sql.all::<ConstraintRow>(target).await?.into_iter().map(|row| row.name).collect())
}
