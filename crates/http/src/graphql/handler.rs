//! GraphQL over HTTP, our own: <https://graphql.github.io/graphql-over-http/draft/>.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderMap},
    },
    web::{self, Data},
};
use async_graphql::{ErrorExtensionValues, Pos, Request, Response, ServerError, Value, Variables};
use masthead_app::{Code, Cx};
use quick_cache::sync::Cache;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{
    Schema, explorer,
    guard::{Guarded, Refusal},
    loaders::Loaders,
    price::price,
};
use crate::{
    answer::{Freshness, bytes_as},
    caller::{RequestId, cx},
    problem::Problem,
    settings::HttpSettings,
};

const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

/// Documents that passed the guard, by the SHA-256 of their text: parsed and checked once.
#[derive(Debug, Clone)]
pub(crate) struct Documents(Arc<Cache<[u8; 32], (Arc<str>, Arc<Guarded>)>>);

impl Documents {
    pub(crate) fn new(capacity: usize) -> Self {
        Self(Arc::new(Cache::new(capacity)))
    }
}

/// The body of a POST, or the parameters of a GET. Members that are not known are ignored, as the specification asks.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    #[serde(default)]
    query: Option<String>,
    #[serde(default)]
    operation_name: Option<String>,
    #[serde(default)]
    variables: Option<serde_json::Map<String, serde_json::Value>>,
    #[serde(default)]
    extensions: Option<serde_json::Map<String, serde_json::Value>>,
}

/// `POST /graphql`
pub(crate) async fn post(request: HttpRequest, payload: web::Payload) -> HttpResponse {
    let id = RequestId::of(&request);
    let media = match acceptable(request.headers()) {
        Ok(media) => media,
        Err(problem) => return problem.response(id.as_str()),
    };
    let asked = match read_body(&request, payload).await {
        Ok(asked) => asked,
        Err(problem) if problem.status == 400 => return refusal(&problem, media, &id, Vec::new()),
        Err(problem) => return problem.response(id.as_str()),
    };
    answer(&request, asked, media, false).await
}

/// `GET /graphql`: a query in the URL; or the explorer, for browsers that come without one.
pub(crate) async fn get(request: HttpRequest) -> HttpResponse {
    let id = RequestId::of(&request);
    let explorers = request.app_data::<Data<HttpSettings>>().is_some_and(|settings| settings.explorers);
    if request.query_string().is_empty() && explorers && wants_html(request.headers()) {
        return explorer::page();
    }
    let media = match acceptable(request.headers()) {
        Ok(media) => media,
        Err(problem) => return problem.response(id.as_str()),
    };
    match read_query(request.query_string()) {
        Ok(asked) => answer(&request, asked, media, true).await,
        Err(problem) => refusal(&problem, media, &id, Vec::new()),
    }
}

fn wants_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.split(',').any(|range| range.trim().starts_with("text/html"))
}

/// The media type to answer with: the better one of those that the client lists; the older one for `*/*` and for silence.
fn acceptable(headers: &HeaderMap) -> Result<&'static str, Problem> {
    let mut best: Option<(u16, u8, &'static str)> = None;
    let mut listed = false;
    for value in headers.get_all(header::ACCEPT) {
        let text = value.to_str().map_err(|_| Problem::malformed("Accept cannot be read"))?;
        for range in text.split(',').map(str::trim).filter(|range| !range.is_empty()) {
            listed = true;
            let mut parts = range.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default().to_ascii_lowercase();
            let mut quality = 1000;
            let mut other_charset = false;
            for parameter in parts {
                let (key, given) = parameter.split_once('=').unwrap_or((parameter, ""));
                match key.trim().to_ascii_lowercase().as_str() {
                    "q" => quality = (given.trim().parse::<f32>().unwrap_or(0.0).clamp(0.0, 1.0) * 1000.0) as u16,
                    "charset" => other_charset = !given.trim().trim_matches('"').eq_ignore_ascii_case("utf-8"),
                    _ => {}
                }
            }
            let (rank, media) = match name.as_str() {
                GRAPHQL_RESPONSE => (2, GRAPHQL_RESPONSE),
                JSON => (1, JSON),
                "application/*" | "*/*" => (0, JSON),
                _ => continue,
            };
            if quality > 0 && !other_charset && best.is_none_or(|(q, r, _)| (quality, rank) > (q, r)) {
                best = Some((quality, rank, media));
            }
        }
    }
    match best {
        Some((_, _, media)) => Ok(media),
        None if !listed => Ok(JSON),
        None => {
            let detail = format!("GraphQL answers as {GRAPHQL_RESPONSE} or {JSON}, in UTF-8");
            Err(Problem::new(Code::NotAcceptable, detail))
        }
    }
}

/// Only JSON: a form or plain text could be sent by any page without asking first.
async fn read_body(request: &HttpRequest, mut payload: web::Payload) -> Result<Asked, Problem> {
    use futures_util::StreamExt;
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mut parts = content_type.unwrap_or_default().split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|media| media.eq_ignore_ascii_case(JSON));
    let is_utf8 = parts.filter_map(|p| p.split_once('=')).all(|(name, value)| {
        !name.trim().eq_ignore_ascii_case("charset") || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
    });
    if !is_json || !is_utf8 {
        let detail = "send the query as application/json in UTF-8";
        return Err(Problem::new(Code::UnsupportedMediaType, detail).allowing(JSON));
    }
    let maximum = request.app_data::<Data<HttpSettings>>().map_or(1024 * 1024, |settings| settings.max_body_bytes);
    let mut body = web::BytesMut::new();
    while let Some(part) = payload.next().await {
        let part = part.map_err(|error| Problem::malformed(format!("the body cannot be read: {error}")))?;
        if body.len() + part.len() > maximum {
            let detail = format!("the body has more than {maximum} bytes (max_body_bytes)");
            return Err(Problem::new(Code::PayloadTooLarge, detail));
        }
        body.extend_from_slice(&part);
    }
    if body.trim_ascii_start().first() == Some(&b'[') {
        return Err(Problem::malformed("batches of requests are not supported: send one request"));
    }
    serde_json::from_slice(&body)
        .map_err(|error| Problem::malformed(format!("the body is not a GraphQL request: {error}")))
}

fn read_query(query: &str) -> Result<Asked, Problem> {
    let mut asked = Asked::default();
    let object = |name: &str, text: &str| {
        serde_json::from_str(text).map_err(|error| Problem::malformed(format!("{name} is not a JSON object: {error}")))
    };
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "query" => asked.query = Some(value.into_owned()),
            "operationName" if !value.is_empty() => asked.operation_name = Some(value.into_owned()),
            "variables" if !value.is_empty() => asked.variables = object("variables", &value)?,
            "extensions" if !value.is_empty() => asked.extensions = object("extensions", &value)?,
            _ => {}
        }
    }
    Ok(asked)
}

/// Checks, executes and answers.
async fn answer(request: &HttpRequest, asked: Asked, media: &'static str, is_get: bool) -> HttpResponse {
    let id = RequestId::of(request);
    let (Some(schema), Some(documents), Some(settings)) = (
        request.app_data::<Data<Schema>>(),
        request.app_data::<Data<Documents>>(),
        request.app_data::<Data<HttpSettings>>(),
    ) else {
        return Problem::new(Code::Internal, "internal error").response(id.as_str());
    };
    let (text, guarded) = match document(&asked, documents, settings) {
        Ok(document) => document,
        Err(refused) => return refused.response(media, &id),
    };
    let name = asked.operation_name.as_deref();
    let mut variables = Variables::from_json(asked.variables.map_or(serde_json::Value::Null, Into::into));
    let app = match cx(request) {
        Ok(cx) => cx,
        Err(problem) => return problem.response(id.as_str()),
    };
    let sizes = (u64::from(app.settings().default_page_size), u64::from(app.settings().rail_size));
    let model = |call: &super::guard::Call<'_>| price(call, sizes.0, sizes.1);
    let measured = match guarded
        .fill_defaults(name, &mut variables)
        .and_then(|()| guarded.measure(name, &variables, &model, &settings.graphql))
    {
        Ok(measured) => measured,
        Err(refused) => return Refused::from(refused).response(media, &id),
    };
    if is_get && measured.operation_type != async_graphql::parser::types::OperationType::Query {
        let detail = "only queries can be sent with GET";
        return Problem::new(Code::MethodNotAllowed, detail).allowing("POST").response(id.as_str());
    }

    let mut execution = Request::new(&*text).variables(variables).data(app.clone()).data(Loaders::new(&app));
    if let Some(name) = name {
        execution = execution.operation_name(name);
    }
    execution.set_parsed_query(guarded.document().clone());
    let mut response = schema.execute(execution).await;
    let never_began = never_began(&response);
    finish_errors(&mut response.errors, &id, settings.graphql_errors, never_began);
    if never_began {
        let errors = response.errors;
        let body = serde_json::json!({ "errors": errors });
        return refused_body(&body, media, StatusCode::BAD_REQUEST);
    }
    let cost = Value::from_json(serde_json::json!({ "requested": measured.cost, "maximum": settings.graphql.cost }));
    response.extensions.insert("cost".to_owned(), cost.unwrap_or_default());
    send(request, &app, &response, media, is_get, measured.cost).await
}

async fn send(
    request: &HttpRequest,
    cx: &Cx,
    response: &Response,
    media: &'static str,
    is_get: bool,
    cost: u64,
) -> HttpResponse {
    let bytes = match serde_json::to_vec(response) {
        Ok(bytes) => bytes,
        Err(error) => {
            tracing::error!(%error, "an answer could not be written as JSON");
            return Problem::new(Code::Internal, "internal error").response(RequestId::of(request).as_str());
        }
    };
    let freshness = match Freshness::of(cx).await {
        Ok(freshness) => freshness,
        Err(problem) => return problem.response(RequestId::of(request).as_str()),
    };
    let mut answer = if is_get && response.errors.is_empty() {
        bytes_as(request, media, bytes, freshness, None)
    } else {
        let mut answer = HttpResponse::Ok();
        answer.content_type(media).insert_header((header::CACHE_CONTROL, "no-store"));
        answer.insert_header(("content-version", freshness.version.seq.to_string()));
        if request.app_data::<Data<HttpSettings>>().is_some_and(|settings| settings.server_timing) {
            let timing = format!("sql;desc=\"{} statements\"", freshness.statements);
            answer.insert_header(("server-timing", timing));
        }
        answer.body(bytes)
    };
    if let Ok(value) = header::HeaderValue::from_str(&cost.to_string()) {
        answer.headers_mut().insert(header::HeaderName::from_static("graphql-cost"), value);
    }
    answer
}

/// Why a request goes no further.
struct Refused {
    problem: Problem,
    locations: Vec<(usize, usize)>,
}

impl Refused {
    fn response(&self, media: &'static str, id: &RequestId) -> HttpResponse {
        refusal(&self.problem, media, id, self.locations.clone())
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self { problem, locations: Vec::new() }
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
        Self { problem, locations }
    }
}

/// The document of a request: its text, or the one that its hash names. Guarded and parsed once for each text.
fn document(
    asked: &Asked,
    documents: &Documents,
    settings: &HttpSettings,
) -> Result<(Arc<str>, Arc<Guarded>), Refused> {
    let hash = asked.extensions.as_ref().and_then(|extensions| extensions.get("persistedQuery"));
    let hash = hash.and_then(|persisted| persisted.get("sha256Hash")?.as_str());
    let Some(text) = &asked.query else {
        let Some(hash) = hash else { return Err(Problem::malformed("the request has no query").into()) };
        let known = unhex(hash).and_then(|hash| documents.0.get(&hash));
        return known.ok_or_else(|| {
            // The text is the one that clients of this protocol look for.
            Problem::new(Code::PersistedQueryNotFound, "PersistedQueryNotFound").into()
        });
    };
    // Too long is refused before it is hashed.
    super::guard::lex::check_size(text, &settings.graphql)?;
    let key: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    if let Some(hash) = hash
        && unhex(hash) != Some(key)
    {
        return Err(Problem::malformed("sha256Hash is not the SHA-256 of the query").into());
    }
    if let Some(known) = documents.0.get(&key) {
        return Ok(known);
    }
    let guarded = Arc::new(Guarded::admit(text, &settings.graphql)?);
    let document: (Arc<str>, _) = (text.as_str().into(), guarded);
    documents.0.insert(key, document.clone());
    Ok(document)
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

/// Did the library refuse the request before it executed anything? Then no error has a path, and there is no data.
fn never_began(response: &Response) -> bool {
    response.data == Value::Null && !response.errors.is_empty() && response.errors.iter().all(|e| e.path.is_empty())
}

/// Gives every error its code and the request's id, and bounds their number.
fn finish_errors(errors: &mut Vec<ServerError>, id: &RequestId, maximum: usize, never_began: bool) {
    if errors.len() > maximum {
        let more = errors.len() - maximum;
        errors.truncate(maximum);
        errors.push(ServerError::new(format!("and {more} more errors"), None));
    }
    for error in errors {
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

/// A request that is not executed: no data, not even null.
fn refusal(problem: &Problem, media: &'static str, id: &RequestId, locations: Vec<(usize, usize)>) -> HttpResponse {
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
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
    refused_body(&serde_json::json!({ "errors": [error] }), media, status)
}

/// Under the newer media type the status tells; under the older one clients expect 200 whenever the request itself was JSON.
fn refused_body(body: &serde_json::Value, media: &'static str, status: StatusCode) -> HttpResponse {
    let status = if media == GRAPHQL_RESPONSE { status } else { StatusCode::OK };
    HttpResponse::build(status)
        .content_type(media)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(body.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(value: &'static str) -> Result<&'static str, u16> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, header::HeaderValue::from_static(value));
        acceptable(&headers).map_err(|problem| problem.status)
    }

    #[test]
    fn the_media_type_is_the_one_the_client_prefers() {
        assert_eq!(accept("*/*"), Ok(JSON));
        assert_eq!(accept("application/json"), Ok(JSON));
        assert_eq!(accept("application/graphql-response+json; charset=utf-8, application/json"), Ok(GRAPHQL_RESPONSE));
        assert_eq!(accept("application/graphql-response+json;q=0.1, application/json"), Ok(JSON));
        assert_eq!(accept("text/html, application/*;q=0.5"), Ok(JSON));
        assert_eq!(accept("text/html"), Err(406));
        assert_eq!(acceptable(&HeaderMap::new()).ok(), Some(JSON));
    }
}
