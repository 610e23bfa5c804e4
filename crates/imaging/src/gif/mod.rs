//! GIF: structure, header, cleaning, decoding.

mod blocks;
mod clean;
mod decode;

pub(crate) use blocks::header;
pub(crate) use clean::clean;
pub(crate) use decode::decode;
