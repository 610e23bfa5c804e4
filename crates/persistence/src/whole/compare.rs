//! Whether two databases hold the same: a number of rows and a checksum for each table.

use sea_orm::ConnectionTrait;

use super::{
    Progress,
    copy::total,
    rows::{Checksum, Reading},
    tables::{self, Table, must_match},
};
use crate::Result;

/// A table that two databases do not hold the same of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableDifference {
    /// The table.
    pub table: String,
    /// How many rows the one has.
    pub rows: u64,
    /// How many the other has; if they are as many, what they hold differs.
    pub other_rows: u64,
}

/// Compares two databases row by row. Returns how many rows were compared, and the tables that differ.
///
/// # Errors
/// What the databases say; when they do not have the same schema.
pub async fn compare(
    one: &impl ConnectionTrait,
    other: &impl ConnectionTrait,
    mut report: impl FnMut(Progress<'_>),
) -> Result<(u64, Vec<TableDifference>)> {
    let (tables, others) = (tables::copied(one).await?, tables::copied(other).await?);
    must_match(&tables, &others)?;
    let of = total(one, &tables).await?;
    let mut differences = Vec::new();
    let mut rows = 0;
    for table in &tables {
        let Some(its_other) = others.iter().find(|it| it.name == table.name) else { continue };
        let mut sums = [Checksum::default(), Checksum::default()];
        let (mut left, mut right) = (Reading::of(table), Reading::of(its_other));
        loop {
            let (some, others) = (left.next(one).await?, right.next(other).await?);
            if some.is_empty() && others.is_empty() {
                break;
            }
            rows += some.len() as u64;
            sums[0].add(&some);
            sums[1].add(&others);
            report(Progress { what: &table.name, rows, of });
        }
        let [(its_rows, its_sum), (other_rows, other_sum)] = sums.map(Checksum::finish);
        if (its_rows, its_sum) != (other_rows, other_sum) {
            differences.push(TableDifference { table: table.name.clone(), rows: its_rows, other_rows });
        }
    }
    Ok((rows, differences))
}

/// Does any of these tables have rows?
pub(super) async fn first_with_rows(
    connection: &impl ConnectionTrait,
    tables: &[Table],
    may_have: impl Fn(&str) -> bool,
) -> Result<Option<String>> {
    for table in tables.iter().filter(|table| !may_have(&table.name)) {
        if !Reading::of(table).next(connection).await?.is_empty() {
            return Ok(Some(table.name.clone()));
        }
    }
    Ok(None)
}
