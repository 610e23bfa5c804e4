//! Who signs in, and with which keys: queries.

use async_graphql::{Context, ID, Object, Result};
use masthead_app::{Cx, auth};

use super::{
    connection::Connection,
    error,
    lookahead::{counts, sides},
};
use crate::{
    input::page_args,
    problem::Problem,
    rest::user_id,
    wire::{ApiKey, User},
};

/// Queries about accounts.
#[derive(Debug, Default)]
pub(super) struct AccountQueries;

#[Object]
impl AccountQueries {
    /// The user who asks: with a token, or with an API key of theirs.
    async fn me(&self, ctx: &Context<'_>) -> Option<Result<User>> {
        let read = async { Ok(auth::me(ctx.data::<Cx>()?).await.map_err(error)?.into()) };
        Some(read.await)
    }

    /// Every user, in the order they were made in.
    async fn users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
    ) -> Result<Connection<User>> {
        let args = page_args(first, after, last, before, counts(ctx));
        let page = auth::users(ctx.data::<Cx>()?, &args).await.map_err(error)?;
        Ok(Connection::new(page, sides(ctx), User::from))
    }

    /// A user.
    async fn user(&self, ctx: &Context<'_>, id: ID) -> Option<Result<User>> {
        let read = async {
            let cx = ctx.data::<Cx>()?;
            cx.may(masthead_domain::access::Operation::User).map_err(error)?;
            Ok(auth::user(cx, user_id(&id).map_err(error)?).await.map_err(error)?.into())
        };
        Some(read.await)
    }

    /// API keys, in the order they were made in: everyone's for administrators, their own for others.
    async fn api_keys(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only keys of this user.")] user: Option<ID>,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
    ) -> Result<Connection<ApiKey>> {
        let wrong = |id: &ID| error(Problem::malformed(format!("user: {:?} is not an id", id.0)));
        let user = user.as_ref().map(|id| id.parse().map_err(|_| wrong(id))).transpose()?;
        let args = page_args(first, after, last, before, counts(ctx));
        let page = auth::api_keys(ctx.data::<Cx>()?, user, &args).await.map_err(error)?;
        Ok(Connection::new(page, sides(ctx), ApiKey::from))
    }
}
