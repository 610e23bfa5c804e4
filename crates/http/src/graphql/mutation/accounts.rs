//! Signing in and out, users, API keys: mutations.

use async_graphql::{Context, ID, InputObject, Object, Result};
use masthead_app::auth;

use super::{begin, error};
use crate::{
    address::ClientAddress,
    rest::{api_key_id, user_id},
    wire::{
        ApiKey, ApiKeyFields, IssuedApiKey, NewUserFields, RefreshFields, RotationFields, Session, SignInFields, User,
        UserFields,
    },
    write::once,
};

/// A new user.
#[derive(InputObject)]
struct CreateUserInput {
    /// Only try: everything is checked and answered as if it had been done, and nothing is kept.
    #[graphql(default)]
    dry_run: bool,
    /// The same request with the same key is done once; kept for a day.
    idempotency_key: Option<String>,
    #[graphql(flatten)]
    user: NewUserFields,
}

/// What is to change of a user.
#[derive(InputObject)]
struct UpdateUserInput {
    /// The user's id.
    id: ID,
    /// The revision that is changed. A change that does not say it is refused (`precondition_required`), one of an older revision too
    /// (`stale_revision`).
    expected_revision: Option<i32>,
    /// Only try: everything is checked and answered as if it had been done, and nothing is kept.
    #[graphql(default)]
    dry_run: bool,
    #[graphql(flatten)]
    user: UserFields,
}

/// A key that gets another secret.
#[derive(InputObject)]
struct RotateApiKeyInput {
    /// The key's id.
    id: ID,
    #[graphql(flatten)]
    rotation: RotationFields,
}

/// Accounts.
#[derive(Debug, Default)]
pub(super) struct AccountMutations;

#[Object]
impl AccountMutations {
    /// Signs in with an address and a password.
    async fn sign_in(&self, ctx: &Context<'_>, input: SignInFields) -> Result<Session> {
        let cx = begin(ctx, false).await?;
        let SignInFields { email, password } = input;
        Ok(auth::sign_in(&cx, address(ctx), &email, password).await.map_err(error)?.into())
    }

    /// Goes on with a session. The refresh token is spent by it.
    async fn refresh_token(&self, ctx: &Context<'_>, input: RefreshFields) -> Result<Session> {
        let cx = begin(ctx, false).await?;
        Ok(auth::refresh_token(&cx, address(ctx), &input.refresh_token).await.map_err(error)?.into())
    }

    /// Ends a session: its refresh token and its access tokens do not hold any more. True, also when there was none.
    async fn sign_out(&self, ctx: &Context<'_>, input: RefreshFields) -> Result<bool> {
        let cx = begin(ctx, false).await?;
        auth::sign_out(&cx, &input.refresh_token).await.map_err(error)?;
        Ok(true)
    }

    /// Makes a user.
    async fn create_user(&self, ctx: &Context<'_>, input: CreateUserInput) -> Result<User> {
        let cx = begin(ctx, input.dry_run).await?;
        let cx = once(cx, input.idempotency_key.as_deref(), "createUser", &input.user).map_err(error)?;
        Ok(auth::create_user(&cx, input.user.into()).await.map_err(error)?.into())
    }

    /// Changes a user. Whoever is disabled, or gets another password, is signed out everywhere.
    async fn update_user(&self, ctx: &Context<'_>, input: UpdateUserInput) -> Result<User> {
        let UpdateUserInput { id, expected_revision, dry_run, user } = input;
        let cx = begin(ctx, dry_run).await?;
        cx.may(masthead_domain::access::Operation::UpdateUser).map_err(error)?;
        let id = user_id(&id).map_err(error)?;
        Ok(auth::update_user(&cx, id, expected_revision, user.into()).await.map_err(error)?.into())
    }

    /// Makes a key of the caller's own. The answer has its secret, this once; nobody can be told it again.
    async fn create_api_key(&self, ctx: &Context<'_>, input: ApiKeyFields) -> Result<IssuedApiKey> {
        let cx = begin(ctx, false).await?;
        Ok(auth::create_api_key(&cx, input.into()).await.map_err(error)?.into())
    }

    /// Gives a key another secret; the old one works for a while more. A key may do that for itself.
    async fn rotate_api_key(&self, ctx: &Context<'_>, input: RotateApiKeyInput) -> Result<IssuedApiKey> {
        let cx = begin(ctx, false).await?;
        cx.may(masthead_domain::access::Operation::RotateApiKey).map_err(error)?;
        let id = api_key_id(&input.id).map_err(error)?;
        Ok(auth::rotate_api_key(&cx, id, input.rotation.overlap_seconds).await.map_err(error)?.into())
    }

    /// Takes a key back: it does not work any more, at once and for good. Administrators take back everyone's.
    async fn revoke_api_key(&self, ctx: &Context<'_>, id: ID) -> Result<ApiKey> {
        let cx = begin(ctx, false).await?;
        cx.may(masthead_domain::access::Operation::RevokeApiKey).map_err(error)?;
        let id = api_key_id(&id).map_err(error)?;
        Ok(auth::revoke_api_key(&cx, id).await.map_err(error)?.into())
    }
}

fn address(ctx: &Context<'_>) -> Option<std::net::IpAddr> {
    ctx.data_opt::<ClientAddress>().and_then(|address| address.0)
}
