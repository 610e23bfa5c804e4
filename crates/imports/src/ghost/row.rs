//! One row of a table: what was asked for of it, and nothing else.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// One row of a table, as far as it was asked for. What was not asked for never enters memory: exports have secrets.
#[derive(Debug, Default)]
pub(super) struct Row {
    cells: Vec<(&'static str, Cell)>,
    /// Not every element of a table is one.
    pub(super) is_row: bool,
}

/// A value that is not null.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Flag(bool),
    Number(f64),
    /// A text; JSON when it was neither.
    Text(String),
}

impl Row {
    fn cell(&self, name: &str) -> Option<&Cell> {
        self.cells.iter().find(|(known, _)| *known == name).map(|(_, cell)| cell)
    }

    /// A text that is not blank.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.cell(name)? {
            Cell::Text(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }

    /// A text that is not blank, for good.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let at = self.cells.iter().position(|(known, _)| *known == name)?;
        match self.cells.swap_remove(at).1 {
            Cell::Text(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }

    /// An id: the first versions counted.
    pub(super) fn id(&self, name: &str) -> Option<String> {
        match self.cell(name)? {
            Cell::Number(number) => Some(number.to_string()),
            Cell::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            _ => None,
        }
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        match self.cell(name) {
            Some(Cell::Flag(flag)) => *flag,
            Some(Cell::Number(number)) => *number != 0.0,
            Some(Cell::Text(text)) => matches!(text.trim(), "1" | "true"),
            None => false,
        }
    }

    pub(super) fn number(&self, name: &str) -> Option<f64> {
        match self.cell(name)? {
            Cell::Number(number) => Some(*number),
            Cell::Text(text) => text.trim().parse().ok(),
            Cell::Flag(_) => None,
        }
    }
}

/// Reads a row, and tells the line on which it begins.
pub(super) struct RowSeed<'a> {
    pub(super) columns: &'static [&'static str],
    pub(super) now: &'a dyn Fn() -> u64,
    pub(super) line: &'a mut u64,
}

impl<'de> DeserializeSeed<'de> for RowSeed<'_> {
    type Value = Row;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Row, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for RowSeed<'_> {
    type Value = Row;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row, A::Error> {
        *self.line = (self.now)();
        let mut row = Row { cells: Vec::new(), is_row: true };
        while let Some(name) = map.next_key::<String>()? {
            let wanted = self.columns.iter().find(|column| **column == name);
            match wanted {
                Some(column) => {
                    let raw = map.next_value::<Box<RawValue>>()?;
                    if let Some(cell) = cell(raw.get())
                        && row.cell(column).is_none()
                    {
                        row.cells.push((column, cell));
                    }
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(row)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Row, A::Error> {
        *self.line = (self.now)();
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Row::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Row, E> {
        *self.line = (self.now)();
        Ok(Row::default())
    }
    fn visit_i64<E>(self, _: i64) -> Result<Row, E> {
        *self.line = (self.now)();
        Ok(Row::default())
    }
    fn visit_u64<E>(self, _: u64) -> Result<Row, E> {
        *self.line = (self.now)();
        Ok(Row::default())
    }
    fn visit_f64<E>(self, _: f64) -> Result<Row, E> {
        *self.line = (self.now)();
        Ok(Row::default())
    }
    fn visit_str<E>(self, _: &str) -> Result<Row, E> {
        *self.line = (self.now)();
        Ok(Row::default())
    }
    fn visit_unit<E>(self) -> Result<Row, E> {
        *self.line = (self.now)();
        Ok(Row::default())
    }
}

fn cell(raw: &str) -> Option<Cell> {
    match raw.as_bytes().first()? {
        b'n' => None,
        b't' => Some(Cell::Flag(true)),
        b'f' => Some(Cell::Flag(false)),
        b'"' => Some(Cell::Text(string(raw)?)),
        b'{' | b'[' => Some(Cell::Text(raw.to_owned())),
        _ => raw.parse().ok().map(Cell::Number),
    }
}

/// A JSON string. Half an emoji, as texts have that were cut somewhere, is no reason to give up the rest.
fn string(raw: &str) -> Option<String> {
    serde_json::from_str(raw).ok().or_else(|| serde_json::from_str(&without_halves(raw)).ok())
}

/// Replaces `\uD83D` that has no second half, and second halves alone.
fn without_halves(raw: &str) -> String {
    let unit = |at: usize| {
        let escape = raw.get(at..at + 6)?;
        u16::from_str_radix(escape.strip_prefix("\\u")?, 16).ok()
    };
    let mut out = String::with_capacity(raw.len());
    let mut at = 0;
    while let Some(found) = raw[at..].find('\\') {
        out.push_str(&raw[at..at + found]);
        at += found;
        let (length, is_half) = match (unit(at), unit(at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (12, false),
            (Some(0xD800..=0xDFFF), _) => (6, true),
            (Some(_), _) => (6, false),
            (None, _) => (2, false),
        };
        let end = (at + length).min(raw.len());
        match raw.get(at..end) {
            Some(_) if is_half => out.push('\u{FFFD}'),
            Some(escape) => out.push_str(escape),
            None => return out,
        }
        at = end;
    }
    out.push_str(&raw[at..]);
    out
}

/// One row, for tests.
#[cfg(test)]
pub(super) fn row(text: &str, columns: &'static [&'static str]) -> Row {
    let mut json = serde_json::Deserializer::from_str(text);
    RowSeed { columns, now: &|| 1, line: &mut 0 }.deserialize(&mut json).expect("a row")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_an_emoji_is_replaced() {
        assert_eq!(string(r#""a\ud83d""#).as_deref(), Some("a\u{FFFD}"));
        assert_eq!(string(r#""\ud83d\ude00 \\ud83d \ude00""#).as_deref(), Some("😀 \\ud83d \u{FFFD}"));
        assert_eq!(cell("null"), None);
        assert_eq!(cell("1e3"), Some(Cell::Number(1000.0)));
    }
}
