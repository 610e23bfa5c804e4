//! Bytes to UTF-8, whatever an export is written in; and text to markup and back.

use std::{
    cell::Cell,
    io::{self, BufRead, Read},
    rc::Rc,
};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use masthead_markup::html::escape;
use quick_xml::escape::resolve_html5_entity;

/// How much is decoded at once.
const BUFFER: usize = 64 * 1024;
/// How much of the beginning is looked at.
const HEAD_BYTES: usize = 1024;

/// Reads UTF-8 out of any encoding. Bytes that are none become U+FFFD.
pub(crate) struct Utf8<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// What of `raw` is to be decoded.
    left: (usize, usize),
    ready: Vec<u8>,
    at: usize,
    at_end: bool,
    replaced: Rc<Cell<bool>>,
}

impl<R: Read> Utf8<R> {
    /// By its byte order mark, else by how `<` is written, else as its XML declaration says, else UTF-8.
    ///
    /// # Errors
    /// When it cannot be read, or is written in something that is not known.
    pub(crate) fn new(mut inner: R) -> io::Result<Self> {
        let mut raw = vec![0; BUFFER];
        let mut filled = 0;
        while filled < HEAD_BYTES {
            match inner.read(&mut raw[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let encoding = declared(&raw[..filled])?;
        // A byte order mark wins, and is taken off.
        let decoder = encoding.new_decoder();
        Ok(Self {
            inner,
            decoder,
            raw,
            left: (0, filled),
            ready: vec![0; BUFFER * 3],
            at: 0,
            at_end: false,
            replaced: Rc::default(),
        }
        .emptied())
    }

    /// Whether something was replaced because it was not of the encoding; whoever reads it may set it back.
    pub(crate) fn replaced(&self) -> Rc<Cell<bool>> {
        Rc::clone(&self.replaced)
    }

    fn emptied(mut self) -> Self {
        self.ready.clear();
        self
    }

    fn decode_some(&mut self) -> io::Result<()> {
        self.at = 0;
        self.ready.resize(BUFFER * 3, 0);
        let mut written = 0;
        while written == 0 && !self.at_end {
            let mut last = false;
            if self.left.0 == self.left.1 {
                let read = loop {
                    match self.inner.read(&mut self.raw) {
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                        other => break other,
                    }
                }?;
                self.left = (0, read);
                last = read == 0;
            }
            let (result, used, made, had_errors) =
                self.decoder.decode_to_utf8(&self.raw[self.left.0..self.left.1], &mut self.ready, last);
            self.left.0 += used;
            written = made;
            if had_errors {
                self.replaced.set(true);
            }
            self.at_end = last && result == CoderResult::InputEmpty;
        }
        self.ready.truncate(written);
        Ok(())
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Utf8<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.ready.len() && !self.at_end {
            self.decode_some()?;
        }
        Ok(&self.ready[self.at.min(self.ready.len())..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.ready.len());
    }
}

/// The encoding of a document that begins so.
fn declared(beginning: &[u8]) -> io::Result<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(beginning) {
        return Ok(encoding);
    }
    match beginning {
        [b'<', 0, ..] => return Ok(UTF_16LE),
        [0, b'<', ..] => return Ok(UTF_16BE),
        _ => {}
    }
    let text = String::from_utf8_lossy(beginning);
    let named = text
        .trim_start()
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
        .and_then(|(declaration, _)| declaration.split_once("encoding"))
        .and_then(|(_, rest)| rest.split(['"', '\'']).nth(1));
    let Some(name) = named else { return Ok(UTF_8) };
    match Encoding::for_label(name.as_bytes()) {
        // It could not have been read this far.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Ok(UTF_8),
        Some(encoding) => Ok(encoding),
        None => {
            let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
            let message = format!("the encoding {name:?} is not known: save the file as UTF-8");
            Err(io::Error::new(io::ErrorKind::InvalidData, message))
        }
    }
}

/// What a reference means, without its `&` and `;`: `eacute`, `#233`, `#xE9`.
pub(crate) fn reference(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else { return resolve_html5_entity(name).map(str::to_owned) };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    Some(char::from_u32(code).filter(|c| *c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER).to_string())
}

/// Text with its references resolved. One that means nothing is text: exports have bare `&` in addresses.
pub(crate) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let name = behind.find(';').filter(|end| *end <= 40).map(|end| &behind[..end]);
        if let Some((name, meant)) = name.and_then(|name| Some((name, reference(name)?))) {
            out.push_str(&meant);
            rest = &behind[name.len() + 1..];
        } else {
            out.push('&');
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

/// Text as HTML.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> String {
        let mut text = String::new();
        Utf8::new(bytes).expect("readable").read_to_string(&mut text).expect("UTF-8");
        text
    }

    #[test]
    fn every_encoding_becomes_utf_8() {
        assert_eq!(read("é".as_bytes()), "é");
        assert_eq!(read(b"\xEF\xBB\xBFa"), "a");
        assert_eq!(
            read(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9\x93</a>"),
            "<?xml version='1.0' encoding='ISO-8859-1'?><a>é“</a>"
        );
        assert_eq!(read(b"\xFF\xFEa\0\xE9\0"), "aé");
        assert_eq!(read(b"a\xFFb"), "a\u{FFFD}b");
        assert!(Utf8::new(&b"<?xml version='1.0' encoding='klingon'?>"[..]).is_err());
        let long = "é".repeat(200_000);
        assert_eq!(read(long.as_bytes()), long);
        let utf16 = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
        let text = "<a>é💡</a>";
        let little: Vec<u8> = utf16(text).into_iter().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = utf16(&format!("\u{FEFF}{text}")).into_iter().flat_map(u16::to_be_bytes).collect();
        assert_eq!((read(&little).as_str(), read(&big).as_str()), (text, text));
    }

    #[test]
    fn what_was_replaced_is_known() {
        let mut input = Utf8::new(&b"<a>\xFF</a>"[..]).expect("readable");
        let replaced = input.replaced();
        input.read_to_string(&mut String::new()).expect("UTF-8");
        assert!(replaced.get());
    }

    #[test]
    fn references_are_replaced() {
        assert_eq!(unescaped("a&amp;b&#233;&#xE9;&eacute;&x&y=1;&nbsp&#0;"), "a&bééé&x&y=1;&nbsp\u{FFFD}");
    }
}
