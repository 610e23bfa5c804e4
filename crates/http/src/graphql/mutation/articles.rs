//! Writing articles: each step of their life is one mutation.

use async_graphql::{Context, ID, InputObject, Object, Result};
use masthead_app::{
    Cx,
    articles::{self, Written},
    form::fields,
    resources::Key,
};
use masthead_domain::{article::ReviewState, id::Id};

use super::{Making, On, begin};
use crate::{
    batch,
    graphql::{error, lookahead::below},
    rest::how,
    wire::{
        ArticleFields, BatchInput, BatchResult, Correcting, Embargo, Manuscript, Preview, PreviewFields, Publishing,
        ReviewNote, Scheduling, Withdrawal,
    },
    write::{self, once},
};

macro_rules! inputs {
    ($($(#[doc = $doc:literal])* $name:ident $part:ident: $with:ty;)*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Debug, InputObject)]
            struct $name {
                #[graphql(flatten)]
                on: On,
                #[graphql(flatten)]
                $part: $with,
            }
        )*
    };
}

inputs! {
    /// What an article is to say.
    ReviseArticleInput article: ArticleFields;
    /// What is submitted.
    SubmitArticleInput with: ReviewNote;
    /// What is found good.
    ApproveArticleInput with: ReviewNote;
    /// What is sent back.
    SendBackArticleInput with: ReviewNote;
    /// What is published, and how.
    PublishArticleInput with: Publishing;
    /// What is to happen by itself.
    ScheduleArticleInput with: Scheduling;
    /// What is kept from readers, until when.
    EmbargoArticleInput with: Embargo;
    /// What was put right.
    CorrectArticleInput with: Correcting;
    /// What is taken back, and why.
    WithdrawArticleInput with: Withdrawal;
}

/// A new article.
#[derive(Debug, InputObject)]
struct CreateArticleInput {
    #[graphql(flatten)]
    making: Making,
    #[graphql(flatten)]
    article: ArticleFields,
}

/// A preview.
#[derive(Debug, InputObject)]
struct CreatePreviewInput {
    /// Id or slug of the article.
    id: String,
    #[graphql(flatten)]
    preview: PreviewFields,
}

/// A revision to have back.
#[derive(Debug, InputObject)]
struct RestoreRevisionInput {
    #[graphql(flatten)]
    on: On,
    /// The revision to have back.
    number: i32,
}

/// What a mutation answers: the manuscript as it is then.
async fn answer(
    ctx: &Context<'_>,
    cx: &Cx,
    written: std::result::Result<Written, masthead_app::Error>,
) -> Result<Manuscript> {
    let look = ctx.look_ahead().field("article");
    let selection = look.exists().then(|| below(ctx, &["article"]));
    let written = written.map_err(error)?;
    write::manuscript(&cx.after(), written, selection.as_ref()).await.map_err(error)
}

/// Writing articles.
#[derive(Debug, Default)]
pub(super) struct ArticleMutations;

#[Object]
impl ArticleMutations {
    /// Creates an article: a draft of whoever creates it.
    async fn create_article(&self, ctx: &Context<'_>, input: CreateArticleInput) -> Result<Manuscript> {
        let CreateArticleInput { making, article } = input;
        let fields = fields(&article);
        let cx = begin(ctx, making.dry_run).await?;
        let cx = once(cx, making.idempotency_key.as_deref(), "createArticle", &fields).map_err(error)?;
        answer(ctx, &cx, articles::create(&cx, fields, making.take_over_slug).await).await
    }

    /// Changes what an article says. Readers see it when it is published.
    async fn revise_article(
        &self,
        ctx: &Context<'_>,
        input: ReviseArticleInput,
        #[graphql(default, desc = "Take a slug that was another article's before.")] take_over_slug: bool,
    ) -> Result<Manuscript> {
        let patch = fields(&input.article);
        let cx = begin(ctx, input.on.dry_run).await?;
        answer(ctx, &cx, articles::revise(&cx, &input.on.target(), &patch, take_over_slug).await).await
    }

    /// Submits the latest revision for review.
    async fn submit_article(&self, ctx: &Context<'_>, input: SubmitArticleInput) -> Result<Manuscript> {
        let cx = begin(ctx, input.on.dry_run).await?;
        let state = ReviewState::Submitted;
        answer(ctx, &cx, articles::review(&cx, &input.on.target(), state, input.with.note).await).await
    }

    /// Finds a submitted article good.
    async fn approve_article(&self, ctx: &Context<'_>, input: ApproveArticleInput) -> Result<Manuscript> {
        let cx = begin(ctx, input.on.dry_run).await?;
        let state = ReviewState::Approved;
        answer(ctx, &cx, articles::review(&cx, &input.on.target(), state, input.with.note).await).await
    }

    /// Sends a submitted article back to whoever wrote it.
    async fn send_back_article(&self, ctx: &Context<'_>, input: SendBackArticleInput) -> Result<Manuscript> {
        let cx = begin(ctx, input.on.dry_run).await?;
        let state = ReviewState::SentBack;
        answer(ctx, &cx, articles::review(&cx, &input.on.target(), state, input.with.note).await).await
    }

    /// Makes the latest revision what readers see. Everything that is missing for that is said at once.
    async fn publish_article(&self, ctx: &Context<'_>, input: PublishArticleInput) -> Result<Manuscript> {
        let cx = begin(ctx, input.on.dry_run).await?;
        answer(ctx, &cx, articles::publish(&cx, &input.on.target(), how(&input.with)).await).await
    }

    /// Plans a publication, a withdrawal, or both. They happen within a second of their time.
    async fn schedule_article(&self, ctx: &Context<'_>, input: ScheduleArticleInput) -> Result<Manuscript> {
        let cx = begin(ctx, input.on.dry_run).await?;
        let Scheduling { publish_at, unpublish_at } = input.with;
        let (publish_at, unpublish_at) = (publish_at.map(|at| at.0), unpublish_at.map(|at| at.0));
        answer(ctx, &cx, articles::schedule(&cx, &input.on.target(), publish_at, unpublish_at).await).await
    }

    /// Takes back what was planned.
    async fn unschedule_article(&self, ctx: &Context<'_>, input: On) -> Result<Manuscript> {
        let cx = begin(ctx, input.dry_run).await?;
        answer(ctx, &cx, articles::unschedule(&cx, &input.target()).await).await
    }

    /// Keeps an article from readers until a time, whatever else is planned; also one that they see now.
    async fn embargo_article(&self, ctx: &Context<'_>, input: EmbargoArticleInput) -> Result<Manuscript> {
        let cx = begin(ctx, input.on.dry_run).await?;
        let until = input.with.until.map(|at| at.0);
        answer(ctx, &cx, articles::embargo(&cx, &input.on.target(), until).await).await
    }

    /// Tells readers what was put right, and moves `updatedAt`.
    async fn correct_article(&self, ctx: &Context<'_>, input: CorrectArticleInput) -> Result<Manuscript> {
        let cx = begin(ctx, input.on.dry_run).await?;
        let Correcting { kind, text } = input.with;
        answer(ctx, &cx, articles::correct(&cx, &input.on.target(), kind.into(), text).await).await
    }

    /// Takes an article back from readers, who are told that it is gone, and why.
    async fn withdraw_article(&self, ctx: &Context<'_>, input: WithdrawArticleInput) -> Result<Manuscript> {
        let cx = begin(ctx, input.on.dry_run).await?;
        answer(ctx, &cx, articles::withdraw(&cx, &input.on.target(), input.with.reason).await).await
    }

    /// Throws an article away. It can be had back until it is purged.
    async fn trash_article(&self, ctx: &Context<'_>, input: On) -> Result<Manuscript> {
        let cx = begin(ctx, input.dry_run).await?;
        answer(ctx, &cx, articles::trash(&cx, &input.target()).await).await
    }

    /// Has an article back: as a draft, or as withdrawn if readers have seen it.
    async fn undelete_article(&self, ctx: &Context<'_>, input: On) -> Result<Manuscript> {
        let cx = begin(ctx, input.dry_run).await?;
        answer(ctx, &cx, articles::undelete(&cx, &input.target()).await).await
    }

    /// Destroys an article in the trash, with all its revisions. Its slug stays reserved if readers have seen it. Answers its id.
    async fn purge_article(&self, ctx: &Context<'_>, input: On) -> Result<ID> {
        let cx = begin(ctx, input.dry_run).await?;
        let id = articles::purge(&cx, &input.target()).await.map_err(error)?;
        Ok(crate::wire::id(id))
    }

    /// Makes the content of an earlier revision the latest again.
    async fn restore_revision(&self, ctx: &Context<'_>, input: RestoreRevisionInput) -> Result<Manuscript> {
        let cx = begin(ctx, input.on.dry_run).await?;
        answer(ctx, &cx, articles::restore(&cx, &input.on.target(), input.number).await).await
    }

    /// Many operations in one request, done in order, each with its own answer; all or nothing on request.
    async fn batch(&self, ctx: &Context<'_>, input: BatchInput) -> Result<BatchResult> {
        let cx = begin(ctx, false).await?;
        batch::run(&cx, input).await.map_err(error)
    }

    /// Makes a link that shows one revision as its page will look, to whoever has it. Its token is told once.
    async fn create_preview(&self, ctx: &Context<'_>, input: CreatePreviewInput) -> Result<Preview> {
        let cx = begin(ctx, false).await?;
        let PreviewFields { revision, expires_in } = input.preview;
        let made = articles::create_preview(&cx, &Key::parse(&input.id), revision, expires_in).await;
        let (preview, token) = made.map_err(error)?;
        Ok(Preview::new(preview, Some(token)))
    }

    /// Takes a preview back: its link opens nothing any more.
    async fn revoke_preview(&self, ctx: &Context<'_>, id: ID) -> Result<Preview> {
        let cx = begin(ctx, false).await?;
        let nothing = || error(masthead_app::Error::NotFound { what: format!("preview {:?}", id.0) });
        let id: Id<articles::Preview> = id.parse().map_err(|_| nothing())?;
        Ok(Preview::new(articles::revoke_preview(&cx, id).await.map_err(error)?, None))
    }
}
