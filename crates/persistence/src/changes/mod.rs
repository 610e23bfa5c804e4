//! Changes: for every list that copies are kept of, when each article of it last changed, and what has left it.
//!
//! A row stands for an article in a list, or for a redirect, and is written again whenever readers would see something else of it:
//! what changed after some point is one range of an index, however often it changed. What is gone stays as a row until nobody who is
//! told in time needs it any more.

mod follow;
mod standing;

use masthead_domain::{
    change::{After, ChangeFilter, ChangePlace, Changed},
    id::Id,
    time::Instant,
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

pub(crate) use follow::follow;
pub use standing::{Standing, standings};

use crate::{
    Result, Tx,
    listings::{Facet, language},
    sql::Sql,
};

/// The lists that copies are kept of.
const KEPT: [Facet; 3] = [Facet::Public, Facet::Section, Facet::Language];
/// Beside the numbers of facets: the redirects of the site.
pub(crate) const REDIRECTS: i16 = 60;

/// Which part of the changes.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeQuery<'a> {
    /// Of which things.
    pub filter: &'a ChangeFilter,
    /// After this place.
    pub from: ChangePlace,
    /// What had gone by then is nobody's concern: the copy was begun later.
    pub begun: i64,
    /// How many.
    pub limit: u32,
}

/// A change, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundChange {
    /// Its place.
    pub place: ChangePlace,
    /// What changed.
    pub changed: Changed,
    /// When it was kept.
    pub at: Instant,
    /// Is it there, and in the filter?
    pub is_there: bool,
    /// The path of a redirect.
    pub path: Option<String>,
}

#[derive(FromQueryResult)]
struct Row {
    kind: i32,
    id: Uuid,
    seq: i64,
    at: i64,
    there: bool,
    path: Option<String>,
}

impl From<Row> for FoundChange {
    fn from(row: Row) -> Self {
        let changed = if row.kind == 0 { Changed::Article(Id::new(row.id)) } else { Changed::Redirect(row.id) };
        Self {
            place: ChangePlace { seq: row.seq, after: After::One(changed) },
            changed,
            at: Instant::from_micros(row.at),
            is_there: row.there,
            path: row.path,
        }
    }
}

/// Changes in their order, one more than is wanted if there are more.
///
/// # Errors
/// What the database says.
pub async fn find(connection: &impl ConnectionTrait, query: &ChangeQuery<'_>) -> Result<Vec<FoundChange>> {
    let ChangeFilter { section, language: range, articles, redirects } = query.filter;
    let mut sql = Sql::default();
    if *articles {
        let (facet, id) = match (section, range) {
            (Some(section), _) => (Facet::Section, section.uuid()),
            (None, Some(range)) => (Facet::Language, language(range)),
            (None, None) => (Facet::Public, Uuid::nil()),
        };
        // The list of the section is walked; the language is looked up.
        let also = range.as_ref().filter(|_| section.is_some()).map(|range| language(range));
        push_part(&mut sql, query, 0, facet.number(), id, also);
    }
    if *redirects {
        sql.push(if *articles { " UNION ALL " } else { "" });
        push_part(&mut sql, query, 1, REDIRECTS, Uuid::nil(), None);
    }
    if !articles && !redirects {
        return Ok(Vec::new());
    }
    let mut found: Vec<FoundChange> = sql.all::<Row>(connection).await?.into_iter().map(Into::into).collect();
    // Neither database promises to keep the order of the parts of a union.
    found.sort_unstable_by_key(|change| change.place);
    found.truncate(query.limit as usize + 1);
    Ok(found)
}

/// The changes of one list after a place.
fn push_part(sql: &mut Sql, query: &ChangeQuery<'_>, kind: i32, facet: i16, facet_id: Uuid, also: Option<Uuid>) {
    let ChangePlace { seq, after } = query.from;
    sql.push("SELECT * FROM (SELECT ")
        .push(&kind.to_string())
        .push(" AS kind, p.id, p.seq, p.at, p.there, p.path FROM (");
    sql.push("SELECT c.id, c.seq, c.at, c.path, (NOT c.gone");
    if let Some(also) = also {
        sql.push(" AND EXISTS (SELECT 1 FROM listings x WHERE x.article_id = c.id AND x.facet = ");
        sql.bind(Facet::Language.number()).push(" AND x.facet_id = ").bind(also).push(")");
    }
    sql.push(") AS there FROM changes c WHERE c.facet = ").bind(facet).push(" AND c.facet_id = ").bind(facet_id);
    match after {
        After::One(Changed::Article(id)) if kind == 0 => push_after(sql, seq, id.uuid()),
        After::One(Changed::Redirect(id)) if kind == 1 => push_after(sql, seq, id),
        _ => {
            // Redirects come after the articles of the same event.
            let same_event = kind == 1 && matches!(after, After::One(Changed::Article(_)));
            sql.push(if same_event { " AND c.seq >= " } else { " AND c.seq > " }).bind(seq);
        }
    }
    sql.push(") AS p WHERE p.there OR p.seq > ").bind(query.begun);
    sql.push(" ORDER BY p.seq, p.id LIMIT ").bind(i64::from(query.limit) + 1).push(") AS part");
}

fn push_after(sql: &mut Sql, seq: i64, id: Uuid) {
    sql.push(" AND (c.seq, c.id) > (").bind(seq).push(", ").bind(id).push(")");
}

/// How far the log has come, and until where what has gone is not known any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Known {
    /// The number of the last event.
    pub seq: i64,
    /// The number of the last event by which something went that is forgotten now.
    pub changes_lost: i64,
    /// Which log those are numbers of.
    pub log: i64,
}

/// What is known of changes.
///
/// # Errors
/// What the database says.
pub async fn known(connection: &impl ConnectionTrait) -> Result<Known> {
    let sql = Sql::new("SELECT seq, changes_lost, log FROM event_counter WHERE id = 1");
    sql.one(connection).await?.ok_or_else(|| crate::Error::Unreadable("the event counter is missing".to_owned()))
}

/// Forgets what had gone before a moment. Returns how much that was.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &Tx, before: Instant) -> Result<u64> {
    let mut sql =
        Sql::new("UPDATE event_counter SET changes_lost = lost.seq FROM (SELECT MAX(c.seq) AS seq FROM changes c ");
    sql.push("WHERE c.gone AND c.at < ").bind(before.micros());
    sql.push(") AS lost WHERE event_counter.id = 1 AND lost.seq > event_counter.changes_lost");
    sql.run(tx).await?;
    let mut sql = Sql::new("DELETE FROM changes WHERE gone AND at < ");
    sql.bind(before.micros());
    sql.run(tx).await
}
