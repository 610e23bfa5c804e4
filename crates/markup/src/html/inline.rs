//! Text as browsers show it: white space collapsed across elements, marks kept.

use masthead_domain::body::{Mark, Span, is_blank, merge_spans};

/// A line of text that grows piece by piece.
#[derive(Debug, Default)]
pub(super) struct Inline {
    spans: Vec<Span>,
    /// White space that was met and that shows only if more text follows; with the marks it had.
    space: Option<Vec<Mark>>,
    /// A block began or ended: what follows stands on a new line.
    new_line: bool,
}

fn is_collapsible(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}')
}

/// How long the text is in which nothing changes: words with single spaces between them, no control characters. Most text is copied in such runs.
fn plain_run(text: &[u8]) -> usize {
    let special = |(at, byte): (usize, &u8)| match byte {
        // A space between two words; not before what may be a control character, which goes.
        b' ' => at == 0 || text.get(at + 1).is_none_or(|next| *next <= b' ' || matches!(next, 0x7F | 0xC2)),
        0..=0x1F | 0x7F => true,
        // U+0080 to U+009F.
        0xC2 => text.get(at + 1).is_some_and(|next| *next < 0xA0),
        _ => false,
    };
    text.iter().enumerate().position(special).unwrap_or(text.len())
}

impl Inline {
    /// Adds text; runs of white space become one space, control characters go.
    pub(super) fn text(&mut self, text: &str, marks: &[Mark]) {
        let mut rest = text;
        while !rest.is_empty() {
            let run = plain_run(rest.as_bytes());
            if run > 0 {
                self.words(&rest[..run], marks);
                rest = &rest[run..];
                continue;
            }
            let after_space = rest.trim_start_matches(is_collapsible);
            if after_space.len() < rest.len() {
                if !self.is_at_line_start() && self.space.is_none() {
                    self.space = Some(marks.to_vec());
                }
                rest = after_space;
            } else {
                let mut chars = rest.chars();
                chars.next();
                rest = chars.as_str();
            }
        }
    }

    fn words(&mut self, words: &str, marks: &[Mark]) {
        if std::mem::take(&mut self.new_line) && !self.spans.is_empty() {
            self.space = None;
            self.push("\n", &[]);
        }
        if let Some(space_marks) = self.space.take() {
            self.push(" ", &space_marks);
        }
        self.push(words, marks);
    }

    /// A line break that somebody asked for.
    pub(super) fn line_break(&mut self, marks: &[Mark]) {
        self.space = None;
        // Nothing to break before the first word.
        if !self.spans.is_empty() {
            self.push("\n", marks);
        }
    }

    /// What follows stands on a line of its own.
    pub(super) fn new_line(&mut self) {
        self.new_line = true;
    }

    fn is_at_line_start(&self) -> bool {
        self.new_line || self.spans.last().is_none_or(|span| span.text.ends_with('\n'))
    }

    fn push(&mut self, text: &str, marks: &[Mark]) {
        match self.spans.last_mut() {
            Some(last) if last.marks == marks => last.text.push_str(text),
            _ => self.spans.push(Span { text: text.to_owned(), marks: marks.to_vec() }),
        }
    }

    /// The text, without white space and line breaks at its ends; empty if there is nothing to see.
    pub(super) fn finish(&mut self) -> Vec<Span> {
        let mut spans = std::mem::take(self).spans;
        while let Some(last) = spans.last_mut() {
            last.text.truncate(last.text.trim_end_matches('\n').len());
            if !last.text.is_empty() {
                break;
            }
            spans.pop();
        }
        merge_spans(&mut spans);
        if is_blank(&spans) { Vec::new() } else { spans }
    }
}

/// `marks` with one more. Of links and languages the inner one holds.
pub(super) fn with_mark(marks: &[Mark], mark: Mark) -> Vec<Mark> {
    let mut all: Vec<Mark> = marks.iter().filter(|other| !other.is_same_kind(&mark)).cloned().collect();
    all.push(mark);
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_collapses_across_marks() {
        let mut inline = Inline::default();
        inline.text("  a ", &[]);
        inline.text(" b\n", &[Mark::Strong]);
        inline.line_break(&[]);
        inline.text(" c\u{0}\u{A0} ", &[]);
        inline.line_break(&[]);
        let spans = inline.finish();
        let texts: Vec<&str> = spans.iter().map(|span| span.text.as_str()).collect();
        assert_eq!(texts, ["a ", "b", "\nc\u{A0}"]);
    }
}
