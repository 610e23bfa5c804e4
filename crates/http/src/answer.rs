//! Answers to reads: bytes with validators, and the conditional requests of RFC 9110.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    http::header::{self, HeaderMap, HeaderValue, HttpDate},
};
use masthead_app::{App, Cx};
use masthead_domain::{cache_tag::CacheTags, event::ContentVersion};
use serde::Serialize;

use crate::{caller::RequestId, kept::Alike, lifetime::CacheControl, problem::Problem, settings::HttpSettings};

/// Most tags that are remembered of an answer that is kept.
const MAX_TAGS: usize = 256;

/// How long another server may not have seen a change, with room, in microseconds.
const OTHERS: i64 = 500_000;

/// What every answer to a read carries besides its body.
#[derive(Debug, Clone)]
pub(crate) struct Freshness {
    /// The content version that the answer reflects.
    pub version: ContentVersion,
    /// When the request began.
    pub now: masthead_domain::time::Instant,
    /// SQL statements of the request.
    pub statements: u32,
    /// Does the answer change only with the content version? Otherwise the date of that is none of the answer.
    pub is_dated: bool,
    /// What the answer was made of.
    pub tags: CacheTags,
}

impl Freshness {
    /// Of a request that has read everything it needs.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn of(cx: &Cx) -> Result<Self, Problem> {
        let version = cx.version().await?;
        let (now, statements, is_dated, tags) = (cx.now(), cx.statements(), !cx.is_beyond_version(), cx.tags());
        Ok(Self { version, now, statements, is_dated, tags })
    }

    /// Says of an answer that is the same for everybody what it was made of, so that it may be kept.
    pub(crate) fn tell(&self, request: &HttpRequest) {
        if self.is_dated {
            let tags = self.tags.clone().until(|tags| tags.len() <= MAX_TAGS);
            request.extensions_mut().insert(Alike { version: self.version, tags });
        }
    }

    /// The last change of anything, if a date in seconds can tell it from a later one: a second that is not over yet could still
    /// see another change, and a client holding its date would miss it. So could one that is just over, on another server.
    fn last_modified(&self) -> Option<HttpDate> {
        let changed = self.version.at.seconds();
        let at = UNIX_EPOCH + Duration::from_secs(u64::try_from(changed).ok().filter(|s| *s > 0)?);
        let is_over = self.now.micros() >= (changed + 1) * 1_000_000 + OTHERS;
        (self.is_dated && is_over).then(|| HttpDate::from(at))
    }
}

/// Answers a read with JSON, or 304 if the client has it already.
pub(crate) fn json(
    request: &HttpRequest,
    body: &impl Serialize,
    freshness: Freshness,
    links: Option<String>,
) -> HttpResponse {
    match serde_json::to_vec(body) {
        Ok(bytes) => bytes_as(request, "application/json", bytes, freshness, links),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written as JSON");
            Problem::new(masthead_app::Code::Internal, "internal error").response(RequestId::of(request).as_str())
        }
    }
}

/// Something as JSON.
///
/// # Errors
/// A defect.
pub(crate) fn text(body: &impl Serialize) -> Result<String, Problem> {
    serde_json::to_string(body).map_err(|error| {
        tracing::error!(%error, "an answer could not be written as JSON");
        Problem::new(masthead_app::Code::Internal, "internal error")
    })
}

/// Answers a read with these bytes, or 304 if the client has them already.
pub(crate) fn bytes_as(
    request: &HttpRequest,
    media_type: &'static str,
    bytes: Vec<u8>,
    freshness: Freshness,
    links: Option<String>,
) -> HttpResponse {
    // Weak, because the same answer is sent with different codings. Of the bytes, so a change of anything embedded shows.
    let etag = format!("W/\"{:032x}\"", xxhash_rust::xxh3::xxh3_128(&bytes));
    let modified = freshness.last_modified();
    freshness.tell(request);
    let unchanged = is_unchanged(request.headers(), &etag, modified);
    let settings = request.app_data::<actix_web::web::Data<HttpSettings>>();
    let mut response = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((header::ETAG, etag));
    response.insert_header((header::CACHE_CONTROL, lifetime(request)));
    // REST answers JSON whatever `Accept` says, so only GraphQL's answers vary on it.
    let vary = if request.path() == "/graphql" { "Accept, Accept-Encoding" } else { "Accept-Encoding" };
    response.insert_header((header::VARY, vary));
    response.insert_header(("content-version", freshness.version.seq.to_string()));
    if let Some(modified) = modified {
        response.insert_header((header::LAST_MODIFIED, modified));
    }
    if let Some(links) = links {
        response.insert_header((header::LINK, links));
    }
    if let Some(settings) = settings.filter(|_| freshness.is_dated) {
        for (name, value) in settings.cache_tags.headers(&freshness.tags, settings.cache_tag_bytes) {
            response.insert_header((name, value));
        }
    }
    if settings.is_some_and(|s| s.server_timing) {
        response.insert_header(("server-timing", format!("sql;desc=\"{} statements\"", freshness.statements)));
    }
    if unchanged {
        return response.finish();
    }
    response.content_type(media_type);
    response.body(bytes)
}

/// `Cache-Control` of what is public.
pub(crate) fn lifetime(request: &HttpRequest) -> HeaderValue {
    let due = request.app_data::<actix_web::web::Data<App>>().and_then(|app| app.seconds_until_due());
    match request.app_data::<actix_web::web::Data<CacheControl>>() {
        Some(setting) => setting.until(due),
        None => HeaderValue::from_static("no-cache"),
    }
}

/// `If-None-Match` decides alone where it stands; only without it does `If-Modified-Since` count (RFC 9110, 13.2.2).
pub(crate) fn is_unchanged(headers: &HeaderMap, etag: &str, modified: Option<HttpDate>) -> bool {
    let mut tags = headers.get_all(header::IF_NONE_MATCH).peekable();
    if tags.peek().is_some() {
        return tags.any(|value| has_tag(value, etag));
    }
    let since = headers.get(header::IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok()?.parse::<HttpDate>().ok());
    match (since, modified) {
        (Some(since), Some(modified)) => SystemTime::from(modified) <= SystemTime::from(since),
        _ => false,
    }
}

/// Weak comparison with each member of a list, or `*`.
fn has_tag(value: &HeaderValue, etag: &str) -> bool {
    let Ok(list) = value.to_str() else { return false };
    let opaque = etag.trim_start_matches("W/");
    list.split(',').map(str::trim).any(|tag| tag == "*" || tag.trim_start_matches("W/") == opaque)
}

impl RequestId {
    /// The id of a request, made or echoed at the door.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        request.extensions().get::<Self>().cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_could_still_change_is_not_told() {
        let at = |micros| masthead_domain::time::Instant::from_micros(micros);
        let freshness = |now| Freshness {
            version: ContentVersion { seq: 1, at: at(5_900_000), log: 0 },
            now: at(now),
            statements: 0,
            is_dated: true,
            tags: CacheTags::default(),
        };
        assert!(freshness(5_950_000).last_modified().is_none());
        assert!(freshness(6_000_000).last_modified().is_none());
        assert!(freshness(6_500_000).last_modified().is_some());
        assert!(Freshness { is_dated: false, ..freshness(6_500_000) }.last_modified().is_none());
    }

    #[test]
    fn tags_are_compared_weakly_in_lists() {
        let value = HeaderValue::from_static("\"a\", W/\"b\"");
        assert!(has_tag(&value, "W/\"a\"") && has_tag(&value, "W/\"b\"") && !has_tag(&value, "W/\"c\""));
        assert!(has_tag(&HeaderValue::from_static("*"), "W/\"c\""));
    }
}
