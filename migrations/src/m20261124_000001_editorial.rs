//! The editors' side: who made what, what is planned for an article, who did what to anything, names that were used before,
//! previews, and answers that are kept for requests that are sent twice.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// See the module.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

const CHANGES: &str = r#"
ALTER TABLE articles ADD COLUMN owner_id {uuid};
ALTER TABLE articles ADD COLUMN review {text};
ALTER TABLE articles ADD COLUMN plan {text};
ALTER TABLE articles ADD COLUMN embargo_until BIGINT;
ALTER TABLE articles ADD COLUMN trashed_at BIGINT;
ALTER TABLE articles ADD COLUMN due_at BIGINT;
CREATE INDEX articles_due ON articles (due_at);
CREATE INDEX articles_changed ON articles (changed_at, id);
CREATE INDEX articles_owner ON articles (owner_id, changed_at);

ALTER TABLE revisions ADD COLUMN created_by {uuid};

ALTER TABLE site ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE assets ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE sections ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE authors ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE tags ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE series ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE collections ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE redirects ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;

ALTER TABLE events ADD COLUMN user_id {uuid};
ALTER TABLE events ADD COLUMN key_id {uuid};
ALTER TABLE events ADD COLUMN request_id {text};
ALTER TABLE events ADD COLUMN revision INTEGER;
ALTER TABLE events ADD COLUMN fields {text};
ALTER TABLE events ADD COLUMN note {text};
CREATE INDEX events_subject ON events (subject_id, seq);
CREATE INDEX events_user ON events (user_id, seq);

CREATE TABLE former_slugs (
    kind {text} NOT NULL,
    slug {text} NOT NULL,
    subject_id {uuid} NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (kind, slug)
) {clustered};
CREATE INDEX former_slugs_subject ON former_slugs (subject_id);

CREATE TABLE previews (
    id {uuid} NOT NULL PRIMARY KEY,
    article_id {uuid} NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    created_by {uuid},
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX previews_article ON previews (article_id, id);

CREATE TABLE secrets (
    name {text} NOT NULL PRIMARY KEY,
    value {text} NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE idempotency (
    caller {uuid} NOT NULL,
    name {text} NOT NULL,
    fingerprint {text} NOT NULL,
    at BIGINT NOT NULL,
    subject_id {uuid},
    status SMALLINT,
    answer {text},
    PRIMARY KEY (caller, name)
) {clustered};
CREATE INDEX idempotency_at ON idempotency (at)
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, CHANGES).await
    }
}
