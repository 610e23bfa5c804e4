//! How it is kept: sea-orm rows and queries, one code for SQLite and PostgreSQL.
//!
//! Reads are generic over the connection; writes take a [`Tx`], so nothing can be written outside a transaction.
//! Rows are private to their file. Look-ups return `Option`s and maps: absence is not an error until the caller says so.

pub mod api_keys;
pub mod articles;
pub mod assets;
pub mod authors;
pub mod changes;
pub mod collections;
pub mod contributors;
mod db;
mod error;
pub mod events;
pub mod files;
pub mod former_slugs;
pub mod idempotency;
mod known;
pub mod listings;
pub mod manuscripts;
pub mod named;
pub mod nodes;
mod notices;
pub mod pending;
pub mod positions;
pub mod posts;
pub mod previews;
pub mod reads;
pub mod redirects;
pub mod refresh_tokens;
pub mod replicas;
pub mod search;
pub mod secrets;
pub mod sections;
pub mod series;
pub mod signing_keys;
pub mod since;
pub mod sitemaps;
pub mod sites;
mod source;
mod sql;
pub mod storage;
pub mod tags;
mod turn;
pub mod users;
pub mod uses;
pub mod whole;

pub use db::{Db, Options, Reader, Snapshot, Tx};
pub use error::{Error, Result};
pub use known::{Known, KnownVersion};
pub use named::NamePlace;
pub use notices::Notices;
pub use sea_orm::ConnectionTrait as Connection;
