//! Reading the posts of live coverage.

use async_graphql::{Context, Object, Result};
use masthead_app::{Cx, posts};

use super::error;
use crate::{
    input::parse_ids,
    wire::{BodyForms, ID, Post},
};

/// Every form of a text: posts are short, and a query selects what it shows.
pub(super) const ALL_FORMS: BodyForms = BodyForms { blocks: true, html: true, markdown: true, text: true };

/// The queries of live coverage.
#[derive(Debug, Default)]
pub(super) struct PostQueries;

#[Object]
impl PostQueries {
    /// A post of live coverage.
    async fn post(&self, ctx: &Context<'_>, id: ID) -> Option<Result<Post>> {
        Some(one(ctx, &id).await)
    }
}

async fn one(ctx: &Context<'_>, id: &ID) -> Result<Post> {
    let id = parse_ids("id", std::slice::from_ref(&id.0)).map_err(error)?[0];
    let view = posts::get(ctx.data::<Cx>()?, id).await.map_err(error)?;
    Ok(Post::new(&view, ALL_FORMS))
}
