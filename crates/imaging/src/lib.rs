//! Pictures and files as bytes: what they are, what may be served of them, and their renditions.
//!
//! Everything that arrives from outside is hostile until shown otherwise. [`detect`] tells a kind by the bytes, [`header`]
//! reads the size and says what decoding will cost before anything is allocated, [`clean`] takes out what nobody wants to
//! publish, and [`Picture`] holds the pixels from which renditions are made. Nothing here is async, and nothing opens a
//! file: callers hand in bytes, or something to read from and seek in.

mod avif;
mod bytes;
mod clean;
mod deadline;
mod detect;
mod exif;
mod gif;
mod header;
mod jpeg;
mod kind;
mod limits;
mod measure;
mod metadata;
mod orientation;
mod picture;
mod png;
mod refusal;
#[cfg(test)]
mod tests;
mod video;
mod webp;

pub use clean::{CleanError, clean, clean_in_place};
pub use detect::{DETECTION_BYTES, detect};
pub use header::{Header, header};
pub use kind::Kind;
pub use limits::Limits;
pub use measure::{Measures, measure};
pub use metadata::{MAX_TEXT, Metadata, metadata};
pub use orientation::Orientation;
pub use picture::{Area, Format, Picture, Quality};
pub use refusal::Refusal;
