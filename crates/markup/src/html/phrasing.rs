//! Elements within text: what they mark, and what they become where only text may stand.

use masthead_domain::body::{Mark, Span};

use super::attrs::one_line;
use super::flow::{Context, Reader};
use super::inline::{Inline, with_mark};
use super::linked::Linkeds;
use super::names;
use super::tree::Id;

impl Reader<'_> {
    /// The text of an element where no blocks may stand: a heading, a caption, a cell. Blocks in it become lines.
    pub(super) fn phrase(&mut self, id: Id, context: &Context) -> Vec<Span> {
        let mut inline = Inline::default();
        self.phrase_children(id, &context.for_text(), &mut inline);
        inline.finish()
    }

    pub(super) fn phrase_children(&mut self, id: Id, context: &Context, inline: &mut Inline) {
        for child in self.tree.children(id) {
            self.phrase_node(child, context, inline);
        }
    }

    /// One node where only text may stand.
    pub(super) fn phrase_node(&mut self, id: Id, context: &Context, inline: &mut Inline) {
        if self.tree.is_text(id) {
            return inline.text(&self.tree.node(id).text, &context.marks);
        }
        match self.tree.name(id) {
            "br" => inline.line_break(&context.marks),
            "img" => {
                let alt = self.tree.line(id, "alt").unwrap_or_default();
                if !self.is_emoji(id) {
                    self.notes.add(
                        "picture_in_text",
                        "A picture where only text can stand; its alternative text was kept.",
                        &alt,
                    );
                }
                inline.text(&alt, &context.marks);
            }
            "video" | "audio" => {
                Linkeds::of_tree(self.tree, &[id], self.options).note_lost("", self.options, self.notes);
                inline.new_line();
                self.phrase_children(id, context, inline);
                inline.new_line();
            }
            "iframe" | "embed" | "object" => {
                if let Some((label, link)) = self.frame_link(id) {
                    inline.new_line();
                    inline.text(&label, &with_mark(&context.marks, link));
                    inline.new_line();
                }
                self.phrase_children(id, context, inline);
            }
            name if names::is_block(name) => {
                inline.new_line();
                let inner = self.marked(id, context);
                self.phrase_children(id, &inner, inline);
                inline.new_line();
            }
            "q" => self.quoted(
                id,
                context,
                &mut |reader, child, inner, inline: &mut Inline| reader.phrase_node(child, inner, inline),
                inline,
            ),
            _ => {
                let inner = self.marked(id, context);
                self.phrase_children(id, &inner, inline);
            }
        }
    }

    /// Puts the quotation marks of the language around a `<q>`.
    pub(super) fn quoted<O>(
        &mut self,
        id: Id,
        context: &Context,
        each: &mut dyn FnMut(&mut Self, Id, &Context, &mut O),
        out: &mut O,
    ) where
        O: AsMut<Inline>,
    {
        let mut inner = self.marked(id, context);
        inner.quotes += 1;
        let marked = inner
            .marks
            .iter()
            .find_map(|mark| if let Mark::Language { lang } = mark { Some(lang.clone()) } else { None });
        let lang = marked.or_else(|| context.lang.clone()).unwrap_or_else(|| self.options.language.clone());
        let (open, close) = quotation_marks(&lang, inner.quotes.is_multiple_of(2));
        out.as_mut().text(open, &inner.marks);
        for child in self.tree.children(id) {
            each(self, child, &inner, out);
        }
        out.as_mut().text(close, &inner.marks);
    }

    /// The context within an element: with the marks that it adds.
    pub(super) fn marked(&mut self, id: Id, context: &Context) -> Context {
        let mut inner = context.clone();
        let mut mark = |mark: Mark| inner.marks = with_mark(&inner.marks, mark);
        match self.tree.name(id) {
            "b" | "strong"
                if !self.tree.style(id, "font-weight").is_some_and(|weight| weight == "normal" || weight == "400") =>
            {
                mark(Mark::Strong)
            }
            "i" | "em" | "cite" | "dfn" | "var" => mark(Mark::Emphasis),
            "u" | "ins" => mark(Mark::Underline),
            "s" | "del" | "strike" => mark(Mark::Strikethrough),
            "code" | "kbd" | "samp" | "tt" => mark(Mark::Code),
            "sub" => mark(Mark::Subscript),
            "sup" => mark(Mark::Superscript),
            "mark" => mark(Mark::Highlight),
            "small" => mark(Mark::Small),
            "abbr" | "acronym" => {
                if let Some(title) = self.tree.line(id, "title") {
                    mark(Mark::Abbreviation { title });
                }
            }
            "a" => match self.tree.href(id) {
                Some(href) => mark(Mark::Link { href, title: self.tree.line(id, "title") }),
                None => {
                    if let Some(href) = self.tree.attr(id, "href").filter(|href| !href.trim().is_empty()) {
                        let sample = one_line(href);
                        self.notes.add(
                            "removed_link",
                            "A link to an address that is not allowed was removed; its text was kept.",
                            &sample,
                        );
                    }
                }
            },
            "span" | "font" => {
                let weight = self.tree.style(id, "font-weight").unwrap_or_default();
                if weight.starts_with("bold") || weight.parse::<u16>().is_ok_and(|weight| weight >= 600) {
                    mark(Mark::Strong);
                }
                if self.tree.style(id, "font-style").is_some_and(|style| style == "italic") {
                    mark(Mark::Emphasis);
                }
                let decoration = self.tree.style(id, "text-decoration").unwrap_or_default();
                if decoration.contains("underline") {
                    mark(Mark::Underline);
                }
                if decoration.contains("line-through") {
                    mark(Mark::Strikethrough);
                }
            }
            name if !is_known(name) && !names::is_block(name) => {
                let name = name.to_owned();
                self.notes.add("unknown_element", "An unknown element was taken off; its content was kept.", &name);
            }
            _ => {}
        }
        if let Some(lang) = self.tree.lang(id) {
            inner.marks = with_mark(&inner.marks, Mark::Language { lang });
        }
        inner
    }

    /// Pictures that stand for a character.
    pub(super) fn is_emoji(&self, id: Id) -> bool {
        self.tree.has_class(id, "emoji") || self.tree.has_class(id, "wp-smiley")
    }
}

/// Elements that say nothing a body needs to know, or that are read elsewhere.
fn is_known(name: &str) -> bool {
    matches!(
        name,
        "b" | "strong"
            | "span"
            | "font"
            | "bdi"
            | "bdo"
            | "big"
            | "data"
            | "label"
            | "nobr"
            | "output"
            | "picture"
            | "source"
            | "q"
            | "time"
            | "track"
            | "canvas"
            | "map"
            | "meter"
            | "progress"
            | "blink"
            | "slot"
            | "rb"
            | "rt"
            | "rp"
            | "rtc"
            | "ruby"
            | "col"
            | "colgroup"
    )
}

/// The quotation marks of a language, outer or inner ones.
fn quotation_marks(lang: &str, inner: bool) -> (&'static str, &'static str) {
    let primary = lang.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let (outer, nested) = match primary.as_str() {
        "de" | "cs" | "sk" | "sl" | "is" | "lt" | "bg" | "ka" => (("„", "“"), ("‚", "‘")),
        "pl" | "hu" | "ro" | "hr" => (("„", "”"), ("‚", "’")),
        "fr" => (("«\u{A0}", "\u{A0}»"), ("“", "”")),
        "es" | "it" | "pt" | "ca" | "el" | "ru" | "uk" | "be" | "fa" | "ar" | "hy" | "no" | "nb" | "nn" => {
            (("«", "»"), ("“", "”"))
        }
        "sv" | "fi" => (("”", "”"), ("’", "’")),
        "ja" | "zh" => (("「", "」"), ("『", "』")),
        _ => (("“", "”"), ("‘", "’")),
    };
    if inner { nested } else { outer }
}
