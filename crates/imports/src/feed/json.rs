//! JSON Feed, one item after the other.

use std::{
    cell::RefCell,
    fmt,
    io::{self, Read},
    rc::Rc,
};

use masthead_domain::article::Role;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{
    Input,
    entry::{Channel, Entry, Person, Picture, name_of},
    xml::TOO_EARLY,
};
use crate::{Fault, MAX_ELEMENT_BYTES, lines::Lines, text::escaped};

/// What listens to a JSON Feed.
pub(super) trait Listener {
    /// A member of the feed itself.
    fn member(&mut self, name: &str, value: Value);
    /// An item, and the line on which it begins. False: nobody listens any more.
    fn item(&mut self, item: &Value, line: u64, bytes: u64) -> bool;
}

#[derive(Clone)]
struct Source(Rc<RefCell<Lines<Input>>>);

impl Read for Source {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.borrow_mut().read(out)
    }
}

/// Reads a JSON Feed. False: nobody listens any more.
pub(super) fn read(input: Input, listener: &mut dyn Listener) -> Result<bool, Fault> {
    let lines = Lines::new(input, MAX_ELEMENT_BYTES);
    let source = Source(Rc::new(RefCell::new(lines)));
    let mut json = serde_json::Deserializer::from_reader(source.clone());
    let mut walk = Walk { source: &source, listener, is_unheard: false, is_feed: false };
    let result = At { walk: &mut walk, is_list: false }.deserialize(&mut json).and_then(|()| json.end());
    if walk.is_unheard {
        return Ok(false);
    }
    if let Err(error) = result {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        let message = if error.is_eof() { TOO_EARLY } else { message };
        return Err(Fault::at(error.line() as u64, error.column() as u64, format!("this is not JSON: {message}")));
    }
    if !walk.is_feed {
        return Err(Fault::whole("this is no JSON Feed: it has no \"items\""));
    }
    Ok(true)
}

struct Walk<'a> {
    source: &'a Source,
    listener: &'a mut dyn Listener,
    is_unheard: bool,
    is_feed: bool,
}

struct At<'w, 'a> {
    walk: &'w mut Walk<'a>,
    is_list: bool,
}

impl<'de> DeserializeSeed<'de> for At<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_list { "a list of items" } else { "a JSON Feed" })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if self.is_list {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        while let Some(name) = map.next_key::<String>()? {
            if name == "items" {
                self.walk.is_feed = true;
                map.next_value_seed(At { walk: self.walk, is_list: true })?;
            } else {
                let value = map.next_value::<Value>()?;
                self.walk.listener.member(&name, value);
            }
            self.walk.source.0.borrow_mut().mark();
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut line = 0;
        while let Some(item) = seq.next_element_seed(Item { source: self.walk.source, line: &mut line })? {
            let bytes = {
                let mut lines = self.walk.source.0.borrow_mut();
                lines.mark();
                Lines::bytes(&lines)
            };
            if self.is_list && !self.walk.listener.item(&item, line, bytes) {
                self.walk.is_unheard = true;
                return Err(serde::de::Error::custom("nobody listens"));
            }
        }
        Ok(())
    }
}

/// An item, and the line on which it begins.
struct Item<'a> {
    source: &'a Source,
    line: &'a mut u64,
}

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Item<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an item")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        *self.line = self.source.0.borrow().line();
        let mut members = serde_json::Map::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        *self.line = self.source.0.borrow().line();
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        *self.line = self.source.0.borrow().line();
        Ok(Value::Null)
    }
    fn visit_i64<E>(self, _: i64) -> Result<Value, E> {
        *self.line = self.source.0.borrow().line();
        Ok(Value::Null)
    }
    fn visit_u64<E>(self, _: u64) -> Result<Value, E> {
        *self.line = self.source.0.borrow().line();
        Ok(Value::Null)
    }
    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        *self.line = self.source.0.borrow().line();
        Ok(Value::Null)
    }
    fn visit_str<E>(self, _: &str) -> Result<Value, E> {
        *self.line = self.source.0.borrow().line();
        Ok(Value::Null)
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        *self.line = self.source.0.borrow().line();
        Ok(Value::Null)
    }
}

fn text(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn html(value: &Value, name: &str) -> Option<String> {
    Some(escaped(&text(value, name)?))
}

/// Authors of 1.1, or the one of 1.0.
fn people(value: &Value) -> Vec<Person> {
    let list = value.get("authors").and_then(Value::as_array);
    let people: Vec<&Value> =
        list.map_or_else(|| value.get("author").into_iter().collect(), |list| list.iter().collect());
    let person = |author: &Value| Person {
        name: name_of(&text(author, "name").unwrap_or_default()),
        url: text(author, "url"),
        role: Role::Author,
    };
    people.into_iter().filter(|author| author.is_object()).map(person).collect()
}

impl Channel {
    /// A member of a JSON Feed.
    pub(super) fn member(&mut self, name: &str, value: Value) {
        let whole = serde_json::json!({ name: value });
        match name {
            "title" => self.title = html(&whole, name),
            "description" => self.description = html(&whole, name),
            "home_page_url" => self.link = text(&whole, name),
            "next_url" => self.next = text(&whole, name),
            "language" => self.language = text(&whole, name),
            "authors" | "author" => self.people.extend(people(&whole)),
            _ => {}
        }
    }
}

impl Entry {
    /// An item of a JSON Feed.
    pub(super) fn of_json(item: &Value, line: u64, channel: &Channel) -> Self {
        let content = text(item, "content_html").or_else(|| {
            // Text has lines, and paragraphs between empty ones.
            let text = html(item, "content_text")?.replace("\r\n", "\n");
            let paragraphs = text.split("\n\n").map(|one| format!("<p>{}</p>", one.trim().replace('\n', "<br>")));
            Some(paragraphs.collect())
        });
        let picture = text(item, "image").or_else(|| text(item, "banner_image"));
        let mut entry = Self {
            line,
            id: text(item, "id"),
            link: text(item, "url"),
            title: html(item, "title"),
            content,
            summary: html(item, "summary"),
            published: text(item, "date_published"),
            updated: text(item, "date_modified"),
            people: people(item),
            picture: picture.map(|url| Picture { url, ..Picture::default() }),
            language: text(item, "language"),
            base: channel.base.clone(),
            content_base: channel.base.clone(),
            ..Self::default()
        };
        for tag in item.get("tags").and_then(Value::as_array).into_iter().flatten() {
            entry.tags.extend(tag.as_str().map(str::to_owned));
        }
        for file in item.get("attachments").and_then(Value::as_array).into_iter().flatten() {
            let kind = text(file, "mime_type").unwrap_or_default();
            entry.attached(&text(file, "url").unwrap_or_default(), &kind);
        }
        if entry.link.is_none() {
            entry.link = text(item, "external_url");
        }
        entry
    }
}
