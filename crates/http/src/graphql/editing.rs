//! What editors query.

use async_graphql::{Context, ID, InputObject, Object, Result};
use masthead_app::{Cx, articles, pages::ArticlePageIncludes, resources};
use masthead_domain::{id::Id, section::Section as DomainSection};

use super::{
    connection::Connection,
    error,
    lookahead::{below, sides},
};
use crate::{
    input::page_args,
    pages::article_page,
    problem::Problem,
    selection::Selection,
    wire::{ArticlePage, Comparison, Manuscript, Preview, ReviewState, Revision, Stage},
};

/// Which manuscripts. Every member narrows it.
#[derive(Debug, Default, InputObject)]
struct ManuscriptFilter {
    /// In this stage; in every one but the trash when nothing is said.
    stage: Option<Stage>,
    /// With a review in this state.
    review: Option<ReviewState>,
    /// Created by this user.
    owner: Option<ID>,
    /// Id or slug of a section: filed under it or a section within it.
    section: Option<String>,
    /// Published ones with changes that readers do not see, or without.
    has_changes: Option<bool>,
}

/// What is selected of `article` below a field; nothing if it is not.
fn article_below(ctx: &Context<'_>, path: &[&str]) -> Option<Selection> {
    let mut look = ctx.look_ahead();
    for name in path {
        look = look.field(name);
    }
    let article = look.field("article");
    article.exists().then(|| Selection::of_look_ahead([article]))
}

async fn one_preview(ctx: &Context<'_>, token: &str, rail_size: Option<i32>) -> Result<ArticlePage> {
    let cx = ctx.data::<Cx>()?;
    let selections = [below(ctx, &["article"]), below(ctx, &["sectionRail"]), below(ctx, &["recentRail"])];
    let include =
        ArticlePageIncludes { article: selections[0].needs(), card: selections[1].needs() | selections[2].needs() };
    let opened = articles::open_preview(cx, token, rail_size.map(i64::from), include).await;
    let (_, page) = opened.map_err(error)?;
    Ok(article_page(page, &selections[0], [&selections[1], &selections[2]]))
}

/// What editors query.
#[derive(Debug, Default)]
pub(super) struct EditingQueries;

#[Object]
impl EditingQueries {
    /// An article as editors see it.
    async fn manuscript(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or slug.")] id: String,
    ) -> Option<Result<Manuscript>> {
        let selection = article_below(ctx, &[]);
        let read = async {
            let include = selection.as_ref().map(|selection| selection.needs()).unwrap_or_default();
            let view =
                articles::manuscript(ctx.data::<Cx>()?, &resources::Key::parse(&id), include).await.map_err(error)?;
            Ok(Manuscript::new(view, selection.as_ref(), Vec::new()))
        };
        Some(read.await)
    }

    /// The articles that the caller may see as an editor, those changed last first.
    #[allow(clippy::too_many_arguments)] // the same words as every list
    async fn manuscripts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<ManuscriptFilter>,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
    ) -> Result<Connection<Manuscript>> {
        let cx = ctx.data::<Cx>()?;
        let filter = filter.unwrap_or_default();
        let section = match &filter.section {
            Some(key) => {
                let found = resources::get::<DomainSection>(cx, &resources::Key::parse(key)).await;
                Some(found.map_err(error)?.id)
            }
            None => None,
        };
        let wrong = |id: &ID| error(Problem::malformed(format!("owner: {:?} is not an id", id.0)));
        let owner = filter.owner.as_ref().map(|id| id.parse::<Id<_>>().map_err(|_| wrong(id))).transpose()?;
        let filter = articles::ManuscriptFilter {
            stages: filter.stage.map(Into::into).into_iter().collect(),
            review: filter.review.map(Into::into),
            owner,
            section,
            has_changes: filter.has_changes,
        };
        let selections = [article_below(ctx, &["nodes"]), article_below(ctx, &["edges", "node"])];
        let look = ctx.look_ahead();
        let places = [look.field("nodes").field("article"), look.field("edges").field("node").field("article")];
        let selection = selections.iter().any(Option::is_some).then(|| Selection::of_look_ahead(places));
        let include = selection.as_ref().map(|selection| selection.needs()).unwrap_or_default();
        let args = page_args(first, after, last, before, false);
        let page = articles::manuscripts(cx, &filter, &args, include).await.map_err(error)?;
        Ok(Connection::new(page, sides(ctx), |view| Manuscript::new(view, selection.as_ref(), Vec::new())))
    }

    /// The revisions of an article that have content of their own, the latest first.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or slug of the article.")] id: String,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
    ) -> Result<Connection<Revision>> {
        let args = page_args(first, after, last, before, false);
        let page = articles::revisions(ctx.data::<Cx>()?, &resources::Key::parse(&id), &args).await.map_err(error)?;
        // A list has no articles: null where one is selected.
        let none = Selection::default();
        Ok(Connection::new(page, sides(ctx), |view| Revision::new(view, Some(&none))))
    }

    /// An article as it was at a revision.
    async fn revision(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or slug of the article.")] id: String,
        #[graphql(desc = "The revision's number, counted from 1.")] number: i32,
    ) -> Option<Result<Revision>> {
        let selection = article_below(ctx, &[]);
        let read = async {
            let include = selection.as_ref().map(|selection| selection.needs()).unwrap_or_default();
            let view = articles::revision(ctx.data::<Cx>()?, &resources::Key::parse(&id), number, include)
                .await
                .map_err(error)?;
            Ok(Revision::new(view, selection.as_ref()))
        };
        Some(read.await)
    }

    /// What two revisions of an article have different.
    async fn compare_revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or slug of the article.")] id: String,
        #[graphql(desc = "The one's number.")] from: i32,
        #[graphql(desc = "The other's number.")] to: i32,
    ) -> Option<Result<Comparison>> {
        let read = async {
            let found =
                articles::compare(ctx.data::<Cx>()?, &resources::Key::parse(&id), from, to).await.map_err(error)?;
            Ok(found.into())
        };
        Some(read.await)
    }

    /// The previews of an article that still hold, the newest first; at most a hundred.
    async fn previews(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or slug of the article.")] id: String,
    ) -> Result<Vec<Preview>> {
        let previews = articles::previews(ctx.data::<Cx>()?, &resources::Key::parse(&id)).await.map_err(error)?;
        Ok(previews.into_iter().map(|preview| Preview::new(preview, None)).collect())
    }

    /// The page of an article as a preview shows it.
    async fn preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The preview's token.")] token: String,
        #[graphql(desc = "Cards of each rail; 4 when nothing is said, at most 100.")] rail_size: Option<i32>,
    ) -> Option<Result<ArticlePage>> {
        Some(one_preview(ctx, &token, rail_size).await)
    }
}
