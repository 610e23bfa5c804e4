//! `/v1/articles`

use actix_web::{HttpRequest, HttpResponse, http::header};
use masthead_app::{
    Cx, PageArgs,
    articles::{self, Include, Key},
    feeds::Feed,
    resources,
};
use masthead_domain::{
    filter::{Along, ArticleFilter, Direction},
    id::Id,
};

use super::{
    link::links,
    params::{ArticleListParams, ArticleParams, OrderedParams, Path, Query, Shown},
};
use crate::{
    answer::{Freshness, json},
    caller::cx,
    errors::FindErrors,
    feeds::discovery,
    problem::Problem,
    wire::{Article, List},
};

/// A list of articles, whichever; and the feed that lists the same, if there is one.
pub(super) async fn answer(
    request: &HttpRequest,
    cx: &Cx,
    filter: ArticleFilter,
    direction: Direction,
    args: &PageArgs,
    shown: &Shown,
    feed: Option<Feed>,
) -> Result<HttpResponse, Problem> {
    let prepared = articles::prepare(cx, filter, direction, args)?;
    let page = articles::list_one(cx, prepared, shown.selection.needs()).await?;
    let list = List::new(page, |view| Article::new(view, &shown.selection));
    let links: Vec<String> = links(request, &list.page_info).into_iter().chain(discovery(cx, &feed)).collect();
    let links = (!links.is_empty()).then(|| links.join(", "));
    Ok(json(request, &shown.prune(list)?, Freshness::of(cx).await?, links))
}

/// Where something has gone that had another slug: the same question there.
pub(super) fn moved(request: &HttpRequest, under: &str, slug: &str, rest: &str) -> HttpResponse {
    let mut location = format!("{under}/{}{rest}", urlencoding(slug));
    if !request.query_string().is_empty() {
        location.push('?');
        location.push_str(request.query_string());
    }
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, location))
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .finish()
}

/// A slug as it stands in a URL.
fn urlencoding(slug: &str) -> String {
    url::form_urlencoded::byte_serialize(slug.as_bytes()).collect()
}

/// An article is named by its id or its slug.
pub(crate) fn article_key(text: &str) -> Key {
    match resources::Key::parse(text) {
        resources::Key::Id(id) => Key::Id(Id::new(id)),
        resources::Key::Slug(slug) => Key::Slug(slug),
    }
}

/// Every public article, newest first. The small recency feed of an app is `?first=20`.
#[utoipa::path(get, path = "/v1/articles", operation_id = "articles", tag = "articles", summary = "Every public article",
    params(ArticleListParams), responses((status = 200, description = "A page of the list.", body = List<Article>), FindErrors))]
pub(crate) async fn articles(request: HttpRequest, params: Query<ArticleListParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let (args, filter, order, shown) = params.0.split()?;
    let filter = filter.narrow(&cx, ArticleFilter::public()).await?;
    answer(&request, &cx, filter, order.into(), &args, &shown, Some(Feed::All)).await
}

/// An article.
#[utoipa::path(get, path = "/v1/articles/{key}", operation_id = "article", tag = "articles", summary = "An article",
    params(("key" = String, Path, description = "Id or slug."), ArticleParams),
    responses((status = 200, description = "An article.", body = Article),
        (status = 308, description = "It has another slug now; `Location` leads there."), FindErrors))]
pub(crate) async fn article(
    request: HttpRequest,
    key: Path<String>,
    params: Query<ArticleParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let shown = params.0.shown()?;
    let asked = article_key(&key);
    let view = match (articles::get(&cx, &asked, shown.selection.needs()).await, &asked) {
        (Err(error @ masthead_app::Error::NotFound { .. }), Key::Slug(slug)) => match articles::moved(&cx, slug).await?
        {
            Some(slug) => return Ok(moved(&request, "/v1/articles", &slug, "")),
            None => return Err(error.into()),
        },
        (view, _) => view?,
    };
    let links = discovery(&cx, &Feed::of_article(&view));
    let article = Article::new(view, &shown.selection);
    Ok(json(&request, &shown.prune(article)?, Freshness::of(&cx).await?, links))
}

/// What editors set beside an article, in their order.
#[utoipa::path(get, path = "/v1/articles/{key}/related", operation_id = "articleRelated", tag = "articles",
    summary = "Articles set beside an article",
    params(("key" = String, Path, description = "Id or slug."), OrderedParams),
    responses((status = 200, description = "A page of the list.", body = List<Article>), FindErrors))]
pub(crate) async fn article_related(
    request: HttpRequest,
    key: Path<String>,
    params: Query<OrderedParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let (args, filter, shown) = params.0.split()?;
    let of = articles::get(&cx, &article_key(&key), Include::default()).await?.article;
    let filter = filter.narrow(&cx, ArticleFilter::along(Along::Related(of.id))).await?;
    answer(&request, &cx, filter, Direction::Natural, &args, &shown, None).await
}

/// The translations of an article, itself left out, newest first.
#[utoipa::path(get, path = "/v1/articles/{key}/translations", operation_id = "articleTranslations", tag = "articles",
    summary = "The translations of an article",
    params(("key" = String, Path, description = "Id or slug."), OrderedParams),
    responses((status = 200, description = "A page of the list.", body = List<Article>), FindErrors))]
pub(crate) async fn article_translations(
    request: HttpRequest,
    key: Path<String>,
    params: Query<OrderedParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let (args, filter, shown) = params.0.split()?;
    let of = articles::get(&cx, &article_key(&key), Include::default()).await?.article;
    let filter =
        filter.narrow(&cx, ArticleFilter::along(Along::translations(of.id, of.translation_set.clone()))).await?;
    answer(&request, &cx, filter, Direction::Natural, &args, &shown, None).await
}
