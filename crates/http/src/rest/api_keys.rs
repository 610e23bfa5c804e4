//! `/v1/api-keys`

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Payload,
};
use masthead_app::{Error, auth};
use masthead_domain::{api_key as domain, id::Id};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    link::links,
    params::{NoParams, PageParams, Path, Query},
};
use crate::{
    caller::{cx, writer},
    errors::{ChangeErrors, CreateErrors, EditorErrors},
    problem::Problem,
    wire::{ApiKey, ApiKeyFields, IssuedApiKey, List, RotationFields},
    write::{answer, body},
};

/// Whose keys, and the page of the list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ApiKeyListParams {
    /// Only keys of this user: an id.
    #[param(value_type = Option<uuid::Uuid>)]
    user: Option<String>,
    /// How many items from the start of the list.
    #[param(minimum = 0, maximum = 100, default = 20, example = 20)]
    first: Option<i64>,
    /// Only what comes after this cursor; goes with `first`.
    after: Option<String>,
    /// How many items from the end of the list.
    #[param(minimum = 0, maximum = 100)]
    last: Option<i64>,
    /// Only what comes before this cursor; goes with `last`.
    before: Option<String>,
    /// Count the whole list?
    #[serde(default)]
    #[param(default = false)]
    total_count: bool,
}

/// The id of a key in a path; anything else is no key.
pub(crate) fn api_key_id(text: &str) -> Result<Id<domain::ApiKey>, Problem> {
    Ok(text.parse().map_err(|_| Error::NotFound { what: format!("API key {text:?}") })?)
}

/// API keys, in the order they were made in: everyone's for administrators, their own for others. Secrets are not told.
#[utoipa::path(get, path = "/v1/api-keys", operation_id = "apiKeys", tag = "accounts", summary = "API keys",
    params(ApiKeyListParams), responses((status = 200, description = "A page of the list.", body = List<ApiKey>), EditorErrors))]
pub(crate) async fn api_keys(request: HttpRequest, params: Query<ApiKeyListParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let ApiKeyListParams { user, first, after, last, before, total_count } = params.0;
    let wrong = |user: &str| Problem::malformed(format!("user: {user:?} is not an id"));
    let user = user.as_deref().map(|user| user.parse().map_err(|_| wrong(user))).transpose()?;
    let args = PageParams { first, after, last, before, total_count }.args();
    let list = List::new(auth::api_keys(&cx, user, &args).await?, ApiKey::from);
    let mut response = answer(&request, &cx, StatusCode::OK, &list, None, None).await?;
    if let Some(value) = links(&request, &list.page_info).and_then(|links| links.parse().ok()) {
        response.headers_mut().insert(header::LINK, value);
    }
    Ok(response)
}

/// Makes a key of the caller's own. The answer has its secret, this once; nobody can be told it again.
#[utoipa::path(post, path = "/v1/api-keys", operation_id = "createApiKey", tag = "accounts", summary = "Create an API key",
    request_body = ApiKeyFields,
    responses((status = 201, description = "The new key and its secret.", body = IssuedApiKey), CreateErrors))]
pub(crate) async fn create_api_key(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let fields: ApiKeyFields = body(&request, payload).await?;
    let issued = IssuedApiKey::from(auth::create_api_key(&cx, fields.into()).await?);
    answer(&request, &cx.after(), StatusCode::CREATED, &issued, None, None).await
}

/// Gives a key another secret; the old one works for a while more. A key may do that for itself.
#[utoipa::path(post, path = "/v1/api-keys/{id}/rotate", operation_id = "rotateApiKey", tag = "accounts", summary = "Give an API key another secret",
    params(("id" = String, Path, description = "The key's id.")), request_body = RotationFields,
    responses((status = 200, description = "The key and its new secret.", body = IssuedApiKey), ChangeErrors))]
pub(crate) async fn rotate_api_key(
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let RotationFields { overlap_seconds } = body(&request, payload).await?;
    cx.may(masthead_domain::access::Operation::RotateApiKey)?;
    let issued = IssuedApiKey::from(auth::rotate_api_key(&cx, api_key_id(&id)?, overlap_seconds).await?);
    answer(&request, &cx.after(), StatusCode::OK, &issued, None, None).await
}

/// Takes a key back: it does not work any more, at once and for good. Administrators take back everyone's.
#[utoipa::path(delete, path = "/v1/api-keys/{id}", operation_id = "revokeApiKey", tag = "accounts", summary = "Revoke an API key",
    params(("id" = String, Path, description = "The key's id.")),
    responses((status = 200, description = "The key.", body = ApiKey), ChangeErrors))]
pub(crate) async fn revoke_api_key(
    request: HttpRequest,
    id: Path<String>,
    _: Query<NoParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    cx.may(masthead_domain::access::Operation::RevokeApiKey)?;
    let key = ApiKey::from(auth::revoke_api_key(&cx, api_key_id(&id)?).await?);
    answer(&request, &cx.after(), StatusCode::OK, &key, None, None).await
}
