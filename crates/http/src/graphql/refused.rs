//! Requests that are not executed, and the errors of those that are.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use async_graphql::{ErrorExtensionValues, Pos, ServerError};
use masthead_app::Code;

use super::{guard::Refusal, request::GRAPHQL_RESPONSE, variables::Unfit};
use crate::{caller::RequestId, problem::Problem};

/// Why a request goes no further.
pub(super) struct Refused {
    pub(super) problem: Box<Problem>,
    pub(super) locations: Vec<(usize, usize)>,
    is_unreadable: bool,
    /// It is no matter of GraphQL: answered as any other problem.
    is_outright: bool,
}

impl Refused {
    /// For what would be refused at any other door as well.
    pub(super) fn outright(problem: Problem) -> Self {
        Self { is_outright: true, ..problem.into() }
    }

    /// For what is no GraphQL request at all.
    pub(super) fn unreadable(detail: &str) -> Self {
        Self { is_unreadable: true, ..Problem::malformed(detail).into() }
    }

    /// As an answer.
    pub(super) fn response(&self, media: &'static str, id: &RequestId) -> HttpResponse {
        if self.is_outright {
            return self.problem.as_ref().clone().response(id.as_str());
        }
        if self.is_unreadable {
            return unreadable(&self.problem, media, id);
        }
        refusal(&self.problem, media, id, self.locations.clone())
    }

    /// As GraphQL errors, where there is no status.
    pub(super) fn errors(&self, id: &RequestId) -> serde_json::Value {
        serde_json::json!([error(&self.problem, id, self.locations.clone())])
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self { problem: Box::new(problem), locations: Vec::new(), is_unreadable: false, is_outright: false }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let locations = refusal.locations();
        let problem = match refusal {
            Refusal::TooComplex { limit, value, maximum } => {
                let mut problem = Problem::new(Code::QueryTooComplex, refusal.to_string());
                problem.limit = Some(limit);
                problem.value = Some(value);
                problem.maximum = Some(maximum);
                problem
            }
            other => Problem::malformed(other.to_string()),
        };
        Self { problem: Box::new(problem), locations, is_unreadable: false, is_outright: false }
    }
}

impl From<Unfit> for Refused {
    fn from(unfit: Unfit) -> Self {
        Self { locations: vec![(unfit.at.line, unfit.at.column)], ..Problem::malformed(unfit.message).into() }
    }
}

/// Gives every error its code and the request's id, and bounds their number.
pub(super) fn finish_errors(errors: &mut Vec<ServerError>, id: &RequestId, maximum: usize, never_began: bool) {
    if errors.len() > maximum {
        let more = errors.len() - maximum;
        errors.truncate(maximum);
        errors.push(ServerError::new(format!("and {more} more errors"), None));
    }
    for error in errors {
        shorten(&mut error.message);
        let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
        if extensions.get("code").is_none() {
            // What has no code comes from the library: an invalid document, or an argument of the wrong form.
            let code = if never_began || error.source.is_none() { Code::MalformedRequest } else { Code::Internal };
            let problem = Problem::new(code, error.message.as_str());
            extensions.set("code", problem.code);
            extensions.set("status", problem.status);
            extensions.set("type", problem.kind);
        }
        extensions.set("requestId", id.as_str());
    }
}

/// Messages repeat what the client wrote; an answer must not grow by it.
fn shorten(message: &mut String) {
    const LONGEST: usize = 1_000;
    if message.len() > LONGEST {
        message.truncate(message.floor_char_boundary(LONGEST));
        message.push('…');
    }
}

/// What is no GraphQL request at all is a 400 under either media type.
pub(super) fn unreadable(problem: &Problem, media: &'static str, id: &RequestId) -> HttpResponse {
    let mut response = refusal(problem, media, id, Vec::new());
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}

fn error(problem: &Problem, id: &RequestId, locations: Vec<(usize, usize)>) -> serde_json::Value {
    let mut extensions = serde_json::json!({
        "code": problem.code, "status": problem.status, "type": problem.kind, "requestId": id.as_str(),
    });
    if let (Some(limit), Some(value), Some(maximum)) = (problem.limit, problem.value, problem.maximum) {
        extensions["limit"] = limit.into();
        extensions["value"] = value.into();
        extensions["maximum"] = maximum.into();
    }
    let mut error = serde_json::json!({ "message": problem.detail, "extensions": extensions });
    if !locations.is_empty() {
        let places: Vec<Pos> = locations.into_iter().map(|(line, column)| Pos { line, column }).collect();
        error["locations"] = serde_json::to_value(places).unwrap_or_default();
    }
    error
}

/// A request that is not executed: no data, not even null.
fn refusal(problem: &Problem, media: &'static str, id: &RequestId, locations: Vec<(usize, usize)>) -> HttpResponse {
    let error = error(problem, id, locations);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
    refused_body(&serde_json::json!({ "errors": [error] }), media, status)
}

/// Under the newer media type the status tells; under the older one clients expect 200 whenever the request itself was JSON.
pub(super) fn refused_body(body: &serde_json::Value, media: &'static str, status: StatusCode) -> HttpResponse {
    let status = if media == GRAPHQL_RESPONSE { status } else { StatusCode::OK };
    HttpResponse::build(status)
        .content_type(media)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(body.to_string())
}
