//! Redirects: paths that have moved.

use masthead_domain::{
    access::Operation,
    error::Violation,
    event::{Action, Subject},
    page::Page,
    redirect::{MAX_PATH_BYTES, Redirect, RedirectTarget, normalise_path},
    time::Instant,
};
use masthead_persistence::{
    Tx,
    redirects::{self as stored, PathPlace},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    TakeOver, Thing, keep, references,
    write::{expect, record},
};
use crate::{
    Cx, Edge, Error, PageArgs, Result,
    articles::Include,
    cursor::{self, Fingerprint},
    form::{self, Fields},
    paths::{self, Resolution},
    resources::Key,
};

/// What can be written of a redirect: a path, and where it leads. The article is named by id or slug.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RedirectForm {
    pub(crate) from: String,
    pub(crate) to: Option<String>,
    pub(crate) article: Option<String>,
}

fn check(form: &RedirectForm) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut refuse = |field, code, message: String| violations.push(Violation::new(field, code, message));
    if !form.from.starts_with('/') {
        refuse("/from", "invalid", "must be a path that begins with '/'".to_owned());
    }
    for (field, path) in [("/from", Some(&form.from)), ("/to", form.to.as_ref())] {
        if path.is_some_and(|path| path.len() > MAX_PATH_BYTES || path.chars().any(char::is_control)) {
            let message = format!("paths have at most {MAX_PATH_BYTES} bytes and no control characters");
            refuse(field, "out_of_range", message);
        }
    }
    match (&form.to, &form.article) {
        (Some(to), None) => {
            let absolute = to.starts_with("https://") || to.starts_with("http://");
            if !to.starts_with('/') && !absolute {
                refuse("/to", "invalid", "must be a path that begins with '/', or an absolute URL".to_owned());
            }
            if normalise_path(to) == normalise_path(&form.from) {
                refuse("/to", "loop", "the redirect leads to itself".to_owned());
            }
        }
        (None, Some(_)) => {}
        _ => refuse("", "required", "give either to or article".to_owned()),
    }
    violations
}

impl Thing for Redirect {
    const KIND: &'static str = "redirect";
    const SUBJECT: Subject = Subject::Redirect;
    type Form = RedirectForm;

    /// A redirect goes by its path.
    fn id(&self) -> Uuid {
        Uuid::nil()
    }

    fn revision(&self) -> i32 {
        self.revision
    }

    fn renew(&mut self, revision: i32, _at: Instant) {
        self.revision = revision;
    }

    fn form(&self) -> RedirectForm {
        let (to, article) = match &self.to {
            RedirectTarget::Path(to) => (Some(to.clone()), None),
            RedirectTarget::Article(id) => (None, Some(id.to_string())),
        };
        RedirectForm { from: self.from.clone(), to, article }
    }

    async fn read(_cx: &Cx, tx: &Tx, form: RedirectForm, _before: Option<&Self>) -> Result<Self> {
        Error::unless_none(check(&form))?;
        let to = match (form.to, form.article) {
            (Some(to), _) => RedirectTarget::Path(to),
            (None, article) => {
                let name = article.unwrap_or_default();
                match references::articles(tx, std::slice::from_ref(&name)).await?.pop().flatten() {
                    Some(id) => RedirectTarget::Article(id),
                    None => {
                        let message = format!("there is no article {name:?}");
                        return Err(Error::wrong("/article", "unknown_reference", message));
                    }
                }
            }
        };
        Ok(Self { from: normalise_path(&form.from), to, revision: 0 })
    }

    async fn find(tx: &Tx, key: &Key) -> Result<Option<Self>> {
        match key {
            Key::Id(_) => Ok(None),
            Key::Slug(path) if path.contains('\0') => Ok(None),
            Key::Slug(path) => Ok(stored::by_paths(tx, &[path]).await?.pop()),
        }
    }

    async fn save(&self, tx: &Tx, before: Option<&Self>) -> Result<()> {
        Ok(stored::save(tx, self, before.is_none()).await?)
    }

    fn note(&self) -> Option<String> {
        Some(self.from.clone())
    }
}

/// A page of the redirects, in the order of paths.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`]; [`Error::InvalidCursor`], [`Error::PageTooLarge`], [`Error::Malformed`].
pub async fn redirects(cx: &Cx, args: &PageArgs) -> Result<Page<Edge<Redirect>>> {
    cx.may(Operation::Redirects)?;
    let fingerprint = Fingerprint::of(&"redirects");
    let request = args.request::<PathPlace>(cx.settings(), fingerprint)?;
    let found = stored::page(cx.untagged(), &request).await?;
    let total = if args.total { Some(stored::count(cx.untagged()).await?) } else { None };
    Ok(Page::from_found(&request, found, total)
        .map(|(place, node)| Edge { cursor: cursor::encode(&place, fingerprint), node }))
}

/// Lets a path lead elsewhere. A redirect that is there already is changed only by whoever has seen it; a new one needs no revision.
/// What the new place leads to in turn is led to at once, and what led to this path leads on.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`]; [`Error::Invalid`] with everything that is wrong, such as a path where
/// something is; [`Error::PreconditionRequired`], [`Error::StaleRevision`].
pub async fn set_redirect(cx: &Cx, expected: Option<i32>, fields: Fields) -> Result<Redirect> {
    cx.may(Operation::SetRedirect)?;
    let form: RedirectForm = form::read(fields.clone())?;
    Error::unless_none(check(&form))?;
    let taken = match paths::resolve(cx, &form.from, Include::default()).await {
        Ok(Resolution::Redirect { .. }) | Err(Error::NotFound { .. }) => false,
        // A redirect to what was withdrawn says so too.
        Err(Error::Gone { .. }) => stored::by_paths(cx.untagged(), &[&normalise_path(&form.from)]).await?.is_empty(),
        Ok(_) => true,
        Err(error) => return Err(error),
    };
    if taken {
        let message = "something is there: a redirect from it would never be seen";
        return Err(Error::wrong("/from", "in_use", message));
    }
    let work = cx.begin().await?;
    let mut now = Redirect::read(cx, &work, form, None).await?;
    if let RedirectTarget::Path(to) = &now.to
        && to.starts_with('/')
        && let Some(next) = stored::by_paths(&*work, &[&normalise_path(to)]).await?.pop()
    {
        now.to = next.to;
    }
    if matches!(&now.to, RedirectTarget::Path(to) if normalise_path(to) == now.from) {
        return Err(Error::wrong("/to", "loop", "the redirect leads back to itself"));
    }
    let before = stored::by_paths(&*work, &[&now.from]).await?.pop();
    if let Some(before) = before.as_ref().filter(|before| before.to != now.to) {
        expect(before, expected, Some(&fields))?;
    }
    let (_, now) = keep(cx, &work, before.as_ref(), now, TakeOver::No).await?;
    stored::lead_on(&work, &[(now.from.as_str(), &now.to)]).await?;
    work.commit(cx).await?;
    Ok(now)
}

/// Lets a path lead nowhere again.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`], [`Error::NotFound`]; [`Error::PreconditionRequired`],
/// [`Error::StaleRevision`].
pub async fn delete_redirect(cx: &Cx, from: &str, expected: Option<i32>) -> Result<()> {
    cx.may(Operation::DeleteRedirect)?;
    let path = normalise_path(from);
    let work = cx.begin().await?;
    let found = Redirect::find(&work, &Key::Slug(path.clone())).await?;
    let found = found.ok_or_else(|| Error::not_found(Redirect::KIND, format!("from {path:?}")))?;
    expect(&found, expected, None)?;
    remove_redirect(cx, &work, found).await?;
    work.commit(cx).await
}

/// Lets its path lead nowhere again, and records it.
pub(crate) async fn remove_redirect(cx: &Cx, tx: &Tx, mut found: Redirect) -> Result<()> {
    stored::delete(tx, &found.from).await?;
    found.renew(found.revision + 1, cx.now());
    record(cx, tx, &found, Action::Deleted, Vec::new(), Some(found.from.clone()), true);
    Ok(())
}
