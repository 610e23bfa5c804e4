//! Names that are suggested while somebody types: of authors and tags, from any of their words on.

use masthead_domain::{author::Author, id::Id, tag::Tag};
use masthead_words::words;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{in_listing, reindex};
use crate::{
    Result, Tx,
    listings::Facet,
    sql::{Sql, insert_many_or},
};

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameOf {
    /// An author.
    Author,
    /// A tag.
    Tag,
}

impl NameOf {
    const fn table(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Author => ("search_author_names", "author_id", "authors"),
            Self::Tag => ("search_tag_names", "tag_id", "tags"),
        }
    }

    const fn facet(self) -> Facet {
        match self {
            Self::Author => Facet::Author,
            Self::Tag => Facet::Tag,
        }
    }
}

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

/// A name from each of its words on: `ada quill`, `quill`.
fn from_each_word(name: &str) -> Vec<String> {
    // More words than anybody types.
    let folded: Vec<String> = words(name).take(12).map(|word| word.folded).collect();
    let mut all: Vec<String> = (0..folded.len()).map(|from| folded[from..].join(" ")).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Keeps the name of an author, and what is searched of their articles.
pub(crate) async fn write_author_names(tx: &Tx, author: Id<Author>, name: &str) -> Result<()> {
    write(tx, NameOf::Author, author.uuid(), name).await
}

/// Keeps the name of a tag, and what is searched of its articles.
pub(crate) async fn write_tag_names(tx: &Tx, tag: Id<Tag>, name: &str) -> Result<()> {
    write(tx, NameOf::Tag, tag.uuid(), name).await
}

#[derive(FromQueryResult)]
struct NameRow {
    name: String,
}

async fn write(tx: &Tx, of: NameOf, id: Uuid, name: &str) -> Result<()> {
    let (table, column, _) = of.table();
    let mut sql = Sql::new("SELECT name FROM ");
    sql.push(table).push(" WHERE ").push(column).push(" = ").bind(id).push(" ORDER BY name");
    let before: Vec<String> = sql.all::<NameRow>(tx).await?.into_iter().map(|row| row.name).collect();
    let now = from_each_word(name);
    if before == now {
        return Ok(());
    }
    let mut sql = Sql::new("DELETE FROM ");
    sql.push(table).push(" WHERE ").push(column).push(" = ").bind(id);
    sql.run(tx).await?;
    insert(tx, of, now.into_iter().map(|name| (name, id)).collect()).await?;
    if !before.is_empty() {
        reindex(tx, &in_listing(tx, of.facet(), id).await?).await?;
    }
    Ok(())
}

async fn insert(tx: &Tx, of: NameOf, names: Vec<(String, Uuid)>) -> Result<()> {
    let (table, column, _) = of.table();
    let rows = names.into_iter().map(|(name, id)| vec![name.into(), id.into()]).collect();
    insert_many_or(tx, table, &["name", column], rows, "ON CONFLICT DO NOTHING").await
}

#[derive(FromQueryResult)]
struct NamedRow {
    id: Uuid,
    name: String,
}

/// Keeps all names anew.
pub(super) async fn rebuild(tx: &Tx) -> Result<()> {
    for of in [NameOf::Author, NameOf::Tag] {
        let (table, _, named) = of.table();
        let mut sql = Sql::new("DELETE FROM ");
        sql.push(table);
        sql.run(tx).await?;
        let mut sql = Sql::new("SELECT id, name FROM ");
        sql.push(named);
        let rows: Vec<NamedRow> = sql.all(tx).await?;
        let names = rows.iter().flat_map(|row| from_each_word(&row.name).into_iter().map(|name| (name, row.id)));
        insert(tx, of, names.collect()).await?;
    }
    Ok(())
}

/// Whose names have words that begin like this, if readers see articles of theirs, in the order of names. `folded` is what was typed,
/// as it is compared.
///
/// # Errors
/// What the database says.
pub async fn names(connection: &impl ConnectionTrait, of: NameOf, folded: &str, limit: u32) -> Result<Vec<Uuid>> {
    let (table, column, _) = of.table();
    // One who is found by two words is found once, by the first of them.
    let mut sql = Sql::new("SELECT n.");
    sql.push(column).push(" AS id FROM ").push(table).push(" n WHERE n.name >= ").bind(folded);
    sql.push(" AND n.name < ").bind(format!("{folded}\u{10FFFF}"));
    sql.push(" AND EXISTS (SELECT 1 FROM listings l WHERE l.facet = ").bind(of.facet().number());
    sql.push(" AND l.facet_id = n.").push(column).push(") GROUP BY n.").push(column);
    sql.push(" ORDER BY MIN(n.name), n.").push(column).push(" LIMIT ").bind(i64::from(limit));
    Ok(sql.all::<IdRow>(connection).await?.into_iter().map(|row| row.id).collect())
}
