//! Bytes of any encoding as UTF-8.

use std::{
    cell::Cell,
    io::{self, BufRead, BufReader, Cursor, Read},
    rc::Rc,
};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::Fault;

/// How much of the beginning is looked at.
const HEAD_BYTES: usize = 1024;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Xml,
    Json,
}

/// A document as UTF-8.
pub(super) struct Decoded {
    input: BufReader<Box<dyn Read>>,
    decoder: Decoder,
    is_over: bool,
    /// Something was replaced because it was not of the encoding.
    pub(super) replaced: Rc<Cell<bool>>,
}

impl Decoded {
    /// Finds out what a document is, and in which encoding.
    pub(super) fn new(mut input: Box<dyn Read + Send>) -> Result<(Self, Form), Fault> {
        let mut head = Vec::new();
        input.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head)?;
        if head.is_empty() {
            return Err(Fault::whole("the file is empty"));
        }
        let encoding = encoding(&head)?;
        let (text, _, _) = encoding.decode(&head);
        let form = match text.trim_start().chars().next() {
            Some('{') => Form::Json,
            Some('<') => Form::Xml,
            _ => {
                return Err(Fault::whole(
                    "this is no feed: RSS and Atom begin with '<', a JSON Feed with '{'; a compressed file must be unpacked first",
                ));
            }
        };
        let input: Box<dyn Read> = Box::new(Cursor::new(head).chain(input));
        let decoder = encoding.new_decoder_with_bom_removal();
        let replaced = Rc::new(Cell::new(false));
        Ok((Self { input: BufReader::with_capacity(32 * 1024, input), decoder, is_over: false, replaced }, form))
    }
}

/// By the byte order mark, or by how `<` is written, or as the declaration says.
fn encoding(head: &[u8]) -> Result<&'static Encoding, Fault> {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return Ok(encoding);
    }
    match head {
        [b'<', 0, ..] => return Ok(UTF_16LE),
        [0, b'<', ..] => return Ok(UTF_16BE),
        _ => {}
    }
    let start = head.trim_ascii_start();
    if !start.starts_with(b"<?xml") {
        return Ok(UTF_8);
    }
    let end = start.windows(2).position(|two| two == b"?>").unwrap_or(start.len());
    let declaration = String::from_utf8_lossy(&start[..end]);
    let Some((_, rest)) = declaration.split_once("encoding") else { return Ok(UTF_8) };
    let label = rest.trim_start().trim_start_matches('=').trim_start();
    let label = label.trim_start_matches(['"', '\'']).split(['"', '\'']).next().unwrap_or_default();
    match Encoding::for_label(label.as_bytes()) {
        // It could not have been read this far.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Ok(UTF_8),
        Some(encoding) => Ok(encoding),
        None => {
            let label: String = label.chars().filter(|c| !c.is_control()).take(40).collect();
            Err(Fault::at(1, 0, format!("the encoding {label:?} is not known: save the feed as UTF-8")))
        }
    }
}

impl Read for Decoded {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // A character has up to four bytes, of which no part is ever written.
        if out.len() < 8 {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the buffer is too small"));
        }
        loop {
            let available = self.input.fill_buf()?;
            let is_last = available.is_empty();
            if self.is_over {
                return Ok(0);
            }
            let (result, read, written, had_errors) = self.decoder.decode_to_utf8(available, out, is_last);
            self.input.consume(read);
            if had_errors {
                self.replaced.set(true);
            }
            // A decoder that has finished must not be asked again.
            self.is_over = is_last && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Result<(String, Form, bool), Fault> {
        let (mut decoded, form) = Decoded::new(Box::new(Cursor::new(bytes.to_vec())))?;
        let mut out = vec![0; 64];
        let mut text = Vec::new();
        loop {
            match decoded.read(&mut out)? {
                0 => break,
                read => text.extend_from_slice(&out[..read]),
            }
        }
        Ok((String::from_utf8(text).expect("UTF-8"), form, decoded.replaced.get()))
    }

    #[test]
    fn encodings_are_read() {
        let latin = b"<?xml version=\"1.0\" encoding='ISO-8859-1'?><a>\xE9</a>";
        assert!(decoded(latin).expect("text").0.ends_with("<a>é</a>"));
        let utf16: Vec<u8> = "\u{FEFF}<a>é💡</a>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decoded(&utf16).expect("text"), ("<a>é💡</a>".to_owned(), Form::Xml, false));
        let utf16: Vec<u8> = "<a>é💡</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&utf16).expect("text").0, "<a>é💡</a>");
        assert_eq!(decoded(b"\xEF\xBB\xBF {\"a\": 1}").expect("text").1, Form::Json);
        assert!(decoded(b"<a>\xFF</a>").expect("text").2);
        assert!(decoded(b"<?xml encoding=\"x-odd\"?>").expect_err("odd").message.contains("x-odd"));
        assert!(decoded(b"").is_err() && decoded(b"PK").is_err());
    }
}
