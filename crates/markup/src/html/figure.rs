//! Figures: pictures, galleries, embeds, and whatever else editors wrap in one.

use std::collections::HashSet;

use masthead_domain::body::{Block, Embed, Gallery, Image, Paragraph, Picture, Span};

use super::attrs::one_line;
use super::flow::{Context, Flow, Reader};
use super::inline::Inline;
use super::tree::Id;

/// Classes of galleries; ours first.
const GALLERIES: [&str; 3] = ["gallery", "wp-block-gallery", "kg-gallery-card"];

/// What stands under a picture.
#[derive(Debug, Default)]
struct Caption {
    text: Vec<Span>,
    credit: Option<String>,
}

impl Caption {
    /// As a paragraph, where the picture is gone.
    fn into_block(self, context: &Context) -> Block {
        let mut content = self.text;
        if let Some(credit) = self.credit {
            if !content.is_empty() {
                content.push(Span::plain(" "));
            }
            content.push(Span::plain(credit));
        }
        Block::Paragraph(Paragraph { content, lang: context.lang.clone(), ..Paragraph::default() })
    }

    fn apply(self, picture: &mut Picture) {
        picture.caption = self.text;
        picture.credit = self.credit;
    }
}

impl Reader<'_> {
    pub(super) fn figure(&mut self, id: Id, context: &Context, out: &mut Flow) {
        if self.tree.node(id).has_odd {
            return self.html(id, out);
        }
        let inner = self.inside(id, context);
        if GALLERIES.iter().any(|class| self.tree.has_class(id, class)) {
            return self.gallery(id, &inner, out);
        }
        let below = |name: &str| self.tree.below(id).filter(|below| self.tree.name(*below) == name).collect::<Vec<_>>();
        let (pictures, frames) = (below("img"), below("iframe"));
        let others = ["video", "audio", "blockquote", "table", "pre", "object", "embed", "ul", "ol", "details", "dl"];
        let mut others: Vec<Id> =
            self.tree.below(id).filter(|below| others.contains(&self.tree.name(*below))).collect();
        // Document order is not numeric order where something was re-opened.
        others.sort_unstable();
        let is_other = |below: &Id| others.binary_search(below).is_ok();
        let is_bare = self.has_only_captions(id);
        match (pictures.as_slice(), frames.as_slice(), others.as_slice()) {
            ([_], [], []) if is_bare => self.figure_image(id, &inner, out),
            ([_, _, ..], [], []) if is_bare => self.gallery(id, &inner, out),
            ([], [frame], []) if is_bare => self.figure_frame(id, *frame, &inner, out),
            ([], [], [block, rest @ ..])
                if is_bare_around(self, id, *block)
                    && self.tree.below(*block).filter(is_other).count() == rest.len() =>
            {
                self.figure_block(id, *block, &inner, out);
            }
            ([], [], []) if self.tree.has_class(id, "wp-block-embed") => self.figure_address(id, &inner, out),
            // Something else: its parts, one after the other.
            _ => self.container(id, &inner, out),
        }
    }

    fn is_caption(&self, id: Id) -> bool {
        self.tree.name(id) == "figcaption" || self.tree.has_class(id, "wp-caption-text")
    }

    /// Is all text of the figure in its captions?
    fn has_only_captions(&self, id: Id) -> bool {
        self.tree.children(id).all(|child| {
            self.is_caption(child)
                || if self.tree.is_text(child) { self.tree.is_blank(child) } else { self.has_only_captions(child) }
        })
    }

    /// The caption of this figure, not those of figures within.
    fn caption(&mut self, id: Id, context: &Context) -> Caption {
        let mut nodes = Vec::new();
        self.find_captions(id, &mut nodes);
        let mut line = Inline::default();
        let mut credit = Inline::default();
        for node in nodes {
            line.new_line();
            let inner = self.marked(node, &context.for_text());
            self.caption_text(node, &inner, &mut line, &mut credit);
        }
        let credit: String = credit.finish().into_iter().map(|span| span.text).collect();
        Caption { text: line.finish(), credit: Some(one_line(&credit)).filter(|credit| !credit.is_empty()) }
    }

    fn find_captions(&self, id: Id, found: &mut Vec<Id>) {
        for child in self.tree.children(id) {
            if self.is_caption(child) {
                found.push(child);
            } else if self.tree.name(child) != "figure" {
                self.find_captions(child, found);
            }
        }
    }

    fn caption_text(&mut self, id: Id, context: &Context, line: &mut Inline, credit: &mut Inline) {
        for child in self.tree.children(id) {
            let is_credit = ["credit", "photo-credit", "image-credit", "wp-media-credit"]
                .iter()
                .any(|class| self.tree.has_class(child, class));
            if is_credit {
                credit.new_line();
                self.phrase_node(child, &Context::default(), credit);
            } else if matches!(self.tree.name(child), "span" | "p" | "div" | "small") && !self.tree.is_text(child) {
                if self.tree.name(child) != "span" && self.tree.name(child) != "small" {
                    line.new_line();
                }
                let inner = self.marked(child, context);
                self.caption_text(child, &inner, line, credit);
            } else {
                self.phrase_node(child, context, line);
            }
        }
    }

    /// The link around or beside a picture within this figure.
    fn link_around(&self, top: Id) -> Option<String> {
        self.tree
            .below(top)
            .find(|below| {
                self.tree.name(*below) == "a" && self.tree.below(*below).any(|inner| self.tree.name(inner) == "img")
            })
            .and_then(|link| self.tree.href(link))
    }

    fn figure_image(&mut self, id: Id, context: &Context, out: &mut Flow) {
        let caption = self.caption(id, context);
        let Some(image) = self.tree.below(id).find(|below| self.tree.name(*below) == "img") else {
            return;
        };
        // The picture may be in the caption itself, where it is text.
        match self.picture(image, context) {
            Some(mut picture) => {
                picture.href = self.link_around(id).or(picture.href);
                caption.apply(&mut picture);
                out.push(Block::Image(Image { picture, ..Image::default() }));
            }
            None => {
                self.alternative(image, context, out);
                out.push(caption.into_block(context));
            }
        }
    }

    /// What a picture that could not be kept would have shown.
    fn alternative(&mut self, image: Id, context: &Context, out: &mut Flow) {
        let alt = self.tree.line(image, "alt").unwrap_or_default();
        out.flush();
        out.as_mut().text(&alt, &context.for_text().marks);
        out.flush();
    }

    /// Every picture below, each with the caption of the figure that holds it alone.
    pub(super) fn gallery(&mut self, id: Id, context: &Context, out: &mut Flow) {
        let mut gallery = Gallery::default();
        let mut rest = Flow::default();
        self.gallery_pictures(id, context, &mut gallery, &mut rest);
        let caption = self.caption(id, context);
        if gallery.pictures.is_empty() {
            out.push(caption.into_block(context));
        } else {
            gallery.caption = whole(caption);
            out.push(Block::Gallery(gallery));
        }
        rest.flush();
        rest.blocks.into_iter().for_each(|block| out.push(block));
    }

    fn gallery_pictures(&mut self, id: Id, context: &Context, gallery: &mut Gallery, rest: &mut Flow) {
        for child in self.tree.children(id) {
            match self.tree.name(child) {
                "img" => match self.picture(child, context) {
                    Some(picture) => gallery.pictures.push(picture),
                    None => self.alternative(child, context, rest),
                },
                "figure" => {
                    let caption = self.caption(child, context);
                    let before = gallery.pictures.len();
                    self.gallery_pictures(child, context, gallery, rest);
                    match gallery.pictures.get_mut(before..) {
                        Some([picture]) => caption.apply(picture),
                        _ => rest.push(caption.into_block(context)),
                    }
                }
                _ if self.is_caption(child) => {}
                "iframe" | "video" | "audio" | "blockquote" | "table" | "pre" | "ul" | "ol" | "details" | "dl"
                    if !self.tree.below(child).any(|below| self.tree.name(below) == "img") =>
                {
                    self.node(child, context, rest)
                }
                "br" => {}
                "" => self.node(child, context, rest),
                _ => {
                    let inner = self.marked(child, context);
                    self.gallery_pictures(child, &inner, gallery, rest);
                }
            }
        }
    }

    fn figure_frame(&mut self, id: Id, frame: Id, context: &Context, out: &mut Flow) {
        let caption = self.caption(id, context);
        match self.embed(frame) {
            Some(embed) => out.push(Block::Embed(Embed { caption: whole(caption), ..embed })),
            None => {
                self.node(frame, context, out);
                out.push(caption.into_block(context));
            }
        }
    }

    /// A quotation, table, code or player in a figure.
    fn figure_block(&mut self, id: Id, block: Id, context: &Context, out: &mut Flow) {
        match self.tree.name(block) {
            "blockquote" => {
                let caption = whole(self.caption(id, context));
                let pull = self.is_pull_quote(id) || self.is_pull_quote(block);
                self.quote_as(block, context, pull, caption, out);
            }
            "table" => {
                let caption = whole(self.caption(id, context));
                self.table_with_caption(block, context, caption, out);
            }
            "video" | "audio" => self.html(id, out),
            _ => self.container(id, context, out),
        }
    }

    /// WordPress keeps embeds as bare addresses and asks their hosts for the frame when it shows them.
    fn figure_address(&mut self, id: Id, context: &Context, out: &mut Flow) {
        let captions: Vec<Id> = {
            let mut found = Vec::new();
            self.find_captions(id, &mut found);
            found
        };
        let in_captions: HashSet<Id> = captions.iter().flat_map(|caption| self.tree.below(*caption)).collect();
        let texts: Vec<Id> =
            self.tree.below(id).filter(|below| self.tree.is_text(*below) && !in_captions.contains(below)).collect();
        let text: String = texts.iter().map(|text| &*self.tree.node(*text).text).collect();
        let address = text.trim();
        let url = self
            .options
            .frame_url(address)
            .filter(|url| self.options.allows_embed(url) && !address.contains(char::is_whitespace));
        match url {
            Some(url) => {
                let caption = whole(self.caption(id, context));
                out.push(Block::Embed(Embed { url: url.into(), caption, ..Embed::default() }));
            }
            None => {
                let is_address = !address.contains(char::is_whitespace) && self.options.absolute(address).is_some();
                if !is_address {
                    return self.container(id, context, out);
                }
                out.flush();
                let link = masthead_domain::body::Mark::Link { href: address.to_owned(), title: None };
                out.as_mut().text(address, &super::inline::with_mark(&context.marks, link));
                out.flush();
                let caption = self.caption(id, context);
                out.push(caption.into_block(context));
            }
        }
    }
}

/// Caption and credit as one text, where there is no field for the credit.
fn whole(caption: Caption) -> Vec<Span> {
    match caption.into_block(&Context::default()) {
        Block::Paragraph(paragraph) => paragraph.content,
        _ => Vec::new(),
    }
}

/// Is there no text in the figure but in its captions and this block?
fn is_bare_around(reader: &Reader<'_>, id: Id, block: Id) -> bool {
    reader.tree.children(id).all(|child| {
        child == block
            || reader.is_caption(child)
            || if reader.tree.is_text(child) {
                reader.tree.is_blank(child)
            } else {
                is_bare_around(reader, child, block)
            }
    })
}
