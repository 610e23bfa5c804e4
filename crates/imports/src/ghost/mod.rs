//! Exports of Ghost, versions 2 to 6: one file of JSON with the tables of its database.
//!
//! It is read twice. The first reading keeps everything but the texts; the second tells of one post after the other. Of tables and members
//! that have secrets nothing is ever kept: what is read is named, the rest is passed over.

mod cards;
mod dates;
mod index;
mod lexical;
mod mobiledoc;
mod parts;
mod people;
mod pictures;
mod post;
mod row;
mod seen;
mod site;
mod stream;
mod terms;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod tests_random;
#[cfg(test)]
mod tests_text;
mod text;
mod write;

use std::{
    collections::HashSet,
    io::{self, Read},
    ops::ControlFlow,
};

use masthead_domain::{
    bundle::{CollectionRecord, Record, RedirectRecord},
    redirect::{MAX_PATH_BYTES, normalise_path},
    slug::Slug,
    time::Instant,
};

use crate::{Fault, Item, Made, Options, Origin, Told, names};
use index::{Index, Indexing};
use people::People;
use pictures::Pictures;
use post::Desk;
use row::Row;
use site::Site;
use stream::{Ended, Tables};
use terms::Terms;

/// After how many bytes there is something to say about progress.
const PROGRESS_BYTES: u64 = 256 * 1024;
/// How many redirects follow together.
const REDIRECTS: usize = 500;
/// Most picks of a collection.
const MAX_PICKS: usize = 10_000;

/// Reads an export. `open` opens it afresh for every reading, `size` is how long it is, `out` is told of everything and says when nobody
/// listens any more.
///
/// # Errors
/// [`Fault`] when it is no export, or ends too early. What was told before stays told.
pub fn read(
    open: &dyn Fn() -> io::Result<Box<dyn Read + Send>>,
    size: u64,
    options: &Options,
    out: &mut dyn FnMut(Told) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let mut teller = Teller { out, size, before: 0, told: 0 };
    let Some(index) = first(open, &mut teller)? else { return Ok(()) };
    let site = Site::of(&index, &options.mapping);
    let mut markup = options.markup.clone();
    markup.base_url = site.url.clone();
    if let Some(language) = &options.mapping.language {
        markup.language = language.to_string();
    }
    let terms = Terms::of(&index, &options.mapping);
    let people = People::of(&index, &options.mapping);
    let pictures = Pictures::of(&index, &site);
    let desk =
        Desk { index: &index, site: &site, terms: &terms, people: &people, pictures: &pictures, options, markup };
    if before_posts(&desk, &mut teller).is_break() {
        return Ok(());
    }
    teller.before = size;
    teller.told = 0;
    let mut posts = Posts {
        slugs: slugs(&index, options),
        desk: &desk,
        teller,
        place: 0,
        ids: HashSet::new(),
        redirects: Vec::new(),
        paths: HashSet::new(),
        featured: Vec::new(),
        changed: None,
    };
    let ended = stream::tables(open()?, &mut posts)?;
    if let Some(fault) = posts.changed {
        return Err(fault);
    }
    if ended == Ended::AtTheEnd {
        if posts.place < index.posts.len() {
            return Err(Fault::whole("the file was changed while it was read"));
        }
        let _ = posts.end();
    }
    Ok(())
}

/// Reads everything but the texts; nothing when nobody listens any more.
fn first(open: &dyn Fn() -> io::Result<Box<dyn Read + Send>>, teller: &mut Teller<'_>) -> Result<Option<Index>, Fault> {
    let input = open()?;
    let mut progress = |bytes| teller.progress(bytes);
    let mut indexing = Indexing { index: Index::default(), progress: &mut progress };
    let ended = stream::tables(input, &mut indexing)?;
    Ok((ended == Ended::AtTheEnd).then_some(indexing.index))
}

/// A slug for every post: those that readers see are first.
fn slugs(index: &Index, options: &Options) -> Vec<Option<Slug>> {
    let mut taken = names::Taken::default();
    let mut slugs: Vec<Option<Slug>> = vec![None; index.posts.len()];
    for of_published in [true, false] {
        for (post, slug) in index.posts.iter().zip(&mut slugs) {
            if post::is_published(&post.row) == of_published && post::dropped(post, options).is_none() {
                let row = &post.row;
                let wanted = (row.text("slug").and_then(names::slug))
                    .or_else(|| row.text("title").and_then(names::slug_of_title))
                    .or_else(|| names::slug(&format!("post-{}", row.id("id").unwrap_or_default())));
                *slug = Some(taken.claim(&wanted.unwrap_or_else(|| Slug::stored("post".to_owned()))));
            }
        }
    }
    slugs
}

/// Tells of everything that articles refer to, and of what is not taken.
fn before_posts(desk: &Desk<'_>, teller: &mut Teller<'_>) -> ControlFlow<()> {
    let index = desk.index;
    if !index.settings.is_empty() || index.settings_line > 0 {
        teller.item(site::item(index, desk.site, &desk.options.mapping, &|tag| desk.terms.path(tag)))?;
    }
    for (table, passed) in &index.passed {
        teller.item(passed_over(table, passed))?;
    }
    for item in desk.terms.items() {
        teller.item(item)?;
    }
    for item in desk.pictures.items() {
        teller.item(item)?;
    }
    for item in desk.people.items(index, desk.pictures) {
        teller.item(item)?;
    }
    ControlFlow::Continue(())
}

/// What is said of a table of which nothing is taken.
fn passed_over(table: &str, passed: &index::Passed) -> Item {
    let plain: String = table.chars().filter(|c| !c.is_control()).take(80).collect();
    let why = match table {
        name if name.starts_with("members") || name.starts_with("stripe") || name.contains("subscription") => {
            "accounts of readers are not taken"
        }
        "api_keys" | "integrations" | "webhooks" | "sessions" | "tokens" | "invites" | "permissions" | "roles"
        | "roles_users" | "permissions_roles" | "permissions_users" | "brute" => {
            "who may do what is not taken: keys and rights are given anew"
        }
        "products" | "offers" | "newsletters" | "benefits" | "products_benefits" | "posts_products" | "emails"
        | "email_batches" | "email_recipients" => "memberships and newsletters are not taken",
        "posts_revisions" | "mobiledoc_revisions" | "post_revisions" => "earlier versions of texts are not taken",
        "snippets" => "snippets are a help of Ghost's editor",
        _ => "it has nothing that is published",
    };
    let rows = if passed.rows == 1 { "row" } else { "rows" };
    Item {
        origin: Origin {
            line: passed.line,
            kind: "table".to_owned(),
            id: plain.clone(),
            title: format!("{plain} ({} {rows})", passed.rows),
        },
        made: Made::Skipped(why.to_owned()),
        notes: Vec::new(),
        facts: None,
    }
}

/// Says things to the one who listens.
struct Teller<'a> {
    out: &'a mut dyn FnMut(Told) -> ControlFlow<()>,
    size: u64,
    /// Bytes of readings before this one.
    before: u64,
    /// Bytes of this reading when something was said.
    told: u64,
}

impl Teller<'_> {
    fn item(&mut self, item: Item) -> ControlFlow<()> {
        (self.out)(Told::Item(Box::new(item)))
    }

    fn progress(&mut self, bytes: u64) -> ControlFlow<()> {
        if bytes < self.told + PROGRESS_BYTES {
            return ControlFlow::Continue(());
        }
        self.told = bytes;
        self.done(self.before + bytes)
    }

    fn done(&mut self, done: u64) -> ControlFlow<()> {
        let total = self.size * 2;
        (self.out)(Told::Progress { done: done.min(total), total })
    }
}

/// The second reading.
struct Posts<'a> {
    desk: &'a Desk<'a>,
    slugs: Vec<Option<Slug>>,
    teller: Teller<'a>,
    /// How many posts there were.
    place: usize,
    /// Ids that posts have.
    ids: HashSet<String>,
    redirects: Vec<Item>,
    /// Paths that lead somewhere: a second post of the same slug was never seen there.
    paths: HashSet<String>,
    featured: Vec<(Option<Instant>, Slug)>,
    changed: Option<Fault>,
}

impl Tables for Posts<'_> {
    fn columns(&self, table: &str) -> Option<&'static [&'static str]> {
        (table == "posts").then_some(post::COLUMNS)
    }

    fn row(&mut self, _: &str, row: Row, line: u64) -> ControlFlow<()> {
        let (desk, place) = (self.desk, self.place);
        let Some(post) =
            desk.index.posts.get(place).filter(|post| post.line == line && post.row.id("id") == row.id("id"))
        else {
            self.changed = Some(Fault::at(line, 0, "the file was changed while it was read"));
            return ControlFlow::Break(());
        };
        self.place += 1;
        if let Some(made) = post::dropped(post, desk.options) {
            let item = Item { origin: post::origin(post), made, notes: Vec::new(), facts: None };
            return self.teller.item(item);
        }
        let Some(slug) = self.slugs[place].take() else { return ControlFlow::Continue(()) };
        let (mut item, taken) = desk.item(post, &slug, row, &mut self.ids);
        let title = item.origin.title.clone();
        let path = taken.as_ref().and_then(|taken| taken.path.clone());
        let path = path.filter(|path| self.paths.insert(normalise_path(path)));
        if let Some(facts) = &mut item.facts {
            facts.path.clone_from(&path);
        }
        self.teller.item(item)?;
        if let Some(taken) = taken {
            if let Some(at) = taken.featured {
                self.featured.push((at, slug.clone()));
            }
            if let Some(from) = path {
                let record = RedirectRecord { from, to: None, article: Some(slug) };
                self.redirects.push(redirect(line, title, record));
            }
            if self.redirects.len() >= REDIRECTS {
                return self.tell_redirects();
            }
        }
        ControlFlow::Continue(())
    }

    fn passed(&mut self, _: &str, _: u64) {}

    fn progress(&mut self, bytes: u64) -> ControlFlow<()> {
        self.teller.progress(bytes)
    }
}

impl Posts<'_> {
    fn tell_redirects(&mut self) -> ControlFlow<()> {
        for item in std::mem::take(&mut self.redirects) {
            self.teller.item(item)?;
        }
        ControlFlow::Continue(())
    }

    /// What comes after the articles.
    fn end(&mut self) -> ControlFlow<()> {
        let desk = self.desk;
        self.tell_redirects()?;
        if let Some(item) = self.collection() {
            self.teller.item(item)?;
        }
        let paths = desk.terms.paths().chain(desk.people.paths(desk.index));
        for (line, from, to) in paths {
            let from = desk.site.below(&from);
            let is_fit = |path: &str| path.len() <= MAX_PATH_BYTES && !path.chars().any(char::is_control);
            let normal = normalise_path(&from);
            if normal != normalise_path(&to) && is_fit(&from) && is_fit(&to) && self.paths.insert(normal) {
                let title = to.clone();
                let record = RedirectRecord { from, to: Some(to), article: None };
                self.teller.item(redirect(line, title, record))?;
            }
        }
        self.teller.done(self.teller.size * 2)
    }

    /// What was featured, the newest first.
    fn collection(&mut self) -> Option<Item> {
        let mut featured = std::mem::take(&mut self.featured);
        if featured.is_empty() {
            return None;
        }
        featured.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let mut notes = Vec::new();
        if featured.len() > MAX_PICKS {
            notes.push(format!("Of {} featured posts, the newest {MAX_PICKS} were taken.", featured.len()));
            featured.truncate(MAX_PICKS);
        }
        let said = self.desk.options.mapping.featured.clone();
        let slug = said.unwrap_or_else(|| Slug::stored("featured".to_owned()));
        let record = CollectionRecord {
            formerly: Vec::new(),
            title: names::capitalised(&slug),
            slug: slug.clone(),
            description: None,
            items: featured.into_iter().map(|(_, slug)| slug).collect(),
        };
        let origin = Origin { line: 0, kind: "featured".to_owned(), id: slug.to_string(), title: record.title.clone() };
        Some(Item { origin, made: Made::Records(vec![Record::Collection(record)]), notes, facts: None })
    }
}

fn redirect(line: u64, title: String, record: RedirectRecord) -> Item {
    let origin = Origin { line, kind: "path".to_owned(), id: record.from.clone(), title };
    Item { origin, made: Made::Records(vec![Record::Redirect(record)]), notes: Vec::new(), facts: None }
}
