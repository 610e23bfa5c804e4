//! WebP: structure, header, cleaning, decoding.

mod chunks;
mod clean;
mod decode;
mod header;
mod tables;

pub(crate) use chunks::Chunks;
pub(crate) use clean::clean;
pub(crate) use decode::decode;
pub(crate) use header::header;
#[cfg(test)]
pub(crate) use tables::checked as table_bytes;
