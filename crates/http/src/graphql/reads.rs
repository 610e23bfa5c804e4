//! What is read most.

use async_graphql::{Context, Object, Result};
use masthead_app::{Cx, reads};
use masthead_domain::filter::ArticleFilter as Filter;

use super::{error, lookahead::below};
use crate::{
    input::{ArticleFilter, ReadWindow},
    wire::Article,
};

/// What readers read most.
#[derive(Debug, Default)]
pub(super) struct ReadsQueries;

#[Object]
impl ReadsQueries {
    /// The articles that were read most, of as many reads the newest first; empty where nothing is counted. A ranking moves while it is
    /// looked at, so it has no cursors.
    async fn most_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How far back reads count.", default)] window: ReadWindow,
        #[graphql(desc = "How many; 10 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Id or slug of a section: filed under it or a section within it.")] section: Option<String>,
        #[graphql(desc = "A BCP 47 tag: in this language or a narrower one (`pt` finds `pt-BR`).")] language: Option<
            String,
        >,
        #[graphql(desc = "None of these; at most 100 ids.")] exclude: Option<Vec<String>>,
    ) -> Result<Vec<Article>> {
        let cx = ctx.data::<Cx>()?;
        let selection = below(ctx, &[]);
        let filter = ArticleFilter { section, language, exclude, ..ArticleFilter::default() };
        let filter = filter.narrow(cx, Filter::public()).await.map_err(error)?;
        let first = first.map(i64::from);
        let found = reads::most_read(cx, window.into(), filter, first, selection.needs()).await.map_err(error)?;
        Ok(found.into_iter().map(|view| Article::new(view, &selection)).collect())
    }
}
