//! How things are written: find, compare revisions, check, keep, record, commit.

use masthead_domain::event::{Action, NewEvent};
use masthead_persistence::Tx;
use uuid::Uuid;

use super::{Destructible, Filed, TakeOver, Thing, slugs};
use crate::{
    Cx, Difference, Error, Result, Stale, Target,
    form::{self, Fields},
    idempotency,
};

/// What became of something that was to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It was not there.
    Created,
    /// It was there, and differed.
    Updated,
    /// It was there, and did not differ: no revision, no event.
    Unchanged,
}

/// The same but for revision and date?
fn same<T: Thing>(one: &T, other: &T) -> bool {
    let mut one = one.clone();
    let mut other = other.clone();
    for thing in [&mut one, &mut other] {
        thing.renew(0, masthead_domain::time::Instant::default());
    }
    one == other
}

/// The names of the members that differ.
fn differing<T: Thing>(before: &T, now: &T) -> Vec<String> {
    let (before, now) = (form::fields(&before.form()), form::fields(&now.form()));
    now.into_iter().filter(|(name, value)| before.get(name) != Some(value)).map(|(name, _)| name).collect()
}

/// Keeps what is new or differs, with everything that follows from it, and records it.
pub(crate) async fn keep<T: Thing>(
    cx: &Cx,
    tx: &Tx,
    before: Option<&T>,
    mut now: T,
    take_over: TakeOver,
) -> Result<(Kept, T)> {
    if let Some(before) = before
        && same(before, &now)
    {
        return Ok((Kept::Unchanged, before.clone()));
    }
    now.renew(before.map_or(1, |before| before.revision() + 1), cx.now());
    slugs::claim(tx, before, &now, take_over).await?;
    now.save(tx, before).await?;
    slugs::remember(cx, tx, before, &now).await?;
    T::follow(cx, tx, before, &now).await?;
    let (kept, action, fields) = match before {
        None => (Kept::Created, Action::Created, Vec::new()),
        Some(before) => (Kept::Updated, Action::Updated, differing(before, &now)),
    };
    let public = before.is_some() || now.is_seen();
    record(cx, tx, &now, action, fields, now.note(), public);
    Ok((kept, now))
}

/// Adds what happened to the log.
pub(super) fn record<T: Thing>(
    cx: &Cx,
    tx: &Tx,
    thing: &T,
    action: Action,
    fields: Vec<String>,
    note: Option<String>,
    public: bool,
) {
    tx.record(NewEvent {
        at: cx.now(),
        action,
        subject: T::SUBJECT,
        id: thing.id(),
        by: cx.by(),
        revision: Some(thing.revision()),
        fields,
        note,
        public,
        effect: None,
    });
}

/// Reads a form and keeps what it describes; what the importer does with a record.
pub(crate) async fn read_and_keep<T: Thing>(cx: &Cx, tx: &Tx, before: Option<T>, form: T::Form) -> Result<Kept> {
    let now = T::read(cx, tx, form, before.as_ref()).await?;
    Ok(keep(cx, tx, before.as_ref(), now, TakeOver::Settled).await?.0)
}

/// Refuses a change that was not made for what is there. `patch` is what it would have written.
pub(super) fn expect<T: Thing>(before: &T, expected: Option<i32>, patch: Option<&Fields>) -> Result<()> {
    let current = before.revision();
    match expected {
        None => Err(Error::PreconditionRequired { current }),
        Some(expected) if expected != current => {
            let members = form::fields(&before.form());
            let yours = patch.into_iter().flatten().filter(|(name, value)| members.get(*name) != Some(value));
            let differences = yours.map(|(name, value)| Difference {
                field: format!("/{name}"),
                // Only articles keep what they were.
                base: None,
                current: members.get(name).cloned(),
                yours: Some(value.clone()),
            });
            let differences = differences.collect();
            Err(Error::StaleRevision(Box::new(Stale { expected, current, differences })))
        }
        Some(_) => Ok(()),
    }
}

/// The form of something with what a merge patch says.
pub(super) fn patched<T: Thing>(before: &T, patch: &Fields) -> Result<T::Form> {
    let mut fields = form::fields(&before.form());
    form::merge(&mut fields, patch);
    form::read(fields)
}

fn take_over(said: bool) -> TakeOver {
    if said { TakeOver::Yes } else { TakeOver::No }
}

async fn must_find<T: Thing>(tx: &Tx, target: &Target) -> Result<T> {
    T::find(tx, &target.key).await?.ok_or_else(|| Error::not_found(T::KIND, &target.key))
}

/// Creates something. `take_over_slug`: also when links to another one's former slug lead there.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`]; [`Error::Invalid`] with everything that is wrong; [`Error::AlreadyExists`] for
/// a slug or key that is another one's, or was.
pub async fn create<T: Filed>(cx: &Cx, fields: Fields, take_over_slug: bool) -> Result<T> {
    cx.may(T::CREATE)?;
    let form = form::read(fields)?;
    let work = cx.begin().await?;
    if let Some(made) = idempotency::made(cx, &*work).await? {
        let found = T::find(&work, &crate::resources::Key::Id(made)).await?;
        return found.ok_or_else(|| Error::not_found(T::KIND, made));
    }
    let thing = T::read(cx, &work, form, None).await?;
    let (_, thing) = keep(cx, &work, None, thing, take_over(take_over_slug)).await?;
    idempotency::remember(cx, &work, thing.id()).await?;
    work.commit(cx).await?;
    Ok(thing)
}

/// Changes something by a merge patch (RFC 7396) of its form.
///
/// # Errors
/// Those of [`create`]; [`Error::NotFound`]; [`Error::PreconditionRequired`], [`Error::StaleRevision`].
pub async fn update<T: Filed>(cx: &Cx, target: &Target, patch: &Fields, take_over_slug: bool) -> Result<T> {
    cx.may(T::UPDATE)?;
    let work = cx.begin().await?;
    let before: T = must_find(&work, target).await?;
    expect(&before, target.expected, Some(patch))?;
    let form = patched(&before, patch)?;
    let now = T::read(cx, &work, form, Some(&before)).await?;
    let (_, now) = keep(cx, &work, Some(&before), now, take_over(take_over_slug)).await?;
    work.commit(cx).await?;
    Ok(now)
}

/// Destroys something that nothing refers to. Its slug stays reserved.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`], [`Error::NotFound`]; [`Error::PreconditionRequired`],
/// [`Error::StaleRevision`]; [`Error::InUse`].
pub async fn delete<T: Destructible>(cx: &Cx, target: &Target) -> Result<Uuid> {
    cx.may(T::DELETE)?;
    let work = cx.begin().await?;
    let thing: T = must_find(&work, target).await?;
    expect(&thing, target.expected, None)?;
    let id = thing.id();
    remove(cx, &work, thing).await?;
    work.commit(cx).await?;
    Ok(id)
}

/// Destroys something that nothing refers to, and records it.
pub(crate) async fn remove<T: Destructible>(cx: &Cx, tx: &Tx, mut thing: T) -> Result<()> {
    thing.check_unused(tx).await?;
    thing.destroy(cx, tx).await?;
    slugs::reserve(cx, tx, &thing).await?;
    let note = thing.place().map(|place| place.slug.to_string()).or_else(|| thing.note());
    thing.renew(thing.revision() + 1, cx.now());
    record(cx, tx, &thing, Action::Deleted, Vec::new(), note, true);
    Ok(())
}
