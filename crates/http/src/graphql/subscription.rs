//! The root of subscriptions: what happens, as it happens.

use async_graphql::{Context, Result, Subscription as Root};
use futures_util::{Stream, stream};
use masthead_app::{
    Cx,
    live::{self, End, Feed},
};

use super::{error, lookahead::below};
use crate::{
    input::LiveFilter,
    problem::Problem,
    selection::Selection,
    wire::{Article, ArticleEvent, ArticleEventType},
};

/// The root of subscriptions.
#[derive(Debug)]
pub struct Subscription;

#[Root]
impl Subscription {
    /// Articles, as they become visible to readers.
    async fn article_published<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Id or slug of a section: articles filed under it or a section within it.")] section: Option<
            String,
        >,
        #[graphql(desc = "A BCP 47 tag: articles in this language or a narrower one (`pt` finds `pt-BR`).")]
        language: Option<String>,
        #[graphql(desc = "Go on after this position; from now on when nothing is said.")] after: Option<String>,
    ) -> Result<impl Stream<Item = Result<ArticleEvent>> + use<'ctx>> {
        listen(ctx, section, language, Some(vec![ArticleEventType::Published]), after).await
    }

    /// What happens to articles that readers see, saw or come to see.
    async fn article_changed<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Id or slug of a section: articles filed under it or a section within it.")] section: Option<
            String,
        >,
        #[graphql(desc = "A BCP 47 tag: articles in this language or a narrower one (`pt` finds `pt-BR`).")]
        language: Option<String>,
        #[graphql(name = "type", desc = "What is to be told; everything when nothing is said.")] kinds: Option<
            Vec<ArticleEventType>,
        >,
        #[graphql(desc = "Go on after this position; from now on when nothing is said.")] after: Option<String>,
    ) -> Result<impl Stream<Item = Result<ArticleEvent>> + use<'ctx>> {
        listen(ctx, section, language, kinds, after).await
    }
}

/// What one listener is told from: its feed, until that ends.
struct Listening {
    cx: Cx,
    feed: Option<Feed>,
    selection: Selection,
}

async fn listen<'ctx>(
    ctx: &Context<'ctx>,
    section: Option<String>,
    language: Option<String>,
    kinds: Option<Vec<ArticleEventType>>,
    after: Option<String>,
) -> Result<impl Stream<Item = Result<ArticleEvent>> + use<'ctx>> {
    let cx = ctx.data::<Cx>()?;
    let filter = LiveFilter { section, language, kinds }.read(cx).await.map_err(error)?;
    let feed = live::follow(cx, filter, after.as_deref()).await.map_err(error)?;
    let listening = Listening { cx: cx.clone(), feed: Some(feed), selection: below(ctx, &["article"]) };
    Ok(stream::unfold(listening, |mut listening| async {
        let told = next(&mut listening).await?;
        Some((told.map_err(error), listening))
    }))
}

/// What is told next; an error is the last thing.
async fn next(listening: &mut Listening) -> Option<std::result::Result<ArticleEvent, Problem>> {
    let Listening { cx, feed, selection } = listening;
    loop {
        let told = match feed.as_mut()?.next().await {
            Ok(told) => told,
            Err(end) => {
                *feed = None;
                return Some(Err(ended(end)));
            }
        };
        if told.kind == live::Kind::Deleted {
            return Some(Ok(ArticleEvent::new(&told, None)));
        }
        match told.happening.view(&cx.later(), selection.needs()).await {
            Ok(Some(view)) => return Some(Ok(ArticleEvent::new(&told, Some(Article::new(view, selection))))),
            // Readers do not see it any more: what happened to it comes next.
            Ok(None) => {}
            Err(error) => {
                *feed = None;
                return Some(Err(error.into()));
            }
        }
    }
}

fn ended(end: End) -> Problem {
    match end {
        End::TooSlow => masthead_app::Error::RateLimited {
            message: "you took what happened more slowly than it happened: subscribe again, or ask for changes"
                .to_owned(),
            retry_after: 1,
        }
        .into(),
        End::Failed(error) => error.into(),
    }
}
