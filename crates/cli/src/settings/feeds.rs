//! What feeds hold, and who is told of news.

use std::time::Duration;

use clap::{Args, ValueEnum};
use masthead_app::{
    Network,
    feeds::{FeedSettings, FeedText},
};
use url::Url;

use super::{Origins, Pages};
use crate::Failure;

/// How much of an article a feed brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Text {
    /// The whole text.
    Full,
    /// The excerpt alone.
    Excerpt,
}

/// What feeds hold, and who is told of news.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Feeds")]
pub(crate) struct Feeds {
    /// What feeds bring of an article: `full`, its whole text, or `excerpt`.
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = Text::Full)]
    feed_text: Text,
    /// Items of a feed when the reader does not say how many.
    #[arg(long, value_name = "N", default_value_t = FeedSettings::default().size,
        value_parser = clap::value_parser!(u32).range(1..=1_000))]
    feed_size: u32,
    /// WebSub hubs: absolute URLs, separated by commas. Feeds name them (`rel=hub`), and they are told of what changes. Empty: none.
    #[arg(long, value_name = "URLS", value_delimiter = ',', default_value = "", value_parser = hub)]
    websub_hubs: Vec<String>,
    /// Seconds that changes are gathered before the hubs are told of them.
    #[arg(long, value_name = "SECONDS", default_value_t = FeedSettings::default().hub_delay.as_secs(),
        value_parser = clap::value_parser!(u64).range(0..=3_600))]
    websub_delay_seconds: u64,
    /// Networks that hubs may be in although they are not on the public internet: addresses or ranges such as 10.1.0.0/16, separated by
    /// commas. Empty: none.
    #[arg(long, value_name = "NETWORKS", value_delimiter = ',', default_value = "", value_parser = super::http::network)]
    websub_networks: Vec<String>,
    /// Most articles of one page of the sitemap; the standard allows 50,000.
    #[arg(long, value_name = "N", default_value_t = FeedSettings::default().sitemap_size,
        value_parser = clap::value_parser!(u32).range(1..=50_000))]
    sitemap_size: u32,
}

impl Feeds {
    /// For the operations.
    pub(crate) fn settings(&self) -> FeedSettings {
        FeedSettings {
            text: match self.feed_text {
                Text::Full => FeedText::Full,
                Text::Excerpt => FeedText::Excerpt,
            },
            size: self.feed_size,
            // Each has been read when it was checked.
            hubs: self.websub_hubs.iter().filter_map(|url| url.parse().ok()).collect(),
            hub_delay: Duration::from_secs(self.websub_delay_seconds),
            hub_networks: self.websub_networks.iter().filter_map(|text| text.parse::<Network>().ok()).collect(),
            sitemap_size: self.sitemap_size,
        }
    }

    /// What one setting asks of another.
    ///
    /// # Errors
    /// Says which two settings contradict each other.
    pub(crate) fn check(&self, pages: &Pages, public_url: &str, origins: &Origins) -> Result<(), Failure> {
        if public_url.is_empty() && self.websub_hubs.iter().any(|hub| !hub.is_empty()) {
            return Err(Failure::new(format!(
                "websub_hubs is set ({}), and hubs are told addresses of feeds: say in public_url where clients reach this API",
                origins.of("websub_hubs")
            )));
        }
        pages.check_size("feed_size", self.feed_size, origins)
    }
}

fn hub(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Ok(String::new()),
        text => match Url::parse(text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(url.into()),
            _ => Err("an absolute http or https URL is wanted, such as https://hub.example.org/".to_owned()),
        },
    }
}
