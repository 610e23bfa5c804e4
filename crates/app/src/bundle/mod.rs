//! The content bundle, in and out: the publication as lines of JSON.

mod article;
mod export;
mod import;
mod read;
mod small;

pub use export::{ExportProgress, export};
pub use import::{Counts, ImportEvent, Outcome, import};
