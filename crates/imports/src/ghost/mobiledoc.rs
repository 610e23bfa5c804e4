//! Mobiledoc, the texts of Ghost 1 to 4, as the HTML that Ghost makes of them.

use masthead_markup::Options;
use serde_json::Value;

use super::{cards, write::Rendered};

/// Elements that a section may be.
const SECTIONS: [&str; 10] = ["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside", "pull-quote"];
/// Elements that text may be in.
const MARKUPS: [&str; 13] = ["a", "b", "strong", "i", "em", "s", "del", "u", "code", "sub", "sup", "mark", "small"];

struct Document<'a> {
    markups: &'a [Value],
    atoms: &'a [Value],
    cards: &'a [Value],
    options: &'a Options,
}

/// Writes a document. What is wrong with it is told without its words.
pub(super) fn render(source: &str, options: &Options, out: &mut Rendered) -> Result<(), String> {
    let json: Value = serde_json::from_str(source).map_err(|error| {
        format!("its text (mobiledoc) is not readable at line {}, column {}", error.line(), error.column())
    })?;
    let list = |name: &str| json.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut document = Document { markups: list("markups"), atoms: list("atoms"), cards: list("cards"), options };
    let mut sections = list("sections");
    if json.get("sections").and_then(Value::as_array).is_none() {
        return Err("its text (mobiledoc) has no sections".to_owned());
    }
    // The first versions kept the markups in front of the sections.
    if json.get("markups").is_none()
        && let [Value::Array(markups), Value::Array(inner)] = sections
    {
        document.markups = markups;
        sections = inner;
    }
    for section in sections {
        document.section(section, out);
        if out.is_too_long {
            return Err("its text (mobiledoc) is longer than texts may be: parts of it are repeated".to_owned());
        }
    }
    Ok(())
}

impl Document<'_> {
    fn section(&self, section: &Value, out: &mut Rendered) {
        match section.get(0).and_then(Value::as_u64) {
            Some(1) => {
                let tag = section.get(1).and_then(Value::as_str).unwrap_or("p").to_ascii_lowercase();
                let tag = SECTIONS.into_iter().find(|known| *known == tag).unwrap_or("p");
                let (open, close) = match tag {
                    "aside" | "pull-quote" => ("<blockquote class=\"kg-blockquote-alt\">".to_owned(), "blockquote"),
                    tag => (format!("<{tag}>"), tag),
                };
                out.raw(&open);
                self.markers(section.get(2), out);
                out.raw("</").raw(close).raw(">\n");
            }
            Some(2) => {
                out.raw("<figure><img").attribute("src", section.get(1).and_then(Value::as_str).unwrap_or_default());
                out.raw("></figure>\n");
            }
            Some(3) => {
                let tag = if section.get(1).and_then(Value::as_str) == Some("ol") { "ol" } else { "ul" };
                out.raw("<").raw(tag).raw(">");
                for item in section.get(2).and_then(Value::as_array).into_iter().flatten() {
                    out.raw("<li>");
                    self.markers(Some(item), out);
                    out.raw("</li>");
                }
                out.raw("</").raw(tag).raw(">\n");
            }
            Some(10) => {
                // A place in the list of cards; in the first versions, the card itself.
                let (name, data) = match section.get(1) {
                    Some(Value::String(name)) => (Some(name.as_str()), section.get(2)),
                    place => {
                        let card =
                            place.and_then(Value::as_u64).and_then(|at| self.cards.get(usize::try_from(at).ok()?));
                        (card.and_then(|card| card.get(0)).and_then(Value::as_str), card.and_then(|card| card.get(1)))
                    }
                };
                match name {
                    Some(name) => cards::card(name, data.unwrap_or(&Value::Null), self.options, out),
                    None => out.note("A card stands in the text that is not in the list of cards."),
                }
            }
            _ => out.note("A part of the text has a form that is not known, and was left out."),
        }
    }

    /// Text, and the elements that open and close around it.
    fn markers(&self, markers: Option<&Value>, out: &mut Rendered) {
        let mut open: Vec<&str> = Vec::new();
        for marker in markers.and_then(Value::as_array).into_iter().flatten() {
            // `[type, opened, closed, text]`; without the type in the first versions.
            let Some(parts) = marker.as_array() else { continue };
            let (is_atom, parts) = match parts.as_slice() {
                [kind, rest @ ..] if rest.len() >= 3 => (kind.as_u64() == Some(1), rest),
                parts => (false, parts),
            };
            let [opened, closed, value, ..] = parts else { continue };
            if out.is_too_long {
                return;
            }
            for place in opened.as_array().into_iter().flatten() {
                let markup = place.as_u64().and_then(|at| self.markups.get(usize::try_from(at).ok()?));
                open.push(self.open(markup, out));
            }
            if is_atom {
                self.atom(value, out);
            } else {
                out.text(value.as_str().unwrap_or_default());
            }
            for _ in 0..closed.as_u64().unwrap_or(0).min(open.len() as u64) {
                self.close(open.pop(), out);
            }
        }
        while !open.is_empty() {
            self.close(open.pop(), out);
        }
    }

    fn open(&self, markup: Option<&Value>, out: &mut Rendered) -> &'static str {
        let name = markup.and_then(|markup| markup.get(0)).and_then(Value::as_str).unwrap_or_default();
        let Some(name) = MARKUPS.into_iter().find(|known| known.eq_ignore_ascii_case(name)) else { return "" };
        out.raw("<").raw(name);
        let attributes = markup.and_then(|markup| markup.get(1)).and_then(Value::as_array);
        for pair in attributes.map_or(&[][..], Vec::as_slice).chunks(2) {
            if let [Value::String(attribute), Value::String(value)] = pair
                && matches!(attribute.as_str(), "href" | "title")
            {
                out.attribute(attribute, value);
            }
        }
        out.raw(">");
        name
    }

    fn close(&self, name: Option<&str>, out: &mut Rendered) {
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            out.raw("</").raw(name).raw(">");
        }
    }

    /// Something that stands in text: a line break, or a name.
    fn atom(&self, place: &Value, out: &mut Rendered) {
        let atom = place.as_u64().and_then(|at| self.atoms.get(usize::try_from(at).ok()?));
        match atom.and_then(|atom| atom.get(0)).and_then(Value::as_str) {
            Some("soft-return") => {
                out.raw("<br>");
            }
            _ => {
                out.text(atom.and_then(|atom| atom.get(1)).and_then(Value::as_str).unwrap_or_default());
            }
        }
    }
}
