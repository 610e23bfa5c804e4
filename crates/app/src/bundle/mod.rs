//! The content bundle, in and out: the publication as lines of JSON.

mod article;
mod convert;
mod export;
mod import;
mod read;
mod references;
mod small;

pub use export::{ExportProgress, export};
pub use import::{Counts, ImportEvent, Outcome, import};
