//! Feeds, and where they are.

use async_graphql::{Enum, SimpleObject};
use masthead_app::{
    articles::ArticleView,
    feeds::{self, Feed, Format, Kind},
};
use masthead_domain::site::Site;
use serde::Serialize;
use utoipa::ToSchema;

/// The format of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(remote = "feeds::Format")]
pub enum FeedFormat {
    /// RSS 2.0.
    Rss,
    /// Atom (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    Json,
}

/// A feed, and where it is.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct FeedLink {
    /// What readers see of it in their list of feeds.
    #[schema(example = "The Long Quay: Ideas")]
    pub title: String,
    /// Its format.
    pub format: FeedFormat,
    /// The media type of its format, for `<link rel="alternate" type="…">`.
    #[schema(example = "application/atom+xml")]
    pub media_type: &'static str,
    /// Its absolute URL.
    #[schema(format = Uri, example = "https://api.example.org/feeds/sections/ideas.atom")]
    pub url: String,
}

impl FeedLink {
    /// A feed in every format; `api` is what the addresses of the API begin with.
    pub fn every(feed: &Feed, site: &Site, api: &str) -> Vec<Self> {
        Self::in_every_format(&feed.title(site), |format| format!("{api}{}", feed.path_in(format)))
    }

    /// The feed of something with a name and a slug, in every format.
    pub(crate) fn of(kind: Kind, slug: &str, name: &str, site: &Site, api: &str) -> Vec<Self> {
        let title = feeds::titled(site, name);
        Self::in_every_format(&title, |format| format!("{api}{}", kind.path(slug, format)))
    }

    fn in_every_format(title: &str, url: impl Fn(Format) -> String) -> Vec<Self> {
        let one = |format: Format| Self {
            title: title.to_owned(),
            format: format.into(),
            media_type: format.media_type(),
            url: url(format),
        };
        Format::ALL.map(one).into()
    }

    /// Every feed that an article belongs to, the nearest first.
    pub fn of_article(view: &ArticleView) -> Vec<Self> {
        Feed::of_article(view).iter().flat_map(|feed| Self::every(feed, &view.site, &view.api)).collect()
    }
}
