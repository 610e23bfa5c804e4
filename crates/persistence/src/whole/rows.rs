//! Rows of any table: read in the order of its key, a part at a time, and written as they are.

use sea_orm::{ConnectionTrait, QueryResult, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::tables::{Holds, Table};
use crate::{
    Error, Result,
    sql::{Sql, insert_many},
};

/// Rows in memory at once. Texts are the largest, and some of them are long.
pub(super) const AT_ONCE: usize = 256;

/// A value, the same for both databases. An id is its bytes, a truth is a number: that is what SQLite keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Nothing,
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Cell {
    fn read(row: &QueryResult, at: usize, holds: Holds) -> std::result::Result<Self, sea_orm::DbErr> {
        let number = |number: Option<i64>| number.map_or(Self::Nothing, Self::Number);
        Ok(match holds {
            Holds::Big => number(row.try_get_by_index(at)?),
            Holds::Small => number(row.try_get_by_index::<Option<i16>>(at)?.map(Into::into)),
            Holds::Int => number(row.try_get_by_index::<Option<i32>>(at)?.map(Into::into)),
            Holds::Bool => number(row.try_get_by_index::<Option<bool>>(at)?.map(Into::into)),
            Holds::Text => row.try_get_by_index::<Option<String>>(at)?.map_or(Self::Nothing, Self::Text),
            Holds::Bytes => row.try_get_by_index::<Option<Vec<u8>>>(at)?.map_or(Self::Nothing, Self::Bytes),
            Holds::Uuid => {
                let id = row.try_get_by_index::<Option<Uuid>>(at)?;
                id.map_or(Self::Nothing, |id| Self::Bytes(id.as_bytes().to_vec()))
            }
        })
    }

    /// As a column takes it.
    fn value(self, holds: Holds) -> Result<Value> {
        let unfit = |what: String| Error::Unreadable(format!("{what} does not fit into its column"));
        Ok(match (self, holds) {
            (Self::Nothing, Holds::Small) => None::<i16>.into(),
            (Self::Nothing, Holds::Int) => None::<i32>.into(),
            (Self::Nothing, Holds::Big) => None::<i64>.into(),
            (Self::Nothing, Holds::Bool) => None::<bool>.into(),
            (Self::Nothing, Holds::Text) => None::<String>.into(),
            (Self::Nothing, Holds::Bytes) => None::<Vec<u8>>.into(),
            (Self::Nothing, Holds::Uuid) => None::<Uuid>.into(),
            (Self::Number(n), Holds::Small) => i16::try_from(n).map_err(|_| unfit(n.to_string()))?.into(),
            (Self::Number(n), Holds::Int) => i32::try_from(n).map_err(|_| unfit(n.to_string()))?.into(),
            (Self::Number(n), Holds::Big) => n.into(),
            (Self::Number(n), Holds::Bool) => (n != 0).into(),
            (Self::Text(text), Holds::Text) => text.into(),
            (Self::Bytes(bytes), Holds::Bytes) => bytes.into(),
            (Self::Bytes(bytes), Holds::Uuid) => {
                Uuid::from_slice(&bytes).map_err(|_| unfit("what is no id".to_owned()))?.into()
            }
            (other, _) => return Err(unfit(format!("{other:?}"))),
        })
    }

    /// Adds to a checksum: what it is, how long, and the bytes, so that no two rows say the same.
    fn add_to(&self, sum: &mut Sha256) {
        let mut add = |kind: u8, bytes: &[u8]| {
            sum.update([kind]);
            sum.update((bytes.len() as u64).to_be_bytes());
            sum.update(bytes);
        };
        match self {
            Self::Nothing => add(0, &[]),
            Self::Number(number) => add(1, &number.to_be_bytes()),
            Self::Text(text) => add(2, text.as_bytes()),
            Self::Bytes(bytes) => add(3, bytes),
        }
    }
}

/// A table that is being read from its beginning to its end.
pub(super) struct Reading<'a> {
    table: &'a Table,
    last: Option<Vec<Cell>>,
    is_done: bool,
}

impl<'a> Reading<'a> {
    pub(super) const fn of(table: &'a Table) -> Self {
        Self { table, last: None, is_done: false }
    }

    /// The next rows; none at the end.
    pub(super) async fn next(&mut self, connection: &impl ConnectionTrait) -> Result<Vec<Vec<Cell>>> {
        let Table { name, columns, key, .. } = self.table;
        if self.is_done {
            return Ok(Vec::new());
        }
        let quoted: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let key_columns = key.iter().map(|at| quoted[*at].as_str()).collect::<Vec<_>>().join(", ");
        let mut sql = Sql::new("SELECT ");
        sql.push(&quoted.join(", ")).push(" FROM \"").push(name).push("\"");
        if let Some(last) = &self.last {
            sql.push(" WHERE (").push(&key_columns).push(") > ");
            let values =
                key.iter().map(|at| last[*at].clone().value(columns[*at].holds)).collect::<Result<Vec<_>>>()?;
            sql.bind_list(values);
        }
        sql.push(" ORDER BY ").push(&key_columns).push(" LIMIT ").push(&AT_ONCE.to_string());
        let read = |row: &QueryResult| {
            let cells = columns.iter().enumerate().map(|(at, column)| Cell::read(row, at, column.holds));
            cells.collect::<std::result::Result<Vec<_>, _>>()
        };
        let rows = sql.rows(connection).await?;
        let rows = rows.iter().map(read).collect::<std::result::Result<Vec<_>, _>>()?;
        self.is_done = rows.len() < AT_ONCE;
        self.last = rows.last().cloned();
        Ok(rows)
    }
}

/// Writes rows into a table whose columns have the same names, and hold the same in this database's own words.
pub(super) async fn write(connection: &impl ConnectionTrait, table: &Table, rows: Vec<Vec<Cell>>) -> Result<()> {
    let quoted: Vec<String> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let names: Vec<&str> = quoted.iter().map(String::as_str).collect();
    let row = |cells: Vec<Cell>| {
        let values = cells.into_iter().zip(&table.columns).map(|(cell, column)| cell.value(column.holds));
        values.collect::<Result<Vec<Value>>>()
    };
    let rows = rows.into_iter().map(row).collect::<Result<Vec<_>>>()?;
    insert_many(connection, &format!("\"{}\"", table.name), &names, rows).await
}

/// A checksum over rows in the order of their key.
#[derive(Default)]
pub(super) struct Checksum {
    sum: Sha256,
    pub(super) rows: u64,
}

impl Checksum {
    pub(super) fn add(&mut self, rows: &[Vec<Cell>]) {
        for row in rows {
            row.iter().for_each(|cell| cell.add_to(&mut self.sum));
            self.rows += 1;
        }
    }

    pub(super) fn finish(self) -> (u64, [u8; 32]) {
        (self.rows, self.sum.finalize().into())
    }
}
