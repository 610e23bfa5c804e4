//! The event log, numbered in the order of commits.

use masthead_domain::{event::NewEvent, id::Id, time::Instant};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use crate::{
    Error, Result,
    named::json,
    sql::{Sql, insert_many},
};

const COLUMNS: [&str; 11] =
    ["seq", "at", "action", "subject", "subject_id", "user_id", "key_id", "request_id", "revision", "fields", "note"];

#[derive(FromQueryResult)]
struct CounterRow {
    seq: i64,
}

fn missing() -> Error {
    Error::Unreadable("the event counter is missing".to_owned())
}

/// Numbers events and adds them. The counter's row stays locked until the transaction ends, so that the next number is
/// given only after this one is visible: a reader that has seen number n never finds a smaller one later.
pub(crate) async fn append(connection: &impl ConnectionTrait, events: &[NewEvent], now: Instant) -> Result<i64> {
    if events.is_empty() {
        let row = Sql::new("SELECT seq FROM event_counter WHERE id = 1").one::<CounterRow>(connection).await?;
        return Ok(row.ok_or_else(missing)?.seq);
    }
    let count = i64::try_from(events.len()).map_err(|e| Error::Unreadable(e.to_string()))?;
    let mut sql = Sql::new("UPDATE event_counter SET seq = seq + ");
    sql.bind(count);
    if let Some(place) = events.iter().rposition(|event| event.public) {
        let place = i64::try_from(place).map_err(|e| Error::Unreadable(e.to_string()))?;
        sql.push(", public_seq = seq + 1 + ").bind(place).push(", public_at = ").bind(now.micros());
    }
    sql.push(" WHERE id = 1 RETURNING seq");
    let last = sql.one::<CounterRow>(connection).await?.ok_or_else(missing)?.seq;
    let rows = events
        .iter()
        .zip(last - count + 1..)
        .map(|(event, seq)| {
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
            ])
        })
        .collect::<Result<_>>()?;
    insert_many(connection, "events", &COLUMNS, rows).await?;
    Ok(last)
}

/// The stored spelling of an enum is the one it has in JSON.
fn word(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).into()
}
