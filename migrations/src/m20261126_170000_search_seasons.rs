//! On PostgreSQL the words of headlines are searched by season, too: what is searched there is made anew.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

use crate::dialect::run;

/// See the module.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_connection().get_database_backend() {
            DbBackend::Sqlite => Ok(()),
            // Not made at all: then it is made as soon as the schema is there.
            _ => run(manager, "UPDATE search_state SET analysis = 0").await,
        }
    }
}
