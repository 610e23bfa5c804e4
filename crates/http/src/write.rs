//! Requests that write: which revision they change, what they bring, whether they only try, and what they are answered with.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderValue},
    },
    web::{self, Data},
};
use masthead_app::{
    Code, Cx, Error,
    articles::{self, Fields, Written},
    idempotency::{self, Once, StoredAnswer},
};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use crate::{
    answer::Freshness, caller::RequestId, problem::Problem, selection::Selection, settings::HttpSettings,
    wire::Manuscript,
};

/// What bodies are taken as, as `Accept-Post` lists it.
const JSON: &str = "application/json";
/// The same, for merge patches.
const PATCHES: &str = "application/merge-patch+json, application/json";
/// The same, for beacons: `text/plain` is what browsers send without asking first, and what `sendBeacon` makes of a string.
const BEACONS: &str = "application/json, text/plain";

/// The revision that `If-Match` names; nothing without one. `*` names none: a change says what it changes.
///
/// # Errors
/// For a tag that is not a revision, and for a weak one, which never matches (RFC 9110, 13.1.1).
pub(crate) fn if_match(headers: &HeaderMap) -> Result<Option<i32>, Problem> {
    let mut values = headers.get_all(header::IF_MATCH);
    let Some(value) = values.next() else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    if text.starts_with("W/") {
        return Err(Problem::new(Code::StaleRevision, "If-Match: a weak tag never matches; send the ETag as it was"));
    }
    let number = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).and_then(|text| text.parse().ok());
    match (number, values.next()) {
        (Some(number), None) => Ok(Some(number)),
        _ => Err(Problem::malformed("If-Match is one revision, as its ETag has it: If-Match: \"7\"")),
    }
}

/// The bytes of a body of JSON, in one of these media types.
///
/// # Errors
/// For another media type, and for too many bytes.
async fn bytes(request: &HttpRequest, mut payload: web::Payload, taken: &'static str) -> Result<Vec<u8>, Problem> {
    use futures_util::StreamExt;
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let maximum = request.app_data::<Data<HttpSettings>>().map_or(1024 * 1024, |settings| settings.max_body_bytes);
    let mut body = Vec::new();
    while let Some(part) = payload.next().await {
        let part = part.map_err(|error| Problem::malformed(format!("the body cannot be read: {error}")))?;
        if body.len() + part.len() > maximum {
            let detail = format!("the body has more than {maximum} bytes (max_body_bytes)");
            return Err(Problem::new(Code::PayloadTooLarge, detail));
        }
        body.extend_from_slice(&part);
    }
    // An empty body is nothing in any media type.
    if taken.split(", ").any(|one| one == media) || body.is_empty() {
        return Ok(body);
    }
    Err(Problem::new(Code::UnsupportedMediaType, format!("send the body as {taken}")).allowing(taken))
}

/// A body that is read into a type; an empty one is `{}`.
///
/// # Errors
/// For what cannot be read.
pub(crate) async fn body<T: DeserializeOwned>(request: &HttpRequest, payload: web::Payload) -> Result<T, Problem> {
    let bytes = bytes(request, payload, JSON).await?;
    object(if bytes.is_empty() { b"{}" } else { &bytes })
}

/// [`body`], as pages send it when they are left. It is taken without any word about who sends it, so nothing is gained by having
/// somebody else's browser send it.
///
/// # Errors
/// For what cannot be read.
pub(crate) async fn beacon<T: DeserializeOwned>(request: &HttpRequest, payload: web::Payload) -> Result<T, Problem> {
    object(&bytes(request, payload, BEACONS).await?)
}

/// A JSON object that is read into a type. (The library would take an array for one, member by member.)
fn object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(Problem::malformed("body: not a JSON object"));
    }
    serde_json::from_slice(bytes).map_err(|error| Problem::malformed(format!("body: {error}")))
}

/// A merge patch that is read into a type.
///
/// # Errors
/// For what cannot be read.
pub(crate) async fn patch<T: DeserializeOwned>(request: &HttpRequest, payload: web::Payload) -> Result<T, Problem> {
    object(&bytes(request, payload, PATCHES).await?)
}

/// A form of something: a JSON object whose members the operation reads.
///
/// # Errors
/// For what is not a JSON object.
pub(crate) async fn form(request: &HttpRequest, payload: web::Payload) -> Result<Fields, Problem> {
    let bytes = bytes(request, payload, PATCHES).await?;
    let fields: Fields = serde_json::from_slice(&bytes)
        .map_err(|error| Problem::malformed(format!("body: not a JSON object: {error}")))?;
    Ok(fields)
}

/// The request as one that may be sent twice, if it has a key.
///
/// # Errors
/// For a key that is empty or too long.
pub(crate) fn once(cx: Cx, key: Option<&str>, operation: &str, input: &impl Serialize) -> Result<Cx, Problem> {
    let Some(key) = key else { return Ok(cx) };
    if key.is_empty() || key.len() > 200 || key.chars().any(char::is_control) {
        return Err(Problem::malformed("an idempotency key has 1 to 200 bytes, without control characters"));
    }
    let mut hash = Sha256::new();
    hash.update(operation);
    hash.update([0]);
    hash.update(serde_json::to_vec(input).unwrap_or_default());
    let fingerprint = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(cx.done_once(Once { name: format!("{operation} {key}"), fingerprint }))
}

/// `Idempotency-Key`.
pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let value = headers.get("idempotency-key").map(HeaderValue::to_str).transpose();
    let value = value.map_err(|_| Problem::malformed("Idempotency-Key: visible ASCII only"))?;
    // The draft has it as a string of RFC 9651; many clients send it bare.
    Ok(value.map(|value| value.trim().trim_matches('"')))
}

/// The answer that this request had when it came first.
///
/// # Errors
/// When the key came with another request.
pub(crate) async fn replay(cx: &Cx) -> Result<Option<HttpResponse>, Problem> {
    let Some(StoredAnswer { status, body }) = idempotency::answered(cx).await? else { return Ok(None) };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::CREATED);
    let mut answer = HttpResponse::build(status);
    answer.insert_header(("idempotency-replayed", "true"));
    Ok(Some(private(&mut answer).content_type(JSON).body(body)))
}

/// Headers of what is nobody else's business.
pub(crate) fn private(answer: &mut actix_web::HttpResponseBuilder) -> &mut actix_web::HttpResponseBuilder {
    answer.insert_header((header::CACHE_CONTROL, "private, no-store")).insert_header((header::VARY, "Authorization"))
}

/// Answers with something that has a revision: its `ETag` is the number to send back.
pub(crate) async fn answer(
    request: &HttpRequest,
    cx: &Cx,
    status: StatusCode,
    body: &impl Serialize,
    revision: Option<i32>,
    location: Option<String>,
) -> Result<HttpResponse, Problem> {
    let text = serde_json::to_string(body).map_err(|error| {
        tracing::error!(%error, "an answer could not be written as JSON");
        Problem::new(Code::Internal, "internal error").of(&RequestId::of(request))
    })?;
    if status == StatusCode::CREATED {
        idempotency::store(cx, &StoredAnswer { status: status.as_u16(), body: text.clone() }).await?;
    }
    let freshness = Freshness::of(cx).await?;
    let mut answer = HttpResponse::build(status);
    private(&mut answer).insert_header(("content-version", freshness.version.seq.to_string()));
    if request.app_data::<Data<HttpSettings>>().is_some_and(|settings| settings.server_timing) {
        answer.insert_header(("server-timing", format!("sql;desc=\"{} statements\"", freshness.statements)));
    }
    if let Some(revision) = revision {
        answer.insert_header((header::ETAG, format!("\"{revision}\"")));
    }
    if let Some(location) = location {
        answer.insert_header((header::LOCATION, location));
    }
    Ok(answer.content_type(JSON).body(text))
}

/// A write, or only the try of one: then it happens in a rehearsal that is never kept, and is answered as if it had happened.
///
/// # Errors
/// When no transaction can be had in time.
pub(crate) async fn trying(cx: Cx, dry_run: bool) -> Result<Cx, Error> {
    if dry_run { cx.rehearsal().await } else { Ok(cx) }
}

/// The manuscript that a write has left.
///
/// # Errors
/// What the database says.
pub(crate) async fn manuscript(cx: &Cx, written: Written, selection: Option<&Selection>) -> Result<Manuscript, Error> {
    let include = selection.map(|selection| selection.needs()).unwrap_or_default();
    let view = articles::written(cx, written.id, include).await?;
    Ok(Manuscript::new(view, selection, written.notes))
}
