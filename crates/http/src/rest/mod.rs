//! REST under `/v1`: the table of contents. Handlers unwrap a request, call one operation, and wrap its answer.

mod api_keys;
mod articles;
mod assets;
mod authors;
mod batch;
mod changes;
mod collections;
mod editing;
mod events;
mod extract;
mod filing;
mod link;
mod live;
mod manuscripts;
mod media;
mod members;
mod named;
mod pages;
mod params;
mod paths;
mod posts;
mod reads;
mod redirects;
mod search;
mod sections;
mod series;
mod sessions;
mod site;
mod tags;
mod users;
mod write_params;

use actix_web::{
    FromRequest, Handler, Resource, Responder,
    web::{self, ServiceConfig},
};
use masthead_app::Code;
use utoipa::OpenApi;

pub(crate) use api_keys::api_key_id;
pub(crate) use articles::article_key;
pub(crate) use editing::how;
pub(crate) use link::{base, push_base};
pub(crate) use params::{NoParams, Path, Query};
pub(crate) use users::user_id;

use crate::problem::Problem;

/// Everything under `/v1`, for the OpenAPI document. The routes below are in the same order; a test compares the two.
#[derive(Debug, OpenApi)]
#[openapi(paths(
    site::site,
    articles::articles,
    articles::article,
    articles::article_related,
    articles::article_translations,
    posts::article_posts,
    posts::post,
    posts::create_post,
    posts::update_post,
    posts::delete_post,
    search::similar_articles,
    search::search,
    search::suggestions,
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
    changes::changes,
    live::live,
    reads::record_reads,
    reads::most_read,
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
    sessions::sign_in,
    sessions::refresh_token,
    sessions::sign_out,
    sessions::jwks,
    users::me,
    users::users,
    users::create_user,
    users::user,
    users::update_user,
    api_keys::api_keys,
    api_keys::create_api_key,
    api_keys::revoke_api_key,
    api_keys::rotate_api_key,
    assets::assets,
    assets::asset,
    assets::create_asset,
    assets::update_asset,
    assets::delete_asset,
    assets::create_upload,
    assets::upload,
    assets::receive_upload,
    media::media,
    filing::create_section,
    filing::create_author,
    filing::create_tag,
    filing::create_series,
    filing::create_collection,
    filing::update_section,
    filing::update_author,
    filing::update_tag,
    filing::update_series,
    filing::update_collection,
    filing::delete_section,
    filing::delete_author,
    filing::delete_tag,
    filing::delete_series,
    filing::delete_collection,
    filing::merge_tags,
    filing::collection_items,
    filing::change_collection_items,
    filing::update_site,
    redirects::redirects,
    redirects::set_redirect,
    redirects::delete_redirect,
    events::events,
))]
pub(crate) struct Paths;

/// The routes.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/site", "GET, HEAD, PATCH")
                .route(web::get().to(site::site))
                .route(web::head().to(site::site))
                .route(web::patch().to(filing::update_site)),
        )
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
        .service(
            resource("/v1/articles/{key}/posts", "GET, HEAD, POST")
                .route(web::get().to(posts::article_posts))
                .route(web::head().to(posts::article_posts))
                .route(web::post().to(posts::create_post)),
        )
        .service(
            resource("/v1/posts/{id}", "GET, HEAD, PATCH, DELETE")
                .route(web::get().to(posts::post))
                .route(web::head().to(posts::post))
                .route(web::patch().to(posts::update_post))
                .route(web::delete().to(posts::delete_post)),
        )
        .service(read("/v1/articles/{key}/similar", search::similar_articles))
        .service(read("/v1/search", search::search))
        .service(read("/v1/search/suggestions", search::suggestions))
        .service(
            resource("/v1/sections", "GET, HEAD, POST")
                .route(web::get().to(sections::sections))
                .route(web::head().to(sections::sections))
                .route(web::post().to(filing::create_section)),
        )
        .service(
            resource("/v1/sections/{key}", "GET, HEAD, PATCH, DELETE")
                .route(web::get().to(sections::section))
                .route(web::head().to(sections::section))
                .route(web::patch().to(filing::update_section))
                .route(web::delete().to(filing::delete_section)),
        )
        .service(read("/v1/sections/{key}/articles", sections::section_articles))
        .service(
            resource("/v1/authors", "GET, HEAD, POST")
                .route(web::get().to(authors::authors))
                .route(web::head().to(authors::authors))
                .route(web::post().to(filing::create_author)),
        )
        .service(
            resource("/v1/authors/{key}", "GET, HEAD, PATCH, DELETE")
                .route(web::get().to(authors::author))
                .route(web::head().to(authors::author))
                .route(web::patch().to(filing::update_author))
                .route(web::delete().to(filing::delete_author)),
        )
        .service(read("/v1/authors/{key}/articles", authors::author_articles))
        .service(
            resource("/v1/tags", "GET, HEAD, POST")
                .route(web::get().to(tags::tags))
                .route(web::head().to(tags::tags))
                .route(web::post().to(filing::create_tag)),
        )
        .service(
            resource("/v1/tags/{key}", "GET, HEAD, PATCH, DELETE")
                .route(web::get().to(tags::tag))
                .route(web::head().to(tags::tag))
                .route(web::patch().to(filing::update_tag))
                .route(web::delete().to(filing::delete_tag)),
        )
        .service(read("/v1/tags/{key}/articles", tags::tag_articles))
        .service(
            resource("/v1/series", "GET, HEAD, POST")
                .route(web::get().to(series::all_series))
                .route(web::head().to(series::all_series))
                .route(web::post().to(filing::create_series)),
        )
        .service(
            resource("/v1/series/{key}", "GET, HEAD, PATCH, DELETE")
                .route(web::get().to(series::series))
                .route(web::head().to(series::series))
                .route(web::patch().to(filing::update_series))
                .route(web::delete().to(filing::delete_series)),
        )
        .service(read("/v1/series/{key}/articles", series::series_articles))
        .service(
            resource("/v1/collections", "GET, HEAD, POST")
                .route(web::get().to(collections::collections))
                .route(web::head().to(collections::collections))
                .route(web::post().to(filing::create_collection)),
        )
        .service(
            resource("/v1/collections/{key}", "GET, HEAD, PATCH, DELETE")
                .route(web::get().to(collections::collection))
                .route(web::head().to(collections::collection))
                .route(web::patch().to(filing::update_collection))
                .route(web::delete().to(filing::delete_collection)),
        )
        .service(read("/v1/collections/{key}/articles", collections::collection_articles))
        .service(read("/v1/resolve", paths::resolve))
        .service(read("/v1/nodes", paths::nodes))
        .service(read("/v1/nodes/{id}", paths::node))
        .service(read("/v1/pages/article/{key}", pages::article_page))
        .service(read("/v1/pages/front", pages::front_page))
        .configure(crate::feeds::configure)
        .configure(crate::feeds::sitemap::configure)
        .service(read("/v1/sync", changes::changes))
        .service(read("/v1/live", live::live))
        .service(act("/v1/reads", reads::record_reads))
        .service(read("/v1/most-read", reads::most_read))
        .configure(configure_media)
        .configure(configure_editing)
        .configure(configure_accounts)
        .configure(configure_filing);
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

/// The routes of pictures and files.
fn configure_media(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/assets", "GET, HEAD, POST")
                .route(web::get().to(assets::assets))
                .route(web::head().to(assets::assets))
                .route(web::post().to(assets::create_asset)),
        )
        .service(
            resource("/v1/assets/{key}", "GET, HEAD, PATCH, DELETE")
                .route(web::get().to(assets::asset))
                .route(web::head().to(assets::asset))
                .route(web::patch().to(assets::update_asset))
                .route(web::delete().to(assets::delete_asset)),
        )
        .service(act("/v1/uploads", assets::create_upload))
        .service(
            resource("/v1/uploads/{id}", "GET, HEAD, PUT")
                .route(web::get().to(assets::upload))
                .route(web::head().to(assets::upload))
                .route(web::put().to(assets::receive_upload)),
        )
        .service(read("/media/{id}/{version}/{name}", media::media));
}

/// The routes of accounts.
fn configure_accounts(config: &mut ServiceConfig) {
    config
        .service(act("/v1/auth/token", sessions::sign_in))
        .service(act("/v1/auth/refresh", sessions::refresh_token))
        .service(act("/v1/auth/sign-out", sessions::sign_out))
        .service(read("/.well-known/jwks.json", sessions::jwks))
        .service(read("/v1/me", users::me))
        .service(
            resource("/v1/users", "GET, HEAD, POST")
                .route(web::get().to(users::users))
                .route(web::head().to(users::users))
                .route(web::post().to(users::create_user)),
        )
        .service(
            resource("/v1/users/{id}", "GET, HEAD, PATCH")
                .route(web::get().to(users::user))
                .route(web::head().to(users::user))
                .route(web::patch().to(users::update_user)),
        )
        .service(
            resource("/v1/api-keys", "GET, HEAD, POST")
                .route(web::get().to(api_keys::api_keys))
                .route(web::head().to(api_keys::api_keys))
                .route(web::post().to(api_keys::create_api_key)),
        )
        .service(resource("/v1/api-keys/{id}", "DELETE").route(web::delete().to(api_keys::revoke_api_key)))
        .service(act("/v1/api-keys/{id}/rotate", api_keys::rotate_api_key));
}

/// The routes of what articles are filed under, as editors write it, besides those where readers find the same things.
fn configure_filing(config: &mut ServiceConfig) {
    config
        .service(act("/v1/tags/{key}/merge", filing::merge_tags))
        .service(
            resource("/v1/collections/{key}/items", "GET, HEAD, PATCH")
                .route(web::get().to(filing::collection_items))
                .route(web::head().to(filing::collection_items))
                .route(web::patch().to(filing::change_collection_items)),
        )
        .service(
            resource("/v1/redirects", "GET, HEAD, PUT, DELETE")
                .route(web::get().to(redirects::redirects))
                .route(web::head().to(redirects::redirects))
                .route(web::put().to(redirects::set_redirect))
                .route(web::delete().to(redirects::delete_redirect)),
        )
        .service(read("/v1/events", events::events));
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
