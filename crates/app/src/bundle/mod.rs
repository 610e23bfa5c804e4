//! The content bundle, in and out: the publication as lines of JSON.

mod article;
mod convert;
mod export;
mod files;
mod import;
mod open;
mod read;
mod references;
mod small;
mod stored;

pub use export::{ExportProgress, export};
pub use files::{Files, ImportOptions};
pub use import::{Counts, ImportEvent, Outcome, import};
pub use stored::{FilesRestored, export_files, restore_files};

/// Everything that is wrong, in one sentence.
fn summary(violations: &[masthead_domain::error::Violation]) -> String {
    let all: Vec<String> = violations.iter().map(|v| format!("{}: {}", v.field, v.message)).collect();
    all.join("; ")
}
