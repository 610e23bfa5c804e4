//! Live coverage: articles have a kind, and posts.
//!
//! The place of a post among the others is the number of the event that tells of it, so that pages of posts and the stream of what happens
//! have one order. A post that was taken away stays as a row: whoever follows the stream later is told of that, too.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// See the module.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

const STATEMENTS: &str = r#"
ALTER TABLE revisions ADD COLUMN kind {text} NOT NULL DEFAULT 'story';

CREATE TABLE posts (
    id {uuid} NOT NULL PRIMARY KEY,
    article_id {uuid} NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    seq BIGINT,
    posted_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    headline {text},
    blocks {text} NOT NULL,
    key_event BOOLEAN NOT NULL,
    pinned BOOLEAN NOT NULL,
    revision INTEGER NOT NULL
);
CREATE INDEX posts_article ON posts (article_id, seq);

CREATE TABLE post_authors (
    post_id {uuid} NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    position SMALLINT NOT NULL,
    author_id {uuid} NOT NULL REFERENCES authors (id),
    PRIMARY KEY (post_id, position)
) {clustered};
CREATE INDEX post_authors_author ON post_authors (author_id);

CREATE TABLE post_assets (
    post_id {uuid} NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    asset_id {uuid} NOT NULL REFERENCES assets (id),
    PRIMARY KEY (post_id, asset_id)
) {clustered};
CREATE INDEX post_assets_asset ON post_assets (asset_id)
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, STATEMENTS).await
    }
}
