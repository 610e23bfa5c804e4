//! `/v1/sync`

use actix_web::{HttpRequest, HttpResponse};
use masthead_app::changes::{self, ChangesArgs};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    members::ArticleMember,
    params::{Query, Shown, list},
};
use crate::{
    answer::{Freshness, json},
    caller::cx,
    errors::SyncErrors,
    input::ChangeFilter,
    problem::Problem,
    selection::Selection,
    settings::HttpSettings,
    wire::{ChangeType, Changes},
};

/// How far a copy is, and what it holds.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SyncParams {
    /// The token of the last answer; nothing for a new copy.
    token: Option<String>,
    /// How many changes at most. There may be fewer of large articles.
    #[param(minimum = 0, maximum = 100, default = 20, example = 100)]
    first: Option<i64>,
    /// Id or slug of a section: articles filed under it or a section within it.
    section: Option<String>,
    /// A BCP 47 tag: articles in this language or a narrower one (`pt` finds `pt-BR`).
    language: Option<String>,
    /// What the copy holds; everything when nothing is said. `section` and `language` narrow articles alone.
    #[serde(default, rename = "type", deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<ChangeType>, inline)]
    kinds: Option<Vec<String>>,
    /// Members of articles besides the usual ones: `body.markdown`, `body.text`, `alternativeIds`, `portraits`. The same for every request
    /// of a copy.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<ArticleMember>, inline)]
    include: Option<Vec<String>>,
    /// Only these members of articles, as paths: `headline,body.html`. Instead of `include`. The same for every request of a copy.
    #[param(pattern = "^[A-Za-z]+(\\.[A-Za-z]+)*(,[A-Za-z]+(\\.[A-Za-z]+)*)*$", example = "id,headline,body.html")]
    fields: Option<String>,
}

fn kind(name: &str) -> Result<ChangeType, Problem> {
    serde_json::from_value(name.into())
        .map_err(|_| Problem::malformed(format!("type: {name:?} is not one of ARTICLE, REDIRECT")))
}

/// Everything public first, then what has changed, so that a copy is what a new one would be: the first request without a token, every
/// other with the token of the answer before. What is not public any more, or not in the filter, is told as `DELETE`.
#[utoipa::path(get, path = "/v1/sync", operation_id = "changes", tag = "sync",
    summary = "What has changed for a copy", params(SyncParams),
    responses((status = 200, description = "The changes.", body = Changes), SyncErrors))]
pub(crate) async fn changes(request: HttpRequest, params: Query<SyncParams>) -> Result<HttpResponse, Problem> {
    let SyncParams { token, first, section, language, kinds, include, fields } = params.0;
    let cx = cx(&request).await?;
    let shown = Shown::of(include.as_deref(), fields.as_deref(), Selection::full())?;
    shown.selection.check_copied()?;
    let kinds = kinds.map(|kinds| kinds.iter().map(|name| kind(name)).collect::<Result<_, _>>()).transpose()?;
    let filter = ChangeFilter { section, language, kinds }.read(&cx).await?;
    let page = changes::changes(&cx, &filter, &ChangesArgs { token, first }, shown.selection.needs()).await?;
    let changes = Changes::new(page, &shown.selection, HttpSettings::of(&request).sync_page_bytes);
    let body = shown.prune_each(changes, "entries", "article")?;
    Ok(json(&request, &body, Freshness::of(&cx).await?, None))
}
