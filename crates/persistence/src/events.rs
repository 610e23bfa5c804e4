//! The event log, numbered in the order of commits.

use std::collections::HashSet;

use masthead_domain::{
    article::Article,
    cache_tag::{CacheTag, CacheTags},
    event::{Action, By, Effect, Event, EventFilter, NewEvent, Subject},
    id::Id,
    page::{End, PageRequest},
    post::Post,
    time::Instant,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use crate::{
    Error, Result,
    named::json,
    posts,
    sql::{Sql, insert_many},
};

const COLUMNS: [&str; 12] = [
    "seq",
    "at",
    "action",
    "subject",
    "subject_id",
    "user_id",
    "key_id",
    "request_id",
    "revision",
    "fields",
    "note",
    "tags",
];

/// What is written of an event: what is read of it, what it did to readers, and what its commit changed of answers.
const WRITTEN: [&str; 14] = [
    "seq",
    "at",
    "action",
    "subject",
    "subject_id",
    "user_id",
    "key_id",
    "request_id",
    "revision",
    "fields",
    "note",
    "effect",
    "tags",
    "public_before",
];

/// Most tags of a commit; what would be more is said with fewer words.
const MAX_TAGS: usize = 400;

/// The numbers that events got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numbered {
    /// That of the last one.
    pub(crate) last: i64,
    /// That of the last one that readers could notice; of the last one if they can notice none.
    pub(crate) noticed: i64,
    /// That of the last one before these that readers could notice.
    pub(crate) before: i64,
}

#[derive(FromQueryResult)]
struct CounterRow {
    seq: i64,
    public_before: i64,
}

#[derive(FromQueryResult)]
struct SeqRow {
    seq: i64,
}

fn missing() -> Error {
    Error::Unreadable("the event counter is missing".to_owned())
}

/// Numbers events and adds them. The counter's row stays locked until the transaction ends, so that the next number is
/// given only after this one is visible: a reader that has seen number n never finds a smaller one later.
///
/// The last one that readers could notice says what all of them changed of answers: `tags`, and what the events happened to.
pub(crate) async fn append(
    connection: &impl ConnectionTrait,
    events: &[NewEvent],
    tags: &CacheTags,
    now: Instant,
) -> Result<Numbered> {
    if events.is_empty() {
        let last = last(connection).await?;
        return Ok(Numbered { last, noticed: last, before: last });
    }
    let count = i64::try_from(events.len()).map_err(|e| Error::Unreadable(e.to_string()))?;
    let mut sql = Sql::new("UPDATE event_counter SET seq = seq + ");
    sql.bind(count);
    let noticed = events.iter().rposition(|event| event.public).map(i64::try_from).transpose();
    let noticed = noticed.map_err(|e| Error::Unreadable(e.to_string()))?;
    if let Some(place) = noticed {
        sql.push(", public_before = public_seq, public_seq = seq + 1 + ")
            .bind(place)
            .push(", public_at = ")
            .bind(now.micros());
    }
    sql.push(" WHERE id = 1 RETURNING seq, public_before");
    let CounterRow { seq: last, public_before: before } =
        sql.one::<CounterRow>(connection).await?.ok_or_else(missing)?;
    let rows = events
        .iter()
        .zip(last - count + 1..)
        .enumerate()
        .map(|(place, (event, seq))| {
            let is_last_noticed = noticed.is_some_and(|noticed| usize::try_from(noticed) == Ok(place));
            let fields = if event.fields.is_empty() { None } else { Some(json(&event.fields)?) };
            Ok(vec![
                seq.into(),
                event.at.micros().into(),
                word(&event.action),
                word(&event.subject),
                event.id.into(),
                event.by.user.map(Id::uuid).into(),
                event.by.key.map(Id::uuid).into(),
                event.by.request.clone().into(),
                event.revision.into(),
                fields.into(),
                event.note.clone().into(),
                event.effect.map(Effect::number).into(),
                is_last_noticed.then(|| tags.joined(" ")).into(),
                is_last_noticed.then_some(before).into(),
            ])
        })
        .collect::<Result<_>>()?;
    insert_many(connection, "events", &WRITTEN, rows).await?;
    for (event, seq) in events.iter().zip(last - count + 1..) {
        if event.subject == Subject::Post && event.action == Action::Created {
            posts::number(connection, event.id, seq).await?;
        }
    }
    Ok(Numbered { last, noticed: noticed.map_or(last, |place| last - count + 1 + place), before })
}

/// What a commit changed: `touched`, and what readers could notice of its events.
pub(crate) fn tags_of(events: &[NewEvent], mut touched: Vec<CacheTag>) -> CacheTags {
    touched.extend(events.iter().filter(|event| event.public).map(|event| CacheTag::of(event.subject, event.id)));
    CacheTags::new(touched).until(|tags| tags.len() <= MAX_TAGS)
}

#[derive(FromQueryResult)]
struct TagsRow {
    seq: i64,
    tags: String,
    public_before: i64,
}

/// What the commits changed whose last noticed events come after one number, up to another; nothing if that cannot be said.
///
/// # Errors
/// What the database says.
pub async fn changed(
    connection: &impl ConnectionTrait,
    after: i64,
    until: i64,
) -> Result<Option<Vec<(i64, CacheTags)>>> {
    // Whoever is further behind begins anew.
    const MOST: i64 = 500;
    let mut sql = Sql::new("SELECT seq, tags, public_before FROM events WHERE tags IS NOT NULL AND seq > ");
    sql.bind(after).push(" AND seq <= ").bind(until).push(" ORDER BY seq LIMIT ").bind(MOST);
    let rows: Vec<TagsRow> = sql.all(connection).await?;
    // One is missing when there were more, or when a program wrote it that says nothing of tags.
    let ends = rows.iter().map(|row| row.seq);
    let is_whole = std::iter::once(after).chain(ends).eq(rows.iter().map(|row| row.public_before).chain([until]));
    if !is_whole {
        return Ok(None);
    }
    let tags = |row: TagsRow| Some((row.seq, CacheTags::parse(&row.tags).ok()?));
    Ok(rows.into_iter().map(tags).collect())
}

/// The stored spelling of an enum is the one it has in JSON.
fn word(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).into()
}

/// An enum from its stored spelling.
fn from_word<T: serde::de::DeserializeOwned>(place: &str, word: String) -> Result<T> {
    serde_json::from_value(word.into()).map_err(|error| Error::stored(place, error))
}

#[derive(FromQueryResult)]
struct EventRow {
    seq: i64,
    at: i64,
    action: String,
    subject: String,
    subject_id: Uuid,
    user_id: Option<Uuid>,
    key_id: Option<Uuid>,
    request_id: Option<String>,
    revision: Option<i32>,
    fields: Option<String>,
    note: Option<String>,
    tags: Option<String>,
}

impl TryFrom<EventRow> for Event {
    type Error = Error;
    fn try_from(row: EventRow) -> Result<Self> {
        let fields = row.fields.as_deref().map(serde_json::from_str).transpose();
        Ok(Self {
            seq: row.seq,
            at: Instant::from_micros(row.at),
            action: from_word::<Action>("events.action", row.action)?,
            subject: from_word::<Subject>("events.subject", row.subject)?,
            id: row.subject_id,
            by: By { user: row.user_id.map(Id::new), key: row.key_id.map(Id::new), request: row.request_id },
            revision: row.revision,
            fields: fields.map_err(|error| Error::stored("events.fields", error))?.unwrap_or_default(),
            note: row.note,
            tags: CacheTags::parse(&row.tags.unwrap_or_default())
                .map_err(|error| Error::stored("events.tags", error))?,
        })
    }
}

fn push_filter(sql: &mut Sql, filter: &EventFilter) {
    let EventFilter { subject, id, action, user, key, from, before } = filter;
    sql.push(" FROM events WHERE 1 = 1");
    if let Some(subject) = subject {
        sql.push(" AND subject = ").bind(word(subject));
    }
    if let Some(id) = id {
        sql.push(" AND subject_id = ").bind(*id);
    }
    if let Some(action) = action {
        sql.push(" AND action = ").bind(word(action));
    }
    if let Some(user) = user {
        sql.push(" AND user_id = ").bind(user.uuid());
    }
    if let Some(key) = key {
        sql.push(" AND key_id = ").bind(key.uuid());
    }
    if let Some(from) = from {
        sql.push(" AND at >= ").bind(from.micros());
    }
    if let Some(before) = before {
        sql.push(" AND at < ").bind(before.micros());
    }
}

/// One event more than the page holds, the latest first; a place is a number.
///
/// # Errors
/// What the database says.
pub async fn page(
    connection: &impl ConnectionTrait,
    filter: &EventFilter,
    page: &PageRequest<i64>,
) -> Result<Vec<Event>> {
    let mut sql = Sql::new("SELECT ");
    sql.push(&COLUMNS.join(", "));
    push_filter(&mut sql, filter);
    let forwards = page.end == End::Start;
    if let Some(from) = page.from {
        sql.push(if forwards { " AND seq < " } else { " AND seq > " }).bind(from);
    }
    sql.push(if forwards { " ORDER BY seq DESC LIMIT " } else { " ORDER BY seq LIMIT " });
    sql.bind(i64::from(page.limit) + 1);
    sql.all::<EventRow>(connection).await?.into_iter().map(TryInto::try_into).collect()
}

#[derive(FromQueryResult)]
struct TotalRow {
    total: i64,
}

/// How many events there are. Costs what they are many.
///
/// # Errors
/// What the database says.
pub async fn count(connection: &impl ConnectionTrait, filter: &EventFilter) -> Result<u64> {
    let mut sql = Sql::new("SELECT COUNT(*) AS total");
    push_filter(&mut sql, filter);
    let row = sql.one::<TotalRow>(connection).await?;
    Ok(row.and_then(|row| u64::try_from(row.total).ok()).unwrap_or(0))
}

/// The number of the last event; 0 before the first.
///
/// # Errors
/// What the database says.
pub async fn last(connection: &impl ConnectionTrait) -> Result<i64> {
    let row = Sql::new("SELECT seq FROM event_counter WHERE id = 1").one::<SeqRow>(connection).await?;
    Ok(row.ok_or_else(missing)?.seq)
}

/// The first events after one, in their order.
///
/// # Errors
/// What the database says.
pub async fn after(connection: &impl ConnectionTrait, seq: i64, limit: u32) -> Result<Vec<Event>> {
    let mut sql = Sql::new("SELECT ");
    sql.push(&COLUMNS.join(", ")).push(" FROM events WHERE seq > ").bind(seq);
    sql.push(" ORDER BY seq LIMIT ").bind(i64::from(limit));
    sql.all::<EventRow>(connection).await?.into_iter().map(TryInto::try_into).collect()
}

/// Which of these somebody has changed who signed in or came with a key, as opposed to an import or the clock.
///
/// # Errors
/// What the database says.
pub async fn touched_by_people(connection: &impl ConnectionTrait, subjects: &[Uuid]) -> Result<HashSet<Uuid>> {
    if subjects.is_empty() {
        return Ok(HashSet::new());
    }
    let mut sql = Sql::new("SELECT DISTINCT subject_id FROM events WHERE subject_id IN ");
    sql.bind_list(subjects.iter().copied()).push(" AND (user_id IS NOT NULL OR key_id IS NOT NULL)");
    Ok(sql.all::<SubjectRow>(connection).await?.into_iter().map(|row| row.subject_id).collect())
}

#[derive(FromQueryResult)]
struct SubjectRow {
    subject_id: Uuid,
}

/// What an event did to an article, or to a post of one, as readers saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noticed {
    /// The number of the event.
    pub seq: i64,
    /// When it happened.
    pub at: Instant,
    /// What readers noticed.
    pub effect: Effect,
    /// Of which article.
    pub article: Id<Article>,
    /// Of which of its posts, if it is about one.
    pub post: Option<Id<Post>>,
}

#[derive(FromQueryResult)]
struct NoticedRow {
    seq: i64,
    at: i64,
    effect: i16,
    subject_id: Uuid,
    article_id: Option<Uuid>,
}

/// What readers noticed of articles and their posts after an event, in the order of the log.
///
/// # Errors
/// What the database says.
pub async fn noticed(connection: &impl ConnectionTrait, after: i64, limit: u32) -> Result<Vec<Noticed>> {
    let mut sql = Sql::new(
        "SELECT e.seq, e.at, e.effect, e.subject_id, p.article_id FROM events e \
         LEFT JOIN posts p ON e.subject = 'post' AND p.id = e.subject_id WHERE e.effect IS NOT NULL AND e.seq > ",
    );
    sql.bind(after).push(" ORDER BY e.seq LIMIT ").bind(i64::from(limit));
    let rows: Vec<NoticedRow> = sql.all(connection).await?;
    let noticed = rows.into_iter().map(|row| {
        let effect = Effect::from_number(row.effect).ok_or_else(|| Error::stored("events.effect", row.effect))?;
        let (article, post) = match row.article_id {
            Some(article) => (article, Some(Id::new(row.subject_id))),
            // Also a post whose article was destroyed: as an article it was never anybody's.
            None => (row.subject_id, None),
        };
        Ok(Noticed { seq: row.seq, at: Instant::from_micros(row.at), effect, article: Id::new(article), post })
    });
    noticed.collect()
}

/// Did readers notice more than so much after an event?
///
/// # Errors
/// What the database says.
pub async fn noticed_more_than(connection: &impl ConnectionTrait, after: i64, count: u32) -> Result<bool> {
    let mut sql = Sql::new("SELECT seq FROM events WHERE effect IS NOT NULL AND seq > ");
    sql.bind(after).push(" ORDER BY seq LIMIT 1 OFFSET ").bind(i64::from(count));
    Ok(sql.one::<SeqRow>(connection).await?.is_some())
}
