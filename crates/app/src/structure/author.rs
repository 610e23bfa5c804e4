//! Authors.

use masthead_domain::{
    access::Operation,
    author::{Author, AuthorKind},
    error::Violation,
    event::Subject,
    site::ProfileLink,
    text::Checks,
    time::Instant,
};
use masthead_persistence::{Tx, authors, uses::Used};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Destructible, Filed, Place, Thing, references};
use crate::{Cx, Error, Result, names::sort_key, paths::author_path, resources::Key};

/// What can be written of an author. The portrait is named by id or key.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuthorForm {
    pub(crate) slug: Option<String>,
    pub(crate) name: String,
    #[serde(with = "KindName")]
    pub(crate) kind: AuthorKind,
    pub(crate) bio: Option<String>,
    pub(crate) portrait: Option<String>,
    pub(crate) links: Vec<ProfileLink>,
}

/// Kinds of authors as the API spells them; bundles have their own spelling.
#[derive(Serialize, Deserialize)]
#[serde(remote = "AuthorKind", rename_all = "SCREAMING_SNAKE_CASE")]
enum KindName {
    Person,
    Organization,
}

/// Accounts and pages elsewhere.
pub(super) fn check_links(checks: &mut Checks, field: &str, links: &[ProfileLink]) {
    for (place, link) in links.iter().enumerate() {
        checks.name(&format!("/{field}/{place}/platform"), &link.platform);
        checks.link(&format!("/{field}/{place}/url"), &link.url);
    }
}

impl Thing for Author {
    const KIND: &'static str = "author";
    const SUBJECT: Subject = Subject::Author;
    type Form = AuthorForm;

    fn id(&self) -> Uuid {
        self.id.uuid()
    }

    fn revision(&self) -> i32 {
        self.revision
    }

    fn renew(&mut self, revision: i32, at: Instant) {
        (self.revision, self.updated_at) = (revision, at);
    }

    fn form(&self) -> AuthorForm {
        AuthorForm {
            slug: Some(self.slug.to_string()),
            name: self.name.clone(),
            kind: self.kind,
            bio: self.bio.clone(),
            portrait: self.portrait.map(|id| id.to_string()),
            links: self.links.clone(),
        }
    }

    async fn read(cx: &Cx, tx: &Tx, form: AuthorForm, before: Option<&Self>) -> Result<Self> {
        let mut checks = Checks::default();
        checks.name("/name", &form.name);
        checks.prose("/bio", &form.bio);
        check_links(&mut checks, "links", &form.links);
        let mut violations = checks.into_violations();
        let slug = references::slug(form.slug.as_deref(), &form.name, before.is_none(), &mut violations);
        let mut portrait = None;
        if let Some(name) = &form.portrait {
            portrait = references::asset(tx, name).await?.map(|asset| asset.id);
            if portrait.is_none() {
                let message = format!("there is no asset {name:?}");
                violations.push(Violation::new("/portrait", "unknown_reference", message));
            }
        }
        let (Some(slug), true) = (slug, violations.is_empty()) else { return Err(Error::invalid(violations)) };
        Ok(Self {
            id: before.map_or_else(|| cx.app.clock.id(), |before| before.id),
            slug,
            name: form.name,
            kind: form.kind,
            bio: form.bio,
            portrait,
            links: form.links,
            revision: 0,
            updated_at: cx.now(),
        })
    }

    async fn find(tx: &Tx, key: &Key) -> Result<Option<Self>> {
        super::find!(tx, key, authors)
    }

    async fn save(&self, tx: &Tx, before: Option<&Self>) -> Result<()> {
        Ok(authors::save(tx, self, sort_key(&self.name), before.is_none()).await?)
    }

    fn place(&self) -> Option<Place> {
        Some(Place { slug: self.slug.clone(), path: author_path(self) })
    }
}

impl Filed for Author {
    const CREATE: Operation = Operation::CreateAuthor;
    const UPDATE: Operation = Operation::UpdateAuthor;
}

impl Destructible for Author {
    const DELETE: Operation = Operation::DeleteAuthor;

    async fn check_unused(&self, tx: &Tx) -> Result<()> {
        super::refuse_used_by_articles(tx, self, Used::Author).await
    }

    async fn destroy(&self, _cx: &Cx, tx: &Tx) -> Result<()> {
        Ok(authors::delete(tx, self.id).await?)
    }
}
