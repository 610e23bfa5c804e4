//! HTML to blocks.

mod attrs;
mod build;
mod figure;
mod flow;
mod inline;
mod linked;
mod list;
mod names;
mod phrasing;
mod quote;
mod serialise;
mod table;
#[cfg(test)]
mod tests;
mod tree;

pub use serialise::escape;

use masthead_domain::body::{Block, Body, NoPictures, Paragraph, Span};

use crate::note::{Notes, Parsed};
use crate::options::Options;
use linked::Linkeds;
pub(crate) use linked::note_relative;
pub(crate) use serialise::cleaned;

/// How often a document with raw HTML is read again until nothing changes any more. One time is the rule.
const MOST_ROUNDS: usize = 4;

/// Reads HTML, a document or a fragment, into blocks. Time is linear in its size and nesting costs no stack; bounding the size is the caller's part.
/// Nothing visible is lost silently: what blocks cannot represent becomes an Html block, what is unsafe goes, and `notes` says so.
///
/// Stable: for the body that this returns, `parse(body.html(…))` is the same body, ids included.
#[must_use]
pub fn parse(html: &str, options: &Options) -> Parsed {
    let mut notes = Notes::default();
    let mut body = read(html, options, &mut notes);
    if body.blocks.iter().any(|block| matches!(block, Block::Html(_))) {
        body = settle(body, options, &mut notes);
    }
    linked::note_missing_targets(&mut body, &mut notes);
    Parsed { body, notes: notes.0 }
}

fn read(html: &str, options: &Options, notes: &mut Notes) -> Body {
    let tree = tree::Tree::read(html, notes);
    let mut body = Body { blocks: flow::Reader { tree: &tree, options, notes }.document() };
    body.normalise();
    body
}

/// Sanitised HTML may read differently from what it was made of (a foreign frame became a link, a table moved out of a paragraph), so it is read again until
/// it stays. That two readings agree also is a guard against markup that changes its meaning when it is parsed twice.
fn settle(body: Body, options: &Options, notes: &mut Notes) -> Body {
    let first = body.html(&NoPictures);
    let settled = settle_down(body, options);
    let last = settled.html(&NoPictures);
    if first != last {
        Linkeds::of_html(&first, options).distinct().note_lost(&last, options, notes);
    }
    settled
}

fn settle_down(mut body: Body, options: &Options) -> Body {
    for _ in 0..MOST_ROUNDS {
        let again = read(&body.html(&NoPictures), options, &mut Notes::default());
        if again == body {
            return body;
        }
        body = again;
    }
    for block in &mut body.blocks {
        if let Block::Html(_) = block {
            let text = Body { blocks: vec![block.clone()] }.text();
            *block = Block::Paragraph(Paragraph { content: vec![Span::plain(text)], ..Paragraph::default() });
        }
    }
    body.normalise();
    body
}
