//! HTML as it is written: what was rendered so far, and what there is to say about it.

use std::fmt::Write as _;

use masthead_markup::html::escape;

use crate::MAX_ELEMENT_BYTES;

/// A text as HTML, as Ghost's own renderer would have made it.
#[derive(Debug, Default)]
pub(super) struct Rendered {
    pub(super) html: String,
    /// What was left out or is kept in another form, each once.
    pub(super) notes: Vec<String>,
    /// It became longer than texts may be: parts of Mobiledoc can be repeated without end.
    pub(super) is_too_long: bool,
    /// There is a border behind which only members read on.
    pub(super) is_gated: bool,
}

impl Rendered {
    /// Writes HTML.
    pub(super) fn raw(&mut self, html: &str) -> &mut Self {
        if self.has_room(html.len()) {
            self.html.push_str(html);
        }
        self
    }

    /// Writes text.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        if self.has_room(text.len()) {
            escape(text, &mut self.html);
        }
        self
    }

    fn has_room(&mut self, bytes: usize) -> bool {
        self.is_too_long |= (self.html.len() + bytes) as u64 > MAX_ELEMENT_BYTES;
        !self.is_too_long
    }

    /// Writes ` name="value"`, unless there is no value.
    pub(super) fn attribute(&mut self, name: &str, value: &str) -> &mut Self {
        if !value.is_empty() && self.has_room(value.len()) {
            let _ = write!(self.html, " {name}=\"");
            escape(value, &mut self.html);
            self.html.push('"');
        }
        self
    }

    /// Writes an element with text in it, unless there is none.
    pub(super) fn element(&mut self, name: &str, text: &str) -> &mut Self {
        if !text.trim().is_empty() {
            let _ = write!(self.html, "<{name}>");
            self.text(text);
            let _ = write!(self.html, "</{name}>");
        }
        self
    }

    /// Writes an element with HTML in it, unless there is none.
    pub(super) fn around(&mut self, name: &str, html: &str) -> &mut Self {
        if !html.trim().is_empty() && self.has_room(html.len()) {
            let _ = write!(self.html, "<{name}>{html}</{name}>");
        }
        self
    }

    pub(super) fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) && self.notes.len() < 200 {
            self.notes.push(note);
        }
    }
}
