//! The publication.

use async_graphql::SimpleObject;
use masthead_app::feeds::Feed;
use masthead_domain::site as domain;
use serde::Serialize;
use utoipa::ToSchema;

use super::{DateTime, FeedLink};

/// The publication: its name, its language and its doors.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Site {
    /// Its name.
    #[schema(example = "The Long Quay")]
    pub name: String,
    /// Where its website stands; absolute.
    #[schema(format = Uri, example = "https://magazine.example/")]
    pub url: String,
    /// The language of what says nothing else, as a BCP 47 tag.
    #[schema(example = "en")]
    pub language: String,
    /// IANA time zone name.
    #[schema(example = "Europe/Lisbon")]
    pub timezone: String,
    /// What it is, in a sentence or two.
    #[schema(required)]
    pub description: Option<String>,
    /// How the path of an article is made: text with `{section}`, `{sectionPath}`, `{slug}`, `{language}`, `{year}`, `{month}`, `{day}`.
    #[schema(example = "/{section}/{slug}")]
    pub article_path: String,
    /// The main menu, in order.
    pub navigation: Vec<NavigationItem>,
    /// Its accounts elsewhere.
    pub social_links: Vec<ProfileLink>,
    /// The feeds of everything. Sections, authors, tags, series, collections and languages have feeds of their own.
    pub feeds: Vec<FeedLink>,
    /// Where its sitemap is: the index of all pages of it.
    #[schema(format = Uri, example = "https://api.example.org/sitemap.xml")]
    pub sitemap: String,
    /// Its revision: what a change of it sends as `If-Match` in REST, as `expectedRevision` in GraphQL.
    #[schema(example = 1)]
    pub revision: i32,
    /// The last change of any of this.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: DateTime,
}

/// One entry of the main menu.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct NavigationItem {
    /// What readers see.
    #[schema(example = "Ideas")]
    pub label: String,
    /// A path on the site.
    #[schema(example = "/ideas")]
    pub path: String,
}

/// An account or page elsewhere.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct ProfileLink {
    /// Lower-case name of the platform.
    #[schema(example = "mastodon")]
    pub platform: String,
    /// Absolute URL.
    #[schema(format = Uri)]
    pub url: String,
}

impl Site {
    /// The publication; `api` is what the addresses of the API begin with.
    pub fn new(site: &domain::Site, api: &str) -> Self {
        Self {
            name: site.name.clone(),
            url: site.url.to_string(),
            language: site.language.to_string(),
            timezone: site.timezone.clone(),
            description: site.description.clone(),
            article_path: site.article_path.as_str().to_owned(),
            navigation: site
                .navigation
                .iter()
                .map(|item| NavigationItem { label: item.label.clone(), path: item.path.clone() })
                .collect(),
            social_links: links(&site.social_links),
            feeds: FeedLink::every(&Feed::All, site, api),
            sitemap: format!("{api}/sitemap.xml"),
            revision: site.revision,
            updated_at: site.updated_at.into(),
        }
    }
}

/// Accounts and pages elsewhere.
pub(super) fn links(links: &[domain::ProfileLink]) -> Vec<ProfileLink> {
    links.iter().map(|link| ProfileLink { platform: link.platform.clone(), url: link.url.to_string() }).collect()
}
