//! Where a backup is restored into, and the log that begins when it was.

use masthead_domain::time::Instant;
use sea_orm::{ConnectionTrait, DbBackend};

use super::{
    compare::first_with_rows,
    copy::{Progress, copy_into},
    tables,
};
use crate::{Db, Result, Tx, changes, events};

/// What a database holds that something is to be put into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// No table at all.
    Empty,
    /// The schema, and nothing in it that anybody would miss.
    Bare,
    /// Something; the name of the first table with rows.
    Content(String),
    /// Tables, and not Masthead's.
    Foreign,
    /// The schema of a newer program.
    Newer,
}

/// What a server makes by itself on its first start, and everything can be made again of.
const BY_ITSELF: [&str; 3] = ["secrets", "signing_keys", "positions"];

/// What came of putting a backup into a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replaced {
    /// How many rows it has.
    pub rows: u64,
}

impl Db {
    /// What the database holds.
    ///
    /// # Errors
    /// What the database says.
    pub async fn place(&self) -> Result<Place> {
        let reader = self.reader();
        let names = tables::names(&reader).await?;
        if names.is_empty() {
            return Ok(Place::Empty);
        }
        if !names.iter().any(|name| name == "seaql_migrations") {
            return Ok(Place::Foreign);
        }
        if !names.iter().any(|name| name == "event_counter") {
            // Before its first migration was made.
            return Ok(if names.len() == 1 { Place::Empty } else { Place::Foreign });
        }
        if super::backup::archive_of(&reader).await?.unknown().is_some() {
            return Ok(Place::Newer);
        }
        if events::last(&reader).await? > 0 {
            return Ok(Place::Content("events".to_owned()));
        }
        let copied = tables::copied(&reader).await?;
        let may_have = |name: &str| name == "event_counter" || BY_ITSELF.contains(&name);
        Ok(first_with_rows(&reader, &copied, may_have).await?.map_or(Place::Bare, Place::Content))
    }

    /// Puts everything that another database holds in the place of what is here, in one transaction: whoever reads meanwhile sees the old
    /// or the new and never something between. A new log begins, whose numbers go on from the higher of both.
    ///
    /// # Errors
    /// What the databases say; then nothing has changed.
    pub async fn replace_with(
        &self,
        source: &Self,
        now: Instant,
        report: impl FnMut(Progress<'_>),
    ) -> Result<Replaced> {
        let from = source.snapshot().await?;
        let tx = self.begin().await?;
        let before = events::last(&tx).await?;
        let rows = copy_into(&from, &tx, report).await?;
        begin_log(&tx, before, now).await?;
        tx.commit(now).await?;
        Ok(Replaced { rows })
    }

    /// Copies everything that another database holds into this one, in one transaction. The log goes on: it is the same publication.
    ///
    /// # Errors
    /// What the databases say; then nothing has changed.
    pub async fn copy_from(&self, source: &Self, now: Instant, report: impl FnMut(Progress<'_>)) -> Result<Replaced> {
        let from = source.snapshot().await?;
        let tx = self.begin().await?;
        let rows = copy_into(&from, &tx, report).await?;
        tx.commit(now).await?;
        Ok(Replaced { rows })
    }

    /// Begins a new log, unless this one began at that moment: places that clients keep of the log before do not hold any more, and are
    /// told so. Numbers go on after `before`, if that is higher than what is here.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin_log(&self, before: i64, now: Instant) -> Result<()> {
        let tx = self.begin().await?;
        if changes::known(&tx).await?.log != now.micros() {
            begin_log(&tx, before, now).await?;
            tx.commit(now).await?;
        }
        Ok(())
    }
}

async fn begin_log(tx: &Tx, before: i64, now: Instant) -> Result<()> {
    let is_sqlite = tx.get_database_backend() == DbBackend::Sqlite;
    for statement in log_statements(is_sqlite, &before.to_string(), now) {
        tx.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Statements that begin a new log. The event that tells of it is one of the site, so that hubs hear of it.
pub(super) fn log_statements(is_sqlite: bool, before: &str, now: Instant) -> [String; 2] {
    let now = now.micros();
    let (greatest, nil) = match is_sqlite {
        true => ("MAX", "x'00000000000000000000000000000000'"),
        false => ("GREATEST", "'00000000-0000-0000-0000-000000000000'::uuid"),
    };
    let next = format!("{greatest}(seq, {before}) + 1");
    [
        format!(
            "UPDATE event_counter SET seq = {next}, public_seq = {next}, public_at = {now}, log = {now} WHERE id = 1"
        ),
        format!(
            "INSERT INTO events (seq, at, action, subject, subject_id, note) \
             SELECT seq, {now}, 'updated', 'site', {nil}, 'restored from a backup' FROM event_counter WHERE id = 1"
        ),
    ]
}
