//! Copies and live updates: how long what has gone is told, and how much one answer holds.

use clap::Args;
use masthead_app::Settings;
use masthead_http::HttpSettings;

use super::graphql::size;

/// Copies and live updates.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Sync")]
pub(crate) struct Sync {
    /// Days that a token of delta sync holds: for so long it is known what has gone, and after that an old token is refused.
    #[arg(long, value_name = "DAYS", default_value_t = Settings::default().sync_retention_days,
        value_parser = clap::value_parser!(u32).range(1..=3_650))]
    sync_retention_days: u32,
    /// Most bytes of JSON in one page of changes; a single larger article comes alone.
    #[arg(long, value_name = "BYTES", default_value_t = u64::try_from(HttpSettings::default().sync_page_bytes).unwrap_or(u64::MAX),
        value_parser = clap::value_parser!(u64).range(65_536..=1_073_741_824))]
    sync_page_bytes: u64,
}

impl Sync {
    pub(crate) fn retention_days(&self) -> u32 {
        self.sync_retention_days
    }

    pub(crate) fn apply(&self, settings: HttpSettings) -> HttpSettings {
        HttpSettings { sync_page_bytes: size(self.sync_page_bytes), ..settings }
    }
}
