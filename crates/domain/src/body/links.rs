//! Where a body leads to: every link and address in it, for those who read it somewhere else than on the site.

use super::{Block, Body, ListItem, Mark, Picture, Span};

impl Body {
    /// Changes every address in the blocks: of links, of pictures, of what is quoted. What stands in HTML blocks is not looked at.
    pub fn map_links(&mut self, change: &mut dyn FnMut(&mut String)) {
        for block in &mut self.blocks {
            match block {
                Block::Paragraph(paragraph) => spans(&mut paragraph.content, change),
                Block::Heading(heading) => spans(&mut heading.content, change),
                Block::List(list) => items(&mut list.items, change),
                Block::Quote(quote) => {
                    quote.paragraphs.iter_mut().for_each(|paragraph| spans(paragraph, change));
                    spans(&mut quote.attribution, change);
                    quote.cite.iter_mut().for_each(&mut *change);
                }
                Block::PullQuote(quote) => {
                    spans(&mut quote.content, change);
                    spans(&mut quote.attribution, change);
                }
                Block::Image(image) => picture(&mut image.picture, change),
                Block::Gallery(gallery) => {
                    gallery.pictures.iter_mut().for_each(|one| picture(one, change));
                    spans(&mut gallery.caption, change);
                }
                Block::Embed(embed) => spans(&mut embed.caption, change),
                Block::Table(table) => {
                    spans(&mut table.caption, change);
                    let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                    cells.for_each(|cell| spans(&mut cell.content, change));
                }
                Block::Code(_) | Block::Divider(_) | Block::Html(_) => {}
            }
        }
    }
}

fn spans(content: &mut [Span], change: &mut dyn FnMut(&mut String)) {
    for mark in content.iter_mut().flat_map(|span| &mut span.marks) {
        if let Mark::Link { href, .. } = mark {
            change(href);
        }
    }
}

fn items(list: &mut [ListItem], change: &mut dyn FnMut(&mut String)) {
    for item in list {
        spans(&mut item.content, change);
        if let Some(list) = &mut item.list {
            items(&mut list.items, change);
        }
    }
}

fn picture(picture: &mut Picture, change: &mut dyn FnMut(&mut String)) {
    picture.url.iter_mut().for_each(&mut *change);
    picture.href.iter_mut().for_each(&mut *change);
    spans(&mut picture.caption, change);
}
