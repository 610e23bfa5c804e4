//! Exports of WordPress: WXR 1.0 to 1.2, read in three passes with flat memory.
//!
//! The first pass learns what must be known before the first article can be made: who and what there is, which slugs are taken, where
//! pictures and pages are. The second makes assets of attachments, the third makes articles. A file that is not whole is refused by the
//! first, so that nothing is half imported.

mod addresses;
mod article;
mod assets;
mod autop;
mod blocks;
mod dates;
mod export;
mod filing;
mod index;
mod item;
mod people;
mod shortcodes;
mod stages;
mod text;

use std::{
    io::{self, Read},
    ops::ControlFlow,
};

use masthead_domain::{
    article::StageName,
    bundle::{CollectionRecord, Record},
    slug::Slug,
    time::Instant,
};

use self::{
    article::Before,
    export::Part,
    index::{Index, Role},
    item::Post,
};
use crate::{Fault, Item, Made, Options, Origin, Told, xml};

/// How often the file is read.
const PASSES: u64 = 3;

/// Reads an export. `open` opens it, once for every pass; `size` is its size in bytes, as far as it is known. What a record refers to is told before it.
///
/// # Errors
/// When it is not a whole WordPress export; then nothing but progress was told.
pub fn read(
    open: &dyn Fn() -> io::Result<Box<dyn Read + Send>>,
    size: u64,
    options: &Options,
    out: &mut dyn FnMut(Told) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let total = size * PASSES;
    let mut index = Index::default();
    let mut listening = true;
    let first = open().map_err(Fault::from).and_then(|input| {
        export::read(input, &mut |part, bytes| {
            let is_item = matches!(part, Part::Item(_));
            index.take(part, options);
            listening = !is_item || out(Told::Progress { done: bytes.min(size), total }).is_continue();
            Ok(listening)
        })
    });
    first.map_err(|fault| xml::placed(fault, open))?;
    index.settle(options);

    let mut telling = Telling { out, listening };
    let site = match index.site(options) {
        Ok((record, notes)) => Item { notes, ..whole("site", &index.title, Made::Records(vec![Record::Site(record)])) },
        Err(why) => whole("site", &index.title, Made::Skipped(why)),
    };
    telling.item(site);
    let mut attachments = 0;
    if !index.attachments.is_empty() {
        telling.pass(open, (size, 1), &mut |telling, post, _| {
            if index::role(post, options) == Role::Attachment {
                attachments += 1;
                telling.item(assets::item(post, &index.host, &options.mapping));
            }
        })?;
    }
    let portrait = |id: u64| index.attachments.contains_key(&id).then(|| assets::key(&index.host, id));
    index.people.items(&portrait).into_iter().for_each(|item| telling.item(item));
    index.filing.items().into_iter().for_each(|item| telling.item(item));

    let mut sticky: Vec<(Option<Instant>, Slug)> = Vec::new();
    telling.pass(open, (size, 2), &mut |telling, post, ordinal| match index::role(post, options) {
        Role::Article => {
            let before = Before { times: index.times(post.id), is_first: index.is_first(&post.guid) };
            let item = match index.slug(ordinal) {
                Some(slug) => article::item(post, slug, before, &index, options),
                None => skipped(post, Made::Refused("the export changed while it was read".to_owned())),
            };
            if post.is_sticky
                && let Some(facts) = item
                    .facts
                    .as_ref()
                    .filter(|facts| matches!(facts.stage, Some(StageName::Published | StageName::Scheduled)))
            {
                sticky.push((facts.published_at, Slug::stored(facts.slug.clone())));
            }
            telling.item(item);
        }
        // An attachment without an address is told of with the others.
        Role::Attachment if attachments == 0 => telling.item(assets::item(post, &index.host, &options.mapping)),
        Role::Attachment | Role::Guest => {}
        Role::Skipped(why) => telling.item(skipped(post, Made::Skipped(why))),
    })?;
    if !sticky.is_empty() {
        telling.item(featured(sticky, options));
    }
    if index.comments > 0 {
        telling.item(whole("comments", "", Made::Skipped(format!("{} comments: Masthead keeps none", index.comments))));
    }
    Ok(())
}

/// What is told, as long as somebody listens.
struct Telling<'a> {
    out: &'a mut dyn FnMut(Told) -> ControlFlow<()>,
    listening: bool,
}

impl Telling<'_> {
    fn item(&mut self, item: Item) {
        self.listening = self.listening && (self.out)(Told::Item(Box::new(item))).is_continue();
    }

    /// Reads the file once more: every item, with its place among them.
    fn pass(
        &mut self,
        open: &dyn Fn() -> io::Result<Box<dyn Read + Send>>,
        (size, before): (u64, u64),
        each: &mut dyn FnMut(&mut Self, &Post, usize),
    ) -> Result<(), Fault> {
        let mut ordinal = 0;
        let read = open().map_err(Fault::from).and_then(|input| {
            export::read(input, &mut |part, bytes| {
                if let Part::Item(post) = part {
                    each(self, &post, ordinal);
                    ordinal += 1;
                    let done = size * before + bytes.min(size);
                    self.listening =
                        self.listening && (self.out)(Told::Progress { done, total: size * PASSES }).is_continue();
                }
                Ok(self.listening)
            })
        });
        read.map_err(|fault| xml::placed(fault, open))
    }
}

fn whole(kind: &str, title: &str, made: Made) -> Item {
    let origin = Origin { line: 0, kind: kind.to_owned(), id: String::new(), title: title.to_owned() };
    Item { origin, made, notes: Vec::new(), facts: None }
}

fn skipped(post: &Post, made: Made) -> Item {
    Item { origin: post.origin(), made, notes: Vec::new(), facts: None }
}

/// What stuck to the front page is a collection, newest first.
fn featured(mut sticky: Vec<(Option<Instant>, Slug)>, options: &Options) -> Item {
    sticky.sort_by(|a, b| b.cmp(a));
    let slug = options.mapping.featured.clone().unwrap_or_else(|| Slug::stored("featured".to_owned()));
    let items = sticky.into_iter().map(|(_, slug)| slug).collect();
    let record =
        CollectionRecord { formerly: Vec::new(), slug, title: "Featured".to_owned(), description: None, items };
    whole("sticky posts", "Featured", Made::Records(vec![Record::Collection(record)]))
}
