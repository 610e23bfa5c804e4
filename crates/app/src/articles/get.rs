//! One article, or some that are known by id.

use std::{collections::HashMap, sync::Arc};

use masthead_domain::{article::Article, cache_tag::CacheTag, event::Subject, id::Id};
pub use masthead_persistence::articles::Key;
use masthead_persistence::{
    articles::{self as stored, Known},
    former_slugs,
};

use super::{ArticleView, Include, Wanted, article_tag, dress, public};
use crate::{Cx, Error, Result};

/// One public article, not yet dressed.
pub(crate) async fn find(cx: &Cx, key: &Key) -> Result<Arc<Article>> {
    let what = || match key {
        Key::Id(id) => format!("article {id}"),
        Key::Slug(slug) => format!("article {slug:?}"),
        Key::Path(path) => format!("article at {path:?}"),
    };
    // PostgreSQL cannot even be asked about U+0000.
    if matches!(key, Key::Slug(text) | Key::Path(text) if text.contains('\0')) {
        return Err(Error::NotFound { what: what() });
    }
    // Of an article that was public under this slug a moment ago.
    if let Key::Slug(slug) = key
        && let Some(id) = cx.named(Subject::Article, slug).await?
        && let Some(article) = public(cx, &[Id::new(id)]).await?.pop()
    {
        return Ok(article);
    }
    let found = stored::get(cx.tagged([]), key).await?;
    if let (Key::Slug(slug), Some(Known::Public(article))) = (key, &found) {
        cx.remember_name(Subject::Article, slug, article.id.uuid()).await?;
    }
    cx.tagged([match &found {
        Some(Known::Public(article)) => article_tag(article.id),
        // That nobody is called so is of all.
        Some(Known::Withdrawn { .. }) | None => CacheTag::Any(Subject::Article),
    }]);
    match found {
        Some(Known::Public(article)) => Ok(Arc::new(article)),
        Some(Known::Withdrawn { reason }) => Err(Error::Gone { what: what(), reason }),
        None => Err(Error::NotFound { what: what() }),
    }
}

/// The slug that an article has now which had this one before, if readers may see it: links to what they have seen lead on.
///
/// # Errors
/// What the database says.
pub async fn moved(cx: &Cx, slug: &str) -> Result<Option<masthead_domain::slug::Slug>> {
    if slug.contains('\0') {
        return Ok(None);
    }
    let Some(id) = former_slugs::get(cx.untagged(), former_slugs::ARTICLE, slug).await? else { return Ok(None) };
    match stored::get(cx.untagged(), &Key::Id(Id::new(id))).await? {
        Some(Known::Public(article)) => Ok(Some(article.slug)),
        _ => Ok(None),
    }
}

/// One article.
///
/// # Errors
/// [`Error::NotFound`] when readers may not know of it; [`Error::Gone`] when it was withdrawn.
pub async fn get(cx: &Cx, key: &Key, include: Include) -> Result<ArticleView> {
    let article = find(cx, key).await?;
    let mut views = dress(cx, vec![Wanted { article, include }], &[]).await?;
    views.pop().ok_or_else(|| Error::internal("an article was lost while it was dressed"))
}

/// Those of these articles that are public, by id.
///
/// # Errors
/// What the database says.
pub async fn by_ids(cx: &Cx, ids: &[Id<Article>], include: Include) -> Result<HashMap<Id<Article>, ArticleView>> {
    let articles = public(cx, ids).await?;
    let wanted = articles.into_iter().map(|article| Wanted { article, include }).collect();
    Ok(dress(cx, wanted, &[]).await?.into_iter().map(|view| (view.article.id, view)).collect())
}
