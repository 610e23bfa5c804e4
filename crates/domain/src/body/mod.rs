//! The body of an article: blocks, and what can be read from them without parsing anything.

mod block;

pub use block::*;
