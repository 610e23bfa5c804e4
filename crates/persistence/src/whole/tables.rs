//! Which tables a database has, what their columns are, and which refer to which.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};

use super::is_copied;
use crate::{Error, Result, sql::Sql};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Small,
    Int,
    Big,
    Bool,
    Text,
    Bytes,
    Uuid,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) holds: Holds,
}

/// A table that is copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    /// The places of the columns of its primary key, in the key's order.
    pub(super) key: Vec<usize>,
    /// Does it refer to itself?
    pub(super) is_of_itself: bool,
}

/// What there is in a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What is copied, in an order in which what is referred to comes first.
    pub copied: Vec<String>,
    /// What is left out.
    pub left_out: Vec<String>,
}

/// The tables of a database.
///
/// # Errors
/// What the database says; for a table that cannot be copied.
pub async fn list(connection: &impl ConnectionTrait) -> Result<Listed> {
    let left_out = names(connection).await?.into_iter().filter(|name| !is_copied(name)).collect();
    Ok(Listed { copied: copied(connection).await?.into_iter().map(|table| table.name).collect(), left_out })
}

#[derive(FromQueryResult)]
struct NameRow {
    name: String,
}

/// The names of all tables, without those that are a part of another one.
pub(super) async fn names(connection: &impl ConnectionTrait) -> Result<Vec<String>> {
    let sql = match connection.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') \
             AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"
        }
        _ => {
            "SELECT tablename::text COLLATE \"C\" AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
        }
    };
    Ok(Sql::new(sql).all::<NameRow>(connection).await?.into_iter().map(|row| row.name).collect())
}

#[derive(FromQueryResult)]
struct ColumnRow {
    table_name: String,
    name: String,
    kind: String,
    /// From 1; 0 for what is no part of the key.
    key: i64,
}

#[derive(FromQueryResult)]
struct ReferenceRow {
    table_name: String,
    refers_to: String,
}

/// The tables that are copied, what is referred to first.
pub(super) async fn copied(connection: &impl ConnectionTrait) -> Result<Vec<Table>> {
    let is_sqlite = connection.get_database_backend() == DbBackend::Sqlite;
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for name in names(connection).await?.into_iter().filter(|name| is_copied(name)) {
        tables.insert(name.clone(), Table { name, columns: Vec::new(), key: Vec::new(), is_of_itself: false });
    }
    let mut keys: BTreeMap<String, Vec<(i64, usize)>> = BTreeMap::new();
    let columns = if is_sqlite {
        "SELECT t.name AS table_name, c.name, c.type AS kind, c.pk AS key FROM pragma_table_list t \
         JOIN pragma_table_info(t.name) c WHERE t.schema = 'main' AND t.type = 'table' ORDER BY t.name, c.name"
    } else {
        "SELECT c.table_name::text AS table_name, c.column_name::text AS name, c.udt_name::text AS kind, \
         COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint AS key FROM information_schema.columns c \
         JOIN pg_attribute a ON a.attname = c.column_name \
         AND a.attrelid = (quote_ident(c.table_schema) || '.' || quote_ident(c.table_name))::regclass \
         LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary WHERE c.table_schema = current_schema() \
         ORDER BY c.table_name COLLATE \"C\", c.column_name COLLATE \"C\""
    };
    for row in Sql::new(columns).all::<ColumnRow>(connection).await? {
        let Some(table) = tables.get_mut(&row.table_name) else { continue };
        let holds = holds(&row.kind).ok_or_else(|| {
            let ColumnRow { table_name, name, kind, .. } = &row;
            Error::Unreadable(format!("{table_name}.{name} is of a type that cannot be copied: {kind}"))
        })?;
        if row.key > 0 {
            keys.entry(row.table_name).or_default().push((row.key, table.columns.len()));
        }
        table.columns.push(Column { name: row.name, holds });
    }
    for (name, mut key) in keys {
        key.sort_unstable();
        if let Some(table) = tables.get_mut(&name) {
            table.key = key.into_iter().map(|(_, at)| at).collect();
        }
    }
    if let Some(without) = tables.values().find(|table| table.key.is_empty()) {
        return Err(Error::Unreadable(format!("the table {} has no primary key to be copied along", without.name)));
    }
    let references = if is_sqlite {
        "SELECT DISTINCT t.name AS table_name, f.\"table\" AS refers_to FROM pragma_table_list t \
         JOIN pragma_foreign_key_list(t.name) f WHERE t.schema = 'main' AND t.type = 'table'"
    } else {
        "SELECT DISTINCT t.relname::text AS table_name, r.relname::text AS refers_to FROM pg_constraint c \
         JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class r ON r.oid = c.confrelid \
         WHERE c.contype = 'f' AND t.relnamespace = current_schema()::regnamespace"
    };
    let references = Sql::new(references).all::<ReferenceRow>(connection).await?;
    for row in references.iter().filter(|row| row.table_name == row.refers_to) {
        if let Some(table) = tables.get_mut(&row.table_name) {
            table.is_of_itself = true;
        }
    }
    in_order(tables, &references)
}

/// What is referred to first.
fn in_order(mut tables: BTreeMap<String, Table>, references: &[ReferenceRow]) -> Result<Vec<Table>> {
    let mut waits: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in references.iter().filter(|row| row.table_name != row.refers_to) {
        waits.entry(&row.table_name).or_default().insert(&row.refers_to);
    }
    let mut ordered = Vec::with_capacity(tables.len());
    while !tables.is_empty() {
        let is_ready = |name: &str| waits.get(name).is_none_or(|of| of.iter().all(|it| !tables.contains_key(*it)));
        let ready: Vec<String> = tables.keys().filter(|name| is_ready(name)).cloned().collect();
        if ready.is_empty() {
            let circle = tables.into_keys().collect::<Vec<_>>().join(", ");
            return Err(Error::Unreadable(format!("these tables refer to each other in a circle: {circle}")));
        }
        ordered.extend(ready.iter().filter_map(|name| tables.remove(name)));
    }
    Ok(ordered)
}

/// What a column of this declared type holds, in the words of either database. SQLite's own types say less: an id and other bytes are
/// both a `BLOB`, and every number has room for the largest.
fn holds(kind: &str) -> Option<Holds> {
    Some(match kind {
        "int2" => Holds::Small,
        "int4" => Holds::Int,
        "int8" | "SMALLINT" | "INTEGER" | "BIGINT" => Holds::Big,
        "bool" | "BOOLEAN" => Holds::Bool,
        "text" | "TEXT" => Holds::Text,
        "bytea" | "BLOB" => Holds::Bytes,
        "uuid" => Holds::Uuid,
        _ => return None,
    })
}

/// Do two databases have the same tables and columns?
///
/// # Errors
/// When they do not: one of them has another schema.
pub(super) fn must_match(one: &[Table], other: &[Table]) -> Result<()> {
    let names = |tables: &[Table]| -> BTreeMap<String, Vec<String>> {
        let columns = |table: &Table| table.columns.iter().map(|column| column.name.clone()).collect();
        tables.iter().map(|table| (table.name.clone(), columns(table))).collect()
    };
    if names(one) == names(other) {
        return Ok(());
    }
    Err(Error::Unreadable("the two databases do not have the same schema: run `masthead migrate` on both".to_owned()))
}
