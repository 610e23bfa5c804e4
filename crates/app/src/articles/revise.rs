//! Changing what an article says.

use masthead_domain::{
    access::Operation,
    article::{Stage, check_identity},
    event::Action,
};
use masthead_persistence::manuscripts::ContentOf;

use super::{
    Written,
    create::{parse_slug, sorted},
    edit::{Edit, check_slug, lookup},
    form::{ArticleForm, Fields},
    resolve,
};
use crate::{Cx, Error, Result, Target, resources::Key};

/// Changes an article by a merge patch (RFC 7396) of its form. What readers see stays as it is until it is published; only slug,
/// translation set and alternative ids are no part of a revision, and change at once.
///
/// # Errors
/// Those of [`Edit::begin`]; [`Error::Invalid`] with everything that is wrong; [`Error::AlreadyExists`].
pub async fn revise(cx: &Cx, target: &Target, patch: &Fields, take_over_slug: bool) -> Result<Written> {
    let operation = Operation::ReviseArticle;
    let mut edit = Edit::begin(cx, operation, target, Some(patch)).await?;
    if matches!(edit.manuscript.identity.stage, Stage::Trashed { .. }) {
        let message = "it is in the trash: undelete it first".to_owned();
        return Err(masthead_domain::error::Error::IllegalTransition(message).into());
    }
    let mut form = ArticleForm::of(&edit.manuscript.identity, &edit.manuscript.content).patched(patch)?;
    let language = match &form.language {
        Some(language) => language.clone(),
        None => cx.fresh_site(&edit.work).await?.language,
    };
    let (body, notes) = match resolve::read_body(cx, &mut form, &language).await? {
        Some((body, notes)) => (body, notes),
        None => (edit.manuscript.content.body.clone(), Vec::new()),
    };
    let id = edit.manuscript.identity.id;
    let content = resolve::content(&edit.work, &form, body, language, Some(id)).await?;
    let identity = &mut edit.manuscript.identity;
    match &form.slug {
        Some(slug) if *slug != *identity.slug => {
            identity.slug = parse_slug(slug)?;
            check_slug(&edit.work, &identity.slug, id, take_over_slug).await?;
        }
        Some(_) => {}
        None => return Err(Error::wrong("/slug", "required", "an article keeps a slug: name another one")),
    }
    identity.translation_set = form.translation_set;
    identity.alternative_ids = sorted(form.alternative_ids);
    Error::unless_none(check_identity(identity))?;
    edit.set_content(cx, operation, content).await?;
    check_planned(&edit).await?;
    let id = edit.keep(cx, Action::Updated, None).await?;
    Ok(Written { id, notes })
}

/// What is to be published by itself must stay fit for it.
async fn check_planned(edit: &Edit) -> Result<()> {
    let planned = match &edit.manuscript.identity.stage {
        Stage::Scheduled { .. } => true,
        Stage::Published { .. } => edit.manuscript.identity.plan.update_at.is_some(),
        _ => false,
    };
    if planned { edit.check_publication().await } else { Ok(()) }
}

/// Makes the content of an earlier revision the latest again, as a new revision.
///
/// # Errors
/// Those of [`Edit::begin`]; [`Error::NotFound`] for a revision that never was.
pub async fn restore(cx: &Cx, target: &Target, revision: i32) -> Result<Written> {
    let operation = Operation::RestoreRevision;
    let mut edit = Edit::begin(cx, operation, target, None).await?;
    if !(1..=edit.manuscript.revision).contains(&revision) {
        return Err(Error::not_found("revision", revision));
    }
    if matches!(edit.manuscript.identity.stage, Stage::Trashed { .. }) {
        let message = "it is in the trash: undelete it first".to_owned();
        return Err(masthead_domain::error::Error::IllegalTransition(message).into());
    }
    let key = Key::Id(edit.manuscript.identity.id.uuid());
    let then = lookup(&*edit.work, &key, ContentOf::Revision(revision)).await?;
    edit.set_content(cx, operation, then.content).await?;
    check_planned(&edit).await?;
    Ok(edit.keep(cx, Action::Updated, Some(format!("revision {revision} restored"))).await?.into())
}
