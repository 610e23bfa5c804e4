//! How much one answer holds.

use clap::Args;
use masthead_app::Settings;

use super::{Content, Origins};
use crate::Failure;

/// How much one answer holds.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Pages")]
pub(crate) struct Pages {
    /// Items of a page when the client does not say how many.
    #[arg(long, value_name = "N", default_value_t = Settings::default().default_page_size,
        value_parser = clap::value_parser!(u32).range(1..=1_000))]
    default_page_size: u32,
    /// Most items of a page; asking for more is an error.
    #[arg(long, value_name = "N", default_value_t = Settings::default().max_page_size,
        value_parser = clap::value_parser!(u32).range(1..=1_000))]
    max_page_size: u32,
    /// Cards of a rail when the client does not say how many.
    #[arg(long, value_name = "N", default_value_t = Settings::default().rail_size,
        value_parser = clap::value_parser!(u32).range(1..=1_000))]
    rail_size: u32,
    /// Most sections on the front page.
    #[arg(long, value_name = "N", default_value_t = Settings::default().front_sections,
        value_parser = clap::value_parser!(u32).range(1..=200))]
    front_sections: u32,
    /// Seconds that a preview's link holds when nothing is said.
    #[arg(long, value_name = "SECONDS", default_value_t = Settings::default().preview_seconds,
        value_parser = clap::value_parser!(i64).range(60..=7_776_000))]
    preview_seconds: i64,
    /// Memory for what public answers are made of (articles as cards show them, contributors, texts), in bytes; 0 keeps nothing. Each is used until
    /// something happens to it.
    #[arg(long, value_name = "BYTES", default_value_t = Settings::default().content_memory_bytes,
        value_parser = clap::value_parser!(u64).range(0..=68_719_476_736))]
    content_memory_bytes: u64,
}

impl Pages {
    pub(crate) fn settings(&self, content: &Content) -> Settings {
        let Self { default_page_size, max_page_size, rail_size, front_sections, .. } = *self;
        let Self { preview_seconds, content_memory_bytes, .. } = *self;
        let embed_hosts = content.embed_hosts();
        Settings {
            default_page_size,
            max_page_size,
            rail_size,
            front_sections,
            preview_seconds,
            content_memory_bytes,
            embed_hosts,
            ..Settings::default()
        }
    }

    /// Refuses a size of a page that is larger than the largest.
    ///
    /// # Errors
    /// Says which two settings contradict each other.
    pub(crate) fn check_size(&self, key: &str, size: u32, origins: &Origins) -> Result<(), Failure> {
        let (maximum, most) = (self.max_page_size, origins.of("max_page_size"));
        if size <= maximum {
            return Ok(());
        }
        let own = origins.of(key);
        Err(Failure::new(format!(
            "{key} is {size} ({own}), more than max_page_size, which is {maximum} ({most}): lower the one or raise the other"
        )))
    }

    pub(crate) fn check(&self, origins: &Origins) -> Result<(), Failure> {
        self.check_size("default_page_size", self.default_page_size, origins)?;
        self.check_size("rail_size", self.rail_size, origins)
    }
}
