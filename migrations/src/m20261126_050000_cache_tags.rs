//! What a commit changed, as cache tags, with the last event of it that readers could notice; and the number of the last such event before that commit.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// See the module.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

const STATEMENTS: &str = r#"
ALTER TABLE events ADD COLUMN tags TEXT;
ALTER TABLE events ADD COLUMN public_before BIGINT;
ALTER TABLE event_counter ADD COLUMN public_before BIGINT NOT NULL DEFAULT 0
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, STATEMENTS).await
    }
}
