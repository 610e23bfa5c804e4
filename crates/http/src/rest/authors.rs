//! `/v1/authors`

use actix_web::{HttpRequest, HttpResponse};
use masthead_app::{assets, feeds::Feed};
use masthead_domain::{author as domain, filter::ArticleFilter};

use super::{
    articles, named,
    params::{ArticleListParams, AuthorParams, PageParams, Path, Query},
};
use crate::{
    answer::{Freshness, json},
    caller::cx,
    errors::{ListErrors, NamedErrors},
    feeds::discovery,
    problem::Problem,
    wire::{Article, Author, List},
};

/// Every author, in the order of names.
#[utoipa::path(get, path = "/v1/authors", operation_id = "authors", tag = "authors", summary = "Every author",
    params(PageParams), responses((status = 200, description = "A page of the list.", body = List<Author>), ListErrors))]
pub(crate) async fn authors(request: HttpRequest, params: Query<PageParams>) -> Result<HttpResponse, Problem> {
    named::list::<domain::Author, _>(&request, &params.0, Author::new).await
}

/// An author.
#[utoipa::path(get, path = "/v1/authors/{key}", operation_id = "author", tag = "authors", summary = "An author",
    params(("key" = String, Path, description = "Id or slug."), AuthorParams),
    responses((status = 200, description = "An author.", body = Author), NamedErrors))]
pub(crate) async fn author(
    request: HttpRequest,
    key: Path<String>,
    params: Query<AuthorParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let with_portrait = params.0.portrait()?;
    let found = match named::find::<domain::Author>(&request, &cx, &key).await? {
        Ok(found) => found,
        Err(moved) => return Ok(moved),
    };
    let links = discovery(&cx, [&Feed::Author(found.clone())]);
    let mut author = Author::new(&found, &*cx.site().await?);
    if with_portrait {
        let ids: Vec<_> = author.portrait_id.into_iter().collect();
        let portrait = assets::by_ids(&cx, &ids).await?.into_values().next();
        author = author.with_portrait(portrait);
    }
    Ok(json(&request, &author, Freshness::of(&cx).await?, links))
}

/// The articles with an author among the contributors, newest first; `role` narrows it to one part.
#[utoipa::path(get, path = "/v1/authors/{key}/articles", operation_id = "authorArticles", tag = "authors",
    summary = "The articles of an author",
    params(("key" = String, Path, description = "Id or slug."), ArticleListParams),
    responses((status = 200, description = "A page of the list.", body = List<Article>), NamedErrors))]
pub(crate) async fn author_articles(
    request: HttpRequest,
    key: Path<String>,
    params: Query<ArticleListParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let found = match named::find::<domain::Author>(&request, &cx, &key).await? {
        Ok(found) => found,
        Err(moved) => return Ok(moved),
    };
    let (args, filter, order, shown) = params.0.split()?;
    let start = ArticleFilter { author: Some(found.id), ..ArticleFilter::public() };
    let filter = filter.narrow(&cx, start).await?;
    articles::answer(&request, &cx, filter, order.into(), &args, &shown, Some(Feed::Author(found))).await
}
