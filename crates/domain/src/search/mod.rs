//! What can be searched for, and how results are ordered.

mod query;

pub use query::{Limits, Part, Query, Scope, Sought};

/// The order of what was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum SearchOrder {
    /// What fits best first; of what fits alike, the newest.
    #[default]
    Relevance,
    /// By date of publication, the newest first.
    Newest,
}
