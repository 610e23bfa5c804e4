//! `/v1/series`

use actix_web::{HttpRequest, HttpResponse};
use masthead_app::feeds::Feed;
use masthead_domain::{
    filter::{Along, ArticleFilter, Direction},
    series as domain,
};

use super::{
    articles, named,
    params::{NoParams, OrderedParams, PageParams, Path, Query},
};
use crate::{
    caller::cx,
    errors::{ListErrors, NamedErrors},
    problem::Problem,
    wire::{Article, List, Series},
};

/// Every series, in the order of titles.
#[utoipa::path(get, path = "/v1/series", operation_id = "allSeries", tag = "series", summary = "Every series",
    params(PageParams), responses((status = 200, description = "A page of the list.", body = List<Series>), ListErrors))]
pub(crate) async fn all_series(request: HttpRequest, params: Query<PageParams>) -> Result<HttpResponse, Problem> {
    named::list::<domain::Series, _>(&request, &params.0, Series::new).await
}

/// A series.
#[utoipa::path(get, path = "/v1/series/{key}", operation_id = "series", tag = "series", summary = "A series",
    params(("key" = String, Path, description = "Id or slug.")),
    responses((status = 200, description = "A series.", body = Series), NamedErrors))]
pub(crate) async fn series(
    request: HttpRequest,
    key: Path<String>,
    _: Query<NoParams>,
) -> Result<HttpResponse, Problem> {
    named::one::<domain::Series, _>(&request, &key, Series::new, Feed::Series).await
}

/// The articles of a series, in their running order.
#[utoipa::path(get, path = "/v1/series/{key}/articles", operation_id = "seriesArticles", tag = "series", summary = "The articles of a series",
    params(("key" = String, Path, description = "Id or slug."), OrderedParams),
    responses((status = 200, description = "A page of the list.", body = List<Article>), NamedErrors))]
pub(crate) async fn series_articles(
    request: HttpRequest,
    key: Path<String>,
    params: Query<OrderedParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let found = match named::find::<domain::Series>(&request, &cx, &key).await? {
        Ok(found) => found,
        Err(moved) => return Ok(moved),
    };
    let (args, filter, shown) = params.0.split()?;
    let filter = filter.narrow(&cx, ArticleFilter::along(Along::Series(found.id))).await?;
    articles::answer(&request, &cx, filter, Direction::Natural, &args, &shown, Some(Feed::Series(found))).await
}
