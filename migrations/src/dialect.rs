//! The few words that the two databases spell differently, so that a migration is one SQL text for both.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

/// Runs statements separated by `;`, after putting in the database's own words:
///
/// | word | SQLite | PostgreSQL |
/// |---|---|---|
/// | `{uuid}` | `BLOB` | `UUID` |
/// | `{text}` | `TEXT` | `TEXT COLLATE "C"`: both compare bytes, so both order alike |
/// | `{bytes}` | `BLOB` | `BYTEA` |
/// | `{rowid}` | `INTEGER`, which as a primary key is the rowid | `BIGINT` |
/// | `{clustered}` | `WITHOUT ROWID`: the table is its primary key | nothing |
///
/// # Errors
/// What the database says.
pub(crate) async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let words = match connection.get_database_backend() {
        DbBackend::Sqlite => [
            ("{uuid}", "BLOB"),
            ("{text}", "TEXT"),
            ("{bytes}", "BLOB"),
            ("{rowid}", "INTEGER"),
            ("{clustered}", "WITHOUT ROWID"),
        ],
        _ => [
            ("{uuid}", "UUID"),
            ("{text}", "TEXT COLLATE \"C\""),
            ("{bytes}", "BYTEA"),
            ("{rowid}", "BIGINT"),
            ("{clustered}", ""),
        ],
    };
    for statement in sql.split(';').map(str::trim).filter(|s| !s.is_empty()) {
        let spoken = words.iter().fold(statement.to_owned(), |sql, (word, spelling)| sql.replace(word, spelling));
        connection.execute_unprepared(&spoken).await?;
    }
    Ok(())
}
