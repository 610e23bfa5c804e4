//! Lists of manuscripts and of revisions, for editors; and what is due.

use masthead_domain::{
    article::{Article, Content, ReviewState, StageName},
    id::Id,
    page::{End, PageRequest},
    section::Section,
    time::Instant,
    user::User,
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{Result, sql::Sql};

/// Where a manuscript stands among those that were changed last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChangedPlace {
    /// When it was changed, in microseconds since the epoch.
    pub at: i64,
    /// Decides between equal times.
    pub id: Uuid,
}

/// Which manuscripts a caller may see: every list starts from it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Visible {
    /// All of them.
    All,
    /// Their own, and those filed under these sections.
    Own {
        /// Whose.
        user: Id<User>,
        /// The sections, with everything that lies within.
        sections: Vec<Id<Section>>,
    },
}

/// Which manuscripts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ManuscriptQuery {
    /// What the caller may see.
    pub visible: Visible,
    /// In these stages; in every one but the trash when there are none.
    pub stages: Vec<StageName>,
    /// With a review in this state.
    pub review: Option<ReviewState>,
    /// Created by this user.
    pub owner: Option<Id<User>>,
    /// Whose latest content is filed under one of these sections.
    pub sections: Option<Vec<Id<Section>>>,
    /// With content that readers do not see, although they see the article.
    pub has_changes: Option<bool>,
}

#[derive(FromQueryResult)]
struct ChangedRow {
    id: Uuid,
    changed_at: i64,
}

fn push_query(sql: &mut Sql, query: &ManuscriptQuery) {
    sql.push(" FROM articles a JOIN revisions r ON r.id = a.latest_revision_id WHERE ");
    match &query.visible {
        Visible::All => sql.push("1 = 1"),
        Visible::Own { user, sections } => {
            sql.push("(a.owner_id = ").bind(user.uuid()).push(" OR r.section_id IN ");
            sql.bind_list(sections.iter().map(|id| id.uuid())).push(")")
        }
    };
    if query.stages.is_empty() {
        sql.push(" AND a.stage <> 'trashed'");
    } else {
        sql.push(" AND a.stage IN ").bind_list(query.stages.iter().map(|stage| stage.as_str()));
    }
    if let Some(owner) = query.owner {
        sql.push(" AND a.owner_id = ").bind(owner.uuid());
    }
    if let Some(sections) = &query.sections {
        sql.push(" AND r.section_id IN ").bind_list(sections.iter().map(|id| id.uuid()));
    }
    if let Some(state) = query.review {
        let state = match state {
            ReviewState::Submitted => "{\"state\":\"submitted\"",
            ReviewState::Approved => "{\"state\":\"approved\"",
            ReviewState::SentBack => "{\"state\":\"sent_back\"",
        };
        // The state is the first member of what is stored.
        sql.push(" AND substr(a.review, 1, length(").bind(state).push(")) = ").bind(state);
    }
    match query.has_changes {
        Some(true) => {
            sql.push(" AND a.stage = 'published' AND a.published_revision_id <> a.latest_revision_id");
        }
        Some(false) => {
            sql.push(" AND a.stage = 'published' AND a.published_revision_id = a.latest_revision_id");
        }
        None => {}
    }
}

/// One place more than the page holds, those changed last first.
///
/// # Errors
/// What the database says.
pub async fn page(
    connection: &impl ConnectionTrait,
    query: &ManuscriptQuery,
    page: &PageRequest<ChangedPlace>,
) -> Result<Vec<(ChangedPlace, Id<Article>)>> {
    let mut sql = Sql::new("SELECT a.id, a.changed_at");
    push_query(&mut sql, query);
    let forwards = page.end == End::Start;
    if let Some(from) = page.from {
        sql.push(if forwards { " AND (a.changed_at, a.id) < (" } else { " AND (a.changed_at, a.id) > (" });
        sql.bind(from.at).push(", ").bind(from.id).push(")");
    }
    sql.push(if forwards { " ORDER BY a.changed_at DESC, a.id DESC" } else { " ORDER BY a.changed_at, a.id" });
    sql.push(" LIMIT ").bind(i64::from(page.limit) + 1);
    let rows: Vec<ChangedRow> = sql.all(connection).await?;
    Ok(rows.into_iter().map(|row| (ChangedPlace { at: row.changed_at, id: row.id }, Id::new(row.id))).collect())
}

#[derive(FromQueryResult)]
struct DueRow {
    id: Uuid,
}

/// The articles that something is due for, the earliest first.
///
/// # Errors
/// What the database says.
pub async fn due(connection: &impl ConnectionTrait, now: Instant, limit: u64) -> Result<Vec<Id<Article>>> {
    let mut sql = Sql::new("SELECT id FROM articles WHERE due_at <= ");
    sql.bind(now.micros()).push(" ORDER BY due_at, id LIMIT ").bind(i64::try_from(limit).unwrap_or(i64::MAX));
    Ok(sql.all::<DueRow>(connection).await?.into_iter().map(|row| Id::new(row.id)).collect())
}

#[derive(FromQueryResult)]
struct NextRow {
    next: Option<i64>,
}

/// When the next thing is due.
///
/// # Errors
/// What the database says.
pub async fn next_due(connection: &impl ConnectionTrait) -> Result<Option<Instant>> {
    let row = Sql::new("SELECT MIN(due_at) AS next FROM articles").one::<NextRow>(connection).await?;
    Ok(row.and_then(|row| row.next).map(Instant::from_micros))
}

/// A revision with content of its own, as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct RevisionInfo {
    /// The key of its content.
    pub content_id: Id<Content>,
    /// Its number.
    pub number: i32,
    /// When it was made.
    pub created_at: Instant,
    /// Who made it; nobody when it was imported.
    pub created_by: Option<Id<User>>,
    /// Its headline.
    pub headline: String,
    /// Words of its body.
    pub word_count: i32,
}

#[derive(FromQueryResult)]
struct InfoRow {
    id: Uuid,
    number: i32,
    created_at: i64,
    created_by: Option<Uuid>,
    headline: String,
    word_count: i32,
}

/// One revision more than the page holds, the latest first; places are numbers.
///
/// # Errors
/// What the database says.
pub async fn revisions(
    connection: &impl ConnectionTrait,
    article: Id<Article>,
    page: &PageRequest<ChangedPlace>,
) -> Result<Vec<(ChangedPlace, RevisionInfo)>> {
    let mut sql =
        Sql::new("SELECT id, number, created_at, created_by, headline, word_count FROM revisions WHERE article_id = ");
    sql.bind(article.uuid());
    let forwards = page.end == End::Start;
    if let Some(from) = page.from {
        sql.push(if forwards { " AND number < " } else { " AND number > " });
        sql.bind(i32::try_from(from.at).unwrap_or(i32::MAX));
    }
    sql.push(if forwards { " ORDER BY number DESC LIMIT " } else { " ORDER BY number LIMIT " });
    sql.bind(i64::from(page.limit) + 1);
    let rows: Vec<InfoRow> = sql.all(connection).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let info = RevisionInfo {
                content_id: Id::new(row.id),
                number: row.number,
                created_at: Instant::from_micros(row.created_at),
                created_by: row.created_by.map(Id::new),
                headline: row.headline,
                word_count: row.word_count,
            };
            (ChangedPlace { at: row.number.into(), id: row.id }, info)
        })
        .collect())
}
