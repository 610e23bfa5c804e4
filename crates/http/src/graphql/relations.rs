//! The relations of resources that are lists, or that only some queries follow.

use async_graphql::{ComplexObject, Context, Result};
use futures_util::future::{BoxFuture, FutureExt};
use masthead_app::{
    Cx, articles,
    articles::ArticleView,
    feeds::Kind,
    posts::{self, PostFilter},
};
use masthead_domain::{
    filter::{Along, ArticleFilter as Filter, Direction},
    id::Id,
};

use super::{
    connection::Connection,
    error,
    loaders::{Loaders, Shared},
    lookahead::{connection_selection, counts, sides},
    posts::ALL_FORMS,
};
use crate::{
    input::{ArticleFilter, ArticleOrder, page_args, parse_ids},
    problem::Problem,
    wire::{Article, Asset, Author, Collection, FeedLink, ID, Post, Section, Series, Tag},
};

/// The error of a loader is everybody's who waited for it.
fn shared(failure: Shared) -> async_graphql::Error {
    error(Problem::from_shared(&failure))
}

// What these resolvers do lies in boxes: the library makes the future of every field as large as that of the largest one, and
// cards ask for many small ones.

/// A page of articles below something.
fn list<'a>(
    ctx: &'a Context<'_>,
    filter: Filter,
    narrowing: Option<ArticleFilter>,
    direction: Direction,
    page: (Option<i32>, Option<String>, Option<i32>, Option<String>),
) -> BoxFuture<'a, Result<Connection<Article>>> {
    async move {
        let cx = ctx.data::<Cx>()?;
        let filter = narrowing.unwrap_or_default().narrow(cx, filter).await.map_err(error)?;
        let args = page_args(page.0, page.1, page.2, page.3, counts(ctx));
        let prepared = articles::prepare(cx, filter, direction, &args).map_err(error)?;
        let selection = connection_selection(ctx);
        let found = ctx.data::<Loaders>()?.lists.load_one((prepared, selection)).await.map_err(shared)?;
        let found = found.ok_or_else(|| error(Problem::new(masthead_app::Code::Internal, "internal error")))?;
        Ok(Connection::new((*found).clone(), sides(ctx), |view: ArticleView| Article::new(view, &selection)))
    }
    .boxed()
}

/// The feed of something, in every format.
fn feeds<'a>(ctx: &'a Context<'_>, kind: Kind, slug: &'a str, name: &'a str) -> BoxFuture<'a, Result<Vec<FeedLink>>> {
    async move {
        let cx = ctx.data::<Cx>()?;
        let site = cx.site().await.map_err(error)?;
        Ok(FeedLink::of(kind, slug, name, &site, &cx.url("")))
    }
    .boxed()
}

/// A list in an order of its own can only leave out.
fn without(exclude: Option<Vec<ID>>) -> Option<ArticleFilter> {
    let ids = exclude?.into_iter().map(|id| id.0).collect();
    Some(ArticleFilter { exclude: Some(ids), ..ArticleFilter::default() })
}

fn id_of<T>(id: &ID) -> Result<Id<T>> {
    let ids = parse_ids("id", std::slice::from_ref(&id.0)).map_err(error)?;
    Ok(ids[0])
}

#[ComplexObject]
impl Article {
    /// What was added to it while it happened, the latest first; live coverage alone has posts. Cursors are positions of `postChanged`.
    #[allow(clippy::too_many_arguments)] // the arguments of a list
    async fn posts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what one has to know of all that happened?", default)] key_events: bool,
        #[graphql(desc = "Only what is shown above all others?", default)] pinned: bool,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
    ) -> Result<Connection<Post>> {
        let filter = PostFilter { article: self.source.id, key_events, pinned };
        let args = page_args(first, after, last, before, counts(ctx));
        let prepared = posts::prepare(ctx.data::<Cx>()?, filter, &args).map_err(error)?;
        let found = ctx.data::<Loaders>()?.posts.load_one(prepared).boxed().await.map_err(shared)?;
        let found = found.ok_or_else(|| error(Problem::new(masthead_app::Code::Internal, "internal error")))?;
        Ok(Connection::new((*found).clone(), sides(ctx), |view| Post::new(&view, ALL_FORMS)))
    }

    /// What editors set beside it, in their order.
    async fn related(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
        #[graphql(desc = "None of these; at most 100.")] exclude: Option<Vec<ID>>,
    ) -> Result<Connection<Article>> {
        let filter = Filter::along(Along::Related(self.source.id));
        list(ctx, filter, without(exclude), Direction::Natural, (first, after, last, before)).await
    }

    /// Its translations, itself left out, newest first.
    async fn translations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
        #[graphql(desc = "None of these; at most 100.")] exclude: Option<Vec<ID>>,
    ) -> Result<Connection<Article>> {
        let filter = Filter::along(Along::translations(self.source.id, self.source.translation_set.clone()));
        list(ctx, filter, without(exclude), Direction::Natural, (first, after, last, before)).await
    }
}

#[ComplexObject]
impl Section {
    /// Its feed, in every format.
    async fn feeds(&self, ctx: &Context<'_>) -> Result<Vec<FeedLink>> {
        feeds(ctx, Kind::Sections, &self.slug, &self.name).await
    }

    /// Its articles and those of the sections within, newest first.
    #[allow(clippy::too_many_arguments)] // the arguments of a list
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Narrows the list.")] filter: Option<ArticleFilter>,
        #[graphql(desc = "The order.", default)] order: ArticleOrder,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
    ) -> Result<Connection<Article>> {
        let start = Filter::in_section(self.source.id);
        list(ctx, start, filter, order.into(), (first, after, last, before)).await
    }

    /// The section it lies directly within; null for a top section.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Section>> {
        let Some(parent) = self.source.parent else { return Ok(None) };
        let found = ctx.data::<Loaders>()?.sections.load_one(parent).boxed().await.map_err(shared)?;
        let site = ctx.data::<Cx>()?.site().boxed().await.map_err(error)?;
        Ok(found.map(|section| Section::new(&section, &site)))
    }

    /// What it lies within, outermost first: breadcrumbs.
    async fn ancestors(&self, ctx: &Context<'_>) -> Result<Vec<Section>> {
        let found = ctx.data::<Loaders>()?.ancestors.load_one(self.source.id).boxed().await.map_err(shared)?;
        let site = ctx.data::<Cx>()?.site().boxed().await.map_err(error)?;
        Ok(found.unwrap_or_default().into_iter().map(|section| Section::new(&section, &site)).collect())
    }

    /// The sections directly within it, in order.
    async fn children(&self, ctx: &Context<'_>) -> Result<Vec<Section>> {
        let found = ctx.data::<Loaders>()?.children.load_one(self.source.id).boxed().await.map_err(shared)?;
        let site = ctx.data::<Cx>()?.site().boxed().await.map_err(error)?;
        Ok(found.unwrap_or_default().into_iter().map(|section| Section::new(&section, &site)).collect())
    }
}

#[ComplexObject]
impl Author {
    /// Its feed, in every format.
    async fn feeds(&self, ctx: &Context<'_>) -> Result<Vec<FeedLink>> {
        feeds(ctx, Kind::Authors, &self.slug, &self.name).await
    }

    /// The articles with this author among the contributors, newest first; `filter: {role: …}` narrows it to one part.
    #[allow(clippy::too_many_arguments)] // the arguments of a list
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Narrows the list.")] filter: Option<ArticleFilter>,
        #[graphql(desc = "The order.", default)] order: ArticleOrder,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
    ) -> Result<Connection<Article>> {
        let start = Filter { author: Some(id_of(&self.id)?), ..Filter::public() };
        list(ctx, start, filter, order.into(), (first, after, last, before)).await
    }

    /// Portrait or logo.
    async fn portrait(&self, ctx: &Context<'_>) -> Result<Option<Asset>> {
        if let Some(found) = self.portrait.get() {
            return Ok(found.clone());
        }
        let Some(id) = self.portrait_id else { return Ok(None) };
        let found = ctx.data::<Loaders>()?.assets.load_one(id).boxed().await.map_err(shared)?;
        Ok(found.map(|view| Asset::new(view, false)))
    }
}

#[ComplexObject]
impl Tag {
    /// Its feed, in every format.
    async fn feeds(&self, ctx: &Context<'_>) -> Result<Vec<FeedLink>> {
        feeds(ctx, Kind::Tags, &self.slug, &self.name).await
    }

    /// The articles about it, newest first.
    #[allow(clippy::too_many_arguments)] // the arguments of a list
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Narrows the list.")] filter: Option<ArticleFilter>,
        #[graphql(desc = "The order.", default)] order: ArticleOrder,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
    ) -> Result<Connection<Article>> {
        let start = Filter { tag: Some(id_of(&self.id)?), ..Filter::public() };
        list(ctx, start, filter, order.into(), (first, after, last, before)).await
    }
}

#[ComplexObject]
impl Series {
    /// Its feed, in every format.
    async fn feeds(&self, ctx: &Context<'_>) -> Result<Vec<FeedLink>> {
        feeds(ctx, Kind::Series, &self.slug, &self.title).await
    }

    /// Its articles, in their running order.
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
        #[graphql(desc = "None of these; at most 100.")] exclude: Option<Vec<ID>>,
    ) -> Result<Connection<Article>> {
        let filter = Filter::along(Along::Series(id_of(&self.id)?));
        list(ctx, filter, without(exclude), Direction::Natural, (first, after, last, before)).await
    }
}

#[ComplexObject]
impl Collection {
    /// Its feed, in every format.
    async fn feeds(&self, ctx: &Context<'_>) -> Result<Vec<FeedLink>> {
        feeds(ctx, Kind::Collections, &self.slug, &self.title).await
    }

    /// Its articles, in the editor's order.
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
        #[graphql(desc = "None of these; at most 100.")] exclude: Option<Vec<ID>>,
    ) -> Result<Connection<Article>> {
        let filter = Filter::along(Along::Collection(id_of(&self.id)?));
        list(ctx, filter, without(exclude), Direction::Natural, (first, after, last, before)).await
    }
}
