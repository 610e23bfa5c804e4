//! Whether reads are counted, for `mostRead`, and what that may take.

use std::time::Duration;

use clap::{ArgAction, Args, builder::BoolishValueParser};
use masthead_app::reads::ReadsSettings;

use super::{
    Origins,
    graphql::size,
    http::{ms, number},
};
use crate::Failure;

/// Whether reads are counted, and what that may take.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Most read")]
pub(crate) struct Reads {
    /// Count what pages report as read, for `mostRead`. Nothing is kept of readers.
    #[arg(long, value_name = "BOOL", default_value_t = ReadsSettings::default().counted, action = ArgAction::Set,
        num_args = 0..=1, require_equals = true, default_missing_value = "true",
        value_parser = BoolishValueParser::new())]
    reads_counted: bool,
    /// Most reads of one beacon, all its articles together.
    #[arg(long, value_name = "N", default_value_t = ReadsSettings::default().per_beacon,
        value_parser = clap::value_parser!(u32).range(1..=1_000))]
    reads_per_beacon: u32,
    /// Reads that one client address may report at once; 0 is no limit.
    #[arg(long, value_name = "N", default_value_t = ReadsSettings::default().address_burst,
        value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    reads_address_burst: u32,
    /// Seconds after which it may report one more.
    #[arg(long, value_name = "SECONDS", default_value_t = ReadsSettings::default().address_seconds,
        value_parser = clap::value_parser!(u32).range(1..=86_400))]
    reads_address_seconds: u32,
    /// Most articles whose reads wait in memory to be written; reads of more than that at once are not counted.
    #[arg(long, value_name = "N", default_value_t = number(ReadsSettings::default().buffer),
        value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    reads_buffer: u64,
    /// How long they wait, in milliseconds: what a crash loses.
    #[arg(long, value_name = "MS", default_value_t = ms(ReadsSettings::default().flush),
        value_parser = clap::value_parser!(u64).range(100..=600_000))]
    reads_flush_ms: u64,
    /// Days that reads are kept: no window of `mostRead` reaches further back.
    #[arg(long, value_name = "DAYS", default_value_t = ReadsSettings::default().retention_days,
        value_parser = clap::value_parser!(u32).range(1..=3_650))]
    reads_retention_days: u32,
}

impl Reads {
    /// For the operations.
    pub(crate) fn settings(&self) -> ReadsSettings {
        ReadsSettings {
            counted: self.reads_counted,
            per_beacon: self.reads_per_beacon,
            address_burst: self.reads_address_burst,
            address_seconds: self.reads_address_seconds,
            buffer: size(self.reads_buffer),
            flush: Duration::from_millis(self.reads_flush_ms),
            retention_days: self.reads_retention_days,
        }
    }

    /// What one setting asks of another.
    ///
    /// # Errors
    /// Says which two settings contradict each other.
    pub(crate) fn check(&self, origins: &Origins) -> Result<(), Failure> {
        let Self { reads_address_burst: burst, reads_per_beacon: beacon, .. } = *self;
        if burst == 0 || burst >= beacon {
            return Ok(());
        }
        let (own, other) = (origins.of("reads_address_burst"), origins.of("reads_per_beacon"));
        Err(Failure::new(format!(
            "reads_address_burst is {burst} ({own}), less than reads_per_beacon, which is {beacon} ({other}): no address could ever \
             report a whole beacon; raise the one or lower the other"
        )))
    }
}
