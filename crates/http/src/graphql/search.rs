//! Searching.

use async_graphql::{Context, Object, Result, SimpleObject};
use masthead_app::{
    Cx, PageArgs,
    search::{self, SearchArgs},
};
use masthead_domain::filter::ArticleFilter as Filter;

use super::{
    error,
    lookahead::{below, connection_selection, counts, sides},
    query::ArticleBy,
};
use crate::{
    input::{ArticleFilter, SearchOrder},
    wire::{Article, Highlights, PageInfo, SearchFacets, Suggestion},
};

/// A page of what a search found.
#[derive(Debug, SimpleObject)]
pub struct SearchConnection {
    /// The results with their cursors, in the order that was asked for.
    pub edges: Vec<SearchEdge>,
    /// The articles alone.
    pub nodes: Vec<Article>,
    /// Where the page stands. A search is walked forwards.
    pub page_info: PageInfo,
    /// How many results there are. Counted only when it is selected.
    pub total_count: Option<u64>,
    /// Are there more results than are counted? Then `totalCount` and `facets` are of the newest.
    pub approximate: Option<bool>,
    /// What the results are filed under. Counted only when it is selected.
    pub facets: Option<SearchFacets>,
}

/// A result with its cursor.
#[derive(Debug, SimpleObject)]
pub struct SearchEdge {
    /// Where the result stands, for `after`; opaque.
    pub cursor: String,
    /// The article.
    pub node: Article,
    /// Where the words were found. Made only when it is selected.
    pub highlights: Option<Highlights>,
}

/// What readers search.
#[derive(Debug, Default)]
pub(super) struct SearchQueries;

#[Object]
impl SearchQueries {
    /// What is found in headlines, standfirsts, texts, the names of contributors and of tags.
    #[allow(clippy::too_many_arguments)] // the arguments of a list
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What is looked for: words, `\"phrases\"`, beginnings (`riv*`), what must not be there (`-boat`), and where (`headline:`, `standfirst:`, `body:`, `author:`, `tag:`). Everything must be there."
        )]
        query: String,
        #[graphql(desc = "Narrows the search. With `language`, words are taken for words of that language.")]
        filter: Option<ArticleFilter>,
        #[graphql(desc = "The order.", default)] order: SearchOrder,
        #[graphql(desc = "How many results; 20 when nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> Result<SearchConnection> {
        let cx = ctx.data::<Cx>()?;
        let look = ctx.look_ahead();
        let args = SearchArgs {
            query,
            filter: filter.unwrap_or_default().narrow(cx, Filter::public()).await.map_err(error)?,
            order: order.into(),
            page: PageArgs {
                first: first.map(i64::from),
                after,
                total: counts(ctx) || look.field("approximate").exists(),
                ..PageArgs::default()
            },
            facets: look.field("facets").exists(),
            highlights: look.field("edges").field("highlights").exists(),
        };
        let selection = connection_selection(ctx);
        let sides = sides(ctx);
        let found = search::search(cx, &args, selection.needs()).await.map_err(error)?;
        let site = cx.site().await.map_err(error)?;
        let page_info = PageInfo::of(&found.page);
        let total_count = found.page.total;
        let (mut edges, mut nodes) = (Vec::new(), Vec::new());
        for edge in found.page.items {
            let node = Article::new(edge.node.article, &selection);
            if sides.nodes {
                nodes.push(node.clone());
            }
            if sides.edges {
                edges.push(SearchEdge { cursor: edge.cursor, node, highlights: edge.node.highlights.map(Into::into) });
            }
        }
        Ok(SearchConnection {
            edges,
            nodes,
            page_info,
            total_count,
            approximate: (args.page.total || args.facets).then_some(found.approximate),
            facets: found.facets.map(|facets| SearchFacets::new(facets, &site)),
        })
    }

    /// What somebody may mean who has begun to type: tags and authors with names that have words which begin like that, then the
    /// newest articles with such headlines.
    async fn suggestions(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What was typed so far: whole words, and the beginning of the last one, of two letters or more."
        )]
        query: String,
        #[graphql(desc = "How many of each kind; 5 when nothing is said, at most 100.")] first: Option<i32>,
    ) -> Result<Vec<Suggestion>> {
        let cx = ctx.data::<Cx>()?;
        let found = search::suggestions(cx, &query, first.map(i64::from)).await.map_err(error)?;
        let site = cx.site().await.map_err(error)?;
        Ok(found.into_iter().map(|suggestion| Suggestion::new(suggestion, &site)).collect())
    }

    /// Articles in the same language that share a tag with an article, or words that both have more of than of others; what shares
    /// most first. For where editors have set nothing beside it (`related`).
    async fn similar_articles(
        &self,
        ctx: &Context<'_>,
        by: ArticleBy,
        #[graphql(desc = "How many; 4 when nothing is said, at most 100.")] first: Option<i32>,
    ) -> Option<Result<Vec<Article>>> {
        Some(similar(ctx, by, first).await)
    }
}

async fn similar(ctx: &Context<'_>, by: ArticleBy, first: Option<i32>) -> Result<Vec<Article>> {
    let cx = ctx.data::<Cx>()?;
    let selection = below(ctx, &[]);
    let found = search::similar_articles(cx, &by.key()?, first.map(i64::from), selection.needs()).await;
    Ok(found.map_err(error)?.into_iter().map(|view| Article::new(view, &selection)).collect())
}
