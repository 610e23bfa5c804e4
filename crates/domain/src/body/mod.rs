//! The body of an article: blocks, and what can be read from them without parsing anything.

mod block;
mod check;
mod count;
mod escape;
mod html;
mod links;
mod normalise;
mod pictures;
mod slug;
mod spans;
mod table;
#[cfg(test)]
mod tests;
mod text;
pub mod url;

pub use block::*;
pub use check::{MAX_BLOCKS, MAX_LIST_DEPTH, MAX_SPAN, MAX_TEXT_BYTES, Violation};
pub use html::spans_html;
pub use pictures::{NoPictures, Pictures, ResolvedPicture};
pub use slug::anchor_slug;
pub use spans::{is_blank, merge_spans, plain_text};
pub use text::TocEntry;
