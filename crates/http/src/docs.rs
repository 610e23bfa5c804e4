//! The documents of this API, served by itself, and Swagger UI over them; all of it works with no internet.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Data, ServiceConfig},
};
use masthead_app::Code;
use utoipa_swagger_ui::Config;

use crate::{errors::DoorErrors, problem::Problem, rest::read};

// What `make schema` wrote, and a test compares with what the code says: describing everything anew at every start takes 50 MB.
const OPENAPI: &str = include_str!("../../../openapi/openapi.json");
const SDL: &str = include_str!("../../../schema.graphql");
const ERRORS: &str = include_str!("../../../docs/errors.md");

fn text(media_type: &'static str, text: &'static str) -> HttpResponse {
    HttpResponse::Ok().content_type(media_type).insert_header((header::CACHE_CONTROL, "public, max-age=60")).body(text)
}

/// This document.
#[utoipa::path(get, path = "/openapi.json", operation_id = "openapi", tag = "operations", summary = "This document",
    responses((status = 200, description = "The OpenAPI document.", body = Object), DoorErrors))]
pub(crate) async fn openapi_json() -> HttpResponse {
    text("application/json", OPENAPI)
}

/// The GraphQL schema in SDL.
#[utoipa::path(get, path = "/schema.graphql", operation_id = "schema", tag = "operations", summary = "The GraphQL schema",
    responses((status = 200, description = "The schema.", body = String, content_type = "text/plain"), DoorErrors))]
pub(crate) async fn schema_graphql() -> HttpResponse {
    text("text/plain; charset=utf-8", SDL)
}

async fn errors() -> HttpResponse {
    text("text/markdown; charset=utf-8", ERRORS)
}

async fn to_docs() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "/docs/")).finish()
}

/// Swagger UI, from files that are part of the binary.
async fn explorer(request: HttpRequest, config: Data<Config<'static>>) -> Result<HttpResponse, Problem> {
    let path = request.match_info().query("file");
    let missing = || Problem::new(Code::NotFound, "there is no such file");
    let file = utoipa_swagger_ui::serve(path, config.into_inner()).map_err(|error| {
        tracing::warn!(%error, "a file of the explorer cannot be read");
        missing()
    })?;
    let file = file.ok_or_else(missing)?;
    Ok(HttpResponse::Ok()
        .content_type(file.content_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(file.bytes.to_vec()))
}

/// The doors to the documents. The explorer comes last: its path takes everything below `/docs/`.
pub(crate) fn configure(config: &mut ServiceConfig, explorers: bool) {
    config
        .service(read("/openapi.json", openapi_json))
        .service(read("/schema.graphql", schema_graphql))
        .service(read("/docs/errors", errors));
    if explorers {
        let settings = Config::new(["/openapi.json"]).try_it_out_enabled(true);
        config
            .app_data(Data::new(settings))
            .service(read("/", to_docs))
            .service(read("/docs", to_docs))
            .service(read("/docs/{file:.*}", explorer));
    }
}
