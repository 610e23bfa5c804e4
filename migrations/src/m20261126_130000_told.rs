//! Indexes of what sitemaps tell. Their index counts the articles of every day: it reads one entry of an index for each, day by day, and
//! those that search engines should not know of, which are few, from an index of their own.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// See the module.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

// The day is counted as `sitemaps::days` counts it, or nobody finds the index. Behind it is everything else that is asked for, so that
// nothing is read but the index: SQLite wants the stage there, PostgreSQL the date.
const STATEMENTS: &str = r#"
CREATE INDEX articles_told ON articles (
    ((published_at + 62135596800000000) / 86400000000), updated_at, published_revision_id, published_at, stage
) WHERE stage = 'published';
CREATE INDEX revisions_kept_back ON revisions (id) WHERE canonical_url IS NOT NULL OR seo LIKE '%"noindex":true%'
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, STATEMENTS).await
    }
}
