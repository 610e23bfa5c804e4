//! HTML and Markdown to body blocks and back, sanitised.
//!
//! Everything enters through one door: HTML is tokenised, built into a tree of bounded depth and read block by block; Markdown becomes HTML first. What comes
//! out is in canonical form ([`masthead_domain::body::Body::normalise`]) and stable: writing it as HTML and reading that again changes nothing.

pub mod html;
pub mod markdown;
mod note;
mod options;
mod sanitise;

pub use note::{Note, Parsed};
pub use options::Options;
pub use sanitise::{absolute_links, sanitise_blocks};
