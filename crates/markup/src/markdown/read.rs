//! Markdown to blocks: CommonMark with the tables, strikethrough, footnotes, task lists and bare links of GitHub.

use comrak::nodes::{AstNode, NodeHtmlBlock, NodeValue};
use comrak::{Arena, Options as Comrak, format_html, parse_document};

use crate::note::Parsed;
use crate::options::Options;

/// Reads Markdown into blocks. HTML in it is welcome and goes through [`crate::html::parse`], like all the rest: one way in, one set of rules. A picture alone
/// in its paragraph takes its title as caption; footnotes become numbered links and a list of notes at the end.
#[must_use]
pub fn parse(markdown: &str, options: &Options) -> Parsed {
    let arena = Arena::new();
    let comrak = comrak_options();
    let root = parse_document(&arena, markdown, &comrak);
    // Collected first: the tree must not change while it is walked.
    for node in root.descendants().collect::<Vec<_>>() {
        caption_picture(node);
    }
    let mut html = String::with_capacity(markdown.len() * 2);
    // Writing into a string cannot fail.
    let _ = format_html(root, &comrak, &mut html);
    crate::html::parse(&html, options)
}

fn comrak_options() -> Comrak<'static> {
    let mut options = Comrak::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    // Emphasis next to ideographs and their punctuation, which have no spaces around them.
    options.extension.cjk_friendly_emphasis = true;
    // Raw HTML is sanitised afterwards, by our rules.
    options.render.r#unsafe = true;
    options
}

/// Turns a paragraph that is one picture with a title into a figure with a caption.
fn caption_picture<'a>(node: &'a AstNode<'a>) {
    if !matches!(node.data().value, NodeValue::Paragraph) {
        return;
    }
    let Some(image) = node.first_child().filter(|child| child.next_sibling().is_none()) else {
        return;
    };
    let (url, title) = match &image.data().value {
        NodeValue::Image(link) if !link.title.is_empty() => (link.url.clone(), link.title.clone()),
        _ => return,
    };
    let mut alt = String::new();
    for part in image.descendants() {
        match &part.data().value {
            NodeValue::Text(text) => alt.push_str(text),
            NodeValue::Code(code) => alt.push_str(&code.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => alt.push(' '),
            _ => {}
        }
    }
    let literal = format!(
        "<figure><img src=\"{}\" alt=\"{}\"><figcaption>{}</figcaption></figure>\n",
        escape(&url),
        escape(&alt),
        escape(&title)
    );
    for child in node.children().collect::<Vec<_>>() {
        child.detach();
    }
    node.data_mut().value = NodeValue::HtmlBlock(NodeHtmlBlock { block_type: 6, literal });
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
