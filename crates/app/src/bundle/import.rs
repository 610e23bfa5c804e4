//! Importing a bundle: streamed, in transactions of many records, each record whole or not at all.

use std::{collections::HashSet, io::BufRead, ops::ControlFlow};

use masthead_domain::{
    article::AlternativeId,
    body::Body,
    bundle::{ArticleRecord, Record},
    slug::Slug,
};
use masthead_markup::Options;
use tokio::sync::mpsc;

use super::{
    article::{self, ArticleLine},
    files::{self, Archive, Arrival, Arrivals, ImportOptions},
    open::{Open, Waiting},
    read::{self, Chunk, Line, ReadRecord},
    small,
};
use crate::{App, Error, Result};

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was not there.
    Created,
    /// It was there, and differed.
    Updated,
    /// It was there, and did not differ.
    Unchanged,
    /// It was not taken; why.
    Refused(String),
}

/// How many records had which outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)] // named as the outcomes are
pub struct Counts {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub refused: u64,
}

/// What an import tells while it runs.
#[derive(Debug)]
pub enum ImportEvent<'a> {
    /// A record was refused.
    Refused {
        /// Its line, counted from 1.
        line: u64,
        /// Its type, such as `article`; empty when it could not be read.
        kind: &'a str,
        /// Its slug, key or path.
        name: &'a str,
        /// Why.
        reason: &'a str,
    },
    /// A record was taken, and something of its body was changed or kept in another form.
    Note {
        /// Its line, counted from 1.
        line: u64,
        /// The article's slug.
        name: &'a str,
        /// What was changed, and an example of it.
        message: &'a str,
    },
    /// A record was dealt with.
    Done {
        /// Its line, counted from 1; of a record that no bundle holds, its number.
        line: u64,
        /// What became of it.
        outcome: &'a Outcome,
    },
    /// So many bytes have been dealt with.
    Progress {
        /// Bytes of the bundle.
        bytes: u64,
        /// Outcomes so far.
        counts: Counts,
    },
}

/// A record's name, and what became of it.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) line: u64,
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) outcome: Outcome,
    /// What is to be said of it although it was taken.
    pub(super) notes: Vec<String>,
}

impl Done {
    pub(super) fn new(line: u64, (kind, name): (&'static str, String), outcome: Outcome) -> Self {
        Self { line, kind, name, outcome, notes: Vec::new() }
    }
}

/// Where records come from that no bundle holds. Each has a number, by which its events name it; the reading ends when nobody listens.
pub type Source =
    Box<dyn FnOnce(&mut dyn FnMut(u64, Record) -> ControlFlow<()>) -> std::result::Result<(), String> + Send>;

/// Takes a bundle in. Records that are refused do not stop the others; the database being away does.
///
/// # Errors
/// When the input cannot be read or the database fails; what was reported until then is kept, and running it again goes on.
pub async fn import(
    app: &App,
    input: impl BufRead + Send + 'static,
    how: &ImportOptions,
    report: impl FnMut(ImportEvent<'_>),
) -> Result<Counts> {
    take(app, move |options, out| read::read_all(input, options, out), how, report).await
}

/// Takes records in that no bundle holds: what an export of another system was read into. What a record refers to comes before it, as in a bundle.
///
/// # Errors
/// When the source fails, with what it says, or the database does; what was reported until then is kept, and running it again goes on.
pub async fn import_records(
    app: &App,
    source: Source,
    how: &ImportOptions,
    report: impl FnMut(ImportEvent<'_>),
) -> Result<Counts> {
    take(app, move |options, out| read::take_all(source, options, out), how, report).await
}

async fn take(
    app: &App,
    read: impl FnOnce(Options, &mpsc::Sender<std::result::Result<Chunk, String>>) + Send + 'static,
    how: &ImportOptions,
    mut report: impl FnMut(ImportEvent<'_>),
) -> Result<Counts> {
    let language = app.system().site().await?.language.to_string();
    let embed_hosts = app.settings.embed_hosts.clone();
    let options = Options { embed_hosts, language, ..Options::default() };
    // Two chunks wait while one is written: reading and writing overlap, and memory stays flat.
    let (sender, mut chunks) = mpsc::channel(2);
    let reading = tokio::task::spawn_blocking(move || read(options, &sender));
    let mut counts = Counts::default();
    let mut bytes = 0;
    let mut open = Open::begin(app).await?;
    while let Some(chunk) = chunks.recv().await {
        let chunk = chunk.map_err(Error::Malformed)?;
        for line in &chunk.lines {
            let Ok(read) = &line.record else { continue };
            for note in &line.notes {
                let message = format!("{}: {}", note.message, note.sample);
                report(ImportEvent::Note { line: line.number, name: &read.record.name().1, message: &message });
            }
        }
        let mut lines = chunk.lines;
        // Before the transaction: files take their time.
        let mut arrivals = files::arrive(&app.system(), how, &lines).await?;
        for (line, name, message) in std::mem::take(&mut arrivals.notes) {
            report(ImportEvent::Note { line, name: &name, message: &message });
        }
        pull(app, how, &mut lines, &arrivals, &mut report).await?;
        for done in write_chunk(app, how.archive, lines, arrivals, &mut open).await? {
            tell(&done, &mut counts, &mut report);
        }
        bytes += chunk.bytes as u64;
        report(ImportEvent::Progress { bytes, counts });
    }
    reading.await.map_err(Error::internal)?;
    while open.any() {
        let done = open.finish_some(app).await?;
        done.iter().for_each(|done| tell(done, &mut counts, &mut report));
    }
    if counts.created + counts.updated > 1_000 {
        app.db.analyze().await?;
    }
    report(ImportEvent::Progress { bytes, counts });
    Ok(counts)
}

/// Lets pictures that lie elsewhere be assets, as far as they are here or are to be.
async fn pull(
    app: &App,
    how: &ImportOptions,
    lines: &mut [Line],
    arrivals: &Arrivals,
    report: &mut impl FnMut(ImportEvent<'_>),
) -> Result<()> {
    let coming = arrivals.urls(lines);
    let mut bodies: Vec<&mut Body> =
        lines.iter_mut().filter_map(|line| line.record.as_mut().ok()).map(|read| &mut read.body).collect();
    let failed = files::pull(&app.system(), how.fetch, coming, &mut bodies).await?;
    if failed.is_empty() {
        return Ok(());
    }
    for line in lines {
        let Ok(read) = &line.record else { continue };
        let name = read.record.name().1;
        for url in read.body.outside_pictures() {
            if let Some(why) = files::one_spelling(url).and_then(|url| failed.get(&url)) {
                let message = format!("a picture stays where it is: {why}");
                report(ImportEvent::Note { line: line.number, name: &name, message: &message });
            }
        }
    }
    Ok(())
}

fn tell(done: &Done, counts: &mut Counts, report: &mut impl FnMut(ImportEvent<'_>)) {
    match &done.outcome {
        Outcome::Created => counts.created += 1,
        Outcome::Updated => counts.updated += 1,
        Outcome::Unchanged => counts.unchanged += 1,
        Outcome::Refused(reason) => {
            counts.refused += 1;
            report(ImportEvent::Refused { line: done.line, kind: done.kind, name: &done.name, reason });
        }
    }
    for message in &done.notes {
        report(ImportEvent::Note { line: done.line, name: &done.name, message });
    }
    report(ImportEvent::Done { line: done.line, outcome: &done.outcome });
}

/// Writes a chunk in one transaction. When the database refuses it, each record gets a transaction of its own,
/// so that one bad record costs only itself.
async fn write_chunk(
    app: &App,
    archive: Option<Archive>,
    lines: Vec<Line>,
    mut arrivals: Arrivals,
    open: &mut Open,
) -> Result<Vec<Done>> {
    let mut done = Vec::with_capacity(lines.len());
    let mut groups: Vec<Group> = Vec::new();
    // Nothing refers to a redirect: those of an archive wait for the end of the chunk, so that its articles are written together.
    let mut redirects: Vec<Group> = Vec::new();
    for Line { number, record, .. } in lines {
        match record {
            Err(unreadable) => {
                done.push(Done::new(number, ("", unreadable.name), Outcome::Refused(unreadable.reason)));
            }
            Ok(read) => {
                let file = match arrivals.files.remove(&number) {
                    None => None,
                    Some(Ok(arrival)) => Some(arrival),
                    Some(Err(reason)) => {
                        done.push(Done::new(number, read.record.name(), Outcome::Refused(reason)));
                        continue;
                    }
                };
                let waits = archive.is_some() && matches!(read.record, Record::Redirect(_));
                add_to_groups(if waits { &mut redirects } else { &mut groups }, number, read, file);
            }
        }
    }
    groups.append(&mut redirects);
    match write_groups(app, archive, &groups, open).await {
        Ok(written) => done.extend(written),
        Err(error @ (Error::Unavailable(_) | Error::Malformed(_))) => return Err(error),
        Err(error) => {
            tracing::debug!(%error, "a chunk was refused; writing its records one by one");
            for group in groups.into_iter().flat_map(Group::split) {
                let (line, kind, name) = group.first();
                match write_groups(app, archive, &[group], open).await {
                    Ok(written) => done.extend(written),
                    Err(error @ Error::Unavailable(_)) => return Err(error),
                    Err(error) => {
                        let reason = told(&error, line, &name);
                        done.push(Done::new(line, (kind, name), Outcome::Refused(reason)));
                    }
                }
            }
        }
    }
    done.sort_by_key(|done| done.line);
    Ok(done)
}

/// Why a record was refused, for whoever imports; the log has the rest.
pub(super) fn told(error: &Error, line: u64, name: &str) -> String {
    match error {
        Error::Internal(cause) => {
            tracing::error!(%cause, line, name, "the database refused a record");
            "the database refused it; the log says why".to_owned()
        }
        other => other.to_string(),
    }
}

/// Records that are written together.
#[derive(Debug)]
enum Group {
    Articles(Vec<ArticleLine>),
    Other(u64, Box<Record>, Option<Arrival>),
}

impl Group {
    fn split(self) -> Vec<Self> {
        match self {
            Self::Articles(lines) => lines.into_iter().map(|line| Self::Articles(vec![line])).collect(),
            other => vec![other],
        }
    }

    fn first(&self) -> (u64, &'static str, String) {
        match self {
            Self::Articles(lines) => {
                lines.first().map_or((0, "article", String::new()), |l| (l.line, "article", l.record.slug.to_string()))
            }
            Self::Other(line, record, _) => {
                let (kind, name) = record.name();
                (*line, kind, name)
            }
        }
    }
}

/// Articles that follow each other go together, unless they claim the same name: then the later one must see the earlier one.
fn add_to_groups(groups: &mut Vec<Group>, number: u64, read: ReadRecord, file: Option<Arrival>) {
    let record = match read.record {
        Record::Article(record) => *record,
        other => return groups.push(Group::Other(number, Box::new(other), file)),
    };
    let line = ArticleLine { line: number, record, body: read.body, counts: read.counts };
    if let Some(Group::Articles(together)) = groups.last_mut() {
        let names: HashSet<&Slug> = together.iter().map(|line| &line.record.slug).collect();
        let ids: HashSet<&AlternativeId> = together.iter().flat_map(|line| &line.record.alternative_ids).collect();
        let clash = |record: &ArticleRecord| {
            names.contains(&record.slug) || record.alternative_ids.iter().any(|id| ids.contains(id))
        };
        if !clash(&line.record) {
            together.push(line);
            return;
        }
    }
    groups.push(Group::Articles(vec![line]));
}

async fn write_groups(app: &App, archive: Option<Archive>, groups: &[Group], open: &mut Open) -> Result<Vec<Done>> {
    let cx = app.system();
    let tx = app.db.begin().await?;
    let mut done = Vec::new();
    for group in groups {
        match group {
            Group::Articles(lines) => {
                let mut waiting = Waiting::new();
                done.extend(article::write(&cx, &tx, archive, lines, &mut waiting).await?);
                open.keep(&tx, &waiting).await?;
            }
            Group::Other(line, record, file) => {
                let mut notes = Vec::new();
                let outcome = small::write(&cx, &tx, archive, record, file.as_ref(), &mut notes).await?;
                done.push(Done { notes, ..Done::new(*line, record.name(), outcome) });
            }
        }
    }
    tx.commit(app.clock.now()).await?;
    Ok(done)
}
