//! XML as WordPress reads it: text in CDATA, streamed, without the characters that XML cannot say.

use std::{borrow::Cow, io::Write};

use quick_xml::{
    Writer,
    events::{BytesCData, BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

use crate::{Error, Result};

/// A document that is being written.
pub(super) struct Xml<'a, W> {
    out: Writer<&'a mut W>,
    /// How many characters were left out that XML cannot say, since it was last asked.
    left_out: u64,
}

const fn is_sayable(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => c >= ' ',
    }
}

impl<'a, W: Write> Xml<'a, W> {
    pub(super) fn begin(out: &'a mut W) -> Result<Self> {
        let mut xml = Self { out: Writer::new(out), left_out: 0 };
        xml.put(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        xml.line()?;
        Ok(xml)
    }

    fn put(&mut self, event: Event<'_>) -> Result<()> {
        self.out.write_event(event).map_err(Error::internal)
    }

    fn line(&mut self) -> Result<()> {
        self.put(Event::Text(BytesText::from_escaped("\n")))
    }

    fn sayable<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        let lost = text.chars().filter(|c| !is_sayable(*c)).count();
        if lost == 0 {
            return Cow::Borrowed(text);
        }
        self.left_out += lost as u64;
        text.chars().filter(|c| is_sayable(*c)).collect()
    }

    /// How many characters were left out since this was last asked.
    pub(super) fn take_left_out(&mut self) -> u64 {
        std::mem::take(&mut self.left_out)
    }

    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<()> {
        let mut start = BytesStart::new(name);
        for (name, value) in attributes {
            start.push_attribute((*name, &*self.sayable(value)));
        }
        self.put(Event::Start(start))
    }

    pub(super) fn close(&mut self, name: &str) -> Result<()> {
        self.put(Event::End(BytesEnd::new(name)))?;
        self.line()
    }

    /// An element that holds text, escaped.
    pub(super) fn text(&mut self, name: &str, text: &str) -> Result<()> {
        self.text_with(name, &[], text)
    }

    /// [`Xml::text`], with attributes.
    pub(super) fn text_with(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> Result<()> {
        self.open(name, attributes)?;
        let text = self.sayable(text);
        self.put(Event::Text(BytesText::new(&text)))?;
        self.close(name)
    }

    /// An element that holds text as CDATA; what would end it early is split over two.
    pub(super) fn data(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> Result<()> {
        self.open(name, attributes)?;
        let text = self.sayable(text);
        for part in BytesCData::escaped(&text) {
            self.put(Event::CData(part))?;
        }
        self.close(name)
    }

    /// A member of a post that WordPress has no element for.
    pub(super) fn meta(&mut self, key: &str, value: &str) -> Result<()> {
        self.open("wp:postmeta", &[])?;
        self.data("wp:meta_key", &[], key)?;
        self.data("wp:meta_value", &[], value)?;
        self.close("wp:postmeta")
    }

    /// [`Xml::meta`], if there is a value.
    pub(super) fn meta_if(&mut self, key: &str, value: Option<&str>) -> Result<()> {
        value.filter(|value| !value.is_empty()).map_or(Ok(()), |value| self.meta(key, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_written_can_be_read() {
        let mut bytes = Vec::new();
        let mut xml = Xml::begin(&mut bytes).expect("memory");
        xml.open("a", &[("b", "\"<&>'\u{1}")]).expect("memory");
        xml.data("c", &[], "one]]>two\u{0}]]>").expect("memory");
        xml.text("d", "<&>\u{ffff}").expect("memory");
        xml.close("a").expect("memory");
        assert_eq!((xml.take_left_out(), xml.take_left_out()), (3, 0));
        let text = String::from_utf8(bytes).expect("UTF-8");
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut found = String::new();
        loop {
            match reader.read_event().expect("well-formed") {
                Event::CData(data) => found.push_str(&data),
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(found, "one]]>two]]>");
        assert!(!text.contains(['\u{0}', '\u{1}', '\u{ffff}']));
    }
}
