//! Paragraphs of the classic editor: it keeps none, an empty line is one.

/// Elements that are paragraphs of their own.
const BLOCKS: [&str; 48] = [
    "address",
    "article",
    "aside",
    "audio",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "iframe",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "object",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
];
/// Besides: lists, and what is long.
const MORE_BLOCKS: [&str; 6] = ["ul", "video", "noscript", "map", "style", "script"];
/// Elements in which line breaks are no markup.
const VERBATIM: [&str; 6] = ["pre", "script", "style", "textarea", "svg", "code-block"];

/// A piece of the source.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    /// Text and inline elements.
    Inline(&'a str),
    /// A tag of a block.
    Block(&'a str),
    /// Something whole, that is not looked into.
    Whole(&'a str),
}

/// HTML with its paragraphs and line breaks written out.
pub(super) fn autop(source: &str) -> String {
    let source = source.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(source.len() + source.len() / 8);
    let mut inline = String::new();
    for piece in pieces(&source) {
        match piece {
            Piece::Inline(text) => inline.push_str(text),
            Piece::Block(tag) => {
                flush(&mut inline, &mut out);
                out.push_str(tag);
                out.push('\n');
            }
            Piece::Whole(text) => {
                flush(&mut inline, &mut out);
                out.push_str(text);
                out.push('\n');
            }
        }
    }
    flush(&mut inline, &mut out);
    out
}

/// Text between blocks: paragraphs, with line breaks in them. One that stands alone within a cell or list item needs no `<p>`, but does no harm.
fn flush(inline: &mut String, out: &mut String) {
    let text = std::mem::take(inline);
    let single = matches!(
        last_tag(out),
        Some(
            "li" | "td"
                | "th"
                | "dt"
                | "dd"
                | "figcaption"
                | "caption"
                | "summary"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "p"
                | "legend"
        )
    );
    let mut paragraphs = paragraphs(&text).peekable();
    let mut first = true;
    while let Some(paragraph) = paragraphs.next() {
        let broken = with_breaks(paragraph.trim());
        if single && first && paragraphs.peek().is_none() {
            out.push_str(&broken);
        } else {
            out.push_str("<p>");
            out.push_str(&broken);
            out.push_str("</p>\n");
        }
        first = false;
    }
}

/// Line breaks written out, those within tags excepted.
fn with_breaks(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find(['\n', '<']) {
        out.push_str(&rest[..at]);
        let length = if rest[at..].starts_with('\n') { 0 } else { tag_length(&rest[at..]).unwrap_or(1) };
        if length == 0 {
            // `<br>` and a line break are one.
            out.push_str(
                if out.trim_end().ends_with("<br>")
                    || out.trim_end().ends_with("<br />")
                    || out.trim_end().ends_with("<br/>")
                {
                    "\n"
                } else {
                    "<br>\n"
                },
            );
        } else {
            out.push_str(&rest[at..at + length]);
        }
        rest = &rest[at + length.max(1)..];
    }
    out.push_str(rest);
    out
}

/// The name of the opening tag that was written last, if nothing follows it.
fn last_tag(out: &str) -> Option<&str> {
    let open = out.trim_end().strip_suffix('>')?;
    let tag = &open[open.rfind('<')? + 1..];
    (!tag.starts_with('/')).then(|| tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or(tag))
}

/// Texts between empty lines.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let (paragraph, behind) = split_at_empty_line(rest);
            rest = behind;
            if !paragraph.trim().is_empty() {
                return Some(paragraph);
            }
        }
        None
    })
}

fn split_at_empty_line(text: &str) -> (&str, &str) {
    let mut from = 0;
    while let Some(at) = text[from..].find('\n').map(|at| from + at) {
        let behind = &text[at + 1..];
        let blank = behind.len() - behind.trim_start_matches([' ', '\t', '\u{a0}']).len();
        if behind[blank..].starts_with('\n') {
            return (&text[..at], &behind[blank..]);
        }
        from = at + 1;
    }
    (text, "")
}

/// Cuts the source at the tags of blocks.
fn pieces(source: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = source[at..].find('<').map(|found| at + found) {
        let rest = &source[found..];
        if rest.starts_with("<!--") {
            let end = rest.find("-->").map_or(source.len(), |end| found + end + 3);
            // Placeholders stand for blocks; other comments are nothing.
            if rest.starts_with("<!--masthead:") {
                pieces.push(Piece::Inline(&source[from..found]));
                pieces.push(Piece::Whole(&source[found..end]));
                from = end;
            }
            at = end;
            continue;
        }
        let Some(length) = tag_length(rest) else {
            at = found + 1;
            continue;
        };
        let tag = &rest[..length];
        let name = tag_name(tag);
        if !tag.starts_with("</") && VERBATIM.contains(&name.as_str()) {
            let end = find_end(rest, &name).map_or(source.len(), |end| found + end);
            pieces.push(Piece::Inline(&source[from..found]));
            pieces.push(Piece::Whole(&source[found..end]));
            (from, at) = (end, end);
            continue;
        }
        if BLOCKS.contains(&name.as_str()) || MORE_BLOCKS.contains(&name.as_str()) {
            pieces.push(Piece::Inline(&source[from..found]));
            pieces.push(Piece::Block(tag));
            from = found + length;
        }
        at = found + length;
    }
    pieces.push(Piece::Inline(&source[from..]));
    pieces
}

/// How long a tag is, its quotes understood; nothing when it is none.
pub(super) fn tag_length(text: &str) -> Option<usize> {
    let second = text.as_bytes().get(1)?;
    if !second.is_ascii_alphabetic() && *second != b'/' {
        return None;
    }
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            // Quotes count in values only; elsewhere they are typing mistakes.
            (None, b'"' | b'\'') if text.as_bytes()[at - 1] == b'=' => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (None, b'<') => return None,
            _ => {}
        }
    }
    None
}

/// The name of a tag, in small letters.
pub(super) fn tag_name(tag: &str) -> String {
    tag.trim_start_matches(['<', '/'])
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase()
}

/// Where the element ends that begins here, its end tag included.
pub(super) fn find_end(text: &str, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = text[at..].find("</").map(|found| at + found) {
        let behind = &bytes[found + 2..];
        let is_it = behind.len() >= name.len() && behind[..name.len()].eq_ignore_ascii_case(name.as_bytes());
        if is_it && !behind.get(name.len()).is_some_and(u8::is_ascii_alphanumeric) {
            return Some(text[found..].find('>').map_or(text.len(), |end| found + end + 1));
        }
        at = found + 2;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn flat(source: &str) -> String {
        autop(source).replace('\n', "")
    }

    #[test]
    fn empty_lines_make_paragraphs_and_others_breaks() {
        assert_eq!(flat("One\ntwo\n\nthree"), "<p>One<br>two</p><p>three</p>");
        assert_eq!(flat("One\r\n \r\ntwo"), "<p>One</p><p>two</p>");
        assert_eq!(flat("  \n\n "), "");
    }

    #[test]
    fn blocks_are_no_paragraphs() {
        assert_eq!(flat("a\n<h2>b</h2>\nc"), "<p>a</p><h2>b</h2><p>c</p>");
        assert_eq!(
            flat("<ul>\n<li>a\nb</li>\n<li>c\n\nd</li>\n</ul>"),
            "<ul><li>a<br>b</li><li><p>c</p><p>d</p></li></ul>"
        );
        assert_eq!(flat("<blockquote>a\n\nb</blockquote>c"), "<blockquote><p>a</p><p>b</p></blockquote><p>c</p>");
        assert_eq!(flat("<p>a</p>\n\n<p>b\nc</p>"), "<p>a</p><p>b<br>c</p>");
    }

    #[test]
    fn what_is_verbatim_stays() {
        assert_eq!(autop("<pre>a\n\nb</pre>").trim(), "<pre>a\n\nb</pre>");
        assert_eq!(flat("a <a\nhref='x>y'>b</a> 3 < 4"), "<p>a <ahref='x>y'>b</a> 3 < 4</p>");
        assert_eq!(flat("a\n<!--masthead:1-->\nb"), "<p>a</p><!--masthead:1--><p>b</p>");
    }

    proptest! {
        #[test]
        fn no_word_is_lost(source in "[a-c<>/ \n\"'=!-]{0,60}|(<p>|</p>|<li>|x|\n\n|\n|<pre>|<!--){0,20}") {
            let words = |text: &str| text.chars().filter(|c| matches!(c, 'a'..='c' | 'x')).count();
            // Breaks and paragraphs add letters of their own.
            prop_assert!(words(&autop(&source).replace("<br>", "")) >= words(&source));
        }
    }
}
