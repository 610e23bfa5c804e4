//! The only table of errors: what each means over HTTP, in REST (RFC 9457 problems) and in GraphQL (`extensions`).

use actix_web::{
    HttpResponse, ResponseError,
    body::BoxBody,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
};
use masthead_app::{Code, Error};
use masthead_domain::error::Violation;
use serde::Serialize;
use utoipa::ToSchema;

use crate::caller::{RequestId, finish};

/// Media type of problems.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Meaning {
    /// The error.
    pub code: Code,
    /// Its stable name.
    pub name: &'static str,
    /// Its HTTP status.
    pub status: u16,
    /// What it is called, the same every time.
    pub title: &'static str,
    /// When it is answered, and what to do.
    pub when: &'static str,
}

const fn meaning(code: Code, name: &'static str, status: u16, title: &'static str, when: &'static str) -> Meaning {
    Meaning { code, name, status, title, when }
}

/// Every error that a client can get.
#[rustfmt::skip]
pub const TABLE: [Meaning; 31] = [
    meaning(Code::MalformedRequest, "malformed_request", 400, "The request cannot be read", "JSON, path, query, header or GraphQL document cannot be read, or has a member or parameter that is not known. The detail says which, and what would be right."),
    meaning(Code::InvalidCursor, "invalid_cursor", 400, "The cursor does not belong to this list", "The cursor is damaged, or was made for another list, filter or order. Begin again without one."),
    meaning(Code::PageTooLarge, "page_too_large", 400, "The page is too large", "More items were asked for than a page may have. The detail names the maximum; it is never applied silently."),
    meaning(Code::QueryTooComplex, "query_too_complex", 400, "The GraphQL query is too complex", "The document exceeds a limit. `limit`, `value` and `maximum` say which, by how much, and what is allowed."),
    meaning(Code::Unauthenticated, "unauthenticated", 401, "Who asks is not known", "There is no token or API key, or it is expired, revoked or forged. `WWW-Authenticate` says what is accepted."),
    meaning(Code::Forbidden, "forbidden", 403, "Not allowed", "The caller is known and may not do this. The detail says what it needs."),
    meaning(Code::NotFound, "not_found", 404, "Not found", "It is not there, or not to be known."),
    meaning(Code::MethodNotAllowed, "method_not_allowed", 405, "The method is not allowed here", "`Allow` lists the methods that are. A GraphQL mutation cannot be sent with GET."),
    meaning(Code::NotAcceptable, "not_acceptable", 406, "No acceptable form", "None of the media types in `Accept` can be answered with."),
    meaning(Code::AlreadyExists, "already_exists", 409, "Already there", "A slug, key or alternative id is taken."),
    meaning(Code::InUse, "in_use", 409, "In use", "Something refers to it, so it cannot be destroyed. The detail says how much, and names a few."),
    meaning(Code::IllegalTransition, "illegal_transition", 409, "Not in this stage", "The article is in a stage that does not allow this. The detail says which, and what would be possible."),
    meaning(Code::Gone, "gone", 410, "Withdrawn", "It was public and was withdrawn. `reason` is what the editors say about it, if they said anything."),
    meaning(Code::SyncTokenExpired, "sync_token_expired", 410, "The token is too old", "What has gone since the token was given is not known any more, so a copy cannot be brought up to date from it. Begin again without a token, and replace the copy by what comes."),
    meaning(Code::StaleRevision, "stale_revision", 412, "Somebody else was faster", "The revision that was to be changed is not the latest any more. `expectedRevision` and `currentRevision` say which; `differences` lists, field by field, what it was (`base`), what it is (`current`) and what it was to be (`yours`)."),
    meaning(Code::VersionNotReached, "version_not_reached", 412, "Not as new as asked for", "There has never been a content version as new as the one that `Min-Content-Version` names: it is of another publication, or from before a restore. Read without it, and go on from the version that is answered."),
    meaning(Code::PayloadTooLarge, "payload_too_large", 413, "The body is too large", "The detail names the maximum."),
    meaning(Code::UriTooLong, "uri_too_long", 414, "The URL is too long", "The detail names the maximum."),
    meaning(Code::UnsupportedMediaType, "unsupported_media_type", 415, "The media type is not supported", "`Accept-Post` lists what is."),
    meaning(Code::RangeNotSatisfiable, "range_not_satisfiable", 416, "There are no such bytes", "A range of a file was asked for that lies behind its end. `Content-Range` says how many bytes there are."),
    meaning(Code::ValidationFailed, "validation_failed", 422, "The input breaks rules", "`violations` lists all of them, each with a JSON pointer, a code and a message."),
    meaning(Code::IdempotencyKeyReused, "idempotency_key_reused", 422, "The idempotency key belongs to another request", "The same `Idempotency-Key` came with another request. A new request needs a new key."),
    meaning(Code::PreconditionRequired, "precondition_required", 428, "Which revision is changed must be said", "A change needs `If-Match` in REST, `expectedRevision` in GraphQL: the revision that it was made for. The detail names the latest one."),
    meaning(Code::RateLimited, "rate_limited", 429, "Too many, too fast", "Try again after `Retry-After` seconds. The detail says which limit."),
    meaning(Code::HeadersTooLarge, "headers_too_large", 431, "The header fields are too large", "The detail names the maximum."),
    meaning(Code::PersistedQueryNotFound, "persisted_query_not_found", 400, "The persisted query is not known", "Send the document once together with its hash; after that the hash is enough."),
    meaning(Code::HeaderTimeout, "header_timeout", 408, "The header took too long", "The header of a request was not whole in time. The detail names the maximum. The connection is closed."),
    meaning(Code::Timeout, "timeout", 503, "The request took too long", "It was stopped. The detail names the maximum. Ask for less, or try again after `Retry-After` seconds."),
    meaning(Code::Internal, "internal", 500, "Internal error", "A defect of the server. Its log has the cause under the `requestId`."),
    meaning(Code::Overloaded, "overloaded", 503, "Too much at once", "As many requests are worked on as may be at once. The detail names the maximum. Try again after `Retry-After` seconds."),
    meaning(Code::Unavailable, "unavailable", 503, "Not available at the moment", "The database, or the store of media files, is busy or away. Try again after `Retry-After` seconds."),
];

/// What an error means.
pub fn meaning_of(code: Code) -> &'static Meaning {
    // The table has every code; a test walks it.
    TABLE.iter().find(|meaning| meaning.code == code).unwrap_or(&TABLE[TABLE.len() - 3])
}

/// An error as REST answers it: RFC 9457 problem details.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Where the error is explained: a stable URI for each code.
    #[serde(rename = "type")]
    #[schema(format = UriReference, example = "/docs/errors#not_found")]
    pub kind: String,
    /// What the error is called, the same every time.
    #[schema(example = "Not found")]
    pub title: &'static str,
    /// The HTTP status.
    #[schema(example = 404)]
    pub status: u16,
    /// The stable name of the error.
    #[schema(example = "not_found")]
    pub code: &'static str,
    /// What was wrong this time, and what would be right.
    #[schema(example = "there is no article \"the-river\"")]
    pub detail: String,
    /// The id of the request, for the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub request_id: Option<String>,
    /// What is wrong with the input, point by point.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<ViolationMember>,
    /// Why something was withdrawn, if the editors said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reason: Option<String>,
    /// Which limit a GraphQL document exceeds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub limit: Option<&'static str>,
    /// What the document has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub value: Option<u64>,
    /// What is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub maximum: Option<u64>,
    /// The revision that a change was made for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub expected_revision: Option<i32>,
    /// The latest revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub current_revision: Option<i32>,
    /// What differs between the expected revision, the latest one, and what was to be written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<DifferenceMember>,
    /// Seconds for `Retry-After`.
    #[serde(skip)]
    #[schema(ignore)]
    pub retry_after: Option<u64>,
    /// Bytes of something of which a range was asked for, for `Content-Range`.
    #[serde(skip)]
    #[schema(ignore)]
    size: Option<u64>,
    /// Why the credential of the request does not hold, for `WWW-Authenticate`.
    #[serde(skip)]
    #[schema(ignore)]
    invalid_token: bool,
    /// Methods for `Allow`, media types for `Accept-Post`.
    #[serde(skip)]
    #[schema(ignore)]
    pub allowed: Option<&'static str>,
    #[serde(skip)]
    #[schema(ignore)]
    what: Code,
}

/// One thing that is wrong with an input, and where.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ViolationMember {
    /// JSON pointer (RFC 6901) to the offending member.
    pub field: String,
    /// Stable code.
    pub code: &'static str,
    /// What was wrong, and what would be right.
    pub message: String,
}

/// A member that differs between revisions.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DifferenceMember {
    /// JSON pointer (RFC 6901) to the member.
    pub field: String,
    /// What it was at the expected revision; absent when that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = serde_json::Value, required = false)]
    pub base: Option<serde_json::Value>,
    /// What it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = serde_json::Value, required = false)]
    pub current: Option<serde_json::Value>,
    /// What it was to be; absent when the change says nothing about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = serde_json::Value, required = false)]
    pub yours: Option<serde_json::Value>,
}

impl From<&masthead_app::Difference> for DifferenceMember {
    fn from(difference: &masthead_app::Difference) -> Self {
        let masthead_app::Difference { field, base, current, yours } = difference.clone();
        Self { field, base, current, yours }
    }
}

impl From<&Violation> for ViolationMember {
    fn from(violation: &Violation) -> Self {
        let Violation { field, code, message } = violation.clone();
        Self { field, code, message }
    }
}

impl Problem {
    /// An error with what was wrong this time.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        let meaning = meaning_of(code);
        Self {
            kind: documentation(meaning.name),
            title: meaning.title,
            status: meaning.status,
            code: meaning.name,
            detail: detail.into(),
            request_id: None,
            violations: Vec::new(),
            reason: None,
            limit: None,
            value: None,
            maximum: None,
            expected_revision: None,
            current_revision: None,
            differences: Vec::new(),
            retry_after: None,
            size: None,
            invalid_token: false,
            allowed: None,
            what: code,
        }
    }

    /// A request that cannot be read.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(Code::MalformedRequest, detail)
    }

    /// A credential that does not hold. The reason goes into a header: plain ASCII without quotes.
    pub(crate) fn invalid_token(reason: String) -> Self {
        Self { invalid_token: true, ..Self::new(Code::Unauthenticated, reason) }
    }

    /// Which error it is.
    pub fn which(&self) -> Code {
        self.what
    }

    /// With how many bytes there are.
    #[must_use]
    pub(crate) fn of_size(mut self, size: u64) -> Self {
        self.size = Some(size);
        self
    }

    /// With the seconds after which to try again.
    #[must_use]
    pub(crate) fn after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// With the methods or media types that are allowed.
    #[must_use]
    pub fn allowing(mut self, allowed: &'static str) -> Self {
        self.allowed = Some(allowed);
        self
    }

    /// The problem of a request.
    #[must_use]
    pub(crate) fn of(mut self, id: &RequestId) -> Self {
        self.request_id = Some(id.as_str().to_owned());
        self
    }

    /// The response to a request with this id.
    pub fn response(mut self, request_id: &str) -> HttpResponse {
        self.request_id = Some(request_id.to_owned());
        self.error_response()
    }
}

/// Where an error is explained.
pub fn documentation(name: &str) -> String {
    format!("/docs/errors#{name}")
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::from_shared(&error)
    }
}

impl Problem {
    /// What an error means, for one of those who wait for it.
    pub(crate) fn from_shared(error: &Error) -> Self {
        // The one place where an inner cause is told, and only to the log; the request's span has its id.
        match error {
            Error::Internal(cause) => tracing::error!(cause = %Chain(cause.as_ref()), "internal error"),
            Error::Unavailable(cause) => tracing::warn!(%cause, "the database is busy or away"),
            Error::StoreAway(cause) => tracing::warn!(%cause, "the store of media files is away"),
            _ => {}
        }
        let mut problem = Self::new(error.code(), error.to_string());
        problem.violations = error.violations().iter().map(Into::into).collect();
        match error {
            Error::Gone { reason, .. } => problem.reason.clone_from(reason),
            Error::PageTooLarge { asked, maximum } => {
                problem.value = Some(*asked);
                problem.maximum = Some((*maximum).into());
            }
            Error::StaleRevision(stale) => {
                problem.expected_revision = Some(stale.expected);
                problem.current_revision = Some(stale.current);
                problem.differences = stale.differences.iter().map(Into::into).collect();
            }
            Error::PreconditionRequired { current } => problem.current_revision = Some(*current),
            Error::RateLimited { retry_after, .. } => problem.retry_after = Some(*retry_after),
            _ => {}
        }
        problem
    }
}

/// An error and everything that caused it.
struct Chain<'a>(&'a dyn std::error::Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(inner) = cause {
            write!(f, ": {inner}")?;
            cause = inner.source();
        }
        Ok(())
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CONTENT_TYPE, PROBLEM_JSON));
        let cache = match self.which() {
            // Long enough to take the sting out of a run on a dead link, short enough for a publication to show.
            Code::NotFound | Code::Gone => "public, max-age=5",
            _ => "no-store",
        };
        response.insert_header((header::CACHE_CONTROL, cache));
        let brief = matches!(self.which(), Code::Unavailable | Code::Timeout);
        if let Some(seconds) = self.retry_after.or(brief.then_some(1)) {
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        match self.which() {
            Code::Unauthenticated if self.invalid_token => {
                let challenge = "Bearer realm=\"masthead\", error=\"invalid_token\", error_description=";
                response.insert_header((header::WWW_AUTHENTICATE, format!("{challenge}\"{}\"", self.detail)));
            }
            Code::Unauthenticated => {
                response.insert_header((header::WWW_AUTHENTICATE, "Bearer realm=\"masthead\""));
            }
            Code::Forbidden => {
                let challenge = "Bearer realm=\"masthead\", error=\"insufficient_scope\"";
                response.insert_header((header::WWW_AUTHENTICATE, challenge));
            }
            _ => {}
        }
        if let Some(size) = self.size {
            response.insert_header((header::CONTENT_RANGE, format!("bytes */{size}")));
        }
        if let Some(allowed) = self.allowed {
            let name = if self.status == 405 { header::ALLOW } else { header::HeaderName::from_static("accept-post") };
            response.insert_header((name, HeaderValue::from_static(allowed)));
        }
        let body = serde_json::to_vec(self).unwrap_or_else(|_| br#"{"code":"internal"}"#.to_vec());
        let mut response = response.body(body);
        // A problem that comes too late for the door brings what the door would have added.
        let id = HeaderValue::from_str(self.request_id.as_deref().unwrap_or_default());
        finish(response.headers_mut(), id.unwrap_or_else(|_| HeaderValue::from_static("")));
        response
    }
}

/// The documentation of every error, as Markdown: `docs/errors.md`.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Errors\n\n\
         Generated by `make schema` from the one table in the code; do not edit.\n\n\
         REST answers every error as RFC 9457 `application/problem+json`; GraphQL puts the same `code`, `status` and `requestId` \
         into `errors[].extensions`. Codes and statuses are stable; texts are for people and may change.\n",
    );
    for meaning in &TABLE {
        let Meaning { name, status, title, when, .. } = meaning;
        text.push_str(&format!("\n## {name}\n\n**{status} {title}.** {when}\n"));
    }
    text
}
