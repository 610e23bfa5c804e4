//! What forms refer to, by id, slug or key.

use std::collections::HashMap;

use masthead_domain::{article::Article, asset::Asset, error::Violation, id::Id, slug::Slug};
use masthead_persistence::{Tx, assets, manuscripts};
use masthead_words::slug_words;

use crate::{Result, resources::Key};

/// The asset that a form names, by id or key.
pub(super) async fn asset(tx: &Tx, name: &str) -> Result<Option<Asset>> {
    if name.contains('\0') {
        return Ok(None);
    }
    // A key may have the form of an id.
    let found = match Key::parse(name) {
        Key::Id(id) => assets::find(tx, &[Id::new(id)], &[name]).await?,
        Key::Slug(key) => assets::find(tx, &[], &[&key]).await?,
    };
    Ok(found.into_iter().next())
}

/// The articles that a form names, by id or slug, whatever their stage, in the same order; nothing where there is none.
pub(super) async fn articles(tx: &Tx, names: &[String]) -> Result<Vec<Option<Id<Article>>>> {
    // A statement has room for some thousands of values.
    const AT_ONCE: usize = 1_000;
    let mut by_slug: HashMap<String, Id<Article>> = HashMap::new();
    let mut by_id: HashMap<Id<Article>, String> = HashMap::new();
    for some in names.chunks(AT_ONCE) {
        let mut ids = Vec::new();
        let mut slugs = Vec::new();
        for name in some {
            match Key::parse(name) {
                Key::Id(id) => ids.push(Id::new(id)),
                // PostgreSQL cannot even be asked about U+0000.
                Key::Slug(slug) if slug.contains('\0') => {}
                Key::Slug(_) => slugs.push(name.as_str()),
            }
        }
        by_slug.extend(manuscripts::ids_by_slugs(tx, &slugs).await?);
        by_id.extend(manuscripts::slugs_by_ids(tx, &ids).await?);
    }
    let find = |name: &String| match Key::parse(name) {
        Key::Id(id) => Some(Id::new(id)).filter(|id| by_id.contains_key(id)),
        Key::Slug(slug) => by_slug.get(&slug).copied(),
    };
    Ok(names.iter().map(find).collect())
}

/// The slug that a form gives, or that its name makes if it is new.
pub(super) fn slug(given: Option<&str>, name: &str, is_new: bool, violations: &mut Vec<Violation>) -> Option<Slug> {
    let made = (is_new && given.is_none()).then(|| slug_words(name));
    let Some(text) = given.or(made.as_deref().filter(|made| !made.is_empty())) else {
        violations.push(Violation::new("/slug", "required", "its name in URLs"));
        return None;
    };
    match text.parse() {
        Ok(slug) => Some(slug),
        Err(reason) => {
            let reason: masthead_domain::slug::NotASlug = reason;
            violations.push(Violation::new("/slug", "invalid", reason.to_string()));
            None
        }
    }
}
