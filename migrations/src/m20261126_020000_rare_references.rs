//! Indexes of what few revisions have leave out those that have none. To SQLite's planner an index in which nearly all entries are nothing
//! is no help: it read every revision whenever something was published.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// See the module.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

const STATEMENTS: &str = r#"
DROP INDEX revisions_series;
DROP INDEX revisions_lead_asset;
DROP INDEX revisions_original;
DROP INDEX articles_translation_set;
CREATE INDEX revisions_series ON revisions (series_id) WHERE series_id IS NOT NULL;
CREATE INDEX revisions_lead_asset ON revisions (lead_asset_id) WHERE lead_asset_id IS NOT NULL;
CREATE INDEX revisions_original ON revisions (original_article_id) WHERE original_article_id IS NOT NULL;
CREATE INDEX articles_translation_set ON articles (translation_set) WHERE translation_set IS NOT NULL
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, STATEMENTS).await
    }
}
