//! Every setting, defined once: a flag, an environment variable and a key of the configuration file.
//!
//! A setting is a field of one of the groups. Its name is the key; the flag and the variable follow from it. A flag
//! wins over the environment, the environment over the file, the file over the default.

mod auth;
mod content;
mod database;
mod definition;
mod feeds;
mod file;
mod graphql;
mod http;
mod load;
mod log;
mod media;
mod pages;
mod reads;
mod search;
mod sync;

use std::path::PathBuf;

use clap::Args;

pub(crate) use content::Content;
pub(crate) use database::{Database, hide_password};
pub(crate) use definition::{Kind, Setting, all};
pub(crate) use load::{Loaded, NotLoaded, Origins, leaf, load};

use crate::Failure;
use auth::Auth;
use feeds::Feeds;
use graphql::Graphql;
use http::Http;
use log::Log;
pub(crate) use log::LogFormat;
use media::Media;
use pages::Pages;
use reads::Reads;
use search::Search;
use sync::Sync;

/// Where the configuration file is. Not a setting itself: a file cannot say where it is.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Configuration")]
pub(crate) struct ConfigFile {
    /// Configuration file, in TOML. Without it, `masthead.toml` of the current folder is read if it is there.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// The settings of a server: all of them.
#[derive(Debug, Clone, Args)]
pub struct ServerSettings {
    #[command(flatten)]
    file: ConfigFile,
    #[command(flatten)]
    pub(crate) database: Database,
    #[command(flatten)]
    pub(crate) http: Http,
    #[command(flatten)]
    pages: Pages,
    #[command(flatten)]
    sync: Sync,
    #[command(flatten)]
    content: Content,
    #[command(flatten)]
    search: Search,
    #[command(flatten)]
    reads: Reads,
    #[command(flatten)]
    media: Media,
    #[command(flatten)]
    feeds: Feeds,
    #[command(flatten)]
    graphql: Graphql,
    #[command(flatten)]
    auth: Auth,
    #[command(flatten)]
    pub(crate) log: Log,
}

impl ServerSettings {
    /// For the operations.
    ///
    /// # Errors
    /// When a file that they name cannot be used.
    pub(crate) fn app(&self) -> Result<masthead_app::Settings, Failure> {
        let auth = self.auth.settings(self.http.public_url())?;
        let url = Some(self.http.public_url().to_owned()).filter(|url| !url.is_empty());
        let (media, feeds, search) = (self.media.settings(), self.feeds.settings(), self.search.settings());
        let reads = self.reads.settings();
        let settings = self.sync.settings(self.pages.settings(&self.content));
        Ok(masthead_app::Settings { url, auth, media, feeds, search, reads, ..settings })
    }

    /// For the server.
    pub(crate) fn http(&self) -> masthead_http::HttpSettings {
        self.sync.http(self.http.settings(&self.graphql))
    }

    /// What one setting asks of another; each alone has been checked by its definition.
    ///
    /// # Errors
    /// The first two that contradict each other.
    pub(crate) fn check(&self, origins: &Origins) -> Result<(), Failure> {
        self.pages.check(origins)?;
        self.media.check(origins)?;
        self.reads.check(origins)?;
        self.feeds.check(&self.pages, self.http.public_url(), origins)?;
        self.graphql.check(&self.http, origins)
    }
}

/// The settings of a command that takes content in.
#[derive(Debug, Clone, Args)]
pub struct ImportSettings {
    #[command(flatten)]
    file: ConfigFile,
    #[command(flatten)]
    pub(crate) database: Database,
    #[command(flatten)]
    content: Content,
    #[command(flatten)]
    media: Media,
    #[command(flatten)]
    pub(crate) log: Log,
}

impl ImportSettings {
    /// For the operations.
    pub(crate) fn app(&self) -> masthead_app::Settings {
        masthead_app::Settings {
            embed_hosts: self.content.embed_hosts(),
            media: self.media.settings(),
            ..masthead_app::Settings::default()
        }
    }
}

/// The settings of a command that takes content out.
#[derive(Debug, Clone, Args)]
pub struct ExportSettings {
    #[command(flatten)]
    file: ConfigFile,
    #[command(flatten)]
    pub(crate) database: Database,
    #[command(flatten)]
    media: Media,
    #[command(flatten)]
    pub(crate) log: Log,
}

impl ExportSettings {
    /// Where files of assets are, as it was said.
    pub(crate) fn media_store(&self) -> &str {
        self.media.store()
    }

    /// For the operations.
    pub(crate) fn app(&self) -> masthead_app::Settings {
        masthead_app::Settings { media: self.media.settings(), ..masthead_app::Settings::default() }
    }
}

/// The settings of a command that needs a database and nothing else.
#[derive(Debug, Clone, Args)]
pub struct ToolSettings {
    #[command(flatten)]
    file: ConfigFile,
    #[command(flatten)]
    pub(crate) database: Database,
    #[command(flatten)]
    pub(crate) log: Log,
}

/// The settings of a command about users and keys.
#[derive(Debug, Clone, Args)]
pub struct AccountSettings {
    #[command(flatten)]
    file: ConfigFile,
    #[command(flatten)]
    pub(crate) database: Database,
    #[command(flatten)]
    pub(crate) auth: Auth,
    #[command(flatten)]
    pub(crate) log: Log,
}
