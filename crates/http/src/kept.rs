//! Answers that are kept: what everybody is answered alike is computed once for each content version.
//!
//! An answer is kept with the version that it was made from and the cache tags of what it was made of, and given out as long as nothing has happened to
//! any of those that this node knows of. What is written on this node is known before the write is answered; what others write, within
//! [`LOOK`]. So nothing has to be found and thrown away when something changes: what nobody asks for any more goes when room is needed.
//! What is asked by many at once while it is not there is computed once.
//!
//! Never kept: whatever is asked with a credential, errors, and what changes without a version (rankings, previews).

use std::{
    borrow::Cow,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use actix_web::{
    Error, HttpMessage, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody, to_bytes},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue, HttpDate},
    },
    middleware::Next,
    web::{Bytes, BytesMut, Data},
};
use futures_util::StreamExt;
use masthead_app::{App, Code, Known, Made};
use masthead_domain::{cache_tag::CacheTags, event::ContentVersion};
use quick_cache::{Weighter, sync::Cache};
use sha2::{Digest, Sha256};

use crate::{
    answer::{is_unchanged, lifetime},
    caller::least_version,
    problem::Problem,
    rest::push_base,
};

/// How often it is looked what others have written.
const LOOK: Duration = Duration::from_millis(250);
/// How often replicas are asked how far they are: after a write none is read until it is known to have it.
const LOOK_AT_REPLICAS: Duration = Duration::from_millis(100);
/// After this an answer is made anew, whatever the version: what it refers to may have been finished in the background meanwhile.
const LONGEST: Duration = Duration::from_secs(60);
/// After this it is tried again to keep what was not kept: an error is of its moment.
const BRIEFLY: Duration = Duration::from_secs(1);
/// Longest header of a request that an answer may depend on, in bytes.
const MAX_HEADER: usize = 512;
/// Longest body of a GraphQL request whose answer is kept, in bytes.
const MAX_ASKED: usize = 32 * 1024;
/// Bytes that an entry takes besides its body.
const OVERHEAD: u64 = 1_024;

/// Says of an answer that it is the same for everybody, from which version it was made, and of what.
#[derive(Debug, Clone)]
pub(crate) struct Alike {
    pub(crate) version: ContentVersion,
    pub(crate) tags: CacheTags,
}

/// The answers.
#[derive(Clone)]
pub(crate) struct Kept(Option<Arc<Answers>>);

struct Answers {
    cache: Cache<Key, Entry, Bytewise>,
    hits: AtomicU64,
    misses: AtomicU64,
    stored: AtomicU64,
    invalidations: AtomicU64,
}

/// What has become of it, since the server began.
pub(crate) struct Figures {
    pub(crate) hits: u64,
    pub(crate) misses: u64,
    pub(crate) stored: u64,
    pub(crate) gone: u64,
    pub(crate) invalidations: u64,
    pub(crate) bytes: u64,
    pub(crate) entries: usize,
}

/// What an answer depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    /// Where the API was reached, what is accepted, and what is asked.
    asked: String,
    /// The digest of the body, with POST.
    posted: Option<[u8; 32]>,
}

#[derive(Clone)]
enum Entry {
    Answer(Arc<Answer>),
    /// It was not kept, when it was asked for then: nobody waits for another one's.
    Not(Instant),
}

/// An answer, ready to be sent.
struct Answer {
    at: Instant,
    made: Made,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// May caches on the way keep it, too? How long is said when it is given out.
    is_for_others: bool,
    body: Bytes,
    etag: String,
    modified: Option<HttpDate>,
}

#[derive(Clone)]
struct Bytewise;

impl Weighter<Key, Entry> for Bytewise {
    fn weight(&self, key: &Key, entry: &Entry) -> u64 {
        let body = match entry {
            Entry::Answer(answer) => (answer.body.len() + answer.made.bytes()) as u64 + OVERHEAD,
            Entry::Not(_) => 64,
        };
        key.asked.capacity() as u64 + body
    }
}

impl Kept {
    /// With room for so many bytes; none keeps nothing.
    pub(crate) fn new(bytes: u64) -> Self {
        let entries = usize::try_from(bytes / (16 * 1024)).unwrap_or(usize::MAX).max(64);
        let answers = || Answers {
            cache: Cache::with_weighter(entries, bytes, Bytewise),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
            stored: AtomicU64::new(0),
            invalidations: AtomicU64::new(0),
        };
        Self((bytes > 0).then(|| Arc::new(answers())))
    }

    /// How it goes; nothing if nothing is kept.
    pub(crate) fn figures(&self) -> Option<Figures> {
        let answers = self.0.as_deref()?;
        let [hits, misses, stored, invalidations] =
            [&answers.hits, &answers.misses, &answers.stored, &answers.invalidations]
                .map(|count| count.load(Ordering::Relaxed));
        let (bytes, entries) = (answers.cache.weight(), answers.cache.len());
        let gone = stored.saturating_sub(entries as u64);
        Some(Figures { hits, misses, stored, gone, invalidations, bytes, entries })
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

/// Asks the replicas again and again how far they are, until it is dropped.
pub(crate) async fn follow_replicas(app: App) {
    loop {
        app.look_at_replicas().await;
        tokio::time::sleep(LOOK_AT_REPLICAS).await;
    }
}

/// What a request may be answered from memory by.
fn key(request: &ServiceRequest) -> Option<Key> {
    let (path, headers) = (request.path(), request.headers());
    let is_read = request.method() == Method::GET
        && (path.starts_with("/v1/")
            || path.starts_with("/feeds")
            || path.starts_with("/sitemap")
            || path == "/graphql");
    let is_asked = (is_read || is_posted(request))
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
    let query = request.query_string();
    let mut asked = String::with_capacity(coding.len() + accept.len() + path.len() + query.len() + 128);
    push_base(request.request(), &mut asked);
    asked.extend(["\n", coding, "\n", accept, "\n", path, "?", query]);
    Some(Key { asked, posted: None })
}

/// Does it ask GraphQL with a short body, as most clients do?
fn is_posted(request: &ServiceRequest) -> bool {
    let headers = request.headers();
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let length = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    request.method() == Method::POST
        && request.path() == "/graphql"
        && text(header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/json"))
        && !headers.contains_key(header::CONTENT_ENCODING)
        && length.is_some_and(|length| length <= MAX_ASKED)
}

/// Adds to a key what a body says, which stays there for whoever reads it next. A mutation may say a password: only a digest is kept.
async fn add_body(request: &mut ServiceRequest, key: Key) -> Result<Key, Error> {
    let mut body = BytesMut::new();
    let mut payload = request.take_payload();
    while let Some(part) = payload.next().await {
        body.extend_from_slice(&part?);
        if body.len() > MAX_ASKED {
            return Err(actix_web::error::PayloadError::Overflow.into());
        }
    }
    let posted = Some(Sha256::digest(&body).into());
    request.set_payload(body.freeze().into());
    Ok(Key { posted, ..key })
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
    let (Some(answers), Some(mut key), Some(mut known)) = (&kept.0, key(&request), app.known_version()) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let is_posted = is_posted(&request);
    if is_posted {
        key = add_body(&mut request, key).await?;
    }
    // Whoever has seen something newer than this node knows of is answered by who knows more.
    if least_version(request.headers()).map_or(true, |least| least > known.seq) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let guard = loop {
        match answers.cache.get_value_or_guard_async(&key).await {
            Ok(Entry::Answer(answer)) if answer.at.elapsed() < LONGEST && answer.made.holds(&app, known) => {
                answers.hits.fetch_add(1, Ordering::Relaxed);
                let asked = conditions(request.headers(), is_posted);
                let response = give(request.request(), &asked, &answer, known.seq, "Masthead; hit");
                return Ok(request.into_response(response));
            }
            Ok(Entry::Not(asked)) if asked.elapsed() < BRIEFLY => {
                return Ok(next.call(request).await?.map_into_boxed_body());
            }
            Ok(entry) => {
                let is_answer = matches!(entry, Entry::Answer(_));
                answers.invalidations.fetch_add(is_answer.into(), Ordering::Relaxed);
                answers.cache.remove(&key);
            }
            Err(guard) => break guard,
        }
        // Whoever has waited wants what was written meanwhile, too.
        known = app.known_version().unwrap_or(known);
    };
    answers.misses.fetch_add(1, Ordering::Relaxed);
    // The whole answer is wanted, whatever this client has of it already.
    let asked = conditions(request.headers(), is_posted).into_owned();
    request.headers_mut().remove(header::IF_NONE_MATCH);
    request.headers_mut().remove(header::IF_MODIFIED_SINCE);
    let response = next.call(request).await?;
    let alike = response.request().extensions().get::<Alike>().cloned();
    // Whoever came too late says nothing of those who waited with them.
    let refused = response.response().error().and_then(|error| error.as_error::<Problem>());
    if refused.is_some_and(|problem| problem.which() == Code::Overloaded) {
        drop(guard);
        return Ok(response.map_into_boxed_body());
    }
    let Some(Alike { version, tags }) = alike.filter(|_| response.status() == StatusCode::OK) else {
        // Whoever waits for it finds out for themselves, all at once.
        let _ = guard.insert(Entry::Not(Instant::now()));
        return Ok(still_conditional(&asked, response.map_into_boxed_body()));
    };
    let (http, response) = response.into_parts();
    let (head, body) = response.into_parts();
    let body =
        to_bytes(body).await.map_err(|_| actix_web::error::ErrorInternalServerError("an answer could not be read"))?;
    // The version was read before anything else was. (Another log: the database was restored meanwhile.)
    let since = Known { log: version.log, seq: version.seq };
    let answer = Arc::new(Answer::new(head.headers(), body, Made::new(since, tags)));
    let status = if version.log == known.log && version.seq >= known.seq {
        answers.stored.fetch_add(1, Ordering::Relaxed);
        let _ = guard.insert(Entry::Answer(Arc::clone(&answer)));
        "Masthead; fwd=miss; stored"
    } else {
        drop(guard);
        "Masthead; fwd=miss"
    };
    let response = ServiceResponse::new(http, HttpResponse::Ok().finish());
    let given = give(response.request(), &asked, &answer, version.seq, status);
    Ok(response.into_response(given))
}

/// The headers that say what a client has already: there are none with POST.
fn conditions(headers: &HeaderMap, is_posted: bool) -> Cow<'_, HeaderMap> {
    if is_posted { Cow::Owned(HeaderMap::new()) } else { Cow::Borrowed(headers) }
}

impl Answer {
    fn new(headers: &HeaderMap, body: Bytes, made: Made) -> Self {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        Self {
            at: Instant::now(),
            made,
            etag: text(header::ETAG).unwrap_or_default().to_owned(),
            modified: text(header::LAST_MODIFIED).and_then(|date| date.parse().ok()),
            is_for_others: text(header::CACHE_CONTROL).is_some_and(|told| !told.contains("no-store")),
            headers: headers
                .iter()
                .filter(|(name, _)| *name != "server-timing" && *name != "content-version")
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            body,
        }
    }
}

/// An answer for whoever has `asked` with these headers, which is that of this version: whole, or only that it has not changed.
fn give(request: &HttpRequest, asked: &HeaderMap, answer: &Answer, version: i64, status: &'static str) -> HttpResponse {
    let unchanged = is_unchanged(asked, &answer.etag, answer.modified);
    let mut response = if unchanged {
        HttpResponse::new(StatusCode::NOT_MODIFIED)
    } else {
        HttpResponse::with_body(StatusCode::OK, BoxBody::new(answer.body.clone()))
    };
    let headers = response.headers_mut();
    for (name, value) in &answer.headers {
        // What says something of a body that is not there.
        if !unchanged || (*name != header::CONTENT_TYPE && *name != header::CONTENT_ENCODING) {
            headers.append(name.clone(), value.clone());
        }
    }
    if answer.is_for_others {
        headers.insert(header::CACHE_CONTROL, lifetime(request));
    }
    headers.insert(HeaderName::from_static("content-version"), version.into());
    headers.insert(HeaderName::from_static("cache-status"), HeaderValue::from_static(status));
    response
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
