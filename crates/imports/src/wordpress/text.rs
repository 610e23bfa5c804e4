//! The text of an item as HTML that says everything: shortcodes, blocks and missing paragraphs written out.

use serde_json::Value;

use super::{
    autop::autop,
    blocks::{self, Kind, Part},
    shortcodes::{self, Replaced, Shortcode},
};
use crate::text::{escaped, unescaped};

/// Deepest nesting of reusable blocks.
const MAX_REUSED: usize = 5;

/// What a text may refer to.
pub(super) trait Surroundings {
    /// The address of an attachment, and its caption.
    fn attachment(&self, id: u64) -> Option<Attached<'_>>;
    /// The pictures that belong to the item.
    fn pictures(&self) -> Vec<u64>;
    /// The text of a reusable block.
    fn reusable(&self, id: u64) -> Option<&str>;
    /// The footnotes of the item, as HTML.
    fn footnotes(&self) -> Option<String>;
}

/// An attachment that a text shows.
pub(super) struct Attached<'a> {
    pub(super) url: &'a str,
    pub(super) caption: &'a str,
    pub(super) alt: &'a str,
}

/// Writes a text out. `notes` are what readers of the site saw and that is not there, or is there as text.
pub(super) fn html(source: &str, around: &dyn Surroundings, notes: &mut Vec<String>) -> String {
    let mut writer = Writer { around, notes, placeholders: Vec::new(), within: Vec::new() };
    let text = writer.text(source);
    writer.filled(&text)
}

struct Writer<'a> {
    around: &'a dyn Surroundings,
    notes: &'a mut Vec<String>,
    /// Blocks that stand where `<!--masthead:N-->` stands.
    placeholders: Vec<String>,
    /// The reusable blocks that are being written out.
    within: Vec<u64>,
}

impl Writer<'_> {
    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn text(&mut self, source: &str) -> String {
        if blocks::has_blocks(source) { self.blocks(source) } else { self.classic(source) }
    }

    /// Text of the classic editor.
    fn classic(&mut self, source: &str) -> String {
        let embedded = self.lone_addresses(source);
        let replaced = self.shortcodes(&embedded);
        autop(&replaced)
    }

    fn blocks(&mut self, source: &str) -> String {
        let mut out = String::with_capacity(source.len());
        // The names of the blocks that are open.
        let mut open: Vec<&str> = Vec::new();
        for part in blocks::parts(source) {
            match part {
                Part::Html(text) if text.trim().is_empty() => out.push_str(text),
                // What stands in no block was written in the classic editor.
                Part::Html(text) => match open.last() {
                    None | Some(&"freeform") => out.push_str(&self.classic(text)),
                    Some(&"html" | &"code" | &"preformatted") => out.push_str(text),
                    Some(_) => out.push_str(&self.shortcodes(text)),
                },
                Part::Delimiter(block) => match block.kind {
                    Kind::Open => open.push(block.name),
                    Kind::Close => {
                        if let Some(at) = open.iter().rposition(|name| *name == block.name) {
                            open.truncate(at);
                        }
                    }
                    Kind::Void => out.push_str(&self.void(block.name, &block.attributes)),
                },
            }
        }
        out
    }

    /// A block without HTML of its own.
    fn void(&mut self, name: &str, attributes: &Value) -> String {
        let text = |key: &str| attributes.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        match name {
            "more" | "nextpage" | "spacer" => String::new(),
            "separator" => "<hr>".to_owned(),
            "block" => {
                let id = attributes.get("ref").and_then(Value::as_u64).unwrap_or(0);
                if self.within.contains(&id) || self.within.len() >= MAX_REUSED {
                    self.note(format!("the reusable block {id} lies within itself"));
                    return String::new();
                }
                if let Some(source) = self.around.reusable(id).map(str::to_owned) {
                    self.within.push(id);
                    let html = self.text(&source);
                    self.within.pop();
                    return html;
                }
                self.note(format!("the reusable block {id} is not in the export"));
                String::new()
            }
            "footnotes" => self.around.footnotes().unwrap_or_default(),
            "embed" | "social-link" | "navigation-link" if text("url").is_some() => {
                let url = text("url").unwrap_or_default();
                if name == "embed" {
                    return embed(url);
                }
                let label = text("label").or(text("service")).unwrap_or(url);
                format!("<p><a href=\"{}\">{}</a></p>\n", escaped(url), escaped(label))
            }
            _ if name.starts_with("core-embed/") && text("url").is_some() => embed(text("url").unwrap_or_default()),
            _ => {
                self.note(format!(
                    "the block \"{name}\" was made when the page was shown; nothing of it is in the export"
                ));
                String::new()
            }
        }
    }

    /// An address that stands alone on its line is what it shows.
    fn lone_addresses(&mut self, source: &str) -> String {
        let mut out = String::with_capacity(source.len());
        for line in source.split_inclusive('\n') {
            let trimmed = line.trim();
            let is_address = (trimmed.starts_with("https://") || trimmed.starts_with("http://"))
                && !trimmed.contains([' ', '<', '>', '"', '[']);
            if is_address {
                let html = embed(&unescaped(trimmed));
                out.push_str(&self.placeholder(html));
            } else {
                out.push_str(line);
            }
        }
        out
    }

    fn shortcodes(&mut self, source: &str) -> String {
        if !source.contains('[') {
            return source.to_owned();
        }
        let mut blocks = Vec::new();
        let first = self.placeholders.len();
        let text = shortcodes::replace(source, &mut |code| self.shortcode(code), &mut |html| {
            blocks.push(html);
            placeholder(first + blocks.len() - 1)
        });
        self.placeholders.extend(blocks);
        text
    }

    fn placeholder(&mut self, html: String) -> String {
        self.placeholders.push(html);
        placeholder(self.placeholders.len() - 1)
    }

    /// The text with its placeholders filled.
    fn filled(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find("<!--masthead:") {
            out.push_str(&rest[..at]);
            let inner = &rest[at + 13..];
            let end = inner.find("-->").unwrap_or(inner.len());
            // What an export calls so itself is a comment, and says nothing.
            if let Some(html) = inner[..end].parse().ok().and_then(|number: usize| self.placeholders.get(number)) {
                out.push_str(&html.replace("<!--masthead:", "<!--"));
            }
            rest = inner.get(end + 3..).unwrap_or_default();
        }
        out.push_str(rest);
        out
    }

    fn shortcode(&mut self, code: &Shortcode<'_>) -> Replaced {
        match code.name.as_str() {
            "caption" | "wp_caption" => caption(code),
            "gallery" => Replaced::Block(self.gallery(code)),
            "embed" => match code.content.map(str::trim).or(code.attribute("src")).or(code.bare()) {
                Some(url) if is_address(url) => Replaced::Block(embed(&unescaped(url))),
                _ => self.unknown(code),
            },
            "youtube" | "vimeo" | "tweet" | "soundcloud" | "instagram" | "spotify" | "dailymotion" | "ted"
            | "facebook" | "flickr" => {
                let said = code.attribute("url").or(code.bare()).or(code.content.map(str::trim)).unwrap_or_default();
                match (code.name.as_str(), said) {
                    (_, url) if is_address(url) => Replaced::Block(embed(&unescaped(url))),
                    ("vimeo", id) if !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) => {
                        Replaced::Block(embed(&format!("https://vimeo.com/{id}")))
                    }
                    ("youtube", id) if id.len() == 11 => {
                        Replaced::Block(embed(&format!("https://www.youtube.com/watch?v={}", escaped(id))))
                    }
                    _ => self.unknown(code),
                }
            }
            "audio" | "video" => self.player(code),
            "playlist" => Replaced::Block(self.playlist(code)),
            _ => self.unknown(code),
        }
    }

    /// One that is not known may be any text in brackets: it stays, and is told when it looks like one.
    fn unknown(&mut self, code: &Shortcode<'_>) -> Replaced {
        let is_word = code.attributes.is_empty()
            && code.content.is_none()
            && !code.name.contains(['_', '-'])
            && code.name.len() <= 4;
        // `[Editor's note: …]` has blanks as attributes have.
        let is_sentence = !code.attributes.is_empty()
            && code.content.is_none()
            && code.attributes.iter().all(|(name, _)| name.is_empty());
        if !is_word && !is_sentence {
            self.note(format!(
                "the shortcode [{}] is not known; it stays as text: {}",
                code.name,
                crate::names::cut(crate::names::line(code.written), 80).0
            ));
        }
        Replaced::Kept
    }

    fn gallery(&mut self, code: &Shortcode<'_>) -> String {
        let listed = code.attribute("ids").or(code.attribute("include"));
        let left_out = numbers(code.attribute("exclude").unwrap_or_default());
        let ids = listed.map_or_else(|| self.around.pictures(), numbers);
        let mut out = String::from("<figure class=\"wp-block-gallery\">");
        let mut any = false;
        for id in ids.into_iter().filter(|id| !left_out.contains(id)) {
            match self.around.attachment(id) {
                Some(attached) => {
                    any = true;
                    out.push_str(&format!(
                        "<figure><img src=\"{}\" alt=\"{}\">",
                        escaped(attached.url),
                        escaped(attached.alt)
                    ));
                    if !attached.caption.is_empty() {
                        out.push_str(&format!("<figcaption>{}</figcaption>", attached.caption));
                    }
                    out.push_str("</figure>");
                }
                None => self.note(format!("the picture {id} of a gallery is not in the export")),
            }
        }
        if !any {
            self.note("a gallery has no pictures in the export".to_owned());
            return String::new();
        }
        out.push_str("</figure>\n");
        out
    }

    fn player(&mut self, code: &Shortcode<'_>) -> Replaced {
        const SOURCES: [&str; 12] =
            ["src", "mp3", "mp4", "m4a", "ogg", "ogv", "wav", "webm", "m4v", "flac", "flv", "wmv"];
        let name = &code.name;
        let given = SOURCES
            .iter()
            .find_map(|key| code.attribute(key))
            .or(code.bare())
            .or(code.content.map(str::trim).filter(|content| is_address(content)));
        let found = given.map(str::to_owned).or_else(|| {
            let id = code.attribute("id").and_then(|id| id.parse().ok())?;
            Some(self.around.attachment(id)?.url.to_owned())
        });
        match found {
            Some(url) => Replaced::Block(format!(
                "<figure><{name} controls src=\"{}\"></{name}></figure>\n",
                escaped(&unescaped(&url))
            )),
            None => self.unknown(code),
        }
    }

    fn playlist(&mut self, code: &Shortcode<'_>) -> String {
        let mut out = String::new();
        let tag = if code.attribute("type") == Some("video") { "video" } else { "audio" };
        for id in numbers(code.attribute("ids").unwrap_or_default()) {
            match self.around.attachment(id) {
                Some(attached) => out.push_str(&format!(
                    "<figure><{tag} controls src=\"{}\"></{tag}></figure>\n",
                    escaped(attached.url)
                )),
                None => self.note(format!("the file {id} of a playlist is not in the export")),
            }
        }
        out
    }
}

fn placeholder(number: usize) -> String {
    format!("\n\n<!--masthead:{number}-->\n\n")
}

/// `[caption width="…" caption="…"]<img> text[/caption]`
fn caption(code: &Shortcode<'_>) -> Replaced {
    let content = code.content.unwrap_or_default();
    // The picture, with the link around it, comes first; the rest is the caption.
    let after_image =
        content.find("<img").and_then(|at| super::autop::tag_length(&content[at..]).map(|length| at + length));
    let Some(mut split) = after_image else {
        return Replaced::Block(format!("<figure>{content}</figure>\n"));
    };
    if let Some(behind) = content[split..].trim_start().strip_prefix("</a>") {
        split = content.len() - behind.len();
    }
    let text = content[split..].trim();
    let text = if text.is_empty() { code.attribute("caption").unwrap_or_default() } else { text };
    let caption = if text.is_empty() { String::new() } else { format!("<figcaption>{text}</figcaption>") };
    Replaced::Block(format!("<figure>{}{caption}</figure>\n", content[..split].trim()))
}

/// What another site shows.
fn embed(url: &str) -> String {
    format!(
        "<figure class=\"wp-block-embed\"><div class=\"wp-block-embed__wrapper\">\n{}\n</div></figure>\n",
        escaped(url)
    )
}

fn is_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains([' ', '<', '>', '"'])
}

fn numbers(list: &str) -> Vec<u64> {
    list.split([',', ' ']).filter_map(|one| one.trim().parse().ok()).collect()
}
