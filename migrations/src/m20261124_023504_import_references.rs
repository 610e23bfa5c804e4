//! What an import cannot tie yet: references of articles to articles that come later in the bundle. Rows live as long as the import.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// See the module.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

const STATEMENTS: &str = r#"
CREATE TABLE import_references (
    import_id {uuid} NOT NULL,
    article_id {uuid} NOT NULL,
    began_at BIGINT NOT NULL,
    line BIGINT NOT NULL,
    slug {text} NOT NULL,
    related {text} NOT NULL,
    original {text},
    PRIMARY KEY (import_id, article_id)
) {clustered}
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, STATEMENTS).await
    }
}
