//! SQLite's index: FTS5. It holds no text, only where words are; its rowid is the place of the article, so it walks by date.

use sea_orm::{ConnectionTrait, Value};

use super::{
    Wanted,
    document::Document,
    expression::{Dialect, Expression, Term, write},
};
use crate::{
    Result, Tx,
    sql::{Sql, insert_many},
};

/// How FTS5 writes expressions.
struct Fts5;

impl Dialect for Fts5 {
    const AND: &'static str = " AND ";
    const OR: &'static str = " OR ";

    fn term(term: &Term, out: &mut String) {
        if term.body {
            out.push_str("body : ");
        }
        // Within quotes only a quote has a meaning, and no word has one.
        out.push('"');
        out.push_str(&term.words.join(" "));
        out.push('"');
        if term.prefix {
            out.push_str(" *");
        }
    }
}

fn text(expression: &Expression) -> String {
    let mut out = String::new();
    write::<Fts5>(&expression.wanted, &mut out);
    for node in &expression.unwanted {
        out.push_str(" NOT ");
        write::<Fts5>(node, &mut out);
    }
    out
}

/// Writes what is searched of these articles.
pub(super) async fn insert(tx: &Tx, documents: &[(i64, Document)]) -> Result<()> {
    let rows = documents.iter().map(|(place, document)| {
        let row: Vec<Value> = vec![(*place).into(), document.short.join(" ").into(), document.body.join(" ").into()];
        row
    });
    insert_many(tx, "search_index", &["rowid", "short", "body"], rows.collect()).await
}

/// Forgets what is searched at these places.
pub(super) async fn delete(tx: &Tx, places: &[i64]) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM search_index WHERE rowid IN ");
    sql.bind_list(places.iter().copied());
    sql.run(tx).await?;
    Ok(())
}

/// `FROM … WHERE …` of what is found in a range of places, the newest first.
pub(super) async fn find<R: sea_orm::FromQueryResult>(
    connection: &impl ConnectionTrait,
    columns: &str,
    wanted: &Wanted<'_>,
) -> Result<Vec<R>> {
    let mut sql = Sql::new("SELECT ");
    // The order of the tables is the order of the work: FTS5 knows how to walk, the planner does not.
    sql.push(columns).push(" FROM search_index CROSS JOIN search_documents d ON d.place = search_index.rowid");
    sql.push(" WHERE search_index MATCH ").bind(text(wanted.expression));
    sql.push(" AND search_index.rowid < ").bind(wanted.before).push(" AND search_index.rowid >= ").bind(wanted.from);
    wanted.push_conditions(&mut sql);
    sql.push(" ORDER BY search_index.rowid DESC LIMIT ").bind(i64::from(wanted.limit));
    sql.all(connection).await
}
