//! Importing what is not there any more.

use std::collections::HashSet;

use masthead_domain::{
    asset::Asset,
    author::Author,
    bundle::{DeletedKind, DeletedRecord, RedirectsRecord},
    collection::CollectionWithItems,
    redirect::{Redirect, normalise_path},
    section::Section,
    series::Series,
    slug::Slug,
    tag::Tag,
};
use masthead_persistence::{Tx, manuscripts, redirects, since, tags};

use super::{article, import::Outcome};
use crate::{
    Cx, Error, Result, posts,
    resources::Key,
    structure::{Destructible, merge, remove, remove_redirect},
};

/// Redirects looked at at once.
const SOME: u64 = 500;

/// Takes away what a record says is not there any more. What is not here either is fine.
pub(super) async fn deleted(cx: &Cx, tx: &Tx, record: &DeletedRecord) -> Result<Outcome> {
    let DeletedRecord { kind, name, trash } = record;
    let gone = match kind {
        DeletedKind::Section => thing::<Section>(cx, tx, name).await,
        DeletedKind::Author => thing::<Author>(cx, tx, name).await,
        DeletedKind::Tag => thing::<Tag>(cx, tx, name).await,
        DeletedKind::Series => thing::<Series>(cx, tx, name).await,
        DeletedKind::Asset => thing::<Asset>(cx, tx, name).await,
        DeletedKind::Collection => thing::<CollectionWithItems>(cx, tx, name).await,
        DeletedKind::Article => article::take_away(cx, tx, name, *trash).await,
        DeletedKind::Post => match name.parse() {
            Ok(id) => posts::take_away(cx, tx, id).await,
            Err(_) => return Ok(Outcome::Refused(format!("{name:?} is not the id of a post"))),
        },
        DeletedKind::Redirect => match redirects::by_paths(tx, &[&normalise_path(name)]).await?.pop() {
            Some(found) => remove_redirect(cx, tx, found).await.map(|()| true),
            None => Ok(false),
        },
    };
    match gone {
        Ok(true) => Ok(Outcome::Updated),
        Ok(false) => Ok(Outcome::Unchanged),
        Err(Error::InUse(why)) => Ok(Outcome::Refused(why)),
        Err(error) => Err(error),
    }
}

async fn thing<T: Destructible>(cx: &Cx, tx: &Tx, name: &str) -> Result<bool> {
    // By its name, also when that looks like an id.
    match T::find(tx, &Key::Slug(name.to_owned())).await? {
        Some(found) => remove(cx, tx, found).await.map(|()| true),
        None => Ok(false),
    }
}

/// A tag that is here under a former name too has become part of this one.
pub(super) async fn merge_tags(cx: &Cx, tx: &Tx, into: Option<&Tag>, formerly: &[Slug]) -> Result<()> {
    let Some(mut into) = into.cloned() else { return Ok(()) };
    for slug in formerly {
        // The one that is found by a former name is the same one, unless it has another id.
        if let Some(from) = tags::by_slugs(tx, &[slug]).await?.pop().filter(|from| from.id != into.id) {
            into = merge(cx, tx, from, into).await?;
        }
    }
    Ok(())
}

/// Lets no other paths of a range lead elsewhere than those of a record.
pub(super) async fn other_redirects(cx: &Cx, tx: &Tx, record: &RedirectsRecord) -> Result<Outcome> {
    let RedirectsRecord { article, after, up_to, from } = record;
    let kept: HashSet<&str> = from.iter().map(String::as_str).collect();
    if let Some(slug) = article {
        let ids: Vec<_> = manuscripts::ids_by_slugs(tx, &[slug]).await?.into_iter().map(|(_, id)| id).collect();
        let mut paths = since::redirects_to(tx, &ids).await?;
        paths.retain(|path| !kept.contains(path.as_str()));
        let mut others = Vec::new();
        for some in paths.chunks(1_000) {
            let some: Vec<&str> = some.iter().map(String::as_str).collect();
            others.extend(redirects::by_paths(tx, &some).await?);
        }
        return remove_all(cx, tx, others).await;
    }
    let mut place = after.clone().unwrap_or_default();
    let mut others: Vec<Redirect> = Vec::new();
    loop {
        let some = redirects::after_path(tx, &place, SOME).await?;
        let Some(last) = some.last() else { break };
        place.clone_from(&last.from);
        let in_range = |redirect: &Redirect| up_to.as_ref().is_none_or(|up_to| redirect.from <= *up_to);
        let is_done = !in_range(last);
        others.extend(some.into_iter().filter(|redirect| in_range(redirect) && !kept.contains(redirect.from.as_str())));
        if is_done {
            break;
        }
    }
    remove_all(cx, tx, others).await
}

async fn remove_all(cx: &Cx, tx: &Tx, others: Vec<Redirect>) -> Result<Outcome> {
    if others.is_empty() {
        return Ok(Outcome::Unchanged);
    }
    for other in others {
        remove_redirect(cx, tx, other).await?;
    }
    Ok(Outcome::Updated)
}
