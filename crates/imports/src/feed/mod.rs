//! Feeds: RSS of every version, Atom and JSON Feed, for publications that have nothing else.
//!
//! A feed is read once. What an article refers to is told just before the first article that does.

mod dates;
mod entry;
mod item;
mod json;
mod named;
mod parts;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_random;
mod xml;

use std::{
    io::{self, BufRead, Read},
    ops::ControlFlow,
};

use url::Url;

use crate::{Fault, Options, Told, lines, text::Utf8};
use entry::{Channel, Entry};
pub use item::Feed;
use xml::{Document, Next, Node, Ns};

/// Opens a document afresh.
pub(crate) type Open<'a> = &'a dyn Fn() -> io::Result<Box<dyn Read + Send>>;

/// A document as UTF-8.
type Input = Utf8<Box<dyn Read + Send>>;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Xml,
    Json,
}

/// Opens a document, and finds out what it is.
fn opened(open: Open<'_>) -> Result<(Input, Form), Fault> {
    let mut input = Utf8::new(open()?).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => Fault::at(1, 0, error.to_string()),
        _ => error.into(),
    })?;
    let beginning = input.fill_buf()?;
    let form = match beginning.trim_ascii_start().first() {
        Some(b'{') => Form::Json,
        Some(b'<') => Form::Xml,
        None if beginning.is_empty() => return Err(Fault::whole("the file is empty")),
        _ => {
            return Err(Fault::whole(
                "this is no feed: RSS and Atom begin with '<', a JSON Feed with '{'; a compressed file must be unpacked first",
            ));
        }
    };
    Ok((input, form))
}

/// Reads a feed that has one page, or the first page of one: see [`Feed`] for more. Returns where the next page is, if there is one.
///
/// # Errors
/// [`Fault`] when it is no feed, or is broken; where. What was told before stays told.
pub fn read(
    open: &dyn Fn() -> io::Result<Box<dyn Read + Send>>,
    size: u64,
    options: &Options,
    out: &mut dyn FnMut(Told) -> ControlFlow<()>,
) -> Result<Option<Url>, Fault> {
    Feed::new(options).page(open, size, out)
}

/// Reads one page, entry by entry. `base` is where it was read from.
fn page(open: Open<'_>, base: Option<&Url>, hears: &mut dyn Hears) -> Result<Channel, Fault> {
    let (input, form) = opened(open)?;
    let replaced = input.replaced();
    let mut channel = Channel { base: base.cloned(), line: 1, ..Channel::default() };
    match form {
        Form::Json => {
            let mut heard = HeardJson { channel: &mut channel, hears, replaced: &|| replaced.replace(false) };
            json::read(input, &mut heard)?;
        }
        Form::Xml => {
            let mut document = Document::new(input);
            let result = xml_page(&mut document, &mut channel, hears, &|| replaced.replace(false));
            if let Err((message, position)) = result {
                let (line, column) = lines::place(opened(open)?.0, position)?;
                return Err(Fault::at(line, column, message));
            }
        }
    }
    Ok(channel)
}

/// What is done with entries.
trait Hears {
    /// An entry, and how many bytes have been read. False: nobody listens any more.
    fn entry(&mut self, channel: &Channel, entry: Result<Entry, u64>, is_replaced: bool, bytes: u64) -> bool;
}

struct HeardJson<'a> {
    channel: &'a mut Channel,
    hears: &'a mut dyn Hears,
    replaced: &'a dyn Fn() -> bool,
}

impl json::Listener for HeardJson<'_> {
    fn member(&mut self, name: &str, value: serde_json::Value) {
        self.channel.member(name, value);
    }

    fn item(&mut self, item: &serde_json::Value, line: u64, bytes: u64) -> bool {
        let entry = if item.is_object() { Ok(Entry::of_json(item, line, self.channel)) } else { Err(line) };
        self.hears.entry(self.channel, entry, (self.replaced)(), bytes)
    }
}

/// Walks over a feed: its root, the channel in it, entries in either.
fn xml_page(
    document: &mut Document,
    channel: &mut Channel,
    hears: &mut dyn Hears,
    replaced: &dyn Fn() -> bool,
) -> Result<(), (String, u64)> {
    let mut depth = 0;
    loop {
        let before = document.position();
        match document.next()? {
            Next::Start(node, is_empty) if depth == 0 => {
                root(&node).map_err(|message| (message, before))?;
                channel.line = node.line;
                around(&node, channel);
                depth += usize::from(!is_empty);
            }
            Next::Start(node, is_empty) => {
                if node.ns == Ns::Rss && node.name == "channel" {
                    around(&node, channel);
                    depth += usize::from(!is_empty);
                    continue;
                }
                let node = if is_empty { node } else { document.rest(node)? };
                let bytes = document.mark();
                let is_entry = matches!((node.ns, node.name.as_str()), (Ns::Rss, "item") | (Ns::Atom, "entry"));
                if !is_entry {
                    channel.element(&node);
                } else if !hears.entry(channel, Ok(Entry::of(&node, channel.base.as_ref())), replaced(), bytes) {
                    return Ok(());
                }
            }
            Next::Text(_) => {}
            Next::End => {
                depth -= usize::from(depth > 0);
                document.mark();
            }
            Next::Over if depth > 0 => return Err((xml::TOO_EARLY.to_owned(), document.position())),
            Next::Over => return Ok(()),
        }
    }
}

/// What an element around entries says about all of them.
fn around(node: &Node, channel: &mut Channel) {
    channel.base = entry::base_of(node, channel.base.as_ref());
    channel.language = channel.language.take().or_else(|| node.attribute("lang").map(str::to_owned));
}

/// Is this the first element of a feed?
fn root(node: &Node) -> Result<(), String> {
    match (node.ns, node.name.as_str()) {
        (_, "rss") | (Ns::Rdf, "RDF") | (_, "channel") => Ok(()),
        (Ns::Atom, "feed") => Ok(()),
        (_, "feed") => Err("this is no Atom: its <feed> lacks xmlns=\"http://www.w3.org/2005/Atom\"".to_owned()),
        (_, "html") => Err("this is a page, and no feed: look in it for <link rel=\"alternate\">".to_owned()),
        (_, "urlset" | "sitemapindex") => Err("this is a sitemap, and no feed".to_owned()),
        (_, name) => {
            let name: String = name.chars().take(40).collect();
            Err(format!("this is no feed: it begins with <{name}>, where <rss>, <feed> or <rdf:RDF> would be right"))
        }
    }
}
