//! Copies and live updates: how long what has gone is told, and how much one answer holds.

use std::time::Duration;

use clap::Args;
use masthead_app::{Settings, live::LiveSettings};
use masthead_http::HttpSettings;

use super::{
    graphql::size,
    http::{ms, number},
};

/// Copies and live updates.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Sync")]
pub(crate) struct Sync {
    /// Days that a token of delta sync holds: for so long it is known what has gone, and after that an old token is refused.
    #[arg(long, value_name = "DAYS", default_value_t = Settings::default().sync_retention_days,
        value_parser = clap::value_parser!(u32).range(1..=3_650))]
    sync_retention_days: u32,
    /// Most bytes of JSON in one page of changes; a single larger article comes alone.
    #[arg(long, value_name = "BYTES", default_value_t = number(HttpSettings::default().sync_page_bytes),
        value_parser = clap::value_parser!(u64).range(65_536..=1_073_741_824))]
    sync_page_bytes: u64,
    /// How long live updates of what other nodes have written may be late, in milliseconds: how often the log is looked into while
    /// somebody listens.
    #[arg(long, value_name = "MS", default_value_t = ms(Settings::default().live.poll),
        value_parser = clap::value_parser!(u64).range(10..=60_000))]
    live_poll_ms: u64,
    /// How many live updates are kept in memory for listeners that are not as fast; who falls behind further is told from the log.
    #[arg(long, value_name = "N", default_value_t = number(Settings::default().live.buffer),
        value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    live_buffer: u64,
    /// How many live updates are told from the log, to who comes back or is slow; who is behind further is sent to delta sync.
    #[arg(long, value_name = "N", default_value_t = Settings::default().live.replay,
        value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    live_replay: u32,
    /// Most listeners to live updates at once: event streams and WebSockets together.
    #[arg(long, value_name = "N", default_value_t = number(HttpSettings::default().live_connections),
        value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    live_connections: u64,
    /// Most of them from one address.
    #[arg(long, value_name = "N", default_value_t = number(HttpSettings::default().live_connections_per_address),
        value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    live_connections_per_address: u64,
    /// How long nothing is sent to a listener before it is told that the connection lives, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = ms(HttpSettings::default().live_keep_alive),
        value_parser = clap::value_parser!(u64).range(100..=3_600_000))]
    live_keep_alive_ms: u64,
    /// How long event sources wait before they come back when their connection is lost, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = ms(HttpSettings::default().live_retry),
        value_parser = clap::value_parser!(u64).range(10..=600_000))]
    live_retry_ms: u64,
    /// How long a listener may take nothing of what is sent to it before it is hung up on, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = ms(HttpSettings::default().live_stall),
        value_parser = clap::value_parser!(u64).range(100..=3_600_000))]
    live_stall_ms: u64,
    /// Most operations under way on one WebSocket.
    #[arg(long, value_name = "N", default_value_t = number(HttpSettings::default().graphql_operations),
        value_parser = clap::value_parser!(u64).range(1..=10_000))]
    graphql_operations: u64,
    /// How long a WebSocket may be open before its client says `connection_init`, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = ms(HttpSettings::default().graphql_init_timeout),
        value_parser = clap::value_parser!(u64).range(100..=600_000))]
    graphql_init_timeout_ms: u64,
}

impl Sync {
    /// For the operations.
    pub(crate) fn settings(&self, settings: Settings) -> Settings {
        let live = LiveSettings {
            poll: Duration::from_millis(self.live_poll_ms),
            buffer: size(self.live_buffer),
            replay: self.live_replay,
        };
        Settings { sync_retention_days: self.sync_retention_days, live, ..settings }
    }

    /// For the server.
    pub(crate) fn http(&self, settings: HttpSettings) -> HttpSettings {
        HttpSettings {
            sync_page_bytes: size(self.sync_page_bytes),
            live_connections: size(self.live_connections),
            live_connections_per_address: size(self.live_connections_per_address),
            live_keep_alive: Duration::from_millis(self.live_keep_alive_ms),
            live_retry: Duration::from_millis(self.live_retry_ms),
            live_stall: Duration::from_millis(self.live_stall_ms),
            graphql_operations: size(self.graphql_operations),
            graphql_init_timeout: Duration::from_millis(self.graphql_init_timeout_ms),
            ..settings
        }
    }
}
