//! The publication itself.

use masthead_domain::{
    access::Operation,
    error::Violation,
    event::Subject,
    language::Language,
    site::{NavigationItem, PathTemplate, ProfileLink, Site},
    text::Checks,
    time::Instant,
};
use masthead_persistence::{Tx, sites};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use super::{
    TakeOver, Thing,
    author::check_links,
    keep, moving,
    write::{expect, patched},
};
use crate::{Cx, Error, Result, form::Fields, resources::Key};

/// What can be written of the publication.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct SiteForm {
    pub(crate) name: String,
    pub(crate) url: Option<Url>,
    pub(crate) language: Option<Language>,
    pub(crate) timezone: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) article_path: Option<String>,
    pub(crate) navigation: Vec<NavigationItem>,
    pub(crate) social_links: Vec<ProfileLink>,
}

fn check(form: &SiteForm) -> Vec<Violation> {
    let mut checks = Checks::default();
    checks.name("/name", &form.name);
    checks.prose("/description", &form.description);
    checks.key("/timezone", &form.timezone);
    check_links(&mut checks, "socialLinks", &form.social_links);
    for (place, item) in form.navigation.iter().enumerate() {
        checks.name(&format!("/navigation/{place}/label"), &item.label);
        checks.key(&format!("/navigation/{place}/path"), &item.path);
    }
    let mut violations = checks.into_violations();
    let mut refuse = |field: String, code, message: &str| violations.push(Violation::new(field, code, message));
    for (place, item) in form.navigation.iter().enumerate() {
        if !item.path.starts_with('/') {
            refuse(format!("/navigation/{place}/path"), "invalid", "must begin with '/'");
        }
    }
    let usable =
        |url: &Url| matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none();
    if !form.url.as_ref().is_some_and(usable) {
        let message = "must be an absolute http or https URL without query and fragment";
        refuse("/url".to_owned(), "invalid", message);
    }
    if form.language.is_none() {
        refuse("/language".to_owned(), "required", "the language of what says nothing else");
    }
    let plausible = |zone: &String| {
        let known = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+');
        (1..=64).contains(&zone.len()) && zone.bytes().all(known)
    };
    if !form.timezone.as_ref().is_some_and(plausible) {
        refuse("/timezone".to_owned(), "invalid", "must be an IANA time zone name, such as Europe/Lisbon");
    }
    violations
}

impl Thing for Site {
    const KIND: &'static str = "site";
    const SUBJECT: Subject = Subject::Site;
    type Form = SiteForm;

    fn id(&self) -> Uuid {
        Uuid::nil()
    }

    fn revision(&self) -> i32 {
        self.revision
    }

    fn renew(&mut self, revision: i32, at: Instant) {
        (self.revision, self.updated_at) = (revision, at);
    }

    fn form(&self) -> SiteForm {
        SiteForm {
            name: self.name.clone(),
            url: Some(self.url.clone()),
            language: Some(self.language.clone()),
            timezone: Some(self.timezone.clone()),
            description: self.description.clone(),
            article_path: Some(self.article_path.as_str().to_owned()),
            navigation: self.navigation.clone(),
            social_links: self.social_links.clone(),
        }
    }

    async fn read(cx: &Cx, _tx: &Tx, form: SiteForm, _before: Option<&Self>) -> Result<Self> {
        let mut violations = check(&form);
        let parsed = form.article_path.as_deref().map(PathTemplate::parse).transpose();
        let article_path = parsed.unwrap_or_else(|reason| {
            violations.push(Violation::new("/articlePath", "invalid", reason));
            None
        });
        let SiteForm { name, url: Some(url), language: Some(language), timezone: Some(timezone), .. } = form else {
            return Err(Error::invalid(violations));
        };
        Error::unless_none(violations)?;
        Ok(Self {
            name,
            url,
            language,
            timezone,
            description: form.description,
            article_path: article_path.unwrap_or_default(),
            navigation: form.navigation,
            social_links: form.social_links,
            revision: 0,
            updated_at: cx.now(),
        })
    }

    async fn find(tx: &Tx, _key: &Key) -> Result<Option<Self>> {
        Ok(sites::get(tx).await?)
    }

    async fn save(&self, tx: &Tx, before: Option<&Self>) -> Result<()> {
        // What was never written has a revision of its own: none.
        let is_new = before.is_none_or(|before| before.revision == 0);
        Ok(sites::save(tx, self, is_new).await?)
    }

    async fn follow(_cx: &Cx, tx: &Tx, before: Option<&Self>, now: &Self) -> Result<()> {
        if before.is_some_and(|before| before.article_path == now.article_path) {
            return Ok(());
        }
        moving::articles(tx, now, None).await
    }
}

/// Changes the publication by a merge patch (RFC 7396) of its form. Another path of articles moves all of them; links lead on.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`]; [`Error::Invalid`] with everything that is wrong;
/// [`Error::PreconditionRequired`], [`Error::StaleRevision`].
pub async fn update_site(cx: &Cx, expected: Option<i32>, patch: &Fields) -> Result<Site> {
    cx.may(Operation::UpdateSite)?;
    let work = cx.begin().await?;
    let before = cx.fresh_site(&work).await?;
    expect(&before, expected, Some(patch))?;
    let now = Site::read(cx, &work, patched(&before, patch)?, Some(&before)).await?;
    let (_, now) = keep(cx, &work, Some(&before), now, TakeOver::No).await?;
    work.commit(cx).await?;
    Ok(now)
}
