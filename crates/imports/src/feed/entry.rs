//! An entry of a feed, whatever it was written in.

use masthead_domain::article::Role;
use url::Url;

use super::xml::{Node, Ns};
use crate::text::escaped;

/// One entry.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) line: u64,
    pub(super) id: Option<String>,
    pub(super) link: Option<String>,
    /// As HTML.
    pub(super) title: Option<String>,
    /// As HTML.
    pub(super) content: Option<String>,
    /// As HTML.
    pub(super) summary: Option<String>,
    /// The summary may be the whole text: RSS has one element for both.
    pub(super) is_summary_text: bool,
    pub(super) published: Option<String>,
    pub(super) updated: Option<String>,
    pub(super) people: Vec<Person>,
    pub(super) tags: Vec<String>,
    pub(super) picture: Option<Picture>,
    /// Sounds and films: their addresses and media types.
    pub(super) media: Vec<(String, String)>,
    pub(super) language: Option<String>,
    /// From where its addresses are meant.
    pub(super) base: Option<Url>,
    /// From where those in its text are meant.
    pub(super) content_base: Option<Url>,
    pub(super) is_too_large: bool,
}

/// Somebody who made an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) url: Option<String>,
    pub(super) role: Role,
}

/// A picture of an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) url: String,
    pub(super) width: Option<u32>,
    pub(super) height: Option<u32>,
    pub(super) alt: Option<String>,
    pub(super) caption: Option<String>,
    pub(super) credit: Option<String>,
}

/// What a feed says about itself.
#[derive(Debug, Default)]
pub(super) struct Channel {
    pub(super) line: u64,
    pub(super) title: Option<String>,
    pub(super) link: Option<String>,
    pub(super) description: Option<String>,
    pub(super) language: Option<String>,
    pub(super) people: Vec<Person>,
    pub(super) next: Option<String>,
    pub(super) base: Option<Url>,
}

/// `xml:base` of an element, within that of those around.
pub(super) fn base_of(node: &Node, around: Option<&Url>) -> Option<Url> {
    let Some(base) = node.attribute("base") else { return around.cloned() };
    let found = around.map_or_else(|| Url::parse(base).ok(), |around| around.join(base).ok());
    found.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host()).or_else(|| around.cloned())
}

fn filled(text: String) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A text of Atom as HTML.
fn atom_text(node: &Node) -> Option<String> {
    match node.attribute("type").unwrap_or("text") {
        "xhtml" => {
            // The `<div>` around it is no part of it.
            let inner = node.children().find(|child| child.name == "div").unwrap_or(node);
            filled(inner.inner_html())
        }
        "html" | "text/html" | "application/xhtml+xml" => {
            // Atom 0.3 had elements here too.
            filled(if node.children().next().is_some() { node.inner_html() } else { node.text() })
        }
        kind if kind == "text" || kind.starts_with("text/") => filled(escaped(&node.text())),
        _ => None,
    }
}

/// Text that RSS says nothing about: HTML when it looks like that.
fn rss_text(node: &Node) -> Option<String> {
    filled(if node.children().next().is_some() { node.inner_html() } else { as_html(&node.text()) })
}

/// Text as HTML, unless it is HTML.
fn as_html(text: &str) -> String {
    let has = |start: char, then: fn(char) -> bool| {
        text.match_indices(start).any(|(at, _)| text[at + 1..].chars().next().is_some_and(then))
    };
    let is_html = has('<', |c| c.is_ascii_alphabetic() || matches!(c, '/' | '!'))
        || (has('&', |c| c.is_ascii_alphabetic() || c == '#') && text.contains(';'));
    if is_html { text.to_owned() } else { escaped(text) }
}

/// `ada@example.org (Ada Quill)`, `Ada Quill <ada@example.org>`, or a name.
pub(super) fn name_of(text: &str) -> String {
    let text = text.trim();
    let is_mail = |text: &str| text.contains('@') && !text.trim().contains(' ');
    if let Some((before, rest)) = text.split_once('(')
        && is_mail(before)
    {
        return rest.trim_end().trim_end_matches(')').trim().to_owned();
    }
    if let Some((before, _)) = text.split_once('<')
        && !before.trim().is_empty()
    {
        return before.trim().trim_matches('"').to_owned();
    }
    if is_mail(text) { String::new() } else { text.to_owned() }
}

fn people(node: &Node, found: &mut Vec<Person>) {
    let mut add = |name: String, url: Option<String>, role: Role| found.push(Person { name, url, role });
    for child in node.children() {
        match (child.ns, child.name.as_str()) {
            (Ns::Dc, "creator") | (Ns::Rss, "author") => add(name_of(&child.text()), None, Role::Author),
            (Ns::Dc, "contributor") => add(name_of(&child.text()), None, Role::Contributor),
            (Ns::Atom, name @ ("author" | "contributor")) => {
                let part = |name| child.first(Ns::Atom, name).map(Node::text).and_then(filled);
                let role = if name == "author" { Role::Author } else { Role::Contributor };
                let url = part("uri").or_else(|| part("url"));
                add(name_of(&part("name").unwrap_or_default()), url, role);
            }
            _ => {}
        }
    }
    if found.is_empty() {
        found.extend(
            node.first(Ns::Itunes, "author")
                .map(|author| Person { name: name_of(&author.text()), ..Person::default() }),
        );
    }
}

/// What one element of a feed says about the feed.
impl Channel {
    pub(super) fn element(&mut self, node: &Node) {
        let text = || filled(node.text());
        match (node.ns, node.name.as_str()) {
            (Ns::Rss, "title") => self.title = self.title.take().or_else(|| rss_text(node)),
            (Ns::Atom, "title") => self.title = self.title.take().or_else(|| atom_text(node)),
            (Ns::Rss, "link") => self.link = self.link.take().or_else(text),
            (Ns::Atom, "link") => {
                let href = node.attribute("href").map(str::to_owned);
                match node.attribute("rel").unwrap_or("alternate") {
                    "alternate" => self.link = self.link.take().or(href),
                    // The next older entries (RFC 5005).
                    "next" => self.next = self.next.take().or(href),
                    "prev-archive" => self.next = self.next.take().or(href),
                    _ => {}
                }
            }
            (Ns::Rss, "description") => self.description = self.description.take().or_else(|| rss_text(node)),
            (Ns::Atom, "subtitle" | "tagline") => {
                self.description = self.description.take().or_else(|| atom_text(node))
            }
            (Ns::Rss | Ns::Dc, "language") => self.language = self.language.take().or_else(text),
            (Ns::Atom, "author") if self.people.len() < 200 => {
                let part = |name| node.first(Ns::Atom, name).map(Node::text).and_then(filled);
                let name = name_of(&part("name").unwrap_or_default());
                self.people.push(Person { name, url: part("uri"), role: Role::Author });
            }
            _ => {}
        }
    }
}

impl Entry {
    /// An `<item>` or `<entry>`.
    pub(super) fn of(node: &Node, feed_base: Option<&Url>) -> Self {
        let base = base_of(node, feed_base);
        let mut entry = Self {
            line: node.line,
            base: base.clone(),
            content_base: base.clone(),
            language: node.attribute("lang").map(str::to_owned),
            is_too_large: node.is_too_large,
            ..Self::default()
        };
        let mut guid_link = None;
        for child in node.children() {
            let text = || filled(child.text());
            match (child.ns, child.name.as_str()) {
                (Ns::Rss, "title") => entry.title = entry.title.take().or_else(|| rss_text(child)),
                (Ns::Atom, "title") => entry.title = entry.title.take().or_else(|| atom_text(child)),
                (Ns::Dc, "title") => entry.title = entry.title.take().or_else(|| rss_text(child)),
                (Ns::Rss, "link") => entry.link = entry.link.take().or_else(text),
                (Ns::Burner, "origLink") => entry.link = text().or(entry.link.take()),
                (Ns::Atom, "link") => entry.atom_link(child),
                (Ns::Rss, "guid") => {
                    entry.id = entry.id.take().or_else(text);
                    let is_link = child.attribute("isPermaLink") != Some("false");
                    guid_link =
                        text().filter(|id| is_link && (id.starts_with("https://") || id.starts_with("http://")));
                }
                (Ns::Atom, "id") => entry.id = entry.id.take().or_else(text),
                (Ns::Dc, "identifier") => entry.id = entry.id.take().or_else(text),
                (Ns::Content, "encoded") => {
                    entry.content = filled(child.text()).or(entry.content.take());
                    entry.content_base = base_of(child, base.as_ref());
                }
                (Ns::Atom, "content") => {
                    entry.content = entry.content.take().or_else(|| atom_text(child));
                    entry.content_base = base_of(child, base.as_ref());
                }
                (Ns::Xhtml, "body" | "div") => {
                    entry.content = entry.content.take().or_else(|| filled(child.inner_html()));
                }
                (Ns::Rss, "description") => {
                    entry.summary = entry.summary.take().or_else(|| rss_text(child));
                    entry.is_summary_text = true;
                }
                (Ns::Atom, "summary") => entry.summary = entry.summary.take().or_else(|| atom_text(child)),
                (Ns::Rss, "pubDate") | (Ns::Atom, "published" | "issued" | "created") => {
                    entry.published = entry.published.take().or_else(text);
                }
                (Ns::Dc, "date") | (Ns::Terms, "created" | "issued") => {
                    entry.published = entry.published.take().or_else(text);
                }
                (Ns::Atom, "updated" | "modified") | (Ns::Terms, "modified") => {
                    entry.updated = entry.updated.take().or_else(text);
                }
                (Ns::Rss, "category") | (Ns::Dc, "subject") => entry.tags.extend(text()),
                (Ns::Atom, "category") => {
                    let name = child.attribute("label").or(child.attribute("term"));
                    entry.tags.extend(name.map(str::to_owned));
                }
                (Ns::Dc, "language") => entry.language = entry.language.take().or_else(text),
                (Ns::Rss, "enclosure") => {
                    let kind = child.attribute("type").unwrap_or_default();
                    entry.attached(child.attribute("url").unwrap_or_default(), kind);
                }
                _ => {}
            }
        }
        people(node, &mut entry.people);
        entry.link = entry.link.take().or(guid_link);
        if let Some(picture) = media_picture(node) {
            entry.picture = Some(picture);
        }
        entry
    }

    fn atom_link(&mut self, node: &Node) {
        let Some(href) = node.attribute("href") else { return };
        match node.attribute("rel").unwrap_or("alternate") {
            "alternate" => {
                // A page before a document of another kind.
                let is_page = node.attribute("type").is_none_or(|kind| kind.contains("html"));
                if self.link.is_none() || is_page && self.link.is_none() {
                    self.link = Some(href.to_owned());
                }
            }
            "enclosure" => self.attached(href, node.attribute("type").unwrap_or_default()),
            _ => {}
        }
    }

    /// Something that is attached to an entry.
    pub(super) fn attached(&mut self, url: &str, kind: &str) {
        if url.is_empty() {
        } else if kind.starts_with("image/") {
            self.picture.get_or_insert_with(|| Picture { url: url.to_owned(), ..Picture::default() });
        } else {
            self.media.push((url.to_owned(), kind.to_owned()));
        }
    }
}

/// The largest picture among those of Media RSS; else what podcasts have.
fn media_picture(entry: &Node) -> Option<Picture> {
    let groups = entry.all(Ns::Media, "group");
    let mut best: Option<(u32, Picture)> = None;
    for around in std::iter::once(entry).chain(groups) {
        for node in around.children().filter(|child| child.ns == Ns::Media) {
            let is_picture = match node.name.as_str() {
                "thumbnail" => true,
                "content" => {
                    node.attribute("medium") == Some("image")
                        || node.attribute("type").is_some_and(|kind| kind.starts_with("image/"))
                }
                _ => false,
            };
            let Some(url) = node.attribute("url").filter(|_| is_picture) else { continue };
            let number = |name: &str| node.attribute(name).and_then(|text| text.parse::<u32>().ok());
            let said = |name: &str| {
                [node, around, entry]
                    .iter()
                    .find_map(|place| place.first(Ns::Media, name).map(Node::text).and_then(filled))
            };
            // Small copies are for when there is nothing else.
            let size = if node.name == "thumbnail" { 0 } else { number("width").unwrap_or(1) };
            if best.as_ref().is_none_or(|(known, _)| size > *known) {
                let picture = Picture {
                    url: url.to_owned(),
                    width: number("width"),
                    height: number("height"),
                    alt: None,
                    caption: said("description").or_else(|| said("title")),
                    credit: said("credit"),
                };
                best = Some((size, picture));
            }
        }
    }
    if let Some((_, picture)) = best {
        return Some(picture);
    }
    let found = entry.first(Ns::Itunes, "image").and_then(|image| image.attribute("href").map(str::to_owned));
    let found = found.or_else(|| {
        let image = entry.first(Ns::Rss, "image")?;
        image.first(Ns::Rss, "url").map(Node::text).or_else(|| Some(image.text())).and_then(filled)
    });
    found.map(|url| Picture { url, ..Picture::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_nobodys_names() {
        assert_eq!(name_of("ada@example.org (Ada Quill)"), "Ada Quill");
        assert_eq!(name_of("Ada Quill <ada@example.org>"), "Ada Quill");
        assert_eq!(name_of("ada@example.org"), "");
        assert_eq!(name_of(" Ada Quill "), "Ada Quill");
        assert_eq!(as_html("a < b & c"), "a &lt; b &amp; c");
        assert_eq!(as_html("AT&amp;T"), "AT&amp;T");
    }
}
