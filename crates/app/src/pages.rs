//! Whole pages in one operation: what a frontend draws, in a number of statements that does not grow with the cards.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use masthead_domain::{
    article::{Article, Original},
    cache_tag::CacheTag,
    collection::Collection,
    event::Subject,
    filter::{Along, ArticleFilter, Direction},
    id::Id,
    page::PageRequest,
    section::Section,
};
use masthead_persistence::{
    listings::{self, ListQuery},
    sections,
};

use crate::{
    Cx, Error, PageArgs, Result,
    articles::{ArticleView, Include, Key, Wanted, dress, find, public},
    paging::page_size,
    resources,
};

/// The article page: the article and two rails of cards, no article twice.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticlePage {
    /// The article.
    pub article: ArticleView,
    /// The newest of its section (with the sections within), without itself.
    pub section_rail: Vec<ArticleView>,
    /// The newest of all, without itself and without those of the section rail.
    pub recent_rail: Vec<ArticleView>,
}

/// What of each part of the article page is wanted.
#[derive(Debug, Clone, Copy)]
pub struct ArticlePageIncludes {
    /// Of the article.
    pub article: Include,
    /// Of the cards of both rails.
    pub card: Include,
}

fn newest(filter: ArticleFilter, limit: u32) -> ListQuery {
    ListQuery { filter, direction: Direction::Natural, page: PageRequest::first(limit) }
}

/// The article page.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Gone`]; [`Error::PageTooLarge`] for rails larger than a page.
pub async fn article(cx: &Cx, key: &Key, rail_size: Option<i64>, include: ArticlePageIncludes) -> Result<ArticlePage> {
    let rail_size = page_size(rail_size, cx.settings().rail_size, cx.settings())?;
    let article = find(cx, key).await?;
    let id = article.id;
    let queries = [
        newest(ArticleFilter::in_section(article.section).without([id]), rail_size),
        // Every card of the section rail may be among the most recent, and gives its place away.
        newest(ArticleFilter::public().without([id]), rail_size * 2),
    ];
    let reader = cx.tagged(queries.iter().flat_map(|query| listings::tags(&query.filter)));
    let found = listings::find(reader, &queries).await?;
    let rail_size = rail_size as usize;
    let section_ids: Vec<_> = found[0].iter().take(rail_size).map(|place| place.article).collect();
    let taken: HashSet<_> = section_ids.iter().copied().collect();
    let recent = found[1].iter().map(|place| place.article).filter(|id| !taken.contains(id));
    let recent_ids: Vec<_> = recent.take(rail_size).collect();

    let original = match &article.translation_of {
        Some(Original::Here(original)) if include.article.translation_of => Some(*original),
        _ => None,
    };
    let ids: Vec<_> = section_ids.iter().chain(&recent_ids).copied().chain(original).collect();
    let others = public(cx, &ids).await?;
    let known: Vec<Arc<Article>> = others.iter().filter(|other| Some(other.id) == original).cloned().collect();
    let mut wanted = vec![Wanted { article, include: include.article }];
    let is_card = |id: &Id<Article>| section_ids.contains(id) || recent_ids.contains(id);
    let cards = others.into_iter().filter(|other| is_card(&other.id));
    wanted.extend(cards.map(|article| Wanted { article, include: include.card }));

    let mut views: HashMap<_, _> =
        dress(cx, wanted, &known).await?.into_iter().map(|view| (view.article.id, view)).collect();
    Ok(ArticlePage {
        article: views.remove(&id).ok_or_else(|| Error::internal("an article was lost while it was dressed"))?,
        section_rail: section_ids.iter().filter_map(|id| views.remove(id)).collect(),
        recent_rail: recent_ids.iter().filter_map(|id| views.remove(id)).collect(),
    })
}

/// The front: the most recent, each top section's newest, and the collections.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontPage {
    /// The newest of all.
    pub recent: Vec<ArticleView>,
    /// Each top section with its newest.
    pub sections: Vec<(Section, Vec<ArticleView>)>,
    /// Each collection with its first picks.
    pub collections: Vec<(Collection, Vec<ArticleView>)>,
}

/// The front. Cards may stand in several of its parts: which one gives way is the designer's choice, not ours.
///
/// # Errors
/// [`Error::PageTooLarge`] for rails larger than a page.
pub async fn front(cx: &Cx, rail_size: Option<i64>, include: Include) -> Result<FrontPage> {
    let rail_size = page_size(rail_size, cx.settings().rail_size, cx.settings())?;
    let limit = cx.settings().front_sections;
    let sections = sections::top(cx.tagged([CacheTag::Any(Subject::Section)]), limit.into()).await?;
    let args = PageArgs::first(limit.min(cx.settings().max_page_size));
    let collections = resources::list::<Collection>(cx, &args).await?;
    let collections: Vec<Collection> = collections.items.into_iter().map(|edge| edge.node).collect();

    let mut queries = vec![newest(ArticleFilter::public(), rail_size)];
    queries.extend(sections.iter().map(|section| newest(ArticleFilter::in_section(section.id), rail_size)));
    queries
        .extend(collections.iter().map(|picks| newest(ArticleFilter::along(Along::Collection(picks.id)), rail_size)));
    let reader = cx.tagged(queries.iter().flat_map(|query| listings::tags(&query.filter)));
    let found = listings::find(reader, &queries).await?;
    let lists: Vec<Vec<Id<Article>>> = found
        .into_iter()
        .map(|places| places.into_iter().take(rail_size as usize).map(|place| place.article).collect())
        .collect();
    let mut ids: Vec<_> = lists.iter().flatten().copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let articles = public(cx, &ids).await?;
    let wanted = articles.into_iter().map(|article| Wanted { article, include }).collect();
    let views: HashMap<_, _> = dress(cx, wanted, &[]).await?.into_iter().map(|v| (v.article.id, v)).collect();
    let mut cards =
        lists.iter().map(|ids| ids.iter().filter_map(|id| views.get(id).cloned()).collect::<Vec<ArticleView>>());
    Ok(FrontPage {
        recent: cards.next().unwrap_or_default(),
        sections: sections.into_iter().zip(cards.by_ref()).collect(),
        collections: collections.into_iter().zip(cards).collect(),
    })
}
