//! Where articles are filed: categories, tags and other terms as sections and tags.

mod items;

use std::collections::{BTreeMap, HashMap};

use masthead_domain::slug::Slug;

use super::item::Post;
use crate::{
    Mapping, Origin, Term,
    mapping::Kind,
    names::{self, Taken},
    xml::Node,
};

/// A category, as it was declared or used.
#[derive(Debug)]
struct Category {
    line: u64,
    id: String,
    name: String,
    description: String,
    parent: String,
    /// What it becomes.
    term: Term,
}

/// A tag that articles have.
#[derive(Debug)]
struct Tag {
    origin: Origin,
    name: String,
    description: Option<String>,
}

/// Taxonomies that say how something is shown, or who made it, and not what it is about.
const NOT_ABOUT: [&str; 12] = [
    "post_format",
    "nav_menu",
    "author",
    "byline",
    "language",
    "post_translations",
    "term_language",
    "term_translations",
    "wp_theme",
    "wp_template_part_area",
    "wp_pattern_category",
    "link_category",
];

/// What became of the terms of an export.
#[derive(Debug, Default)]
pub(super) struct Filing {
    /// In the order in which they were declared.
    order: Vec<String>,
    categories: HashMap<String, Category>,
    sections: HashMap<String, Slug>,
    tags: BTreeMap<Slug, Tag>,
    /// Ids of categories, for fields that name them by id.
    by_id: HashMap<String, String>,
    /// Sections that are there although no category is: for pages, and for what has no category.
    others: Vec<Slug>,
    /// Terms that become nothing, to be told.
    dropped: Vec<(Origin, String)>,
}

/// Where one article goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filed {
    pub(super) section: Slug,
    /// The name of its category, if it has one.
    pub(super) section_name: String,
    pub(super) tags: Vec<(Slug, String)>,
}

impl Filing {
    /// A term that stands at the head of the export.
    pub(super) fn declare(&mut self, node: &Node, mapping: &Mapping) {
        let line = node.line;
        match node.name.as_str() {
            "wp:category" => {
                let slug = node.child("wp:category_nicename").trim().to_owned();
                let category = Category {
                    line,
                    id: node.child("wp:term_id").trim().to_owned(),
                    name: name_of(node.child("wp:cat_name")),
                    description: super::assets::plain(node.child("wp:category_description")),
                    parent: node.child("wp:category_parent").trim().to_owned(),
                    term: mapping.categories.get(&slug).cloned().unwrap_or(Term::Section(None)),
                };
                self.add_category(slug, category);
            }
            "wp:tag" => {
                let (slug, name) = (node.child("wp:tag_slug").trim().to_owned(), name_of(node.child("wp:tag_name")));
                let description =
                    Some(super::assets::plain(node.child("wp:tag_description"))).filter(|text| !text.is_empty());
                let origin = Origin { line, kind: "tag".to_owned(), id: slug.clone(), title: name.clone() };
                self.add_tag(&slug, &name, description, origin, mapping);
            }
            "wp:term" => {
                let taxonomy = node.child("wp:term_taxonomy").trim().to_owned();
                let (slug, name) = (node.child("wp:term_slug").trim().to_owned(), name_of(node.child("wp:term_name")));
                let origin =
                    Origin { line, kind: format!("term of {taxonomy}"), id: slug.clone(), title: name.clone() };
                match taxonomy.as_str() {
                    // They are told twice: as what they are, and as terms.
                    "category" | "post_tag" => {}
                    _ if mapping.taxonomies.get(&taxonomy) == Some(&Kind::Tag) => {
                        self.add_tag(&slug, &name, None, origin, mapping)
                    }
                    _ => {
                        let why = if NOT_ABOUT.contains(&taxonomy.as_str()) {
                            "it says how WordPress shows things".to_owned()
                        } else {
                            format!(
                                "the taxonomy {taxonomy:?} is not known; [taxonomies] {taxonomy} = \"tag\" in the mapping file makes tags of it"
                            )
                        };
                        self.dropped.push((origin, why));
                    }
                }
            }
            _ => {}
        }
    }

    fn add_category(&mut self, slug: String, category: Category) {
        if slug.is_empty() || self.categories.contains_key(&slug) {
            return;
        }
        self.by_id.insert(category.id.clone(), slug.clone());
        self.order.push(slug.clone());
        self.categories.insert(slug, category);
    }

    fn add_tag(&mut self, foreign: &str, name: &str, description: Option<String>, origin: Origin, mapping: &Mapping) {
        let slug = match mapping.tags.get(foreign) {
            Some(Term::Drop) => {
                self.dropped.push((origin, "the mapping file drops it".to_owned()));
                return;
            }
            Some(Term::Section(to)) => {
                let category = Category {
                    line: origin.line,
                    id: String::new(),
                    name: name.to_owned(),
                    description: description.unwrap_or_default(),
                    parent: String::new(),
                    term: Term::Section(to.clone()),
                };
                return self.add_category(format!("tag:{foreign}"), category);
            }
            Some(Term::Tag(Some(slug))) => Some(slug.clone()),
            _ => names::slug(foreign).or_else(|| names::slug_of_title(name)),
        };
        let Some(slug) = slug else {
            self.dropped.push((origin, "it has no name that could be a slug".to_owned()));
            return;
        };
        let name = if name.is_empty() { slug.to_string() } else { name.to_owned() };
        let tag = self.tags.entry(slug).or_insert(Tag { origin, name, description: None });
        if tag.description.is_none() {
            tag.description = description;
        }
    }

    /// Terms that an item has although nobody declared them, and tags that its further categories become.
    pub(super) fn note(&mut self, post: &Post, mapping: &Mapping, is_page: bool) {
        for term in &post.terms {
            let origin = || Origin {
                line: post.line,
                kind: term.taxonomy.clone(),
                id: term.slug.clone(),
                title: name_of(&term.name),
            };
            match term.taxonomy.as_str() {
                "category" if !self.categories.contains_key(&term.slug) => {
                    let category = Category {
                        line: post.line,
                        id: String::new(),
                        name: name_of(&term.name),
                        description: String::new(),
                        parent: String::new(),
                        term: mapping.categories.get(&term.slug).cloned().unwrap_or(Term::Section(None)),
                    };
                    self.add_category(term.slug.clone(), category);
                }
                "post_tag" => self.note_tag(&term.slug, &name_of(&term.name), origin(), mapping),
                taxonomy if mapping.taxonomies.get(taxonomy) == Some(&Kind::Tag) => {
                    self.note_tag(&term.slug, &name_of(&term.name), origin(), mapping);
                }
                _ => {}
            }
        }
        let primary = self.primary(post);
        for slug in self.further(post, primary.as_deref()) {
            let category = &self.categories[&slug];
            let to = match &category.term {
                Term::Tag(to) => to.clone(),
                _ => None,
            };
            let Some(tag) = to.or_else(|| names::slug(slug.strip_prefix("tag:").unwrap_or(&slug))) else { continue };
            let origin = Origin {
                line: category.line,
                kind: "category as tag".to_owned(),
                id: slug.clone(),
                title: category.name.clone(),
            };
            let name = if category.name.is_empty() { tag.to_string() } else { category.name.clone() };
            self.tags.entry(tag).or_insert(Tag { origin, name, description: None });
        }
        if primary.is_none() && (is_page || mapping.section.is_some() || !self.is_uncategorized(post)) {
            let slug = if is_page { pages(mapping) } else { fallback(mapping) };
            if !self.others.contains(&slug) {
                self.others.push(slug);
            }
        }
    }

    /// As `add_tag`, for a tag that was told before as a rule.
    fn note_tag(&mut self, slug: &str, name: &str, origin: Origin, mapping: &Mapping) {
        let is_known = match mapping.tags.get(slug) {
            Some(Term::Drop) => true,
            Some(Term::Section(_)) => self.categories.contains_key(&format!("tag:{slug}")),
            Some(Term::Tag(Some(to))) => self.tags.contains_key(to),
            _ => names::slug(slug).is_some_and(|slug| self.tags.contains_key(&slug)),
        };
        if !is_known {
            self.add_tag(slug, name, None, origin, mapping);
        }
    }

    /// The slugs of sections, once every category is known.
    pub(super) fn settle(&mut self) {
        let mut taken = Taken::default();
        for foreign in &self.order {
            let slug = match &self.categories[foreign].term {
                Term::Section(Some(to)) => to.clone(),
                Term::Section(None) => match names::slug(foreign.strip_prefix("tag:").unwrap_or(foreign))
                    .or_else(|| names::slug_of_title(&self.categories[foreign].name))
                {
                    Some(slug) => taken.claim(&slug),
                    None => continue,
                },
                _ => continue,
            };
            self.sections.insert(foreign.clone(), slug);
        }
    }

    /// The category that an article is filed under.
    fn primary(&self, post: &Post) -> Option<String> {
        let of = |taxonomy: &str, prefix: &str| -> Vec<String> {
            post.terms_of(taxonomy).map(|term| format!("{prefix}{}", term.slug)).collect()
        };
        let mut candidates = of("category", "");
        candidates.extend(of("post_tag", "tag:"));
        candidates
            .retain(|slug| self.categories.get(slug).is_some_and(|category| matches!(category.term, Term::Section(_))));
        // What an SEO plugin calls the primary category is what readers know it by.
        for field in [
            "_yoast_wpseo_primary_category",
            "rank_math_primary_category",
            "_primary_category",
            "_seopress_robots_primary_cat",
        ] {
            let named = post.meta(field).and_then(|id| self.by_id.get(id));
            if let Some(slug) = named.filter(|slug| candidates.contains(slug)) {
                return Some(slug.clone());
            }
        }
        // `uncategorized` is what nobody chose; a child says more than its parent.
        let chosen = candidates.iter().find(|slug| *slug != "uncategorized")?;
        let mut deepest = chosen;
        while let Some(child) =
            candidates.iter().find(|slug| self.categories[*slug].parent == *deepest && *slug != deepest)
        {
            if child == chosen {
                break;
            }
            deepest = child;
        }
        Some(deepest.clone())
    }

    /// The categories of an article that are tags of it.
    fn further(&self, post: &Post, primary: Option<&str>) -> Vec<String> {
        // What lies above its section needs no tag: readers of it see the article, too.
        let above = primary.map(|slug| self.above(slug)).unwrap_or_default();
        post.terms_of("category")
            .map(|term| term.slug.clone())
            .filter(|slug| Some(slug.as_str()) != primary && slug != "uncategorized" && !above.contains(slug))
            .filter(|slug| self.categories.get(slug).is_some_and(|category| category.term != Term::Drop))
            .collect()
    }

    /// What a category lies within.
    fn above(&self, slug: &str) -> Vec<String> {
        let mut line: Vec<String> = Vec::new();
        let mut at = slug.to_owned();
        while let Some(parent) = self.categories.get(&at).map(|category| &category.parent)
            && !parent.is_empty()
            && !line.contains(parent)
        {
            at.clone_from(parent);
            line.push(at.clone());
        }
        line
    }

    /// Is it in the category of those that nobody put into one?
    fn is_uncategorized(&self, post: &Post) -> bool {
        let is_section =
            self.categories.get("uncategorized").is_some_and(|category| matches!(category.term, Term::Section(_)));
        is_section && post.terms_of("category").any(|term| term.slug == "uncategorized")
    }

    /// Where an article goes.
    pub(super) fn file(&self, post: &Post, mapping: &Mapping, is_page: bool) -> Filed {
        let primary = self.primary(post).filter(|slug| self.sections.contains_key(slug));
        let uncategorized = || self.sections.get("uncategorized").filter(|_| self.is_uncategorized(post)).cloned();
        let (section, section_name) = match &primary {
            Some(slug) => (self.sections[slug].clone(), self.categories[slug].name.clone()),
            None if is_page => (pages(mapping), String::new()),
            None => {
                (mapping.section.clone().or_else(uncategorized).unwrap_or_else(|| fallback(mapping)), String::new())
            }
        };
        let mut tags: Vec<(Slug, String)> = Vec::new();
        let mut add = |slug: Option<Slug>| {
            if let Some((slug, tag)) = slug.and_then(|slug| self.tags.get_key_value(&slug))
                && !tags.iter().any(|(other, _)| other == slug)
            {
                tags.push((slug.clone(), tag.name.clone()));
            }
        };
        for slug in self.further(post, primary.as_deref()) {
            add(match &self.categories[&slug].term {
                Term::Tag(Some(to)) => Some(to.clone()),
                _ => names::slug(&slug),
            });
        }
        for term in &post.terms {
            let is_tag = term.taxonomy == "post_tag" || mapping.taxonomies.get(&term.taxonomy) == Some(&Kind::Tag);
            if is_tag {
                add(match mapping.tags.get(&term.slug) {
                    Some(Term::Tag(Some(to))) => Some(to.clone()),
                    Some(Term::Drop | Term::Section(_)) => None,
                    _ => names::slug(&term.slug).or_else(|| names::slug_of_title(&term.name)),
                });
            }
        }
        Filed { section, section_name, tags }
    }

    /// Taxonomies of an item that are about it and became nothing.
    pub(super) fn unknown<'a>(post: &'a Post, mapping: &Mapping) -> Vec<&'a str> {
        let mut unknown: Vec<&str> = post
            .terms
            .iter()
            .map(|term| term.taxonomy.as_str())
            .filter(|name| {
                !matches!(*name, "category" | "post_tag")
                    && !NOT_ABOUT.contains(name)
                    && !mapping.taxonomies.contains_key(*name)
            })
            .collect();
        unknown.dedup();
        unknown
    }
}

/// The name of a term: WordPress keeps it as HTML.
fn name_of(written: &str) -> String {
    names::line(&crate::text::unescaped(written))
}

fn pages(mapping: &Mapping) -> Slug {
    mapping.pages.clone().unwrap_or_else(|| Slug::stored("pages".to_owned()))
}

fn fallback(mapping: &Mapping) -> Slug {
    mapping.section.clone().unwrap_or_else(|| Slug::stored("news".to_owned()))
}
