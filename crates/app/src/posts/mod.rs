//! Live coverage: posts that are added to an article while something happens. A post is public at once, if its article is; everything that
//! happens to it is in the log, and those who follow that are told.

mod write;

use std::{collections::HashMap, sync::Arc};

use masthead_domain::{
    article::Article,
    author::Author,
    cache_tag::CacheTag,
    event::Subject,
    id::Id,
    page::{Page, PageRequest},
    post::Post,
    site::Site,
};
use masthead_persistence::posts::{self as stored, PostQuery};
pub use stored::PostFilter;
pub(crate) use write::{PostForm, bring, take_away};
pub use write::{WrittenPost, create, delete, update};

use crate::{
    Cx, Edge, Error, PageArgs, Result,
    articles::{self, Assets, find},
    assets,
    cursor::LogPlace,
    live, resources,
};

/// A post with what belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct PostView {
    /// The post.
    pub post: Post,
    /// Who wrote it, in order.
    pub authors: Vec<Arc<Author>>,
    /// The pictures of its text, and those of all that were gathered with it.
    pub assets: Arc<Assets>,
    /// The publication.
    pub site: Arc<Site>,
    /// Which log its place is in.
    log: i64,
}

impl PostView {
    /// Where it stands among the posts, and in the stream of what happens: both go on after it. Nothing for one that is only tried.
    pub fn position(&self) -> Option<String> {
        self.post.seq.map(|seq| live::position(self.log, seq))
    }
}

/// Posts with their authors and pictures: one statement for each.
async fn dress(cx: &Cx, posts: Vec<Post>) -> Result<Vec<PostView>> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let (site, log) = (cx.site().await?, cx.version().await?.log);
    let mut ids: Vec<Id<Author>> = posts.iter().flat_map(|post| post.authors.iter().copied()).collect();
    ids.sort_unstable();
    ids.dedup();
    let found: HashMap<Id<Author>, Arc<Author>> = resources::by_ids(cx, &ids).await?;
    let mut keys: Vec<&str> = posts.iter().flat_map(|post| post.body.asset_keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let shown = assets::find_shown(cx, &[], &keys).await?;
    let assets = Arc::new(Assets::of(assets::views(cx, shown, false).await?));
    let one = |post: Post| PostView {
        authors: post.authors.iter().filter_map(|id| found.get(id).cloned()).collect(),
        assets: Arc::clone(&assets),
        site: Arc::clone(&site),
        log,
        post,
    };
    Ok(posts.into_iter().map(one).collect())
}

/// A list of posts that has been checked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PreparedPosts {
    query: PostQuery,
    total: bool,
}

/// Checks what a client asks of the posts of an article that readers see. The cursors of posts are the positions of the stream.
///
/// # Errors
/// [`Error::InvalidCursor`], [`Error::PageTooLarge`], [`Error::Malformed`].
pub fn prepare(cx: &Cx, filter: PostFilter, args: &PageArgs) -> Result<PreparedPosts> {
    // Posts keep their numbers through a restore: a place among them holds whichever log it is from.
    let page = args.request::<LogPlace>(cx.settings(), live::fingerprint())?;
    let page = PageRequest { limit: page.limit, end: page.end, from: page.from.map(|place| place.seq) };
    Ok(PreparedPosts { query: PostQuery { filter, page }, total: args.total })
}

/// Several lists of posts at once, the latest first, in as many statements as one.
///
/// # Errors
/// What the database says.
pub async fn list(cx: &Cx, lists: &[PreparedPosts]) -> Result<Vec<Page<Edge<PostView>>>> {
    let queries: Vec<PostQuery> = lists.iter().map(|list| list.query.clone()).collect();
    let reader = cx.tagged([CacheTag::Any(Subject::Post)]);
    let found = stored::find(reader, &queries).await?;
    let counted: Vec<usize> = (0..lists.len()).filter(|&at| lists[at].total).collect();
    let filters: Vec<&PostFilter> = counted.iter().map(|&at| &queries[at].filter).collect();
    let totals = stored::count(reader, &filters).await?;
    let totals: HashMap<usize, u64> = counted.into_iter().zip(totals).collect();
    let sizes: Vec<usize> = found.iter().map(Vec::len).collect();
    let mut views = dress(cx, found.into_iter().flatten().collect()).await?.into_iter();
    let edge = |node: PostView| Edge { cursor: live::position(node.log, node.post.seq.unwrap_or(0)), node };
    let pages = sizes.into_iter().enumerate().map(|(at, size)| {
        let page = views.by_ref().take(size).collect();
        Page::from_found(&queries[at].page, page, totals.get(&at).copied()).map(edge)
    });
    Ok(pages.collect())
}

/// One list.
///
/// # Errors
/// What the database says.
pub async fn list_one(cx: &Cx, prepared: PreparedPosts) -> Result<Page<Edge<PostView>>> {
    let mut pages = list(cx, &[prepared]).await?;
    pages.pop().ok_or_else(|| Error::internal("a list was lost"))
}

/// The article whose posts readers may see.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Gone`].
pub async fn article(cx: &Cx, key: &articles::Key) -> Result<Id<Article>> {
    Ok(find(cx, key).await?.id)
}

/// The latest posts of articles that were found to be public, by article.
pub(crate) async fn latest(cx: &Cx, of: &[Id<Article>], count: u32) -> Result<HashMap<Id<Article>, Vec<PostView>>> {
    let filter = |article| PostFilter { article, key_events: false, pinned: false };
    let query = |article: &Id<Article>| PostQuery { filter: filter(*article), page: PageRequest::first(count) };
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let reader = cx.tagged([CacheTag::Any(Subject::Post)]);
    let mut found = stored::find(reader, &of.iter().map(query).collect::<Vec<_>>()).await?;
    // Each has one more, which would tell of another page.
    found.iter_mut().for_each(|list| list.truncate(count as usize));
    let mut by_article: HashMap<Id<Article>, Vec<PostView>> = HashMap::new();
    for view in dress(cx, found.into_iter().flatten().collect()).await? {
        by_article.entry(view.post.article).or_default().push(view);
    }
    Ok(by_article)
}

/// One post that readers see.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(cx: &Cx, id: Id<Post>) -> Result<PostView> {
    let not_there = || Error::not_found("post", id);
    let post = stored::by_ids(cx.tagged([CacheTag::Any(Subject::Post)]), &[id]).await?.pop().ok_or_else(not_there)?;
    match find(cx, &articles::Key::Id(post.article)).await {
        Ok(_) => dress(cx, vec![post]).await?.pop().ok_or_else(not_there),
        Err(Error::NotFound { .. } | Error::Gone { .. }) => Err(not_there()),
        Err(error) => Err(error),
    }
}
