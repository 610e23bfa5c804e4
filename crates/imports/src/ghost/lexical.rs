//! Lexical, the texts of Ghost 5 and later, as the HTML that Ghost makes of them.

use masthead_markup::Options;
use serde_json::Value;

use super::{
    cards::{self, text},
    write::Rendered,
};

/// Bits of `format`, outermost first, and the elements that they are.
const FORMATS: [(u64, &str); 8] =
    [(1, "strong"), (2, "em"), (4, "s"), (8, "u"), (128, "mark"), (32, "sub"), (64, "sup"), (16, "code")];

/// Writes a document. What is wrong with it is told without its words.
pub(super) fn render(source: &str, options: &Options, out: &mut Rendered) -> Result<(), String> {
    let document: Value = serde_json::from_str(source).map_err(|error| {
        format!("its text (lexical) is not readable at line {}, column {}", error.line(), error.column())
    })?;
    let root = document.get("root").ok_or("its text (lexical) has no root")?;
    children(root, options, out);
    if out.is_too_long {
        return Err("its text (lexical) is longer than texts may be".to_owned());
    }
    Ok(())
}

fn nodes(node: &Value) -> &[Value] {
    node.get("children").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn children(node: &Value, options: &Options, out: &mut Rendered) {
    for child in nodes(node) {
        one(child, options, out);
    }
}

/// An element around the children. Depth is bounded by what JSON is read to.
fn within(name: &str, node: &Value, options: &Options, out: &mut Rendered) {
    out.raw("<").raw(name).raw(">");
    children(node, options, out);
    out.raw("</").raw(name).raw(">");
}

fn one(node: &Value, options: &Options, out: &mut Rendered) {
    match text(node, "type") {
        "text" | "extended-text" | "code-highlight" | "hashtag" | "tk" => words(node, out),
        "linebreak" => {
            out.raw("<br>");
        }
        "tab" => {
            out.raw("\t");
        }
        "zwnj" => {}
        "paragraph" => within("p", node, options, out),
        "heading" | "extended-heading" => {
            let tag = text(node, "tag");
            let tag = ["h1", "h2", "h3", "h4", "h5", "h6"].into_iter().find(|known| *known == tag).unwrap_or("h2");
            within(tag, node, options, out);
        }
        "quote" | "extended-quote" => within("blockquote", node, options, out),
        "aside" => {
            out.raw("<blockquote class=\"kg-blockquote-alt\">");
            children(node, options, out);
            out.raw("</blockquote>");
        }
        "list" => list(node, options, out),
        "listitem" => within("li", node, options, out),
        "link" | "autolink" | "at-link" => {
            out.raw("<a").attribute("href", text(node, "url")).attribute("title", text(node, "title")).raw(">");
            children(node, options, out);
            out.raw("</a>");
        }
        // An @-mention of a page that was not finished.
        "at-link-search" => words(node, out),
        "code" if node.get("children").is_some() => {
            out.raw("<pre><code>");
            children(node, options, out);
            out.raw("</code></pre>");
        }
        "table" => within("table", node, options, out),
        "tablerow" => within("tr", node, options, out),
        "tablecell" => {
            let is_header = node.get("headerState").and_then(Value::as_u64).unwrap_or(0) > 0;
            within(if is_header { "th" } else { "td" }, node, options, out);
        }
        kind if node.get("children").is_some() => {
            let kind: String = kind.chars().filter(|c| c.is_alphanumeric() || *c == '-').take(40).collect();
            out.note(format!("Text of a kind that is not known ({kind}): what is in it was kept."));
            within("div", node, options, out);
        }
        kind => cards::card(kind, node, options, out),
    }
}

/// Lists in lists are items of their own in Lexical: they belong to the item before.
fn list(node: &Value, options: &Options, out: &mut Rendered) {
    let is_numbered = text(node, "listType") == "number" || text(node, "tag") == "ol";
    let name = if is_numbered { "ol" } else { "ul" };
    out.raw("<").raw(name);
    if let Some(start) = node.get("start").and_then(Value::as_u64).filter(|start| is_numbered && *start != 1) {
        out.attribute("start", &start.to_string());
    }
    out.raw(">");
    let mut is_open = false;
    for item in nodes(node) {
        let only_a_list = matches!(nodes(item), [inner] if text(inner, "type") == "list");
        if !(only_a_list && is_open) {
            if is_open {
                out.raw("</li>");
            }
            out.raw("<li>");
            is_open = true;
        }
        match item.get("checked").and_then(Value::as_bool).filter(|_| text(node, "listType") == "check") {
            Some(true) => {
                out.raw("☑ ");
            }
            Some(false) => {
                out.raw("☐ ");
            }
            None => {}
        }
        if text(item, "type") == "listitem" {
            children(item, options, out);
        } else {
            one(item, options, out);
        }
    }
    if is_open {
        out.raw("</li>");
    }
    out.raw("</").raw(name).raw(">");
}

fn words(node: &Value, out: &mut Rendered) {
    let format = node.get("format").and_then(Value::as_u64).unwrap_or(0);
    let marks = || FORMATS.iter().filter(|(bit, _)| format & bit != 0).map(|(_, name)| *name);
    for name in marks() {
        out.raw("<").raw(name).raw(">");
    }
    // Not `text`: blanks at its ends count.
    out.text(node.get("text").and_then(Value::as_str).unwrap_or_default());
    for name in marks().collect::<Vec<_>>().into_iter().rev() {
        out.raw("</").raw(name).raw(">");
    }
}
