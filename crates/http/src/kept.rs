//! Answers that are kept: what everybody is answered alike is computed once for each content version.
//!
//! An answer is kept under the version that it was made from, and given out as long as that is the newest version that this node knows of. What is
//! written on this node is known before the write is answered; what others write, within [`LOOK`]. So nothing has to be found and thrown
//! away when something changes: what nobody asks for any more goes when room is needed. What is asked by many at once while it is not
//! there is computed once.
//!
//! Never kept: whatever is asked with a credential, errors, and what changes without a version (rankings, previews).

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{
    Error, HttpMessage, HttpResponse,
    body::{BoxBody, MessageBody, to_bytes},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue, HttpDate},
    },
    middleware::Next,
    web::{Bytes, Data},
};
use masthead_app::App;
use masthead_domain::event::ContentVersion;
use quick_cache::{Weighter, sync::Cache};

use crate::{answer::is_unchanged, rest::base};

/// How often it is looked what others have written.
const LOOK: Duration = Duration::from_millis(250);
/// After this an answer is made anew, whatever the version: what it refers to may have been finished in the background meanwhile.
const LONGEST: Duration = Duration::from_secs(60);
/// After this it is tried again to keep what was not kept: an error is of its moment.
const BRIEFLY: Duration = Duration::from_secs(1);
/// Longest header of a request that an answer may depend on, in bytes.
const MAX_HEADER: usize = 512;
/// Bytes that an entry takes besides its body.
const OVERHEAD: u64 = 1_024;

/// Says of an answer that it is the same for everybody, and from which version it was made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Alike(pub(crate) ContentVersion);

/// The answers.
#[derive(Clone)]
pub(crate) struct Kept(Option<Arc<Cache<Key, Entry, Bytewise>>>);

/// What an answer depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    version: masthead_app::Known,
    /// Where the API was reached, what is accepted, and what is asked.
    asked: Box<str>,
}

#[derive(Clone)]
enum Entry {
    Answer(Arc<Answer>),
    /// It was not kept, when it was asked for then: nobody waits for another one's.
    Not(Instant),
}

/// An answer, ready to be sent.
struct Answer {
    made: Instant,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
    etag: String,
    modified: Option<HttpDate>,
}

#[derive(Clone)]
struct Bytewise;

impl Weighter<Key, Entry> for Bytewise {
    fn weight(&self, key: &Key, entry: &Entry) -> u64 {
        let body = match entry {
            Entry::Answer(answer) => answer.body.len() as u64 + OVERHEAD,
            Entry::Not(_) => 64,
        };
        key.asked.len() as u64 + body
    }
}

impl Kept {
    /// With room for so many bytes; none keeps nothing.
    pub(crate) fn new(bytes: u64) -> Self {
        let entries = usize::try_from(bytes / (16 * 1024)).unwrap_or(usize::MAX).max(64);
        Self((bytes > 0).then(|| Arc::new(Cache::with_weighter(entries, bytes, Bytewise))))
    }

    /// Is anything kept?
    pub(crate) fn is_on(&self) -> bool {
        self.0.is_some()
    }
}

/// Looks again and again what others have written, until it is dropped.
pub(crate) async fn follow(app: App) {
    loop {
        if let Err(error) = app.look_for_version().await {
            tracing::debug!(%error, "the content version cannot be read; nothing is answered from memory");
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// What a request may be answered from memory by.
fn key(request: &ServiceRequest, version: Option<masthead_app::Known>) -> Option<Key> {
    let (path, headers) = (request.path(), request.headers());
    let is_asked = request.method() == Method::GET
        && (path.starts_with("/v1/")
            || path.starts_with("/feeds")
            || path.starts_with("/sitemap")
            || path == "/graphql")
        && !["/v1/live", "/v1/sync", "/v1/previews", "/v1/events"].iter().any(|start| path.starts_with(start));
    let is_plain = !headers.contains_key(header::AUTHORIZATION) && !headers.contains_key(header::UPGRADE);
    if !is_asked || !is_plain {
        return None;
    }
    let header = |name: HeaderName| {
        headers.get(name).map_or(Some(""), |value| value.to_str().ok().filter(|text| text.len() <= MAX_HEADER))
    };
    let accept = if path == "/graphql" { header(header::ACCEPT)? } else { "" };
    let coding = header(header::ACCEPT_ENCODING)?;
    let (base, query) = (base(request.request()), request.query_string());
    Some(Key { version: version?, asked: format!("{base}\n{coding}\n{accept}\n{path}?{query}").into() })
}

/// Answers from memory, or keeps what is answered.
///
/// # Errors
/// Those of the request.
pub(crate) async fn kept(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (Some(kept), Some(app)) = (request.app_data::<Data<Kept>>().cloned(), request.app_data::<Data<App>>().cloned())
    else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let (Some(cache), Some(key)) = (&kept.0, key(&request, app.known_version())) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let guard = loop {
        match cache.get_value_or_guard_async(&key).await {
            Ok(Entry::Answer(answer)) if answer.made.elapsed() < LONGEST => {
                let response = give(request.headers(), &answer, "Masthead; hit");
                return Ok(request.into_response(response));
            }
            Ok(Entry::Not(asked)) if asked.elapsed() < BRIEFLY => {
                return Ok(next.call(request).await?.map_into_boxed_body());
            }
            Ok(_) => drop(cache.remove(&key)),
            Err(guard) => break guard,
        }
    };
    // The whole answer is wanted, whatever this client has of it already.
    let asked = request.headers().clone();
    request.headers_mut().remove(header::IF_NONE_MATCH);
    request.headers_mut().remove(header::IF_MODIFIED_SINCE);
    let response = next.call(request).await?;
    let alike = response.request().extensions().get::<Alike>().copied();
    let Some(Alike(version)) = alike.filter(|_| response.status() == StatusCode::OK) else {
        // Whoever waits for it finds out for themselves, all at once.
        let _ = guard.insert(Entry::Not(Instant::now()));
        return Ok(still_conditional(&asked, response.map_into_boxed_body()));
    };
    // Another node has written meanwhile: from now on that is known, and this answer belongs to it.
    app.saw_version(version);
    let (http, response) = response.into_parts();
    let (head, body) = response.into_parts();
    let body =
        to_bytes(body).await.map_err(|_| actix_web::error::ErrorInternalServerError("an answer could not be read"))?;
    let answer = Arc::new(Answer::new(head.headers(), body));
    let is_of_version = (version.log, version.seq) == (key.version.log, key.version.seq);
    let status = if is_of_version {
        let _ = guard.insert(Entry::Answer(Arc::clone(&answer)));
        "Masthead; fwd=miss; stored"
    } else {
        drop(guard);
        "Masthead; fwd=miss"
    };
    let given = give(&asked, &answer, status);
    Ok(ServiceResponse::new(http, given))
}

impl Answer {
    fn new(headers: &HeaderMap, body: Bytes) -> Self {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        Self {
            made: Instant::now(),
            etag: text(header::ETAG).unwrap_or_default().to_owned(),
            modified: text(header::LAST_MODIFIED).and_then(|date| date.parse().ok()),
            headers: headers
                .iter()
                .filter(|(name, _)| *name != "server-timing")
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            body,
        }
    }
}

/// An answer for a request with these headers: whole, or only that it has not changed.
fn give(asked: &HeaderMap, answer: &Answer, status: &'static str) -> HttpResponse {
    let unchanged = is_unchanged(asked, &answer.etag, answer.modified);
    let mut response = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    for (name, value) in &answer.headers {
        // What says something of a body that is not there.
        if !unchanged || (*name != header::CONTENT_TYPE && *name != header::CONTENT_ENCODING) {
            response.append_header((name.clone(), value.clone()));
        }
    }
    response.insert_header(("cache-status", status));
    if unchanged { response.finish() } else { response.body(answer.body.clone()) }
}

/// An answer that is not kept, for a client that may have it already.
fn still_conditional(asked: &HeaderMap, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let text = |name| response.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let modified = text(header::LAST_MODIFIED).and_then(|date| date.parse().ok());
    let unchanged = response.status() == StatusCode::OK
        && text(header::ETAG).is_some_and(|etag| is_unchanged(asked, etag, modified));
    if !unchanged {
        return response;
    }
    let (http, response) = response.into_parts();
    let mut bare = HttpResponse::NotModified();
    for (name, value) in response.headers() {
        if *name != header::CONTENT_TYPE && *name != header::CONTENT_ENCODING {
            bare.append_header((name.clone(), value.clone()));
        }
    }
    ServiceResponse::new(http, bare.finish())
}
