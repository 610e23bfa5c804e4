//! Files that are kept here: how they arrive, what readers are served of them, and what is made of pictures.
//!
//! The cast: an **upload** is a place where a file arrives (`receive`, or `fetch` for one that lies elsewhere). The bytes go into the
//! store under their hash, and what is known of them into `files`. An **asset** is made of an upload. `serve` finds what an address
//! names, `renditions` makes what is asked for first, `ahead` makes the rest before anybody asks, and `sweep` takes away what
//! nothing refers to. Whatever needs memory waits for its turn in the `workshop`.

mod ahead;
mod fetch;
mod hands;
mod receive;
mod renditions;
mod serve;
mod settings;
mod sweep;
mod workshop;

use std::sync::{
    OnceLock,
    atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use masthead_domain::{asset::Asset, file::FileHash, id::Id};
use masthead_persistence::storage::{Name, Reading, Storage};
use moka::future::Cache;
use tokio::sync::Notify;

pub use ahead::{make_ahead, run};
pub use fetch::fetch;
pub(crate) use receive::take_arrived;
pub use receive::{create_upload, receive, silent, upload};
pub use serve::{Body, Found, Media, open, read};
pub use settings::{MediaSettings, S3Options, StorageOptions};
pub use sweep::sweep;

use crate::{App, Error, Result};

/// What all requests share.
pub(crate) struct State {
    settings: MediaSettings,
    /// Opened when it is needed first: most commands need none.
    storage: OnceLock<Storage>,
    workshop: workshop::Workshop,
    /// What is small and asked for often, by the name that it is kept under. One computation, however many ask.
    hot: Cache<String, Bytes>,
    /// The assets that media were asked of a moment ago.
    assets: Cache<Id<Asset>, Option<std::sync::Arc<Asset>>>,
    /// Who waits for renditions.
    orders: renditions::Orders,
    /// How many renditions were made since the program started.
    made: std::sync::Arc<AtomicU64>,
    client: std::result::Result<reqwest::Client, String>,
    waker: Notify,
}

impl State {
    /// From settings that have been checked.
    pub(crate) fn new(settings: &MediaSettings) -> Self {
        let weigh = |key: &String, bytes: &Bytes| u32::try_from(key.len() + bytes.len()).unwrap_or(u32::MAX);
        Self {
            storage: OnceLock::new(),
            workshop: workshop::Workshop::new(settings),
            hot: Cache::builder().max_capacity(settings.cache_bytes).weigher(weigh).build(),
            assets: Cache::builder().max_capacity(10_000).time_to_live(serve::KNOWN_FOR).build(),
            client: crate::outbound::client(&settings.fetch_networks, settings.fetch_timeout),
            orders: renditions::Orders::default(),
            made: std::sync::Arc::default(),
            waker: Notify::new(),
            settings: settings.clone(),
        }
    }

    /// The store.
    ///
    /// # Errors
    /// [`Error::StoreAway`] when it cannot be opened.
    pub(crate) fn storage(&self) -> Result<&Storage> {
        if let Some(open) = self.storage.get() {
            return Ok(open);
        }
        let opened = Storage::open(&self.settings.storage)?;
        Ok(self.storage.get_or_init(|| opened))
    }

    /// The bytes of a file that came once; nothing when it is not here.
    pub(crate) async fn stored(&self, hash: &FileHash) -> Result<Option<Bytes>> {
        Ok(self.storage()?.get(&Name::Original(hash)).await?)
    }

    /// What is kept under a name, piece by piece.
    pub(crate) async fn reading(&self, name: &Name<'_>) -> Result<Option<Reading>> {
        Ok(self.storage()?.read(name, None).await?)
    }

    /// There may be renditions to make.
    pub(crate) fn wake(&self) {
        self.waker.notify_one();
    }

    /// An asset has changed: what is known of it is known no longer.
    pub(crate) async fn forget(&self, asset: Id<Asset>) {
        self.assets.invalidate(&asset).await;
    }
}

/// Opens the store, so that what is wrong with it shows before anybody waits for it.
///
/// # Errors
/// [`Error::StoreAway`].
pub fn check(app: &App) -> Result<()> {
    app.media.storage().map(drop)
}

/// How many renditions were made since the program started.
pub fn made(app: &App) -> u64 {
    app.media.made.load(Ordering::Relaxed)
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("media").field("storage", &self.settings.storage).finish_non_exhaustive()
    }
}

/// An error that many waited for, for one of them.
fn shared(error: std::sync::Arc<Error>) -> Error {
    std::sync::Arc::try_unwrap(error).unwrap_or_else(|error| match &*error {
        Error::StoreAway(cause) => Error::StoreAway(masthead_persistence::Error::Unavailable(cause.to_string())),
        Error::Unavailable(cause) => Error::Unavailable(masthead_persistence::Error::Unavailable(cause.to_string())),
        Error::RateLimited { message, retry_after } => {
            Error::RateLimited { message: message.clone(), retry_after: *retry_after }
        }
        Error::NotFound { what } => Error::NotFound { what: what.clone() },
        other => Error::internal(other.to_string()),
    })
}
