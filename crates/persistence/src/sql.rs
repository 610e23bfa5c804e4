//! Hand-written statements for the hot reads: text with `$1` placeholders, which both databases read, and their values.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

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
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }

    /// Adds `($1, $2, …)`. Without values it is a list that contains nothing.
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

    fn statement(self, connection: &impl ConnectionTrait) -> Statement {
        Statement::from_sql_and_values(connection.get_database_backend(), self.text, self.values)
    }

    pub(crate) async fn all<R: FromQueryResult>(self, connection: &impl ConnectionTrait) -> Result<Vec<R>> {
        let rows = connection.query_all_raw(self.statement(connection)).await?;
        Ok(rows.iter().map(|row| R::from_query_result(row, "")).collect::<std::result::Result<_, _>>()?)
    }

    pub(crate) async fn one<R: FromQueryResult>(self, connection: &impl ConnectionTrait) -> Result<Option<R>> {
        let row = connection.query_one_raw(self.statement(connection)).await?;
        Ok(row.map(|row| R::from_query_result(&row, "")).transpose()?)
    }

    pub(crate) async fn run(self, connection: &impl ConnectionTrait) -> Result<u64> {
        Ok(connection.execute_raw(self.statement(connection)).await?.rows_affected())
    }
}

/// Writes many rows with as few statements as the databases' limit on values allows.
pub(crate) async fn insert_many(
    connection: &impl ConnectionTrait,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Value>>,
) -> Result<()> {
    // SQLite takes 32,766 values and PostgreSQL 65,535; shorter statements are also prepared sooner.
    const MAX_VALUES: usize = 8_000;
    let per_statement = (MAX_VALUES / columns.len().max(1)).max(1);
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let mut sql = Sql::new("INSERT INTO ");
        sql.push(table).push(" (").push(&columns.join(", ")).push(") VALUES ");
        for (place, row) in rows.by_ref().take(per_statement).enumerate() {
            if place > 0 {
                sql.push(", ");
            }
            sql.bind_list(row);
        }
        sql.run(connection).await?;
    }
    Ok(())
}
