//! `/v1/pages`: whole pages in one call.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use masthead_app::{
    Cx,
    pages::{self, ArticlePageIncludes},
    scheduler,
};
use serde::Serialize;

use super::{
    articles::article_key,
    params::{ArticlePageParams, FrontPageParams, Path, Query, Shown},
};
use crate::{
    answer::{Freshness, json},
    caller::cx,
    errors::{AheadErrors, FindErrors, ListErrors},
    pages::{article_page as to_article_page, front_page as to_front_page},
    problem::Problem,
    selection::Selection,
    wire::{ArticlePage, DateTime, FrontPage, Included, Site},
    write::answer,
};

/// The request at the instant that it asks for.
async fn ahead(cx: Cx, at: Option<DateTime>) -> Result<Cx, Problem> {
    match at {
        Some(at) => Ok(scheduler::look_ahead(&cx, at.0).await?),
        None => Ok(cx),
    }
}

/// What will be is nobody's business but the asker's.
async fn finish(
    request: &HttpRequest,
    cx: &Cx,
    page: &impl Serialize,
    at: Option<DateTime>,
) -> Result<HttpResponse, Problem> {
    match at {
        Some(_) => answer(request, cx, StatusCode::OK, page, None, None).await,
        None => Ok(json(request, page, Freshness::of(cx).await?, None)),
    }
}

/// Everything on an article's page: the publication, the article, a rail of its section and a rail of the most recent.
/// No article stands there twice.
#[utoipa::path(get, path = "/v1/pages/article/{key}", operation_id = "articlePage", tag = "pages",
    summary = "Everything on an article's page",
    params(("key" = String, Path, description = "Id or slug."), ArticlePageParams),
    responses((status = 200, description = "The page.", body = ArticlePage), FindErrors, AheadErrors))]
pub(crate) async fn article_page(
    request: HttpRequest,
    key: Path<String>,
    params: Query<ArticlePageParams>,
) -> Result<HttpResponse, Problem> {
    let cx = ahead(cx(&request).await?, params.0.at).await?;
    let shown = Shown::of(params.0.include.as_deref(), None, Selection::full())?;
    let card = Selection::card();
    let include = ArticlePageIncludes { article: shown.selection.needs(), card: card.needs() };
    let page = pages::article(&cx, &article_key(&key), params.0.rail, include).await?;
    let mut page = to_article_page(page, &shown.selection, [&card, &card]);
    page.site = Included::Is(Site::new(&*cx.site().await?, &cx.url("")));
    finish(&request, &cx, &page, params.0.at).await
}

/// Everything on the front: the publication, the most recent, each top section's newest, and the collections.
#[utoipa::path(get, path = "/v1/pages/front", operation_id = "frontPage", tag = "pages",
    summary = "Everything on the front",
    params(FrontPageParams), responses((status = 200, description = "The page.", body = FrontPage), ListErrors, AheadErrors))]
pub(crate) async fn front_page(request: HttpRequest, params: Query<FrontPageParams>) -> Result<HttpResponse, Problem> {
    let cx = ahead(cx(&request).await?, params.0.at).await?;
    let shown = Shown::of(params.0.include.as_deref(), None, Selection::card())?;
    let page = pages::front(&cx, params.0.rail, shown.selection.needs()).await?;
    let site = cx.site().await?;
    let mut page = to_front_page(page, &site, [&shown.selection; 3]);
    page.site = Included::Is(Site::new(&site, &cx.url("")));
    finish(&request, &cx, &page, params.0.at).await
}
