//! Parts of the tree as HTML, for the sanitiser.

use super::attrs::clean_url;
use super::linked::Linkeds;
use super::tree::{Id, Tree};
use crate::note::Notes;
use crate::options::Options;
use crate::sanitise;

/// An element as HTML, not yet sanitised.
pub(super) fn element(tree: &Tree, id: Id, options: &Options) -> String {
    let mut out = String::new();
    write(tree, id, options, "", &mut out);
    out
}

/// Nodes as a paragraph of HTML, not yet sanitised.
pub(super) fn paragraph(tree: &Tree, ids: &[Id], options: &Options) -> String {
    let mut out = String::from("<p>");
    for id in ids {
        write(tree, *id, options, "", &mut out);
    }
    out.push_str("</p>");
    out
}

/// HTML through the sanitiser.
pub(super) fn sanitised(html: &str) -> String {
    sanitise::sanitiser().clean(html).to_string().trim().to_owned()
}

/// Any HTML, sanitised as Html blocks are: depth bounded first, because the sanitiser itself is quadratic in it.
pub(crate) fn cleaned(html: &str, options: &Options, notes: &mut Notes) -> String {
    let tree = Tree::read(html, notes);
    let mut out = String::with_capacity(html.len());
    for child in tree.children(super::tree::ROOT) {
        write(&tree, child, options, "", &mut out);
    }
    let clean = sanitised(&out);
    let children: Vec<Id> = tree.children(super::tree::ROOT).collect();
    Linkeds::of_tree(&tree, &children, options).note_lost(&clean, options, notes);
    clean
}

/// `language` is the element around that is not HTML: `svg`, `math`, `text` of a formula, or nothing. The sanitiser drops elements of one language within another with all their
/// content, so they are taken off here, where the content can stay.
fn write(tree: &Tree, id: Id, options: &Options, language: &str, out: &mut String) {
    if tree.is_text(id) {
        return escape(&tree.node(id).text, out);
    }
    let name = tree.name(id);
    let has_plain_name = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    match name {
        // No frames within Html blocks: a link leads to what it would have shown.
        "iframe" | "embed" | "object" => {
            let source = tree.attr(id, "src").or_else(|| tree.attr(id, "data")).unwrap_or_default();
            if let Some(url) = options.absolute(&clean_url(source)) {
                let label = tree.line(id, "title").unwrap_or_else(|| url.to_string());
                if language.is_empty() {
                    out.push_str("<a href=\"");
                    escape(url.as_str(), out);
                    out.push_str("\">");
                    escape(&label, out);
                    out.push_str("</a>");
                } else {
                    escape(&label, out);
                }
            }
            children(tree, id, options, language, out);
        }
        "img" if !language.is_empty() => escape(&tree.line(id, "alt").unwrap_or_default(), out),
        "img" => {
            let source = tree.picture_source(id, options);
            let tag_at = out.len();
            start(tree, id, "img", options, out);
            match source {
                Some(source) => {
                    // The last tag is this one; its source comes first and wins over the one that was copied.
                    let mut first = String::from("<img src=\"");
                    escape(&source, &mut first);
                    first.push('"');
                    out.replace_range(tag_at..tag_at + "<img".len(), &first);
                }
                None => {
                    out.truncate(tag_at);
                    escape(&tree.line(id, "alt").unwrap_or_default(), out);
                }
            }
        }
        // The way back from a footnote leads to an id that text does not keep.
        "a" if tree.has_class(id, "footnote-backref") => {}
        _ if !has_plain_name || !sanitise::belongs(name, language) => children(tree, id, options, language, out),
        _ => {
            start(tree, id, name, options, out);
            if !super::names::is_void(name) {
                let inner = match name {
                    "svg" | "math" => name,
                    // In the letters of a formula browsers read HTML again, a classic hiding place: only text here.
                    "mi" | "mo" | "mn" | "ms" | "mtext" => "text",
                    _ => language,
                };
                children(tree, id, options, inner, out);
                out.push_str("</");
                out.push_str(name);
                out.push('>');
            }
        }
    }
}

fn children(tree: &Tree, id: Id, options: &Options, language: &str, out: &mut String) {
    for child in tree.children(id) {
        write(tree, child, options, language, out);
    }
}

fn start(tree: &Tree, id: Id, name: &str, options: &Options, out: &mut String) {
    out.push('<');
    out.push_str(name);
    for (key, value) in &tree.node(id).attrs {
        if key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            out.push(' ');
            out.push_str(key);
            out.push_str("=\"");
            match &**key {
                "src" | "poster" => escape(&options.located(clean_url(value)), out),
                "href" => escape(&clean_url(value), out),
                _ => escape(value, out),
            }
            out.push('"');
        }
    }
    out.push('>');
}

/// Text within HTML, and within an attribute of it.
pub fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            c => out.push(c),
        }
    }
}
