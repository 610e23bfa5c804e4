//! The canonical form of a body: equal content is equal data, every block has an id, every heading an anchor.

use std::collections::{HashMap, HashSet};

use super::spans::is_blank;
use super::*;

impl Body {
    /// Brings the body into canonical form: runs merged, empty runs and blocks dropped, levels 2 to 6, ids and anchors unique and complete. Ids that
    /// are there stay; missing ones follow from the block's content, so equal input gets equal ids on every machine, in every version. Idempotent.
    pub fn normalise(&mut self) {
        self.blocks.iter_mut().for_each(Block::tidy);
        self.blocks.retain(|block| !block.is_empty());
        self.assign_anchors();
        self.assign_ids();
    }

    fn assign_ids(&mut self) {
        let mut taken = HashSet::new();
        for block in &mut self.blocks {
            if !block.id().is_empty() && !taken.insert(block.id().to_owned()) {
                block.id_mut().clear();
            }
        }
        let mut names = Names { taken, next: HashMap::new() };
        for block in &mut self.blocks {
            if block.id().is_empty() {
                let fingerprint = block.fingerprint();
                *block.id_mut() = names.claim(&fingerprint);
            }
        }
    }

    fn assign_anchors(&mut self) {
        let mut names = Names::default();
        let mut headings: Vec<&mut Heading> = Vec::new();
        headings.extend(
            self.blocks.iter_mut().filter_map(
                |block| {
                    if let Block::Heading(heading) = block { Some(heading) } else { None }
                },
            ),
        );
        // Anchors that somebody chose come first: links to them exist.
        for heading in &mut headings {
            let words: Vec<&str> = heading.anchor.split_whitespace().collect();
            heading.anchor = words.join("-");
            if !heading.anchor.is_empty() {
                heading.anchor = names.claim(&heading.anchor);
            }
        }
        for heading in headings.iter_mut().filter(|heading| heading.anchor.is_empty()) {
            let slug = anchor_slug(&plain_text(&heading.content));
            heading.anchor = names.claim(if slug.is_empty() { "section" } else { &slug });
        }
    }
}

/// Hands out unique names: `x`, `x-2`, `x-3`.
#[derive(Default)]
struct Names {
    taken: HashSet<String>,
    next: HashMap<String, usize>,
}

impl Names {
    fn claim(&mut self, wish: &str) -> String {
        let mut name = wish.to_owned();
        // Remembering the last number keeps ten thousand equal blocks linear.
        let number = self.next.entry(wish.to_owned()).or_insert(1);
        while !self.taken.insert(name.clone()) {
            *number += 1;
            name = format!("{wish}-{number}");
        }
        name
    }
}

impl Block {
    /// The block's id; empty before [`Body::normalise`].
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Block::Paragraph(block) => &block.id,
            Block::Heading(block) => &block.id,
            Block::List(block) => &block.id,
            Block::Quote(block) => &block.id,
            Block::PullQuote(block) => &block.id,
            Block::Image(block) => &block.id,
            Block::Gallery(block) => &block.id,
            Block::Embed(block) => &block.id,
            Block::Code(block) => &block.id,
            Block::Table(block) => &block.id,
            Block::Divider(block) => &block.id,
            Block::Html(block) => &block.id,
        }
    }

    /// The block's id, to be changed.
    pub fn id_mut(&mut self) -> &mut String {
        match self {
            Block::Paragraph(block) => &mut block.id,
            Block::Heading(block) => &mut block.id,
            Block::List(block) => &mut block.id,
            Block::Quote(block) => &mut block.id,
            Block::PullQuote(block) => &mut block.id,
            Block::Image(block) => &mut block.id,
            Block::Gallery(block) => &mut block.id,
            Block::Embed(block) => &mut block.id,
            Block::Code(block) => &mut block.id,
            Block::Table(block) => &mut block.id,
            Block::Divider(block) => &mut block.id,
            Block::Html(block) => &mut block.id,
        }
    }

    /// Ten letters and digits that follow from type and content. The anchor does not count: it may depend on other headings.
    fn fingerprint(&mut self) -> String {
        let anchor = if let Block::Heading(heading) = self { Some(std::mem::take(&mut heading.anchor)) } else { None };
        // Hashing the JSON keeps ids as stable as the wire format. Blocks always serialise.
        let json = serde_json::to_vec(self).unwrap_or_default();
        if let (Block::Heading(heading), Some(anchor)) = (self, anchor) {
            heading.anchor = anchor;
        }
        base32(hash(&json))
    }

    fn tidy(&mut self) {
        match self {
            Block::Paragraph(paragraph) => {
                merge_spans(&mut paragraph.content);
                drop_empty(&mut paragraph.lang);
            }
            Block::Heading(heading) => {
                heading.level = heading.level.clamp(2, 6);
                merge_spans(&mut heading.content);
            }
            Block::List(list) => tidy_items(list.ordered, &mut list.start, &mut list.items),
            Block::Quote(quote) => {
                quote.paragraphs.iter_mut().for_each(merge_spans);
                quote.paragraphs.retain(|paragraph| !is_blank(paragraph));
                merge_spans(&mut quote.attribution);
                drop_empty(&mut quote.cite);
            }
            Block::PullQuote(quote) => {
                merge_spans(&mut quote.content);
                merge_spans(&mut quote.attribution);
            }
            Block::Image(image) => tidy_picture(&mut image.picture),
            Block::Gallery(gallery) => {
                gallery.pictures.iter_mut().for_each(tidy_picture);
                gallery.pictures.retain(|picture| !is_empty_picture(picture));
                merge_spans(&mut gallery.caption);
            }
            Block::Embed(embed) => {
                drop_empty(&mut embed.title);
                merge_spans(&mut embed.caption);
            }
            Block::Code(code) => {
                drop_empty(&mut code.language);
                code.code.truncate(code.code.trim_end_matches('\n').len());
            }
            Block::Table(table) => {
                merge_spans(&mut table.caption);
                table.rows.retain(|row| !row.cells.is_empty());
                for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    merge_spans(&mut cell.content);
                    cell.colspan = cell.colspan.filter(|span| *span > 1);
                    cell.rowspan = cell.rowspan.filter(|span| *span > 1);
                }
            }
            Block::Divider(_) | Block::Html(_) => {}
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Block::Paragraph(paragraph) => is_blank(&paragraph.content),
            Block::Heading(heading) => is_blank(&heading.content),
            Block::List(list) => list.items.is_empty(),
            Block::Quote(quote) => quote.paragraphs.is_empty() && is_blank(&quote.attribution),
            Block::PullQuote(quote) => is_blank(&quote.content) && is_blank(&quote.attribution),
            Block::Image(image) => is_empty_picture(&image.picture),
            Block::Gallery(gallery) => gallery.pictures.is_empty() && is_blank(&gallery.caption),
            Block::Embed(embed) => embed.url.is_empty() && embed.title.is_none() && is_blank(&embed.caption),
            Block::Code(code) => code.code.trim().is_empty(),
            Block::Table(table) => {
                is_blank(&table.caption)
                    && table.rows.iter().flat_map(|row| &row.cells).all(|cell| is_blank(&cell.content))
            }
            Block::Divider(_) => false,
            Block::Html(html) => html.html.trim().is_empty(),
        }
    }
}

fn drop_empty(value: &mut Option<String>) {
    *value = value.take().filter(|value| !value.is_empty());
}

fn tidy_items(ordered: bool, start: &mut Option<i32>, items: &mut Vec<ListItem>) {
    *start = start.filter(|start| ordered && *start != 1);
    for item in items.iter_mut() {
        merge_spans(&mut item.content);
        if let Some(list) = &mut item.list {
            tidy_items(list.ordered, &mut list.start, &mut list.items);
        }
        item.list = item.list.take().filter(|list| !list.items.is_empty());
    }
    items.retain(|item| !is_blank(&item.content) || item.list.is_some());
}

fn tidy_picture(picture: &mut Picture) {
    merge_spans(&mut picture.caption);
    drop_empty(&mut picture.asset);
    drop_empty(&mut picture.url);
    drop_empty(&mut picture.credit);
    drop_empty(&mut picture.href);
}

fn is_empty_picture(picture: &Picture) -> bool {
    let nothing_to_read =
        is_blank(&picture.caption) && picture.alt.as_deref().unwrap_or_default().is_empty() && picture.credit.is_none();
    picture.asset.is_none() && picture.url.is_none() && nothing_to_read
}

/// A hash of 64 bits in the manner of FNV-1a, eight bytes at a time: no seed and a fixed byte order, so the same on every machine and in every version, unlike the
/// standard library's hasher. Not against attackers: whoever provokes equal ids gets numbers after them.
fn hash(bytes: &[u8]) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut hash = OFFSET ^ bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(PRIME);
        // A product only moves bits up; this brings them down again.
        hash ^= hash >> 32;
    }
    hash
}

/// Ten characters, 50 bits, in an alphabet without i, l, o and u: nothing to confuse when read aloud.
fn base32(hash: u64) -> String {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut mixed = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^= mixed >> 29;
    (0..10).map(|digit| char::from(DIGITS[(mixed >> (digit * 5)) as usize & 31])).collect()
}
