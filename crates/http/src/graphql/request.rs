//! Requests of GraphQL over HTTP: what they ask, and in which media type they want to be answered.

use actix_web::{
    HttpRequest,
    http::header::{self, HeaderMap},
    web::{self, Data},
};
use masthead_app::Code;
use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};

use crate::{problem::Problem, settings::HttpSettings};

/// The newer media type: the status tells whether the request was executed.
pub(super) const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";
/// The older one.
pub(super) const JSON: &str = "application/json";

/// The body of a POST, or the parameters of a GET.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) query: Option<String>,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Option<Map<String, Value>>,
    pub(super) extensions: Option<Map<String, Value>>,
}

/// The body of a POST as it is sent. Variables are the largest part of a large body and have no type: they are left as text, and
/// read from it at once. Members that are not known are ignored, as the specification asks.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent<'a> {
    #[serde(default)]
    query: Option<String>,
    #[serde(default)]
    operation_name: Option<String>,
    #[serde(default, borrow)]
    variables: Option<&'a RawValue>,
    #[serde(default, borrow)]
    extensions: Option<&'a RawValue>,
}

impl Asked {
    pub(super) fn from_json(body: &[u8]) -> Result<Self, String> {
        let sent: Sent<'_> = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        Ok(Self {
            query: sent.query,
            operation_name: sent.operation_name,
            variables: object("variables", sent.variables)?,
            extensions: object("extensions", sent.extensions)?,
        })
    }
}

fn object(name: &str, text: Option<&RawValue>) -> Result<Option<Map<String, Value>>, String> {
    match text.map(|text| text.get().parse()).transpose() {
        Ok(None | Some(Value::Null)) => Ok(None),
        Ok(Some(Value::Object(members))) => Ok(Some(members)),
        Ok(Some(_)) => Err(format!("{name} is not a JSON object")),
        Err(error) => Err(format!("{name} cannot be read: {error}")),
    }
}

/// Is this a browser?
pub(super) fn wants_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.split(',').any(|range| range.trim().starts_with("text/html"))
}

/// Is the client one that is told more than once: graphql-sse in distinct connections mode, or an event source?
pub(super) fn wants_events(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.split(',').any(|range| range.trim().to_ascii_lowercase().starts_with("text/event-stream"))
}

/// The media type to answer with: the better one of those that the client lists; the older one for `*/*` and for silence.
pub(super) fn acceptable(headers: &HeaderMap) -> Result<&'static str, Problem> {
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
pub(super) async fn read_body(request: &HttpRequest, mut payload: web::Payload) -> Result<Asked, Problem> {
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
    Asked::from_json(&body).map_err(|why| Problem::malformed(format!("the body is not a GraphQL request: {why}")))
}

/// The parameters of a GET.
pub(super) fn read_query(query: &str) -> Result<Asked, Problem> {
    let mut asked = Asked::default();
    let members = |name: &str, text: &str| {
        serde_json::from_str(text).map_err(|error| Problem::malformed(format!("{name} is not a JSON object: {error}")))
    };
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "query" => asked.query = Some(value.into_owned()),
            "operationName" if !value.is_empty() => asked.operation_name = Some(value.into_owned()),
            "variables" if !value.is_empty() => asked.variables = members("variables", &value)?,
            "extensions" if !value.is_empty() => asked.extensions = members("extensions", &value)?,
            _ => {}
        }
    }
    Ok(asked)
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
