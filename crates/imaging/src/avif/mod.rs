//! AVIF: the boxes of its container, header, cleaning. The pixels are not decoded.

mod boxes;
mod clean;
mod header;
mod items;

pub(crate) use clean::clean;
pub(crate) use header::header;
pub(crate) use items::Items;
