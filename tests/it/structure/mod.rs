//! Writing what articles are filed under: what moves, merges or goes leaves every link that readers have working.

mod collections;
mod events;
mod merging;
mod moving;
pub(crate) mod office;
mod redirects;
mod rules;
