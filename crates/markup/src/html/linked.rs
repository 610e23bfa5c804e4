//! What leads or loads somewhere: links, pictures, players and frames, counted before and after the sanitiser, so that none of them goes without a word.

use std::collections::{HashMap, HashSet};

use masthead_domain::body::{Block, Body, Mark};

use super::attrs::clean_url;
use super::tree::{Id, ROOT, Tree};
use crate::note::Notes;
use crate::options::{Options, is_relative_path};
use crate::sanitise::{belongs, each_spans};

/// What a reader would miss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Link,
    Picture,
    Player,
    Frame,
}

/// An element with an address.
#[derive(Debug)]
struct Linked {
    kind: Kind,
    /// The address as it would be in sanitised HTML.
    url: String,
}

/// The elements with addresses of a tree, in document order.
#[derive(Debug, Default)]
pub(super) struct Linkeds(Vec<Linked>);

impl Linkeds {
    /// Those of sanitised HTML.
    pub(super) fn of_html(html: &str, options: &Options) -> Self {
        // No attribute, no address: most of what is kept as HTML.
        if !html.contains('=') {
            return Self::default();
        }
        Self::of_tree(&Tree::read(html, &mut Notes::default()), &[ROOT], options)
    }

    /// Those of these nodes and all below them.
    pub(super) fn of_tree(tree: &Tree, ids: &[Id], options: &Options) -> Self {
        let mut found = Self::default();
        for id in ids {
            for at in std::iter::once(*id).chain(tree.below(*id)) {
                found.element(tree, at, options);
            }
        }
        found
    }

    /// Each address once: where parts of a link may have become one.
    pub(super) fn distinct(mut self) -> Self {
        let mut seen = HashSet::new();
        self.0.retain(|linked| seen.insert((linked.kind, linked.url.clone())));
        self
    }

    fn element(&mut self, tree: &Tree, id: Id, options: &Options) {
        let attr = |name: &str| tree.attr(id, name).map(clean_url).filter(|url| !url.is_empty());
        let mut add = |kind: Kind, url: String| self.0.push(Linked { kind, url });
        match tree.name(id) {
            "" => {}
            "img" | "use" | "feimage" => {
                let source = tree.picture_source(id, options);
                let url = source.or_else(|| attr("src")).or_else(|| attr("href")).or_else(|| attr("xlink:href"));
                add(Kind::Picture, url.unwrap_or_default());
            }
            "video" | "audio" | "source" | "track" => {
                attr("src").into_iter().for_each(|url| add(Kind::Player, options.located(url)));
                attr("poster").into_iter().for_each(|url| add(Kind::Picture, options.located(url)));
            }
            "iframe" | "embed" | "object" => {
                let source = attr("src").or_else(|| attr("data")).unwrap_or_default();
                add(Kind::Frame, options.absolute(&source).map_or(source, String::from));
            }
            "a" if tree.has_class(id, "footnote-backref") => {}
            name if name == "a" || belongs(name, "math") => {
                let url = attr("href").or_else(|| attr("xlink:href"));
                url.into_iter().for_each(|url| add(Kind::Link, url));
            }
            _ => {}
        }
    }

    /// Notes what of these is not in the HTML that was made of them, and what in it is found only from where it came from.
    pub(super) fn note_lost(&self, html: &str, options: &Options, notes: &mut Notes) {
        if self.0.is_empty() {
            return;
        }
        let mut kept: HashMap<(Kind, String), usize> = HashMap::new();
        for linked in Self::of_html(html, options).0 {
            *kept.entry((linked.kind, linked.url)).or_default() += 1;
        }
        let mut take = |kind: Kind, url: &str| {
            let left = kept.get_mut(&(kind, url.to_owned())).filter(|left| **left > 0);
            left.map(|left| *left -= 1).is_some()
        };
        for Linked { kind, url } in &self.0 {
            if take(*kind, url) {
                if matches!(kind, Kind::Picture | Kind::Player) {
                    note_relative(url, notes);
                }
                continue;
            }
            let (code, message) = match kind {
                Kind::Frame if take(Kind::Link, url) => {
                    ("frame_as_link", "A frame where none can stand; a link was put in its place.")
                }
                Kind::Link => ("removed_link", "A link was removed where it cannot stand; its text was kept."),
                Kind::Picture => ("removed_picture", "A picture was removed where it cannot stand."),
                Kind::Player => ("removed_player", "A video or sound was removed where it cannot stand."),
                Kind::Frame => ("removed_frame", "A frame without an allowed address was removed."),
            };
            notes.add(code, message, url);
        }
    }
}

/// Notes an address that leads elsewhere from every page it is shown on.
pub(crate) fn note_relative(url: &str, notes: &mut Notes) {
    if is_relative_path(url) {
        notes.add(
            "relative_address",
            "A picture, video or sound has an address that depends on the page it is shown on.",
            url,
        );
    }
}

/// Notes the links within the page that lead to nothing in it: of the ids that a document has, only those of headings and footnotes are kept.
pub(super) fn note_missing_targets(body: &mut Body, notes: &mut Notes) {
    let mut targets = HashSet::new();
    let mut links = Vec::new();
    for block in &mut body.blocks {
        each_spans(block, &mut |spans| {
            for mark in spans.iter().flat_map(|span| &span.marks) {
                if let Mark::Link { href, .. } = mark {
                    links.extend(fragment(href));
                }
            }
        });
        match block {
            Block::Heading(heading) => {
                targets.insert(heading.anchor.clone());
            }
            Block::Image(image) => links.extend(image.picture.href.as_deref().and_then(fragment)),
            Block::Gallery(gallery) => {
                links.extend(gallery.pictures.iter().filter_map(|picture| fragment(picture.href.as_deref()?)));
            }
            Block::Html(html) if html.html.contains("=\"#") || html.html.contains("id=\"") => {
                let tree = Tree::read(&html.html, &mut Notes::default());
                for id in tree.below(ROOT) {
                    targets.extend(tree.attr(id, "id").map(str::to_owned));
                    links.extend(tree.attr(id, "href").and_then(fragment));
                }
            }
            _ => {}
        }
    }
    let mut noted = HashSet::new();
    for link in links {
        let decoded = percent_decoded(&link);
        if !targets.contains(&link) && !targets.contains(&decoded) && noted.insert(decoded) {
            notes.add(
                "link_without_target",
                "A link within the page leads to nothing that was kept in it; only headings and footnotes keep their ids.",
                &format!("#{link}"),
            );
        }
    }
}

/// Where a link within the page leads; nothing for the page's top, which always is there.
fn fragment(href: &str) -> Option<String> {
    let fragment = href.strip_prefix('#')?;
    (!fragment.is_empty() && !fragment.eq_ignore_ascii_case("top")).then(|| fragment.to_owned())
}

/// As browsers look for a fragment that they do not find as it stands.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).filter(|digits| *first == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        let byte = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
