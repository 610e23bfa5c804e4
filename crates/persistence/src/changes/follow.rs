//! What changes for copies when events are written: worked out from the tables, in the transaction that writes the events.
//!
//! Nobody who writes an article, a section or an author has to know who keeps copies of what. An event says what was written; which
//! articles show it is looked up, and in which lists they stand now is compared with where they stood.

use std::collections::{BTreeMap, BTreeSet};

use masthead_domain::{
    event::{Action, NewEvent, Subject},
    time::Instant,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use super::{KEPT, REDIRECTS};
use crate::{
    Result,
    listings::{Facet, named},
    sql::{Sql, insert_many_or},
};

/// Members of the site that stand in everything public, by name or because addresses are made from them.
const OF_THE_SITE: [&str; 3] = ["name", "url", "articlePath"];
/// Ids in one statement: both databases have room for some thousands of values.
const AT_ONCE: usize = 4_000;

/// What was written that articles show, or that they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shown {
    Article,
    Post,
    Section,
    Series,
    Author,
    Tag,
    Asset,
}

impl Shown {
    /// What an event is about, if readers can notice it on articles.
    fn of(event: &NewEvent) -> Option<Self> {
        // What is new is shown by nothing yet; sizes of pictures that were made ahead are no part of articles in copies.
        let unnoticed = event.action == Action::Created || event.fields == ["renditions"];
        match event.subject {
            // A new draft of a published article is no change of it.
            Subject::Article => event.effect.map(|_| Self::Article),
            Subject::Post => event.effect.map(|_| Self::Post),
            _ if unnoticed || !event.public => None,
            Subject::Section => Some(Self::Section),
            Subject::Series => Some(Self::Series),
            Subject::Author => Some(Self::Author),
            Subject::Tag => Some(Self::Tag),
            Subject::Asset => Some(Self::Asset),
            _ => None,
        }
    }

    /// The published revisions that show these.
    fn push(self, sql: &mut Sql, ids: &[Uuid]) {
        const PUBLISHED: &str = "JOIN articles a ON a.published_revision_id = r.id";
        sql.push(match self {
            Self::Article => "SELECT a.id FROM ",
            Self::Post => "SELECT p.article_id AS id FROM ",
            _ => "SELECT r.article_id AS id FROM ",
        });
        match self {
            Self::Article => sql.push("articles a WHERE a.id IN "),
            // An article tells when it was last added to.
            Self::Post => sql.push("posts p WHERE p.id IN "),
            Self::Section => sql.push("revisions r ").push(PUBLISHED).push(" WHERE r.section_id IN "),
            Self::Series => sql.push("revisions r ").push(PUBLISHED).push(" WHERE r.series_id IN "),
            Self::Author => {
                sql.push("revision_contributors x JOIN revisions r ON r.id = x.revision_id ");
                sql.push(PUBLISHED).push(" WHERE x.author_id IN ")
            }
            Self::Tag => {
                sql.push("revision_tags x JOIN revisions r ON r.id = x.revision_id ");
                sql.push(PUBLISHED).push(" WHERE x.tag_id IN ")
            }
            Self::Asset => {
                sql.push("revision_assets x JOIN revisions r ON r.id = x.revision_id ");
                sql.push(PUBLISHED).push(" WHERE x.asset_id IN ")
            }
        };
        sql.bind_list(ids.iter().copied());
        if self == Self::Asset {
            // Or as a portrait.
            sql.push(
                " UNION SELECT r.article_id AS id FROM authors p JOIN revision_contributors x ON x.author_id = p.id ",
            );
            sql.push("JOIN revisions r ON r.id = x.revision_id ").push(PUBLISHED).push(" WHERE p.portrait_id IN ");
            sql.bind_list(ids.iter().copied());
        }
    }
}

/// Marks what the events, and the redirects from these paths, change for copies.
///
/// # Errors
/// What the database says.
pub(crate) async fn follow(
    connection: &impl ConnectionTrait,
    events: &[NewEvent],
    mut redirects: BTreeSet<String>,
    seq: i64,
    now: Instant,
) -> Result<()> {
    let mut shown: BTreeMap<Shown, BTreeSet<Uuid>> = BTreeMap::new();
    for event in events {
        if let Some(kind) = Shown::of(event) {
            shown.entry(kind).or_default().insert(event.id);
        }
    }
    let of_the_site = |event: &NewEvent| {
        let says_so = event.fields.iter().any(|field| OF_THE_SITE.contains(&field.as_str()));
        event.subject == Subject::Site && (says_so || event.action == Action::Created)
    };
    if events.iter().any(of_the_site) {
        let everything = |sql: &mut Sql| {
            sql.push("SELECT article_id AS id FROM listings WHERE facet = 0");
        };
        mark(connection, &everything, seq, now).await?;
        redirects.extend(leading_to(connection, &everything).await?);
    }
    for (kind, ids) in shown {
        let ids: Vec<Uuid> = ids.into_iter().collect();
        for some in ids.chunks(AT_ONCE) {
            // An article that was destroyed is known here alone.
            let which = |sql: &mut Sql| {
                kind.push(sql, some);
                if kind == Shown::Article {
                    sql.push(" UNION SELECT id FROM changes WHERE id IN ").bind_list(some.iter().copied());
                }
            };
            mark(connection, &which, seq, now).await?;
            if matches!(kind, Shown::Article | Shown::Section) {
                redirects.extend(leading_to(connection, &which).await?);
            }
        }
    }
    mark_redirects(connection, redirects, seq, now).await
}

/// `WITH affected AS (…)`: these articles, and the translations of them: those show where the original is, and what it is called.
fn push_affected(sql: &mut Sql, which: &dyn Fn(&mut Sql)) {
    sql.push("WITH direct AS (");
    which(sql);
    sql.push("), affected AS (SELECT id FROM direct UNION SELECT r.article_id AS id FROM revisions r ");
    sql.push(
        "JOIN articles a ON a.published_revision_id = r.id WHERE r.original_article_id IN (SELECT id FROM direct)) ",
    );
}

/// What of these articles stands in a list has changed for those who keep it; what has left a list is gone from it.
async fn mark(
    connection: &impl ConnectionTrait,
    which: &(dyn Fn(&mut Sql) + Sync),
    seq: i64,
    now: Instant,
) -> Result<()> {
    let mut sql = Sql::default();
    push_affected(&mut sql, which);
    sql.push("UPDATE changes SET gone = TRUE, seq = ").bind(seq).push(", at = ").bind(now.micros());
    sql.push(" WHERE NOT gone AND id IN (SELECT id FROM affected) AND NOT EXISTS (SELECT 1 FROM listings l ");
    sql.push("WHERE l.article_id = changes.id AND l.facet = changes.facet AND l.facet_id = changes.facet_id)");
    sql.run(connection).await?;
    let mut sql = Sql::default();
    push_affected(&mut sql, which);
    sql.push(
        "INSERT INTO changes (facet, facet_id, id, seq, at, gone) SELECT DISTINCT l.facet, l.facet_id, l.article_id, ",
    );
    sql.push("CAST(")
        .bind(seq)
        .push(" AS BIGINT), CAST(")
        .bind(now.micros())
        .push(" AS BIGINT), FALSE FROM listings l ");
    sql.push("WHERE l.facet IN ").bind_list(KEPT.map(Facet::number));
    sql.push(" AND l.article_id IN (SELECT id FROM affected) ON CONFLICT (facet, facet_id, id) ");
    sql.push("DO UPDATE SET seq = excluded.seq, at = excluded.at, gone = FALSE");
    sql.run(connection).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct PathRow {
    from_path: String,
}

/// The paths that lead to these articles: where they lead to, and whether they lead anywhere, may be another now.
async fn leading_to(connection: &impl ConnectionTrait, which: &(dyn Fn(&mut Sql) + Sync)) -> Result<Vec<String>> {
    let mut sql = Sql::new("SELECT from_path FROM redirects WHERE article_id IN (");
    which(&mut sql);
    sql.push(")");
    Ok(sql.all::<PathRow>(connection).await?.into_iter().map(|row| row.from_path).collect())
}

/// A redirect that leads somewhere has changed; one that does not is gone. What leads to a draft leads nowhere, for readers.
async fn mark_redirects(
    connection: &impl ConnectionTrait,
    paths: BTreeSet<String>,
    seq: i64,
    now: Instant,
) -> Result<()> {
    let paths: Vec<String> = paths.into_iter().collect();
    for some in paths.chunks(AT_ONCE) {
        let mut sql =
            Sql::new("SELECT r.from_path FROM redirects r LEFT JOIN articles a ON a.id = r.article_id WHERE ");
        sql.push("(r.article_id IS NULL OR a.stage = 'published') AND r.from_path IN ");
        sql.bind_list(some.iter().map(String::as_str));
        let leading: BTreeSet<String> =
            sql.all::<PathRow>(connection).await?.into_iter().map(|row| row.from_path).collect();
        let gone: Vec<Uuid> = some.iter().filter(|path| !leading.contains(*path)).map(|path| name(path)).collect();
        if !gone.is_empty() {
            let mut sql = Sql::new("UPDATE changes SET gone = TRUE, seq = ");
            sql.bind(seq).push(", at = ").bind(now.micros()).push(" WHERE NOT gone AND facet = ").bind(REDIRECTS);
            sql.push(" AND facet_id = ").bind(Uuid::nil()).push(" AND id IN ").bind_list(gone);
            sql.run(connection).await?;
        }
        let rows = leading.iter().map(|path| -> Vec<Value> {
            let (nobody, id) = (Uuid::nil().into(), name(path).into());
            vec![REDIRECTS.into(), nobody, id, seq.into(), now.micros().into(), false.into(), path.as_str().into()]
        });
        let columns = ["facet", "facet_id", "id", "seq", "at", "gone", "path"];
        let instead =
            "ON CONFLICT (facet, facet_id, id) DO UPDATE SET seq = excluded.seq, at = excluded.at, gone = FALSE";
        insert_many_or(connection, "changes", &columns, rows.collect(), instead).await?;
    }
    Ok(())
}

/// What a redirect is called in the order of changes.
fn name(path: &str) -> Uuid {
    named("redirect", path)
}
