//! Cards: what stands between paragraphs, in Mobiledoc and in Lexical alike.

use masthead_domain::body::NoPictures;
use masthead_markup::{Options, markdown};
use serde_json::Value;

use super::write::Rendered;

/// A text of a card; empty when there is none. `/` leads into what is in it.
pub(super) fn text<'a>(data: &'a Value, path: &str) -> &'a str {
    let mut value = data;
    for name in path.split('/') {
        match value.get(name) {
            Some(inner) => value = inner,
            None => return "",
        }
    }
    value.as_str().unwrap_or_default().trim()
}

fn number(data: &Value, name: &str) -> String {
    match data.get(name) {
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(text)) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.clone(),
        _ => String::new(),
    }
}

fn flag(data: &Value, name: &str) -> bool {
    data.get(name).and_then(Value::as_bool).unwrap_or_default()
}

fn list<'a>(data: &'a Value, name: &str) -> &'a [Value] {
    data.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Is this for members or e-mails only? Ghost can say so of single cards.
pub(super) fn is_for_members(data: &Value) -> bool {
    let says_no = |path: &str| data.pointer(path).and_then(Value::as_bool) == Some(false);
    says_no("/visibility/web/nonMember") || says_no("/visibility/showOnWeb")
}

/// Cards that only ever stand in e-mails.
pub(super) fn is_for_mail(name: &str) -> bool {
    matches!(name, "email" | "email-cta")
}

/// Cards that work only in Ghost.
pub(super) fn is_of_ghost(name: &str) -> bool {
    matches!(name, "signup" | "transistor" | "collection" | "share" | "recommendations")
}

/// Writes a card.
pub(super) fn card(name: &str, data: &Value, options: &Options, out: &mut Rendered) {
    if is_for_mail(name) {
        return out.note(format!("A card that only stands in e-mails ({name}) was left out."));
    }
    if is_of_ghost(name) {
        return out.note(format!("A card that only works in Ghost ({name}) was left out."));
    }
    if is_for_members(data) {
        return out.note(format!("A card that is for members or e-mails only ({name}) was left out."));
    }
    match name {
        "paywall" => out.is_gated = true,
        "hr" | "horizontalrule" => {
            out.raw("<hr>");
        }
        "image" => image_card(data, out),
        "gallery" => gallery(data, list(data, "images"), out),
        "before-after" => {
            let images = ["beforeImage", "afterImage"].map(|name| data.get(name).cloned().unwrap_or_default());
            gallery(data, &images, out);
        }
        "html" => {
            out.raw("<!--kg-card-begin: html-->\n").raw(text(data, "html")).raw("\n<!--kg-card-end: html-->");
        }
        "markdown" | "card-markdown" => from_markdown(text(data, "markdown"), options, out),
        "code" | "codeblock" => code(data, out),
        "embed" | "nft" => embed(data, out),
        "bookmark" => bookmark(data, out),
        "callout" => {
            out.raw("<div class=\"kg-card kg-callout-card\"><div class=\"kg-callout-text\">");
            let emoji = text(data, "calloutEmoji");
            if !emoji.is_empty() {
                out.text(emoji).raw(" ");
            }
            out.raw(inline(text(data, "calloutText"))).raw("</div></div>");
        }
        "toggle" => {
            out.raw("<div class=\"kg-card kg-toggle-card\">").around("h4", inline(text(data, "heading")));
            out.raw("<div class=\"kg-toggle-content\">").raw(text(data, "content")).raw("</div></div>");
        }
        "button" => button(text(data, "buttonText"), text(data, "buttonUrl"), out),
        "audio" => {
            out.raw("<figure class=\"kg-card kg-audio-card\"><audio controls").attribute("src", text(data, "src"));
            out.raw("></audio>").element("figcaption", text(data, "title")).raw("</figure>");
        }
        "video" => video(data, out),
        "file" => file(data, out),
        "product" => product(data, out),
        "header" => header(data, out),
        "call-to-action" => call_to_action(data, out),
        _ => unknown(name, data, out),
    }
    out.raw("\n");
}

/// Ghost keeps short texts of cards as paragraphs sometimes, which cannot stand in a heading or a line.
fn inline(html: &str) -> &str {
    let inner = html.strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>"));
    inner.filter(|inner| !inner.contains("<p")).unwrap_or(html)
}

fn image(data: &Value, out: &mut Rendered) {
    let source = text(data, "src");
    if source.is_empty() {
        return;
    }
    let link = text(data, "href");
    if !link.is_empty() {
        out.raw("<a").attribute("href", link).raw(">");
    }
    out.raw("<img class=\"kg-image\"").attribute("src", source).attribute("alt", text(data, "alt"));
    out.attribute("width", &number(data, "width")).attribute("height", &number(data, "height")).raw(">");
    if !link.is_empty() {
        out.raw("</a>");
    }
}

fn image_card(data: &Value, out: &mut Rendered) {
    out.raw("<figure class=\"kg-card kg-image-card\">");
    image(data, out);
    out.around("figcaption", text(data, "caption")).raw("</figure>");
}

fn gallery(data: &Value, images: &[Value], out: &mut Rendered) {
    out.raw("<figure class=\"kg-card kg-gallery-card\"><div class=\"kg-gallery-container\">");
    for one in images {
        out.raw("<figure class=\"kg-gallery-image\">");
        image(one, out);
        out.around("figcaption", text(one, "caption")).raw("</figure>");
    }
    out.raw("</div>").around("figcaption", text(data, "caption")).raw("</figure>");
}

fn from_markdown(source: &str, options: &Options, out: &mut Rendered) {
    let parsed = markdown::parse(source, options);
    out.raw(&parsed.body.html(&NoPictures));
    for note in parsed.notes {
        out.note(note.message);
    }
}

fn code(data: &Value, out: &mut Rendered) {
    out.raw("<figure class=\"kg-card kg-code-card\"><pre><code");
    let language = text(data, "language");
    if !language.is_empty() {
        out.attribute("class", &format!("language-{language}"));
    }
    // The first line break after `<pre>` is none.
    out.raw(">").text(data.get("code").and_then(Value::as_str).unwrap_or_default()).raw("</code></pre>");
    out.around("figcaption", text(data, "caption")).raw("</figure>");
}

fn embed(data: &Value, out: &mut Rendered) {
    let html = text(data, "html");
    if html.is_empty() {
        let title = text(data, "metadata/title");
        return button(if title.is_empty() { text(data, "url") } else { title }, text(data, "url"), out);
    }
    out.raw("<figure class=\"kg-card kg-embed-card\">").raw(html);
    out.around("figcaption", text(data, "caption")).raw("</figure>");
}

fn bookmark(data: &Value, out: &mut Rendered) {
    let url = text(data, "url");
    let title = text(data, "metadata/title");
    out.raw("<figure class=\"kg-card kg-bookmark-card\"><a class=\"kg-bookmark-container\"").attribute("href", url);
    out.raw("><div class=\"kg-bookmark-content\">").element("div", if title.is_empty() { url } else { title });
    out.element("div", text(data, "metadata/description"));
    let names: Vec<&str> = ["metadata/author", "metadata/publisher"]
        .iter()
        .map(|path| text(data, path))
        .filter(|name| !name.is_empty())
        .collect();
    out.element("div", &names.join(" · ")).raw("</div>");
    let thumbnail = text(data, "metadata/thumbnail");
    if !thumbnail.is_empty() {
        out.raw("<div class=\"kg-bookmark-thumbnail\"><img alt=\"\"").attribute("src", thumbnail).raw("></div>");
    }
    out.raw("</a>").around("figcaption", text(data, "caption")).raw("</figure>");
}

fn button(label: &str, url: &str, out: &mut Rendered) {
    if url.is_empty() {
        out.element("p", label);
        return;
    }
    out.raw("<p><a").attribute("href", url).raw(">").text(if label.is_empty() { url } else { label }).raw("</a></p>");
}

fn video(data: &Value, out: &mut Rendered) {
    out.raw("<figure class=\"kg-card kg-video-card\"><video controls").attribute("src", text(data, "src"));
    let own = text(data, "customThumbnailSrc");
    out.attribute("poster", if own.is_empty() { text(data, "thumbnailSrc") } else { own });
    out.attribute("width", &number(data, "width")).attribute("height", &number(data, "height")).raw("></video>");
    out.around("figcaption", text(data, "caption")).raw("</figure>");
}

fn file(data: &Value, out: &mut Rendered) {
    let (source, name) = (text(data, "src"), text(data, "fileName"));
    let title = text(data, "fileTitle");
    button(if title.is_empty() { name } else { title }, source, out);
    out.element("p", text(data, "fileCaption"));
}

fn product(data: &Value, out: &mut Rendered) {
    let source = text(data, "productImageSrc");
    if !source.is_empty() {
        out.raw("<figure><img").attribute("src", source).raw("></figure>");
    }
    out.around("h4", inline(text(data, "productTitle")));
    let stars = data.get("productStarRating").and_then(Value::as_u64).unwrap_or(0).min(5);
    if flag(data, "productRatingEnabled") && stars > 0 {
        out.element("p", &(0..5).map(|star| if star < stars { '★' } else { '☆' }).collect::<String>());
    }
    out.raw("<div>").raw(text(data, "productDescription")).raw("</div>");
    if flag(data, "productButtonEnabled") {
        button(text(data, "productButton"), text(data, "productUrl"), out);
    }
}

fn header(data: &Value, out: &mut Rendered) {
    let source = text(data, "backgroundImageSrc");
    if !source.is_empty() {
        out.raw("<figure><img").attribute("src", source).raw("></figure>");
    }
    out.around("h2", inline(text(data, "header"))).around("p", inline(text(data, "subheader")));
    if flag(data, "buttonEnabled") {
        button(text(data, "buttonText"), text(data, "buttonUrl"), out);
    }
}

fn call_to_action(data: &Value, out: &mut Rendered) {
    out.raw("<div>");
    if flag(data, "hasSponsorLabel") {
        out.raw("<div>").raw(text(data, "sponsorLabel")).raw("</div>");
    }
    let source = text(data, "imageUrl");
    if !source.is_empty() {
        out.raw("<figure><img").attribute("src", source).raw("></figure>");
    }
    out.raw("<div>").raw(text(data, "textValue")).raw("</div>");
    if flag(data, "showButton") {
        button(text(data, "buttonText"), text(data, "buttonUrl"), out);
    }
    out.raw("</div>");
}

/// Members of cards that are text, and those that are HTML.
const TEXTS: [&str; 8] = ["title", "text", "name", "description", "code", "alt", "buttonText", "fileTitle"];
const HTMLS: [&str; 6] = ["html", "heading", "content", "caption", "header", "subheader"];

/// A card that we do not know: what can be read in it is kept.
fn unknown(name: &str, data: &Value, out: &mut Rendered) {
    let name: String = name.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).take(40).collect();
    out.note(format!("A card of a kind that is not known ({name}): its text, picture and link were kept."));
    let source = text(data, "src");
    if !source.is_empty() {
        image_card(data, out);
    }
    for member in HTMLS.iter().filter(|member| source.is_empty() || **member != "caption") {
        out.around("div", text(data, member));
    }
    out.around("div", &{
        let mut markdown = Rendered::default();
        markdown.text(text(data, "markdown"));
        markdown.html
    });
    for member in TEXTS.iter().filter(|member| source.is_empty() || **member != "alt") {
        out.element("p", text(data, member));
    }
    for member in ["url", "buttonUrl", "href"] {
        let url = text(data, member);
        if !url.is_empty() {
            button(url, url, out);
        }
    }
}
