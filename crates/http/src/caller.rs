//! The door: what every request passes before anything else looks at it.

use actix_web::{
    Error as ActixError, HttpMessage, HttpRequest,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use masthead_app::{App, Code, Cx, auth};
use masthead_domain::access::{Caller, Operation};
use tracing::Instrument;

use crate::{
    places::{Place, Places},
    problem::Problem,
    rest::base,
    settings::HttpSettings,
};

/// The id of a request: the client's, if it is a decent one, or ours.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(HeaderValue);

impl Default for RequestId {
    fn default() -> Self {
        Self(HeaderValue::from_static(""))
    }
}

impl RequestId {
    /// As it stands in the header.
    pub(crate) fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    /// The header's value.
    pub(crate) fn value(&self) -> HeaderValue {
        self.0.clone()
    }

    fn new(headers: &HeaderMap, app: Option<&Data<App>>) -> Self {
        let decent = |id: &&HeaderValue| {
            (1..=128).contains(&id.len())
                && id.as_bytes().iter().all(|b| b.is_ascii_alphanumeric() || b"-_.:/".contains(b))
        };
        match headers.get("x-request-id").filter(decent) {
            Some(id) => Self(id.clone()),
            None => app.and_then(|app| app.new_id().to_string().try_into().ok()).map(Self).unwrap_or_default(),
        }
    }
}

/// Where the API was reached, for resolvers: what its own absolute addresses begin with.
#[derive(Debug, Clone)]
pub(crate) struct Origin(pub(crate) String);

/// "At least this fresh": the content version that an answer must not be older than.
pub(crate) const MIN_CONTENT_VERSION: &str = "min-content-version";

/// Marks a request whose caller is known: what it is answered is nobody else's.
struct Known;

/// Who asks: a reader, or whoever the credential belongs to. A credential that does not hold is an error everywhere, also where readers
/// need none: whoever sends one would take the answer for their own.
///
/// # Errors
/// For credentials that do not hold; what the database says.
pub(crate) async fn cx(request: &HttpRequest) -> Result<Cx, Problem> {
    let app = request.app_data::<Data<App>>().ok_or_else(|| Problem::new(Code::Internal, "internal error"))?;
    let credential = bearer(request.headers())?;
    let least = least_version(request.headers())?;
    admit(request)?;
    let id = Some(RequestId::of(request).as_str().to_owned());
    // Whoever writes sees what they wrote; and what is done is done to what is there.
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD) || request.path() == "/graphql";
    let is_public = credential.is_none() && is_read;
    let mut cx = if is_public { app.public_cx(id) } else { app.cx_of(Caller::Nobody, id) };
    if cx.needs_origin() {
        cx = cx.reached_at(&base(request));
    }
    // Before anything else is read: an answer may be newer than the version it tells, never older.
    let mut version = cx.version().await?;
    if version.seq < least {
        cx = cx.on_primary();
        version = cx.version().await?;
    }
    // What has ended until the version is over for the request.
    cx = cx.from_now();
    // From now on this node knows what it has shown.
    app.saw_version(version).await?;
    if version.seq < least {
        let detail = format!("Min-Content-Version asks for {least}; the newest there is is {}", version.seq);
        return Err(Problem::new(Code::VersionNotReached, detail));
    }
    let Some(credential) = credential else { return Ok(cx) };
    let caller = auth::identify(&cx, credential).await.map_err(|error| match error {
        masthead_app::Error::Unauthenticated(reason) => Problem::invalid_token(reason),
        other => other.into(),
    })?;
    request.extensions_mut().insert(Known);
    Ok(cx.of(caller))
}

/// The content version that an answer must not be older than; 0 when nothing is said.
///
/// # Errors
/// For what is no version.
pub(crate) fn least_version(headers: &HeaderMap) -> Result<i64, Problem> {
    let Some(value) = headers.get(MIN_CONTENT_VERSION) else { return Ok(0) };
    let number = value.to_str().ok().and_then(|text| text.parse().ok()).filter(|number| *number >= 0);
    number.ok_or_else(|| {
        Problem::malformed("Min-Content-Version is a number: what Content-Version of an earlier answer says")
    })
}

/// Takes one of the places of what is worked on at once; the request gives it back when it is answered.
///
/// # Errors
/// [`Code::Overloaded`] when there is none.
fn admit(request: &HttpRequest) -> Result<(), Problem> {
    // Files take as long as they take, and their work has places of its own; operations of a WebSocket take theirs one by one.
    let is_exempt = brings_files(request.method(), request.path()) || request.headers().contains_key(header::UPGRADE);
    if is_exempt || request.extensions().contains::<Place>() {
        return Ok(());
    }
    let Some(places) = request.app_data::<Data<Places>>() else { return Ok(()) };
    let place = places.take()?;
    request.extensions_mut().insert(place);
    Ok(())
}

/// Whoever asks for what is the same for everyone, such as a picture: nothing is read to find out who it is.
///
/// # Errors
/// When the server was not put together right.
pub(crate) fn reader(request: &HttpRequest) -> Result<Cx, Problem> {
    let app = request.app_data::<Data<App>>().ok_or_else(|| Problem::new(Code::Internal, "internal error"))?;
    Ok(app.cx_of(Caller::Nobody, Some(RequestId::of(request).as_str().to_owned())))
}

/// [`cx`] for what nobody may do: that is said before anything else is read.
///
/// # Errors
/// Those of [`cx`]; `unauthenticated` without a credential.
pub(crate) async fn writer(request: &HttpRequest) -> Result<Cx, Problem> {
    let cx = cx(request).await?;
    cx.may(Operation::Me)?;
    Ok(cx)
}

/// The credential of a request (RFC 6750, 2.1); nothing if there is none.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let mut values = headers.get_all(header::AUTHORIZATION);
    let Some(value) = values.next() else { return Ok(None) };
    let refused = |reason: &str| {
        tracing::warn!(reason, "a credential was refused");
        Problem::invalid_token(reason.to_owned())
    };
    if values.next().is_some() {
        return Err(refused("there are two Authorization headers"));
    }
    let text = value.to_str().unwrap_or_default();
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() => {
            Ok(Some(token.trim()))
        }
        _ => Err(refused("what is accepted is Authorization: Bearer, with a token or an API key")),
    }
}

/// Checks what HTTP asks of every request, answers preflights, and puts the headers that every answer has.
///
/// # Errors
/// Problems that arise when the request is gone already, such as a timeout.
pub(crate) async fn door(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let id = RequestId::new(request.headers(), request.app_data::<Data<App>>());
    request.extensions_mut().insert(id.clone());
    let settings = request.app_data::<Data<HttpSettings>>().cloned();
    let logs = settings.as_ref().is_none_or(|settings| settings.logs_requests);
    let told = logs.then(|| (std::time::Instant::now(), request.method().clone(), request.path().to_owned()));
    let method = request.method();
    let is_preflight =
        *method == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let refused = settings.as_deref().and_then(|settings| refuse(&request, settings));
    let mut response = if let Some(problem) = refused {
        let response = problem.response(id.as_str());
        request.into_response(response)
    } else if is_preflight {
        request.into_response(preflight())
    } else {
        let brings_files = brings_files(method, request.path());
        let timeout = settings.as_deref().map_or(std::time::Duration::from_secs(30), |settings| {
            if brings_files { settings.upload_timeout } else { settings.request_timeout }
        });
        let setting = if brings_files { "upload_timeout_ms" } else { "request_timeout_ms" };
        // The framework wants the request for itself while it looks for a route, so nothing of it is left for a late answer:
        // an error goes out as it is, and a problem brings its own headers.
        let span = tracing::info_span!("request", id = id.as_str());
        match tokio::time::timeout(timeout, next.call(request).instrument(span)).await {
            Ok(Ok(response)) => response.map_into_boxed_body(),
            Ok(Err(error)) => return Err(from_actix(&error).of(&id).into()),
            Err(_) => {
                let detail = format!("the request was stopped after {} ms ({setting})", timeout.as_millis());
                return Err(Problem::new(Code::Timeout, detail).of(&id).into());
            }
        }
    };
    if let Some(problem) = untold(&response) {
        let http = response.request().clone();
        response = ServiceResponse::new(http, problem.response(id.as_str()));
    }
    // What is still sent, such as what happens from now on, is no work.
    drop(response.request().extensions_mut().remove::<Place>());
    if response.request().extensions().contains::<Known>() {
        // Whatever the handler thought.
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        headers.append(header::VARY, HeaderValue::from_static("Authorization"));
        headers.remove("surrogate-key");
        headers.remove("cache-tag");
    }
    // It kept the answer from being compressed, and says nothing (RFC 9110, 8.4.1).
    if response.headers().get(header::CONTENT_ENCODING).is_some_and(|value| value == "identity") {
        response.headers_mut().remove(header::CONTENT_ENCODING);
    }
    finish(response.headers_mut(), id.value());
    if let Some((started, method, path)) = told {
        tracing::info!(
            request_id = id.as_str(),
            %method,
            path,
            status = response.status().as_u16(),
            // With three digits: microseconds.
            ms = started.elapsed().as_micros() as f64 / 1000.0,
            "request"
        );
    }
    Ok(response)
}

/// Does a request bring a file, or have one fetched? That takes as long as it takes.
fn brings_files(method: &Method, path: &str) -> bool {
    match *method {
        Method::PUT => path.starts_with("/v1/uploads/"),
        Method::POST => path == "/v1/assets",
        Method::PATCH => path.starts_with("/v1/assets/"),
        _ => false,
    }
}

/// The problem that is still to be told: one that a handler returned, which does not know the request's id, or a status of the
/// framework's without an explanation.
fn untold(response: &ServiceResponse<BoxBody>) -> Option<Problem> {
    if let Some(error) = response.response().error() {
        return Some(from_actix(error));
    }
    let status = response.status();
    let is_bare = (status.is_client_error() || status.is_server_error())
        && !response.headers().contains_key(header::CONTENT_TYPE);
    is_bare.then(|| bare(status.as_u16()))
}

/// What RFC 9112 and the configured limits refuse.
fn refuse(request: &ServiceRequest, settings: &HttpSettings) -> Option<Problem> {
    let headers = request.headers();
    // HTTP/2 names the host in a pseudo-header of its own.
    if request.version() < actix_web::http::Version::HTTP_2 {
        let hosts = headers.get_all(header::HOST).count();
        let absolute = request.head().uri.authority().is_some();
        if hosts > 1 || (hosts == 0 && !absolute && request.version() == actix_web::http::Version::HTTP_11) {
            return Some(Problem::malformed("a request names its host exactly once"));
        }
        if headers.get(header::HOST).is_some_and(|host| !is_host(host.as_bytes())) {
            return Some(Problem::malformed("Host is not a name or an address, with or without a port"));
        }
    }
    let uri = request.head().uri.path_and_query().map_or("", |text| text.as_str());
    if uri.len() > settings.max_uri_bytes {
        let detail = format!("the URL has {} bytes; at most {} (max_uri_bytes)", uri.len(), settings.max_uri_bytes);
        return Some(Problem::new(Code::UriTooLong, detail));
    }
    if !is_text(uri) {
        let detail =
            "the URL is not percent-encoded UTF-8, or has U+0000 in it: % is followed by two hexadecimal digits";
        return Some(Problem::malformed(detail));
    }
    let size: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if size > settings.max_header_bytes {
        let maximum = settings.max_header_bytes;
        let detail = format!("the header fields have {size} bytes; at most {maximum} (max_header_bytes)");
        return Some(Problem::new(Code::HeadersTooLarge, detail));
    }
    None
}

/// It goes into `Link` headers, so it holds nothing but what names and addresses are made of.
fn is_host(host: &[u8]) -> bool {
    (1..=255).contains(&host.len()) && host.iter().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(byte))
}

/// Is this percent-encoded UTF-8 without U+0000? Decoders that let anything else pass would make something else of it, and
/// look for that.
fn is_text(uri: &str) -> bool {
    if !uri.contains('%') {
        return !uri.contains('\0');
    }
    let mut decoded = Vec::with_capacity(uri.len());
    let mut rest = uri.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let Some((pair, behind)) = rest.split_first_chunk::<2>() else { return false };
        let digits = pair.map(|digit| char::from(digit).to_digit(16));
        let [Some(high), Some(low)] = digits else { return false };
        decoded.push(u8::try_from(high * 16 + low).unwrap_or_default());
        rest = behind;
    }
    !decoded.contains(&0) && std::str::from_utf8(&decoded).is_ok()
}

const EXPOSED: &str = "ETag, Link, Accept-Ranges, Content-Range, Content-Disposition, Location, Retry-After, WWW-Authenticate, Content-Version, Cache-Status, X-Request-Id, GraphQL-Cost, Server-Timing, Deprecation, Sunset";

/// Any site's script may ask; nothing is ever allowed on the strength of a cookie, only of a token that the script has.
fn preflight() -> actix_web::HttpResponse {
    actix_web::HttpResponse::NoContent()
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, PATCH, DELETE"))
        .insert_header((
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, If-Modified-Since, If-Range, Last-Event-ID, Min-Content-Version, Range, X-Request-Id, \
             traceparent",
        ))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
        .finish()
}

/// The headers of every answer.
pub(crate) fn finish(headers: &mut HeaderMap, id: HeaderValue) {
    let mut set = |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    headers.insert(HeaderName::from_static("x-request-id"), id);
    one_vary(headers);
}

/// Handlers say what answers vary on, and so does compression: once is enough.
fn one_vary(headers: &mut HeaderMap) {
    if headers.get_all(header::VARY).count() < 2 {
        return;
    }
    let mut names: Vec<String> = Vec::new();
    for name in headers.get_all(header::VARY).filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(',')) {
        if !names.iter().any(|known| known.eq_ignore_ascii_case(name.trim())) {
            names.push(name.trim().to_owned());
        }
    }
    if let Ok(value) = HeaderValue::from_str(&names.join(", ")) {
        headers.insert(header::VARY, value);
    }
}

/// The framework's own errors: what an extractor or the router says.
pub(crate) fn from_actix(error: &ActixError) -> Problem {
    if let Some(problem) = error.as_error::<Problem>() {
        return problem.clone();
    }
    let status = error.as_response_error().status_code().as_u16();
    if status == 500 {
        tracing::error!(%error, "the framework failed");
    }
    bare(status)
}

/// The whole answer, byte by byte, to what could not be read as a request, and which the framework would answer with this status
/// alone. It was not the last word of a handler, so the connection ends with it.
pub(crate) fn unread(status: u16, app: &App, settings: &HttpSettings) -> Vec<u8> {
    let problem = match status {
        408 => {
            let maximum = settings.header_timeout.as_millis();
            let detail = format!("the header was not whole after {maximum} ms (header_timeout_ms)");
            Problem::new(Code::HeaderTimeout, detail)
        }
        431 => {
            let maximum = settings.max_header_bytes;
            let detail = format!("the header fields are too large; at most {maximum} bytes (max_header_bytes)");
            Problem::new(Code::HeadersTooLarge, detail)
        }
        400 => Problem::malformed(
            "it is no HTTP/1.1: a request line, exactly one Host, well-formed header fields, and a length that is told once",
        ),
        other => bare(other),
    };
    let id = app.new_id().to_string();
    tracing::info!(request_id = id, status = problem.status, detail = problem.detail, "not a request");
    let response = problem.response(&id);
    let status = response.status();
    let mut head =
        format!("HTTP/1.1 {} {}\r\n", status.as_str(), status.canonical_reason().unwrap_or_default()).into_bytes();
    for (name, value) in response.headers() {
        head.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    let body = response.into_body().try_into_bytes().unwrap_or_default();
    head.extend(format!("content-length: {}\r\nconnection: close\r\n\r\n", body.len()).bytes());
    head.extend(body);
    head
}

/// A status that came without an explanation.
fn bare(status: u16) -> Problem {
    match status {
        404 => Problem::new(Code::NotFound, "there is nothing at this path; /docs lists what there is"),
        405 => Problem::new(Code::MethodNotAllowed, "this method is not allowed here"),
        406 => Problem::new(Code::NotAcceptable, "none of the encodings or media types asked for can be answered with"),
        413 => Problem::new(Code::PayloadTooLarge, "the body is too large"),
        414 => Problem::new(Code::UriTooLong, "the URL is too long"),
        415 => Problem::new(Code::UnsupportedMediaType, "the media type is not supported"),
        431 => Problem::new(Code::HeadersTooLarge, "the header fields are too large"),
        503 => Problem::new(Code::Unavailable, "not available at the moment"),
        400..=499 => Problem::malformed("the request cannot be read"),
        _ => Problem::new(Code::Internal, "internal error"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_percent_encoded_utf_8() {
        for good in ["/", "/v1/articles?section=%C3%A9+b&x=%25", "/caf\u{e9}"] {
            assert!(is_text(good), "{good}");
        }
        for bad in ["/%", "/%4", "/%zz", "/%+1", "/%ff", "/?a=%c3", "/%00", "/?a=%00"] {
            assert!(!is_text(bad), "{bad}");
        }
    }

    #[test]
    fn a_host_is_a_name_or_an_address() {
        for good in ["example.org", "example.org:8080", "[::1]:80", "127.0.0.1", "under_score"] {
            assert!(is_host(good.as_bytes()), "{good}");
        }
        for bad in ["", "a>; rel=next", "a/b", "a b", "user@host", "a,b"] {
            assert!(!is_host(bad.as_bytes()), "{bad}");
        }
    }
}
