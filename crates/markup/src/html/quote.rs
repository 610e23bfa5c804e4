//! Quotations and pull quotes.

use masthead_domain::body::url::is_web_url;
use masthead_domain::body::{Block, PullQuote, Quote, Span, merge_spans};

use super::flow::{Context, Flow, Reader};
use super::inline::{Inline, with_mark};
use super::tree::Id;
use masthead_domain::body::Mark;

/// Classes of pull quotes in the editors we know; ours first.
const PULL_QUOTES: [&str; 4] = ["pullquote", "wp-block-pullquote", "kg-blockquote-alt", "pull-quote"];

impl Reader<'_> {
    /// A `<blockquote>`, or an `<aside>` that is a pull quote.
    pub(super) fn quote(&mut self, id: Id, context: &Context, out: &mut Flow) {
        let pull = self.is_pull_quote(id);
        self.quote_as(id, context, pull, Vec::new(), out);
    }

    pub(super) fn is_pull_quote(&self, id: Id) -> bool {
        PULL_QUOTES.iter().any(|class| self.tree.has_class(id, class))
    }

    /// With `attribution` from a caption around it, under the quotation's own.
    pub(super) fn quote_as(&mut self, id: Id, context: &Context, pull: bool, attribution: Vec<Span>, out: &mut Flow) {
        let inner = self.inside(id, context);
        let mut found = Inline::default();
        let mut flow = Flow::default();
        let noted = self.notes.0.len();
        if self.is_complicated_quote(id) {
            self.keep_quote(id, context, attribution, out);
            return;
        }
        for child in self.tree.children(id) {
            if let Some(cite) = self.attribution(child) {
                flow.flush();
                found.new_line();
                // The element says that it is a source; the emphasis that `<cite>` gets in running text does not apply.
                self.phrase_children(cite, &inner.for_text(), &mut found);
            } else {
                self.node(child, &inner, &mut flow);
            }
        }
        flow.flush();
        let mut paragraphs = Vec::new();
        for block in &flow.blocks {
            let Block::Paragraph(paragraph) = block else {
                // What was noted about the parts is noted about the whole again.
                self.notes.0.truncate(noted);
                self.keep_quote(id, context, attribution, out);
                return;
            };
            let mut content = paragraph.content.clone();
            for span in &mut content {
                let own = span.marks.iter().any(|mark| matches!(mark, Mark::Language { .. }));
                if let Some(lang) = paragraph.lang.clone().or_else(|| inner.lang.clone()).filter(|_| !own) {
                    span.marks = with_mark(&span.marks, Mark::Language { lang });
                }
            }
            merge_spans(&mut content);
            paragraphs.push(content);
        }
        let mut attribution = attribution;
        let found = found.finish();
        if !found.is_empty() {
            if !attribution.is_empty() {
                attribution.insert(0, Span::plain("\n"));
            }
            attribution.splice(..0, found);
            merge_spans(&mut attribution);
        }
        if pull {
            let content = paragraphs.join(&Span::plain("\n"));
            let mut content: Vec<Span> = content;
            merge_spans(&mut content);
            out.push(Block::PullQuote(PullQuote { content, attribution, ..PullQuote::default() }));
        } else {
            let cite = self
                .tree
                .attr(id, "cite")
                .map(super::attrs::clean_url)
                .and_then(|cite| self.options.absolute(&cite))
                .map(String::from);
            out.push(Block::Quote(Quote {
                paragraphs,
                attribution,
                cite: cite.filter(|cite| is_web_url(cite)),
                ..Quote::default()
            }));
        }
    }

    /// A quotation with lists, pictures or other quotations in it stays HTML; the caption around it becomes a paragraph.
    fn keep_quote(&mut self, id: Id, context: &Context, attribution: Vec<Span>, out: &mut Flow) {
        self.html(id, out);
        if !attribution.is_empty() {
            let paragraph = masthead_domain::body::Paragraph {
                content: attribution,
                lang: context.lang.clone(),
                ..Default::default()
            };
            out.push(Block::Paragraph(paragraph));
        }
    }

    /// Is there more than paragraphs in it? Asked before reading, so that quotations nested a hundred deep are not read a hundred times.
    fn is_complicated_quote(&self, id: Id) -> bool {
        self.tree.node(id).has_odd
            || self.tree.below(id).any(|below| match self.tree.name(below) {
                "p" | "div" | "section" | "article" | "header" | "footer" | "center" | "address" | "figcaption" => {
                    false
                }
                "img" => !self.is_emoji(below),
                name => super::names::is_block(name),
            })
    }

    /// The element that names who is quoted: a footer or cite, alone or alone in a paragraph.
    fn attribution(&self, id: Id) -> Option<Id> {
        match self.tree.name(id) {
            "footer" | "figcaption" | "cite" => Some(id),
            "p" => {
                let mut children =
                    self.tree.children(id).filter(|child| !self.tree.is_text(*child) || !self.tree.is_blank(*child));
                let only = children.next()?;
                (children.next().is_none() && self.tree.name(only) == "cite").then_some(only)
            }
            _ => None,
        }
    }
}
