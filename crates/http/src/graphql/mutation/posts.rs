//! Writing the posts of live coverage.

use async_graphql::{Context, ID, InputObject, Object, Result};
use masthead_app::{form::fields, posts, resources::Key};

use super::{On, begin};
use crate::{
    graphql::{error, posts::ALL_FORMS},
    wire::{Post, PostFields},
    write::once,
};

/// A new post.
#[derive(Debug, InputObject)]
struct CreatePostInput {
    /// Id or slug of the article.
    article: String,
    /// Only try: everything is checked and answered as if it had been done, and nothing is kept.
    #[graphql(default)]
    dry_run: bool,
    /// The same request with the same key is done once; kept for a day.
    idempotency_key: Option<String>,
    #[graphql(flatten)]
    post: PostFields,
}

/// What of a post changes.
#[derive(Debug, InputObject)]
struct UpdatePostInput {
    #[graphql(flatten)]
    on: On,
    #[graphql(flatten)]
    post: PostFields,
}

/// The mutations of live coverage.
#[derive(Debug, Default)]
pub(crate) struct PostMutations;

#[Object]
impl PostMutations {
    /// Adds a post to live coverage. Readers see it at once, if they see the article.
    async fn create_post(&self, ctx: &Context<'_>, input: CreatePostInput) -> Result<Post> {
        let fields = fields(&input.post);
        let cx = begin(ctx, input.dry_run).await?;
        let asked = (&input.article, &fields);
        let cx = once(cx, input.idempotency_key.as_deref(), "createPost", &asked).map_err(error)?;
        let written = posts::create(&cx, &Key::parse(&input.article), fields).await.map_err(error)?;
        Ok(Post::new(&written.view, ALL_FORMS).noted(written.notes))
    }

    /// Changes a post.
    async fn update_post(&self, ctx: &Context<'_>, input: UpdatePostInput) -> Result<Post> {
        let patch = fields(&input.post);
        let cx = begin(ctx, input.on.dry_run).await?;
        let written = posts::update(&cx, &input.on.target(), patch).await.map_err(error)?;
        Ok(Post::new(&written.view, ALL_FORMS).noted(written.notes))
    }

    /// Takes a post away, for good. Answers its id.
    async fn delete_post(&self, ctx: &Context<'_>, input: On) -> Result<ID> {
        let cx = begin(ctx, input.dry_run).await?;
        Ok(posts::delete(&cx, &input.target()).await.map_err(error)?.to_string().into())
    }
}
