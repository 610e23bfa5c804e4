//! What the writing of sections, tags and redirects looks up: where redirects lead, and what a key did.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// See the module.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

const CHANGES: &str = r#"
CREATE INDEX redirects_to ON redirects (to_path);
CREATE INDEX events_key ON events (key_id, seq)
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, CHANGES).await
    }
}
