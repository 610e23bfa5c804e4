//! What XMP says. Entities are not expanded, except for XML's own five and numbers.

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use super::Metadata;

const DC: &str = "http://purl.org/dc/elements/1.1/";
const PHOTOSHOP: &str = "http://ns.adobe.com/photoshop/1.0/";
const RIGHTS: &str = "http://ns.adobe.com/xap/1.0/rights/";
const IPTC: &str = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/";
const PLUS: &str = "http://ns.useplus.org/ldf/xmp/1.0/";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// More than anybody writes; a longer packet is read up to there.
const MAX_EVENTS: usize = 50_000;
/// More than RDF needs.
const MAX_DEPTH: usize = 32;
/// Bytes of one value that are kept while reading.
const MAX_VALUE: usize = 16 * 1024;

/// The properties that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Property {
    Title,
    Description,
    Creator,
    Rights,
    Credit,
    Headline,
    UsageTerms,
    Alt,
    CreditLine,
}

impl Property {
    fn of(namespace: &str, local: &str) -> Option<Self> {
        Some(match (namespace, local) {
            (DC, "title") => Self::Title,
            (DC, "description") => Self::Description,
            (DC, "creator") => Self::Creator,
            (DC, "rights") => Self::Rights,
            (PHOTOSHOP, "Credit") => Self::Credit,
            (PHOTOSHOP, "Headline") => Self::Headline,
            (RIGHTS, "UsageTerms") => Self::UsageTerms,
            (IPTC, "AltTextAccessibility") => Self::Alt,
            (PLUS, "CreditLineRequired" | "CopyrightOwnerName") => Self::CreditLine,
            _ => return None,
        })
    }
}

/// What has been found of one property.
#[derive(Default)]
struct Found {
    /// The value, or the one in the default language, or the first.
    text: Option<String>,
    /// The list, for creators.
    all: Vec<String>,
    is_default: bool,
}

/// Reads a packet.
pub(super) fn read(packet: &[u8]) -> Metadata {
    let text = String::from_utf8_lossy(packet);
    let mut found: [Found; 9] = Default::default();
    let mut reader = NsReader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let mut state = State::default();
    for _ in 0..MAX_EVENTS {
        let Ok((namespace, event)) = reader.read_resolved_event() else { break };
        match event {
            Event::Start(element) => {
                let property = property(&namespace, &element);
                let is_item = is_item(&namespace, &element);
                let is_default = is_default(&element);
                attributes(&reader, &element, &mut found);
                if state.depth >= MAX_DEPTH {
                    break;
                }
                state.depth += 1;
                state.open(property, is_item, is_default);
            }
            Event::Empty(element) => attributes(&reader, &element, &mut found),
            Event::Text(text) => {
                state.push(&text);
            }
            Event::CData(text) => state.push(&text),
            Event::GeneralRef(reference) => {
                if let Ok(Some(character)) = reference.resolve_char_ref() {
                    state.push(character.encode_utf8(&mut [0; 4]));
                } else if let Some(character) = quick_xml::escape::resolve_predefined_entity(&reference) {
                    state.push(character);
                }
            }
            Event::End(_) => {
                state.close(&mut found);
                state.depth = state.depth.saturating_sub(1);
            }
            // A packet that brings its own entities has no business here.
            Event::DocType(_) | Event::Eof => break,
            _ => {}
        }
    }
    metadata(found)
}

/// Where in the packet the reader is.
#[derive(Default)]
struct State {
    depth: usize,
    /// The property that is open, and how deep.
    property: Option<(Property, usize)>,
    /// How deep an item of a list is open.
    item: Option<usize>,
    is_default: bool,
    text: String,
}

impl State {
    fn open(&mut self, property: Option<Property>, is_item: bool, is_default: bool) {
        if self.property.is_none() {
            self.property = property.map(|property| (property, self.depth));
            self.text.clear();
        } else if is_item {
            self.item = Some(self.depth);
            self.is_default = is_default;
            self.text.clear();
        }
    }

    fn push(&mut self, text: &str) {
        if self.property.is_some() && self.text.len() + text.len() <= MAX_VALUE {
            self.text.push_str(text);
        }
    }

    fn close(&mut self, found: &mut [Found; 9]) {
        let Some((property, depth)) = self.property else { return };
        if self.item == Some(self.depth) {
            keep(found, property, std::mem::take(&mut self.text), self.is_default);
            (self.item, self.is_default) = (None, false);
        } else if depth == self.depth {
            keep(found, property, std::mem::take(&mut self.text), false);
            self.property = None;
        }
    }
}

fn keep(found: &mut [Found; 9], property: Property, text: String, is_default: bool) {
    if text.trim().is_empty() {
        return;
    }
    let slot = &mut found[property as usize];
    if slot.all.len() < 20 {
        slot.all.push(text.trim().to_owned());
    }
    if slot.text.is_none() || (is_default && !slot.is_default) {
        (slot.text, slot.is_default) = (Some(text), is_default);
    }
}

fn bound<'n>(namespace: &'n ResolveResult<'_>) -> &'n str {
    match namespace {
        ResolveResult::Bound(Namespace(name)) => name,
        _ => "",
    }
}

fn property(namespace: &ResolveResult<'_>, element: &BytesStart<'_>) -> Option<Property> {
    Property::of(bound(namespace), element.local_name().as_ref())
}

fn is_item(namespace: &ResolveResult<'_>, element: &BytesStart<'_>) -> bool {
    bound(namespace) == RDF && element.local_name().as_ref() == "li"
}

fn is_default(element: &BytesStart<'_>) -> bool {
    let mut attributes = element.attributes();
    let mut known = attributes.with_checks(false).take(64).filter_map(Result::ok);
    known.any(|attribute| attribute.key.as_ref() == "xml:lang" && attribute.value.as_ref() == "x-default")
}

/// Simple values may stand in attributes as well.
fn attributes(reader: &NsReader<&[u8]>, element: &BytesStart<'_>, found: &mut [Found; 9]) {
    for attribute in element.attributes().with_checks(false).take(256).filter_map(Result::ok) {
        let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
        if let Some(property) = Property::of(bound(&namespace), local.as_ref())
            && attribute.value.len() <= MAX_VALUE
        {
            let raw = attribute.value.as_ref();
            let text = quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), |text| text.into_owned());
            keep(found, property, text, false);
        }
    }
}

fn metadata(found: [Found; 9]) -> Metadata {
    let [title, description, creator, rights, credit, headline, usage_terms, alt, credit_line] = found;
    let creators = creator.all.join(", ");
    Metadata {
        headline: headline.text.or(title.text),
        caption: description.text,
        creator: (!creators.is_empty()).then_some(creators),
        credit: credit.text.or(credit_line.text),
        copyright: rights.text,
        usage_terms: usage_terms.text,
        alt: alt.text,
    }
}
