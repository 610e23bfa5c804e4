//! Delta sync.

use async_graphql::{Context, Object, Result};
use masthead_app::{
    Cx,
    changes::{self, ChangesArgs},
};

use super::{PageBytes, error, lookahead::below};
use crate::{
    input::ChangeFilter,
    wire::{ChangeType, Changes},
};

/// What those query who keep copies.
#[derive(Debug, Default)]
pub(super) struct SyncQueries;

#[Object]
impl SyncQueries {
    /// Everything public first, then what has changed, so that a copy is what a new one would be: the first request without a token,
    /// every other with the token of the answer before. What is not public any more, or not in the filter, is told as `DELETE`.
    #[allow(clippy::too_many_arguments)] // the same words as REST
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token of the last answer; nothing for a new copy.")] token: Option<String>,
        #[graphql(desc = "How many changes at most; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Id or slug of a section: articles filed under it or a section within it.")] section: Option<
            String,
        >,
        #[graphql(desc = "A BCP 47 tag: articles in this language or a narrower one (`pt` finds `pt-BR`).")]
        language: Option<String>,
        #[graphql(
            name = "type",
            desc = "What the copy holds; everything when nothing is said. `section` and `language` narrow articles alone."
        )]
        kinds: Option<Vec<ChangeType>>,
    ) -> Result<Changes> {
        let cx = ctx.data::<Cx>()?;
        let selection = below(ctx, &["entries", "article"]);
        selection.check_copied().map_err(error)?;
        let filter = ChangeFilter { section, language, kinds }.read(cx).await.map_err(error)?;
        let args = ChangesArgs { token, first: first.map(i64::from) };
        let page = changes::changes(cx, &filter, &args, selection.needs()).await.map_err(error)?;
        Ok(Changes::new(page, &selection, ctx.data::<PageBytes>()?.0))
    }
}
