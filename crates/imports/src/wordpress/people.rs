//! Who wrote what: users of WordPress, and the guest authors and bylines of its plugins.

use std::collections::HashMap;

use masthead_domain::{
    author::AuthorKind,
    bundle::{AuthorRecord, Record},
    site::ProfileLink,
    slug::Slug,
};
use url::Url;

use super::item::Post;
use crate::{
    Item, Made, Mapping, Origin,
    names::{self, Taken},
    text::unescaped,
    xml::Node,
};

/// Somebody who wrote something.
#[derive(Debug)]
struct Person {
    origin: Origin,
    name: String,
    bio: String,
    website: String,
    /// The attachment that shows them.
    portrait: u64,
    notes: Vec<String>,
}

/// Everybody, by the name that WordPress has for them.
#[derive(Debug, Default)]
pub(super) struct People {
    order: Vec<String>,
    people: HashMap<String, Person>,
    /// Guest authors that are users, too.
    linked: HashMap<String, String>,
    slugs: HashMap<String, Slug>,
}

impl People {
    /// `<wp:author>`
    pub(super) fn declare(&mut self, node: &Node) {
        let login = node.child("wp:author_login").trim().to_owned();
        let shown = names::line(&unescaped(node.child("wp:author_display_name")));
        let parts = [node.child("wp:author_first_name"), node.child("wp:author_last_name")]
            .map(|part| names::line(&unescaped(part)));
        let full = names::line(&parts.join(" "));
        let name = [shown, full].into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| name_of_login(&login));
        let origin = Origin { line: node.line, kind: "author".to_owned(), id: login.clone(), title: name.clone() };
        self.add(login, origin, name);
    }

    fn add(&mut self, login: String, origin: Origin, name: String) {
        if login.is_empty() || self.people.contains_key(&login) {
            return;
        }
        self.order.push(login.clone());
        let person =
            Person { origin, name, bio: String::new(), website: String::new(), portrait: 0, notes: Vec::new() };
        self.people.insert(login, person);
    }

    /// A guest author, who is an item of their own.
    pub(super) fn guest(&mut self, post: &Post) {
        let login = post
            .meta("cap-user_login")
            .map_or_else(|| post.name.strip_prefix("cap-").unwrap_or(&post.name).to_owned(), str::to_owned);
        if login.is_empty() {
            return;
        }
        let name = post.meta("cap-display_name").map_or_else(|| names::line(&post.title), names::line);
        if let Some(user) = post.meta("cap-linked_account").filter(|user| *user != login) {
            self.linked.insert(login.clone(), user.to_owned());
        }
        let origin = Origin { title: name.clone(), ..post.origin() };
        if let Some(known) = self.people.get_mut(&login) {
            // The guest profile is what readers see.
            known.name.clone_from(&name);
            known.origin = origin;
            known.notes.clear();
        } else {
            self.add(login.clone(), origin, name);
        }
        if let Some(person) = self.people.get_mut(&login) {
            person.bio = names::clean(post.meta("cap-description").unwrap_or_default());
            person.website = post.meta("cap-website").unwrap_or_default().to_owned();
            person.portrait = post.meta("_thumbnail_id").and_then(|id| id.parse().ok()).unwrap_or(0);
        }
    }

    /// Whoever an article names and nobody has declared.
    pub(super) fn note(&mut self, post: &Post) {
        for (login, name) in named(post) {
            let login = self.who(&login);
            if login.is_empty() || self.people.contains_key(&login) {
                continue;
            }
            let origin = Origin { line: post.line, kind: "author".to_owned(), id: login.clone(), title: name.clone() };
            self.add(login.clone(), origin, name);
            if let Some(person) = self.people.get_mut(&login) {
                person.notes.push("an article names this author, but the export does not describe them".to_owned());
            }
        }
    }

    /// The login under which somebody is known.
    fn who(&self, login: &str) -> String {
        let linked = self.linked.get(login).filter(|user| self.people.contains_key(*user));
        linked.cloned().unwrap_or_else(|| login.to_owned())
    }

    /// Slugs, once everybody is known.
    pub(super) fn settle(&mut self, mapping: &Mapping) {
        let mut taken = Taken::default();
        for login in &self.order {
            let slug = match mapping.authors.get(login) {
                Some(slug) => slug.clone(),
                None => {
                    let name = &self.people[login].name;
                    // A login that is an e-mail address is nobody's business.
                    let wanted = if login.contains('@') { names::slug_of_title(name) } else { names::slug(login) };
                    match wanted.or_else(|| names::slug_of_title(name)) {
                        Some(slug) => taken.claim(&slug),
                        None => taken.claim(&Slug::stored("author".to_owned())),
                    }
                }
            };
            self.slugs.insert(login.clone(), slug);
        }
    }

    /// Everybody as an item. `portrait` tells the key of an attachment.
    pub(super) fn items(&self, portrait: &dyn Fn(u64) -> Option<String>) -> Vec<Item> {
        let mut told: Vec<&Slug> = Vec::new();
        let mut items = Vec::new();
        for login in &self.order {
            let person = &self.people[login];
            let slug = &self.slugs[login];
            let mut notes = person.notes.clone();
            if let Some(user) = self.linked.get(login).filter(|user| self.people.contains_key(*user)) {
                items.push(Item {
                    origin: person.origin.clone(),
                    made: Made::Skipped(format!("it is the user {user:?}")),
                    notes,
                    facts: None,
                });
                continue;
            }
            if told.contains(&slug) {
                items.push(Item {
                    origin: person.origin.clone(),
                    made: Made::Skipped(format!("it is the author {slug:?}")),
                    notes,
                    facts: None,
                });
                continue;
            }
            told.push(slug);
            let mut links = Vec::new();
            match Url::parse(&person.website) {
                Ok(url) if matches!(url.scheme(), "http" | "https") => {
                    links.push(ProfileLink { platform: "website".to_owned(), url })
                }
                Err(_) if person.website.is_empty() => {}
                _ => notes.push(format!("the website {:?} is not an address", person.website)),
            }
            let shown = (person.portrait > 0).then(|| portrait(person.portrait));
            if shown == Some(None) {
                notes.push(format!("the portrait {} is not in the export", person.portrait));
            }
            let record = AuthorRecord {
                formerly: Vec::new(),
                slug: slug.clone(),
                name: names::cut(person.name.clone(), 1_000).0,
                kind: AuthorKind::default(),
                bio: Some(names::cut(person.bio.clone(), 20_000).0).filter(|bio| !bio.trim().is_empty()),
                portrait: shown.flatten(),
                links,
            };
            items.push(Item {
                origin: person.origin.clone(),
                made: Made::Records(vec![Record::Author(record)]),
                notes,
                facts: None,
            });
        }
        items
    }

    /// Who made an article, in order, with the names that readers see. A note, when their order is not sure.
    pub(super) fn of(&self, post: &Post) -> (Vec<(Slug, String)>, Option<String>) {
        let mut all: Vec<(Slug, String)> = Vec::new();
        for (login, _) in named(post) {
            let login = self.who(&login);
            if let (Some(slug), Some(person)) = (self.slugs.get(&login), self.people.get(&login))
                && !all.iter().any(|(other, _)| other == slug)
            {
                all.push((slug.clone(), person.name.clone()));
            }
        }
        let bylined = bylines(post).count();
        let creator_is_one = bylines(post).any(|(login, _)| login == post.creator);
        let is_unsure = bylined > 2 || (bylined == 2 && !creator_is_one);
        (all, is_unsure.then(|| "WordPress exports the order of several authors by name; check their order".to_owned()))
    }
}

/// The authors that a plugin says an article has: login and name.
fn bylines(post: &Post) -> impl Iterator<Item = (String, String)> {
    post.terms.iter().filter(|term| matches!(term.taxonomy.as_str(), "author" | "byline")).map(|term| {
        let slug = crate::names::decoded(&term.slug);
        let login = slug.strip_prefix("cap-").unwrap_or(&slug).to_owned();
        // Co-Authors Plus calls the term as the login, others as the author.
        let name =
            if term.name == login || term.name.is_empty() { name_of_login(&login) } else { names::line(&term.name) };
        (login, name)
    })
}

/// Whoever an article names: those of the plugins if there are any, in the order of the export but the creator first; else its creator.
fn named(post: &Post) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = bylines(post).collect();
    if all.is_empty() {
        return if post.creator.is_empty() {
            Vec::new()
        } else {
            vec![(post.creator.clone(), name_of_login(&post.creator))]
        };
    }
    if let Some(at) = all.iter().position(|(login, _)| *login == post.creator) {
        all[..=at].rotate_right(1);
    }
    all
}

/// A name, where there is only a login.
fn name_of_login(login: &str) -> String {
    names::line(login.split('@').next().unwrap_or(login))
}
