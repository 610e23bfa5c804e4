//! Accounts: users, their sessions and API keys, and the keys that tokens are signed with.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// See the module.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

// `user_sections` refers to no section: an editor whose sections are gone must not become one of everything by losing the rows.
// `events` outlive users, and users are never deleted but disabled.
const TABLES: &str = r#"
CREATE TABLE users (
    id {uuid} NOT NULL PRIMARY KEY,
    email {text} UNIQUE,
    name {text} NOT NULL,
    role {text} NOT NULL,
    password_hash {text},
    issuer {text},
    subject {text},
    disabled_at BIGINT,
    created_at BIGINT NOT NULL,
    revision INTEGER NOT NULL
);
CREATE UNIQUE INDEX users_issuer_subject ON users (issuer, subject);

CREATE TABLE user_sections (
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    section_id {uuid} NOT NULL,
    PRIMARY KEY (user_id, section_id)
) {clustered};

CREATE TABLE refresh_tokens (
    id {uuid} NOT NULL PRIMARY KEY,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    family {uuid} NOT NULL,
    hash {text} NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    spent_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX refresh_tokens_family ON refresh_tokens (family);
CREATE INDEX refresh_tokens_user ON refresh_tokens (user_id);
CREATE INDEX refresh_tokens_expires ON refresh_tokens (expires_at);

CREATE TABLE signing_keys (
    kid {text} NOT NULL PRIMARY KEY,
    algorithm {text} NOT NULL,
    private_key {text} NOT NULL,
    public_key {text} NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT
);

CREATE TABLE api_keys (
    id {uuid} NOT NULL PRIMARY KEY,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name {text} NOT NULL,
    prefix {text} NOT NULL,
    hash {text} NOT NULL UNIQUE,
    previous_hash {text} UNIQUE,
    previous_until BIGINT,
    scopes {text} NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX api_keys_user ON api_keys (user_id, id)
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}
