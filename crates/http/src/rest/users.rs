//! `/v1/users`, and who asks.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Payload,
};
use masthead_app::{Error, auth};
use masthead_domain::{id::Id, user as domain};

use super::{
    link::links,
    params::{NoParams, PageParams, Path, Query},
    write_params::TryParams,
};
use crate::{
    caller::{cx, writer},
    errors::{ChangeErrors, CreateErrors, EditorErrors},
    problem::Problem,
    wire::{List, NewUserFields, User, UserFields},
    write::{answer, body, idempotency_key, if_match, once, patch, replay, trying},
};

/// The id of a user in a path; anything else is nobody's.
pub(crate) fn user_id(text: &str) -> Result<Id<domain::User>, Problem> {
    Ok(text.parse().map_err(|_| Error::NotFound { what: format!("user {text:?}") })?)
}

/// The user who asks: with a token, or with an API key of theirs.
#[utoipa::path(get, path = "/v1/me", operation_id = "me", tag = "accounts", summary = "Who asks",
    responses((status = 200, description = "The user.", body = User), EditorErrors))]
pub(crate) async fn me(request: HttpRequest, _: Query<NoParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let user = User::from(auth::me(&cx).await?);
    answer(&request, &cx, StatusCode::OK, &user, Some(user.revision), None).await
}

/// Every user, in the order they were made in.
#[utoipa::path(get, path = "/v1/users", operation_id = "users", tag = "accounts", summary = "Every user",
    params(PageParams), responses((status = 200, description = "A page of the list.", body = List<User>), EditorErrors))]
pub(crate) async fn users(request: HttpRequest, params: Query<PageParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let list = List::new(auth::users(&cx, &params.0.args()).await?, User::from);
    let mut response = answer(&request, &cx, StatusCode::OK, &list, None, None).await?;
    if let Some(value) = links(&request, &list.page_info).and_then(|links| links.parse().ok()) {
        response.headers_mut().insert(header::LINK, value);
    }
    Ok(response)
}

/// A user. The ETag is what a change sends back as `If-Match`.
#[utoipa::path(get, path = "/v1/users/{id}", operation_id = "user", tag = "accounts", summary = "A user",
    params(("id" = String, Path, description = "The user's id.")),
    responses((status = 200, description = "The user.", body = User), EditorErrors))]
pub(crate) async fn user(request: HttpRequest, id: Path<String>, _: Query<NoParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    cx.may(masthead_domain::access::Operation::User)?;
    let user = User::from(auth::user(&cx, user_id(&id)?).await?);
    answer(&request, &cx, StatusCode::OK, &user, Some(user.revision), None).await
}

/// Makes a user.
#[utoipa::path(post, path = "/v1/users", operation_id = "createUser", tag = "accounts", summary = "Create a user",
    params(TryParams, ("Idempotency-Key" = Option<String>, Header, description = "The same request with the same key is done once, and answered as the first time; kept for a day.")),
    request_body = NewUserFields,
    responses((status = 201, description = "The new user.", body = User), CreateErrors))]
pub(crate) async fn create_user(
    request: HttpRequest,
    params: Query<TryParams>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let fields: NewUserFields = body(&request, payload).await?;
    let cx = once(cx, idempotency_key(request.headers())?, "createUser", &fields)?;
    if let Some(answer) = replay(&cx).await? {
        return Ok(answer);
    }
    let cx = trying(cx, params.0.dry_run).await?;
    let user = User::from(auth::create_user(&cx, fields.into()).await?);
    let location = format!("/v1/users/{}", *user.id);
    answer(&request, &cx.after(), StatusCode::CREATED, &user, Some(user.revision), Some(location)).await
}

/// Changes a user, by a merge patch. Whoever is disabled, or gets another password, is signed out everywhere.
#[utoipa::path(patch, path = "/v1/users/{id}", operation_id = "updateUser", tag = "accounts", summary = "Change a user",
    params(("id" = String, Path, description = "The user's id."), TryParams,
        ("If-Match" = String, Header, description = "The revision that is changed, as the ETag has it.", example = "\"1\"")),
    request_body(content((UserFields = "application/merge-patch+json"), (UserFields = "application/json"))),
    responses((status = 200, description = "The user.", body = User), ChangeErrors))]
pub(crate) async fn update_user(
    request: HttpRequest,
    id: Path<String>,
    params: Query<TryParams>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let expected = if_match(request.headers())?;
    let fields: UserFields = patch(&request, payload).await?;
    cx.may(masthead_domain::access::Operation::UpdateUser)?;
    let cx = trying(cx, params.0.dry_run).await?;
    let user = User::from(auth::update_user(&cx, user_id(&id)?, expected, fields.into()).await?);
    answer(&request, &cx.after(), StatusCode::OK, &user, Some(user.revision), None).await
}
