//! Tags, and putting one in the place of another.

use masthead_domain::{
    access::Operation,
    event::{Action, Subject},
    id::Id,
    tag::Tag,
    text::Checks,
    time::Instant,
};
use masthead_persistence::{Tx, former_slugs, tags, uses::Used};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Destructible, Filed, Place, Thing, references, slugs,
    write::{expect, record},
};
use crate::{Cx, Error, Result, Target, names::sort_key, paths::tag_path, resources::Key};

/// What can be written of a tag.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TagForm {
    pub(crate) slug: Option<String>,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
}

impl Thing for Tag {
    const KIND: &'static str = "tag";
    const SUBJECT: Subject = Subject::Tag;
    type Form = TagForm;

    fn id(&self) -> Uuid {
        self.id.uuid()
    }

    fn revision(&self) -> i32 {
        self.revision
    }

    fn renew(&mut self, revision: i32, at: Instant) {
        (self.revision, self.updated_at) = (revision, at);
    }

    fn form(&self) -> TagForm {
        TagForm { slug: Some(self.slug.to_string()), name: self.name.clone(), description: self.description.clone() }
    }

    async fn read(cx: &Cx, _tx: &Tx, form: TagForm, before: Option<&Self>) -> Result<Self> {
        let mut checks = Checks::default();
        checks.name("/name", &form.name);
        checks.prose("/description", &form.description);
        let mut violations = checks.into_violations();
        let slug = references::slug(form.slug.as_deref(), &form.name, before.is_none(), &mut violations);
        let (Some(slug), true) = (slug, violations.is_empty()) else { return Err(Error::invalid(violations)) };
        Ok(Self {
            id: before.map_or_else(|| cx.app.clock.id(), |before| before.id),
            slug,
            name: form.name,
            description: form.description,
            revision: 0,
            updated_at: cx.now(),
        })
    }

    async fn find(tx: &Tx, key: &Key) -> Result<Option<Self>> {
        super::find!(tx, key, tags)
    }

    async fn save(&self, tx: &Tx, before: Option<&Self>) -> Result<()> {
        Ok(tags::save(tx, self, sort_key(&self.name), before.is_none()).await?)
    }

    fn place(&self) -> Option<Place> {
        Some(Place { slug: self.slug.clone(), path: tag_path(self) })
    }
}

impl Filed for Tag {
    const CREATE: Operation = Operation::CreateTag;
    const UPDATE: Operation = Operation::UpdateTag;
}

impl Destructible for Tag {
    const DELETE: Operation = Operation::DeleteTag;

    async fn check_unused(&self, tx: &Tx) -> Result<()> {
        super::refuse_used_by_articles(tx, self, Used::Tag).await
    }

    async fn destroy(&self, _cx: &Cx, tx: &Tx) -> Result<()> {
        Ok(tags::delete(tx, self.id).await?)
    }
}

/// Puts another tag in the place of this one, in every article and every revision, and destroys this one. Links to it lead to the
/// other. Answers the other one.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Invalid`] for a tag that is not there or the same;
/// [`Error::PreconditionRequired`], [`Error::StaleRevision`].
pub async fn merge_tags(cx: &Cx, target: &Target, into: &str) -> Result<Tag> {
    cx.may(Operation::MergeTags)?;
    let work = cx.begin().await?;
    let not_found = || Error::not_found(Tag::KIND, &target.key);
    let from = Tag::find(&work, &target.key).await?.ok_or_else(not_found)?;
    expect(&from, target.expected, None)?;
    let Some(into) = Tag::find(&work, &Key::parse(into)).await? else {
        return Err(Error::wrong("/into", "unknown_reference", format!("there is no tag {into:?}")));
    };
    if into.id == from.id {
        return Err(Error::wrong("/into", "same", "a tag cannot be merged into itself"));
    }
    let into = merge(cx, &work, from, into).await?;
    work.commit(cx).await?;
    Ok(into)
}

/// [`merge_tags`], once both are found.
pub(crate) async fn merge(cx: &Cx, tx: &Tx, mut from: Tag, mut into: Tag) -> Result<Tag> {
    tags::merge(tx, from.id, into.id).await?;
    former_slugs::lead_on(tx, Tag::KIND, from.id.uuid(), into.id.uuid()).await?;
    former_slugs::put(tx, Tag::KIND, &from.slug, into.id.uuid(), cx.now()).await?;
    slugs::settle(tx, &[(tag_path(&from), tag_path(&into))]).await?;
    let before = into.clone();
    into.renew(into.revision + 1, cx.now());
    into.save(tx, Some(&before)).await?;
    from.renew(from.revision + 1, cx.now());
    record(cx, tx, &from, Action::Merged, Vec::new(), Some(format!("into {}", name(into.id))), true);
    record(cx, tx, &into, Action::Updated, vec!["articles".to_owned()], Some(format!("with {}", name(from.id))), true);
    Ok(into)
}

fn name(id: Id<Tag>) -> String {
    id.to_string()
}
