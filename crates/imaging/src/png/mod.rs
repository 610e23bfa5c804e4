//! PNG: structure, header, cleaning, decoding.

mod chunks;
mod clean;
mod decode;
mod header;

pub(crate) use chunks::Chunks;
pub(crate) use clean::clean;
pub(crate) use decode::decode;
pub(crate) use header::header;
