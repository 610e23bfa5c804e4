//! What is wrong with blocks that a client sent.

use serde::Serialize;

use super::url::{is_https_url, is_language_tag, is_safe_href, is_safe_picture_url, is_web_url};
use super::*;

/// How many blocks a body may have.
pub const MAX_BLOCKS: usize = 5_000;
/// How deep lists may nest; an un-nested list is 1 deep.
pub const MAX_LIST_DEPTH: usize = 8;
/// How many bytes of text, attributes included, a body may have.
pub const MAX_TEXT_BYTES: usize = 2 * 1024 * 1024;
/// How many columns or rows a cell may span.
pub const MAX_SPAN: u16 = 100;

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// JSON pointer (RFC 6901) from the body's holder, such as `/blocks/3/content/0`.
    pub path: String,
    /// For programs, such as `unsafe_href`.
    pub code: &'static str,
    /// For people.
    pub message: String,
}

impl Body {
    /// Checks blocks given by a client; nothing wrong is an empty list. Html blocks are not looked into: sanitising them is markup's part.
    #[must_use]
    pub fn check(&self) -> Vec<Violation> {
        let mut check = Check::default();
        if self.blocks.len() > MAX_BLOCKS {
            check.report(
                "/blocks",
                "too_many_blocks",
                format!("{} blocks; at most {MAX_BLOCKS} are allowed", self.blocks.len()),
            );
            return check.found;
        }
        for (index, block) in self.blocks.iter().enumerate() {
            check.block(&format!("/blocks/{index}"), block);
        }
        if check.bytes > MAX_TEXT_BYTES {
            check.report(
                "/blocks",
                "text_too_long",
                format!("{} bytes of text; at most {MAX_TEXT_BYTES} are allowed", check.bytes),
            );
        }
        check.found
    }
}

#[derive(Default)]
struct Check {
    found: Vec<Violation>,
    bytes: usize,
}

impl Check {
    fn report(&mut self, path: &str, code: &'static str, message: impl Into<String>) {
        self.found.push(Violation { path: path.to_owned(), code, message: message.into() });
    }

    fn block(&mut self, path: &str, block: &Block) {
        self.text(&format!("{path}/id"), block.id());
        match block {
            Block::Paragraph(paragraph) => {
                self.spans(&format!("{path}/content"), &paragraph.content);
                self.language(&format!("{path}/lang"), paragraph.lang.as_deref());
            }
            Block::Heading(heading) => {
                self.text(&format!("{path}/anchor"), &heading.anchor);
                self.spans(&format!("{path}/content"), &heading.content);
            }
            Block::List(list) => self.items(path, &list.items, 1),
            Block::Quote(quote) => {
                for (index, paragraph) in quote.paragraphs.iter().enumerate() {
                    self.spans(&format!("{path}/paragraphs/{index}"), paragraph);
                }
                self.spans(&format!("{path}/attribution"), &quote.attribution);
                if quote.cite.as_deref().is_some_and(|cite| !is_web_url(cite)) {
                    self.report(&format!("{path}/cite"), "invalid_url", "must be an absolute http or https URL");
                }
            }
            Block::PullQuote(quote) => {
                self.spans(&format!("{path}/content"), &quote.content);
                self.spans(&format!("{path}/attribution"), &quote.attribution);
            }
            Block::Image(image) => self.picture(&format!("{path}/picture"), &image.picture),
            Block::Gallery(gallery) => {
                for (index, picture) in gallery.pictures.iter().enumerate() {
                    self.picture(&format!("{path}/pictures/{index}"), picture);
                }
                self.spans(&format!("{path}/caption"), &gallery.caption);
            }
            Block::Embed(embed) => {
                if !is_https_url(&embed.url) {
                    self.report(&format!("{path}/url"), "embed_not_https", "must be an absolute https URL");
                }
                self.text(&format!("{path}/url"), &embed.url);
                self.text(&format!("{path}/title"), embed.title.as_deref().unwrap_or_default());
                self.spans(&format!("{path}/caption"), &embed.caption);
            }
            Block::Code(code) => {
                let language = code.language.as_deref().unwrap_or_default();
                if language.contains(char::is_whitespace) || language.len() > 64 {
                    self.report(
                        &format!("{path}/language"),
                        "invalid_code_language",
                        "must be one word of at most 64 bytes",
                    );
                }
                self.text(&format!("{path}/language"), language);
                self.text(&format!("{path}/code"), &code.code);
            }
            Block::Table(table) => self.table(path, table),
            Block::Divider(_) => {}
            Block::Html(html) => self.text(&format!("{path}/html"), &html.html),
        }
    }

    fn table(&mut self, path: &str, table: &Table) {
        self.spans(&format!("{path}/caption"), &table.caption);
        for (row_index, row) in table.rows.iter().enumerate() {
            for (index, cell) in row.cells.iter().enumerate() {
                let path = format!("{path}/rows/{row_index}/cells/{index}");
                self.spans(&format!("{path}/content"), &cell.content);
                for (name, span) in [("colspan", cell.colspan), ("rowspan", cell.rowspan)] {
                    if span.is_some_and(|span| !(1..=MAX_SPAN).contains(&span)) {
                        self.report(
                            &format!("{path}/{name}"),
                            "span_out_of_range",
                            format!("must be between 1 and {MAX_SPAN}"),
                        );
                    }
                }
            }
        }
    }

    fn items(&mut self, path: &str, items: &[ListItem], depth: usize) {
        if depth > MAX_LIST_DEPTH {
            self.report(path, "list_too_deep", format!("lists may nest {MAX_LIST_DEPTH} deep"));
            return;
        }
        for (index, item) in items.iter().enumerate() {
            let path = format!("{path}/items/{index}");
            self.spans(&format!("{path}/content"), &item.content);
            if let Some(list) = &item.list {
                self.items(&format!("{path}/list"), &list.items, depth + 1);
            }
        }
    }

    fn picture(&mut self, path: &str, picture: &Picture) {
        match (&picture.asset, &picture.url) {
            (Some(_), Some(_)) => {
                self.report(path, "picture_source", "has both an asset and a url; one of them is needed")
            }
            (None, None) => {
                self.report(path, "picture_source", "has neither an asset nor a url; one of them is needed")
            }
            (Some(asset), None) => self.text(&format!("{path}/asset"), asset),
            (None, Some(url)) if !is_safe_picture_url(url) => {
                self.report(
                    &format!("{path}/url"),
                    "invalid_url",
                    "must be an http or https URL, or a path of the site",
                );
            }
            (None, Some(url)) => self.text(&format!("{path}/url"), url),
        }
        self.text(&format!("{path}/alt"), picture.alt.as_deref().unwrap_or_default());
        self.text(&format!("{path}/credit"), picture.credit.as_deref().unwrap_or_default());
        self.spans(&format!("{path}/caption"), &picture.caption);
        if let Some(href) = &picture.href {
            self.href(&format!("{path}/href"), href);
        }
    }

    fn spans(&mut self, path: &str, spans: &[Span]) {
        for (index, span) in spans.iter().enumerate() {
            let path = format!("{path}/{index}");
            self.text(&path, &span.text);
            for (mark_index, mark) in span.marks.iter().enumerate() {
                let path = format!("{path}/marks/{mark_index}");
                match mark {
                    Mark::Link { href, title } => {
                        self.href(&format!("{path}/href"), href);
                        self.text(&format!("{path}/title"), title.as_deref().unwrap_or_default());
                    }
                    Mark::Language { lang } => self.language(&format!("{path}/lang"), Some(lang)),
                    Mark::Abbreviation { title } => self.text(&format!("{path}/title"), title),
                    _ => {}
                }
            }
        }
    }

    fn href(&mut self, path: &str, href: &str) {
        self.bytes += href.len();
        if !is_safe_href(href) {
            self.report(
                path,
                "unsafe_href",
                "must be an http, https, mailto or tel URL, or a path or fragment of the site",
            );
        }
    }

    fn language(&mut self, path: &str, lang: Option<&str>) {
        if lang.is_some_and(|lang| !is_language_tag(lang)) {
            self.report(path, "invalid_language", "must be a BCP 47 language tag, such as `de` or `pt-BR`");
        }
    }

    fn text(&mut self, path: &str, text: &str) {
        self.bytes += text.len();
        if let Some(c) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            self.report(path, "control_character", format!("contains the control character U+{:04X}", u32::from(c)));
        }
    }
}
