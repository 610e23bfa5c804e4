//! Reading a bundle: lines to records, with their bodies in canonical form. Runs beside the writing, on a thread of its own.

use std::{
    io::{BufRead, Read},
    ops::ControlFlow,
};

use masthead_domain::{
    body::Body,
    bundle::{ArticleRecord, BodyRecord, Record},
};
use masthead_markup::{Note, Options, Parsed, html, markdown, sanitise_blocks};
use tokio::sync::mpsc;

use super::import::Source;
use crate::form::has_nul;

/// Longest line of a bundle, in bytes.
pub(super) const MAX_LINE_BYTES: u64 = 32 * 1024 * 1024;
/// A chunk ends with this many records, or this many bytes.
const CHUNK_RECORDS: usize = 500;
const CHUNK_BYTES: usize = 4 * 1024 * 1024;
/// Of records whose bytes nobody has counted, this many words.
const CHUNK_WORDS: usize = 150_000;

/// One line, read.
#[derive(Debug)]
pub(super) struct Line {
    /// Its number, counted from 1.
    pub(super) number: u64,
    /// What it says, or why it cannot be read.
    pub(super) record: Result<ReadRecord, Unreadable>,
    /// What its body lost or changed on the way in.
    pub(super) notes: Vec<Note>,
}

/// A record whose body, if it has one, is in canonical form.
#[derive(Debug)]
pub(super) struct ReadRecord {
    pub(super) record: Record,
    pub(super) body: Body,
    pub(super) counts: Counts,
}

/// What is counted of a body; here, because counting is work that need not wait for the database.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) words: i32,
    pub(super) minutes: i32,
}

impl Counts {
    pub(super) fn of(body: &Body) -> Self {
        Self {
            words: i32::try_from(body.word_count()).unwrap_or(i32::MAX),
            minutes: i32::try_from(body.reading_minutes()).unwrap_or(i32::MAX),
        }
    }
}

/// A line that is not a record.
#[derive(Debug)]
pub(super) struct Unreadable {
    /// The slug, as far as one could be found.
    pub(super) name: String,
    /// Why.
    pub(super) reason: String,
}

/// A part of a bundle, in order.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    pub(super) lines: Vec<Line>,
    pub(super) bytes: usize,
}

/// Reads everything and sends it in chunks; stops when nobody listens any more.
pub(super) fn read_all(mut input: impl BufRead, mut options: Options, out: &mpsc::Sender<Result<Chunk, String>>) {
    // Quotation marks follow the language: the article's own, or the site's, which the bundle may set.
    let mut site_language = options.language.clone();
    let mut chunk = Chunk::default();
    let mut number = 0;
    let mut text = Vec::new();
    loop {
        text.clear();
        let read = match (&mut input).take(MAX_LINE_BYTES + 1).read_until(b'\n', &mut text) {
            Ok(read) => read,
            Err(error) => return drop(out.blocking_send(Err(unread(&error)))),
        };
        if read == 0 {
            break;
        }
        number += 1;
        chunk.bytes += read;
        let too_long = read as u64 > MAX_LINE_BYTES;
        if too_long && let Err(error) = skip_line(&mut input) {
            return drop(out.blocking_send(Err(unread(&error))));
        }
        if !text.trim_ascii().is_empty() {
            let line = read_line(number, &text, too_long, &mut options, &site_language);
            if let Ok(ReadRecord { record: Record::Site(site), .. }) = &line.record {
                site_language = site.language.to_string();
            }
            chunk.lines.push(line);
        }
        let is_full = chunk.lines.len() >= CHUNK_RECORDS || chunk.bytes >= CHUNK_BYTES;
        if is_full && out.blocking_send(Ok(std::mem::take(&mut chunk))).is_err() {
            return;
        }
    }
    // Nobody listening is the receiver's decision, not a fault of reading.
    let _ = out.blocking_send(Ok(chunk));
}

fn unread(error: &std::io::Error) -> String {
    format!("the bundle cannot be read: {error}")
}

/// As [`read_all`], for records that no bundle holds.
pub(super) fn take_all(source: Source, mut options: Options, out: &mpsc::Sender<Result<Chunk, String>>) {
    let mut site_language = options.language.clone();
    let mut chunk = Chunk::default();
    let mut words = 0;
    let taken = source(&mut |number, record| {
        if let Record::Site(site) = &record {
            site_language = site.language.to_string();
        }
        let line = line_of(number, record, &mut options, &site_language);
        words += line.record.as_ref().map_or(0, |read| usize::try_from(read.counts.words).unwrap_or(0));
        chunk.lines.push(line);
        let is_full = chunk.lines.len() >= CHUNK_RECORDS || words >= CHUNK_WORDS;
        if is_full {
            words = 0;
            if out.blocking_send(Ok(std::mem::take(&mut chunk))).is_err() {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    });
    let sent = out.blocking_send(Ok(chunk));
    if let (Ok(()), Err(message)) = (sent, taken) {
        // Nobody listening is the receiver's decision.
        let _ = out.blocking_send(Err(message));
    }
}

fn skip_line(input: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = buffer.iter().position(|&b| b == b'\n');
        let used = end.map_or(buffer.len(), |at| at + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}

fn read_line(number: u64, text: &[u8], too_long: bool, options: &mut Options, site_language: &str) -> Line {
    let unreadable =
        |name: String, reason: String| Line { number, record: Err(Unreadable { name, reason }), notes: Vec::new() };
    if too_long {
        return unreadable(String::new(), format!("the line is longer than {MAX_LINE_BYTES} bytes"));
    }
    // A byte order mark is allowed where a file begins.
    let text = if number == 1 { text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text) } else { text };
    // The escape may itself be escaped: only then is the line read twice.
    if text.windows(6).any(|six| six == b"\\u0000") && serde_json::from_slice(text).is_ok_and(|json| has_nul(&json)) {
        return unreadable(guess_name(text), "the character U+0000 is not text".to_owned());
    }
    match serde_json::from_slice(text) {
        Ok(record) => line_of(number, record, options, site_language),
        Err(error) => unreadable(guess_name(text), error.to_string()),
    }
}

/// A record with its body in canonical form.
fn line_of(number: u64, mut record: Record, options: &mut Options, site_language: &str) -> Line {
    let (body, notes) = match &mut record {
        Record::Article(article) => {
            options.language = article.language.as_deref().unwrap_or(site_language).to_owned();
            match read_body(article, options) {
                Ok(read) => read,
                Err(reason) => {
                    let name = article.slug.to_string();
                    return Line { number, record: Err(Unreadable { name, reason }), notes: Vec::new() };
                }
            }
        }
        _ => (Body::default(), Vec::new()),
    };
    Line { number, record: Ok(ReadRecord { counts: Counts::of(&body), record, body }), notes }
}

/// Takes the body out of a record, in canonical form.
fn read_body(article: &mut ArticleRecord, options: &Options) -> Result<(Body, Vec<Note>), String> {
    let Parsed { body, notes } = match article.body.take() {
        None => return Ok((Body::default(), Vec::new())),
        Some(BodyRecord::Html(text)) => html::parse(&text, options),
        Some(BodyRecord::Markdown(text)) => markdown::parse(&text, options),
        Some(BodyRecord::Blocks(mut body)) => {
            let violations = body.check();
            if !violations.is_empty() {
                let all: Vec<String> =
                    violations.iter().take(10).map(|v| format!("body{}: {}", v.path, v.message)).collect();
                return Err(all.join("; "));
            }
            let notes = sanitise_blocks(&mut body, options);
            Parsed { body, notes }
        }
    };
    Ok((body, notes))
}

/// The slug of a line that is JSON but not a record, so that a report can name it.
fn guess_name(text: &[u8]) -> String {
    let value: serde_json::Value = serde_json::from_slice(text).unwrap_or_default();
    ["slug", "key", "from", "name"]
        .iter()
        .find_map(|member| value.get(member)?.as_str())
        .unwrap_or_default()
        .chars()
        .take(200)
        .collect()
}
