//! `masthead import bundle`: content in, with a word about everything that was not taken.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use indicatif::ProgressBar;
use masthead_app::bundle::{self, Counts, Files, ImportEvent, ImportOptions};
use serde_json::{Value, json};

use super::database::{self, Schema};
use crate::{Failure, args::ImportBundle, failure::one_line, out, progress, settings::Origins};

/// How much of the bundle is read at once.
const BUFFER: usize = 256 * 1024;

/// Imports a bundle.
///
/// # Errors
/// When the bundle cannot be read, or the database cannot be opened or written to.
pub(crate) async fn run(command: ImportBundle, origins: Origins) -> Result<ExitCode, Failure> {
    let ImportBundle { file, json, quiet_notes, files, fetch, no_migrate, settings } = command;
    settings.log.start();
    // Before the database: a mistyped name should change nothing.
    let (input, size) = open(&file)?;
    let schema = if no_migrate { Schema::Refuse } else { Schema::Migrate };
    let app = database::for_work(&settings.database, &origins, settings.app(), schema).await?;

    let how = ImportOptions { files: files_of(&file, files), fetch, archive: None };
    let mut report =
        Report { bar: progress::reading(size), json, quiet_notes, notes: 0, began: Instant::now(), failed: None };
    let input = BufReader::with_capacity(BUFFER, input);
    let done = bundle::import(&app, input, &how, |event| report.take(&event)).await;
    report.bar.finish_and_clear();
    let counts = done.map_err(|error| {
        let message = format!("the import of {} stopped", shown(&file));
        let failure = Failure::of(&message, &error);
        // What was taken stays; nobody has to clean up before the next try.
        Failure::new(format!("{}; running it again goes on", failure.message().unwrap_or(&message)))
    })?;
    app.close().await;
    if let Some(failure) = report.failed {
        return Err(failure);
    }
    if json {
        out::answer(counts_json(&counts, report.notes))?;
    } else {
        out::answer(totals(&counts))?;
    }
    Ok(if counts.refused == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn shown(file: &Path) -> String {
    if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() }
}

/// Where the files of a bundle are: where it is said, else beside it.
fn files_of(bundle: &Path, said: Option<PathBuf>) -> Files {
    match said {
        Some(folder) => Files::Folder(folder),
        None if bundle == Path::new("-") => Files::Nowhere,
        None => Files::Folder(bundle.parent().unwrap_or(Path::new("")).to_owned()),
    }
}

/// The bundle, and how large it is, if that can be known.
fn open(file: &Path) -> Result<(Box<dyn Read + Send>, Option<u64>), Failure> {
    if file == Path::new("-") {
        return Ok((Box::new(io::stdin()), None));
    }
    let failed = |error: io::Error| Failure::new(format!("cannot read the bundle {}: {error}", file.display()));
    let opened = File::open(file).map_err(failed)?;
    let metadata = opened.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(Failure::new(format!("cannot read the bundle {}: it is a folder", file.display())));
    }
    Ok((Box::new(opened), metadata.is_file().then_some(metadata.len())))
}

/// Where the events of an import go.
struct Report {
    bar: ProgressBar,
    json: bool,
    quiet_notes: bool,
    notes: u64,
    began: Instant,
    /// Why standard output could not be written to. The import goes on: it is what was asked for, the report only
    /// tells of it.
    failed: Option<Failure>,
}

impl Report {
    fn take(&mut self, event: &ImportEvent<'_>) {
        if let ImportEvent::Progress { bytes, counts } = event {
            self.bar.set_position(*bytes);
            self.bar.set_message(self.pace(counts));
            return;
        }
        if let ImportEvent::Note { .. } = event {
            self.notes += 1;
            if self.quiet_notes {
                return;
            }
        }
        if self.json {
            if self.failed.is_none()
                && let Some(line) = told_json(event)
            {
                self.failed = self.bar.suspend(|| out::answer(line)).err();
            }
        } else if let Some(line) = told(event) {
            self.bar.suspend(|| out::say(line));
        }
    }

    fn pace(&self, counts: &Counts) -> String {
        let records = sum(counts);
        // Whole milliseconds and whole records are exact enough for a pace.
        let ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
        let refused = if counts.refused > 0 { format!(", {} refused", counts.refused) } else { String::new() };
        format!("{records} records{refused}, {}/s", records.saturating_mul(1_000) / ms)
    }
}

fn sum(counts: &Counts) -> u64 {
    counts.created + counts.updated + counts.unchanged + counts.refused
}

/// An event as a line for people; nothing for progress.
pub(super) fn told(event: &ImportEvent<'_>) -> Option<String> {
    Some(match event {
        ImportEvent::Refused { line, kind, name, reason } => {
            format!("line {line}: {}refused: {}", subject(kind, name), one_line(reason))
        }
        ImportEvent::Note { line, name, message } => {
            format!("line {line}: {}note: {}", subject("article", name), one_line(message))
        }
        ImportEvent::Progress { .. } | ImportEvent::Done { .. } => return None,
    })
}

fn subject(kind: &str, name: &str) -> String {
    match (kind, name) {
        ("", "") => String::new(),
        ("", name) => format!("\"{}\": ", one_line(name)),
        (kind, "") => format!("{kind}: "),
        (kind, name) => format!("{kind} \"{}\": ", one_line(name)),
    }
}

/// An event as a line for programs; nothing for progress.
fn told_json(event: &ImportEvent<'_>) -> Option<Value> {
    Some(match event {
        ImportEvent::Refused { line, kind, name, reason } => {
            json!({ "event": "refused", "line": line, "type": kind, "name": name, "reason": reason })
        }
        ImportEvent::Note { line, name, message } => {
            json!({ "event": "note", "line": line, "type": "article", "name": name, "message": message })
        }
        ImportEvent::Progress { .. } | ImportEvent::Done { .. } => return None,
    })
}

/// The counts as a line for people.
pub(super) fn totals(counts: &Counts) -> String {
    let Counts { created, updated, unchanged, refused } = counts;
    format!("{created} created, {updated} updated, {unchanged} unchanged, {refused} refused")
}

/// The counts as a line for programs.
fn counts_json(counts: &Counts, notes: u64) -> Value {
    let Counts { created, updated, unchanged, refused } = counts;
    json!({
        "event": "counts",
        "created": created,
        "updated": updated,
        "unchanged": unchanged,
        "refused": refused,
        "notes": notes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_and_notes_are_told_on_one_line() {
        let refused = ImportEvent::Refused { line: 12, kind: "article", name: "a-b", reason: "no\nsuch section" };
        assert_eq!(told(&refused).as_deref(), Some("line 12: article \"a-b\": refused: no such section"));
        let unreadable = ImportEvent::Refused { line: 3, kind: "", name: "", reason: "\u{1b}[31mexpected" };
        assert_eq!(told(&unreadable).as_deref(), Some("line 3: refused: \\u{1b}[31mexpected"));
        let note = ImportEvent::Note { line: 1, name: "a", message: "a table was kept: x" };
        assert_eq!(told(&note).as_deref(), Some("line 1: article \"a\": note: a table was kept: x"));
    }

    #[test]
    fn the_report_for_programs_names_everything() {
        let refused = ImportEvent::Refused { line: 12, kind: "article", name: "a", reason: "why" };
        let line = told_json(&refused).expect("a refusal is told").to_string();
        assert_eq!(line, r#"{"event":"refused","line":12,"name":"a","reason":"why","type":"article"}"#);
    }
}
