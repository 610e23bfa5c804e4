//! Searching what readers see: by words, while somebody types, and by what another article is about.

mod facets;
mod highlight;
mod look;
mod rank;
mod similar;
mod suggest;
mod walk;

use std::collections::HashMap;

use masthead_domain::{
    filter::ArticleFilter,
    page::Page,
    search::{Limits, Query, SearchOrder},
};

pub use facets::{Facets, Tally};
pub use highlight::Highlights;
pub use similar::similar_articles;
pub use suggest::{Suggestion, SuggestionKind, suggestions};

use crate::{
    Cx, Edge, Error, PageArgs, Result,
    articles::{ArticleView, Include, Wanted, check_filter, dress, public},
};
use look::Look;
use walk::Walk;

/// What a search may not exceed. All of it is configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchSettings {
    /// Most bytes of a query.
    pub query_bytes: u32,
    /// Most words and phrases of a query.
    pub query_parts: u32,
    /// How many of the newest results are judged and counted at once. Further ones come after them.
    pub candidates: u32,
}

impl Default for SearchSettings {
    fn default() -> Self {
        Self { query_bytes: 512, query_parts: 16, candidates: 1_000 }
    }
}

/// What a client asks of a search.
#[derive(Debug, Clone)]
pub struct SearchArgs {
    /// The query, as it was typed; [`masthead_domain::search::Query`] says what it may say.
    pub query: String,
    /// Narrows it, as lists are narrowed.
    pub filter: ArticleFilter,
    /// The order of results.
    pub order: SearchOrder,
    /// Which part of them: `first` and `after` only.
    pub page: PageArgs,
    /// Count results by what they are filed under?
    pub facets: bool,
    /// Show where the words were found?
    pub highlights: bool,
}

/// A result.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The article.
    pub article: ArticleView,
    /// Where the words were found, if that was asked for.
    pub highlights: Option<Highlights>,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchResults {
    /// A page of it.
    pub page: Page<Edge<Hit>>,
    /// What it is filed under, if that was asked for.
    pub facets: Option<Facets>,
    /// Were only the newest counted, because there are more than are counted? Only known when something was counted.
    pub approximate: bool,
}

/// Takes a query apart.
fn parse(cx: &Cx, query: &str) -> Result<Query> {
    let SearchSettings { query_bytes, query_parts, .. } = cx.settings().search;
    let limits = Limits { bytes: query_bytes as usize, parts: query_parts as usize };
    Query::parse(query, limits, |text| masthead_words::words(text).next().is_some())
        .map_err(|violation| Error::invalid(vec![violation]))
}

/// Searches.
///
/// # Errors
/// [`Error::Invalid`] for a query that cannot be read, with the place; [`Error::InvalidCursor`], [`Error::PageTooLarge`],
/// [`Error::Malformed`].
pub async fn search(cx: &Cx, args: &SearchArgs, include: Include) -> Result<SearchResults> {
    let query = parse(cx, &args.query)?;
    check_filter(&args.filter)?;
    if args.page.last.is_some() || args.page.before.is_some() {
        let message = "a search is walked forwards: give first and after, not last and before";
        return Err(Error::Malformed(message.to_owned()));
    }
    let walk = Walk::new(cx, args, query)?;
    // As in lists: a result that was withdrawn between two statements changes the whole.
    const TRIES: u32 = 4;
    for _ in 1..TRIES {
        let (results, complete) = read(cx, &walk, args, include).await?;
        if complete {
            return Ok(results);
        }
    }
    Ok(read(cx, &walk, args, include).await?.0)
}

async fn read(cx: &Cx, walk: &Walk<'_>, args: &SearchArgs, include: Include) -> Result<(SearchResults, bool)> {
    let found = walk.read(cx).await?;
    let ids: Vec<_> = found.page.items.iter().map(|(_, article)| *article).collect();
    let articles = public(cx, &ids).await?;
    let mut highlights = match args.highlights {
        true => highlight::highlights(cx, &found.look, &articles).await?,
        false => HashMap::new(),
    };
    let wanted = articles.into_iter().map(|article| Wanted { article, include }).collect();
    let mut views: HashMap<_, _> = dress(cx, wanted, &[]).await?.into_iter().map(|v| (v.article.id, v)).collect();
    let complete = ids.len() == views.len();
    let facets = match &found.counted {
        Some(counted) if args.facets => Some(facets::count(cx, counted).await?),
        _ => None,
    };
    let Page { items, has_next, has_previous, total } = found.page;
    let items = items
        .into_iter()
        .filter_map(|(cursor, article)| {
            let article = views.remove(&article)?;
            let highlights = highlights.remove(&article.article.id);
            Some(Edge { cursor, node: Hit { article, highlights } })
        })
        .collect();
    let page = Page { items, has_next, has_previous, total };
    Ok((SearchResults { page, facets, approximate: found.approximate }, complete))
}

/// The cards of what a query finds, the newest first: a list like others, for feeds.
///
/// # Errors
/// Those of [`search`].
pub async fn search_list(
    cx: &Cx,
    query: &str,
    filter: ArticleFilter,
    page: &PageArgs,
    include: Include,
) -> Result<Page<Edge<ArticleView>>> {
    let args = SearchArgs {
        query: query.to_owned(),
        filter,
        order: SearchOrder::Newest,
        page: page.clone(),
        facets: false,
        highlights: false,
    };
    let found = search(cx, &args, include).await?;
    Ok(found.page.map(|Edge { cursor, node }| Edge { cursor, node: node.article }))
}
