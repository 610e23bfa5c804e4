//! HTML forms with files in them (RFC 7578), read piece by piece: whatever a client sends, no more than a few kilobytes of it wait in
//! memory.

use std::time::Duration;

use actix_web::{
    http::header::{ContentDisposition, HeaderMap, HeaderValue},
    web::{Bytes, BytesMut, Payload},
};
use futures_util::StreamExt;
use masthead_app::media;

use crate::problem::Problem;

/// Longest head of a part, and longest text before the first one, in bytes.
const MAX_HEAD: usize = 8 * 1024;
/// Longest boundary (RFC 2046, 5.1.1).
const MAX_BOUNDARY: usize = 70;

/// A form that is being read.
pub(crate) struct Form {
    payload: Payload,
    buffer: BytesMut,
    /// What stands before every part but the first.
    delimiter: Vec<u8>,
    /// Longest silence.
    idle: Duration,
    /// Is the part that was begun read to its end?
    at_delimiter: bool,
}

/// The head of a part.
pub(crate) struct Part {
    /// The name of the field.
    pub(crate) name: String,
    /// What the file is called where it comes from.
    pub(crate) filename: Option<String>,
}

fn broken(why: &str) -> Problem {
    Problem::malformed(format!("the form cannot be read: {why}"))
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(at) = haystack[from..].iter().position(|byte| *byte == first) {
        let at = from + at;
        if haystack[at..].starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// The boundary of a form, from its media type; nothing if it is none.
fn boundary(content_type: &str) -> Option<String> {
    let parameters = content_type.split(';').skip(1);
    let value = parameters
        .filter_map(|it| it.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("boundary"))?
        .1;
    let value = value.trim().trim_matches('"');
    let is_plain = |byte: u8| (b' '..=b'~').contains(&byte);
    ((1..=MAX_BOUNDARY).contains(&value.len()) && value.bytes().all(is_plain)).then(|| value.to_owned())
}

impl Form {
    /// Begins to read a form.
    ///
    /// # Errors
    /// For a media type without a boundary.
    pub(crate) fn new(content_type: &str, payload: Payload, idle: Duration) -> Result<Self, Problem> {
        let boundary = boundary(content_type).ok_or_else(|| broken("its Content-Type has no boundary"))?;
        let delimiter = format!("\r\n--{boundary}").into_bytes();
        // The first boundary stands at the beginning of the body, where no line has ended.
        Ok(Self { payload, buffer: BytesMut::from(&b"\r\n"[..]), delimiter, idle, at_delimiter: false })
    }

    /// Reads more; `false` at the end.
    async fn more(&mut self) -> Result<bool, Problem> {
        let next = tokio::time::timeout(self.idle, self.payload.next()).await;
        match next.map_err(|_| media::silent(self.idle))? {
            Some(Ok(piece)) => {
                self.buffer.extend_from_slice(&piece);
                Ok(true)
            }
            Some(Err(error)) => Err(broken(&error.to_string())),
            None => Ok(false),
        }
    }

    /// The next part; nothing after the last one. What is left of the one before is passed over.
    ///
    /// # Errors
    /// For what is no form.
    pub(crate) async fn part(&mut self) -> Result<Option<Part>, Problem> {
        while !self.at_delimiter {
            if self.piece().await?.is_none() {
                break;
            }
        }
        loop {
            if self.buffer.starts_with(b"--") {
                return Ok(None);
            }
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                let head = self.buffer.split_to(end + 4);
                self.at_delimiter = false;
                return Part::read(&head).map(Some);
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(broken(&format!("the head of a part has more than {MAX_HEAD} bytes")));
            }
            if !self.more().await? {
                return Err(broken("it ends before its last boundary"));
            }
        }
    }

    /// The next piece of the part that was begun; nothing at its end.
    ///
    /// # Errors
    /// For a form that ends within a part.
    pub(crate) async fn piece(&mut self) -> Result<Option<Bytes>, Problem> {
        loop {
            if self.at_delimiter {
                return Ok(None);
            }
            if let Some(end) = find(&self.buffer, &self.delimiter) {
                let piece = self.buffer.split_to(end).freeze();
                drop(self.buffer.split_to(self.delimiter.len()));
                self.at_delimiter = true;
                return Ok(Some(piece).filter(|piece| !piece.is_empty()));
            }
            // Whatever cannot be the beginning of the delimiter is a part of the file.
            let certain = self.buffer.len().saturating_sub(self.delimiter.len() - 1);
            if certain > 0 {
                return Ok(Some(self.buffer.split_to(certain).freeze()));
            }
            if !self.more().await? {
                return Err(broken("it ends before its last boundary"));
            }
        }
    }
}

impl Part {
    fn read(head: &[u8]) -> Result<Self, Problem> {
        let text = std::str::from_utf8(head).map_err(|_| broken("the head of a part is not UTF-8"))?;
        let fields = text.split("\r\n").filter_map(|line| line.split_once(':'));
        let mut found = fields.filter(|(name, _)| name.trim().eq_ignore_ascii_case("content-disposition"));
        let value = found.next().map(|(_, value)| value.trim()).ok_or_else(|| broken("a part has no name"))?;
        let value = HeaderValue::from_str(value).map_err(|_| broken("the name of a part cannot be read"))?;
        let disposition =
            ContentDisposition::from_raw(&value).map_err(|_| broken("the name of a part cannot be read"))?;
        let name = disposition.get_name().ok_or_else(|| broken("a part has no name"))?.to_owned();
        let filename = disposition.get_filename_ext().map(|it| String::from_utf8_lossy(&it.value).into_owned());
        Ok(Self { name, filename: filename.or_else(|| disposition.get_filename().map(str::to_owned)) })
    }
}

/// The media type of a form, if a request brings one.
pub(crate) fn content_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get("content-type")?.to_str().ok()?;
    let media = value.split(';').next().unwrap_or_default().trim();
    media.eq_ignore_ascii_case("multipart/form-data").then_some(value)
}

#[cfg(test)]
mod tests {
    use actix_web::{FromRequest, dev, http::header::CONTENT_TYPE, test::TestRequest};

    use super::*;

    /// A form whose body comes in pieces of this size.
    async fn form(body: &[u8], size: usize) -> Form {
        let pieces: Vec<_> =
            body.chunks(size).map(|it| Ok::<_, actix_web::error::PayloadError>(Bytes::copy_from_slice(it))).collect();
        let stream: std::pin::Pin<Box<dyn futures_util::Stream<Item = Result<Bytes, actix_web::error::PayloadError>>>> =
            Box::pin(futures_util::stream::iter(pieces));
        let request =
            TestRequest::default().insert_header((CONTENT_TYPE, "multipart/form-data; boundary=xx")).to_http_request();
        let payload = Payload::from_request(&request, &mut dev::Payload::from(stream)).await.expect("a payload");
        Form::new("multipart/form-data; boundary=\"xx\"", payload, Duration::from_secs(1)).expect("a form")
    }

    async fn read(body: &[u8], size: usize) -> Result<Vec<(String, Option<String>, Vec<u8>)>, Problem> {
        let mut form = form(body, size).await;
        let mut parts = Vec::new();
        while let Some(part) = form.part().await? {
            let mut content = Vec::new();
            while let Some(piece) = form.piece().await? {
                content.extend_from_slice(&piece);
            }
            parts.push((part.name, part.filename, content));
        }
        Ok(parts)
    }

    #[actix_web::test]
    async fn forms_are_read_however_they_come() {
        let body = b"--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--x\r\n\r\n--xx\r\ncontent-disposition: form-data; \
            name=\"file\"; filename=\"f\xC3\xA4hre.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\r\n--xx--\r\n";
        for size in [1, 2, 3, 7, 50, 1_000] {
            let parts = read(body, size).await.expect("a form");
            assert_eq!(parts[0], ("a".to_owned(), None, b"one\r\n--x\r\n".to_vec()), "{size}");
            assert_eq!(parts[1], ("file".to_owned(), Some("fähre.jpg".to_owned()), Vec::new()), "{size}");
            assert_eq!(parts.len(), 2);
        }
    }

    #[actix_web::test]
    async fn what_is_no_form_is_refused_before_it_grows() {
        for body in [
            &b"--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ncut"[..],
            b"--xx\r\nX: y\r\n\r\nnameless\r\n--xx--",
            b"no boundary at all",
            b"",
        ] {
            assert!(read(body, 10).await.is_err(), "{}", String::from_utf8_lossy(body));
        }
        let mut endless = b"--xx\r\n".to_vec();
        endless.resize(100_000, b'a');
        assert!(read(&endless, 1_000).await.is_err());
    }
}
