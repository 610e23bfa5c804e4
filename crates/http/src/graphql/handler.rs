//! GraphQL over HTTP, our own: <https://graphql.github.io/graphql-over-http/draft/>.

use std::sync::Arc;

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{self, Data},
};
use async_graphql::{Request, Response, Value, Variables, parser::types::OperationType};
use masthead_app::{Code, Cx, Settings};
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use super::{
    PageBytes, Schema, events, explorer,
    guard::{Guarded, Measured},
    loaders::Loaders,
    price::{Sizes, price},
    refused::{Refused, finish_errors, refused_body, unreadable},
    request::{Asked, acceptable, read_body, read_query, wants_events, wants_html},
    socket, variables,
};
use crate::{
    address::{ClientAddress, client_address},
    answer::{Freshness, bytes_as},
    caller::{Origin, RequestId, cx},
    kept::Alike,
    problem::Problem,
    rest::base,
    settings::HttpSettings,
};

/// Documents that passed the guard, by the SHA-256 of their text: parsed and checked once.
#[derive(Debug, Clone)]
pub(crate) struct Documents(Arc<Cache<[u8; 32], Document>>);

/// The text of a document, and what the guard made of it.
type Document = (Arc<str>, Arc<Guarded>);

impl Documents {
    pub(crate) fn new(capacity: usize) -> Self {
        Self(Arc::new(Cache::new(capacity)))
    }
}

/// `POST /graphql`
pub(crate) async fn post(request: HttpRequest, payload: web::Payload) -> HttpResponse {
    let id = RequestId::of(&request);
    if wants_events(request.headers()) {
        return match read_body(&request, payload).await {
            Ok(asked) => events::answer(request, asked).await,
            Err(problem) => problem.response(id.as_str()),
        };
    }
    let media = match acceptable(request.headers()) {
        Ok(media) => media,
        Err(problem) => return problem.response(id.as_str()),
    };
    let asked = match read_body(&request, payload).await {
        Ok(asked) => asked,
        Err(problem) if problem.status == 400 => return unreadable(&problem, media, &id),
        Err(problem) => return problem.response(id.as_str()),
    };
    answer(&request, asked, media, false).await
}

/// `GET /graphql`: a query in the URL; a WebSocket; or the explorer, for browsers that come without a query.
pub(crate) async fn get(request: HttpRequest, payload: web::Payload) -> HttpResponse {
    let id = RequestId::of(&request);
    if request.headers().contains_key(header::SEC_WEBSOCKET_KEY) {
        return socket::open(request, payload);
    }
    if wants_events(request.headers()) {
        return match read_query(request.query_string()) {
            Ok(asked) => events::answer(request, asked).await,
            Err(problem) => problem.response(id.as_str()),
        };
    }
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
        Err(problem) => unreadable(&problem, media, &id),
    }
}

/// Checks, executes and answers.
async fn answer(request: &HttpRequest, asked: Asked, media: &'static str, is_get: bool) -> HttpResponse {
    let id = RequestId::of(request);
    // What a client has learned by heart with this, the server has to learn, too.
    let is_learned =
        asked.query.is_some() && asked.extensions.as_ref().is_some_and(|all| all.contains_key("persistedQuery"));
    let Prepared { schema, execution, cx: app, measured, settings } = match prepare(request, asked).await {
        Ok(prepared) => prepared,
        Err(refused) => return refused.response(media, &id),
    };
    if is_get && measured.operation_type != OperationType::Query {
        let detail = "only queries can be sent with GET";
        return Problem::new(Code::MethodNotAllowed, detail).allowing("POST").response(id.as_str());
    }
    if measured.operation_type == OperationType::Subscription {
        let detail =
            "subscriptions go on: ask with Accept: text/event-stream, or over a WebSocket (graphql-transport-ws)";
        return Refused::from(Problem::malformed(detail)).response(media, &id);
    }
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
    // What a mutation has changed is in the version that its answer tells.
    let is_query = measured.operation_type == OperationType::Query;
    let app = if is_query { app } else { app.after() };
    let answer = send(request, &app, &response, media, is_get, measured.cost).await;
    let is_alike = is_query && !is_learned && response.errors.is_empty();
    if !is_alike {
        request.extensions_mut().remove::<Alike>();
    }
    answer
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
        freshness.tell(request);
        let mut answer = HttpResponse::Ok();
        // Nobody on the way keeps what is answered to a POST; this server may.
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

/// A request that has passed the guard, ready to be executed.
pub(super) struct Prepared {
    pub(super) schema: Data<Schema>,
    pub(super) execution: Request,
    pub(super) cx: Cx,
    pub(super) measured: Measured,
    pub(super) settings: Data<HttpSettings>,
}

/// Holds a request to everything that it has to pass before it is executed: the same for every transport.
///
/// # Errors
/// Why it goes no further.
pub(super) async fn prepare(request: &HttpRequest, asked: Asked) -> Result<Prepared, Refused> {
    let (Some(schema), Some(documents), Some(settings)) = (
        request.app_data::<Data<Schema>>(),
        request.app_data::<Data<Documents>>(),
        request.app_data::<Data<HttpSettings>>(),
    ) else {
        return Err(Refused::outright(Problem::new(Code::Internal, "internal error")));
    };
    let (text, guarded) = document(&asked, documents, settings)?;
    let name = asked.operation_name.as_deref();
    let given = asked.variables.unwrap_or_default();
    Guarded::hold_variables(variables::count(&given), &settings.graphql)?;
    let mut variables = Variables::from_json(given.into());
    check_variables(&guarded, name, &mut variables)?;
    let cx = cx(request).await.map_err(Refused::outright)?;
    let Settings { default_page_size, rail_size, front_sections, .. } = *cx.settings();
    let sizes = Sizes { page: default_page_size.into(), rail: rail_size.into(), rails: front_sections.into() };
    let model = |call: &super::guard::Call<'_>| price(call, sizes);
    guarded.fill_defaults(name, &mut variables)?;
    let measured = guarded.measure(name, &variables, &model, &settings.graphql)?;
    let cx = if measured.operation_type == OperationType::Query { cx } else { cx.on_primary() };
    let mut execution = Request::new(&*text).variables(variables).data(cx.clone()).data(Loaders::new(&cx));
    execution = execution.data(ClientAddress(client_address(request))).data(Origin(base(request)));
    execution = execution.data(PageBytes(settings.sync_page_bytes));
    if let Some(name) = name {
        execution = execution.operation_name(name);
    }
    execution.set_parsed_query(guarded.document().clone());
    Ok(Prepared { schema: schema.clone(), execution, cx, measured, settings: settings.clone() })
}

/// Variables are checked before execution, so that one that does not fit refuses the request and not a part of the answer.
fn check_variables(guarded: &Guarded, name: Option<&str>, variables: &mut Variables) -> Result<(), Refused> {
    Ok(variables::check(guarded.operation(name)?, variables)?)
}

/// The document of a request: its text, or the one that its hash names. Guarded and parsed once for each text.
fn document(asked: &Asked, documents: &Documents, settings: &HttpSettings) -> Result<Document, Refused> {
    let hash = asked.extensions.as_ref().and_then(|extensions| extensions.get("persistedQuery"));
    let hash = hash.and_then(|persisted| persisted.get("sha256Hash")?.as_str());
    let Some(text) = &asked.query else {
        let Some(hash) = hash else { return Err(Refused::unreadable("the request has no query")) };
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
pub(super) fn never_began(response: &Response) -> bool {
    response.data == Value::Null && !response.errors.is_empty() && response.errors.iter().all(|e| e.path.is_empty())
}
