//! `/v1/tags`

use actix_web::{HttpRequest, HttpResponse};
use masthead_app::feeds::Feed;
use masthead_domain::{filter::ArticleFilter, tag as domain};

use super::{
    articles, named,
    params::{ArticleListParams, NoParams, PageParams, Path, Query},
};
use crate::{
    caller::cx,
    errors::{ListErrors, NamedErrors},
    problem::Problem,
    wire::{Article, List, Tag},
};

/// Every tag, in the order of names.
#[utoipa::path(get, path = "/v1/tags", operation_id = "tags", tag = "tags", summary = "Every tag",
    params(PageParams), responses((status = 200, description = "A page of the list.", body = List<Tag>), ListErrors))]
pub(crate) async fn tags(request: HttpRequest, params: Query<PageParams>) -> Result<HttpResponse, Problem> {
    named::list::<domain::Tag, _>(&request, &params.0, Tag::new).await
}

/// A tag.
#[utoipa::path(get, path = "/v1/tags/{key}", operation_id = "tag", tag = "tags", summary = "A tag",
    params(("key" = String, Path, description = "Id or slug.")),
    responses((status = 200, description = "A tag.", body = Tag), NamedErrors))]
pub(crate) async fn tag(request: HttpRequest, key: Path<String>, _: Query<NoParams>) -> Result<HttpResponse, Problem> {
    named::one::<domain::Tag, _>(&request, &key, Tag::new, Feed::Tag).await
}

/// The articles about a tag, newest first.
#[utoipa::path(get, path = "/v1/tags/{key}/articles", operation_id = "tagArticles", tag = "tags", summary = "The articles about a tag",
    params(("key" = String, Path, description = "Id or slug."), ArticleListParams),
    responses((status = 200, description = "A page of the list.", body = List<Article>), NamedErrors))]
pub(crate) async fn tag_articles(
    request: HttpRequest,
    key: Path<String>,
    params: Query<ArticleListParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let found = match named::find::<domain::Tag>(&request, &cx, &key).await? {
        Ok(found) => found,
        Err(moved) => return Ok(moved),
    };
    let (args, filter, order, shown) = params.0.split()?;
    let start = ArticleFilter { tag: Some(found.id), ..ArticleFilter::public() };
    let filter = filter.narrow(&cx, start).await?;
    articles::answer(&request, &cx, filter, order.into(), &args, &shown, Some(Feed::Tag(found))).await
}
