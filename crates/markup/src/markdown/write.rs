//! Blocks to Markdown. What Markdown has no words for is written as HTML, which it may contain.

use masthead_domain::body::{
    Block, Body, Code, Embed, Heading, List, ListItem, Picture, Pictures, ResolvedPicture, Span, plain_text, spans_html,
};

use super::inline::{Place, destination, escape, write};
use super::table;

/// The body as Markdown. Reading it again gives the same blocks, except that embeds have become links, pull quotes quotations, and bare addresses links.
#[must_use]
pub fn render(body: &Body, pictures: &dyn Pictures) -> String {
    let anchors = chosen_anchors(body);
    let mut parts: Vec<String> = Vec::with_capacity(body.blocks.len());
    let mut last_list: Option<(bool, bool)> = None;
    for (index, block) in body.blocks.iter().enumerate() {
        // Two lists of one kind in a row would be read as one, so the second gets another marker.
        let mut this_list = None;
        let part = match block {
            Block::List(list) => {
                let other = last_list.is_some_and(|(ordered, other)| ordered == list.ordered && !other);
                this_list = Some((list.ordered, other));
                list_lines(list, other).unwrap_or_else(|| html(block, pictures))
            }
            Block::Heading(heading) if anchors[index] => {
                raw(&Block::Heading(Heading { ..heading.clone() }).html(pictures))
            }
            block => one(block, pictures),
        };
        last_list = this_list;
        if !part.is_empty() {
            parts.push(part);
        }
    }
    let mut out = parts.join("\n\n");
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn one(block: &Block, pictures: &dyn Pictures) -> String {
    match block {
        Block::Paragraph(paragraph) if paragraph.lang.is_none() => write(&paragraph.content, Place::Lines),
        Block::Heading(heading) => {
            format!("{} {}", "#".repeat(heading.level.clamp(2, 6).into()), write(&heading.content, Place::Line))
        }
        Block::Quote(quote) if quote.cite.is_none() => quotation(&quote.paragraphs, &quote.attribution),
        Block::PullQuote(quote) => quotation(std::slice::from_ref(&quote.content), &quote.attribution),
        Block::Image(image) => picture(&image.picture, pictures).unwrap_or_else(|| html(block, pictures)),
        Block::Embed(embed) => link(embed),
        Block::Code(code) => fenced(code).unwrap_or_else(|| html(block, pictures)),
        Block::Table(table) => table::pipes(table).unwrap_or_else(|| html(block, pictures)),
        Block::Divider(_) => "---".to_owned(),
        _ => html(block, pictures),
    }
}

fn html(block: &Block, pictures: &dyn Pictures) -> String {
    raw(&block.html(pictures))
}

/// HTML as a block of Markdown: it ends at the first blank line, so there must be none, and it must begin with an element that begins such a block.
fn raw(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    for (index, line) in html.split('\n').enumerate() {
        if index > 0 {
            out.push_str(if line.trim().is_empty() { "&#10;" } else { "\n" });
        }
        out.push_str(line);
    }
    let name: String = out.chars().skip(1).take_while(char::is_ascii_alphanumeric).collect();
    let begins = matches!(
        name.as_str(),
        "p" | "div"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "dl"
            | "table"
            | "figure"
            | "blockquote"
            | "aside"
            | "details"
            | "section"
            | "article"
            | "hr"
    );
    if begins { out } else { format!("<div>\n{out}\n</div>") }
}

/// Which headings have an anchor that does not follow from their text.
fn chosen_anchors(body: &Body) -> Vec<bool> {
    let anchors = |body: &Body| -> Vec<String> {
        body.blocks
            .iter()
            .map(|block| if let Block::Heading(heading) = block { heading.anchor.clone() } else { String::new() })
            .collect()
    };
    let wanted = anchors(body);
    let keep_only = |kept: &[bool]| {
        let mut plain = body.clone();
        for (block, kept) in plain.blocks.iter_mut().zip(kept) {
            if let Block::Heading(heading) = block
                && !kept
            {
                heading.anchor.clear();
            }
        }
        let count = plain.blocks.len();
        plain.normalise();
        // A body that is not in canonical form loses blocks here; then every anchor is written out.
        (plain.blocks.len() == count).then(|| anchors(&plain))
    };
    let all: Vec<bool> = wanted.iter().map(|anchor| !anchor.is_empty()).collect();
    let Some(derived) = keep_only(&vec![false; wanted.len()]) else {
        return all;
    };
    let chosen: Vec<bool> =
        wanted.iter().zip(&derived).map(|(wanted, derived)| wanted != derived && !wanted.is_empty()).collect();
    // Chosen anchors may take the names that others would have got.
    if keep_only(&chosen).is_some_and(|now| now == wanted) { chosen } else { all }
}

fn quotation(paragraphs: &[Vec<Span>], attribution: &[Span]) -> String {
    let mut parts: Vec<String> = paragraphs.iter().map(|paragraph| write(paragraph, Place::Lines)).collect();
    if !attribution.is_empty() {
        parts.push(format!("<footer>{}</footer>", spans_html(attribution)));
    }
    let quoted = |line: &str| {
        if line.is_empty() { ">".to_owned() } else { format!("> {line}") }
    };
    parts.join("\n\n").split('\n').map(quoted).collect::<Vec<_>>().join("\n")
}

/// `![alt](url "caption")`, if that says everything.
fn picture(picture: &Picture, pictures: &dyn Pictures) -> Option<String> {
    let own = || picture.url.clone().map(|url| ResolvedPicture { url, ..ResolvedPicture::default() });
    let file = pictures.resolve(picture).or_else(own)?;
    let alt = picture.alt.as_ref().or(file.alt.as_ref())?;
    let caption = match picture.caption.as_slice() {
        [] => file.caption.clone(),
        [span] if span.marks.is_empty() && !span.text.contains('\n') => Some(span.text.clone()),
        _ => return None,
    };
    let has_more = picture.href.is_some()
        || picture.credit.is_some()
        || file.credit.is_some()
        || picture.width.or(file.width).is_some()
        || picture.height.or(file.height).is_some();
    if has_more
        || alt.contains('\n')
        || alt.trim() != alt
        || !masthead_domain::body::url::is_safe_picture_url(&file.url)
    {
        return None;
    }
    Some(format!("![{}{}", escape(alt, Place::Line, false), destination(&file.url, caption.as_deref(), Place::Line)))
}

fn link(embed: &Embed) -> String {
    let label = embed.title.as_deref().unwrap_or(&embed.url);
    let link = format!("[{}{}", escape(label, Place::Line, false), destination(&embed.url, None, Place::Line));
    if plain_text(&embed.caption).is_empty() {
        link
    } else {
        format!("{link}\n\n{}", write(&embed.caption, Place::Lines))
    }
}

fn fenced(code: &Code) -> Option<String> {
    let language = code.language.as_deref().unwrap_or_default();
    if !language.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '#' | '.')) {
        return None;
    }
    let mut fence = "```".to_owned();
    while code.code.contains(&fence) {
        fence.push('`');
    }
    Some(format!("{fence}{language}\n{}\n{fence}", code.code))
}

/// A list; nothing if Markdown cannot count like it or has an item without words.
fn list_lines(list: &List, other_marker: bool) -> Option<String> {
    let mut lines = Vec::new();
    items(list.ordered, list.start, &list.items, other_marker, "", &mut lines)?;
    Some(lines.join("\n"))
}

fn items(
    ordered: bool,
    start: Option<i32>,
    items_of: &[ListItem],
    other_marker: bool,
    indent: &str,
    lines: &mut Vec<String>,
) -> Option<()> {
    const LARGEST: i64 = 999_999_999;
    for (number, item) in (i64::from(start.unwrap_or(1))..).zip(items_of) {
        if item.content.is_empty() || !(0..=LARGEST).contains(&number) {
            return None;
        }
        let marker = match (ordered, other_marker) {
            (true, false) => format!("{number}. "),
            (true, true) => format!("{number}) "),
            (false, false) => "- ".to_owned(),
            (false, true) => "* ".to_owned(),
        };
        let inner = format!("{indent}{}", " ".repeat(marker.len()));
        let content = write(&item.content, Place::Lines).replace('\n', &format!("\n{inner}"));
        lines.push(format!("{indent}{marker}{content}"));
        if let Some(list) = &item.list {
            // A numbered list that does not begin with 1 needs a blank line, or it would be read as text.
            if list.ordered && list.start.is_some() {
                lines.push(String::new());
            }
            items(list.ordered, list.start, &list.items, false, &inner, lines)?;
        }
    }
    Some(())
}
