//! `/v1/resolve` and `/v1/nodes`

use actix_web::{HttpRequest, HttpResponse};
use masthead_app::{Code, nodes};

use super::params::{ArticleParams, NodesParams, Path, Query, ResolveParams, Shown};
use crate::{
    answer::{Freshness, json},
    caller::cx,
    errors::{FindErrors, ListErrors},
    input::parse_ids,
    paths::{node as to_node, resolution},
    problem::Problem,
    selection::Selection,
    wire::{Node, Resolution},
};

/// What stands at a path of the site: an article, a section, an author, a tag, a series, a collection, or a redirect.
#[utoipa::path(get, path = "/v1/resolve", operation_id = "resolve", tag = "site", summary = "What stands at a path",
    params(ResolveParams), responses((status = 200, description = "What stands there.", body = Resolution), FindErrors))]
pub(crate) async fn resolve(request: HttpRequest, params: Query<ResolveParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let shown = Shown::of(params.0.include.as_deref(), None, Selection::card())?;
    let found = resolution(&cx, &params.0.path, &shown.selection).await?;
    Ok(json(&request, &found, Freshness::of(&cx).await?, None))
}

/// Anything by its id.
#[utoipa::path(get, path = "/v1/nodes/{id}", operation_id = "node", tag = "site", summary = "Anything by its id",
    params(("id" = uuid::Uuid, Path, description = "Id of an article, section, author, tag, series, collection or asset."), ArticleParams),
    responses((status = 200, description = "What has this id.", body = Node), FindErrors))]
pub(crate) async fn node(
    request: HttpRequest,
    id: Path<String>,
    params: Query<ArticleParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let shown = Shown::of(params.0.include.as_deref(), params.0.fields.as_deref(), Selection::card())?;
    let ids = parse_ids::<()>("id", std::slice::from_ref(&*id))?;
    let found = nodes::by_ids(&cx, &[ids[0].uuid()], shown.selection.needs()).await?.into_iter().flatten().next();
    let found = found.ok_or_else(|| Problem::new(Code::NotFound, format!("there is nothing with the id {}", &*id)))?;
    let found = to_node(found, &*cx.site().await?, &shown.selection);
    Ok(json(&request, &shown.prune(found)?, Freshness::of(&cx).await?, None))
}

/// Several things by their ids, in that order; null for what is not there.
#[utoipa::path(get, path = "/v1/nodes", operation_id = "nodes", tag = "site", summary = "Several things by their ids",
    params(NodesParams), responses((status = 200, description = "What has these ids.", body = Vec<Option<Node>>), ListErrors))]
pub(crate) async fn nodes(request: HttpRequest, params: Query<NodesParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let shown = Shown::of(params.0.include.as_deref(), None, Selection::card())?;
    let ids: Vec<_> = parse_ids::<()>("ids", &params.0.ids)?.into_iter().map(|id| id.uuid()).collect();
    let found = nodes::by_ids(&cx, &ids, shown.selection.needs()).await?;
    let site = cx.site().await?;
    let found: Vec<Option<Node>> =
        found.into_iter().map(|node| node.map(|node| to_node(node, &site, &shown.selection))).collect();
    Ok(json(&request, &found, Freshness::of(&cx).await?, None))
}
