//! Hand-written statements for the hot reads: text with placeholders, and their values.

use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, QueryResult, Statement, Value};

use crate::Result;

/// A statement under construction.
#[derive(Debug, Default)]
pub(crate) struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Adds text as it is; never anything that came from outside.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a placeholder and its value.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push('?');
        self
    }

    /// Adds `(?, ?, …)`. Without values it is a list that contains nothing.
    pub(crate) fn bind_list<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        self.text.push('(');
        let mut empty = true;
        for value in values {
            if !empty {
                self.text.push_str(", ");
            }
            empty = false;
            self.bind(value);
        }
        if empty {
            self.text.push_str("NULL");
        }
        self.text.push(')');
        self
    }

    /// Adds `(?, …), (?, …)`: rows.
    pub(crate) fn bind_rows<const N: usize>(&mut self, rows: impl IntoIterator<Item = [Value; N]>) -> &mut Self {
        for (place, row) in rows.into_iter().enumerate() {
            if place > 0 {
                self.push(", ");
            }
            self.bind_list(row);
        }
        self
    }

    fn statement(self, connection: &impl ConnectionTrait) -> Statement {
        let backend = connection.get_database_backend();
        // SQLite reads `$1` too, but as a name that it looks up in a list: with thousands of values that costs more than the rest.
        let text = if backend == DbBackend::Sqlite { self.text } else { numbered(&self.text) };
        Statement::from_sql_and_values(backend, text, self.values)
    }

    pub(crate) async fn all<R: FromQueryResult>(self, connection: &impl ConnectionTrait) -> Result<Vec<R>> {
        let rows = connection.query_all_raw(self.statement(connection)).await?;
        Ok(rows.iter().map(|row| R::from_query_result(row, "")).collect::<std::result::Result<_, _>>()?)
    }

    pub(crate) async fn one<R: FromQueryResult>(self, connection: &impl ConnectionTrait) -> Result<Option<R>> {
        let row = connection.query_one_raw(self.statement(connection)).await?;
        Ok(row.map(|row| R::from_query_result(&row, "")).transpose()?)
    }

    /// Rows as they come, for what is known of them only when they do.
    pub(crate) async fn rows(self, connection: &impl ConnectionTrait) -> Result<Vec<QueryResult>> {
        Ok(connection.query_all_raw(self.statement(connection)).await?)
    }

    pub(crate) async fn run(self, connection: &impl ConnectionTrait) -> Result<u64> {
        Ok(connection.execute_raw(self.statement(connection)).await?.rows_affected())
    }
}

/// The same text with `$1`, `$2`, …: no statement of ours has a question mark of its own.
fn numbered(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (number, part) in text.split('?').enumerate() {
        if number > 0 {
            out.push('$');
            out.push_str(&number.to_string());
        }
        out.push_str(part);
    }
    out
}

/// Writes many rows with few statements.
pub(crate) async fn insert_many(
    connection: &impl ConnectionTrait,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Value>>,
) -> Result<()> {
    insert_many_or(connection, table, columns, rows, "").await
}

/// The same, and what happens instead to a row that is there: `ON CONFLICT …`.
pub(crate) async fn insert_many_or(
    connection: &impl ConnectionTrait,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Value>>,
    instead: &str,
) -> Result<()> {
    // Few different lengths, so that the connection has them prepared already: powers of two.
    const MAX_ROWS: usize = 128;
    let mut left = rows.len();
    let mut rows = rows.into_iter();
    while left > 0 {
        let now = if left >= MAX_ROWS { MAX_ROWS } else { 1 << left.ilog2() };
        left -= now;
        let mut sql = Sql::new("INSERT INTO ");
        sql.push(table).push(" (").push(&columns.join(", ")).push(") VALUES ");
        for (place, row) in rows.by_ref().take(now).enumerate() {
            if place > 0 {
                sql.push(", ");
            }
            sql.bind_list(row);
        }
        sql.push(" ").push(instead);
        sql.run(connection).await?;
    }
    Ok(())
}
