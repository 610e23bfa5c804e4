//! The root of mutations: one object for each kind of thing, merged.

mod accounts;
mod articles;
mod filing;
mod media;
mod posts;
mod reads;

use async_graphql::{Context, InputObject, MergedObject, Result};
use masthead_app::{Cx, Target, resources::Key};

use super::error;
use crate::write;

/// The root of mutations.
#[derive(Debug, Default, MergedObject)]
pub struct Mutation(
    articles::ArticleMutations,
    accounts::AccountMutations,
    filing::FilingMutations,
    media::MediaMutations,
    posts::PostMutations,
    reads::ReadsMutations,
);

/// What is changed, and which revision of it the change was made for.
#[derive(Debug, InputObject)]
#[graphql(name = "ChangeInput")]
pub(super) struct On {
    /// Id or slug.
    pub id: String,
    /// The revision that is changed. A change that does not say it is refused (`precondition_required`), one of an older revision too
    /// (`stale_revision`).
    pub expected_revision: Option<i32>,
    /// Only try: everything is checked and answered as if it had been done, and nothing is kept.
    #[graphql(default)]
    pub dry_run: bool,
}

impl On {
    /// What is meant.
    pub(super) fn target(&self) -> Target {
        Target { key: Key::parse(&self.id), expected: self.expected_revision }
    }
}

/// How something new is made.
#[derive(Debug, InputObject)]
pub(super) struct Making {
    /// Only try: everything is checked and answered as if it had been done, and nothing is kept.
    #[graphql(default)]
    pub dry_run: bool,
    /// Take a slug that was another one's before: links to that one's old place lead here then.
    #[graphql(default)]
    pub take_over_slug: bool,
    /// The same request with the same key is done once; kept for a day.
    pub idempotency_key: Option<String>,
}

/// The request that a mutation writes in.
pub(super) async fn begin(ctx: &Context<'_>, dry_run: bool) -> Result<Cx> {
    let cx = ctx.data::<Cx>()?.after();
    write::trying(cx, dry_run).await.map_err(error)
}
