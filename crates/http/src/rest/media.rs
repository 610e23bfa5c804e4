//! `/media`: the files of assets, and their renditions. Whatever an address names never changes, so it may be kept for a year.

use std::ops::Range;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    body::SizedStream,
    http::{
        Method, StatusCode,
        header::{self, HeaderMap},
    },
};
use futures_util::StreamExt;
use masthead_app::{
    Code,
    media::{self, Body, Found, Media},
};

use super::params::Path;
use crate::{caller::reader, errors::MediaErrors, problem::Problem};

/// Seconds of a year.
const YEAR: i64 = 365 * 24 * 3600;

/// The file of an asset (`original.…`), or a rendition of it (`square-640.webp`), by the addresses that its asset tells. Ranges are
/// answered, for players that seek. An older version of the same thing leads to the newest one.
#[utoipa::path(get, path = "/media/{id}/{version}/{name}", operation_id = "media", tag = "media",
    summary = "The file of an asset, or a rendition",
    params(("id" = uuid::Uuid, Path, description = "Id of the asset."),
        ("version" = String, Path, description = "Which file, around which focal point."),
        ("name" = String, Path, description = "`original` with its ending, or crop, width and format of a rendition.", example = "square-640.webp")),
    responses((status = 200, description = "The bytes.", content_type = "*/*", body = Vec<u8>),
        (status = 206, description = "Those bytes that were asked for.", content_type = "*/*", body = Vec<u8>),
        (status = 302, description = "There is a newer version; `Location` leads there."), MediaErrors))]
pub(crate) async fn media(request: HttpRequest, path: Path<(String, String, String)>) -> Result<HttpResponse, Problem> {
    let cx = reader(&request)?;
    let (id, version, name) = &*path;
    let found = match media::open(&cx, id, version, name).await? {
        Found::Here(found) => found,
        Found::Moved(to) => {
            let mut answer = HttpResponse::Found();
            answer.insert_header((header::LOCATION, to)).insert_header((header::CACHE_CONTROL, "public, max-age=60"));
            return Ok(answer.finish());
        }
    };
    let headers = request.headers();
    let tag = format!("\"{}\"", found.tag);
    if headers.contains_key(header::IF_MATCH) && !names(headers, &header::IF_MATCH, &tag, false) {
        return Err(Problem::new(Code::StaleRevision, "If-Match: what is here has another tag"));
    }
    let now = cx.now();
    if names(headers, &header::IF_NONE_MATCH, &tag, true) {
        return Ok(describe(&mut HttpResponse::NotModified(), &found, &tag, now).finish());
    }
    // A range of what was another version would be put together with the wrong rest.
    let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let is_same = headers.get(header::IF_RANGE).is_none_or(|value| value.as_bytes() == tag.as_bytes());
    let asked = asked.filter(|_| is_same && request.method() == Method::GET);
    let size = found.size;
    let range = match (asked.and_then(range), size) {
        (Some(wanted), Some(size)) => Some(wanted.within(size).ok_or_else(|| unsatisfiable(size))?),
        _ => None,
    };
    match media::read(&cx, &found, range.clone()).await? {
        Body::Whole(bytes) => {
            let mut answer = answer(&found, &tag, now, range.as_ref(), size.unwrap_or(bytes.len() as u64));
            Ok(answer.body(bytes))
        }
        Body::Stream(stream) => {
            let size = size.unwrap_or(0);
            let length = range.as_ref().map_or(size, |range| range.end - range.start);
            let mut answer = answer(&found, &tag, now, range.as_ref(), size);
            Ok(answer.body(SizedStream::new(length, stream.map(|piece| piece.map_err(std::io::Error::other)))))
        }
    }
}

fn answer(
    found: &Media,
    tag: &str,
    now: masthead_domain::time::Instant,
    range: Option<&Range<u64>>,
    size: u64,
) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK });
    if let Some(range) = range {
        let value = format!("bytes {}-{}/{size}", range.start, range.end - 1);
        answer.insert_header((header::CONTENT_RANGE, value));
    }
    describe(&mut answer, found, tag, now);
    answer.content_type(found.media_type.as_str());
    // It is compressed already, and ranges count its own bytes.
    answer.insert_header((header::CONTENT_ENCODING, "identity"));
    // Whatever a file says it is, a browser that opens it runs nothing of it. Viewers of PDF are programs of the browser's own, and
    // some of them do not open what is fenced in.
    if found.media_type != "application/pdf" {
        let policy = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";
        answer.insert_header((header::CONTENT_SECURITY_POLICY, policy));
    }
    if let Some(filename) = &found.filename {
        answer.insert_header((header::CONTENT_DISPOSITION, disposition(filename)));
    }
    answer
}

/// The headers that an unchanged answer has, too.
fn describe<'a>(
    answer: &'a mut HttpResponseBuilder,
    found: &Media,
    tag: &str,
    now: masthead_domain::time::Instant,
) -> &'a mut HttpResponseBuilder {
    // Not longer than it may be shown.
    let left = found.expires_at.map_or(YEAR, |end| (end.seconds() - now.seconds()).clamp(0, YEAR));
    answer
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, format!("public, max-age={left}, immutable")))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header(("cross-origin-resource-policy", "cross-origin"))
}

/// Does a header name this entity tag? Weakly: also as a weak one.
fn names(headers: &HeaderMap, name: &header::HeaderName, tag: &str, weakly: bool) -> bool {
    headers.get_all(name).filter_map(|value| value.to_str().ok()).flat_map(|list| list.split(',')).any(|one| {
        let one = one.trim();
        one == "*" || one == tag || (weakly && one.strip_prefix("W/") == Some(tag))
    })
}

/// A part of something (RFC 9110, 14.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    From(u64, Option<u64>),
    Last(u64),
}

/// One range of bytes; nothing for several, and for what cannot be read: then everything is sent.
fn range(value: &str) -> Option<Wanted> {
    let value = value.trim().strip_prefix("bytes=")?;
    let (from, to) = value.trim().split_once('-')?;
    let number = |text: &str| if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None };
    match (from.trim(), to.trim()) {
        ("", last) => Some(Wanted::Last(number(last)?)),
        (from, "") => Some(Wanted::From(number(from)?, None)),
        (from, to) => {
            let (from, to): (u64, u64) = (number(from)?, number(to)?);
            (from <= to).then_some(Wanted::From(from, Some(to)))
        }
    }
}

impl Wanted {
    /// The bytes that it means of so many; nothing if there are none of them.
    fn within(self, size: u64) -> Option<Range<u64>> {
        let range = match self {
            Self::From(from, to) => from..to.map_or(size, |to| to.saturating_add(1).min(size)),
            Self::Last(last) => size.saturating_sub(last)..size,
        };
        (range.start < range.end).then_some(range)
    }
}

fn unsatisfiable(size: u64) -> Problem {
    Problem::new(Code::RangeNotSatisfiable, format!("there are {size} bytes, and none of them was asked for"))
        .of_size(size)
}

/// How a file is called where it is saved: in ASCII, and as it is (RFC 6266).
fn disposition(filename: &str) -> String {
    let plain: String = filename
        .chars()
        .map(|c| if c.is_ascii() && !c.is_ascii_control() && !"\"\\".contains(c) { c } else { '_' })
        .collect();
    let mut encoded = String::new();
    for byte in filename.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("inline; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_has_them() {
        let of = |text: &str| range(text).and_then(|wanted| wanted.within(100));
        assert_eq!(of("bytes=0-9"), Some(0..10));
        assert_eq!(of("bytes=90-"), Some(90..100));
        assert_eq!(of("bytes=-10"), Some(90..100));
        assert_eq!(of("bytes=-1000"), Some(0..100));
        assert_eq!(of("bytes=50-1000"), Some(50..100));
        assert_eq!(of("bytes=100-"), None);
        assert_eq!(of("bytes=-0"), None);
        for other in ["bytes=0-1,5-6", "items=0-1", "bytes=5-1", "bytes=a-b", "bytes=", "bytes=+1-2"] {
            assert_eq!(range(other), None, "{other}");
        }
    }

    #[test]
    fn names_of_files_are_safe_in_a_header() {
        assert_eq!(
            disposition("fähre \"1\"\r\n.jpg"),
            "inline; filename=\"f_hre _1___.jpg\"; filename*=UTF-8''f%C3%A4hre%20%221%22%0D%0A.jpg"
        );
    }
}
