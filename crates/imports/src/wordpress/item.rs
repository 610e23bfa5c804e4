//! One item of an export, as WordPress wrote it.

use masthead_domain::time::Instant;

use super::dates;
use crate::xml::Node;

/// A term of an item: a category, a tag, an author of several, a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TermRef {
    pub(super) taxonomy: String,
    pub(super) slug: String,
    pub(super) name: String,
}

/// An item: a post, a page, an attachment, a menu entry …
#[derive(Debug, Default)]
pub(super) struct Post {
    pub(super) line: u64,
    pub(super) title: String,
    pub(super) link: String,
    pub(super) creator: String,
    pub(super) guid: String,
    pub(super) content: String,
    pub(super) excerpt: String,
    pub(super) id: u64,
    /// When readers say that it was published.
    pub(super) date: Option<chrono::NaiveDateTime>,
    pub(super) date_gmt: Option<chrono::NaiveDateTime>,
    pub(super) pub_date: Option<Instant>,
    pub(super) modified_gmt: Option<chrono::NaiveDateTime>,
    pub(super) name: String,
    pub(super) status: String,
    pub(super) parent: u64,
    pub(super) order: i64,
    pub(super) kind: String,
    pub(super) password: String,
    pub(super) is_sticky: bool,
    pub(super) attachment_url: String,
    pub(super) terms: Vec<TermRef>,
    pub(super) meta: Vec<(String, String)>,
    pub(super) comments: u64,
    /// Markup stood where only text belongs.
    pub(super) was_broken: bool,
}

/// Elements that have elements in them.
pub(super) fn nested(name: &str) -> bool {
    matches!(
        name,
        "rss"
            | "channel"
            | "item"
            | "image"
            | "wp:author"
            | "wp:category"
            | "wp:tag"
            | "wp:term"
            | "wp:postmeta"
            | "wp:termmeta"
            | "wp:comment"
            | "wp:commentmeta"
    )
}

impl Post {
    /// Reads an item.
    pub(super) fn read(node: Node) -> Self {
        let mut post = Self { line: node.line, ..Self::default() };
        for child in node.children {
            let Node { name, text, children, attributes, was_broken, .. } = child;
            post.was_broken |= was_broken;
            match name.as_str() {
                "title" => post.title = text,
                "link" => post.link = text.trim().to_owned(),
                "dc:creator" => post.creator = text.trim().to_owned(),
                "guid" => post.guid = text.trim().to_owned(),
                "content:encoded" => post.content = text,
                "excerpt:encoded" => post.excerpt = text,
                "pubDate" => post.pub_date = dates::rfc_822(&text),
                "wp:post_id" => post.id = text.trim().parse().unwrap_or(0),
                "wp:post_date" => post.date = dates::plain(&text),
                "wp:post_date_gmt" => post.date_gmt = dates::plain(&text),
                "wp:post_modified_gmt" => post.modified_gmt = dates::plain(&text),
                "wp:post_name" => post.name = text.trim().to_owned(),
                "wp:status" => post.status = text.trim().to_owned(),
                "wp:post_parent" => post.parent = text.trim().parse().unwrap_or(0),
                "wp:menu_order" => post.order = text.trim().parse().unwrap_or(0),
                "wp:post_type" => post.kind = text.trim().to_owned(),
                "wp:post_password" => post.password = text.trim().to_owned(),
                "wp:is_sticky" => post.is_sticky = text.trim() == "1",
                "wp:attachment_url" => post.attachment_url = text.trim().to_owned(),
                "category" => {
                    let attribute = |name: &str| {
                        attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned())
                    };
                    let name = text.trim().to_owned();
                    // Before 1.1 every term is there twice, once without its slug.
                    if let Some(slug) = attribute("nicename") {
                        let taxonomy = match attribute("domain").as_deref() {
                            None | Some("" | "category") => "category".to_owned(),
                            Some("tag" | "post_tag") => "post_tag".to_owned(),
                            Some(other) => other.to_owned(),
                        };
                        let term = TermRef { taxonomy, slug, name };
                        if !post.terms.contains(&term) {
                            post.terms.push(term);
                        }
                    }
                }
                "wp:postmeta" => {
                    let text_of = |name: &str| {
                        children.iter().find(|child| child.name == name).map_or("", |child| child.text.as_str())
                    };
                    let key = text_of("wp:meta_key").trim().to_owned();
                    if !key.is_empty() {
                        post.meta.push((key, text_of("wp:meta_value").to_owned()));
                    }
                }
                "wp:comment" => post.comments += 1,
                _ => {}
            }
        }
        post
    }

    /// The first custom field of that name that says something.
    pub(super) fn meta(&self, key: &str) -> Option<&str> {
        self.meta.iter().filter(|(name, _)| name == key).map(|(_, value)| value.trim()).find(|value| !value.is_empty())
    }

    /// The first of several custom fields.
    pub(super) fn first_meta(&self, keys: &[String]) -> Option<&str> {
        keys.iter().find_map(|key| self.meta(key))
    }

    /// Terms of a taxonomy.
    pub(super) fn terms_of<'a>(&'a self, taxonomy: &'a str) -> impl Iterator<Item = &'a TermRef> {
        self.terms.iter().filter(move |term| term.taxonomy == taxonomy)
    }

    /// What it is to be called in a report.
    pub(super) fn origin(&self) -> crate::Origin {
        let title = crate::names::cut(crate::names::line(&self.title), 120).0;
        crate::Origin { line: self.line, kind: self.kind.clone(), id: self.id.to_string(), title }
    }
}
