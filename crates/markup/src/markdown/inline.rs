//! Runs of text as Markdown. What Markdown cannot say, or not at this place, is said in HTML tags, which Markdown allows anywhere in text.

use masthead_domain::body::{Mark, Span};

/// Where text stands, which decides how lines break and what must be escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a paragraph or item: lines may break.
    Lines,
    /// In a heading: one line.
    Line,
    /// In a cell: one line without bars.
    Cell,
}

/// A piece of a text: its words, or the beginning or end of a mark.
enum Piece<'a> {
    Words(String),
    Open(&'a Mark, usize),
    Close(&'a Mark, usize),
}

/// Runs as Markdown.
pub(super) fn write(spans: &[Span], place: Place) -> String {
    let pieces = pieces(spans, place);
    let styles = styles(&pieces);
    let mut out = String::new();
    for piece in &pieces {
        match piece {
            Piece::Words(words) => out.push_str(words),
            Piece::Open(mark, run) => out.push_str(&opening(mark, styles[*run], place)),
            Piece::Close(mark, run) => out.push_str(&closing(mark, styles[*run], place)),
        }
    }
    out
}

fn pieces(spans: &[Span], place: Place) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut open: Vec<(&Mark, usize)> = Vec::new();
    let mut runs = 0;
    let mut line_start = true;
    for span in spans {
        // Code is written with its words, because nothing is escaped within it.
        let literal = span.marks.contains(&Mark::Code) && !span.text.contains('\n') && !span.text.trim().is_empty();
        let marks: Vec<&Mark> = span.marks.iter().filter(|mark| !(literal && **mark == Mark::Code)).collect();
        let shared = open.iter().zip(&marks).take_while(|((a, _), b)| a == *b).count();
        pieces.extend(open.drain(shared..).rev().map(|(mark, run)| Piece::Close(mark, run)));
        for mark in &marks[shared..] {
            pieces.push(Piece::Open(mark, runs));
            open.push((mark, runs));
            runs += 1;
        }
        let words = if literal { code(&span.text, place) } else { escape(&span.text, place, line_start) };
        line_start = words.ends_with('\n');
        pieces.push(Piece::Words(words));
    }
    pieces.extend(open.drain(..).rev().map(|(mark, run)| Piece::Close(mark, run)));
    pieces
}

/// How a mark is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Stars,
    Underscore,
    Tag,
}

/// Chooses for every run of a mark whether delimiters would be understood there: CommonMark looks at the characters around them.
fn styles(pieces: &[Piece<'_>]) -> Vec<Style> {
    let mut styles = Vec::new();
    let mut opened = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Words(_) => {}
            Piece::Open(..) => {
                styles.push(Style::Tag);
                opened.push(at);
            }
            Piece::Close(mark, run) => styles[*run] = style(pieces, mark, opened[*run], at),
        }
    }
    styles
}

fn style(pieces: &[Piece<'_>], mark: &Mark, open: usize, close: usize) -> Style {
    // Readers look through the tildes of struck text, at letters perhaps: around a run they count as such, which is the safe guess.
    let before = edge(pieces, open.checked_sub(1), true, 'x');
    let first = edge(pieces, Some(open + 1), false, '*');
    let last = edge(pieces, close.checked_sub(1), true, '*');
    let after = edge(pieces, Some(close + 1), false, 'x');
    let is_outside = |edge: Option<char>| edge.is_none_or(|c| !c.is_alphanumeric());
    let opens = first.is_some_and(|c| !c.is_whitespace() && (c.is_alphanumeric() || is_outside(before)));
    let closes = last.is_some_and(|c| !c.is_whitespace() && (c.is_alphanumeric() || is_outside(after)));
    if !opens || !closes {
        return Style::Tag;
    }
    let is_star = |at: Option<usize>| {
        let piece = at.and_then(|at| pieces.get(at));
        matches!(
            piece,
            Some(Piece::Open(Mark::Strong | Mark::Emphasis, _) | Piece::Close(Mark::Strong | Mark::Emphasis, _))
        )
    };
    let touches = is_star(open.checked_sub(1))
        || is_star(Some(open + 1))
        || is_star(close.checked_sub(1))
        || is_star(Some(close + 1));
    match mark {
        Mark::Emphasis if !touches => Style::Stars,
        // Next to the stars of strong text, stars would be miscounted; underscores only work outside of words.
        Mark::Emphasis if is_outside(before) && is_outside(after) => Style::Underscore,
        Mark::Strong | Mark::Strikethrough => Style::Stars,
        _ => Style::Tag,
    }
}

/// The character of a piece next to a delimiter; a piece that is no words begins and ends with punctuation.
fn edge(pieces: &[Piece<'_>], at: Option<usize>, last: bool, tilde: char) -> Option<char> {
    match pieces.get(at?)? {
        Piece::Words(words) if last => words.chars().next_back(),
        Piece::Words(words) => words.chars().next(),
        Piece::Open(Mark::Strikethrough, _) | Piece::Close(Mark::Strikethrough, _) => Some(tilde),
        Piece::Open(..) | Piece::Close(..) => Some('*'),
    }
}

fn opening(mark: &Mark, style: Style, place: Place) -> String {
    match (mark, style) {
        (Mark::Link { .. }, _) => "[".to_owned(),
        (Mark::Strong, Style::Stars) => "**".to_owned(),
        (Mark::Emphasis, Style::Stars) => "*".to_owned(),
        (Mark::Emphasis, Style::Underscore) => "_".to_owned(),
        (Mark::Strikethrough, Style::Stars) => "~~".to_owned(),
        // Language and abbreviation carry a value: the domain's HTML writer knows how to say it.
        (Mark::Language { lang }, _) => format!("<span lang=\"{}\">", attribute(lang, place)),
        (Mark::Abbreviation { title }, _) => {
            format!("<abbr title=\"{}\">", attribute(title, place))
        }
        _ => format!("<{}>", tag(mark)),
    }
}

fn closing(mark: &Mark, style: Style, place: Place) -> String {
    match (mark, style) {
        (Mark::Link { href, title }, _) => destination(href, title.as_deref(), place),
        (_, Style::Stars | Style::Underscore) => opening(mark, style, place),
        _ => format!("</{}>", tag(mark)),
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

fn attribute(value: &str, place: Place) -> String {
    let escaped = value
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace(['\n', '\r'], " ");
    if place == Place::Cell { escaped.replace('|', "&#124;") } else { escaped }
}

/// `](href "title")`.
pub(super) fn destination(href: &str, title: Option<&str>, place: Place) -> String {
    let mut out = String::from("](");
    let needs_brackets = href.is_empty() || href.contains([' ', '(', ')', '<', '>']);
    let mut target = href.replace('\\', "\\\\").replace('<', "\\<").replace('>', "\\>");
    // Only with a semicolon could an ampersand be read as a character reference.
    if target.contains(';') {
        target = target.replace('&', "\\&");
    }
    out.push_str(&if needs_brackets { format!("<{target}>") } else { target });
    if let Some(title) = title {
        let title = title.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "\\&").replace('\n', " ");
        out.push_str(&format!(" \"{title}\""));
    }
    out.push(')');
    if place == Place::Cell { out.replace('|', "\\|") } else { out }
}

/// Code with as many backticks around as it needs.
fn code(text: &str, place: Place) -> String {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let needs_room = text.starts_with('`') || text.ends_with('`') || (text.starts_with(' ') && text.ends_with(' '));
    let room = if needs_room { " " } else { "" };
    let text = if place == Place::Cell { text.replace('|', "\\|") } else { text.to_owned() };
    format!("{fence}{room}{text}{room}{fence}")
}

/// Text that Markdown reads as text. Bare addresses stay bare: a reader that links them does what their writer meant.
pub(super) fn escape(text: &str, place: Place, line_start: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut line_start = line_start;
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let next = chars.get(at + 1).copied();
        match c {
            '\n' => {
                // A lone backslash on a line would be text, so doubled breaks are said in HTML.
                let single = place == Place::Lines
                    && next.is_some_and(|next| next != '\n' && next != ' ')
                    && !out.is_empty()
                    && !out.ends_with('\n');
                out.push_str(if single { "\\\n" } else { "<br>" });
                line_start = single;
                at += 1;
                continue;
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '~' | '#' => out.push('\\'),
            '|' if place == Place::Cell || line_start => out.push('\\'),
            '&' if next.is_some_and(|next| next.is_ascii_alphanumeric() || next == '#') => out.push('\\'),
            // Before a link it would make a picture of it; at the end we do not know what follows.
            '!' if next.is_none() => out.push('\\'),
            '>' | '+' | '-' | '=' | ':' if line_start => out.push('\\'),
            // "1." and "1)" begin lists.
            '.' | ')' if at > 0 && is_number_at_line_start(&chars[..at], line_start) => out.push('\\'),
            _ => {}
        }
        out.push(c);
        line_start = line_start && c.is_ascii_digit();
        at += 1;
    }
    out
}

/// Are these characters, up to the last line break, a number?
fn is_number_at_line_start(before: &[char], line_start: bool) -> bool {
    line_start && before.iter().rev().take_while(|c| **c != '\n').all(char::is_ascii_digit)
}
