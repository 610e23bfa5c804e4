//! The root of subscriptions: what happens, as it happens.

use async_graphql::{Context, Result, Subscription as Root};
use futures_util::{Stream, stream};
use masthead_app::{
    Cx,
    live::{self, End, Listener},
};

use super::{error, lookahead::below, posts::ALL_FORMS};
use crate::{
    input::LiveFilter,
    problem::Problem,
    selection::Selection,
    wire::{Article, ArticleEvent, ArticleEventType, Post},
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
        let kinds = Some(vec![ArticleEventType::Published]);
        listen(ctx, LiveFilter { article: None, section, language, kinds }, after).await
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
        let of_articles = || vec![ArticleEventType::Published, ArticleEventType::Changed, ArticleEventType::Deleted];
        let kinds = Some(kinds.unwrap_or_else(of_articles));
        listen(ctx, LiveFilter { article: None, section, language, kinds }, after).await
    }

    /// Posts of live coverage, as they are added, changed or taken away.
    async fn post_changed<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Id or slug of the article; every live coverage when nothing is said.")] article: Option<
            String,
        >,
        #[graphql(
            desc = "Go on after this position, or after the cursor of a post; from now on when nothing is said."
        )]
        after: Option<String>,
    ) -> Result<impl Stream<Item = Result<ArticleEvent>> + use<'ctx>> {
        let kinds = vec![ArticleEventType::PostPublished, ArticleEventType::PostChanged, ArticleEventType::PostDeleted];
        let filter = LiveFilter { article, section: None, language: None, kinds: Some(kinds) };
        listen(ctx, filter, after).await
    }
}

/// What a subscription is told from: its listener, until that ends.
struct Listening {
    cx: Cx,
    listener: Option<Listener>,
    selection: Selection,
}

async fn listen<'ctx>(
    ctx: &Context<'ctx>,
    filter: LiveFilter,
    after: Option<String>,
) -> Result<impl Stream<Item = Result<ArticleEvent>> + use<'ctx>> {
    let cx = ctx.data::<Cx>()?;
    let filter = filter.read(cx).await.map_err(error)?;
    let listener = live::follow(cx, filter, after.as_deref()).await.map_err(error)?;
    let listening = Listening { cx: cx.clone(), listener: Some(listener), selection: below(ctx, &["article"]) };
    Ok(stream::unfold(listening, |mut listening| async {
        let told = next(&mut listening).await?;
        Some((told.map_err(error), listening))
    }))
}

/// What is told next; an error is the last thing.
async fn next(listening: &mut Listening) -> Option<std::result::Result<ArticleEvent, Problem>> {
    let Listening { cx, listener, selection } = listening;
    loop {
        let told = match listener.as_mut()?.next().await {
            Ok(told) => told,
            Err(end) => {
                *listener = None;
                return Some(Err(ended(end)));
            }
        };
        if matches!(told.kind, live::Kind::Deleted | live::Kind::PostDeleted) {
            return Some(Ok(ArticleEvent::new(&told, None, None)));
        }
        if told.happening.post.is_some() {
            match told.happening.post(&cx.later()).await {
                Ok(Some(view)) => {
                    return Some(Ok(ArticleEvent::new(&told, None, Some(Post::new(&view, ALL_FORMS)))));
                }
                // It was taken away since: that comes next.
                Ok(None) => continue,
                Err(error) => {
                    *listener = None;
                    return Some(Err(error.into()));
                }
            }
        }
        match told.happening.view(&cx.later(), selection.needs()).await {
            Ok(Some(view)) => return Some(Ok(ArticleEvent::new(&told, Some(Article::new(view, selection)), None))),
            // Readers do not see it any more: what happened to it comes next.
            Ok(None) => {}
            Err(error) => {
                *listener = None;
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
