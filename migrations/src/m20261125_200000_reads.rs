//! How often articles were read: one number for each article and hour, and nothing of who read them.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// See the module.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

// By the hour first: a window is one range. Rows refer to no article, and go when their time is over.
const STATEMENTS: &str = r#"
CREATE TABLE reads (
    hour BIGINT NOT NULL,
    article_id {uuid} NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (hour, article_id)
) {clustered}
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, STATEMENTS).await
    }
}
