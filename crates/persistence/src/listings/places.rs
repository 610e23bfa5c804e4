//! The places that articles have in lists, written in the transaction that changes what they follow from.

use std::collections::BTreeSet;

use masthead_domain::{
    article::{Article, Content, Identity},
    cache_tag::{CacheTag, ListedBy},
    collection::Collection,
    event::Subject,
    id::Id,
    section::Section,
    tag::Tag,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{Facet, language, named, tag};
use crate::{
    Result, Tx, search,
    sql::{Sql, insert_many},
};

/// An article whose place in the lists is to be written.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// What it is.
    pub identity: &'a Identity,
    /// What it has.
    pub content: &'a Content,
    /// Its section and everything that lies within.
    pub sections: &'a [Id<Section>],
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromQueryResult)]
struct Row {
    facet: i16,
    facet_id: Uuid,
    sort: i64,
    article_id: Uuid,
}

const COLUMNS: &str = "facet, facet_id, sort, article_id";

/// Lists are touched by what left them and by what came: who goes and comes back to the same place was never away.
fn touch(tx: &Tx, before: Vec<Row>, after: Vec<Row>) {
    let (before, after) = (BTreeSet::from_iter(before), BTreeSet::from_iter(after));
    tx.touch(before.symmetric_difference(&after).flat_map(|row| {
        // An article tells which collections it stands in.
        let stands = (row.facet == Facet::Collection.number()).then(|| CacheTag::of(Subject::Article, row.article_id));
        std::iter::once(tag(row.facet, row.facet_id)).chain(stands)
    }));
}

/// Writes the places of articles anew: those in lists they are in by themselves, those in collections, and those beside each other.
/// What is not published gets none.
///
/// # Errors
/// What the database says.
pub async fn replace(tx: &Tx, articles: &[Listed<'_>], were_listed: bool) -> Result<()> {
    let ids: Vec<Uuid> = articles.iter().map(|a| a.identity.id.uuid()).collect();
    let mut before = Vec::new();
    if were_listed {
        let mut sql = Sql::new("DELETE FROM listings WHERE article_id IN ");
        sql.bind_list(ids.iter().copied());
        before.extend(delete(tx, sql).await?);
        let mut sql = Sql::new("DELETE FROM listings WHERE facet = ");
        sql.bind(Facet::Related.number()).push(" AND facet_id IN ").bind_list(ids.iter().copied());
        before.extend(delete(tx, sql).await?);
    }
    let mut after: Vec<Row> = articles.iter().filter(|a| a.identity.stage.is_public()).flat_map(rows_of).collect();
    let values = |row: &Row| vec![row.facet.into(), row.facet_id.into(), row.sort.into(), row.article_id.into()];
    let rows: Vec<Vec<Value>> = after.iter().map(values).collect();
    insert_many(tx, "listings", &["facet", "facet_id", "sort", "article_id"], rows).await?;
    // Two ways to stand beside each other: this one names others, and others name this one.
    let mut sources = vec![BESIDE_IT, IT_BESIDE];
    sources.extend(were_listed.then_some(IN_COLLECTIONS));
    after.extend(rebuild(tx, &sources, &ids).await?);
    touch(tx, before, after);
    Ok(())
}

/// Places that follow from other tables, of those that have given values in a column.
#[derive(Clone, Copy)]
struct Source {
    facet: Facet,
    /// The list, and the place in it.
    place: &'static str,
    tables: &'static str,
    column: &'static str,
}

const IN_COLLECTION: &str = "collection_items ci JOIN articles a ON a.id = ci.article_id AND a.stage = 'published'";
const BESIDE: &str = "revision_related rr \
    JOIN articles x ON x.published_revision_id = rr.revision_id AND x.stage = 'published' \
    JOIN articles a ON a.id = rr.article_id AND a.stage = 'published'";

const OF_COLLECTION: Source = Source {
    facet: Facet::Collection,
    place: "ci.collection_id, ci.position",
    tables: IN_COLLECTION,
    column: "ci.collection_id",
};
const IN_COLLECTIONS: Source = Source { column: "ci.article_id", ..OF_COLLECTION };
const BESIDE_IT: Source = Source { facet: Facet::Related, place: "x.id, rr.position", tables: BESIDE, column: "x.id" };
const IT_BESIDE: Source = Source { column: "rr.article_id", ..BESIDE_IT };

/// Runs a statement that deletes places; which ones there were.
async fn delete(tx: &Tx, mut sql: Sql) -> Result<Vec<Row>> {
    sql.push(" RETURNING ").push(COLUMNS);
    sql.all(tx).await
}

/// Writes the places that follow from other tables, for the given values; those that are there stay. Which ones are new.
async fn rebuild(tx: &Tx, sources: &[Source], values: &[Uuid]) -> Result<Vec<Row>> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("INSERT INTO listings (");
    sql.push(COLUMNS).push(") ");
    for (number, source) in sources.iter().enumerate() {
        sql.push(if number > 0 { " UNION ALL SELECT " } else { "SELECT " }).push(&source.facet.number().to_string());
        sql.push(", ").push(source.place).push(", a.id FROM ").push(source.tables);
        sql.push(" WHERE ").push(source.column).push(" IN ").bind_list(values.iter().copied());
    }
    sql.push(" ON CONFLICT DO NOTHING RETURNING ").push(COLUMNS);
    sql.all(tx).await
}

/// Nothing stands beside this article any more.
pub(crate) async fn forget_related(tx: &Tx, article: Id<Article>) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM listings WHERE facet = ");
    sql.bind(Facet::Related.number()).push(" AND facet_id = ").bind(article.uuid());
    touch(tx, delete(tx, sql).await?, Vec::new());
    Ok(())
}

/// Writes what readers see of a collection.
pub(crate) async fn rebuild_collection(tx: &Tx, collection: Id<Collection>) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM listings WHERE facet = ");
    sql.bind(Facet::Collection.number()).push(" AND facet_id = ").bind(collection.uuid());
    let before = delete(tx, sql).await?;
    let after = rebuild(tx, &[OF_COLLECTION], &[collection.uuid()]).await?;
    touch(tx, before, after);
    Ok(())
}

/// What stood in the list of one tag stands in that of another.
pub(crate) async fn merge_tags(tx: &Tx, from: Id<Tag>, into: Id<Tag>) -> Result<()> {
    let facet = Facet::Tag.number();
    let mut sql = Sql::new("DELETE FROM listings WHERE facet = ");
    sql.bind(facet).push(" AND facet_id = ").bind(from.uuid());
    sql.push(" AND article_id IN (SELECT o.article_id FROM listings o WHERE o.facet = ");
    sql.bind(facet).push(" AND o.facet_id = ").bind(into.uuid()).push(")");
    sql.run(tx).await?;
    let mut sql = Sql::new("UPDATE listings SET facet_id = ");
    sql.bind(into.uuid()).push(" WHERE facet = ").bind(facet).push(" AND facet_id = ").bind(from.uuid());
    sql.run(tx).await?;
    tx.touch([from, into].map(|tag| CacheTag::List(ListedBy::Tag, tag.uuid())));
    Ok(())
}

/// Takes what stands in the list of a section out of those that it has left, into those that it has come to.
///
/// # Errors
/// What the database says.
pub async fn move_section(tx: &Tx, section: Id<Section>, left: &[Id<Section>], entered: &[Id<Section>]) -> Result<()> {
    let facet = Facet::Section.number();
    tx.touch(left.iter().chain(entered).map(|section| CacheTag::List(ListedBy::Section, section.uuid())));
    if !left.is_empty() {
        let mut sql = Sql::new("DELETE FROM listings WHERE facet = ");
        sql.bind(facet).push(" AND facet_id IN ").bind_list(left.iter().map(|id| id.uuid()));
        sql.push(" AND article_id IN (SELECT l.article_id FROM listings l WHERE l.facet = ").bind(facet);
        sql.push(" AND l.facet_id = ").bind(section.uuid()).push(")");
        sql.run(tx).await?;
    }
    if !entered.is_empty() {
        let mut sql = Sql::new("INSERT INTO listings (facet, facet_id, sort, article_id) ");
        sql.push("SELECT l.facet, s.id, l.sort, l.article_id FROM listings l JOIN sections s ON s.id IN ");
        sql.bind_list(entered.iter().map(|id| id.uuid())).push(" WHERE l.facet = ").bind(facet);
        sql.push(" AND l.facet_id = ").bind(section.uuid()).push(" ON CONFLICT DO NOTHING");
        sql.run(tx).await?;
    }
    search::reindex(tx, &search::in_listing(tx, Facet::Section, section.uuid()).await?).await
}

/// The places that follow from the article itself.
fn rows_of(listed: &Listed<'_>) -> Vec<Row> {
    let Some(dates) = listed.identity.stage.dates() else { return Vec::new() };
    let content = listed.content;
    let date = dates.published_at.micros();
    let mut places: Vec<(Facet, Uuid, i64)> = vec![(Facet::Public, Uuid::nil(), date)];
    places.extend(listed.sections.iter().map(|id| (Facet::Section, id.uuid(), date)));
    for contribution in &content.contributors {
        let author = contribution.author.uuid();
        places.push((Facet::Author, author, date));
        places.push((Facet::AuthorAs(contribution.role), author, date));
    }
    places.extend(content.tags.iter().map(|id| (Facet::Tag, id.uuid(), date)));
    if let Some(part) = content.series {
        let series = part.series.uuid();
        places.push((Facet::Series, series, date));
        // Numbers of parts are far smaller than dates, so what has none comes after them.
        places.push((Facet::SeriesOrder, series, part.part.map_or(date, i64::from)));
    }
    places.extend(content.language.ranges().map(|range| (Facet::Language, language(range), date)));
    if let Some(set) = &listed.identity.translation_set {
        places.push((Facet::Translations, named("translations", set), date));
    }
    // The same author may have two roles.
    places.sort_unstable_by_key(|(facet, id, sort)| (facet.number(), *id, *sort));
    places.dedup();
    let article_id = listed.identity.id.uuid();
    let row = |(facet, facet_id, sort): (Facet, Uuid, i64)| Row { facet: facet.number(), facet_id, sort, article_id };
    places.into_iter().map(row).collect()
}
