//! XML as other systems write it: with positions, within bounds, forgiving where meaning is not in doubt.

use std::io::{self, Read};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use crate::{
    Fault, MAX_ELEMENT_BYTES,
    lines::Lines,
    text::{self, Utf8},
};

/// Deepest nesting of elements.
const MAX_DEPTH: usize = 100;

/// An element with everything in it.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// Its name, with the prefix that it has in the standard.
    pub(crate) name: String,
    /// The line on which it begins.
    pub(crate) line: u64,
    /// The byte at which it ends to begin: [`placed`] makes a column of it.
    pub(crate) at: u64,
    pub(crate) attributes: Vec<(String, String)>,
    /// Its text, that of CDATA sections included.
    pub(crate) text: String,
    pub(crate) children: Vec<Node>,
    /// Was there markup where only text belongs? It is in the text then.
    pub(crate) was_broken: bool,
}

impl Node {
    /// The text of the first child of that name; empty when there is none.
    pub(crate) fn child(&self, name: &str) -> &str {
        self.children.iter().find(|child| child.name == name).map_or("", |child| child.text.as_str())
    }
}

/// What comes next.
#[derive(Debug)]
pub(crate) enum Next {
    /// An element begins.
    Start(Node),
    /// The element ends that began last.
    End,
    /// Text.
    Text(String),
    /// Nothing more.
    Eof,
}

/// Which elements have elements in them; in all others, markup is text that somebody forgot to escape.
pub(crate) type Nested = fn(&str) -> bool;

/// An XML document that is being read.
pub(crate) struct Xml<R: Read> {
    reader: Reader<Lines<Utf8<R>>>,
    buffer: Vec<u8>,
    open: Vec<(String, u64)>,
    /// Prefixes as they are written here, and as the standard writes them.
    prefixes: Vec<(String, &'static str)>,
    namespaces: fn(&str) -> Option<&'static str>,
}

impl<R: Read> Xml<R> {
    /// `namespaces` tells the usual prefix of a namespace.
    pub(crate) fn new(input: R, namespaces: fn(&str) -> Option<&'static str>) -> Result<Self, Fault> {
        let mut reader = Reader::from_reader(Lines::new(Utf8::new(input)?, MAX_ELEMENT_BYTES));
        let config = reader.config_mut();
        // A bare & in a URL is the most usual mistake of all, and means itself.
        config.allow_dangling_amp = true;
        Ok(Self { reader, buffer: Vec::new(), open: Vec::new(), prefixes: Vec::new(), namespaces })
    }

    /// The line that is being read.
    pub(crate) fn line(&self) -> u64 {
        self.reader.get_ref().line()
    }

    /// How many bytes have been read.
    pub(crate) fn bytes(&self) -> u64 {
        self.reader.get_ref().bytes()
    }

    /// What comes next. An element that is empty begins and ends.
    pub(crate) fn next(&mut self) -> Result<Next, Fault> {
        loop {
            self.buffer.clear();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => return Err(self.fault(&error)),
            };
            let (line, at) = (self.reader.get_ref().line(), self.reader.get_ref().bytes());
            match event {
                Event::Start(start) => {
                    let name = start.name().as_ref().to_owned();
                    if self.open.len() >= MAX_DEPTH {
                        return Err(Fault::at(
                            line,
                            0,
                            format!("elements lie within each other more than {MAX_DEPTH} deep"),
                        ));
                    }
                    declare(&start, &mut self.prefixes, self.namespaces);
                    let node = node(&start, &name, (line, at), &self.prefixes);
                    self.open.push((name, line));
                    return Ok(Next::Start(node));
                }
                Event::Empty(start) => {
                    let name = start.name().as_ref().to_owned();
                    declare(&start, &mut self.prefixes, self.namespaces);
                    let node = node(&start, &name, (line, at), &self.prefixes);
                    // Its end is asked for next.
                    self.open.push((String::new(), line));
                    return Ok(Next::Start(node));
                }
                Event::End(_) => {
                    self.open.pop();
                    return Ok(Next::End);
                }
                Event::Text(text) => return Ok(Next::Text(text.into_inner().into_owned())),
                Event::CData(text) => return Ok(Next::Text(text.into_inner().into_owned())),
                Event::GeneralRef(reference) => {
                    let name = reference.into_inner();
                    return Ok(Next::Text(text::reference(&name).unwrap_or_else(|| format!("&{name};"))));
                }
                Event::DocType(doctype) => {
                    if doctype.contains(['[', '<']) {
                        let message = "the document defines entities of its own (a DOCTYPE with an internal subset), which is not read";
                        return Err(Fault::at(line, at, message));
                    }
                }
                Event::Eof => {
                    return match self.open.last() {
                        None => Ok(Next::Eof),
                        Some((name, began)) => Err(Fault::at(
                            line,
                            at,
                            format!("the file ends within <{name}>, which begins on line {began}: it is not complete"),
                        )),
                    };
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    /// Everything in the element that has just begun, which it ends. `keep` says which children are wanted.
    pub(crate) fn whole(&mut self, mut node: Node, nested: Nested) -> Result<Node, Fault> {
        if self.is_empty_element() {
            return Ok(node);
        }
        loop {
            match self.next()? {
                Next::Start(child) => {
                    if nested(&node.name) {
                        let child = self.whole(child, nested)?;
                        node.children.push(child);
                    } else {
                        node.was_broken = true;
                        self.as_text(&child, &mut node.text)?;
                    }
                }
                Next::Text(text) => {
                    if !nested(&node.name) {
                        node.text.push_str(&text);
                    }
                }
                Next::End => {
                    // CDATA within CDATA ends with the first of its two ends.
                    if node.text.contains("<![CDATA[") && (node.was_broken || node.text.trim_end().ends_with("]]>")) {
                        node.was_broken = true;
                        node.text = node.text.replace("<![CDATA[", "");
                    }
                    if node.was_broken
                        && let Some(text) = node.text.trim_end().strip_suffix("]]>")
                    {
                        node.text = text.to_owned();
                    }
                    return Ok(node);
                }
                Next::Eof => return Err(Fault::at(self.line(), self.bytes(), "the file is not complete")),
            }
        }
    }

    /// An element ends here: what follows may be as large again.
    pub(crate) fn mark(&mut self) {
        self.reader.get_mut().mark();
    }

    /// Has the element that has just begun ended with that?
    fn is_empty_element(&mut self) -> bool {
        let is_empty = self.open.last().is_some_and(|(name, _)| name.is_empty());
        if is_empty {
            self.open.pop();
        }
        is_empty
    }

    /// Markup as the text that it was meant to be.
    fn as_text(&mut self, node: &Node, out: &mut String) -> Result<(), Fault> {
        out.push('<');
        out.push_str(&node.name);
        for (name, value) in &node.attributes {
            let value = value.replace('&', "&amp;").replace('"', "&quot;");
            out.push_str(&format!(" {name}=\"{value}\""));
        }
        out.push('>');
        if self.is_empty_element() {
            return Ok(());
        }
        loop {
            match self.next()? {
                Next::Start(child) => self.as_text(&child, out)?,
                Next::Text(text) => out.push_str(&text),
                Next::End => {
                    out.push_str(&format!("</{}>", node.name));
                    return Ok(());
                }
                Next::Eof => return Ok(()),
            }
        }
    }

    fn fault(&self, error: &quick_xml::Error) -> Fault {
        let line = self.line();
        let within = self.open.last().map(|(name, began)| format!(" (within <{name}>, which begins on line {began})"));
        let what = match error {
            quick_xml::Error::Io(io) if io.kind() == io::ErrorKind::FileTooLarge => {
                return Fault::at(line, 0, io.to_string());
            }
            quick_xml::Error::Io(io) => return Fault::at(line, 0, format!("it cannot be read: {io}")),
            other => other.to_string(),
        };
        Fault {
            line,
            column: self.reader.error_position(),
            message: format!("this is not well-formed XML: {what}{}", within.unwrap_or_default()),
        }
    }
}

/// Turns the byte of a fault, which stands in its column, into a column.
pub(crate) fn placed(fault: Fault, open: &dyn Fn() -> io::Result<Box<dyn Read + Send>>) -> Fault {
    if fault.column == 0 {
        return fault;
    }
    let found = open().and_then(Utf8::new).and_then(|input| crate::lines::place(input, fault.column));
    match found {
        Ok((line, column)) => Fault { line, column, ..fault },
        Err(_) => Fault { column: 0, ..fault },
    }
}

fn declare(
    start: &BytesStart<'_>,
    prefixes: &mut Vec<(String, &'static str)>,
    namespaces: fn(&str) -> Option<&'static str>,
) {
    for attribute in start.html_attributes().with_checks(false).flatten() {
        if let Some(prefix) = attribute.key.as_ref().strip_prefix("xmlns:")
            && let Some(usual) = namespaces(&attribute.value)
        {
            prefixes.retain(|(written, _)| written != prefix);
            prefixes.push((prefix.to_owned(), usual));
        }
    }
}

fn node(start: &BytesStart<'_>, name: &str, (line, at): (u64, u64), prefixes: &[(String, &'static str)]) -> Node {
    let name = match name.split_once(':') {
        Some((prefix, local)) => match prefixes.iter().find(|(written, _)| written == prefix) {
            Some((_, "")) => local.to_owned(),
            Some((_, usual)) => format!("{usual}:{local}"),
            None => name.to_owned(),
        },
        None => name.to_owned(),
    };
    let attributes = start
        .html_attributes()
        .with_checks(false)
        .flatten()
        .map(|attribute| (attribute.key.as_ref().to_owned(), text::unescaped(&attribute.value)))
        .collect();
    Node { name, line, at, attributes, ..Node::default() }
}
