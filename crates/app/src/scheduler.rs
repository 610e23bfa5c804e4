//! What happens by itself: publications, updates, withdrawals and embargoes whose time has come.
//!
//! It is a loop over a table. Whoever looks first does it, in a transaction that sees whether it was done already: exactly once,
//! however many nodes look, and after a crash as well.

use std::time::Duration;

use masthead_domain::{
    access::Operation,
    article::Article,
    event::{Action, NewEvent, Subject},
    id::Id,
    lifecycle::Due,
    time::Instant,
};
use masthead_persistence::{
    assets,
    manuscripts::{self, Which},
};

use crate::{App, Cx, Error, Result, articles::Edit};

/// How long nobody looks, at most, when nothing is known to be due earlier: another node may have planned something.
const LONGEST: Duration = Duration::from_millis(500);
/// How many articles one look takes on.
const AT_ONCE: u32 = 100;

/// Does everything that is due. Returns how many things happened. An article that cannot be dealt with is told to the log and tried
/// again at the next look; it does not hold up the others.
///
/// # Errors
/// When nothing can be read, or the database is away; what was done until then is done.
pub async fn run_due(app: &App) -> Result<usize> {
    // The one does not hold up the other.
    let expired = tell_expiries(app).await;
    let done = run_until(&app.system(), app.clock.now(), |article, error| match error {
        Error::Unavailable(_) => Err(error),
        error => {
            tracing::error!(%article, %error, "what is due for an article could not be done");
            Ok(())
        }
    })
    .await?;
    Ok(done + expired?)
}

/// Tells that the right to show assets has ended. Readers do not see them from that moment, whether it was told or not; what is told
/// moves the content version, so that whoever keeps copies learns of it.
pub(crate) async fn tell_expiries(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let mut told = 0;
    loop {
        if assets::newly_expired(&app.db.reader(), now, 1).await?.is_empty() {
            return Ok(told);
        }
        let tx = app.db.begin().await?;
        let expired = assets::newly_expired(&tx, now, i64::from(AT_ONCE)).await?;
        let ids: Vec<_> = expired.iter().map(|asset| asset.id).collect();
        assets::told_expiry(&tx, &ids, now).await?;
        for asset in expired {
            tx.record(NewEvent {
                at: now,
                action: Action::Expired,
                subject: Subject::Asset,
                id: asset.id.uuid(),
                by: app.system().by(),
                revision: Some(asset.revision),
                fields: Vec::new(),
                note: Some(asset.key),
                public: true,
                effect: None,
            });
            told += 1;
        }
        tx.commit(now).await?;
    }
}

/// Does everything that is due at a moment, in the order of the times. `failed` says whether to go on without an article.
async fn run_until(cx: &Cx, now: Instant, failed: impl Fn(Id<Article>, Error) -> Result<()>) -> Result<usize> {
    let mut done = 0;
    loop {
        let due = manuscripts::due(cx.after().untagged(), now, u64::from(AT_ONCE)).await?;
        let before = done;
        for id in due {
            match one(cx, id, now).await {
                Ok(happened) => done += usize::from(happened),
                Err(error) => failed(id, error)?,
            }
        }
        if done == before {
            return Ok(done);
        }
    }
}

/// The same request as if it were another moment: with everything done that is to happen by itself until then. Nothing of it is
/// kept.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`]; [`Error::Malformed`] for the past.
pub async fn look_ahead(cx: &Cx, at: Instant) -> Result<Cx> {
    cx.may(Operation::ReadAhead)?;
    if at < cx.now() {
        return Err(Error::Malformed("at: what was is gone; name a time to come".to_owned()));
    }
    let ahead = cx.rehearsal().await?.at(at);
    run_until(&ahead, at, |_, error| Err(error)).await?;
    Ok(ahead.after())
}

/// Lets the next thing happen to an article, if it is still due: another node may have been faster.
async fn one(cx: &Cx, id: Id<Article>, now: Instant) -> Result<bool> {
    let work = cx.begin().await?;
    let Some(manuscript) = manuscripts::find(&*work, Which::Ids(&[id])).await?.pop() else { return Ok(false) };
    let mut edit = Edit::by_itself(work, manuscript).await?;
    let Some(due) = edit.manuscript.identity.run_due(now) else { return Ok(false) };
    let action = match due {
        Due::Published => {
            edit.show_latest();
            Action::Published
        }
        Due::Withdrawn => Action::Withdrawn,
    };
    edit.keep(cx, action, None).await?;
    tracing::info!(article = %id, ?due, "scheduled");
    Ok(true)
}

/// Looks again and again, until it is dropped. An error is logged, and the next look tries again.
pub async fn run(app: App) {
    loop {
        if let Err(error) = run_due(&app).await {
            tracing::warn!(%error, "the scheduler could not look; it tries again");
        }
        let wait = match next(&app).await {
            Ok(Some(next)) => {
                let micros = next.micros().saturating_sub(app.clock.now().micros());
                Duration::from_micros(u64::try_from(micros).unwrap_or(0)).clamp(Duration::from_millis(1), LONGEST)
            }
            _ => LONGEST,
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = app.woken() => {}
        }
    }
}

/// When the next thing is due; answers do not promise to hold longer.
pub(crate) async fn next(app: &App) -> Result<Option<Instant>> {
    let reader = app.db.reader();
    let [article, rights] = [manuscripts::next_due(&reader).await?, assets::next_expiry(&reader).await?];
    let next = [article, rights].into_iter().flatten().min();
    app.planned(next);
    Ok(next)
}
