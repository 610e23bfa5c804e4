//! The content bundle, in and out: the publication as lines of JSON.

mod article;
mod convert;
mod export;
mod files;
mod gone;
mod import;
mod journal;
mod open;
mod read;
mod records;
mod references;
mod since;
mod small;
mod stored;

pub use export::{ExportProgress, Exported, export};
pub(crate) use export::{all_sections, as_exported};
pub use files::{Archive, Files, ImportOptions};
pub use import::{Counts, ImportEvent, Outcome, Source, import, import_records};
pub(crate) use records::article_records;
pub use since::export_since;
pub use stored::{FilesRestored, export_files, restore_files};

/// Everything that is wrong, in one sentence.
fn summary(violations: &[masthead_domain::error::Violation]) -> String {
    let all: Vec<String> = violations.iter().map(|v| format!("{}: {}", v.field, v.message)).collect();
    all.join("; ")
}
