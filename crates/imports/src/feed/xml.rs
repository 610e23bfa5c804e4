//! XML, one element of a feed after the other. What a feed has besides entries is small; an entry is read as a whole, within bounds.

use quick_xml::{
    NsReader,
    events::{BytesStart, Event},
    name::ResolveResult,
};

use masthead_markup::html::escape;

use super::Input;
use crate::{
    MAX_ELEMENT_BYTES,
    lines::Lines,
    text::{reference, unescaped},
};

/// Most elements of one entry.
const MAX_NODES: usize = 100_000;
/// How deep elements are kept; the text of what is deeper goes to those around.
const MAX_DEPTH: usize = 150;

/// What is said of half a file.
pub(super) const TOO_EARLY: &str = "the file ends too early: it is not complete";

/// The vocabularies that feeds are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ns {
    /// RSS of any version.
    Rss,
    Atom,
    Rdf,
    Dc,
    Terms,
    Content,
    Media,
    Itunes,
    Burner,
    Xhtml,
    Other,
}

fn vocabulary(found: &ResolveResult<'_>) -> Ns {
    let uri = match found {
        ResolveResult::Unbound => return Ns::Rss,
        ResolveResult::Bound(namespace) => namespace.as_ref(),
        // Prefixes that nobody has declared are what they are everywhere.
        ResolveResult::Unknown(prefix) => {
            return match AsRef::<str>::as_ref(prefix) {
                "atom" | "a10" => Ns::Atom,
                "rdf" => Ns::Rdf,
                "dc" => Ns::Dc,
                "dcterms" => Ns::Terms,
                "content" => Ns::Content,
                "media" => Ns::Media,
                "itunes" => Ns::Itunes,
                _ => Ns::Other,
            };
        }
    };
    let bare = uri.trim().trim_start_matches("https://").trim_start_matches("http://").trim_end_matches(['/', '#']);
    match bare {
        "purl.org/rss/1.0"
        | "my.netscape.com/rdf/simple/0.9"
        | "channel.netscape.com/rdf/simple/0.9"
        | "backend.userland.com/rss2"
        | "backend.userland.com/rss"
        | "blogs.law.harvard.edu/tech/rss"
        | "" => Ns::Rss,
        "www.w3.org/2005/Atom" | "purl.org/atom/ns" => Ns::Atom,
        "www.w3.org/1999/02/22-rdf-syntax-ns" => Ns::Rdf,
        "purl.org/dc/elements/1.1" | "purl.org/dc/elements/1.0" => Ns::Dc,
        "purl.org/dc/terms" => Ns::Terms,
        "purl.org/rss/1.0/modules/content" => Ns::Content,
        "search.yahoo.com/mrss" => Ns::Media,
        "www.itunes.com/dtds/podcast-1.0.dtd" | "www.itunes.com/DTDs/Podcast-1.0.dtd" => Ns::Itunes,
        "rssnamespace.org/feedburner/ext/1.0" => Ns::Burner,
        "www.w3.org/1999/xhtml" => Ns::Xhtml,
        _ => Ns::Other,
    }
}

/// An element.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) ns: Ns,
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    parts: Vec<Part>,
    /// The line on which it begins.
    pub(super) line: u64,
    /// It had more than can be kept.
    pub(super) is_too_large: bool,
}

#[derive(Debug)]
enum Part {
    Text(String),
    Node(Node),
}

impl Node {
    /// An attribute, by its name without a prefix; `base` and `lang` are those of XML.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name)?;
        Some(found.1.trim()).filter(|value| !value.is_empty())
    }

    pub(super) fn children(&self) -> impl Iterator<Item = &Node> {
        self.parts.iter().filter_map(|part| if let Part::Node(node) = part { Some(node) } else { None })
    }

    pub(super) fn all<'a>(&'a self, ns: Ns, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children().filter(move |child| child.ns == ns && child.name == name)
    }

    pub(super) fn first<'a>(&'a self, ns: Ns, name: &'a str) -> Option<&'a Node> {
        self.all(ns, name).next()
    }

    /// All text in it.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.add_text(&mut out);
        out
    }

    fn add_text(&self, out: &mut String) {
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Node(node) => node.add_text(out),
            }
        }
    }

    /// What is in it, as HTML: elements that stand in the feed itself, as Atom's XHTML does.
    pub(super) fn inner_html(&self) -> String {
        let mut out = String::new();
        self.parts.iter().for_each(|part| html(part, &mut out));
        out
    }
}

fn html(part: &Part, out: &mut String) {
    match part {
        Part::Text(text) => escape(text, out),
        Part::Node(node) => {
            let name: String = node.name.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
            out.push('<');
            out.push_str(&name);
            for (name, value) in &node.attributes {
                if name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
                    out.push(' ');
                    out.push_str(name);
                    out.push_str("=\"");
                    escape(value, out);
                    out.push('"');
                }
            }
            out.push('>');
            if matches!(name.as_str(), "br" | "img" | "hr" | "input" | "source" | "embed" | "col" | "wbr" | "track") {
                return;
            }
            node.parts.iter().for_each(|part| html(part, out));
            out.push_str("</");
            out.push_str(&name);
            out.push('>');
        }
    }
}

/// Reads a document.
pub(super) struct Document {
    reader: NsReader<Lines<Input>>,
    buffer: Vec<u8>,
}

/// What comes next within an element.
pub(super) enum Next {
    /// An element begins, on this line.
    Start(Node, bool),
    Text(String),
    End,
    /// The document is over.
    Over,
}

impl Document {
    pub(super) fn new(input: Input) -> Self {
        let lines = Lines::new(input, MAX_ELEMENT_BYTES);
        let mut reader = NsReader::from_reader(lines);
        reader.config_mut().allow_dangling_amp = true;
        Self { reader, buffer: Vec::new() }
    }

    /// An element ends here. Returns how many bytes have been read.
    pub(super) fn mark(&mut self) -> u64 {
        self.reader.get_mut().mark();
        Lines::bytes(self.reader.get_mut())
    }

    /// Where the reader is, in bytes.
    pub(super) fn position(&self) -> u64 {
        self.reader.buffer_position()
    }

    /// The next start, text or end. `Err` has what is wrong, and the byte at which it is.
    pub(super) fn next(&mut self) -> Result<Next, (String, u64)> {
        loop {
            self.buffer.clear();
            let line = Lines::line(self.reader.get_mut());
            let before = self.reader.buffer_position();
            let event = self.reader.read_resolved_event_into(&mut self.buffer);
            let (found, event) = match event {
                Ok(read) => read,
                Err(error) => {
                    let message = match error {
                        quick_xml::Error::Io(error) => error.to_string(),
                        error => format!("this is not well-formed: {error}"),
                    };
                    return Err((message, self.reader.error_position()));
                }
            };
            return Ok(match event {
                Event::Start(start) => Next::Start(node(&found, &start, line), false),
                Event::Empty(start) => Next::Start(node(&found, &start, line), true),
                Event::End(_) => Next::End,
                Event::Text(text) => Next::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Next::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(name) => {
                    let name = name.into_inner();
                    Next::Text(reference(&name).unwrap_or_else(|| format!("&{name};")))
                }
                Event::DocType(text) if text.borrow().into_inner().contains('[') => {
                    let message = "a document type with declarations of its own is not read: entities in it could stand for anything";
                    return Err((message.to_owned(), before));
                }
                Event::Eof => Next::Over,
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => continue,
            });
        }
    }

    /// The rest of an element whose start was read.
    pub(super) fn rest(&mut self, start: Node) -> Result<Node, (String, u64)> {
        let mut open = vec![start];
        let (mut nodes, mut below) = (0, 0_usize);
        loop {
            match self.next()? {
                Next::Start(node, is_empty) => {
                    nodes += 1;
                    let is_deep = open.len() >= MAX_DEPTH || nodes > MAX_NODES;
                    if nodes > MAX_NODES {
                        open[0].is_too_large = true;
                    }
                    match (is_deep, is_empty) {
                        (true, true) => {}
                        (true, false) => below += 1,
                        (false, true) => add(&mut open, Part::Node(node)),
                        (false, false) if below == 0 => open.push(node),
                        (false, false) => below += 1,
                    }
                }
                Next::Text(text) => {
                    if !open[0].is_too_large {
                        add(&mut open, Part::Text(text));
                    }
                }
                Next::End if below > 0 => below -= 1,
                Next::Over => break,
                Next::End => {
                    let Some(done) = open.pop() else { break };
                    if open.is_empty() {
                        return Ok(done);
                    }
                    add(&mut open, Part::Node(done));
                }
            }
        }
        Err((TOO_EARLY.to_owned(), self.position()))
    }
}

/// Adds to the innermost element that is open; texts that follow each other are one.
fn add(open: &mut [Node], part: Part) {
    let Some(inner) = open.last_mut() else { return };
    match (inner.parts.last_mut(), part) {
        (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
        (_, part) => inner.parts.push(part),
    }
}

fn node(found: &ResolveResult<'_>, start: &BytesStart<'_>, line: u64) -> Node {
    let attributes = start
        .html_attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .filter(|attribute| attribute.key.as_namespace_binding().is_none())
        .map(|attribute| {
            let name = attribute.key.local_name().as_ref().to_owned();
            (name, unescaped(&attribute.value))
        })
        .collect();
    let ns = match vocabulary(found) {
        // Some feeds make up a namespace for the whole of themselves.
        Ns::Other if start.name().prefix().is_none() => Ns::Rss,
        ns => ns,
    };
    Node { ns, name: start.local_name().as_ref().to_owned(), attributes, parts: Vec::new(), line, is_too_large: false }
}
