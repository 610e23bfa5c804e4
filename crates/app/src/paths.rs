//! Paths of the site: what stands where, so that a frontend needs no routing table of its own.

use masthead_domain::{
    author::Author,
    collection::Collection,
    redirect::{Redirect, RedirectTarget, normalise_path},
    section::Section,
    series::Series,
    tag::Tag,
};
use masthead_persistence::{redirects, sections};

use crate::{
    Cx, Error, Result,
    articles::{self, ArticleView, Include, Key as ArticleKey},
    resources::{self, Key, Resource},
};

/// What stands at a path.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolution {
    /// An article.
    Article(ArticleView),
    /// A section.
    Section(Section),
    /// An author.
    Author(Author),
    /// A tag.
    Tag(Tag),
    /// A series.
    Series(Series),
    /// A collection.
    Collection(Collection),
    /// Nothing any more: go there instead, for good.
    Redirect {
        /// A path of the site, or an absolute URL.
        to: String,
    },
}

/// The path of an author's page: `/authors/{slug}`.
pub fn author_path(author: &Author) -> String {
    format!("/authors/{}", author.slug)
}

/// The path of a tag's page: `/tags/{slug}`.
pub fn tag_path(tag: &Tag) -> String {
    format!("/tags/{}", tag.slug)
}

/// The path of a series' page: `/series/{slug}`.
pub fn series_path(series: &Series) -> String {
    format!("/series/{}", series.slug)
}

/// The path of a collection's page: `/collections/{slug}`.
pub fn collection_path(collection: &Collection) -> String {
    format!("/collections/{}", collection.slug)
}

/// What stands at a path of the site. Articles come before sections, sections before everything else, redirects last.
///
/// # Errors
/// [`Error::NotFound`] when nothing stands there; [`Error::Gone`] for a withdrawn article.
pub async fn resolve(cx: &Cx, path: &str, include: Include) -> Result<Resolution> {
    let path = normalise_path(path);
    match articles::get(cx, &ArticleKey::Path(path.clone()), include).await {
        Err(Error::NotFound { .. }) => {}
        other => return other.map(Resolution::Article),
    }
    if let Some(section) = sections::by_path(cx.untagged(), &path).await? {
        return Ok(Resolution::Section(section));
    }
    if let Some(found) = resolve_named(cx, &path).await? {
        return Ok(found);
    }
    match redirects::by_paths(cx.untagged(), &[&path]).await?.pop() {
        Some(Redirect { to: RedirectTarget::Path(to), .. }) => Ok(Resolution::Redirect { to }),
        Some(Redirect { to: RedirectTarget::Article(id), .. }) => {
            // What the redirect leads to is not to be known from its errors: they name the path that was asked for.
            match articles::find(cx, &ArticleKey::Id(id)).await {
                Ok(article) => Ok(Resolution::Redirect { to: article.path.clone() }),
                Err(Error::NotFound { .. }) => Err(nothing_at(&path)),
                Err(Error::Gone { reason, .. }) => Err(Error::Gone { what: format!("page at {path:?}"), reason }),
                Err(error) => Err(error),
            }
        }
        None => Err(nothing_at(&path)),
    }
}

fn nothing_at(path: &str) -> Error {
    Error::NotFound { what: format!("page at {path:?}") }
}

/// What has its place below a fixed word.
async fn resolve_named(cx: &Cx, path: &str) -> Result<Option<Resolution>> {
    async fn find<T: Resource>(cx: &Cx, slug: &str) -> Result<Option<T>> {
        match resources::get::<T>(cx, &Key::Slug(slug.to_owned())).await {
            Ok(found) => Ok(Some(found)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
    let mut segments = path.trim_start_matches('/').split('/');
    let (Some(kind), Some(slug), None) = (segments.next(), segments.next(), segments.next()) else {
        return Ok(None);
    };
    Ok(match kind {
        "authors" => find(cx, slug).await?.map(Resolution::Author),
        "tags" => find(cx, slug).await?.map(Resolution::Tag),
        "series" => find(cx, slug).await?.map(Resolution::Series),
        "collections" => find(cx, slug).await?.map(Resolution::Collection),
        _ => None,
    })
}
