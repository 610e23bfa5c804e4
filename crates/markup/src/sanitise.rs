//! What may be in Html blocks, and blocks that clients send.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use masthead_domain::body::url::{is_language_tag, is_safe_href, is_safe_picture_url, is_web_url};
use masthead_domain::body::{Block, Body, Mark, Paragraph, Picture, Span};
use url::Url;

use crate::html::note_relative;
use crate::note::{Note, Notes};
use crate::options::Options;

/// Pictures that are text: charts and icons. No `use`, `foreignObject`, `style`, `animate`, `title` or `desc`: they load, run or re-enter HTML.
const SVG: [&str; 16] = [
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "defs",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
];
const SVG_ATTRIBUTES: [&str; 46] = [
    "viewBox",
    "width",
    "height",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "d",
    "points",
    "fill",
    "fill-opacity",
    "fill-rule",
    "stroke",
    "stroke-width",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-dasharray",
    "stroke-opacity",
    "opacity",
    "transform",
    "text-anchor",
    "dominant-baseline",
    "font-size",
    "font-weight",
    "dx",
    "dy",
    "offset",
    "stop-color",
    "stop-opacity",
    "gradientUnits",
    "gradientTransform",
    "preserveAspectRatio",
    "role",
    "aria-label",
    "aria-hidden",
    "clip-rule",
    "fx",
    "fy",
    "xmlns",
];
const MATH: [&str; 22] = [
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "ms",
    "mtext",
    "mspace",
    "msup",
    "msub",
    "msubsup",
    "mfrac",
    "msqrt",
    "mroot",
    "mover",
    "munder",
    "munderover",
    "mtable",
    "mtr",
    "mtd",
    "semantics",
    "mstyle",
];

/// The sanitiser of Html blocks: an allow-list on the tree that a browser would build. No ids but footnotes', no classes but ours, no styles, no scripts, no frames.
pub(crate) fn sanitiser() -> &'static Builder<'static> {
    static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(build);
    &SANITISER
}

/// Sanitised HTML whose links lead to the same places from anywhere: those that are relative are read from `base`.
#[must_use]
pub fn absolute_links(html: &str, base: &Url) -> String {
    let mut builder = build();
    builder.url_relative(UrlRelative::RewriteWithBase(base.clone()));
    builder.clean(html).to_string()
}

fn html_tags() -> &'static HashSet<&'static str> {
    static TAGS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| sanitiser().clone_tags());
    &TAGS
}

fn build() -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .add_tags(["video", "audio", "source", "track", "tfoot", "summary", "section", "main", "rb"])
        .add_tags(SVG)
        .add_tags(MATH)
        .rm_tags(["map", "area", "center", "col", "colgroup"])
        .add_clean_content_tags([
            "template",
            "noscript",
            "textarea",
            "select",
            "button",
            "annotation",
            "annotation-xml",
            "foreignObject",
            "title",
        ])
        .link_rel(None)
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(UrlRelative::PassThrough)
        .add_generic_attributes(["class", "dir"])
        .add_tag_attributes("li", ["id", "value"])
        .add_tag_attributes("ol", ["start", "reversed", "type"])
        .add_tag_attributes("details", ["open"])
        .add_tag_attributes("img", ["loading"])
        .add_tag_attributes(
            "video",
            ["src", "poster", "width", "height", "controls", "muted", "loop", "playsinline", "preload"],
        )
        .add_tag_attributes("audio", ["src", "controls", "preload"])
        .add_tag_attributes("source", ["src", "type"])
        .add_tag_attributes("track", ["src", "kind", "srclang", "label", "default"])
        .add_tag_attributes("time", ["datetime"])
        .add_tag_attributes("math", ["display", "xmlns"])
        .attribute_filter(filter);
    for tag in SVG {
        builder.add_tag_attributes(tag, SVG_ATTRIBUTES);
    }
    builder
}

/// May an element of this name stand within `svg`, within `math`, within the `text` of a formula, or (`""`) in HTML? The sanitiser takes off most of what may
/// not and keeps the content, but of SVG in HTML it drops that too.
pub(crate) fn belongs(name: &str, language: &str) -> bool {
    let is_one_of = |names: &[&str]| names.iter().any(|other| name.eq_ignore_ascii_case(other));
    match language {
        "svg" => is_one_of(&SVG),
        "math" => is_one_of(&MATH),
        "text" => false,
        _ => matches!(name, "svg" | "math") || (html_tags().contains(name) && !is_one_of(&SVG) && !is_one_of(&MATH)),
    }
}

/// A second look at every attribute that ammonia lets through.
fn filter<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let keep = match attribute {
        "href" | "cite" => is_safe_href(value),
        "src" | "poster" => is_safe_picture_url(value),
        "id" => is_note_id(value),
        "lang" => is_language_tag(value),
        "class" => {
            let kept: Vec<&str> = value.split_ascii_whitespace().filter(|class| is_our_class(class)).collect();
            return (!kept.is_empty()).then(|| Cow::Owned(kept.join(" ")));
        }
        // Paint may refer to servers.
        _ if SVG.contains(&element) => !value.to_ascii_lowercase().contains("url("),
        _ => true,
    };
    keep.then_some(Cow::Borrowed(value))
}

/// Classes that our own HTML has, and the names of programming languages.
fn is_our_class(class: &str) -> bool {
    matches!(class, "credit" | "gallery" | "pullquote" | "align-start" | "align-center" | "align-end")
        || class.starts_with("language-")
}

/// Is this the id of a footnote: `fn…` as Markdown and many plugins say, or a UUID as WordPress does? No other id may enter a site's pages, where scripts would find it.
pub(crate) fn is_note_id(id: &str) -> bool {
    let is_plain =
        id.len() <= 80 && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '%'));
    let is_uuid = id.len() == 36 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    is_plain && (is_uuid || (id.starts_with("fn") && id.chars().any(|c| c.is_ascii_digit() || c == '-' || c == ':')))
}

/// Makes blocks that a client sent safe, and brings them into canonical form: Html blocks go through the sanitiser, embeds of hosts that are not allowed become
/// links, links to unsafe addresses lose their mark and pictures their address. What was changed is noted.
pub fn sanitise_blocks(body: &mut Body, options: &Options) -> Vec<Note> {
    let mut notes = Notes::default();
    for block in &mut body.blocks {
        each_spans(block, &mut |spans| {
            for mark_list in spans.iter_mut().map(|span| &mut span.marks) {
                mark_list.retain(|mark| is_safe_mark(mark, &mut notes));
            }
        });
        match block {
            Block::Html(html) => {
                let clean = crate::html::cleaned(&html.html, options, &mut notes);
                if clean != html.html {
                    notes.add("sanitised_html", "Raw HTML was sanitised.", &html.html);
                }
                html.html = clean;
            }
            Block::Embed(embed) => {
                let url = Url::parse(&embed.url).ok();
                if url.as_ref().is_none_or(|url| !options.allows_embed(url)) {
                    notes.add(
                        "embed_host_not_allowed",
                        "Pages of this host may not be embedded; a link was put in its place.",
                        &embed.url,
                    );
                    *block = link_paragraph(&embed.id, &embed.url, embed.title.as_deref(), &embed.caption);
                }
            }
            Block::Image(image) => safe_picture(&mut image.picture, options, &mut notes),
            Block::Gallery(gallery) => {
                gallery.pictures.iter_mut().for_each(|picture| safe_picture(picture, options, &mut notes))
            }
            Block::Quote(quote) => {
                let cite = quote.cite.take();
                quote.cite = cite.filter(|cite| is_web_url(cite));
            }
            Block::Paragraph(paragraph) => paragraph.lang = paragraph.lang.take().filter(|lang| is_language_tag(lang)),
            _ => {}
        }
    }
    body.normalise();
    notes.0
}

fn is_safe_mark(mark: &Mark, notes: &mut Notes) -> bool {
    match mark {
        Mark::Link { href, .. } if !is_safe_href(href) => {
            notes.add("removed_link", "A link to an address that is not allowed was removed; its text was kept.", href);
            false
        }
        Mark::Language { lang } => is_language_tag(lang),
        _ => true,
    }
}

fn safe_picture(picture: &mut Picture, options: &Options, notes: &mut Notes) {
    picture.href = picture.href.take().filter(|href| is_safe_href(href));
    if let Some(url) = picture.url.take() {
        let is_found = options.base_url.is_none() || is_web_url(&url);
        let url = if is_found { url } else { options.located(url) };
        if is_safe_picture_url(&url) {
            note_relative(&url, notes);
            picture.url = Some(url);
        } else {
            notes.add(
                "removed_picture",
                "A picture without an allowed address was removed; its alternative text was kept.",
                &url,
            );
        }
    }
}

/// What stands in for an embed: a link, and its caption on the next line.
fn link_paragraph(id: &str, url: &str, title: Option<&str>, caption: &[Span]) -> Block {
    let label = title.filter(|title| !title.is_empty()).unwrap_or(url).to_owned();
    let marks = if is_safe_href(url) { vec![Mark::Link { href: url.to_owned(), title: None }] } else { Vec::new() };
    let mut content = vec![Span { text: label, marks }];
    if !caption.is_empty() {
        content.push(Span::plain("\n"));
        content.extend_from_slice(caption);
    }
    Block::Paragraph(Paragraph { id: id.to_owned(), content, lang: None })
}

/// Calls `act` for every run list of a block.
pub(crate) fn each_spans(block: &mut Block, act: &mut dyn FnMut(&mut Vec<Span>)) {
    match block {
        Block::Paragraph(paragraph) => act(&mut paragraph.content),
        Block::Heading(heading) => act(&mut heading.content),
        Block::List(list) => each_item(&mut list.items, act),
        Block::Quote(quote) => {
            quote.paragraphs.iter_mut().for_each(&mut *act);
            act(&mut quote.attribution);
        }
        Block::PullQuote(quote) => {
            act(&mut quote.content);
            act(&mut quote.attribution);
        }
        Block::Image(image) => act(&mut image.picture.caption),
        Block::Gallery(gallery) => {
            gallery.pictures.iter_mut().for_each(|picture| act(&mut picture.caption));
            act(&mut gallery.caption);
        }
        Block::Embed(embed) => act(&mut embed.caption),
        Block::Table(table) => {
            act(&mut table.caption);
            table.rows.iter_mut().flat_map(|row| &mut row.cells).for_each(|cell| act(&mut cell.content));
        }
        Block::Code(_) | Block::Divider(_) | Block::Html(_) => {}
    }
}

fn each_item(items: &mut [masthead_domain::body::ListItem], act: &mut dyn FnMut(&mut Vec<Span>)) {
    for item in items {
        act(&mut item.content);
        if let Some(list) = &mut item.list {
            each_item(&mut list.items, act);
        }
    }
}

#[cfg(test)]
mod tests {
    use masthead_domain::body::{Embed, Html, Image};

    use super::*;

    #[test]
    fn blocks_of_clients_are_made_safe() {
        let link = Mark::Link { href: "javascript:x".into(), title: None };
        let embed = |url: &str| Block::Embed(Embed { url: url.into(), title: Some("T".into()), ..Embed::default() });
        let picture = Picture { url: Some("data:x".into()), alt: Some("A".into()), ..Picture::default() };
        let html = "<p onclick=x>a</p><iframe src=https://evil.example/></iframe><script>x</script>".to_owned();
        let mut body = Body {
            blocks: vec![
                Block::Paragraph(Paragraph {
                    content: vec![Span { text: "a".into(), marks: vec![link, Mark::Strong] }],
                    ..Paragraph::default()
                }),
                embed("https://www.youtube.com/embed/x"),
                embed("https://evil.example/x"),
                Block::Image(Image { picture, ..Image::default() }),
                Block::Html(Html { html, ..Html::default() }),
            ],
        };
        let notes = sanitise_blocks(&mut body, &Options::default());
        let codes: Vec<&str> = notes.iter().map(|note| note.code.as_str()).collect();
        assert_eq!(
            codes,
            [
                "removed_link",
                "embed_host_not_allowed",
                "removed_picture",
                "removed_script",
                "frame_as_link",
                "sanitised_html"
            ]
        );
        let Block::Paragraph(first) = &body.blocks[0] else { panic!("a paragraph") };
        assert_eq!(first.content[0].marks, [Mark::Strong]);
        assert!(matches!(&body.blocks[1], Block::Embed(_)));
        assert!(matches!(&body.blocks[2], Block::Paragraph(link) if link.content[0].text == "T"));
        let Block::Html(kept) = &body.blocks[4] else { panic!("HTML") };
        assert_eq!(kept.html, "<p>a</p><a href=\"https://evil.example/\">https://evil.example/</a>");
        let again = body.clone();
        assert!(sanitise_blocks(&mut body, &Options::default()).iter().all(|note| note.code != "sanitised_html"));
        assert_eq!(body, again);
    }
}
