//! What kind of thing an id names.

use masthead_domain::event::Subject;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{Result, sql::Sql};

#[derive(FromQueryResult)]
struct KindRow {
    kind: i32,
    id: Uuid,
}

/// The tables that ids are looked for in; of articles, only what is public.
const TABLES: [(Subject, &str); 7] = [
    (Subject::Article, "articles WHERE stage = 'published' AND"),
    (Subject::Section, "sections WHERE"),
    (Subject::Author, "authors WHERE"),
    (Subject::Tag, "tags WHERE"),
    (Subject::Series, "series WHERE"),
    (Subject::Collection, "collections WHERE"),
    (Subject::Asset, "assets WHERE"),
];

/// What these ids name, in one statement; what is absent or not public is left out.
///
/// # Errors
/// What the database says.
pub async fn kinds(connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<(Uuid, Subject)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::default();
    for (number, (_, table)) in TABLES.iter().enumerate() {
        sql.push(if number > 0 { " UNION ALL " } else { "" });
        sql.push("SELECT ").push(&number.to_string()).push(" AS kind, id FROM ").push(table).push(" id IN ");
        sql.bind_list(ids.iter().copied());
    }
    let rows: Vec<KindRow> = sql.all(connection).await?;
    let subject = |kind: i32| usize::try_from(kind).ok().and_then(|at| TABLES.get(at)).map(|(subject, _)| *subject);
    Ok(rows.into_iter().filter_map(|row| Some((row.id, subject(row.kind)?))).collect())
}
