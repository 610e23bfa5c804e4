//! Lists of articles: every one of them, for both protocols and the feeds.

use std::collections::HashMap;

use masthead_domain::{
    filter::{ArticleFilter, Direction, MAX_FILTER_IDS},
    page::Page,
};
use masthead_persistence::listings::{self, ListQuery, ListingPlace};

use super::{ArticleView, Include, Wanted, dress, public};
use crate::{
    Cx, Edge, Error, PageArgs, Result,
    cursor::{self, Fingerprint},
};

/// A list request that has been checked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Prepared {
    query: ListQuery,
    total: bool,
}

/// Checks what a client asks of a list.
///
/// # Errors
/// [`Error::InvalidCursor`], [`Error::PageTooLarge`], [`Error::Malformed`].
pub fn prepare(cx: &Cx, filter: ArticleFilter, direction: Direction, args: &PageArgs) -> Result<Prepared> {
    check_filter(&filter)?;
    let page = args.request::<ListingPlace>(cx.settings(), Fingerprint::of(&(&filter, direction)))?;
    Ok(Prepared { query: ListQuery { filter, direction, page }, total: args.total })
}

/// Refuses a filter that contradicts itself or names too much.
pub(crate) fn check_filter(filter: &ArticleFilter) -> Result<()> {
    let named = filter.exclude.len().max(filter.ids.as_ref().map_or(0, Vec::len));
    if named > MAX_FILTER_IDS {
        return Err(Error::Malformed(format!("a filter names at most {MAX_FILTER_IDS} ids, not {named}")));
    }
    if filter.role.is_some() && filter.author.is_none() {
        return Err(Error::Malformed("role goes with author: it is the author's part in the article".to_owned()));
    }
    if let (Some(from), Some(before)) = (filter.published_from, filter.published_before)
        && from >= before
    {
        return Err(Error::Malformed("publishedAfter must be earlier than publishedBefore".to_owned()));
    }
    Ok(())
}

/// Several lists at once, in as many statements as one.
///
/// # Errors
/// What the database says.
pub async fn list(cx: &Cx, lists: &[Prepared], include: Include) -> Result<Vec<Page<Edge<ArticleView>>>> {
    // An article may be withdrawn between the statement that finds its place and the one that reads it. Then the list has changed
    // as a whole, and is read again: a page that is short, or empty in the middle of a walk, would end the walk.
    const TRIES: u32 = 4;
    for _ in 1..TRIES {
        let (pages, complete) = read(cx, lists, include).await?;
        if complete {
            return Ok(pages);
        }
    }
    Ok(read(cx, lists, include).await?.0)
}

/// The pages, and whether every article that has a place in them could be read.
async fn read(cx: &Cx, lists: &[Prepared], include: Include) -> Result<(Vec<Page<Edge<ArticleView>>>, bool)> {
    let queries: Vec<ListQuery> = lists.iter().map(|list| list.query.clone()).collect();
    let reader = cx.tagged(queries.iter().flat_map(|query| listings::tags(&query.filter)));
    let found = listings::find(reader, &queries).await?;
    let counted: Vec<usize> = (0..lists.len()).filter(|&at| lists[at].total).collect();
    let filters: Vec<&ArticleFilter> = counted.iter().map(|&at| &queries[at].filter).collect();
    let totals = listings::count(reader, &filters).await?;
    let totals: HashMap<usize, u64> = counted.into_iter().zip(totals).collect();

    let pages: Vec<Page<ListingPlace>> = found
        .into_iter()
        .enumerate()
        .map(|(at, places)| Page::from_found(&queries[at].page, places, totals.get(&at).copied()))
        .collect();
    let mut ids: Vec<_> = pages.iter().flat_map(|page| &page.items).map(|place| place.article).collect();
    ids.sort_unstable();
    ids.dedup();
    let articles = public(cx, &ids).await?;
    let wanted = articles.into_iter().map(|article| Wanted { article, include }).collect();
    let views: HashMap<_, _> = dress(cx, wanted, &[]).await?.into_iter().map(|v| (v.article.id, v)).collect();

    let complete = ids.len() == views.len();
    let pages = queries
        .iter()
        .zip(pages)
        .map(|(query, page)| {
            let fingerprint = Fingerprint::of(&(&query.filter, query.direction));
            let Page { items, has_next, has_previous, total } = page;
            let items = items
                .into_iter()
                .filter_map(|place| {
                    let node = views.get(&place.article)?.clone();
                    Some(Edge { cursor: cursor::encode(&place, fingerprint), node })
                })
                .collect();
            Page { items, has_next, has_previous, total }
        })
        .collect();
    Ok((pages, complete))
}

/// One list.
///
/// # Errors
/// What the database says.
pub async fn list_one(cx: &Cx, prepared: Prepared, include: Include) -> Result<Page<Edge<ArticleView>>> {
    let mut pages = list(cx, &[prepared], include).await?;
    pages.pop().ok_or_else(|| Error::internal("a list was lost"))
}
