//! Runs of text: their canonical form, and their bare text.

use super::{Mark, Span};

/// The text of these runs without its marks. Line breaks stay `\n`.
#[must_use]
pub fn plain_text(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

/// Is there nothing to see in these runs? Editors leave paragraphs with only a no-break or zero-width space behind.
#[must_use]
pub fn is_blank(spans: &[Span]) -> bool {
    spans.iter().all(|span| span.text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}')))
}

/// Brings runs into canonical form: marks sorted, each kind once, no empty run, no two neighbours with equal marks. Idempotent.
pub fn merge_spans(spans: &mut Vec<Span>) {
    for span in spans.iter_mut() {
        if span.marks.len() > 1 {
            // Stable, so of two links the outer one, which came first, stays.
            span.marks.sort_by_key(rank);
            span.marks.dedup_by_key(|mark| rank(mark));
        }
    }
    spans.retain(|span| !span.text.is_empty());
    spans.dedup_by(|next, kept| {
        let same = next.marks == kept.marks;
        if same {
            kept.text.push_str(&next.text);
        }
        same
    });
}

/// The place of a mark's kind in the order of [`Mark`].
fn rank(mark: &Mark) -> u8 {
    match mark {
        Mark::Link { .. } => 0,
        Mark::Language { .. } => 1,
        Mark::Abbreviation { .. } => 2,
        Mark::Strong => 3,
        Mark::Emphasis => 4,
        Mark::Underline => 5,
        Mark::Strikethrough => 6,
        Mark::Highlight => 7,
        Mark::Small => 8,
        Mark::Subscript => 9,
        Mark::Superscript => 10,
        Mark::Code => 11,
    }
}

impl Span {
    /// Text without marks.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), marks: Vec::new() }
    }
}

impl Mark {
    /// Is this mark of the same kind as the other, whatever its values?
    #[must_use]
    pub fn is_same_kind(&self, other: &Self) -> bool {
        rank(self) == rank(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_merge() {
        let link = |href: &str| Mark::Link { href: href.into(), title: None };
        let mut spans = vec![
            Span { text: "a".into(), marks: vec![Mark::Emphasis, Mark::Strong, Mark::Emphasis] },
            Span { text: String::new(), marks: vec![] },
            Span { text: "b".into(), marks: vec![Mark::Strong, Mark::Emphasis] },
            Span { text: "c".into(), marks: vec![link("/outer"), link("/inner")] },
        ];
        merge_spans(&mut spans);
        assert_eq!(spans.len(), 2);
        assert_eq!(spans[0], Span { text: "ab".into(), marks: vec![Mark::Strong, Mark::Emphasis] });
        assert_eq!(spans[1].marks, vec![link("/outer")]);
    }
}
