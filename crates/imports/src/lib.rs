//! Exports of other systems, read into records of the content bundle.
//!
//! A reader takes a file and tells of everything in it, one [`Item`] after the other: the records it becomes, or why it becomes none. Nothing
//! is left out silently. There is no database here, and nothing is fetched: what is here can be fuzzed.

mod body;
pub mod feed;
pub mod ghost;
mod item;
mod lines;
mod mapping;
mod names;
mod php;
mod scan;
mod text;
pub mod wordpress;
mod xml;

pub use item::{Facts, Fault, Item, Made, Origin, Told};
pub use mapping::{Mapping, NotAMapping, Term};
pub use scan::{Seen, see};

use masthead_domain::time::Instant;

/// How an export is read.
#[derive(Debug, Clone)]
pub struct Options {
    /// What its owner says about it.
    pub mapping: Mapping,
    /// What is dated later is still to be published.
    pub now: Instant,
    /// How its texts are read, and what may be embedded in them.
    pub markup: masthead_markup::Options,
}

impl Options {
    /// `embed_hosts` are those of the settings; an empty list are the usual ones.
    #[must_use]
    pub fn new(mapping: Mapping, now: Instant, embed_hosts: Vec<String>) -> Self {
        let usual = masthead_markup::Options::default();
        let embed_hosts = if embed_hosts.is_empty() { usual.embed_hosts.clone() } else { embed_hosts };
        Self { mapping, now, markup: masthead_markup::Options { embed_hosts, ..usual } }
    }
}

/// Largest element of an export, such as one text, in bytes. What is larger is refused, so that memory stays bounded.
pub const MAX_ELEMENT_BYTES: u64 = 64 * 1024 * 1024;
