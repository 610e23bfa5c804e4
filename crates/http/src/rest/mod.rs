//! REST under `/v1`: the table of contents. Handlers unwrap a request, call one operation, and wrap its answer.

mod articles;
mod authors;
mod collections;
mod extract;
mod link;
mod members;
mod named;
mod pages;
mod params;
mod paths;
mod sections;
mod series;
mod site;
mod tags;

use actix_web::{
    FromRequest, Handler, Resource, Responder,
    web::{self, ServiceConfig},
};
use masthead_app::Code;
use utoipa::OpenApi;

use crate::problem::Problem;

/// Everything under `/v1`, for the OpenAPI document. The routes below are in the same order; a test compares the two.
#[derive(Debug, OpenApi)]
#[openapi(paths(
    site::site,
    articles::articles,
    articles::article,
    articles::article_related,
    articles::article_translations,
    sections::sections,
    sections::section,
    sections::section_articles,
    authors::authors,
    authors::author,
    authors::author_articles,
    tags::tags,
    tags::tag,
    tags::tag_articles,
    series::all_series,
    series::series,
    series::series_articles,
    collections::collections,
    collections::collection,
    collections::collection_articles,
    paths::resolve,
    paths::node,
    paths::nodes,
    pages::article_page,
    pages::front_page,
))]
pub(crate) struct Paths;

/// The routes.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(read("/v1/site", site::site))
        .service(read("/v1/articles", articles::articles))
        .service(read("/v1/articles/{key}", articles::article))
        .service(read("/v1/articles/{key}/related", articles::article_related))
        .service(read("/v1/articles/{key}/translations", articles::article_translations))
        .service(read("/v1/sections", sections::sections))
        .service(read("/v1/sections/{key}", sections::section))
        .service(read("/v1/sections/{key}/articles", sections::section_articles))
        .service(read("/v1/authors", authors::authors))
        .service(read("/v1/authors/{key}", authors::author))
        .service(read("/v1/authors/{key}/articles", authors::author_articles))
        .service(read("/v1/tags", tags::tags))
        .service(read("/v1/tags/{key}", tags::tag))
        .service(read("/v1/tags/{key}/articles", tags::tag_articles))
        .service(read("/v1/series", series::all_series))
        .service(read("/v1/series/{key}", series::series))
        .service(read("/v1/series/{key}/articles", series::series_articles))
        .service(read("/v1/collections", collections::collections))
        .service(read("/v1/collections/{key}", collections::collection))
        .service(read("/v1/collections/{key}/articles", collections::collection_articles))
        .service(read("/v1/resolve", paths::resolve))
        .service(read("/v1/nodes", paths::nodes))
        .service(read("/v1/nodes/{id}", paths::node))
        .service(read("/v1/pages/article/{key}", pages::article_page))
        .service(read("/v1/pages/front", pages::front_page));
}

/// A resource that can be read; every other method is a 405 that says so.
pub(crate) fn read<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path).route(web::get().to(handler.clone())).route(web::head().to(handler)).default_service(web::to(
        || async {
            let problem = Problem::new(Code::MethodNotAllowed, "this can only be read: use GET or HEAD");
            Err::<actix_web::HttpResponse, _>(problem.allowing("GET, HEAD"))
        },
    ))
}
