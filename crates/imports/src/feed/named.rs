//! What articles of feeds refer to: sections, tags, authors, pictures. Each is told once.

use std::{collections::HashSet, ops::ControlFlow};

use masthead_domain::{
    article::{MAX_LINKS, Role},
    author::AuthorKind,
    bundle::{AssetRecord, AuthorRecord, LeadImageRecord, Record, SectionRecord, TagRecord},
    site::ProfileLink,
    slug::Slug,
    text::{MAX_KEY_BYTES, MAX_NAME_CHARS, MAX_PROSE_CHARS, MAX_URL_BYTES},
};
use url::Url;

use super::{
    entry::{Channel, Entry, Person, Picture},
    item::{Page, absolute, filled, item},
    parts::plain,
};
use crate::{
    Item, Term,
    names::{self, cut, line},
    text::escaped,
};

impl Page<'_> {
    /// The section and the tags, told if they are new.
    pub(super) fn terms(
        &mut self,
        entry: &Entry,
        notes: &mut Vec<String>,
    ) -> ControlFlow<(), (Slug, String, Vec<Slug>)> {
        let mapping = &self.feed.options.mapping;
        let mut section: Option<(Slug, String)> = None;
        let mut tags: Vec<(Slug, String)> = Vec::new();
        for name in &entry.tags {
            let name = cut(plain(&escaped(name), &self.feed.options.markup), MAX_NAME_CHARS).0;
            let Some(own) = names::slug_of_title(&name) else { continue };
            let said = mapping.categories.get(own.as_str()).or_else(|| mapping.tags.get(own.as_str()));
            match said {
                Some(Term::Drop) => {}
                Some(Term::Section(slug)) if section.is_none() => section = Some((slug.clone().unwrap_or(own), name)),
                Some(Term::Section(slug) | Term::Tag(slug)) => tags.push((slug.clone().unwrap_or(own), name)),
                None => tags.push((own, name)),
            }
        }
        let mut seen = HashSet::new();
        tags.retain(|(slug, _)| seen.insert(slug.clone()));
        if tags.len() > MAX_LINKS {
            notes.push(format!("Of {} tags, the first {MAX_LINKS} were taken.", tags.len()));
            tags.truncate(MAX_LINKS);
        }
        let (section, name) = section.unwrap_or_else(|| {
            let slug = mapping.section.clone().unwrap_or_else(|| Slug::stored("news".to_owned()));
            let name = crate::names::capitalised(&slug);
            (slug, name)
        });
        if !self.feed.sections.contains_key(&section) {
            self.feed.sections.insert(section.clone(), name.clone());
            let record = SectionRecord {
                formerly: Vec::new(),
                slug: section.clone(),
                name: name.clone(),
                description: None,
                parent: None,
                position: None,
            };
            self.tell(item(entry.line, "section", &section, &name, Record::Section(record)))?;
        }
        for (slug, name) in &tags {
            if !self.feed.tags.contains_key(slug) {
                self.feed.tags.insert(slug.clone(), name.clone());
                let record =
                    TagRecord { formerly: Vec::new(), slug: slug.clone(), name: name.clone(), description: None };
                self.tell(item(entry.line, "tag", slug, name, Record::Tag(record)))?;
            }
        }
        let name = self.feed.sections.get(&section).cloned().unwrap_or(name);
        ControlFlow::Continue((section, name, tags.into_iter().map(|(slug, _)| slug).collect()))
    }

    /// Who made it, told if they are new.
    pub(super) fn people(
        &mut self,
        channel: &Channel,
        entry: &Entry,
        notes: &mut Vec<String>,
    ) -> ControlFlow<(), Vec<(Slug, String, Role)>> {
        // What says nothing is by those who make the feed.
        let people: &[Person] = if entry.people.is_empty() { &channel.people } else { &entry.people };
        let mut found = Vec::new();
        for person in people.iter().take(MAX_LINKS) {
            let name = cut(plain(&escaped(&person.name), &self.feed.options.markup), MAX_NAME_CHARS).0;
            if name.is_empty() {
                notes.push("An author without a name, or with an e-mail address only, was left out.".to_owned());
                continue;
            }
            let slug = match self.feed.authors.get(&name) {
                Some(slug) => slug.clone(),
                None => {
                    let own = names::slug_of_title(&name).unwrap_or_else(|| Slug::stored("author".to_owned()));
                    let said = self.feed.options.mapping.authors.get(own.as_str()).cloned();
                    let is_new =
                        said.as_ref().is_none_or(|slug| !self.feed.authors.values().any(|known| known == slug));
                    let slug = said.unwrap_or_else(|| self.feed.author_slugs.claim(&own));
                    self.feed.authors.insert(name.clone(), slug.clone());
                    if is_new {
                        self.tell(author(entry.line, &slug, &name, person))?;
                    }
                    slug
                }
            };
            if !found.iter().any(|(known, _, role)| *known == slug && *role == person.role) {
                found.push((slug, name, person.role));
            }
        }
        if people.len() > MAX_LINKS {
            notes.push(format!("Of {} people, the first {MAX_LINKS} were taken.", people.len()));
        }
        if found.is_empty() {
            notes.push("It has no author.".to_owned());
        }
        ControlFlow::Continue(found)
    }

    /// The picture above it, told if it is new.
    pub(super) fn picture(
        &mut self,
        entry: &Entry,
        notes: &mut Vec<String>,
    ) -> ControlFlow<(), (Option<LeadImageRecord>, Option<String>)> {
        let Some(picture) = &entry.picture else { return ControlFlow::Continue((None, None)) };
        let base = entry.base.as_ref().or(self.feed.site.as_ref());
        let Some(url) = absolute(&picture.url, base).filter(|url| url.as_str().len() <= MAX_KEY_BYTES) else {
            notes.push("Its picture was left out: its address is not complete, or too long.".to_owned());
            return ControlFlow::Continue((None, Some(picture.url.clone())));
        };
        let key = url.to_string();
        if self.feed.assets.insert(key.clone()) {
            self.tell(asset(entry.line, &url, picture))?;
        }
        let prose = |text: &Option<String>| {
            let text = cut(plain(text.as_deref()?, &self.feed.options.markup), MAX_PROSE_CHARS).0;
            filled(text)
        };
        let lead = LeadImageRecord { asset: key, alt: prose(&picture.alt), caption: prose(&picture.caption) };
        ControlFlow::Continue((Some(lead), Some(url.into())))
    }
}

fn author(at: u64, slug: &Slug, name: &str, person: &Person) -> Item {
    let url = person.url.as_deref().and_then(|url| absolute(url, None));
    let links = url.filter(|url| url.as_str().len() <= MAX_URL_BYTES);
    let links = links.map(|url| ProfileLink { platform: "website".to_owned(), url }).into_iter().collect();
    let record = AuthorRecord {
        formerly: Vec::new(),
        slug: slug.clone(),
        name: name.to_owned(),
        kind: AuthorKind::Person,
        bio: None,
        portrait: None,
        links,
    };
    item(at, "author", slug, name, Record::Author(record))
}

fn asset(at: u64, url: &Url, picture: &Picture) -> Item {
    let name = url.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default();
    let filename = line(&names::decoded(name));
    let record = AssetRecord {
        key: url.to_string(),
        url: Some(url.clone()),
        file: None,
        filename: Some(filename.clone()).filter(|name| !name.is_empty() && name.len() <= 200),
        media_type: None,
        width: picture.width.filter(|_| picture.height.is_some()),
        height: picture.height.filter(|_| picture.width.is_some()),
        alt: None,
        caption: None,
        credit: picture.credit.as_ref().map(|credit| cut(line(credit), MAX_PROSE_CHARS).0).and_then(filled),
        decorative: false,
        copyright: None,
        usage_terms: None,
        rights_expire_at: None,
        focal_point: None,
    };
    item(at, "picture", url.as_str(), &filename, Record::Asset(record))
}
