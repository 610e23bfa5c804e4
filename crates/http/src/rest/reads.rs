//! `/v1/reads`, where pages report what was read, and `/v1/most-read`.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Payload};
use masthead_app::reads;
use masthead_domain::{filter::ArticleFilter as Filter, reads::Report};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    members::ArticleMember,
    params::{Query, Shown, list},
};
use crate::{
    address::client_address,
    answer::{Freshness, json},
    caller::{cx, reader},
    errors::{BeaconErrors, RankingErrors},
    input::{ArticleFilter, ReadWindow},
    problem::Problem,
    selection::Selection,
    wire::{Article, ReadsFields},
    write::beacon,
};

/// Takes what a page reports, if reads are counted here (`reads_counted`). Made for `navigator.sendBeacon`: JSON is taken as
/// `text/plain` too, which browsers send to another host without asking it first. Nothing is kept of who reports: no address, no
/// cookie, no credential is looked at.
#[utoipa::path(post, path = "/v1/reads", operation_id = "recordReads", tag = "reads", summary = "Report what was read",
    request_body(content((ReadsFields = "application/json"), (ReadsFields = "text/plain"))),
    responses((status = 202, description = "It is counted, as far as there are such articles."), BeaconErrors))]
pub(crate) async fn record_reads(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Problem> {
    let reports: Vec<Report> = beacon::<ReadsFields>(&request, payload).await?.into();
    reads::record_reads(&reader(&request)?, client_address(&request), &reports)?;
    Ok(HttpResponse::Accepted().insert_header((header::CACHE_CONTROL, "no-store")).finish())
}

/// Which ranking, how much of it, and what is shown of the articles.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MostReadParams {
    /// How far back reads count.
    #[serde(default)]
    #[param(inline, default = "DAY")]
    pub(crate) window: ReadWindow,
    /// How many.
    #[param(minimum = 0, maximum = 100, default = 10, example = 10)]
    pub(crate) first: Option<i64>,
    /// Id or slug of a section: filed under it or a section within it.
    pub(crate) section: Option<String>,
    /// A BCP 47 tag: in this language or a narrower one (`pt` finds `pt-BR`).
    pub(crate) language: Option<String>,
    /// None of these; ids.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<uuid::Uuid>, max_items = 100)]
    pub(crate) exclude: Option<Vec<String>>,
    /// Members of the articles besides those of a card; see the lists of articles.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<ArticleMember>, inline)]
    pub(crate) include: Option<Vec<String>>,
}

/// The articles that were read most, of as many reads the newest first; empty where nothing is counted. A ranking moves while it is
/// looked at, so it has no cursors.
#[utoipa::path(get, path = "/v1/most-read", operation_id = "mostRead", tag = "reads", summary = "What is read most",
    params(MostReadParams), responses((status = 200, description = "The articles.", body = Vec<Article>), RankingErrors))]
pub(crate) async fn most_read(request: HttpRequest, params: Query<MostReadParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let MostReadParams { window, first, section, language, exclude, include } = params.0;
    let shown = Shown::of(include.as_deref(), None, Selection::card())?;
    let filter = ArticleFilter { section, language, exclude, ..ArticleFilter::default() };
    let filter = filter.narrow(&cx, Filter::public()).await?;
    let found = reads::most_read(&cx, window.into(), filter, first, shown.selection.needs()).await?;
    let found: Vec<Article> = found.into_iter().map(|view| Article::new(view, &shown.selection)).collect();
    Ok(json(&request, &found, Freshness::of(&cx).await?, None))
}
