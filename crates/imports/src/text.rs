//! Bytes to UTF-8, whatever an export is written in.

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};

/// How much is decoded at once.
const BUFFER: usize = 64 * 1024;

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
}

impl<R: Read> Utf8<R> {
    /// By its byte order mark, else as its XML declaration says, else UTF-8.
    ///
    /// # Errors
    /// When it cannot be read, or is written in something that is not known.
    pub(crate) fn new(mut inner: R) -> io::Result<Self> {
        let mut raw = vec![0; BUFFER];
        let mut filled = 0;
        while filled < 256 {
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
        Ok(Self { inner, decoder, raw, left: (0, filled), ready: vec![0; BUFFER * 3], at: 0, at_end: false }.emptied())
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
            let (result, used, made, _) =
                self.decoder.decode_to_utf8(&self.raw[self.left.0..self.left.1], &mut self.ready, last);
            self.left.0 += used;
            written = made;
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

/// The encoding that an XML declaration names.
fn declared(beginning: &[u8]) -> io::Result<&'static Encoding> {
    if Encoding::for_bom(beginning).is_some() {
        return Ok(UTF_8);
    }
    let text = String::from_utf8_lossy(beginning);
    let named = text
        .trim_start()
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
        .and_then(|(declaration, _)| declaration.split_once("encoding"))
        .and_then(|(_, rest)| rest.split(['"', '\'']).nth(1));
    match named {
        None => Ok(UTF_8),
        Some(name) => Encoding::for_label(name.as_bytes())
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("the encoding {name:?} is not known"))),
    }
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
    }
}
