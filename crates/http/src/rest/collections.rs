//! `/v1/collections`

use actix_web::{HttpRequest, HttpResponse};
use masthead_app::feeds::Feed;
use masthead_domain::{
    collection as domain,
    filter::{Along, ArticleFilter, Direction},
};

use super::{
    articles, named,
    params::{NoParams, OrderedParams, PageParams, Path, Query},
};
use crate::{
    caller::cx,
    errors::{ListErrors, NamedErrors},
    problem::Problem,
    wire::{Article, Collection, List},
};

/// Every collection, in the order of titles.
#[utoipa::path(get, path = "/v1/collections", operation_id = "collections", tag = "collections", summary = "Every collection",
    params(PageParams), responses((status = 200, description = "A page of the list.", body = List<Collection>), ListErrors))]
pub(crate) async fn collections(request: HttpRequest, params: Query<PageParams>) -> Result<HttpResponse, Problem> {
    named::list::<domain::Collection, _>(&request, &params.0, Collection::new).await
}

/// A collection.
#[utoipa::path(get, path = "/v1/collections/{key}", operation_id = "collection", tag = "collections", summary = "A collection",
    params(("key" = String, Path, description = "Id or slug.")),
    responses((status = 200, description = "A collection.", body = Collection), NamedErrors))]
pub(crate) async fn collection(
    request: HttpRequest,
    key: Path<String>,
    _: Query<NoParams>,
) -> Result<HttpResponse, Problem> {
    named::one::<domain::Collection, _>(&request, &key, Collection::new, Feed::Collection).await
}

/// The articles of a collection, in the editor's order.
#[utoipa::path(get, path = "/v1/collections/{key}/articles", operation_id = "collectionArticles", tag = "collections", summary = "The articles of a collection",
    params(("key" = String, Path, description = "Id or slug."), OrderedParams),
    responses((status = 200, description = "A page of the list.", body = List<Article>), NamedErrors))]
pub(crate) async fn collection_articles(
    request: HttpRequest,
    key: Path<String>,
    params: Query<OrderedParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let found = match named::find::<domain::Collection>(&request, &cx, &key).await? {
        Ok(found) => found,
        Err(moved) => return Ok(moved),
    };
    let (args, filter, shown) = params.0.split()?;
    let filter = filter.narrow(&cx, ArticleFilter::along(Along::Collection(found.id))).await?;
    articles::answer(&request, &cx, filter, Direction::Natural, &args, &shown, Some(Feed::Collection(found))).await
}
