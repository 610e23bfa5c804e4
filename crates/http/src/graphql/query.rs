//! The root of queries.

use async_graphql::{Context, Interface, Object, OneofObject, Result};
use masthead_app::{
    Cx,
    articles::{self, Key as ArticleKey},
    nodes,
    pages::{self, ArticlePageIncludes},
    resources::{self, Key, Resource},
    scheduler,
};
use masthead_domain::{self as domain, filter::ArticleFilter as Filter, id::Id};

use super::{
    connection::Connection,
    error,
    lookahead::{below, connection_selection, counts, sides},
};
use crate::{
    input::{ArticleFilter, ArticleOrder, page_args, parse_ids},
    pages::{article_page, front_page},
    paths::{node, resolution},
    wire::{
        self, Article, ArticlePage, Asset, Author, Collection, DateTime, FrontPage, ID, Resolution, Section, Series,
        Site, Tag,
    },
};

/// How an article is named: by exactly one of these.
#[derive(Debug, OneofObject)]
pub(super) enum ArticleBy {
    /// By its id.
    Id(ID),
    /// By its slug.
    Slug(String),
    /// By its path on the site.
    Path(String),
}

/// How a section, author, tag, series or collection is named: by exactly one of these.
#[derive(Debug, OneofObject)]
pub(super) enum By {
    /// By its id.
    Id(ID),
    /// By its slug.
    Slug(String),
}

impl ArticleBy {
    pub(super) fn key(self) -> Result<ArticleKey> {
        Ok(match self {
            Self::Id(id) => ArticleKey::Id(one_id(&id)?),
            Self::Slug(slug) => ArticleKey::Slug(slug),
            Self::Path(path) => ArticleKey::Path(domain::redirect::normalise_path(&path)),
        })
    }
}

impl By {
    fn key(self) -> Result<Key> {
        Ok(match self {
            Self::Id(id) => Key::Id(one_id::<()>(&id)?.uuid()),
            Self::Slug(slug) => Key::Slug(slug),
        })
    }
}

fn one_id<T>(id: &ID) -> Result<Id<T>> {
    Ok(parse_ids("id", std::slice::from_ref(&id.0)).map_err(error)?[0])
}

/// Something with a permanent id.
#[derive(Debug, Clone, Interface)]
#[graphql(field(name = "id", ty = "&ID", desc = "Permanent id."))]
#[allow(missing_docs)] // each is what it says
#[expect(clippy::large_enum_variant, reason = "made once for each node, and the large one is the usual one")]
pub(super) enum Node {
    Article(Article),
    Section(Section),
    Author(Author),
    Tag(Tag),
    Series(Series),
    Collection(Collection),
    Asset(Asset),
}

impl From<wire::Node> for Node {
    fn from(node: wire::Node) -> Self {
        match node {
            wire::Node::Article(it) => Self::Article(it),
            wire::Node::Section(it) => Self::Section(it),
            wire::Node::Author(it) => Self::Author(it),
            wire::Node::Tag(it) => Self::Tag(it),
            wire::Node::Series(it) => Self::Series(it),
            wire::Node::Collection(it) => Self::Collection(it),
            wire::Node::Asset(it) => Self::Asset(it),
        }
    }
}

type PageOf = (Option<i32>, Option<String>, Option<i32>, Option<String>);

async fn named_list<D: Resource, W: async_graphql::OutputType + Clone>(
    ctx: &Context<'_>,
    page: PageOf,
    make: impl Fn(&D, &domain::site::Site) -> W,
) -> Result<Connection<W>> {
    let cx = ctx.data::<Cx>()?;
    let args = page_args(page.0, page.1, page.2, page.3, counts(ctx));
    let found = resources::list::<D>(cx, &args).await.map_err(error)?;
    let site = cx.site().await.map_err(error)?;
    Ok(Connection::new(found, sides(ctx), |node| make(&node, &site)))
}

async fn named<D: Resource, W>(ctx: &Context<'_>, by: By, make: impl Fn(&D, &domain::site::Site) -> W) -> Result<W> {
    let cx = ctx.data::<Cx>()?;
    let found = resources::follow::<D>(cx, &by.key()?).await.map_err(error)?;
    let site = cx.site().await.map_err(error)?;
    Ok(make(&found, &site))
}

// An error of a field that may be null must not take its neighbours along. The library sees to that only for errors *within* an
// `Option`, so these fields answer with `Option<Result<…>>`, and their work is done here.

async fn one_article(ctx: &Context<'_>, by: ArticleBy) -> Result<Article> {
    let selection = below(ctx, &[]);
    let cx = ctx.data::<Cx>()?;
    let key = by.key()?;
    let view = match (articles::get(cx, &key, selection.needs()).await, &key) {
        // A link to the slug that it had before leads to the article itself.
        (Err(gone @ masthead_app::Error::NotFound { .. }), ArticleKey::Slug(slug)) => {
            let Some(slug) = articles::moved(cx, slug).await.map_err(error)? else { return Err(error(gone)) };
            let key = ArticleKey::Slug(slug.to_string());
            articles::get(cx, &key, selection.needs()).await.map_err(error)?
        }
        (view, _) => view.map_err(error)?,
    };
    Ok(Article::new(view, &selection))
}

async fn one_node(ctx: &Context<'_>, id: &ID) -> Result<Node> {
    let cx = ctx.data::<Cx>()?;
    let selection = below(ctx, &[]);
    let found = nodes::by_ids(cx, &[one_id::<()>(id)?.uuid()], selection.needs()).await.map_err(error)?;
    let site = cx.site().await.map_err(error)?;
    let found = found.into_iter().flatten().next();
    found.map(|found| node(found, &site, &selection).into()).ok_or_else(|| {
        let detail = format!("there is nothing with the id {}", id.0);
        error(crate::problem::Problem::new(masthead_app::Code::NotFound, detail))
    })
}

async fn one_resolution(ctx: &Context<'_>, path: &str) -> Result<Resolution> {
    let selection = below(ctx, &["article"]);
    resolution(ctx.data::<Cx>()?, path, &selection).await.map_err(error)
}

/// The request at the instant that it asks for.
async fn ahead(ctx: &Context<'_>, at: Option<DateTime>) -> Result<Cx> {
    let cx = ctx.data::<Cx>()?;
    match at {
        Some(at) => scheduler::look_ahead(cx, at.0).await.map_err(error),
        None => Ok(cx.clone()),
    }
}

async fn one_article_page(
    ctx: &Context<'_>,
    by: ArticleBy,
    rail_size: Option<i32>,
    at: Option<DateTime>,
) -> Result<ArticlePage> {
    let article = below(ctx, &["article"]);
    let rails = [below(ctx, &["sectionRail"]), below(ctx, &["recentRail"])];
    let include = ArticlePageIncludes { article: article.needs(), card: rails[0].needs() | rails[1].needs() };
    let cx = &ahead(ctx, at).await?;
    let page = pages::article(cx, &by.key()?, rail_size.map(i64::from), include).await.map_err(error)?;
    Ok(article_page(page, &article, [&rails[0], &rails[1]]))
}

/// Everything that can be asked. What is not there, or not to be known, is null with an error that says `not_found`.
#[derive(Debug, Default)]
pub(super) struct ReadingQueries;

#[Object]
impl ReadingQueries {
    /// The publication.
    async fn site(&self, ctx: &Context<'_>) -> Result<Site> {
        let cx = ctx.data::<Cx>()?;
        Ok(Site::new(&*cx.site().await.map_err(error)?, &cx.url("")))
    }

    /// An article.
    async fn article(&self, ctx: &Context<'_>, by: ArticleBy) -> Option<Result<Article>> {
        Some(one_article(ctx, by).await)
    }

    /// Every public article, newest first.
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
        let cx = ctx.data::<Cx>()?;
        let filter = filter.unwrap_or_default().narrow(cx, Filter::public()).await.map_err(error)?;
        let args = page_args(first, after, last, before, counts(ctx));
        let prepared = articles::prepare(cx, filter, order.into(), &args).map_err(error)?;
        let selection = connection_selection(ctx);
        let page = articles::list_one(cx, prepared, selection.needs()).await.map_err(error)?;
        Ok(Connection::new(page, sides(ctx), |view| Article::new(view, &selection)))
    }

    /// A section.
    async fn section(&self, ctx: &Context<'_>, by: By) -> Option<Result<Section>> {
        Some(named(ctx, by, Section::new).await)
    }

    /// Every section, in the editors' order.
    async fn sections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
    ) -> Result<Connection<Section>> {
        named_list(ctx, (first, after, last, before), Section::new).await
    }

    /// An author.
    async fn author(&self, ctx: &Context<'_>, by: By) -> Option<Result<Author>> {
        Some(named(ctx, by, Author::new).await)
    }

    /// Every author, in the order of names.
    async fn authors(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
    ) -> Result<Connection<Author>> {
        named_list(ctx, (first, after, last, before), Author::new).await
    }

    /// A tag.
    async fn tag(&self, ctx: &Context<'_>, by: By) -> Option<Result<Tag>> {
        Some(named(ctx, by, Tag::new).await)
    }

    /// Every tag, in the order of names.
    async fn tags(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
    ) -> Result<Connection<Tag>> {
        named_list(ctx, (first, after, last, before), Tag::new).await
    }

    /// A series.
    async fn series(&self, ctx: &Context<'_>, by: By) -> Option<Result<Series>> {
        Some(named(ctx, by, Series::new).await)
    }

    /// Every series, in the order of titles.
    async fn all_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
    ) -> Result<Connection<Series>> {
        named_list(ctx, (first, after, last, before), Series::new).await
    }

    /// A collection.
    async fn collection(&self, ctx: &Context<'_>, by: By) -> Option<Result<Collection>> {
        Some(named(ctx, by, Collection::new).await)
    }

    /// Every collection, in the order of titles.
    async fn collections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor; goes with `first`.")] after: Option<String>,
        #[graphql(desc = "How many from the end; at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor; goes with `last`.")] before: Option<String>,
    ) -> Result<Connection<Collection>> {
        named_list(ctx, (first, after, last, before), Collection::new).await
    }

    /// Anything by its id.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Option<Result<Node>> {
        Some(one_node(ctx, &id).await)
    }

    /// Several things by their ids, in that order; null for what is not there.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        let cx = ctx.data::<Cx>()?;
        let selection = below(ctx, &[]);
        let ids: Vec<String> = ids.into_iter().map(|id| id.0).collect();
        let ids: Vec<_> = parse_ids::<()>("ids", &ids).map_err(error)?.into_iter().map(|id| id.uuid()).collect();
        let found = nodes::by_ids(cx, &ids, selection.needs()).await.map_err(error)?;
        let site = cx.site().await.map_err(error)?;
        Ok(found.into_iter().map(|found| found.map(|found| node(found, &site, &selection).into())).collect())
    }

    /// What stands at a path of the site.
    async fn resolve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The path, beginning with `/`.")] path: String,
    ) -> Option<Result<Resolution>> {
        Some(one_resolution(ctx, &path).await)
    }

    /// Everything on an article's page: the article, a rail of its section and a rail of the most recent. No article stands there
    /// twice. Select `site` beside it.
    async fn article_page(
        &self,
        ctx: &Context<'_>,
        by: ArticleBy,
        #[graphql(desc = "Cards of each rail; 4 when nothing is said, at most 100.")] rail_size: Option<i32>,
        #[graphql(
            desc = "As it will be at this instant, when everything planned until then has happened; for editors."
        )]
        at: Option<DateTime>,
    ) -> Option<Result<ArticlePage>> {
        Some(one_article_page(ctx, by, rail_size, at).await)
    }

    /// Everything on the front: the most recent, each top section's newest, and the collections. Select `site` beside it.
    async fn front_page(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Cards of each part; 4 when nothing is said, at most 100.")] rail_size: Option<i32>,
        #[graphql(
            desc = "As it will be at this instant, when everything planned until then has happened; for editors."
        )]
        at: Option<DateTime>,
    ) -> Result<FrontPage> {
        let cards = [
            below(ctx, &["recent"]),
            below(ctx, &["sectionRails", "articles"]),
            below(ctx, &["collectionRails", "articles"]),
        ];
        let include = cards[0].needs() | cards[1].needs() | cards[2].needs();
        let cx = &ahead(ctx, at).await?;
        let page = pages::front(cx, rail_size.map(i64::from), include).await.map_err(error)?;
        let site = cx.site().await.map_err(error)?;
        Ok(front_page(page, &site, [&cards[0], &cards[1], &cards[2]]))
    }
}
