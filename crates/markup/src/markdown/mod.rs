//! Markdown to blocks and back.

mod read;

pub use read::parse;
