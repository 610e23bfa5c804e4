//! What reading changed, so that nothing is lost silently.

use masthead_domain::body::Body;
use serde::Serialize;

/// A body that was read, and what could not be kept as it was.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Parsed {
    /// The body, in canonical form.
    pub body: Body,
    /// What was changed, in reading order, each thing once.
    pub notes: Vec<Note>,
}

/// One thing that was changed or removed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Note {
    /// For programs, such as `removed_script` or `kept_as_html`.
    pub code: String,
    /// For people.
    pub message: String,
    /// The beginning of what it is about.
    pub sample: String,
}

/// How many notes one document gets; a document that is wrong everywhere is wrong often enough by then.
const MOST_NOTES: usize = 200;
/// How many characters of what it is about a note shows.
const SAMPLE_CHARS: usize = 80;

/// Notes as they are collected.
#[derive(Debug, Default)]
pub(crate) struct Notes(pub(crate) Vec<Note>);

impl Notes {
    pub(crate) fn add(&mut self, code: &str, message: &str, sample: &str) {
        if self.0.len() >= MOST_NOTES {
            return;
        }
        let mut short: String = sample.chars().filter(|c| !c.is_control() || *c == '\n').take(SAMPLE_CHARS).collect();
        if short.len() < sample.len() && short.chars().count() == SAMPLE_CHARS {
            short.push('…');
        }
        let note = Note { code: code.to_owned(), message: message.to_owned(), sample: short.trim().to_owned() };
        if !self.0.contains(&note) {
            self.0.push(note);
        }
    }
}
