//! `/v1/collections`

use actix_web::{HttpRequest, HttpResponse};
use masthead_app::resources::{self, Key};
use masthead_domain::{
    collection as domain,
    filter::{Along, ArticleFilter, Direction},
};

use super::{
    articles,
    link::links,
    params::{NoParams, OrderedParams, PageParams, Path, Query},
};
use crate::{
    answer::{Freshness, json},
    caller::cx,
    errors::{FindErrors, ListErrors},
    problem::Problem,
    wire::{Article, List, Collection},
};

/// Every collection, in the order of titles.
#[utoipa::path(get, path = "/v1/collections", operation_id = "collections", tag = "collections", summary = "Every collection",
    params(PageParams), responses((status = 200, description = "A page of the list.", body = List<Collection>), ListErrors))]
pub(crate) async fn collections(request: HttpRequest, params: Query<PageParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request)?;
    let page = resources::list::<domain::Collection>(&cx, &params.0.args()).await?;
    let site = cx.site().await?;
    let list = List::new(page, |collection| Collection::new(collection, &site));
    Ok(json(&request, &list, Freshness::of(&cx).await?, links(&request, &list.page_info)))
}

/// A collection.
#[utoipa::path(get, path = "/v1/collections/{key}", operation_id = "collection", tag = "collections", summary = "A collection",
    params(("key" = String, Path, description = "Id or slug.")),
    responses((status = 200, description = "A collection.", body = Collection), FindErrors))]
pub(crate) async fn collection(
    request: HttpRequest,
    key: Path<String>,
    _: Query<NoParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request)?;
    let found = resources::get::<domain::Collection>(&cx, &Key::parse(&key)).await?;
    let found = Collection::new(found, &*cx.site().await?);
    Ok(json(&request, &found, Freshness::of(&cx).await?, None))
}

/// The articles of a collection, in the editor's order.
#[utoipa::path(get, path = "/v1/collections/{key}/articles", operation_id = "collectionArticles", tag = "collections", summary = "The articles of a collection",
    params(("key" = String, Path, description = "Id or slug."), OrderedParams),
    responses((status = 200, description = "A page of the list.", body = List<Article>), FindErrors))]
pub(crate) async fn collection_articles(
    request: HttpRequest,
    key: Path<String>,
    params: Query<OrderedParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request)?;
    let found = resources::get::<domain::Collection>(&cx, &Key::parse(&key)).await?;
    let (args, filter, shown) = params.0.split()?;
    let filter = filter.narrow(&cx, ArticleFilter::along(Along::Collection(found.id))).await?;
    articles::answer(&request, &cx, filter, Direction::Natural, &args, &shown).await
}
