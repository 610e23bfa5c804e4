//! Markdown to blocks and back.

mod inline;
mod read;
mod table;
#[cfg(test)]
mod tests;
mod write;

pub use read::parse;
pub use write::render;
