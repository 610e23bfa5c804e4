//! What can be read from a body: plain text, table of contents, excerpt, the pictures it uses.

use serde::Serialize;

use super::*;

/// One line of a table of contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TocEntry {
    /// 2 to 6.
    pub level: u8,
    /// The heading's text.
    pub text: String,
    /// The fragment that links to it.
    pub anchor: String,
    /// The heading block's id.
    pub id: String,
}

impl Body {
    /// The body as plain text: blocks separated by blank lines, captions included, tables as tab-separated lines.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        for block in &self.blocks {
            let before = out.len();
            if before > 0 {
                out.push_str("\n\n");
            }
            let start = out.len();
            block.write_text(&mut out);
            if out.len() == start {
                out.truncate(before);
            }
        }
        out
    }

    /// The headings, in order.
    #[must_use]
    pub fn table_of_contents(&self) -> Vec<TocEntry> {
        let entry = |block: &Block| match block {
            Block::Heading(heading) => Some(TocEntry {
                level: heading.level.clamp(2, 6),
                text: plain_text(&heading.content).replace('\n', " "),
                anchor: heading.anchor.clone(),
                id: heading.id.clone(),
            }),
            _ => None,
        };
        self.blocks.iter().filter_map(entry).collect()
    }

    /// A teaser from the first paragraphs, at most `max_chars` characters. It ends with a sentence if one ends in its last half, else with a word and `…`.
    #[must_use]
    pub fn excerpt(&self, max_chars: usize) -> String {
        let mut all = String::new();
        for block in &self.blocks {
            let Block::Paragraph(paragraph) = block else {
                continue;
            };
            for word in plain_text(&paragraph.content).split_whitespace() {
                if !all.is_empty() {
                    all.push(' ');
                }
                all.push_str(word);
            }
            // A little more than needed, so that `cut` sees that there is more.
            if all.len() > max_chars.saturating_mul(4) + 8 {
                break;
            }
        }
        cut(&all, max_chars)
    }

    /// Every picture, in reading order.
    pub fn pictures(&self) -> impl Iterator<Item = &Picture> {
        self.blocks.iter().flat_map(|block| match block {
            Block::Image(image) => std::slice::from_ref(&image.picture),
            Block::Gallery(gallery) => gallery.pictures.as_slice(),
            _ => &[],
        })
    }

    /// The keys of the assets that the body shows, in reading order; one that is shown twice comes twice.
    pub fn asset_keys(&self) -> impl Iterator<Item = &str> {
        self.pictures().filter_map(|picture| picture.asset.as_deref())
    }

    /// The URLs of pictures that are not assets of the site.
    pub fn outside_pictures(&self) -> impl Iterator<Item = &str> {
        self.pictures().filter(|picture| picture.asset.is_none()).filter_map(|picture| picture.url.as_deref())
    }
}

impl Block {
    fn write_text(&self, out: &mut String) {
        match self {
            Block::Paragraph(paragraph) => out.push_str(&plain_text(&paragraph.content)),
            Block::Heading(heading) => out.push_str(&plain_text(&heading.content)),
            Block::List(list) => out.push_str(&item_lines(list.ordered, list.start, &list.items, 0).join("\n")),
            Block::Quote(quote) => {
                let mut parts: Vec<String> = quote.paragraphs.iter().map(|paragraph| plain_text(paragraph)).collect();
                parts.extend(attribution(&quote.attribution));
                out.push_str(&parts.join("\n\n"));
            }
            Block::PullQuote(quote) => {
                let mut parts = vec![plain_text(&quote.content)];
                parts.extend(attribution(&quote.attribution));
                out.push_str(&parts.join("\n\n"));
            }
            Block::Image(image) => out.push_str(&picture_text(&image.picture)),
            Block::Gallery(gallery) => {
                let mut parts: Vec<String> = gallery.pictures.iter().map(picture_text).collect();
                parts.push(plain_text(&gallery.caption));
                parts.retain(|part| !part.is_empty());
                out.push_str(&parts.join("\n"));
            }
            Block::Embed(embed) if embed.caption.is_empty() => out.push_str(embed.title.as_deref().unwrap_or_default()),
            Block::Embed(embed) => out.push_str(&plain_text(&embed.caption)),
            Block::Code(code) => out.push_str(&code.code),
            Block::Table(table) => table.write_text(out),
            Block::Divider(_) => {}
            Block::Html(html) => out.push_str(&bare_text(&html.html)),
        }
    }
}

fn attribution(content: &[Span]) -> Option<String> {
    (!content.is_empty()).then(|| format!("— {}", plain_text(content)))
}

/// What a reader without the picture reads: its caption, else what it shows.
fn picture_text(picture: &Picture) -> String {
    let caption = plain_text(&picture.caption);
    let shown = if caption.is_empty() { picture.alt.clone().unwrap_or_default() } else { caption };
    match &picture.credit {
        Some(credit) if shown.is_empty() => credit.clone(),
        Some(credit) => format!("{shown} ({credit})"),
        None => shown,
    }
}

fn item_lines(ordered: bool, start: Option<i32>, items: &[ListItem], depth: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, item) in (0_i64..).zip(items) {
        let marker = if ordered { format!("{}. ", i64::from(start.unwrap_or(1)) + index) } else { "• ".to_owned() };
        lines.push(format!("{}{marker}{}", "  ".repeat(depth), plain_text(&item.content)));
        if let Some(list) = &item.list {
            lines.extend(item_lines(list.ordered, list.start, &list.items, depth + 1));
        }
    }
    lines
}

/// The text of sanitised HTML: tags away, the entities that sanitisers write decoded. A tag counts as a space, or words of neighbouring cells would join.
fn bare_text(html: &str) -> String {
    let mut bare = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        bare.push_str(&rest[..open]);
        let tag = &rest[open..];
        // Inline tags stand within words; all others separate them.
        let name: String =
            tag.chars().skip(1).skip_while(|c| *c == '/').take_while(char::is_ascii_alphanumeric).collect();
        if !matches!(
            name.as_str(),
            "a" | "abbr"
                | "b"
                | "strong"
                | "i"
                | "em"
                | "u"
                | "s"
                | "span"
                | "sub"
                | "sup"
                | "code"
                | "mark"
                | "small"
                | "ruby"
                | "rb"
                | "rp"
                | "rt"
                | "bdi"
        ) {
            bare.push(' ');
        }
        rest = tag.find('>').map_or("", |end| &tag[end + 1..]);
    }
    bare.push_str(rest);
    let decoded = bare
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{A0}")
        .replace("&amp;", "&");
    decoded.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// The start of `text`, at most `max_chars` characters.
fn cut(text: &str, max_chars: usize) -> String {
    if text.chars().count() <= max_chars {
        return text.to_owned();
    }
    let end = |count: usize| text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    let whole = &text[..end(max_chars)];
    if let Some(sentence) = last_sentence_end(text, whole.len()).filter(|at| *at * 2 >= whole.len()) {
        return text[..sentence].to_owned();
    }
    // One character is the ellipsis'.
    let room = end(max_chars.saturating_sub(1));
    let word = match text[..room].rfind(' ') {
        Some(space) if !text[room..].starts_with(' ') && space * 2 >= room => space,
        _ => letter_boundary(text, room),
    };
    let kept = text[..word]
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '–' | '—' | '-' | '、' | '،'));
    format!("{kept}…")
}

/// Where the last whole sentence within the first `limit` bytes ends, closing quotation marks included.
fn last_sentence_end(text: &str, limit: usize) -> Option<usize> {
    let mut ends = None;
    let mut ended = false;
    for (at, c) in text.char_indices().take_while(|(at, _)| *at <= limit) {
        if ended && c.is_whitespace() {
            ends = Some(at);
        }
        let closes = matches!(c, '”' | '’' | '"' | '\'' | '»' | ')' | '」' | '』' | '“');
        if matches!(c, '。' | '！' | '？') && at + c.len_utf8() <= limit {
            ends = Some(at + c.len_utf8());
        }
        ended = matches!(c, '.' | '!' | '?' | '…' | '؟' | '۔' | '।') || (ended && closes);
    }
    ends
}

/// Not between a letter and the marks on it.
fn letter_boundary(text: &str, mut at: usize) -> usize {
    let joins = |c: char| super::slug::is_part_of_letter(c) || ('\u{1F3FB}'..='\u{1F3FF}').contains(&c);
    while at > 0 && (text[at..].chars().next().is_some_and(joins) || text[..at].ends_with('\u{200D}')) {
        at -= text[..at].chars().next_back().map_or(1, char::len_utf8);
    }
    at
}
