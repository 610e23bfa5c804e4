//! Writing what is searched: an article's row is made from what readers see of it, in the transaction that changes that.

use std::collections::HashMap;

use masthead_domain::{article::Article, body::Body, id::Id, time::Instant};
use masthead_words::Stemmer;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Value};
use uuid::Uuid;

use super::{
    FacetKind,
    document::{ANALYSIS, Document, Source},
    names, postgres, sqlite,
};
use crate::{
    Db, Error, Result, Tx,
    listings::{self, Facet},
    sql::{Sql, insert_many_or},
};

/// Articles that are read at once.
const AT_ONCE: usize = 64;

#[derive(FromQueryResult)]
struct ArticleRow {
    id: Uuid,
    published_at: i64,
    revision_id: Uuid,
    language: String,
    headline: String,
    kicker: Option<String>,
    standfirst: Option<String>,
}

#[derive(FromQueryResult)]
struct NameRow {
    kind: i32,
    revision_id: Uuid,
    name: String,
    credited_as: Option<String>,
}

#[derive(FromQueryResult)]
struct ListingRow {
    article_id: Uuid,
    facet: i16,
    facet_id: Uuid,
}

#[derive(FromQueryResult)]
struct KnownRow {
    article_id: Uuid,
    place: i64,
    published_at: i64,
    digest: Uuid,
}

/// Everything that the row of an article follows from, its text apart.
struct Entry {
    row: ArticleRow,
    people: Vec<String>,
    tags: Vec<String>,
    facets: Vec<(i16, Uuid)>,
}

impl Entry {
    /// Two entries with the same one make the same row.
    fn digest(&self) -> Uuid {
        let Self { row, people, tags, facets } = self;
        let all = (ANALYSIS, row.revision_id, row.published_at, &row.language, people, tags, facets);
        Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{all:?}").as_bytes())
    }
}

/// Makes what is searched of these articles what readers see of them; what they see nothing of is forgotten. What has not changed is
/// left as it is.
pub(crate) async fn reindex(tx: &Tx, articles: &[Id<Article>]) -> Result<()> {
    for some in articles.chunks(AT_ONCE) {
        let ids: Vec<Uuid> = some.iter().map(|id| id.uuid()).collect();
        reindex_some(tx, &ids).await?;
    }
    Ok(())
}

async fn reindex_some(tx: &Tx, ids: &[Uuid]) -> Result<()> {
    let entries = entries(tx, ids).await?;
    let mut sql = Sql::new("SELECT article_id, place, published_at, digest FROM search_documents WHERE article_id IN ");
    sql.bind_list(ids.iter().copied());
    let mut known: HashMap<Uuid, KnownRow> =
        sql.all::<KnownRow>(tx).await?.into_iter().map(|row| (row.article_id, row)).collect();
    let mut changed = Vec::new();
    for entry in entries {
        match known.get(&entry.row.id) {
            Some(row) if row.digest == entry.digest() => drop(known.remove(&entry.row.id)),
            _ => changed.push(entry),
        }
    }
    delete(tx, &known.values().map(|row| row.place).collect::<Vec<_>>()).await?;
    if changed.is_empty() {
        return Ok(());
    }
    // A place that it had is free now, and stays its own as long as the date does.
    let wanted: Vec<i64> = changed
        .iter()
        .map(|entry| match known.get(&entry.row.id) {
            Some(row) if row.published_at == entry.row.published_at => row.place,
            _ => entry.row.published_at,
        })
        .collect();
    let places = places(tx, wanted).await?;
    let bodies = bodies(tx, &changed).await?;
    insert(tx, &changed, &places, &bodies).await
}

/// Forgets these articles.
pub(crate) async fn forget(tx: &Tx, article: Id<Article>) -> Result<()> {
    let mut sql = Sql::new("SELECT article_id, place, published_at, digest FROM search_documents WHERE article_id = ");
    sql.bind(article.uuid());
    let places: Vec<i64> = sql.all::<KnownRow>(tx).await?.into_iter().map(|row| row.place).collect();
    delete(tx, &places).await
}

async fn delete(tx: &Tx, places: &[i64]) -> Result<()> {
    if places.is_empty() {
        return Ok(());
    }
    if tx.get_database_backend() == DbBackend::Sqlite {
        sqlite::delete(tx, places).await?;
    }
    let mut sql = Sql::new("DELETE FROM search_documents WHERE place IN ");
    sql.bind_list(places.iter().copied());
    sql.run(tx).await?;
    Ok(())
}

/// What these articles' rows follow from, as far as they are public.
async fn entries(tx: &Tx, ids: &[Uuid]) -> Result<Vec<Entry>> {
    let mut sql = Sql::new(
        "SELECT a.id, a.published_at, r.id AS revision_id, r.language, r.headline, r.kicker, r.standfirst FROM articles a \
         JOIN revisions r ON r.id = a.published_revision_id WHERE a.stage = 'published' AND a.id IN ",
    );
    sql.bind_list(ids.iter().copied()).push(" ORDER BY a.published_at, a.id");
    let rows: Vec<ArticleRow> = sql.all(tx).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let revisions: Vec<Uuid> = rows.iter().map(|row| row.revision_id).collect();
    let (mut people, mut tags) = people_and_tags(tx, &revisions).await?;
    let mut sql = Sql::new("SELECT article_id, facet, facet_id FROM listings WHERE article_id IN ");
    sql.bind_list(rows.iter().map(|row| row.id)).push(" AND facet IN ").bind_list(listings::searched());
    let mut facets: HashMap<Uuid, Vec<(i16, Uuid)>> = HashMap::new();
    for row in sql.all::<ListingRow>(tx).await? {
        facets.entry(row.article_id).or_default().push((row.facet, row.facet_id));
    }
    // What stands in no public list is not public, whatever else is said of it.
    let entry = |row: ArticleRow| {
        let mut facets = facets.remove(&row.id)?;
        facets.sort_unstable();
        let of = |names: &mut HashMap<Uuid, Vec<String>>| names.remove(&row.revision_id).unwrap_or_default();
        Some(Entry { people: of(&mut people), tags: of(&mut tags), facets, row })
    };
    Ok(rows.into_iter().filter_map(entry).collect())
}

/// By revision.
type Names = HashMap<Uuid, Vec<String>>;

/// The names of the contributors and those of the tags of these revisions, in order.
async fn people_and_tags(tx: &Tx, revisions: &[Uuid]) -> Result<(Names, Names)> {
    let mut sql = Sql::new(
        "SELECT 1 AS kind, c.revision_id AS revision_id, c.position, a.name AS name, c.credited_as AS credited_as \
         FROM revision_contributors c JOIN authors a ON a.id = c.author_id WHERE c.revision_id IN ",
    );
    sql.bind_list(revisions.iter().copied());
    sql.push(" UNION ALL SELECT 2, c.revision_id, c.position, t.name, NULL FROM revision_tags c ");
    sql.push("JOIN tags t ON t.id = c.tag_id WHERE c.revision_id IN ").bind_list(revisions.iter().copied());
    sql.push(" ORDER BY 1, 2, 3");
    let (mut people, mut tags) = (Names::new(), Names::new());
    for row in sql.all::<NameRow>(tx).await? {
        let of = if row.kind == 1 { &mut people } else { &mut tags };
        let names = of.entry(row.revision_id).or_default();
        for name in [Some(row.name), row.credited_as].into_iter().flatten() {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    Ok((people, tags))
}

#[derive(FromQueryResult)]
struct BodyRow {
    revision_id: Uuid,
    blocks: String,
}

async fn bodies(tx: &Tx, entries: &[Entry]) -> Result<HashMap<Uuid, String>> {
    let mut sql = Sql::new("SELECT revision_id, blocks FROM bodies WHERE revision_id IN ");
    sql.bind_list(entries.iter().map(|entry| entry.row.revision_id));
    let text = |row: BodyRow| {
        let body: Body = serde_json::from_str(&row.blocks).map_err(|e| Error::stored("bodies.blocks", e))?;
        Ok((row.revision_id, body.text()))
    };
    sql.all::<BodyRow>(tx).await?.into_iter().map(text).collect()
}

#[derive(FromQueryResult)]
struct PlaceRow {
    place: i64,
}

/// A place of its own for each: the one that is wanted, or the next one that is free.
async fn places(tx: &Tx, wanted: Vec<i64>) -> Result<Vec<i64>> {
    let mut sql = Sql::new("SELECT place FROM search_documents WHERE place IN ");
    sql.bind_list(wanted.iter().copied());
    let mut taken: std::collections::HashSet<i64> =
        sql.all::<PlaceRow>(tx).await?.into_iter().map(|row| row.place).collect();
    let mut places = Vec::with_capacity(wanted.len());
    for wanted in wanted {
        let mut place = wanted;
        while taken.contains(&place) {
            // Whoever came before, of the same instant, stands in a row.
            const ROW: i64 = 512;
            let mut sql = Sql::new("SELECT place FROM search_documents WHERE place > ");
            sql.bind(place).push(" AND place <= ").bind(place.saturating_add(ROW));
            taken.extend(sql.all::<PlaceRow>(tx).await?.into_iter().map(|row| row.place));
            let free = (place + 1..=place + ROW).find(|place| !taken.contains(place));
            place = free.unwrap_or(place + ROW);
            if free.is_some() {
                break;
            }
        }
        taken.insert(place);
        places.push(place);
    }
    Ok(places)
}

/// What is searched of these articles. That is work for the processor alone, and the one writer waits for it: many are made on every core.
fn documents(entries: &[Entry], bodies: &HashMap<Uuid, String>) -> Vec<Document> {
    /// Fewer than this are made sooner than a thread begins.
    const MANY: usize = 8;
    let make = |entry: &Entry| {
        let Entry { row, people, tags, facets } = entry;
        Document::new(&Source {
            language: &row.language,
            headline: &row.headline,
            kicker: row.kicker.as_deref(),
            standfirst: row.standfirst.as_deref(),
            people,
            tags,
            text: bodies.get(&row.revision_id).map(String::as_str).unwrap_or_default(),
            facets,
        })
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if entries.len() < MANY || cores == 1 {
        return entries.iter().map(make).collect();
    }
    std::thread::scope(|scope| {
        let parts = entries.chunks(entries.len().div_ceil(cores));
        let threads: Vec<_> =
            parts.map(|part| scope.spawn(move || part.iter().map(make).collect::<Vec<_>>())).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

async fn insert(tx: &Tx, entries: &[Entry], places: &[i64], bodies: &HashMap<Uuid, String>) -> Result<()> {
    let documents: Vec<(i64, Document)> = places.iter().copied().zip(documents(entries, bodies)).collect();
    let is_sqlite = tx.get_database_backend() == DbBackend::Sqlite;
    let mut sql =
        Sql::new("INSERT INTO search_documents (place, article_id, published_at, language, digest, surface, facets");
    sql.push(if is_sqlite { ") VALUES " } else { ", words) VALUES " });
    for (number, (entry, (place, document))) in entries.iter().zip(&documents).enumerate() {
        sql.push(if number > 0 { ", (" } else { "(" }).bind(*place);
        let values: [Value; 6] = [
            entry.row.id.into(),
            entry.row.published_at.into(),
            entry.row.language.as_str().into(),
            entry.digest().into(),
            document.surface.as_str().into(),
            write_facets(&entry.facets).into(),
        ];
        for value in values {
            sql.push(", ").bind(value);
        }
        if !is_sqlite {
            sql.push(", ").bind(postgres::vector(*place, document)).push("::tsvector");
        }
        sql.push(")");
    }
    sql.run(tx).await?;
    if is_sqlite {
        sqlite::insert(tx, &documents).await?;
    }
    let mut languages: Vec<&str> =
        entries.iter().filter_map(|entry| Stemmer::of(&entry.row.language)).map(|stemmer| stemmer.language()).collect();
    languages.sort_unstable();
    languages.dedup();
    let rows = languages.into_iter().map(|language| vec![language.into()]).collect();
    insert_many_or(tx, "search_languages", &["language"], rows, "ON CONFLICT DO NOTHING").await
}

/// What results are counted by, as bytes: a kind and an id, one after the other.
fn write_facets(facets: &[(i16, Uuid)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (facet, id) in facets {
        let kind = match *facet {
            n if n == Facet::Section.number() => 1,
            n if n == Facet::Author.number() => 2,
            n if n == Facet::Tag.number() => 3,
            _ => continue,
        };
        bytes.push(kind);
        bytes.extend_from_slice(id.as_bytes());
    }
    bytes
}

/// What [`write_facets`] wrote.
pub(super) fn read_facets(bytes: &[u8]) -> Vec<(FacetKind, Uuid)> {
    let read = |entry: &[u8]| {
        let kind = match entry.first()? {
            1 => FacetKind::Section,
            2 => FacetKind::Author,
            _ => FacetKind::Tag,
        };
        Some((kind, Uuid::from_slice(entry.get(1..)?).ok()?))
    };
    bytes.chunks_exact(17).filter_map(read).collect()
}

/// The articles of a list.
pub(crate) async fn in_listing(tx: &Tx, facet: Facet, of: Uuid) -> Result<Vec<Id<Article>>> {
    let mut sql = Sql::new("SELECT article_id, facet, facet_id FROM listings WHERE facet = ");
    sql.bind(facet.number()).push(" AND facet_id = ").bind(of);
    Ok(sql.all::<ListingRow>(tx).await?.into_iter().map(|row| Id::new(row.article_id)).collect())
}

#[derive(FromQueryResult)]
struct StateRow {
    analysis: i32,
}

/// Was everything made as this program makes it?
pub(crate) async fn is_current(connection: &impl ConnectionTrait) -> Result<bool> {
    let row = Sql::new("SELECT analysis FROM search_state").one::<StateRow>(connection).await?;
    Ok(row.is_some_and(|row| row.analysis == ANALYSIS))
}

#[derive(FromQueryResult)]
struct NextRow {
    sort: i64,
    article_id: Uuid,
}

/// Makes everything anew, in transactions of a few hundred articles, so that others can write meanwhile. Returns how many articles
/// are searched. When it is stopped, what was not reached is as it was, and doing it again is all that is needed.
pub(crate) async fn rebuild(db: &Db, mut progress: impl FnMut(u64)) -> Result<u64> {
    let tx = db.begin().await?;
    clear(&tx).await?;
    names::rebuild(&tx).await?;
    tx.commit(Instant::default()).await?;
    let mut done = 0;
    let mut place = Some(START);
    while let Some(last) = place {
        let tx = db.begin().await?;
        let count;
        (place, count) = rebuild_part(&tx, last).await?;
        tx.commit(Instant::default()).await?;
        done += count;
        // The last look finds nothing more.
        if count > 0 {
            progress(done);
        }
    }
    Ok(done)
}

/// The same within one transaction, where nobody sees what is half made.
pub(crate) async fn rebuild_within(tx: &Tx, mut progress: impl FnMut(u64)) -> Result<u64> {
    clear(tx).await?;
    names::rebuild(tx).await?;
    let mut done = 0;
    let mut place = Some(START);
    while let Some(last) = place {
        let count;
        (place, count) = rebuild_part(tx, last).await?;
        done += count;
        // The last look finds nothing more.
        if count > 0 {
            progress(done);
        }
    }
    Ok(done)
}

/// Before the first place.
const START: (i64, Uuid) = (i64::MIN, Uuid::nil());

/// Forgets everything that is searched, names apart.
pub(crate) async fn clear(tx: &Tx) -> Result<()> {
    Sql::new("UPDATE search_state SET analysis = 0").run(tx).await?;
    if tx.get_database_backend() == DbBackend::Sqlite {
        Sql::new("INSERT INTO search_index (search_index) VALUES ('delete-all')").run(tx).await?;
    }
    for table in ["search_documents", "search_languages"] {
        let mut sql = Sql::new("DELETE FROM ");
        sql.push(table);
        sql.run(tx).await?;
    }
    Ok(())
}

/// Makes the next few hundred articles anew. Returns where to go on, and how many they were; at the end everything is current.
async fn rebuild_part(tx: &Tx, last: (i64, Uuid)) -> Result<(Option<(i64, Uuid)>, u64)> {
    const PART: i64 = 256;
    let mut sql = Sql::new("SELECT sort, article_id FROM listings WHERE facet = ");
    sql.bind(Facet::Public.number()).push(" AND facet_id = ").bind(Uuid::nil());
    sql.push(" AND (sort, article_id) > (").bind(last.0).push(", ").bind(last.1);
    sql.push(") ORDER BY sort, article_id LIMIT ").bind(PART);
    let rows: Vec<NextRow> = sql.all(tx).await?;
    let Some(end) = rows.last() else {
        let mut sql = Sql::new("UPDATE search_state SET analysis = ");
        sql.bind(ANALYSIS);
        sql.run(tx).await?;
        return Ok((None, 0));
    };
    let ids: Vec<Id<Article>> = rows.iter().map(|row| Id::new(row.article_id)).collect();
    reindex(tx, &ids).await?;
    Ok((Some((end.sort, end.article_id)), rows.len() as u64))
}
