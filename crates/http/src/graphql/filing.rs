//! What those query who write what articles are filed under; and the log of everything that was written.

use async_graphql::{Context, Object, Result};
use masthead_app::{Cx, events, resources::Key, structure};

use super::{
    connection::Connection,
    error,
    lookahead::{counts, sides},
};
use crate::{
    input::{EventFilter, page_args},
    wire::{CollectionItems, Event, RedirectEntry},
};

/// What those query who write what articles are filed under.
#[derive(Debug, Default)]
pub(super) struct FilingQueries;

#[Object]
impl FilingQueries {
    /// The picks of a collection, whatever their stage: what positions count.
    async fn collection_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or slug of the collection.")] id: String,
    ) -> Option<Result<CollectionItems>> {
        let read = async {
            let cx = ctx.data::<Cx>()?;
            let picks = structure::items(cx, &Key::parse(&id)).await.map_err(error)?;
            Ok(CollectionItems::new(&picks, &*cx.site().await.map_err(error)?))
        };
        Some(read.await)
    }

    /// Every redirect, in the order of paths.
    async fn redirects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
    ) -> Result<Connection<RedirectEntry>> {
        let args = page_args(first, after, last, before, counts(ctx));
        let page = structure::redirects(ctx.data::<Cx>()?, &args).await.map_err(error)?;
        Ok(Connection::new(page, sides(ctx), RedirectEntry::new))
    }

    /// Everything that was written, the latest first: who did what to what, when, and in which request.
    #[allow(clippy::too_many_arguments)] // the same words as every list
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<EventFilter>,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
    ) -> Result<Connection<Event>> {
        let args = page_args(first, after, last, before, counts(ctx));
        let filter = filter.unwrap_or_default().read().map_err(error)?;
        let page = events::list(ctx.data::<Cx>()?, &filter, &args).await.map_err(error)?;
        Ok(Connection::new(page, sides(ctx), Event::from))
    }
}
