//! Where a reader reads: the pool, a transaction, or a replica.

use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

use crate::replicas::Replica;

/// Where a reader reads.
#[derive(Debug, Clone)]
pub(crate) enum Reads {
    /// What is committed.
    Pool(DatabaseConnection),
    /// What a transaction sees, its own changes included.
    Within(Arc<DatabaseTransaction>),
    /// What a replica has; the primary when it cannot answer.
    Replica(Arc<Replica>, DatabaseConnection),
}

#[async_trait::async_trait]
impl ConnectionTrait for Reads {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Pool(pool) => pool.get_database_backend(),
            Self::Within(within) => within.get_database_backend(),
            Self::Replica(_, primary) => primary.get_database_backend(),
        }
    }
    async fn execute_raw(&self, statement: Statement) -> std::result::Result<ExecResult, DbErr> {
        match self {
            Self::Pool(pool) => pool.execute_raw(statement).await,
            Self::Within(within) => within.execute_raw(statement).await,
            Self::Replica(_, primary) => primary.execute_raw(statement).await,
        }
    }
    async fn execute_unprepared(&self, sql: &str) -> std::result::Result<ExecResult, DbErr> {
        match self {
            Self::Pool(pool) => pool.execute_unprepared(sql).await,
            Self::Within(within) => within.execute_unprepared(sql).await,
            Self::Replica(_, primary) => primary.execute_unprepared(sql).await,
        }
    }
    async fn query_one_raw(&self, statement: Statement) -> std::result::Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Pool(pool) => pool.query_one_raw(statement).await,
            Self::Within(within) => within.query_one_raw(statement).await,
            Self::Replica(replica, primary) => replica.one(primary, statement).await,
        }
    }
    async fn query_all_raw(&self, statement: Statement) -> std::result::Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Pool(pool) => pool.query_all_raw(statement).await,
            Self::Within(within) => within.query_all_raw(statement).await,
            Self::Replica(replica, primary) => replica.rows(primary, statement).await,
        }
    }
}
