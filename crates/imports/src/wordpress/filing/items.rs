//! The terms of an export as sections and tags, each told once, parents first.

use std::collections::HashMap;

use masthead_domain::{
    bundle::{Record, SectionRecord, TagRecord},
    slug::Slug,
};

use super::{Category, Filing};
use crate::{Item, Made, Origin, Term, names};

/// Deepest nesting of sections.
const MAX_DEPTH: usize = 8;

impl Filing {
    /// Every term as an item, parents first.
    pub(in crate::wordpress) fn items(&self) -> Vec<Item> {
        let mut items = Vec::new();
        let mut told: Vec<&Slug> = Vec::new();
        let mut waiting: Vec<&String> = self.order.iter().collect();
        // A parent may be declared after its child, or be its own grandchild.
        let mut depth: HashMap<&str, usize> = HashMap::new();
        while !waiting.is_empty() {
            let before = waiting.len();
            let mut later = Vec::new();
            for foreign in waiting {
                let category = &self.categories[foreign];
                let waits = |parent: &str| {
                    !parent.is_empty() && self.sections.contains_key(parent) && !depth.contains_key(parent)
                };
                if self.sections.contains_key(foreign) && waits(&category.parent) {
                    later.push(foreign);
                    continue;
                }
                items.push(self.category_item(foreign, category, &mut depth, &mut told));
            }
            if later.len() == before {
                // A circle: it is cut.
                let foreign = later.remove(0);
                let mut item = self.category_item(foreign, &self.categories[foreign], &mut depth, &mut told);
                item.notes.push("its parents form a circle; it has none".to_owned());
                items.push(item);
            }
            waiting = later;
        }
        for slug in &self.others {
            if !told.contains(&slug) {
                let name = names::capitalised(slug);
                let origin = Origin { kind: "section".to_owned(), id: slug.to_string(), title: name.clone(), line: 0 };
                let record = SectionRecord {
                    formerly: Vec::new(),
                    slug: slug.clone(),
                    name,
                    description: None,
                    parent: None,
                    position: None,
                };
                items.push(made(origin, Record::Section(record)));
            }
        }
        for (slug, tag) in &self.tags {
            let record = TagRecord {
                formerly: Vec::new(),
                slug: slug.clone(),
                name: tag.name.clone(),
                description: tag.description.clone(),
            };
            items.push(made(tag.origin.clone(), Record::Tag(record)));
        }
        for (origin, why) in &self.dropped {
            items.push(Item {
                origin: origin.clone(),
                made: Made::Skipped(why.clone()),
                notes: Vec::new(),
                facts: None,
            });
        }
        items
    }

    fn category_item<'a>(
        &'a self,
        foreign: &'a String,
        category: &'a Category,
        depth: &mut HashMap<&'a str, usize>,
        told: &mut Vec<&'a Slug>,
    ) -> Item {
        let origin = Origin {
            line: category.line,
            kind: "category".to_owned(),
            id: foreign.clone(),
            title: category.name.clone(),
        };
        let Some(slug) = self.sections.get(foreign) else {
            let why = match &category.term {
                Term::Tag(_) => "the mapping file makes it a tag; articles that have it are tagged",
                Term::Drop => "the mapping file drops it",
                Term::Section(_) => "it has no name that could be a slug",
            };
            return Item { origin, made: Made::Skipped(why.to_owned()), notes: Vec::new(), facts: None };
        };
        if told.contains(&slug) {
            depth.insert(foreign, 1);
            return Item {
                origin,
                made: Made::Skipped(format!("the section {slug:?} is there already; it goes into that one")),
                notes: Vec::new(),
                facts: None,
            };
        }
        let mut notes = Vec::new();
        let mut parent = Some(category.parent.as_str()).filter(|parent| depth.contains_key(parent));
        if parent.is_some_and(|parent| depth[parent] >= MAX_DEPTH) {
            notes.push(format!("sections lie at most {MAX_DEPTH} deep; it lies beside its parent"));
            parent = parent
                .map(|parent| self.categories[parent].parent.as_str())
                .filter(|parent| depth.contains_key(parent));
        }
        depth.insert(foreign, parent.map_or(1, |parent| depth[parent] + 1));
        told.push(slug);
        let record = SectionRecord {
            formerly: Vec::new(),
            slug: slug.clone(),
            name: if category.name.is_empty() { slug.to_string() } else { names::cut(category.name.clone(), 1_000).0 },
            description: Some(names::cut(category.description.clone(), 20_000).0).filter(|text| !text.is_empty()),
            parent: parent.and_then(|parent| self.sections.get(parent)).cloned().filter(|parent| parent != slug),
            position: None,
        };
        Item { notes, ..made(origin, Record::Section(record)) }
    }
}

fn made(origin: Origin, record: Record) -> Item {
    Item { origin, made: Made::Records(vec![record]), notes: Vec::new(), facts: None }
}
