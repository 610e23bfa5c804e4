//! `/v1/series`

use actix_web::{HttpRequest, HttpResponse};
use masthead_app::resources::{self, Key};
use masthead_domain::{
    series as domain,
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
    wire::{Article, List, Series},
};

/// Every series, in the order of titles.
#[utoipa::path(get, path = "/v1/series", operation_id = "allSeries", tag = "series", summary = "Every series",
    params(PageParams), responses((status = 200, description = "A page of the list.", body = List<Series>), ListErrors))]
pub(crate) async fn all_series(request: HttpRequest, params: Query<PageParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request)?;
    let page = resources::list::<domain::Series>(&cx, &params.0.args()).await?;
    let site = cx.site().await?;
    let list = List::new(page, |series| Series::new(series, &site));
    Ok(json(&request, &list, Freshness::of(&cx).await?, links(&request, &list.page_info)))
}

/// A series.
#[utoipa::path(get, path = "/v1/series/{key}", operation_id = "series", tag = "series", summary = "A series",
    params(("key" = String, Path, description = "Id or slug.")),
    responses((status = 200, description = "A series.", body = Series), FindErrors))]
pub(crate) async fn series(
    request: HttpRequest,
    key: Path<String>,
    _: Query<NoParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request)?;
    let found = resources::get::<domain::Series>(&cx, &Key::parse(&key)).await?;
    let found = Series::new(found, &*cx.site().await?);
    Ok(json(&request, &found, Freshness::of(&cx).await?, None))
}

/// The articles of a series, in their running order.
#[utoipa::path(get, path = "/v1/series/{key}/articles", operation_id = "seriesArticles", tag = "series", summary = "The articles of a series",
    params(("key" = String, Path, description = "Id or slug."), OrderedParams),
    responses((status = 200, description = "A page of the list.", body = List<Article>), FindErrors))]
pub(crate) async fn series_articles(
    request: HttpRequest,
    key: Path<String>,
    params: Query<OrderedParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request)?;
    let found = resources::get::<domain::Series>(&cx, &Key::parse(&key)).await?;
    let (args, filter, shown) = params.0.split()?;
    let filter = filter.narrow(&cx, ArticleFilter::along(Along::Series(found.id))).await?;
    articles::answer(&request, &cx, filter, Direction::Natural, &args, &shown).await
}
