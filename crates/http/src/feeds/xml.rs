//! XML that can always be read: well formed, in UTF-8, and without the characters that XML cannot say.

use std::borrow::Cow;

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

/// A document that is being written. Whatever is written goes to memory, so nothing of it can fail.
pub(crate) struct Xml(Writer<Vec<u8>>);

/// Attributes: names and values.
pub(crate) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Xml {
    /// The beginning of a document.
    pub(crate) fn new() -> Self {
        let mut xml = Self(Writer::new(Vec::with_capacity(16 * 1024)));
        xml.put(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }

    fn put(&mut self, event: Event<'_>) {
        if let Err(error) = self.0.write_event(event) {
            unreachable!("memory takes everything: {error}");
        }
    }

    fn start<'a>(name: &'a str, attributes: Attributes<'_>) -> BytesStart<'a> {
        let mut start = BytesStart::new(name);
        for (name, value) in attributes {
            start.push_attribute((*name, &*sayable(value)));
        }
        start
    }

    /// Begins an element.
    pub(crate) fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        self.put(Event::Start(Self::start(name, attributes)));
    }

    /// Ends an element.
    pub(crate) fn close(&mut self, name: &str) {
        self.put(Event::End(BytesEnd::new(name)));
    }

    /// An element without content.
    pub(crate) fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.put(Event::Empty(Self::start(name, attributes)));
    }

    /// An element that holds text.
    pub(crate) fn text(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.open(name, attributes);
        self.put(Event::Text(BytesText::new(&sayable(text))));
        self.close(name);
    }

    /// The document.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.into_inner()
    }
}

/// Text without the characters that XML 1.0 cannot say, escaped or not.
fn sayable(text: &str) -> Cow<'_, str> {
    let is_sayable = |c: char| match c {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => c >= ' ',
    };
    // Most texts can be told by their bytes: those two begin with 0xEF, and so do few others (full-width punctuation does).
    let is_plain = |byte: u8| (byte >= b' ' && byte != 0xEF) || matches!(byte, b'\t' | b'\n' | b'\r');
    if text.bytes().all(is_plain) || text.chars().all(is_sayable) {
        Cow::Borrowed(text)
    } else {
        text.chars().filter(|c| is_sayable(*c)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_written_can_be_read() {
        let mut xml = Xml::new();
        xml.open("a", &[("b", "\"<&>'\u{1}")]);
        xml.text("c", &[], "<![CDATA[x]]>&amp;\u{0}\u{b}\u{ffff}é\u{ff01}");
        xml.text("c", &[], "\u{ff01}");
        xml.empty("d", &[]);
        xml.close("a");
        let text = String::from_utf8(xml.finish()).expect("UTF-8");
        assert_eq!(
            text,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a b=\"&quot;&lt;&amp;&gt;&apos;\"><c>&lt;![CDATA[x]]&gt;&amp;amp;é！</c><c>！</c><d/></a>"
        );
    }
}
