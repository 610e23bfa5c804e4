//! What can be done: every operation, once. GraphQL, REST, the command line and the importers all enter here.
//!
//! The first argument of an operation, [`Cx`], says who asks and when. Reads answer with views: domain types with the relations
//! that were asked for. Writes begin a transaction, apply a rule, save, record an event, and commit.

mod app;
pub mod articles;
pub mod assets;
pub mod auth;
pub mod backup;
pub mod bundle;
pub mod changes;
mod clock;
mod cursor;
mod cx;
mod error;
pub mod events;
pub mod feeds;
pub mod form;
pub mod idempotency;
mod known;
mod limit;
pub mod live;
pub mod media;
mod memory;
mod names;
pub mod nodes;
mod outbound;
pub mod pages;
mod paging;
pub mod paths;
pub mod posts;
pub mod reads;
pub mod resources;
pub mod scheduler;
pub mod search;
pub mod sitemaps;
pub mod structure;
pub mod wordpress;

pub use app::{App, DatabaseSettings, Settings};
pub use clock::Clock;
pub use cursor::Fingerprint;
pub use cx::Cx;
pub use error::{Code, Difference, Error, Result, Stale};
pub use form::Fields;
pub use known::Made;
pub use masthead_persistence::Known;
pub use outbound::Network;
pub use paging::PageArgs;
pub use resources::Target;

/// An item of a list, and the cursor that names its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge<T> {
    /// Where the item stands in the list; opaque.
    pub cursor: String,
    /// The item.
    pub node: T,
}
