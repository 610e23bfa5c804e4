//! Tags of Ghost: sections and tags here.

use std::collections::{HashMap, HashSet};

use masthead_domain::{
    article::MAX_LINKS,
    bundle::{Record, SectionRecord, TagRecord},
    slug::Slug,
    text::{MAX_NAME_CHARS, MAX_PROSE_CHARS},
};

use super::index::{Index, ordered};
use crate::{
    Item, Made, Mapping, Origin, Term,
    mapping::Kind,
    names::{self, capitalised, clean, cut, line},
};

/// What becomes of one tag.
#[derive(Debug)]
struct Fate {
    line: u64,
    id: String,
    name: String,
    description: Option<String>,
    has_picture: bool,
    /// Its own slug.
    own: Slug,
    what: What,
}

#[derive(Debug, PartialEq)]
enum What {
    /// A section of those that it is the primary tag of, and a tag of the others.
    Usual,
    Section(Slug),
    Tag(Slug),
    /// Nothing, because the mapping says so, or because readers never saw it.
    Nothing {
        is_internal: bool,
    },
}

/// All tags of an export.
#[derive(Debug)]
pub(super) struct Terms {
    fates: Vec<Fate>,
    by_id: HashMap<String, usize>,
    /// Names of sections and tags, by slug.
    sections: HashMap<Slug, String>,
    tags: HashMap<Slug, String>,
    /// The primary tag is the section.
    has_primary: bool,
    usual: Slug,
    pages: Slug,
}

/// Where a post belongs.
#[derive(Debug)]
pub(super) struct Belongs {
    pub(super) section: Slug,
    pub(super) tags: Vec<Slug>,
    pub(super) notes: Vec<String>,
}

impl Terms {
    pub(super) fn of(index: &Index, mapping: &Mapping) -> Self {
        let mut fates: Vec<Fate> = Vec::new();
        let mut by_id = HashMap::new();
        for tag in &index.tags {
            let row = &tag.row;
            let name = cut(line(row.text("name").or(row.text("slug")).unwrap_or_default()), MAX_NAME_CHARS).0;
            let theirs = row.text("slug").unwrap_or_default().trim();
            let id = row.id("id").unwrap_or_default();
            let own = names::slug(theirs)
                .or_else(|| names::slug_of_title(&name))
                .or_else(|| names::slug(&format!("tag-{id}")));
            let own = own.unwrap_or_else(|| Slug::stored("tag".to_owned()));
            let said = mapping.tags.get(theirs).or_else(|| mapping.tags.get(name.as_str()));
            let is_internal =
                name.starts_with('#') || row.text("visibility") == Some("internal") || theirs.starts_with("hash-");
            let what = match said {
                Some(Term::Section(slug)) => What::Section(slug.clone().unwrap_or_else(|| own.clone())),
                Some(Term::Tag(slug)) => What::Tag(slug.clone().unwrap_or_else(|| own.clone())),
                Some(Term::Drop) => What::Nothing { is_internal: false },
                None if is_internal => What::Nothing { is_internal: true },
                None => What::Usual,
            };
            let description = row.text("description").map(|text| cut(clean(text).trim().to_owned(), MAX_PROSE_CHARS).0);
            let has_picture = row.text("feature_image").or(row.text("image")).is_some();
            let name = if name.is_empty() { own.to_string() } else { name };
            by_id.entry(id.clone()).or_insert(fates.len());
            fates.push(Fate { line: tag.line, id, name, description, has_picture, own, what });
        }
        let named = |name: &str, said: &Option<Slug>| said.clone().unwrap_or_else(|| Slug::stored(name.to_owned()));
        let mut terms = Self {
            fates,
            by_id,
            sections: HashMap::new(),
            tags: HashMap::new(),
            has_primary: mapping.taxonomies.get("primary_tag") != Some(&Kind::Tag),
            usual: named("news", &mapping.section),
            pages: named("pages", &mapping.pages),
        };
        terms.name(index);
        terms
    }

    /// Finds out which sections and tags there are to be, and what they are called.
    fn name(&mut self, index: &Index) {
        let (mut sections, mut tags) = (HashSet::new(), HashSet::new());
        for post in &index.posts {
            let id = post.row.id("id").unwrap_or_default();
            let belongs = self.belongs(index, &id, super::post::is_page(&post.row));
            sections.insert(belongs.section);
            tags.extend(belongs.tags);
        }
        for fate in &self.fates {
            match &fate.what {
                What::Section(slug) => drop(sections.insert(slug.clone())),
                What::Tag(slug) => drop(tags.insert(slug.clone())),
                What::Usual if !sections.contains(&fate.own) => drop(tags.insert(fate.own.clone())),
                _ => {}
            }
        }
        let call = |slug: &Slug, is_section: bool| {
            let leads = |fate: &&Fate| match &fate.what {
                What::Usual => fate.own == *slug,
                What::Section(to) => is_section && to == slug,
                What::Tag(to) => !is_section && to == slug,
                What::Nothing { .. } => false,
            };
            let mut all = self.fates.iter().filter(leads);
            let first = all.next();
            let own = first.into_iter().chain(all).find(|fate| fate.own == *slug);
            own.or(first).map_or_else(|| capitalised(slug), |fate| fate.name.clone())
        };
        let (sections, tags) = (
            sections.into_iter().map(|slug| (slug.clone(), call(&slug, true))).collect(),
            tags.into_iter().map(|slug| (slug.clone(), call(&slug, false))).collect(),
        );
        (self.sections, self.tags) = (sections, tags);
    }

    /// Where a post belongs.
    pub(super) fn belongs(&self, index: &Index, post: &str, is_page: bool) -> Belongs {
        let mut notes = Vec::new();
        let mut kept: Vec<&Fate> = Vec::new();
        let mut unknown = false;
        for id in ordered(index.posts_tags.get(post)) {
            match self.by_id.get(id).and_then(|at| self.fates.get(*at)) {
                None => unknown = true,
                Some(Fate { what: What::Nothing { is_internal }, name, .. }) => {
                    if *is_internal && notes.len() < MAX_LINKS {
                        notes.push(format!("The internal tag {name} was left out."));
                    }
                }
                Some(fate) => kept.push(fate),
            }
        }
        if unknown {
            notes.push("It has a tag that is not in the export.".to_owned());
        }
        let primary = || kept.iter().position(|_| true).filter(|at| self.has_primary && kept[*at].what == What::Usual);
        let at = if is_page {
            None
        } else {
            kept.iter().position(|fate| matches!(fate.what, What::Section(_))).or_else(primary)
        };
        let section = match at.map(|at| kept.remove(at)) {
            Some(Fate { what: What::Section(slug), .. }) => slug.clone(),
            Some(fate) => fate.own.clone(),
            None if is_page => self.pages.clone(),
            None => self.usual.clone(),
        };
        let (mut tags, mut seen): (Vec<Slug>, HashSet<&Slug>) = (Vec::new(), HashSet::new());
        for fate in kept {
            let slug = match &fate.what {
                What::Section(slug) | What::Tag(slug) => slug,
                _ => &fate.own,
            };
            if seen.insert(slug) {
                tags.push(slug.clone());
            }
        }
        if tags.len() > MAX_LINKS {
            notes.push(format!("Of {} tags, the first {MAX_LINKS} were taken.", tags.len()));
            tags.truncate(MAX_LINKS);
        }
        Belongs { section, tags, notes }
    }

    pub(super) fn section_name(&self, slug: &Slug) -> String {
        self.sections.get(slug).cloned().unwrap_or_else(|| capitalised(slug))
    }

    pub(super) fn tag_name(&self, slug: &Slug) -> String {
        self.tags.get(slug).cloned().unwrap_or_else(|| capitalised(slug))
    }

    /// Where the page of a tag is now, by its old slug.
    pub(super) fn path(&self, slug: &str) -> Option<String> {
        let fate = self.fates.iter().find(|fate| &*fate.own == slug)?;
        self.new_path(fate)
    }

    fn new_path(&self, fate: &Fate) -> Option<String> {
        match &fate.what {
            What::Section(slug) => Some(format!("/{slug}")),
            What::Usual if self.sections.contains_key(&fate.own) => Some(format!("/{}", fate.own)),
            What::Usual => Some(format!("/tags/{}", fate.own)),
            What::Tag(slug) => Some(format!("/tags/{slug}")),
            What::Nothing { .. } => None,
        }
    }

    /// The paths of the pages of tags, and where they are now.
    pub(super) fn paths(&self) -> impl Iterator<Item = (u64, String, String)> {
        self.fates.iter().filter_map(|fate| Some((fate.line, format!("/tag/{}/", fate.own), self.new_path(fate)?)))
    }

    /// What becomes of every tag, and the sections that are no tags.
    pub(super) fn items(&self) -> Vec<Item> {
        let (mut sections, mut tags) = (HashSet::new(), HashSet::new());
        let mut items: Vec<Item> = self.fates.iter().map(|fate| self.item(fate, &mut sections, &mut tags)).collect();
        // A tag of a post may be named by a section's fate only.
        let mut missing: Vec<(&Slug, bool)> = (self.sections.keys().filter(|slug| !sections.contains(*slug)))
            .map(|slug| (slug, true))
            .chain(self.tags.keys().filter(|slug| !tags.contains(*slug)).map(|slug| (slug, false)))
            .collect();
        missing.sort_by(|one, other| one.0.as_str().cmp(other.0).then(one.1.cmp(&other.1)));
        for (slug, is_section) in missing {
            let (kind, record) = if is_section {
                ("section", self.section_record(slug, None))
            } else {
                ("tag", self.tag_record(slug, None))
            };
            let origin = Origin { line: 0, kind: kind.to_owned(), id: slug.to_string(), title: record_name(&record) };
            items.push(Item { origin, made: Made::Records(vec![record]), notes: Vec::new(), facts: None });
        }
        items
    }

    fn section_record(&self, slug: &Slug, description: Option<String>) -> Record {
        let name = self.section_name(slug);
        Record::Section(SectionRecord {
            formerly: Vec::new(),
            slug: slug.clone(),
            name,
            description,
            parent: None,
            position: None,
        })
    }

    fn tag_record(&self, slug: &Slug, description: Option<String>) -> Record {
        Record::Tag(TagRecord { formerly: Vec::new(), slug: slug.clone(), name: self.tag_name(slug), description })
    }

    fn item(&self, fate: &Fate, sections: &mut HashSet<Slug>, tags: &mut HashSet<Slug>) -> Item {
        let origin = Origin { line: fate.line, kind: "tag".to_owned(), id: fate.id.clone(), title: fate.name.clone() };
        let mut notes = Vec::new();
        let mut records = Vec::new();
        let (section, tag) = match &fate.what {
            What::Usual => (Some(&fate.own), Some(&fate.own)),
            What::Section(slug) => (Some(slug), None),
            What::Tag(slug) => (None, Some(slug)),
            What::Nothing { is_internal } => {
                let why = if *is_internal {
                    "it is internal: readers never saw it. `[tags]` in the mapping file keeps it"
                } else {
                    "the mapping file says so"
                };
                return Item { origin, made: Made::Skipped(why.to_owned()), notes, facts: None };
            }
        };
        if let Some(slug) = section.filter(|slug| self.sections.contains_key(*slug))
            && sections.insert(slug.clone())
        {
            records.push(self.section_record(slug, fate.description.clone()));
        }
        if let Some(slug) = tag.filter(|slug| self.tags.contains_key(*slug))
            && tags.insert(slug.clone())
        {
            records.push(self.tag_record(slug, fate.description.clone()));
        }
        if records.is_empty() {
            let slug = section.or(tag).map_or("", |slug| slug);
            let why = format!("it is one with {slug:?}");
            return Item { origin, made: Made::Skipped(why), notes, facts: None };
        }
        if fate.has_picture {
            notes.push("Its picture was left out: sections and tags have none.".to_owned());
        }
        Item { origin, made: Made::Records(records), notes, facts: None }
    }
}

fn record_name(record: &Record) -> String {
    match record {
        Record::Section(section) => section.name.clone(),
        Record::Tag(tag) => tag.name.clone(),
        _ => String::new(),
    }
}
