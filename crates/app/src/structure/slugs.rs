//! Slugs and the paths that follow from them: who has one, who had it before, and where old links lead.

use masthead_domain::redirect::RedirectTarget;
use masthead_persistence::{Tx, former_slugs, redirects};

use super::{Place, TakeOver, Thing};
use crate::{Cx, Error, Result, resources::Key};

/// Refuses a slug that is another one's, or was and is not taken over knowingly; and forgets that it was.
pub(super) async fn claim<T: Thing>(tx: &Tx, before: Option<&T>, now: &T, take_over: TakeOver) -> Result<()> {
    let Some(Place { slug, .. }) = now.place() else { return Ok(()) };
    if before.and_then(Thing::place).is_some_and(|before| before.slug == slug) {
        return Ok(());
    }
    if take_over != TakeOver::Settled {
        if T::find(tx, &Key::Slug(slug.to_string())).await?.is_some() {
            return Err(Error::AlreadyExists(format!("another {} has the slug {slug:?}", T::KIND)));
        }
        let owner = former_slugs::get(tx, T::KIND, &slug).await?.filter(|owner| *owner != now.id());
        if let Some(owner) = owner
            && take_over == TakeOver::No
        {
            let whose = match T::find(tx, &Key::Id(owner)).await?.and_then(|other| other.place()) {
                Some(other) => format!("of the {} {:?}, and links to it still lead there", T::KIND, other.slug),
                None => format!("of a {} that was destroyed", T::KIND),
            };
            let message = format!("{slug:?} was the slug {whose}: choose another one, or say takeOverSlug");
            return Err(Error::AlreadyExists(message));
        }
    }
    Ok(former_slugs::delete(tx, T::KIND, &slug).await?)
}

/// Remembers the slug that something had until now, and lets its old path lead to the new one.
pub(super) async fn remember<T: Thing>(cx: &Cx, tx: &Tx, before: Option<&T>, now: &T) -> Result<()> {
    let Some(place) = now.place() else { return Ok(()) };
    let Some(before) = before.and_then(Thing::place) else {
        return Ok(redirects::delete(tx, &place.path).await?);
    };
    if before.slug != place.slug {
        former_slugs::put(tx, T::KIND, &before.slug, now.id(), cx.now()).await?;
    }
    if before.path != place.path {
        settle(tx, &[(before.path, place.path)]).await?;
    }
    Ok(())
}

/// Keeps the slug of something that is destroyed: nobody gets it unawares. Nothing leads to where it was any more.
pub(super) async fn reserve<T: Thing>(cx: &Cx, tx: &Tx, thing: &T) -> Result<()> {
    let Some(place) = thing.place() else { return Ok(()) };
    former_slugs::put(tx, T::KIND, &place.slug, thing.id(), cx.now()).await?;
    Ok(redirects::delete_leading_to(tx, &place.path).await?)
}

/// Old paths lead to the new ones, in one step; and nothing leads away from a path that is in use again.
pub(super) async fn settle(tx: &Tx, moves: &[(String, String)]) -> Result<()> {
    // Every move costs two values, and a statement has room for some thousands.
    const AT_ONCE: usize = 500;
    for some in moves.chunks(AT_ONCE) {
        let targets: Vec<_> = some.iter().map(|(_, to)| RedirectTarget::Path(to.clone())).collect();
        let old: Vec<_> = some.iter().zip(&targets).map(|((from, _), to)| (from.as_str(), to)).collect();
        redirects::lead_on(tx, &old).await?;
        redirects::put_all(tx, old).await?;
    }
    for some in moves.chunks(AT_ONCE) {
        let new: Vec<&str> = some.iter().map(|(_, to)| to.as_str()).collect();
        redirects::delete_all(tx, &new).await?;
    }
    Ok(())
}
