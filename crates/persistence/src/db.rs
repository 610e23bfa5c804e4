//! Opening a database, reading from it, and the one way to write to it.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    str::FromStr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use masthead_domain::{cache_tag::CacheTag, event::NewEvent, time::Instant};
use masthead_migrations::{Migrator, MigratorTrait};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, IsolationLevel,
    QueryResult, SqliteTransactionMode, SqlxPostgresConnector, SqlxSqliteConnector, Statement, TransactionOptions,
    TransactionTrait,
};
use sqlx::{
    ConnectOptions, Connection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    Error, KnownVersion, Result, changes, events, notices,
    replicas::{Replica, Replicas},
    search,
    source::Reads,
    turn::Turn,
};

/// How a database is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// `sqlite://path/to/file` or `postgres://user@host/name`.
    pub url: String,
    /// Connections that read at the same time (SQLite), or all connections (PostgreSQL).
    pub max_connections: u32,
    /// How long a request waits for a connection, or for the turn to write.
    pub acquire_timeout: Duration,
    /// How long one statement may run (PostgreSQL).
    pub statement_timeout: Duration,
    /// Replicas that only answer (PostgreSQL): URLs like that of the database.
    pub replicas: Vec<String>,
}

/// An open database: many readers, and a way to begin a transaction. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    readers: DatabaseConnection,
    writer: DatabaseConnection,
    /// Where a PostgreSQL database is, for connections besides the pool's.
    url: Option<String>,
    /// The file that says "being migrated" of a SQLite file.
    migrating: Option<PathBuf>,
    /// The file of a SQLite database.
    file: Option<PathBuf>,
    known: Arc<KnownVersion>,
    replicas: Arc<Replicas>,
    turn: Arc<Turn>,
}

impl Db {
    /// The newest content version that this process knows of.
    pub fn known_version(&self) -> &KnownVersion {
        &self.known
    }

    /// Opens a database. A SQLite file and its folder are made when they are not there.
    ///
    /// # Errors
    /// When the URL is of another kind, or the database cannot be reached.
    pub async fn open(options: &Options) -> Result<Self> {
        if options.url.starts_with("sqlite:") {
            if !options.replicas.is_empty() {
                let message = "a SQLite database has no replicas: they are for PostgreSQL";
                return Err(Error::Unreadable(message.to_owned()));
            }
            Self::open_sqlite(options).await
        } else if options.url.starts_with("postgres://") || options.url.starts_with("postgresql://") {
            Self::open_postgres(options).await
        } else {
            let message = "a database URL begins with sqlite: or postgres: (such as sqlite://var/masthead.sqlite)";
            Err(Error::Unreadable(message.to_owned()))
        }
    }

    /// One writer and many readers: SQLite has one write lock, and a queue in front of it is fairer than its own waiting.
    async fn open_sqlite(options: &Options) -> Result<Self> {
        let base = SqliteConnectOptions::from_str(&options.url)?;
        if let Some(folder) = Path::new(base.get_filename()).parent() {
            std::fs::create_dir_all(folder)
                .map_err(|e| Error::Unavailable(format!("cannot make the folder {}: {e}", folder.display())))?;
        }
        let file = base.get_filename().to_owned();
        let mut migrating = base.get_filename().as_os_str().to_owned();
        migrating.push("-migrating");
        let migrating = PathBuf::from(migrating);
        let base = base
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            // An answered write survives power loss, not only a crash of the program.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(options.acquire_timeout)
            .statement_cache_capacity(512)
            // Pages that a reader has at hand; all others come from the system's own memory of the file. Mapping the file was faster for
            // scans alone, counts as memory of the program for every connection, and turns a failing disk into a crash.
            .pragma("cache_size", "-2000")
            .pragma("temp_store", "memory")
            .disable_statement_logging();
        // Bulk loads touch every index all over: a larger cache and rarer checkpoints write each page less often.
        let writing = base.clone().pragma("cache_size", "-65536").pragma("wal_autocheckpoint", "8000");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(options.acquire_timeout)
            .connect_with(writing)
            .await
            .map_err(|e| Error::Unavailable(format!("cannot open {}: {e}", options.url)))?;
        let readers = SqlitePoolOptions::new()
            .max_connections(options.max_connections)
            .acquire_timeout(options.acquire_timeout)
            .test_before_acquire(false)
            .connect_with(base.pragma("query_only", "1"))
            .await?;
        Ok(Self {
            readers: SqlxSqliteConnector::from_sqlx_sqlite_pool(readers),
            writer: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
            url: None,
            migrating: Some(migrating),
            file: Some(file),
            known: Arc::default(),
            replicas: Arc::default(),
            turn: Turn::new(options.acquire_timeout),
        })
    }

    async fn open_postgres(options: &Options) -> Result<Self> {
        let base = postgres_options(&options.url, options)?;
        // A pool would only say that it waited in vain; the first connection says why.
        let unreachable = |why: String| Error::Unavailable(format!("cannot reach the PostgreSQL database: {why}"));
        let first = tokio::time::timeout(options.acquire_timeout, base.connect()).await;
        let first = first.map_err(|_| unreachable("no answer in time".to_owned()))?;
        first.map_err(|e| unreachable(e.to_string()))?.close().await?;
        let pool = PgPoolOptions::new()
            .max_connections(options.max_connections)
            .acquire_timeout(options.acquire_timeout)
            .test_before_acquire(false)
            .connect_lazy_with(base);
        let both = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
        Ok(Self {
            readers: both.clone(),
            writer: both,
            url: Some(options.url.clone()),
            migrating: None,
            file: None,
            known: Arc::default(),
            replicas: Arc::new(Replicas::open(options)?),
            turn: Turn::new(options.acquire_timeout),
        })
    }

    /// Where a PostgreSQL database is.
    pub(crate) fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// The file of a SQLite database.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// A connection to read from, which counts its statements.
    pub fn reader(&self) -> Reader {
        Reader { inner: Reads::Pool(self.readers.clone()), statements: Arc::default() }
    }

    /// [`Db::reader`] for what is public: of a replica that has everything that is known here, if there is one.
    pub fn public_reader(&self) -> Reader {
        let replica = self.known.get().and_then(|known| self.replicas.with(known));
        match replica {
            Some(replica) => {
                Reader { inner: Reads::Replica(replica, self.readers.clone()), statements: Arc::default() }
            }
            None => self.reader(),
        }
    }

    /// A reader of the primary, whose statements are counted with those of another one.
    pub fn reader_like(&self, other: &Reader) -> Reader {
        Reader { inner: Reads::Pool(self.readers.clone()), statements: Arc::clone(&other.statements) }
    }

    /// The replicas.
    pub fn replicas(&self) -> &[Arc<Replica>] {
        self.replicas.all()
    }

    /// Begins to read everything as it is at this moment.
    ///
    /// # Errors
    /// When no connection can be had in time.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        let options = TransactionOptions {
            isolation_level: Some(IsolationLevel::RepeatableRead).filter(|_| !self.is_sqlite()),
            access_mode: Some(AccessMode::ReadOnly).filter(|_| !self.is_sqlite()),
            sqlite_transaction_mode: None,
        };
        Ok(Snapshot { inner: self.readers.begin_with_options(options).await? })
    }

    /// Begins the only thing that can write.
    ///
    /// # Errors
    /// When no connection, or not the turn to write, can be had in time.
    pub async fn begin(&self) -> Result<Tx> {
        let turn = self.turn.take().await?;
        // With deferred transactions SQLite refuses a write after a read when another wrote in between.
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: None,
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate).filter(|_| self.is_sqlite()),
        };
        let inner = self.writer.begin_with_options(options).await?;
        if !self.is_sqlite() {
            // One writer at a time among all nodes, as on SQLite: places in lists follow from several articles at once, and two writers
            // that cannot see each other's would leave places behind that neither meant.
            let lock = "SET TRANSACTION READ WRITE; SELECT pg_advisory_xact_lock(7102534892017)";
            inner.execute_unprepared(lock).await?;
        }
        let known = Arc::clone(&self.known);
        let (events, redirects, touched) = (Mutex::default(), Mutex::default(), Mutex::default());
        Ok(Tx { inner: Arc::new(inner), events, redirects, touched, known, _turn: turn })
    }

    /// Brings the schema to what this program expects. Returns how many changes were made.
    ///
    /// # Errors
    /// When a change fails; or when the database has changes that this program does not know.
    pub async fn migrate(&self) -> Result<usize> {
        if self.pending_migrations().await? == 0 && search::is_current(&self.readers).await? {
            return Ok(0);
        }
        // Several nodes may start at once: one migrates, the others wait and find nothing to do.
        let lock = self.lock_migrations().await?;
        let pending = self.pending_migrations().await?;
        if pending > 0 {
            Migrator::up(&self.writer, None).await?;
        }
        // What was there before it was searched, or was made by an earlier program.
        if !search::is_current(&self.readers).await? {
            search::rebuild(self, |_| ()).await?;
        }
        drop(lock);
        Ok(pending)
    }

    /// Makes what is searched anew, while others read and write. Returns how many articles are searched; tells on the way how many
    /// there are so far.
    ///
    /// # Errors
    /// What the database says; then it has to be done again.
    pub async fn rebuild_search(&self, progress: impl FnMut(u64)) -> Result<u64> {
        let lock = self.lock_migrations().await?;
        let made = search::rebuild(self, progress).await?;
        drop(lock);
        Ok(made)
    }

    /// Was everything that is searched made as this program makes it? If not, a migration makes it anew.
    ///
    /// # Errors
    /// What the database says.
    pub async fn search_is_current(&self) -> Result<bool> {
        search::is_current(&self.readers).await
    }

    async fn lock_migrations(&self) -> Result<MigrationLock> {
        let failed = |e: std::io::Error| Error::Unavailable(format!("cannot lock the database for migrations: {e}"));
        let Some(path) = self.migrating.clone() else {
            let held = self.writer.begin().await?;
            held.execute_unprepared("SELECT pg_advisory_xact_lock(7102534892016)").await?;
            return Ok(MigrationLock { _transaction: Some(held), _file: None });
        };
        let locking = tokio::task::spawn_blocking(move || {
            let file = std::fs::File::create(path)?;
            file.lock()?;
            Ok(file)
        });
        let file = locking.await.map_err(|e| failed(std::io::Error::other(e)))?.map_err(failed)?;
        Ok(MigrationLock { _transaction: None, _file: Some(file) })
    }

    /// How many changes the schema still needs.
    ///
    /// # Errors
    /// When the database cannot be read, or has changes that this program does not know.
    pub async fn pending_migrations(&self) -> Result<usize> {
        Ok(Migrator::get_pending_migrations_read_only(&self.readers).await?.len())
    }

    /// SQLite, as opposed to PostgreSQL?
    pub fn is_sqlite(&self) -> bool {
        self.readers.get_database_backend() == DbBackend::Sqlite
    }

    /// Lets the query planner know what the tables hold now; worth it after a bulk load.
    ///
    /// # Errors
    /// What the database says.
    pub async fn analyze(&self) -> Result<()> {
        self.writer.execute_unprepared("ANALYZE").await?;
        Ok(())
    }

    /// Closes every connection, after what is running has ended.
    pub async fn close(self) {
        // Nothing can be done about a connection that does not close.
        for replica in self.replicas.all() {
            replica.close().await;
        }
        let _ = self.readers.close().await;
        let _ = self.writer.close().await;
    }
}

/// How connections to PostgreSQL are, to the primary and to replicas.
pub(crate) fn postgres_options(url: &str, options: &Options) -> std::result::Result<PgConnectOptions, sqlx::Error> {
    let timeout = options.statement_timeout.as_millis().to_string();
    Ok(PgConnectOptions::from_str(url)?
        .application_name("masthead")
        .options([("statement_timeout", timeout)])
        // Statements take a millisecond. Where there are many articles the planner expects more, compiles them and starts workers, which
        // takes a hundred.
        .options([("jit", "off"), ("max_parallel_workers_per_gather", "0")])
        .statement_cache_capacity(512)
        .disable_statement_logging())
}

/// Held while the schema changes: a transaction with an advisory lock, or a locked file beside the database's.
struct MigrationLock {
    _transaction: Option<DatabaseTransaction>,
    _file: Option<std::fs::File>,
}

/// A connection to read from. Clones count together.
#[derive(Debug, Clone)]
pub struct Reader {
    inner: Reads,
    statements: Arc<AtomicU32>,
}

impl Reader {
    /// How many statements it ran.
    pub fn statements(&self) -> u32 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Is it a replica's?
    pub fn is_of_replica(&self) -> bool {
        matches!(self.inner, Reads::Replica(..))
    }

    fn count(&self) -> &Reads {
        self.statements.fetch_add(1, Ordering::Relaxed);
        &self.inner
    }
}

/// A transaction that only reads: everything it reads is of one moment, however long it takes.
#[derive(Debug)]
pub struct Snapshot {
    inner: DatabaseTransaction,
}

/// Lets a wrapper run statements on what it wraps.
macro_rules! runs_on {
    ($wrapper:ty, $inner:ident) => {
        #[async_trait::async_trait]
        impl ConnectionTrait for $wrapper {
            fn get_database_backend(&self) -> DbBackend {
                self.inner.get_database_backend()
            }
            async fn execute_raw(&self, statement: Statement) -> std::result::Result<ExecResult, DbErr> {
                self.$inner().execute_raw(statement).await
            }
            async fn execute_unprepared(&self, sql: &str) -> std::result::Result<ExecResult, DbErr> {
                self.$inner().execute_unprepared(sql).await
            }
            async fn query_one_raw(&self, statement: Statement) -> std::result::Result<Option<QueryResult>, DbErr> {
                self.$inner().query_one_raw(statement).await
            }
            async fn query_all_raw(&self, statement: Statement) -> std::result::Result<Vec<QueryResult>, DbErr> {
                self.$inner().query_all_raw(statement).await
            }
        }
    };
}

runs_on!(Reader, count);
runs_on!(Snapshot, inner);
runs_on!(Tx, inner);

impl Snapshot {
    fn inner(&self) -> &DatabaseTransaction {
        &self.inner
    }
}

/// A transaction: the only thing that writes. Dropped without [`Tx::commit`], it leaves nothing behind.
#[derive(Debug)]
pub struct Tx {
    inner: Arc<DatabaseTransaction>,
    events: Mutex<Vec<NewEvent>>,
    /// The paths of redirects that were written.
    redirects: Mutex<BTreeSet<String>>,
    /// What answers are made of that was changed, besides what the events happen to.
    touched: Mutex<BTreeSet<CacheTag>>,
    known: Arc<KnownVersion>,
    /// Given on when it is over.
    _turn: tokio::sync::OwnedSemaphorePermit,
}

impl Tx {
    fn inner(&self) -> &DatabaseTransaction {
        &self.inner
    }

    /// Reads what this transaction sees, its own changes included. What still reads when the transaction is committed refuses the
    /// commit.
    pub fn reader(&self) -> Reader {
        Reader { inner: Reads::Within(Arc::clone(&self.inner)), statements: Arc::default() }
    }

    /// [`Tx::reader`], whose statements are counted with those of another reader.
    pub fn reader_like(&self, other: &Reader) -> Reader {
        Reader { statements: Arc::clone(&other.statements), ..self.reader() }
    }

    /// Adds to the log what this transaction does. The events get their numbers when it commits, so that numbers follow
    /// the order of commits and the counter is held for a moment only.
    pub fn record(&self, event: NewEvent) {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }

    /// What leads from these paths was written: copies of redirects are told when it commits.
    pub(crate) fn redirected<'a>(&self, paths: impl IntoIterator<Item = &'a str>) {
        let mut redirects = self.redirects.lock().unwrap_or_else(PoisonError::into_inner);
        redirects.extend(paths.into_iter().map(str::to_owned));
    }

    /// What answers with these tags are made of was changed.
    pub(crate) fn touch(&self, tags: impl IntoIterator<Item = CacheTag>) {
        self.touched.lock().unwrap_or_else(PoisonError::into_inner).extend(tags);
    }

    /// Makes everything permanent, or nothing. Returns the number of the last event: the content version that includes this.
    ///
    /// # Errors
    /// When the database cannot; then nothing was written.
    pub async fn commit(self, now: Instant) -> Result<i64> {
        let events = self.events.into_inner().unwrap_or_else(PoisonError::into_inner);
        let redirects = self.redirects.into_inner().unwrap_or_else(PoisonError::into_inner);
        let touched = self.touched.into_inner().unwrap_or_else(PoisonError::into_inner);
        let tags = events::tags_of(&events, touched.into_iter().collect());
        let numbered = events::append(self.inner.as_ref(), &events, &tags, now).await?;
        changes::follow(self.inner.as_ref(), &events, redirects, numbered.noticed, now).await?;
        let Some(inner) = Arc::into_inner(self.inner) else {
            return Err(Error::Unreadable("a transaction is read from while it is to be committed".to_owned()));
        };
        if inner.get_database_backend() == DbBackend::Postgres && events.iter().any(|event| event.effect.is_some()) {
            // It is sent with the commit, or not at all.
            inner.execute_unprepared(&format!("NOTIFY {}", notices::CHANNEL)).await?;
        }
        inner.commit().await?;
        if events.iter().any(|event| event.public) {
            self.known.wrote(numbered.before, numbered.noticed, now, &tags);
        }
        Ok(numbered.last)
    }
}
