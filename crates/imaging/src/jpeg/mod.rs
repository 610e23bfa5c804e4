//! JPEG: structure, header, cleaning, decoding.

mod clean;
mod decode;
mod header;
pub(crate) mod segments;
mod source;

pub(crate) use clean::clean;
pub(crate) use decode::decode;
pub(crate) use header::header;
