//! The revisions of an article: listed, read, compared.

use masthead_domain::{access::Operation, page::Page};
pub use masthead_persistence::manuscripts::RevisionInfo;
use masthead_persistence::manuscripts::{self as stored, ChangedPlace, ContentOf};

use super::{
    ArticleView, Comparison, Include, difference,
    edit::lookup,
    manuscripts::{views, visible},
};
use crate::{
    Cx, Edge, Error, PageArgs, Result,
    cursor::{self, Fingerprint},
    resources::Key,
};

/// A revision with content of its own.
#[derive(Debug, Clone)]
pub struct RevisionView {
    /// What a list shows of it.
    pub info: RevisionInfo,
    /// Do readers see it?
    pub is_published: bool,
    /// Its content as readers would see it, if it was asked for.
    pub article: Option<ArticleView>,
}

/// The revisions of an article that have content of their own, the latest first. (Numbers in between were given to changes of the
/// stage.)
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unauthenticated`], [`Error::InvalidCursor`], [`Error::PageTooLarge`].
pub async fn revisions(cx: &Cx, key: &Key, args: &PageArgs) -> Result<Page<Edge<RevisionView>>> {
    let manuscript = visible(cx, Operation::Revisions, key, ContentOf::Latest).await?;
    let id = manuscript.identity.id;
    let fingerprint = Fingerprint::of(&("revisions", id));
    let request = args.request::<ChangedPlace>(cx.settings(), fingerprint)?;
    let found = stored::revisions(cx.untagged(), id, &request).await?;
    let shown = manuscript.published.filter(|_| manuscript.identity.stage.is_public());
    Ok(Page::from_found(&request, found, None).map(|(place, info)| Edge {
        cursor: cursor::encode(&place, fingerprint),
        node: RevisionView { is_published: shown == Some(info.content_id), info, article: None },
    }))
}

/// An article as it was at a revision.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unauthenticated`].
pub async fn revision(cx: &Cx, key: &Key, number: i32, include: Include) -> Result<RevisionView> {
    let latest = visible(cx, Operation::Revision, key, ContentOf::Latest).await?;
    if !(1..=latest.revision).contains(&number) {
        return Err(Error::not_found("revision", number));
    }
    let then = lookup(cx.untagged(), &Key::Id(latest.identity.id.uuid()), ContentOf::Revision(number)).await?;
    let places = ChangedPlace { at: i64::from(then.content_revision) + 1, id: then.content_id.uuid() };
    let request =
        masthead_domain::page::PageRequest { from: Some(places), limit: 1, end: masthead_domain::page::End::Start };
    let found = stored::revisions(cx.untagged(), latest.identity.id, &request).await?;
    let info = found.into_iter().next().map(|(_, info)| info).ok_or_else(|| Error::not_found("revision", number))?;
    let is_published = latest.identity.stage.is_public() && latest.published == Some(info.content_id);
    let view = views(cx, vec![then], include).await?.pop();
    Ok(RevisionView { info, is_published, article: view.map(|view| view.article) })
}

/// What two revisions of an article have different, member by member and block by block.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unauthenticated`].
pub async fn compare(cx: &Cx, key: &Key, from: i32, to: i32) -> Result<Comparison> {
    let latest = visible(cx, Operation::CompareRevisions, key, ContentOf::Latest).await?;
    for number in [from, to] {
        if !(1..=latest.revision).contains(&number) {
            return Err(Error::not_found("revision", number));
        }
    }
    let key = Key::Id(latest.identity.id.uuid());
    let (from, to) = (
        lookup(cx.untagged(), &key, ContentOf::Revision(from)).await?,
        lookup(cx.untagged(), &key, ContentOf::Revision(to)).await?,
    );
    Ok(difference::compare(&from, &to))
}
