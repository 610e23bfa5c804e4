//! What feeds and sitemaps hold, and who is told of news. All of it is configuration.

use std::{sync::Arc, time::Duration};

use url::Url;

use crate::Network;

/// How much of an article a feed brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedText {
    /// The whole text.
    Full,
    /// The excerpt alone.
    Excerpt,
}

/// What feeds and sitemaps hold, and who is told of news.
#[derive(Debug, Clone)]
pub struct FeedSettings {
    /// How much of an article a feed brings.
    pub text: FeedText,
    /// Items of a feed when nothing is said.
    pub size: u32,
    /// The WebSub hubs that feeds name and that are told of what changes.
    pub hubs: Arc<[Url]>,
    /// How long changes are gathered before the hubs are told of them.
    pub hub_delay: Duration,
    /// Networks that hubs may be in although they are not on the public internet.
    pub hub_networks: Arc<[Network]>,
    /// Most articles of one page of the sitemap.
    pub sitemap_size: u32,
}

impl Default for FeedSettings {
    fn default() -> Self {
        Self {
            text: FeedText::Full,
            size: 20,
            hubs: Arc::default(),
            hub_delay: Duration::from_secs(5),
            hub_networks: Arc::default(),
            sitemap_size: 10_000,
        }
    }
}
