//! Users of Ghost: authors here. What they sign in with is never read.

use std::collections::{HashMap, HashSet};

use masthead_domain::{
    author::AuthorKind,
    bundle::{AuthorRecord, Record},
    slug::Slug,
    text::{MAX_NAME_CHARS, MAX_PROSE_CHARS},
};

use super::{
    index::{Index, Named},
    pictures::Pictures,
    site,
};
use crate::{
    Item, Made, Mapping, Origin,
    names::{self, Taken, clean, cut, line},
};

const PLATFORMS: [&str; 10] =
    ["website", "facebook", "twitter", "threads", "bluesky", "mastodon", "tiktok", "youtube", "instagram", "linkedin"];

/// Who is who.
#[derive(Debug, Default)]
pub(super) struct People {
    by_id: HashMap<String, (Slug, String)>,
    /// For every user, in their order: the author, and whether this is the one who makes the record.
    authors: Vec<(Slug, bool)>,
}

impl People {
    pub(super) fn of(index: &Index, mapping: &Mapping) -> Self {
        let mut taken = Taken::default();
        let mut people = Self::default();
        let said = |user: &Named| mapping.authors.get(user.row.text("slug").unwrap_or_default().trim());
        let mut made: HashSet<Slug> = HashSet::new();
        // Their own slugs are theirs before somebody else is named like them.
        for slug in index.users.iter().filter_map(said) {
            if made.insert(slug.clone()) {
                taken.claim(slug);
            }
        }
        let mut makes: HashMap<Slug, usize> = HashMap::new();
        for (place, user) in index.users.iter().enumerate() {
            let own = own_slug(user);
            let slug = match said(user) {
                Some(slug) => slug.clone(),
                None if made.contains(&own) => own.clone(),
                None => taken.claim(&own),
            };
            let is_own = own == slug;
            let first = makes.entry(slug.clone()).or_insert(place);
            if is_own && own_slug(&index.users[*first]) != slug {
                *first = place;
            }
            people.authors.push((slug, false));
        }
        for (place, user) in index.users.iter().enumerate() {
            let (slug, makes_it) = &mut people.authors[place];
            let maker = makes[slug];
            *makes_it = maker == place;
            let name = name(&index.users[maker]).0;
            if let Some(id) = user.row.id("id") {
                people.by_id.entry(id).or_insert_with(|| (slug.clone(), name));
            }
        }
        people
    }

    /// The slug and the name of a user.
    pub(super) fn get(&self, id: &str) -> Option<&(Slug, String)> {
        self.by_id.get(id)
    }

    /// The paths of the pages of users, and where they are now.
    pub(super) fn paths<'a>(&'a self, index: &'a Index) -> impl Iterator<Item = (u64, String, String)> + 'a {
        index.users.iter().zip(&self.authors).filter_map(|(user, (slug, _))| {
            let theirs = user.row.text("slug")?.trim();
            Some((user.line, format!("/author/{theirs}/"), format!("/authors/{slug}")))
        })
    }

    /// What becomes of every user.
    pub(super) fn items(&self, index: &Index, pictures: &Pictures) -> Vec<Item> {
        index.users.iter().zip(&self.authors).map(|(user, author)| item(user, author, pictures)).collect()
    }
}

fn own_slug(user: &Named) -> Slug {
    let theirs = user.row.text("slug").and_then(names::slug);
    let of_name = || user.row.text("name").and_then(names::slug_of_title);
    theirs.or_else(of_name).unwrap_or_else(|| Slug::stored("author".to_owned()))
}

/// What readers are told, and whether it is made up. An e-mail address is nobody's name.
fn name(user: &Named) -> (String, bool) {
    let name = user.row.text("name").map(line).filter(|name| !name.is_empty());
    match name {
        Some(name) if !name.contains('@') || name.contains(' ') => (cut(name, MAX_NAME_CHARS).0, false),
        _ => {
            let slug = own_slug(user);
            let words = slug.split("-at-").next().unwrap_or_default().split('-').map(names::capitalised);
            (words.collect::<Vec<_>>().join(" "), true)
        }
    }
}

fn item(user: &Named, (slug, makes_it): &(Slug, bool), pictures: &Pictures) -> Item {
    let (name, is_made_up) = name(user);
    let origin = Origin {
        line: user.line,
        kind: "user".to_owned(),
        id: user.row.id("id").unwrap_or_default(),
        title: name.clone(),
    };
    if !makes_it {
        let why = format!("by the mapping file, it is the author {slug:?}");
        return Item { origin, made: Made::Skipped(why), notes: Vec::new(), facts: None };
    }
    let mut notes = Vec::new();
    if is_made_up {
        notes.push("It has no name that readers may see: one was made of the slug.".to_owned());
    }
    let image = user.row.text("profile_image").or(user.row.text("image"));
    let portrait = image.and_then(|image| pictures.key(image));
    if image.is_some() && portrait.is_none() {
        notes.push(
            "The portrait was left out: its address is not complete. `url` in the mapping file helps.".to_owned(),
        );
    }
    let mut links = Vec::new();
    for platform in PLATFORMS {
        let Some(value) = user.row.text(platform) else { continue };
        match site::profile(platform, value) {
            Some(link) => links.push(link),
            None => notes.push(format!("{platform} was left out: it is no address.")),
        }
    }
    let bio = user.row.text("bio").map(|bio| cut(clean(bio).trim().to_owned(), MAX_PROSE_CHARS).0);
    let record =
        AuthorRecord { formerly: Vec::new(), slug: slug.clone(), name, kind: AuthorKind::Person, bio, portrait, links };
    Item { origin, made: Made::Records(vec![Record::Author(record)]), notes, facts: None }
}
