//! Blocks as HTML. Safe whatever the blocks say: text is escaped and URLs are checked here again. No ids except headings' anchors, so that the markup is
//! the site's to style; block ids live in the JSON only.

use super::escape::{attribute, number, optional, text};
use super::spans::is_blank;
use super::url::{is_https_url, is_language_tag, is_safe_href, is_safe_picture_url, is_web_url};
use super::*;

/// What a frame of another site may do: run, know its own origin, open its links and go full screen; not navigate this page.
const SANDBOX: &str = "allow-scripts allow-same-origin allow-popups allow-presentation";

impl Body {
    /// The body as HTML, one block a line.
    #[must_use]
    pub fn html(&self, pictures: &dyn Pictures) -> String {
        let mut out = String::with_capacity(1024);
        for block in &self.blocks {
            block.write_html(&mut out, pictures);
            out.push('\n');
        }
        out.pop();
        out
    }
}

impl Block {
    /// This block as HTML.
    #[must_use]
    pub fn html(&self, pictures: &dyn Pictures) -> String {
        let mut out = String::new();
        self.write_html(&mut out, pictures);
        out
    }

    fn write_html(&self, out: &mut String, pictures: &dyn Pictures) {
        match self {
            Block::Paragraph(paragraph) => {
                out.push_str("<p");
                optional(out, "lang", paragraph.lang.as_deref().filter(|lang| is_language_tag(lang)));
                out.push('>');
                spans(out, &paragraph.content);
                out.push_str("</p>");
            }
            Block::Heading(heading) => {
                let level = heading.level.clamp(2, 6);
                out.push_str(&format!("<h{level}"));
                optional(out, "id", Some(heading.anchor.as_str()).filter(|anchor| !anchor.is_empty()));
                out.push('>');
                spans(out, &heading.content);
                out.push_str(&format!("</h{level}>"));
            }
            Block::List(list) => items(out, list.ordered, list.start, &list.items),
            Block::Quote(quote) => {
                out.push_str("<blockquote");
                optional(out, "cite", quote.cite.as_deref().filter(|cite| is_web_url(cite)));
                out.push('>');
                for paragraph in &quote.paragraphs {
                    wrapped(out, "p", paragraph);
                }
                wrapped(out, "footer", &quote.attribution);
                out.push_str("</blockquote>");
            }
            Block::PullQuote(quote) => {
                out.push_str("<aside class=\"pullquote\">");
                wrapped(out, "p", &quote.content);
                wrapped(out, "footer", &quote.attribution);
                out.push_str("</aside>");
            }
            Block::Image(image) => figure(out, &image.picture, pictures),
            Block::Gallery(gallery) => {
                out.push_str("<figure class=\"gallery\">");
                for picture in &gallery.pictures {
                    figure(out, picture, pictures);
                }
                wrapped(out, "figcaption", &gallery.caption);
                out.push_str("</figure>");
            }
            Block::Embed(embed) => frame(out, embed),
            Block::Code(code) => {
                out.push_str("<pre><code");
                if let Some(language) = &code.language {
                    attribute(out, "class", &format!("language-{language}"));
                }
                out.push('>');
                text(out, &code.code);
                out.push_str("</code></pre>");
            }
            Block::Table(table) => table.write_html(out),
            Block::Divider(_) => out.push_str("<hr>"),
            Block::Html(html) => out.push_str(&html.html),
        }
    }
}

/// These runs as HTML: phrasing content only.
#[must_use]
pub fn spans_html(content: &[Span]) -> String {
    let mut out = String::new();
    spans(&mut out, content);
    out
}

/// Writes `<tag>content</tag>`, or nothing for nothing.
pub(super) fn wrapped(out: &mut String, tag: &str, content: &[Span]) {
    if content.is_empty() {
        return;
    }
    out.push_str(&format!("<{tag}>"));
    spans(out, content);
    out.push_str(&format!("</{tag}>"));
}

/// Writes runs of text. A mark that neighbours share stays open between them, so a link over three runs is one link.
pub(super) fn spans(out: &mut String, content: &[Span]) {
    let mut open: Vec<&Mark> = Vec::new();
    for span in content {
        let marks: Vec<&Mark> = span.marks.iter().filter(|mark| is_shown(mark)).collect();
        let shared = open.iter().zip(&marks).take_while(|(a, b)| a == b).count();
        close(out, &mut open, shared);
        for mark in &marks[shared..] {
            open_mark(out, mark);
            open.push(mark);
        }
        for (index, line) in span.text.split('\n').enumerate() {
            if index > 0 {
                out.push_str("<br>");
            }
            text(out, line);
        }
    }
    close(out, &mut open, 0);
}

fn close(out: &mut String, open: &mut Vec<&Mark>, keep: usize) {
    while open.len() > keep {
        if let Some(mark) = open.pop() {
            out.push_str("</");
            out.push_str(tag(mark));
            out.push('>');
        }
    }
}

fn is_shown(mark: &Mark) -> bool {
    match mark {
        Mark::Link { href, .. } => is_safe_href(href),
        Mark::Language { lang } => is_language_tag(lang),
        _ => true,
    }
}

fn tag(mark: &Mark) -> &'static str {
    match mark {
        Mark::Link { .. } => "a",
        Mark::Language { .. } => "span",
        Mark::Abbreviation { .. } => "abbr",
        Mark::Strong => "strong",
        Mark::Emphasis => "em",
        Mark::Underline => "u",
        Mark::Strikethrough => "s",
        Mark::Highlight => "mark",
        Mark::Small => "small",
        Mark::Subscript => "sub",
        Mark::Superscript => "sup",
        Mark::Code => "code",
    }
}

fn open_mark(out: &mut String, mark: &Mark) {
    out.push('<');
    out.push_str(tag(mark));
    match mark {
        Mark::Link { href, title } => {
            attribute(out, "href", href);
            optional(out, "title", title.as_deref());
        }
        Mark::Language { lang } => attribute(out, "lang", lang),
        Mark::Abbreviation { title } => attribute(out, "title", title),
        _ => {}
    }
    out.push('>');
}

fn items(out: &mut String, ordered: bool, start: Option<i32>, items_of: &[ListItem]) {
    let tag = if ordered { "ol" } else { "ul" };
    out.push('<');
    out.push_str(tag);
    number(out, "start", start.filter(|_| ordered));
    out.push('>');
    for item in items_of {
        out.push_str("<li>");
        spans(out, &item.content);
        if let Some(list) = &item.list {
            items(out, list.ordered, list.start, &list.items);
        }
        out.push_str("</li>");
    }
    out.push_str(&format!("</{tag}>"));
}

/// Writes a picture with its caption and credit. One that cannot be found still says what it showed.
fn figure(out: &mut String, picture: &Picture, pictures: &dyn Pictures) {
    let found = pictures
        .resolve(picture)
        .or_else(|| picture.url.clone().map(|url| ResolvedPicture { url, ..ResolvedPicture::default() }));
    let file = found.clone().unwrap_or_default();
    let alt = picture.alt.as_deref().or(file.alt.as_deref());
    out.push_str("<figure>");
    if is_safe_picture_url(&file.url) {
        let href = picture.href.as_deref().filter(|href| is_safe_href(href));
        if let Some(href) = href {
            out.push_str("<a");
            attribute(out, "href", href);
            out.push('>');
        }
        out.push_str("<img");
        attribute(out, "src", &file.url);
        optional(out, "srcset", file.srcset.as_deref());
        // No alt at all means that nobody described the picture; an empty one that it needs no description.
        optional(out, "alt", alt);
        number(out, "width", picture.width.or(file.width));
        number(out, "height", picture.height.or(file.height));
        out.push_str(" loading=\"lazy\">");
        if href.is_some() {
            out.push_str("</a>");
        }
    } else if let Some(alt) = alt.filter(|alt| !alt.is_empty()) {
        out.push_str("<p>");
        text(out, alt);
        out.push_str("</p>");
    }
    let asset_caption: Vec<Span> = file.caption.iter().map(Span::plain).collect();
    let caption = if is_blank(&picture.caption) { &asset_caption } else { &picture.caption };
    let credit = picture.credit.as_deref().or(file.credit.as_deref()).filter(|credit| !credit.is_empty());
    if !is_blank(caption) || credit.is_some() {
        out.push_str("<figcaption>");
        spans(out, caption);
        if let Some(credit) = credit {
            if !is_blank(caption) {
                out.push(' ');
            }
            out.push_str("<span class=\"credit\">");
            text(out, credit);
            out.push_str("</span>");
        }
        out.push_str("</figcaption>");
    }
    out.push_str("</figure>");
}

fn frame(out: &mut String, embed: &Embed) {
    out.push_str("<figure class=\"embed\">");
    if is_https_url(&embed.url) {
        out.push_str("<iframe");
        attribute(out, "src", &embed.url);
        attribute(out, "sandbox", SANDBOX);
        attribute(out, "loading", "lazy");
        optional(out, "title", embed.title.as_deref());
        number(out, "width", embed.width);
        number(out, "height", embed.height);
        attribute(out, "referrerpolicy", "strict-origin-when-cross-origin");
        out.push_str(" allowfullscreen></iframe>");
    } else {
        // Never silently nothing: readers see what should have been here.
        out.push_str("<p>");
        text(out, embed.title.as_deref().unwrap_or(&embed.url));
        out.push_str("</p>");
    }
    wrapped(out, "figcaption", &embed.caption);
    out.push_str("</figure>");
}
