//! `/v1/auth`: signing in and out, and the keys that our tokens are signed with.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Payload,
};
use masthead_app::auth;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    address::client_address,
    caller::cx,
    errors::{CreateErrors, ReadErrors},
    problem::Problem,
    wire::{RefreshFields, Session, SignInFields},
    write::{answer, body, private},
};

/// Signs in with an address and a password.
#[utoipa::path(post, path = "/v1/auth/token", operation_id = "signIn", tag = "accounts", summary = "Sign in",
    request_body = SignInFields,
    responses((status = 200, description = "A session.", body = Session), CreateErrors))]
pub(crate) async fn sign_in(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Problem> {
    let SignInFields { email, password } = body(&request, payload).await?;
    let cx = cx(&request).await?;
    let session: Session = auth::sign_in(&cx, client_address(&request), &email, password).await?.into();
    answer(&request, &cx, StatusCode::OK, &session, None, None).await
}

/// Goes on with a session. The refresh token is spent by it.
#[utoipa::path(post, path = "/v1/auth/refresh", operation_id = "refreshToken", tag = "accounts", summary = "Go on with a session",
    request_body = RefreshFields,
    responses((status = 200, description = "The session, with new tokens.", body = Session), CreateErrors))]
pub(crate) async fn refresh_token(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Problem> {
    let RefreshFields { refresh_token } = body(&request, payload).await?;
    let cx = cx(&request).await?;
    let session: Session = auth::refresh_token(&cx, client_address(&request), &refresh_token).await?.into();
    answer(&request, &cx, StatusCode::OK, &session, None, None).await
}

/// Ends a session: its refresh token and its access tokens do not hold any more.
#[utoipa::path(post, path = "/v1/auth/sign-out", operation_id = "signOut", tag = "accounts", summary = "Sign out",
    request_body = RefreshFields,
    responses((status = 204, description = "The session has ended, or there was none."), CreateErrors))]
pub(crate) async fn sign_out(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Problem> {
    let RefreshFields { refresh_token } = body(&request, payload).await?;
    auth::sign_out(&cx(&request).await?, &refresh_token).await?;
    Ok(private(&mut HttpResponse::NoContent()).finish())
}

/// A set of public keys (RFC 7517).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JsonWebKeySet {
    /// The keys; the first signs.
    pub keys: Vec<JsonWebKey>,
}

/// A public key (RFC 7517, RFC 8037).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JsonWebKey {
    /// `OKP`
    #[schema(example = "OKP")]
    pub kty: &'static str,
    /// `Ed25519`
    #[schema(example = "Ed25519")]
    pub crv: &'static str,
    /// `EdDSA`
    #[schema(example = "EdDSA")]
    pub alg: &'static str,
    /// `sig`
    #[schema(example = "sig")]
    #[serde(rename = "use")]
    pub purpose: &'static str,
    /// Its name in tokens.
    pub kid: String,
    /// The public key, in base64url.
    pub x: String,
}

impl From<auth::PublicKey> for JsonWebKey {
    fn from(key: auth::PublicKey) -> Self {
        Self { kty: "OKP", crv: "Ed25519", alg: "EdDSA", purpose: "sig", kid: key.kid, x: key.x }
    }
}

/// The public keys that our access tokens are signed with, for whoever checks them elsewhere. A key that was replaced stays until what it
/// signed has expired.
#[utoipa::path(get, path = "/.well-known/jwks.json", operation_id = "jwks", tag = "accounts", summary = "The keys of our tokens",
    responses((status = 200, description = "The keys.", body = JsonWebKeySet), ReadErrors))]
pub(crate) async fn jwks(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let keys = auth::public_keys(&cx(&request).await?).await?.into_iter().map(Into::into).collect();
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "public, max-age=300")).json(JsonWebKeySet { keys }))
}
