//! The stages of an article: each operation is one step of its life.

use masthead_domain::{
    access::Operation,
    article::{Article, Correction, CorrectionKind, Review, ReviewState, check_identity},
    event::{Action, Effect, NewEvent, Subject},
    id::Id,
    lifecycle::Publishing,
    time::Instant,
};
use masthead_persistence::{
    Tx,
    manuscripts::{self, Manuscript},
};

use super::{Written, edit::Edit};
use crate::{Cx, Error, Result, Target};

/// Makes the latest revision public.
///
/// # Errors
/// Those of [`Edit::begin`]; [`Error::Invalid`] with everything that publication still needs; an illegal transition.
pub async fn publish(cx: &Cx, target: &Target, how: Publishing) -> Result<Written> {
    let mut edit = Edit::begin(cx, Operation::PublishArticle, target, None).await?;
    let has_changes = edit.manuscript.has_changes();
    edit.manuscript.identity.publish(cx.now(), has_changes, how)?;
    edit.check_publication().await?;
    edit.show_latest();
    Ok(edit.keep(cx, Action::Published, None).await?.into())
}

/// Plans a publication, a withdrawal, or both.
///
/// # Errors
/// Those of [`publish`].
pub async fn schedule(
    cx: &Cx,
    target: &Target,
    publish_at: Option<Instant>,
    unpublish_at: Option<Instant>,
) -> Result<Written> {
    let mut edit = Edit::begin(cx, Operation::ScheduleArticle, target, None).await?;
    let has_changes = edit.manuscript.has_changes();
    edit.manuscript.identity.schedule(cx.now(), publish_at, unpublish_at, has_changes)?;
    if publish_at.is_some() {
        edit.check_publication().await?;
    }
    let id = edit.keep(cx, Action::Scheduled, None).await?;
    cx.app.wake();
    Ok(id.into())
}

/// Takes back what was planned.
///
/// # Errors
/// Those of [`Edit::begin`]; an illegal transition.
pub async fn unschedule(cx: &Cx, target: &Target) -> Result<Written> {
    let mut edit = Edit::begin(cx, Operation::UnscheduleArticle, target, None).await?;
    edit.manuscript.identity.unschedule(cx.now())?;
    Ok(edit.keep(cx, Action::Unscheduled, None).await?.into())
}

/// Keeps an article from readers until a time; nothing lifts it.
///
/// # Errors
/// Those of [`Edit::begin`]; an illegal transition.
pub async fn embargo(cx: &Cx, target: &Target, until: Option<Instant>) -> Result<Written> {
    let mut edit = Edit::begin(cx, Operation::EmbargoArticle, target, None).await?;
    edit.manuscript.identity.embargo(cx.now(), until)?;
    let id = edit.keep(cx, Action::Embargoed, None).await?;
    cx.app.wake();
    Ok(id.into())
}

/// Tells readers what was put right.
///
/// # Errors
/// Those of [`Edit::begin`]; [`Error::Invalid`]; an illegal transition.
pub async fn correct(cx: &Cx, target: &Target, kind: CorrectionKind, text: String) -> Result<Written> {
    let mut edit = Edit::begin(cx, Operation::CorrectArticle, target, None).await?;
    if text.trim().is_empty() {
        return Err(Error::wrong("/text", "required", "what readers are told"));
    }
    edit.manuscript.identity.correct(Correction { at: cx.now(), kind, text: text.clone() })?;
    Error::unless_none(check_identity(&edit.manuscript.identity))?;
    Ok(edit.keep(cx, Action::Corrected, Some(text)).await?.into())
}

/// Takes an article back from readers, who are told that it is gone, and why.
///
/// # Errors
/// Those of [`Edit::begin`]; an illegal transition.
pub async fn withdraw(cx: &Cx, target: &Target, reason: Option<String>) -> Result<Written> {
    let mut edit = Edit::begin(cx, Operation::WithdrawArticle, target, None).await?;
    edit.manuscript.identity.withdraw(cx.now(), reason.clone())?;
    Error::unless_none(check_identity(&edit.manuscript.identity))?;
    Ok(edit.keep(cx, Action::Withdrawn, reason).await?.into())
}

/// Takes the review of an article one step on: submitted, approved, sent back.
///
/// # Errors
/// Those of [`Edit::begin`]; [`Error::Invalid`]; an illegal transition.
pub async fn review(cx: &Cx, target: &Target, state: ReviewState, note: Option<String>) -> Result<Written> {
    let (operation, action) = match state {
        ReviewState::Submitted => (Operation::SubmitArticle, Action::Submitted),
        ReviewState::Approved => (Operation::ApproveArticle, Action::Approved),
        ReviewState::SentBack => (Operation::SendBackArticle, Action::SentBack),
    };
    let mut edit = Edit::begin(cx, operation, target, None).await?;
    let mut checks = masthead_domain::text::Checks::default();
    checks.prose("/note", &note);
    Error::unless_none(checks.into_violations())?;
    let has_changes = edit.manuscript.has_changes();
    let review = Review { state, at: cx.now(), by: cx.caller().user(), note: note.clone() };
    edit.manuscript.identity.review(review, has_changes)?;
    Ok(edit.keep(cx, action, note).await?.into())
}

/// Throws an article away; it can be had back.
///
/// # Errors
/// Those of [`Edit::begin`]; an illegal transition; [`Error::Forbidden`] for what readers have seen, unless the caller may publish.
pub async fn trash(cx: &Cx, target: &Target) -> Result<Written> {
    let mut edit = Edit::begin(cx, Operation::TrashArticle, target, None).await?;
    if edit.manuscript.identity.stage.dates().is_some() {
        // What readers have seen is taken from them: that is publishing's business.
        edit.must(cx, Operation::WithdrawArticle)?;
    }
    edit.manuscript.identity.trash(cx.now())?;
    Ok(edit.keep(cx, Action::Trashed, None).await?.into())
}

/// Has an article back: as a draft, or as withdrawn if it was public before.
///
/// # Errors
/// Those of [`Edit::begin`]; an illegal transition.
pub async fn undelete(cx: &Cx, target: &Target) -> Result<Written> {
    let mut edit = Edit::begin(cx, Operation::UndeleteArticle, target, None).await?;
    edit.manuscript.identity.undelete()?;
    Ok(edit.keep(cx, Action::Undeleted, None).await?.into())
}

/// Destroys an article in the trash, with all its revisions. Its slug stays reserved if readers have seen it.
///
/// # Errors
/// Those of [`Edit::begin`]; an illegal transition.
pub async fn purge(cx: &Cx, target: &Target) -> Result<Id<Article>> {
    let edit = Edit::begin(cx, Operation::PurgeArticle, target, None).await?;
    let identity = &edit.manuscript.identity;
    if !matches!(identity.stage, masthead_domain::article::Stage::Trashed { .. }) {
        let message = "only what is in the trash can be purged: trash it first".to_owned();
        return Err(masthead_domain::error::Error::IllegalTransition(message).into());
    }
    destroy(cx, &edit.work, &edit.manuscript).await?;
    let id = identity.id;
    edit.work.commit(cx).await?;
    Ok(id)
}

/// Destroys an article with all its revisions, and records it.
pub(crate) async fn destroy(cx: &Cx, tx: &Tx, manuscript: &Manuscript) -> Result<()> {
    let identity = &manuscript.identity;
    manuscripts::purge(tx, identity.id, identity.stage.dates().map(|_| &identity.slug), cx.now()).await?;
    tx.record(NewEvent {
        at: cx.now(),
        action: Action::Deleted,
        subject: Subject::Article,
        id: identity.id.uuid(),
        by: cx.by(),
        revision: Some(manuscript.revision + 1),
        fields: Vec::new(),
        note: Some(identity.slug.to_string()),
        public: identity.stage.dates().is_some(),
        // In the trash, they have not seen it any more.
        effect: Effect::of(identity.stage.is_public(), false),
    });
    Ok(())
}
