//! Masthead at work: what it is opened with, and what lives as long as the process does.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use masthead_domain::time::Instant;
use masthead_persistence::{Db, Options};
use tokio::sync::Notify;

use crate::{
    Result, auth,
    clock::Clock,
    feeds::FeedSettings,
    live::{self, LiveSettings},
    media::{self, MediaSettings},
    memory::Memory,
    reads::{self, ReadsSettings},
    search::SearchSettings,
};

/// What an operation may not exceed, and how content is read. All of it is configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where clients reach this API. Nothing: where each request was sent to.
    pub url: Option<String>,
    /// Items of a page when nothing is said.
    pub default_page_size: u32,
    /// Most items of a page.
    pub max_page_size: u32,
    /// Cards of a rail when nothing is said.
    pub rail_size: u32,
    /// Most sections that the front shows.
    pub front_sections: u32,
    /// Hosts whose players and posts may be embedded.
    pub embed_hosts: Vec<String>,
    /// Seconds that a preview holds when nothing is said.
    pub preview_seconds: i64,
    /// Days that what has gone is told to those who keep copies.
    pub sync_retention_days: u32,
    /// What live updates may take.
    pub live: LiveSettings,
    /// How users and programs prove who they are.
    pub auth: auth::AuthSettings,
    /// What is taken, kept and made of media.
    pub media: MediaSettings,
    /// What feeds and sitemaps hold.
    pub feeds: FeedSettings,
    /// What a search may not exceed.
    pub search: SearchSettings,
    /// Whether reads are counted, and what that may take.
    pub reads: ReadsSettings,
    /// Memory for what answers are made of, in bytes; 0 keeps nothing.
    pub content_memory_bytes: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            url: None,
            default_page_size: 20,
            max_page_size: 100,
            rail_size: 4,
            front_sections: 20,
            embed_hosts: masthead_markup::Options::default().embed_hosts,
            preview_seconds: 7 * 24 * 3600,
            sync_retention_days: 90,
            live: LiveSettings::default(),
            auth: auth::AuthSettings::default(),
            media: MediaSettings::default(),
            feeds: FeedSettings::default(),
            search: SearchSettings::default(),
            reads: ReadsSettings::default(),
            content_memory_bytes: 32 * 1024 * 1024,
        }
    }
}

/// Masthead at work: a database, settings, and a clock. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    pub(crate) db: Db,
    pub(crate) settings: Arc<Settings>,
    pub(crate) clock: Clock,
    pub(crate) auth: Arc<auth::State>,
    pub(crate) media: Arc<media::State>,
    pub(crate) live: Arc<live::State>,
    pub(crate) reads: Arc<reads::State>,
    pub(crate) memory: Arc<Memory>,
    waker: Arc<Notify>,
    /// When the next thing is planned, in microseconds; the largest number when nothing is.
    next_due: Arc<AtomicI64>,
}

/// How the database is opened; see [`masthead_persistence::Options`].
#[derive(Debug, Clone)]
pub struct DatabaseSettings {
    /// `sqlite://path/to/file` or `postgres://user@host/name`.
    pub url: String,
    /// Connections that read at the same time (SQLite), or all connections (PostgreSQL).
    pub max_connections: u32,
    /// How long a request waits for a connection, or for the turn to write.
    pub acquire_timeout: Duration,
    /// How long one statement may run (PostgreSQL).
    pub statement_timeout: Duration,
    /// Replicas that public reads may be answered from (PostgreSQL): URLs like that of the database.
    pub replicas: Vec<String>,
}

impl App {
    /// Opens a database.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] when it cannot be reached.
    pub async fn open(database: DatabaseSettings, settings: Settings, clock: Clock) -> Result<Self> {
        let DatabaseSettings { url, max_connections, acquire_timeout, statement_timeout, replicas } = database;
        let db = Db::open(&Options { url, max_connections, acquire_timeout, statement_timeout, replicas }).await?;
        let auth = Arc::new(auth::State::new(&settings.auth)?);
        let media = Arc::new(media::State::new(&settings.media));
        let live = Arc::new(live::State::new(&settings.live));
        let reads = Arc::new(reads::State::new(&settings.reads));
        let memory = Arc::new(Memory::new(settings.content_memory_bytes));
        let (waker, next_due) = (Arc::default(), Arc::new(AtomicI64::new(i64::MAX)));
        Ok(Self { db, settings: Arc::new(settings), clock, auth, media, live, reads, memory, waker, next_due })
    }

    /// Brings the schema to what this program expects. Returns how many changes were made.
    ///
    /// # Errors
    /// When a change fails.
    pub async fn migrate(&self) -> Result<usize> {
        Ok(self.db.migrate().await?)
    }

    /// How many changes the schema still needs. Also tells whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn pending_migrations(&self) -> Result<usize> {
        Ok(self.db.pending_migrations().await?)
    }

    /// Makes what is searched anew, while others read and write. Returns how many articles are searched; tells on the way how many
    /// there are so far.
    ///
    /// # Errors
    /// What the database says; then it has to be done again.
    pub async fn rebuild_search(&self, progress: impl FnMut(u64)) -> Result<u64> {
        Ok(self.db.rebuild_search(progress).await?)
    }

    /// Was everything that is searched made as this program makes it? If not, [`App::migrate`] makes it anew.
    ///
    /// # Errors
    /// When the database does not answer, or has not been migrated.
    pub async fn search_is_current(&self) -> Result<bool> {
        Ok(self.db.search_is_current().await?)
    }

    /// What must not be exceeded, and how content is read.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// A new id for anything that is not kept, such as a request.
    pub fn new_id(&self) -> uuid::Uuid {
        self.clock.id::<()>().uuid()
    }

    /// Something was planned: the scheduler looks now.
    pub(crate) fn wake(&self) {
        self.waker.notify_one();
    }

    /// This is planned next, for all that is known.
    pub(crate) fn planned(&self, next: Option<Instant>) {
        self.next_due.store(next.map_or(i64::MAX, Instant::micros), Ordering::Relaxed);
    }

    /// Whole seconds until something that is planned changes what readers see, as far as this node knows; nothing if nothing is planned.
    pub fn seconds_until_due(&self) -> Option<u64> {
        let next = self.next_due.load(Ordering::Relaxed);
        let left = (next < i64::MAX).then(|| next.saturating_sub(self.clock.now().micros()).max(0) / 1_000_000)?;
        u64::try_from(left).ok()
    }

    /// Waits until something is planned.
    pub(crate) async fn woken(&self) {
        self.waker.notified().await;
    }

    /// Closes the database, after what is running has ended.
    pub async fn close(self) {
        self.db.close().await;
    }
}
