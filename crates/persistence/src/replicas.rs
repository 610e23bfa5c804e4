//! Copies of the database that only answer: streaming replicas of PostgreSQL.
//!
//! A replica is behind by a moment, or by minutes, or gone. It is asked only while it has everything that this node knows of, and what
//! it cannot answer is asked of the primary: whoever reads notices nothing but the time that it took.

use std::{
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, QueryResult, SqlxPostgresConnector, Statement};
use sqlx::postgres::PgPoolOptions;

use crate::{Error, Known, Options, Result, db::postgres_options, sites};

/// Longest wait for a connection to a replica: the primary is there, too.
const ACQUIRE: Duration = Duration::from_millis(500);
/// Longest wait for an answer to how far a replica is.
const LOOK: Duration = Duration::from_secs(1);
/// What PostgreSQL calls a statement that took too long: the primary would not be faster.
const CANCELED: &str = "57014";

/// All replicas.
#[derive(Debug, Default)]
pub(crate) struct Replicas {
    all: Vec<Arc<Replica>>,
    next: AtomicUsize,
}

impl Replicas {
    /// Opens them as the primary is opened. Nobody waits for one that is not there.
    pub(crate) fn open(options: &Options) -> Result<Self> {
        let all = options.replicas.iter().enumerate().map(|(at, url)| Replica::open(at + 1, url, options));
        Ok(Self { all: all.collect::<Result<_>>()?, next: AtomicUsize::new(0) })
    }

    /// One that has what is known; they take turns.
    pub(crate) fn with(&self, known: Known) -> Option<Arc<Replica>> {
        let count = self.all.len();
        if count == 0 {
            return None;
        }
        let first = self.next.fetch_add(1, Ordering::Relaxed);
        (0..count).map(|at| &self.all[(first + at) % count]).find(|replica| replica.has(known)).map(Arc::clone)
    }

    pub(crate) fn all(&self) -> &[Arc<Replica>] {
        &self.all
    }
}

/// A replica.
#[derive(Debug)]
pub struct Replica {
    /// Counted from one, as in the configuration.
    number: usize,
    pool: DatabaseConnection,
    /// How far it is; nothing while it does not answer.
    at: RwLock<Option<Known>>,
    /// Longest that a statement may take before the primary is asked.
    patience: Duration,
}

impl Replica {
    fn open(number: usize, url: &str, options: &Options) -> Result<Arc<Self>> {
        let reached = postgres_options(url, options)
            .map_err(|error| Error::Unreadable(format!("the URL of replica {number} cannot be read: {error}")))?
            .options([("default_transaction_read_only", "on")]);
        let pool = PgPoolOptions::new()
            .max_connections(options.max_connections)
            .acquire_timeout(options.acquire_timeout.min(ACQUIRE))
            .test_before_acquire(false)
            .connect_lazy_with(reached);
        let pool = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
        Ok(Arc::new(Self { number, pool, at: RwLock::default(), patience: options.acquire_timeout }))
    }

    /// Which one, counted from one as in the configuration.
    pub fn number(&self) -> usize {
        self.number
    }

    /// How far it is; nothing while it does not answer.
    pub fn at(&self) -> Option<Known> {
        *self.at.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has it everything up to there?
    fn has(&self, known: Known) -> bool {
        self.at().is_some_and(|at| at.log == known.log && at.seq >= known.seq)
    }

    /// Asks how far it is.
    pub async fn look(&self) {
        let found = match tokio::time::timeout(LOOK, sites::current(&self.pool)).await {
            Ok(Ok((version, _))) => Ok(Known { log: version.log, seq: version.seq }),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err(format!("no answer after {} ms", LOOK.as_millis())),
        };
        match found {
            Ok(at) => {
                if self.set(Some(at)).is_none() {
                    tracing::info!(replica = self.number, "a replica answers");
                }
            }
            Err(error) => self.lost(&error),
        }
    }

    /// It did not answer: nobody asks it until it does.
    fn lost(&self, error: &dyn std::fmt::Display) {
        if self.set(None).is_some() {
            tracing::warn!(replica = self.number, %error, "a replica does not answer; the primary is read instead");
        }
    }

    fn set(&self, at: Option<Known>) -> Option<Known> {
        std::mem::replace(&mut *self.at.write().unwrap_or_else(PoisonError::into_inner), at)
    }

    pub(crate) async fn close(&self) {
        // Nothing can be done about a connection that does not close.
        let _ = self.pool.close_by_ref().await;
    }

    /// What a statement finds here; nothing if the primary has to be asked.
    async fn found<T>(
        &self,
        asked: impl Future<Output = std::result::Result<T, DbErr>>,
    ) -> Option<std::result::Result<T, DbErr>> {
        self.at()?;
        match tokio::time::timeout(self.patience, asked).await {
            Ok(Ok(found)) => Some(Ok(found)),
            Ok(Err(error)) if sql_state(&error).as_deref() == Some(CANCELED) => Some(Err(error)),
            Ok(Err(error)) => {
                // What PostgreSQL itself says has a state, and is about this statement: a replica may cancel one that stands in
                // the way of what it has to catch up with.
                if sql_state(&error).is_none() {
                    self.lost(&error);
                }
                None
            }
            Err(_) => {
                self.lost(&format!("a statement took more than {} ms", self.patience.as_millis()));
                None
            }
        }
    }

    /// The first row here, or at the primary.
    pub(crate) async fn one(
        &self,
        primary: &DatabaseConnection,
        statement: Statement,
    ) -> std::result::Result<Option<QueryResult>, DbErr> {
        match self.found(self.pool.query_one_raw(statement.clone())).await {
            Some(found) => found,
            None => primary.query_one_raw(statement).await,
        }
    }

    /// All rows here, or at the primary.
    pub(crate) async fn rows(
        &self,
        primary: &DatabaseConnection,
        statement: Statement,
    ) -> std::result::Result<Vec<QueryResult>, DbErr> {
        match self.found(self.pool.query_all_raw(statement.clone())).await {
            Some(found) => found,
            None => primary.query_all_raw(statement).await,
        }
    }
}

/// The SQLSTATE of an error, if the server has sent one.
fn sql_state(error: &DbErr) -> Option<String> {
    let (DbErr::Query(sea_orm::RuntimeErr::SqlxError(error))
    | DbErr::Exec(sea_orm::RuntimeErr::SqlxError(error))
    | DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error))) = error
    else {
        return None;
    };
    error.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned())
}
