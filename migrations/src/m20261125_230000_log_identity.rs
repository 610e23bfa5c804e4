//! Which log the numbers of events belong to: after a restore from a backup the same numbers are given again, for other things. Places
//! in the log that clients keep name the log too, so that a place in a history that was lost is told from one that was not.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// See the module.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

// 0 is a database that was never restored.
const STATEMENTS: &str = r#"
ALTER TABLE event_counter ADD COLUMN log BIGINT NOT NULL DEFAULT 0
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, STATEMENTS).await
    }
}
