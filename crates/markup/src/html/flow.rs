//! The walk over a document that makes blocks of it.

use masthead_domain::body::{Block, Code, Divider, Embed, Heading, Html, Image, Mark, Paragraph, Picture};

use super::inline::{Inline, with_mark};
use super::linked::{Linkeds, note_relative};
use super::tree::{Id, ROOT, Tree};
use super::{names, serialise};
use crate::note::Notes;
use crate::options::Options;

/// What holds where the reader is.
#[derive(Debug, Clone, Default)]
pub(super) struct Context {
    /// What elements around say about the text.
    pub(super) marks: Vec<Mark>,
    /// The language that blocks around say.
    pub(super) lang: Option<String>,
    /// How many `<q>` are open.
    pub(super) quotes: usize,
}

impl Context {
    /// For text that is no paragraph, which cannot carry a language of its own: a mark does.
    pub(super) fn for_text(&self) -> Context {
        let mut context = self.clone();
        if let Some(lang) = context.lang.take()
            && !context.marks.iter().any(|mark| matches!(mark, Mark::Language { .. }))
        {
            context.marks = with_mark(&context.marks, Mark::Language { lang });
        }
        context
    }

    fn link(&self) -> Option<String> {
        self.marks.iter().find_map(|mark| if let Mark::Link { href, .. } = mark { Some(href.clone()) } else { None })
    }
}

/// Blocks as they are found, and the text since the last one.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub(super) blocks: Vec<Block>,
    inline: Inline,
    lang: Option<String>,
}

impl AsMut<Inline> for Flow {
    fn as_mut(&mut self) -> &mut Inline {
        &mut self.inline
    }
}

impl AsMut<Inline> for Inline {
    fn as_mut(&mut self) -> &mut Inline {
        self
    }
}

impl Flow {
    /// Makes a paragraph of the text since the last block.
    pub(super) fn flush(&mut self) {
        let content = self.inline.finish();
        if !content.is_empty() {
            self.blocks.push(Block::Paragraph(Paragraph { content, lang: self.lang.clone(), ..Paragraph::default() }));
        }
    }

    pub(super) fn push(&mut self, block: Block) {
        self.flush();
        self.blocks.push(block);
    }
}

/// Reads a tree. Recursion is bounded by the tree's depth, which is.
pub(super) struct Reader<'a> {
    pub(super) tree: &'a Tree,
    pub(super) options: &'a Options,
    pub(super) notes: &'a mut Notes,
}

impl Reader<'_> {
    /// All blocks of the document.
    pub(super) fn document(mut self) -> Vec<Block> {
        let mut out = Flow::default();
        self.container(ROOT, &Context::default(), &mut out);
        out.blocks
    }

    /// The content of an element that only groups.
    pub(super) fn container(&mut self, id: Id, context: &Context, out: &mut Flow) {
        out.flush();
        let outer = std::mem::replace(&mut out.lang, context.lang.clone());
        if self.tree.node(id).has_odd {
            self.container_with_odd(id, context, out);
        } else {
            for child in self.tree.children(id) {
                self.node(child, context, out);
            }
        }
        out.flush();
        out.lang = outer;
    }

    /// Loose text around something that runs cannot express is kept together, as one paragraph of HTML.
    fn container_with_odd(&mut self, id: Id, context: &Context, out: &mut Flow) {
        let mut line: Vec<Id> = Vec::new();
        let children: Vec<Id> = self.tree.children(id).chain([usize::MAX]).collect();
        for child in children {
            if child != usize::MAX && !names::is_block(self.tree.name(child)) && !self.tree.node(child).has_block {
                line.push(child);
                continue;
            }
            if line.iter().any(|id| self.tree.node(*id).has_odd) {
                let html = serialise::paragraph(self.tree, &line, self.options);
                self.keep(html, &line, out);
            } else {
                for id in &line {
                    self.node(*id, context, out);
                }
            }
            line.clear();
            if child != usize::MAX {
                self.node(child, context, out);
            }
        }
    }

    /// The context within a block-level element.
    pub(super) fn inside(&self, id: Id, context: &Context) -> Context {
        let mut inner = context.clone();
        if let Some(lang) = self.tree.lang(id) {
            inner.marks.retain(|mark| !matches!(mark, Mark::Language { .. }));
            inner.lang = Some(lang);
        }
        inner
    }

    pub(super) fn node(&mut self, id: Id, context: &Context, out: &mut Flow) {
        if self.tree.is_text(id) {
            return out.inline.text(&self.tree.node(id).text, &context.marks);
        }
        let name = self.tree.name(id);
        match name {
            "br" => out.inline.line_break(&context.marks),
            "hr" => out.push(Block::Divider(Divider::default())),
            "p" if self.tree.node(id).has_odd && !self.tree.node(id).has_block => self.html(id, out),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(id, context, out),
            "pre" => self.pre(id, context, out),
            "img" => self.image(id, context, out),
            "iframe" | "embed" | "object" => self.frame(id, context, out),
            "figure" => self.figure(id, context, out),
            "div" if self.tree.has_class(id, "wp-caption") => self.figure(id, context, out),
            "ul" | "ol" | "menu" | "dir" => self.list(id, context, out),
            "blockquote" => self.quote(id, context, out),
            "aside" if self.tree.has_class(id, "pullquote") => self.quote(id, context, out),
            "table" => self.table(id, context, out),
            "details" | "dl" | "video" | "audio" => self.html(id, out),
            "ruby" | "svg" | "math" => {
                let html = serialise::paragraph(self.tree, &[id], self.options);
                self.keep(html, &[id], out);
            }
            "a" if self.tree.has_class(id, "footnote-backref") => {}
            name if names::is_block(name) => {
                let inner = self.inside(id, context);
                self.container(id, &inner, out);
            }
            "q" => self.quoted(
                id,
                context,
                &mut |reader, child, inner, out: &mut Flow| reader.node(child, inner, out),
                out,
            ),
            _ => {
                let inner = self.marked(id, context);
                for child in self.tree.children(id) {
                    self.node(child, &inner, out);
                }
            }
        }
    }

    /// Keeps an element as an Html block.
    pub(super) fn html(&mut self, id: Id, out: &mut Flow) {
        let html = serialise::element(self.tree, id, self.options);
        self.keep(html, &[id], out);
    }

    fn keep(&mut self, html: String, nodes: &[Id], out: &mut Flow) {
        let input = Linkeds::of_tree(self.tree, nodes, self.options);
        let html = serialise::sanitised(&html);
        let name = nodes.iter().map(|id| self.tree.name(*id)).find(|name| !name.is_empty()).unwrap_or_default();
        let text: String = nodes.iter().map(|id| self.tree.text(*id)).collect();
        let sample = format!("{name}: {}", text.split_ascii_whitespace().collect::<Vec<_>>().join(" "));
        self.notes.add("kept_as_html", "No block represents this; it was kept as sanitised HTML.", &sample);
        input.note_lost(&html, self.options, self.notes);
        out.push(Block::Html(Html { html, ..Html::default() }));
    }

    fn heading(&mut self, id: Id, context: &Context, out: &mut Flow) {
        if self.tree.node(id).has_odd {
            return self.html(id, out);
        }
        // Level 1 is the headline's.
        let level = self.tree.name(id)[1..].parse().unwrap_or(2).max(2);
        let anchor = self.tree.line(id, "id").unwrap_or_default().replace(' ', "-");
        let inner = self.inside(id, context);
        let content = self.phrase(id, &inner);
        out.push(Block::Heading(Heading { level, anchor, content, ..Heading::default() }));
    }

    fn pre(&mut self, id: Id, context: &Context, out: &mut Flow) {
        if self.tree.has_class(id, "wp-block-verse") {
            // A poem: its line breaks count, but it is no code.
            out.flush();
            let inner = self.inside(id, context);
            let mut lines = Inline::default();
            self.verse(id, &inner, &mut lines);
            let content = lines.finish();
            return out.push(Block::Paragraph(Paragraph { content, lang: inner.lang, ..Paragraph::default() }));
        }
        // Code is text: what leads or loads somewhere goes.
        Linkeds::of_tree(self.tree, &[id], self.options).note_lost("", self.options, self.notes);
        let mut code = self.tree.node(id).text.to_string();
        let mut language = self.language_class(id);
        for below in self.tree.below(id) {
            match self.tree.name(below) {
                "br" => code.push('\n'),
                "code" => language = language.or_else(|| self.language_class(below)),
                _ => code.push_str(&self.tree.node(below).text),
            }
        }
        let code: String =
            code.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        out.push(Block::Code(Code { language, code, ..Code::default() }));
    }

    fn verse(&mut self, id: Id, context: &Context, lines: &mut Inline) {
        for child in self.tree.children(id) {
            if self.tree.is_text(child) {
                let text = self.tree.node(child).text.to_string();
                for (index, line) in text.split('\n').enumerate() {
                    if index > 0 {
                        lines.line_break(&context.marks);
                    }
                    lines.text(line, &context.marks);
                }
            } else if self.tree.name(child) == "br" {
                lines.line_break(&context.marks);
            } else {
                let inner = self.marked(child, context);
                self.verse(child, &inner, lines);
            }
        }
    }

    fn language_class(&self, id: Id) -> Option<String> {
        let classes = self.tree.attr(id, "class")?.split_ascii_whitespace();
        let language = classes
            .filter_map(|class| class.strip_prefix("language-").or_else(|| class.strip_prefix("lang-")))
            .find(|name| !name.is_empty())?;
        Some(language.chars().filter(|c| !c.is_control()).take(64).collect())
    }

    /// A picture that stands alone or within text; text around it is split.
    fn image(&mut self, id: Id, context: &Context, out: &mut Flow) {
        if self.is_emoji(id) {
            let alt = self.tree.line(id, "alt").unwrap_or_default();
            return out.inline.text(&alt, &context.marks);
        }
        match self.picture(id, context) {
            Some(picture) => out.push(Block::Image(Image { picture, ..Image::default() })),
            None => {
                let alt = self.tree.line(id, "alt").unwrap_or_default();
                out.inline.text(&alt, &context.marks);
            }
        }
    }

    /// What an `<img>` says. None, with a note, if it shows nothing that may be shown.
    pub(super) fn picture(&mut self, id: Id, context: &Context) -> Option<Picture> {
        let (width, height) = (self.tree.pixels(id, "width"), self.tree.pixels(id, "height"));
        let source = self.tree.attr(id, "src").unwrap_or_default().to_owned();
        if width == Some(1) && height == Some(1) {
            self.notes.add("removed_tracking_pixel", "A picture of one pixel was removed.", &source);
            return None;
        }
        let Some(url) = self.tree.picture_source(id, self.options) else {
            self.notes.add(
                "removed_picture",
                "A picture without an allowed address was removed; its alternative text was kept.",
                &source,
            );
            return None;
        };
        note_relative(&url, self.notes);
        let alt = self.tree.attr(id, "alt").map(super::attrs::one_line);
        Some(Picture { url: Some(url), alt, width, height, href: context.link(), ..Picture::default() })
    }

    /// A frame: an embed if its host is allowed, else a link.
    fn frame(&mut self, id: Id, context: &Context, out: &mut Flow) {
        match self.embed(id) {
            Some(embed) => out.push(Block::Embed(embed)),
            None => {
                out.flush();
                if let Some((label, link)) = self.frame_link(id) {
                    out.inline.text(&label, &with_mark(&context.marks, link));
                }
                out.flush();
                self.container(id, context, out);
            }
        }
    }

    pub(super) fn embed(&self, id: Id) -> Option<Embed> {
        let url = self.options.frame_url(&self.frame_source(id)?).filter(|url| self.options.allows_embed(url))?;
        Some(Embed {
            url: url.into(),
            title: self.tree.line(id, "title"),
            width: self.tree.pixels(id, "width"),
            height: self.tree.pixels(id, "height"),
            ..Embed::default()
        })
    }

    fn frame_source(&self, id: Id) -> Option<String> {
        let source = ["src", "data-src", "data-lazy-src", "data"]
            .iter()
            .filter_map(|name| self.tree.attr(id, name))
            .find(|source| *source != "about:blank")?;
        Some(super::attrs::clean_url(source))
    }

    /// The words and the mark of a link to what a frame would have shown; a note in any case.
    pub(super) fn frame_link(&mut self, id: Id) -> Option<(String, Mark)> {
        let source = self.frame_source(id).unwrap_or_default();
        let Some(url) = self
            .options
            .absolute(&source)
            .map(String::from)
            .filter(|url| masthead_domain::body::url::is_safe_href(url))
        else {
            self.notes.add("removed_frame", "A frame without an allowed address was removed.", &source);
            return None;
        };
        self.notes.add(
            "embed_host_not_allowed",
            "Pages of this host may not be embedded; a link was put in its place.",
            &url,
        );
        let label = self.tree.line(id, "title").unwrap_or_else(|| url.clone());
        Some((label, Mark::Link { href: url, title: None }))
    }
}
