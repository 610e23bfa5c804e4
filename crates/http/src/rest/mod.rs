//! REST under `/v1`: the table of contents. Handlers unwrap a request, call one operation, and wrap its answer.

mod articles;
mod authors;
mod batch;
mod collections;
mod editing;
mod extract;
mod link;
mod manuscripts;
mod members;
mod named;
mod pages;
mod params;
mod paths;
mod sections;
mod series;
mod site;
mod tags;
mod write_params;

use actix_web::{
    FromRequest, Handler, Resource, Responder,
    web::{self, ServiceConfig},
};
use masthead_app::Code;
use utoipa::OpenApi;

pub(crate) use articles::article_key;
pub(crate) use editing::how;

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
    manuscripts::manuscripts,
    manuscripts::manuscript,
    manuscripts::revisions,
    manuscripts::revision,
    manuscripts::compare_revisions,
    manuscripts::previews,
    manuscripts::create_preview,
    manuscripts::preview,
    manuscripts::revoke_preview,
    editing::create_article,
    editing::revise_article,
    editing::submit_article,
    editing::approve_article,
    editing::send_back_article,
    editing::publish_article,
    editing::schedule_article,
    editing::unschedule_article,
    editing::embargo_article,
    editing::correct_article,
    editing::withdraw_article,
    editing::trash_article,
    editing::undelete_article,
    editing::purge_article,
    editing::restore_revision,
    batch::batch,
))]
pub(crate) struct Paths;

/// The routes.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(read("/v1/site", site::site))
        .service(
            resource("/v1/articles", "GET, HEAD, POST")
                .route(web::get().to(articles::articles))
                .route(web::head().to(articles::articles))
                .route(web::post().to(editing::create_article)),
        )
        .service(
            resource("/v1/articles/{key}", "GET, HEAD, PATCH")
                .route(web::get().to(articles::article))
                .route(web::head().to(articles::article))
                .route(web::patch().to(editing::revise_article)),
        )
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
        .service(read("/v1/pages/front", pages::front_page))
        .configure(configure_editing);
}

/// The routes of editors.
fn configure_editing(config: &mut ServiceConfig) {
    config
        .service(read("/v1/manuscripts", manuscripts::manuscripts))
        .service(read("/v1/articles/{key}/manuscript", manuscripts::manuscript))
        .service(read("/v1/articles/{key}/revisions", manuscripts::revisions))
        .service(read("/v1/articles/{key}/revisions/{number}", manuscripts::revision))
        .service(act("/v1/articles/{key}/revisions/{number}/restore", editing::restore_revision))
        .service(read("/v1/articles/{key}/compare", manuscripts::compare_revisions))
        .service(
            resource("/v1/articles/{key}/previews", "GET, HEAD, POST")
                .route(web::get().to(manuscripts::previews))
                .route(web::head().to(manuscripts::previews))
                .route(web::post().to(manuscripts::create_preview)),
        )
        .service(
            resource("/v1/previews/{preview}", "GET, HEAD, DELETE")
                .route(web::get().to(manuscripts::preview))
                .route(web::head().to(manuscripts::preview))
                .route(web::delete().to(manuscripts::revoke_preview)),
        )
        .service(act("/v1/articles/{key}/submit", editing::submit_article))
        .service(act("/v1/articles/{key}/approve", editing::approve_article))
        .service(act("/v1/articles/{key}/send-back", editing::send_back_article))
        .service(act("/v1/articles/{key}/publish", editing::publish_article))
        .service(act("/v1/articles/{key}/schedule", editing::schedule_article))
        .service(act("/v1/articles/{key}/unschedule", editing::unschedule_article))
        .service(act("/v1/articles/{key}/embargo", editing::embargo_article))
        .service(act("/v1/articles/{key}/correct", editing::correct_article))
        .service(act("/v1/articles/{key}/withdraw", editing::withdraw_article))
        .service(act("/v1/articles/{key}/trash", editing::trash_article))
        .service(act("/v1/articles/{key}/undelete", editing::undelete_article))
        .service(act("/v1/articles/{key}/purge", editing::purge_article))
        .service(act("/v1/batch", batch::batch));
}

/// A resource with these methods; every other is a 405 that lists them.
pub(crate) fn resource(path: &str, allowed: &'static str) -> Resource {
    web::resource(path).default_service(web::to(move || async move {
        let problem = Problem::new(Code::MethodNotAllowed, format!("what can be done here is {allowed}"));
        Err::<actix_web::HttpResponse, _>(problem.allowing(allowed))
    }))
}

/// Something that is done by a POST.
pub(crate) fn act<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    resource(path, "POST").route(web::post().to(handler))
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
