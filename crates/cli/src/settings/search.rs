//! What a search may ask, and how much of what it finds is judged.

use clap::Args;
use masthead_app::search::SearchSettings;

/// What a search may ask, and how much of what it finds is judged.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Search")]
pub(crate) struct Search {
    /// Most bytes of a query.
    #[arg(long, value_name = "BYTES", default_value_t = SearchSettings::default().query_bytes,
        value_parser = clap::value_parser!(u32).range(16..=4_096))]
    search_query_bytes: u32,
    /// Most words and phrases of a query.
    #[arg(long, value_name = "N", default_value_t = SearchSettings::default().query_parts,
        value_parser = clap::value_parser!(u32).range(1..=64))]
    search_query_parts: u32,
    /// How many of the newest results are judged and counted at once: more of them cost more, and show older ones that fit better.
    #[arg(long, value_name = "N", default_value_t = SearchSettings::default().candidates,
        value_parser = clap::value_parser!(u32).range(100..=100_000))]
    search_candidates: u32,
}

impl Search {
    /// For the operations.
    pub(crate) fn settings(&self) -> SearchSettings {
        let Self { search_query_bytes, search_query_parts, search_candidates } = *self;
        SearchSettings {
            query_bytes: search_query_bytes,
            query_parts: search_query_parts,
            candidates: search_candidates,
        }
    }
}
