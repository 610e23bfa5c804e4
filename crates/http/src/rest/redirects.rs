//! `/v1/redirects`

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Payload};
use masthead_app::structure;

use super::{
    link::with_links,
    params::{PageParams, Query},
    write_params::{RedirectParams, TryParams},
};
use crate::{
    caller::{cx, writer},
    errors::{ChangeErrors, EditorErrors},
    problem::Problem,
    wire::{List, RedirectEntry, RedirectFields},
    write::{answer, form, if_match, private, trying},
};

/// Every redirect, in the order of paths.
#[utoipa::path(get, path = "/v1/redirects", operation_id = "redirects", tag = "filing", summary = "Every redirect",
    params(PageParams), responses((status = 200, description = "A page of the list.", body = List<RedirectEntry>), EditorErrors))]
pub(crate) async fn redirects(request: HttpRequest, params: Query<PageParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let list = List::new(structure::redirects(&cx, &params.0.args()).await?, RedirectEntry::new);
    let response = answer(&request, &cx, StatusCode::OK, &list, None, None).await?;
    Ok(with_links(&request, response, &list.page_info))
}

/// Lets a path where nothing is lead elsewhere. What the new place leads to in turn is led to at once. A redirect that is there
/// already needs `If-Match`, a new one does not.
#[utoipa::path(put, path = "/v1/redirects", operation_id = "setRedirect", tag = "filing", summary = "Let a path lead elsewhere",
    params(TryParams, ("If-Match" = Option<String>, Header, description = "The revision of the redirect that is there, as `revision` has it.", example = "\"7\"")),
    request_body = RedirectFields,
    responses((status = 200, description = "The redirect.", body = RedirectEntry), ChangeErrors))]
pub(crate) async fn set_redirect(
    request: HttpRequest,
    params: Query<TryParams>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let expected = if_match(request.headers())?;
    let fields = form(&request, payload).await?;
    let cx = trying(cx, params.0.dry_run).await?;
    let redirect = RedirectEntry::new(structure::set_redirect(&cx, expected, fields).await?);
    answer(&request, &cx.after(), StatusCode::OK, &redirect, Some(redirect.revision), None).await
}

/// Lets a path lead nowhere again.
#[utoipa::path(delete, path = "/v1/redirects", operation_id = "deleteRedirect", tag = "filing", summary = "Take a redirect away",
    params(RedirectParams, ("If-Match" = String, Header, description = "The revision that is destroyed, as `revision` has it.", example = "\"7\"")),
    responses((status = 204, description = "It is gone."), ChangeErrors))]
pub(crate) async fn delete_redirect(
    request: HttpRequest,
    params: Query<RedirectParams>,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let expected = if_match(request.headers())?;
    let cx = trying(cx, params.0.dry_run).await?;
    structure::delete_redirect(&cx, &params.0.from, expected).await?;
    Ok(private(&mut HttpResponse::NoContent()).finish())
}
