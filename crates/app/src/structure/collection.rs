//! Collections: hand-ordered picks.

use std::collections::HashSet;

use masthead_domain::{
    access::Operation,
    article::Article,
    collection::{Collection, CollectionWithItems},
    error::Violation,
    event::Subject,
    id::Id,
    text::Checks,
    time::Instant,
};
use masthead_persistence::{Tx, collections};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Destructible, Filed, Place, Thing, references};
use crate::{Cx, Error, Result, names::sort_key, paths::collection_path, resources::Key};

/// Most picks of a collection.
pub(super) const MAX_ITEMS: usize = 10_000;

/// What can be written of a collection. The articles are named by id or slug.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CollectionForm {
    pub(crate) slug: Option<String>,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) items: Vec<String>,
}

/// The articles of these names, each once.
pub(super) async fn read_items(
    tx: &Tx,
    names: &[String],
    field: &str,
    violations: &mut Vec<Violation>,
) -> Result<Vec<Id<Article>>> {
    if names.len() > MAX_ITEMS {
        let message = format!("a collection has at most {MAX_ITEMS} items");
        violations.push(Violation::new(field, "too_long", message));
        return Ok(Vec::new());
    }
    let found = references::articles(tx, names).await?;
    let mut seen = HashSet::with_capacity(names.len());
    let mut items = Vec::with_capacity(names.len());
    for (place, (name, id)) in names.iter().zip(found).enumerate() {
        let mut refuse = |code, message| violations.push(Violation::new(format!("{field}/{place}"), code, message));
        match id {
            Some(id) if seen.insert(id) => items.push(id),
            Some(_) => refuse("duplicate", format!("the article {name:?} stands twice among the items")),
            None => refuse("unknown_reference", format!("there is no article {name:?}")),
        }
    }
    Ok(items)
}

impl Thing for CollectionWithItems {
    const KIND: &'static str = "collection";
    const SUBJECT: Subject = Subject::Collection;
    type Form = CollectionForm;

    fn id(&self) -> Uuid {
        self.collection.id.uuid()
    }

    fn revision(&self) -> i32 {
        self.collection.revision
    }

    fn renew(&mut self, revision: i32, at: Instant) {
        (self.collection.revision, self.collection.updated_at) = (revision, at);
    }

    fn form(&self) -> CollectionForm {
        CollectionForm {
            slug: Some(self.collection.slug.to_string()),
            title: self.collection.title.clone(),
            description: self.collection.description.clone(),
            items: self.items.iter().map(ToString::to_string).collect(),
        }
    }

    async fn read(cx: &Cx, tx: &Tx, form: CollectionForm, before: Option<&Self>) -> Result<Self> {
        let mut checks = Checks::default();
        checks.name("/title", &form.title);
        checks.prose("/description", &form.description);
        let mut violations = checks.into_violations();
        let slug = references::slug(form.slug.as_deref(), &form.title, before.is_none(), &mut violations);
        let items = read_items(tx, &form.items, "/items", &mut violations).await?;
        let (Some(slug), true) = (slug, violations.is_empty()) else { return Err(Error::invalid(violations)) };
        let collection = Collection {
            id: before.map_or_else(|| cx.app.clock.id(), |before| before.collection.id),
            slug,
            title: form.title,
            description: form.description,
            revision: 0,
            updated_at: cx.now(),
        };
        Ok(Self { collection, items })
    }

    async fn find(tx: &Tx, key: &Key) -> Result<Option<Self>> {
        let found: Result<Option<Collection>> = super::find!(tx, key, collections);
        Ok(collections::with_items(tx, found?.into_iter().collect()).await?.pop())
    }

    async fn save(&self, tx: &Tx, before: Option<&Self>) -> Result<()> {
        let items_are_new = before.is_none_or(|before| before.items != self.items);
        let sort_key = sort_key(&self.collection.title);
        Ok(collections::save(tx, self, sort_key, before.is_none(), items_are_new).await?)
    }

    fn place(&self) -> Option<Place> {
        Some(Place { slug: self.collection.slug.clone(), path: collection_path(&self.collection) })
    }
}

impl Filed for CollectionWithItems {
    const CREATE: Operation = Operation::CreateCollection;
    const UPDATE: Operation = Operation::UpdateCollection;
}

impl Destructible for CollectionWithItems {
    const DELETE: Operation = Operation::DeleteCollection;

    /// Its articles stay what they are.
    async fn check_unused(&self, _tx: &Tx) -> Result<()> {
        Ok(())
    }

    async fn destroy(&self, _cx: &Cx, tx: &Tx) -> Result<()> {
        Ok(collections::destroy(tx, self.collection.id).await?)
    }
}
