//! What became of every item of an export: told as it happens, and summed up.

use std::{
    collections::{BTreeMap, HashMap},
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    time::Instant,
};

use masthead_app::bundle::Outcome;
use masthead_domain::bundle::Record;
use masthead_imports::Origin;
use serde_json::{Value, json};

use crate::{Failure, failure::one_line, out};

/// How many refusals are kept to be told at the end; the report has all.
const MOST_REFUSALS: usize = 1_000;
/// How many kinds of notes are told.
const MOST_NOTES: usize = 40;

/// Where the report goes.
#[derive(Debug, Default)]
pub(super) enum Output {
    /// Nobody asked for it.
    #[default]
    Nowhere,
    /// Standard output.
    Stdout,
    /// A file.
    File(BufWriter<File>, String),
}

impl Output {
    /// Into a file, from its beginning.
    ///
    /// # Errors
    /// When it cannot be written to.
    pub(super) fn file(path: &Path) -> Result<Self, Failure> {
        let file = File::create(path)
            .map_err(|error| Failure::new(format!("cannot write the report {}: {error}", path.display())))?;
        Ok(Self::File(BufWriter::new(file), path.display().to_string()))
    }
}

/// An item whose records are being written.
#[derive(Debug)]
struct Open {
    origin: Origin,
    notes: Vec<String>,
    /// What its first record is called.
    made: (&'static str, String),
    left: usize,
    outcome: Option<&'static str>,
    reason: Option<String>,
}

/// How many items of a kind had which outcome.
type Outcomes = BTreeMap<&'static str, u64>;

/// See the module.
#[derive(Debug)]
pub(super) struct Ledger {
    output: Output,
    open: HashMap<u64, Open>,
    kinds: BTreeMap<String, Outcomes>,
    notes: BTreeMap<String, (u64, String)>,
    refusals: Vec<String>,
    refused: u64,
    items: u64,
    records: u64,
    began: Instant,
    failure: Option<String>,
}

impl Default for Ledger {
    fn default() -> Self {
        Self::new(Output::Nowhere)
    }
}

impl Ledger {
    pub(super) fn new(output: Output) -> Self {
        Self {
            output,
            open: HashMap::new(),
            kinds: BTreeMap::new(),
            notes: BTreeMap::new(),
            refusals: Vec::new(),
            refused: 0,
            items: 0,
            records: 0,
            began: Instant::now(),
            failure: None,
        }
    }

    /// An item that becomes nothing.
    pub(super) fn skipped(&mut self, origin: Origin, notes: Vec<String>, why: String) {
        self.tell(origin, notes, "skipped", Some(why), None);
    }

    /// An item that should become something, and does not.
    pub(super) fn refused(&mut self, origin: Origin, notes: Vec<String>, why: String) {
        self.tell(origin, notes, "refused", Some(why), None);
    }

    /// An item whose records are on their way.
    pub(super) fn begin(&mut self, number: u64, origin: Origin, notes: Vec<String>, records: &[Record]) {
        let made = records.first().map_or(("", String::new()), Record::name);
        self.open.insert(number, Open { origin, notes, made, left: records.len(), outcome: None, reason: None });
    }

    /// Something is to be said of an item.
    pub(super) fn note(&mut self, number: u64, message: &str) {
        if let Some(open) = self.open.get_mut(&number) {
            open.notes.push(message.to_owned());
        }
    }

    /// A record was refused. The first of an item is the item itself.
    pub(super) fn note_refused(&mut self, number: u64, kind: &str, name: &str, reason: &str) {
        let Some(open) = self.open.get_mut(&number) else { return };
        if open.outcome.is_none() {
            open.reason = Some(reason.to_owned());
        } else {
            open.notes.push(format!("the {kind} {name} was refused: {reason}"));
        }
    }

    /// A record was dealt with.
    pub(super) fn done(&mut self, number: u64, outcome: &Outcome) {
        self.records += 1;
        let Some(open) = self.open.get_mut(&number) else { return };
        open.left = open.left.saturating_sub(1);
        let name = match outcome {
            Outcome::Created => "created",
            Outcome::Updated => "updated",
            Outcome::Unchanged => "unchanged",
            Outcome::Refused(_) => "refused",
        };
        open.outcome.get_or_insert(name);
        if open.left == 0
            && let Some(open) = self.open.remove(&number)
        {
            self.tell(open.origin, open.notes, open.outcome.unwrap_or(name), open.reason, Some(open.made));
        }
    }

    /// The import is over: what is still open was not reached.
    pub(super) fn close(&mut self) {
        let mut left: Vec<_> = self.open.drain().collect();
        left.sort_by_key(|(number, _)| *number);
        for (_, open) in left {
            self.tell(open.origin, open.notes, "not reached", Some("the import stopped before it".to_owned()), None);
        }
        if let Output::File(file, name) = &mut self.output
            && let Err(error) = file.flush()
        {
            self.failure.get_or_insert(format!("cannot write the report {name}: {error}"));
        }
    }

    fn tell(
        &mut self,
        origin: Origin,
        notes: Vec<String>,
        outcome: &'static str,
        reason: Option<String>,
        made: Option<(&'static str, String)>,
    ) {
        self.items += 1;
        *self.kinds.entry(origin.kind.clone()).or_default().entry(outcome).or_default() += 1;
        if outcome == "refused" {
            self.refused += 1;
            if self.refusals.len() < MOST_REFUSALS {
                let reason = reason.as_deref().unwrap_or_default();
                self.refusals.push(format!("{}: refused: {}", named(&origin), one_line(reason)));
            }
        }
        for note in &notes {
            let kind = kind_of(note);
            let (count, _) =
                self.notes.entry(kind).or_insert_with(|| (0, format!("{}: {}", named(&origin), one_line(note))));
            *count += 1;
        }
        if matches!(self.output, Output::Nowhere) {
            return;
        }
        let Origin { line, kind, id, title } = origin;
        let mut told = json!({ "line": line, "kind": kind, "id": id, "title": title, "outcome": outcome });
        if let Some(members) = told.as_object_mut() {
            if let Some((kind, name)) = made.filter(|(kind, _)| !kind.is_empty()) {
                members.insert("became".to_owned(), json!({ "type": kind, "name": name }));
            }
            if let Some(reason) = reason {
                members.insert("reason".to_owned(), reason.into());
            }
            if !notes.is_empty() {
                members.insert("notes".to_owned(), notes.into());
            }
        }
        self.write(&told);
    }

    fn write(&mut self, line: &Value) {
        if self.failure.is_some() {
            return;
        }
        let failed = match &mut self.output {
            Output::Nowhere => None,
            Output::Stdout => out::answer(line).err().map(|failure| failure.message().unwrap_or_default().to_owned()),
            Output::File(file, name) => {
                writeln!(file, "{line}").err().map(|error| format!("cannot write the report {name}: {error}"))
            }
        };
        // The import goes on: it is what was asked for, the report only tells of it.
        self.failure = failed;
    }

    /// Has nothing happened?
    pub(super) fn is_empty(&self) -> bool {
        self.items == 0 && self.open.is_empty()
    }

    /// Why the report is not whole.
    pub(super) fn failure(&self) -> Option<Failure> {
        self.failure.clone().map(Failure::new)
    }

    pub(super) fn has_refusals(&self) -> bool {
        self.refused > 0
    }

    /// How fast it goes.
    pub(super) fn pace(&self) -> String {
        // Whole milliseconds and whole records are exact enough for a pace.
        let ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
        let refused = if self.refused > 0 { format!(", {} refused", self.refused) } else { String::new() };
        format!("{} records{refused}, {}/s", self.records, self.records.saturating_mul(1_000) / ms)
    }

    /// Everything that was refused, a line each.
    pub(super) fn refusals(&self) -> Vec<String> {
        let mut all = self.refusals.clone();
        let more = self.refused.saturating_sub(all.len() as u64);
        if more > 0 {
            all.push(format!("… and {more} more were refused; --report FILE has them all"));
        }
        all
    }

    /// What was changed or could not be kept, each kind once.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut kinds: Vec<_> = self.notes.iter().collect();
        kinds.sort_by(|(_, (a, _)), (_, (b, _))| b.cmp(a));
        let mut lines: Vec<String> = kinds
            .iter()
            .take(MOST_NOTES)
            .map(|(kind, (count, example))| {
                if *count == 1 {
                    format!("note: {example}")
                } else {
                    format!("note: {count} × {kind} (such as {example})")
                }
            })
            .collect();
        if kinds.len() > MOST_NOTES {
            lines.push(format!("… and {} more kinds of notes; --report FILE has them all", kinds.len() - MOST_NOTES));
        }
        lines
    }

    /// The outcomes as a table.
    pub(super) fn summary(&self) -> String {
        const OUTCOMES: [&str; 6] = ["created", "updated", "unchanged", "skipped", "refused", "not reached"];
        let width = self.kinds.keys().map(|kind| kind.chars().count()).max().unwrap_or(0).max(5);
        let mut shown: Vec<&str> = OUTCOMES.to_vec();
        shown.retain(|outcome| {
            *outcome != "not reached" || self.kinds.values().any(|counts| counts.contains_key(outcome))
        });
        let mut out = format!("{:width$}", "");
        shown.iter().for_each(|outcome| out.push_str(&format!("{outcome:>12}")));
        out.push('\n');
        let mut total = Outcomes::new();
        for (kind, counts) in &self.kinds {
            out.push_str(&format!("{kind:width$}"));
            for outcome in &shown {
                out.push_str(&format!("{:>12}", counts.get(outcome).copied().unwrap_or(0)));
            }
            out.push('\n');
            counts.iter().for_each(|(outcome, count)| *total.entry(outcome).or_default() += count);
        }
        out.push_str(&format!("{:width$}", "all"));
        shown.iter().for_each(|outcome| out.push_str(&format!("{:>12}", total.get(outcome).copied().unwrap_or(0))));
        out.push('\n');
        out
    }

    /// The outcomes as a line for programs.
    pub(super) fn summary_json(&self) -> Value {
        let notes: BTreeMap<&str, u64> = self.notes.iter().map(|(kind, (count, _))| (kind.as_str(), *count)).collect();
        json!({ "event": "summary", "items": self.items, "refused": self.refused, "kinds": self.kinds, "notes": notes })
    }
}

/// What a note is about, without what is special to one item.
fn kind_of(note: &str) -> String {
    let general = note.split(": ").next().unwrap_or(note);
    let mut out = String::with_capacity(general.len());
    let mut within = false;
    for c in general.chars() {
        match c {
            '"' => {
                if !within {
                    out.push('…');
                }
                within = !within;
            }
            _ if within => {}
            c if c.is_ascii_digit() => {
                if !out.ends_with('…') {
                    out.push('…');
                }
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

fn named(origin: &Origin) -> String {
    let Origin { line, kind, id, title } = origin;
    let line = if *line > 0 { format!("line {line}: ") } else { String::new() };
    let id = if id.is_empty() { String::new() } else { format!(" {}", one_line(id)) };
    let title =
        if title.is_empty() || title == id.trim() { String::new() } else { format!(" \"{}\"", one_line(title)) };
    format!("{line}{kind}{id}{title}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_of_a_kind_are_one() {
        assert_eq!(kind_of("comments that are not kept: 3"), "comments that are not kept");
        assert_eq!(
            kind_of("the picture 17 of a gallery is not in the export"),
            kind_of("the picture 4 of a gallery is not in the export")
        );
        assert_eq!(kind_of("its slug is \"a\": \"b\" was taken"), kind_of("its slug is \"c\": \"d\" was taken"));
    }

    #[test]
    fn an_item_is_told_when_all_its_records_are_done() {
        let mut ledger = Ledger::new(Output::Nowhere);
        let origin = Origin { line: 7, kind: "post".to_owned(), id: "1".to_owned(), title: "A".to_owned() };
        let redirect = |from: &str| {
            Record::Redirect(masthead_domain::bundle::RedirectRecord {
                from: from.to_owned(),
                to: Some("/x".to_owned()),
                article: None,
            })
        };
        ledger.begin(1, origin, Vec::new(), &[redirect("/a"), redirect("/b")]);
        ledger.done(1, &Outcome::Created);
        assert_eq!(ledger.items, 0);
        ledger.note_refused(1, "redirect", "/b", "why");
        ledger.done(1, &Outcome::Refused("why".to_owned()));
        assert_eq!((ledger.items, ledger.refused), (1, 0));
        assert!(
            ledger.notes().iter().any(|note| note.contains("the redirect /b was refused: why")),
            "{:?}",
            ledger.notes()
        );
        assert!(ledger.summary().contains("post"));
    }
}
