//! The tables of an export, row by row: memory stays flat however many rows there are.

use std::{
    cell::RefCell,
    fmt,
    io::{self, BufRead, BufReader, Read},
    ops::ControlFlow,
    rc::Rc,
};

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::row::{Row, RowSeed};
use crate::{Fault, MAX_ELEMENT_BYTES, lines::Lines};

/// What listens to the tables.
pub(super) trait Tables {
    /// Which members of the rows of this table are wanted; nothing when rows are only counted.
    fn columns(&self, table: &str) -> Option<&'static [&'static str]>;
    /// A row, and the line on which it begins.
    fn row(&mut self, table: &str, row: Row, line: u64) -> ControlFlow<()>;
    /// A row that was only counted.
    fn passed(&mut self, table: &str, line: u64);
    /// How many bytes have been read.
    fn progress(&mut self, bytes: u64) -> ControlFlow<()>;
}

/// How the reading ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// At the end of the file.
    AtTheEnd,
    /// Nobody listens any more.
    Unheard,
}

/// Reads an export once.
pub(super) fn tables(input: Box<dyn Read + Send>, listener: &mut dyn Tables) -> Result<Ended, Fault> {
    let source = Source::new(input)?;
    let mut walk = Walk { source: &source, listener, has_data: false, is_unheard: false };
    let mut json = serde_json::Deserializer::from_reader(source.clone());
    let result = At { walk: &mut walk, level: Level::Document }.deserialize(&mut json).and_then(|()| json.end());
    if walk.is_unheard {
        return Ok(Ended::Unheard);
    }
    result.map_err(|error| source.fault(&error))?;
    if !walk.has_data {
        return Err(Fault::whole(
            "this is no export of Ghost: it has no \"data\". Settings → Export in Ghost (Labs in older versions) makes one",
        ));
    }
    Ok(Ended::AtTheEnd)
}

/// The file, shared between the one who reads and the one who asks where.
#[derive(Clone)]
struct Source(Rc<RefCell<Lines<Input>>>);

type Input = BufReader<Box<dyn Read + Send>>;

impl Source {
    fn new(input: Box<dyn Read + Send>) -> Result<Self, Fault> {
        let mut input = BufReader::with_capacity(64 * 1024, input);
        let start = input.fill_buf()?;
        if start.is_empty() {
            return Err(Fault::whole("the file is empty"));
        }
        if start.starts_with(b"PK\x03\x04") {
            return Err(Fault::whole("this is a ZIP archive: unpack it, and give the JSON file in it"));
        }
        if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
            return Err(Fault::whole("this is UTF-16: exports of Ghost are UTF-8; save it as that"));
        }
        if start.starts_with(b"\xEF\xBB\xBF") {
            input.consume(3);
        }
        Ok(Self(Rc::new(RefCell::new(Lines::new(input, MAX_ELEMENT_BYTES)))))
    }

    fn line(&self) -> u64 {
        self.0.borrow().line()
    }

    /// An element ends here. Returns how many bytes have been read.
    fn mark(&self) -> u64 {
        let mut lines = self.0.borrow_mut();
        lines.mark();
        Lines::bytes(&lines)
    }

    /// What is wrong, without words of the file: they may be secrets.
    fn fault(&self, error: &serde_json::Error) -> Fault {
        use serde_json::error::Category;
        let (line, column) = (error.line() as u64, error.column() as u64);
        match error.classify() {
            Category::Io => Fault::at(self.line(), 0, error.to_string()),
            Category::Eof => Fault::at(line, column, "the file ends too early: it is not complete"),
            Category::Syntax => {
                let text = error.to_string();
                let message = text.split(" at line ").next().unwrap_or_default();
                Fault::at(line, column, format!("this is not JSON: {message}"))
            }
            Category::Data => Fault::at(line, column, "this is not as exports of Ghost are"),
        }
    }
}

impl Read for Source {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.borrow_mut().read(out)
    }
}

struct Walk<'a> {
    source: &'a Source,
    listener: &'a mut dyn Tables,
    has_data: bool,
    is_unheard: bool,
}

impl Walk<'_> {
    fn heard<E: de::Error>(&mut self, flow: ControlFlow<()>) -> Result<(), E> {
        if flow.is_break() {
            self.is_unheard = true;
            return Err(E::custom("nobody listens"));
        }
        Ok(())
    }
}

/// Where in the export the walk is.
#[derive(Clone, Copy)]
enum Level<'a> {
    /// `{"db": …}` or `{"meta": …, "data": …}`
    Document,
    /// What is in `db`.
    Databases,
    /// What is in `data`.
    Tables,
    /// What is in a table.
    Rows(&'a str),
}

struct At<'w, 'a, 'l> {
    walk: &'w mut Walk<'a>,
    level: Level<'l>,
}

impl<'de> DeserializeSeed<'de> for At<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an export of Ghost")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if let Level::Rows(table) = self.level {
            // No table has this form; it is counted.
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                self.walk.source.mark();
            }
            self.walk.listener.passed(table, self.walk.source.line());
            return Ok(());
        }
        while let Some(name) = map.next_key::<String>()? {
            let level = match (self.level, name.as_str()) {
                (Level::Tables, table) => Level::Rows(table),
                (_, "db") => Level::Databases,
                (_, "data") => {
                    self.walk.has_data = true;
                    Level::Tables
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            map.next_value_seed(At { walk: self.walk, level })?;
            self.walk.source.mark();
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Level::Rows(table) = self.level else {
            let level = Level::Document;
            // `db` has one element; what else is a list has nothing for us.
            if matches!(self.level, Level::Databases) {
                while seq.next_element_seed(At { walk: self.walk, level })?.is_some() {}
            } else {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
            }
            return Ok(());
        };
        let columns = self.walk.listener.columns(table);
        loop {
            if let Some(columns) = columns {
                let mut line = 0;
                let now = || self.walk.source.line();
                let seed = RowSeed { columns, now: &now, line: &mut line };
                let Some(row) = seq.next_element_seed(seed)? else { break };
                let flow = self.walk.listener.row(table, row, line);
                self.walk.heard(flow)?;
            } else {
                if seq.next_element::<IgnoredAny>()?.is_none() {
                    break;
                }
                let line = self.walk.source.line();
                self.walk.listener.passed(table, line);
            }
            let bytes = self.walk.source.mark();
            let flow = self.walk.listener.progress(bytes);
            self.walk.heard(flow)?;
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Heard(Vec<(String, u64, Option<String>)>, usize);

    impl Tables for Heard {
        fn columns(&self, table: &str) -> Option<&'static [&'static str]> {
            (table == "posts").then_some(&["id"])
        }
        fn row(&mut self, table: &str, row: Row, line: u64) -> ControlFlow<()> {
            self.0.push((table.to_owned(), line, row.id("id")));
            ControlFlow::Continue(())
        }
        fn passed(&mut self, _: &str, _: u64) {
            self.1 += 1;
        }
        fn progress(&mut self, _: u64) -> ControlFlow<()> {
            ControlFlow::Continue(())
        }
    }

    fn heard(text: &str) -> Result<Heard, Fault> {
        let mut heard = Heard(Vec::new(), 0);
        tables(Box::new(io::Cursor::new(text.as_bytes().to_vec())), &mut heard).map(|_| heard)
    }

    #[test]
    fn rows_have_lines() {
        let heard = heard(
            "\u{FEFF}{\"db\": [{\"meta\": {},\n \"data\": {\"a\": [1, {}], \"posts\": [\n{\"id\": 7, \"x\": [{}]},\n\n{\"id\":\n\"b\"}, 3]}}]}",
        )
        .expect("an export");
        let posts = |line, id: Option<&str>| ("posts".to_owned(), line, id.map(str::to_owned));
        assert_eq!(heard.0, [posts(3, Some("7")), posts(5, Some("b")), posts(6, None)]);
        assert_eq!(heard.1, 2);
    }

    #[test]
    fn what_is_wrong_has_a_place_and_no_words_of_the_file() {
        for (text, line, words) in [
            ("{\"data\": {\"posts\": [\n{\"id\": \"secret\" \"secret\"}]}}", 2, "not JSON"),
            ("{\"data\": {\"posts\": [\n{\"id\": \"secret\"", 2, "too early"),
            ("[]", 0, "no \"data\""),
            ("", 0, "empty"),
            ("PK\u{3}\u{4}secret", 0, "ZIP"),
            ("secret", 1, "not JSON"),
        ] {
            let fault = heard(text).map(|_| ()).expect_err(text);
            assert!(fault.line == line && fault.message.contains(words), "{text}: {fault}");
            assert!(!fault.message.contains("secret"), "{fault}");
        }
    }
}
