//! Files that are kept here: what they are, their renditions, where they arrive, and which articles show them.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value},
};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::dialect::run;

/// See the module.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

// The URL of an asset whose file is kept here is where it was fetched from, or empty: SQLite cannot take a NOT NULL back.
const STATEMENTS: &str = r#"
CREATE TABLE files (
    hash {text} NOT NULL PRIMARY KEY,
    bytes BIGINT NOT NULL,
    media_type {text} NOT NULL,
    details {text} NOT NULL,
    touched_at BIGINT NOT NULL,
    swept_at BIGINT,
    prepare_at BIGINT,
    tries INTEGER NOT NULL
);
CREATE INDEX files_prepare ON files (prepare_at);

CREATE TABLE renditions (
    hash {text} NOT NULL REFERENCES files (hash) ON DELETE CASCADE,
    name {text} NOT NULL,
    bytes BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (hash, name)
) {clustered};

CREATE TABLE uploads (
    id {uuid} NOT NULL PRIMARY KEY,
    owner_id {uuid},
    filename {text},
    hash {text} REFERENCES files (hash),
    said {text},
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX uploads_hash ON uploads (hash);
CREATE INDEX uploads_expire ON uploads (expires_at);

ALTER TABLE assets ADD COLUMN file_hash {text} REFERENCES files (hash);
ALTER TABLE assets ADD COLUMN filename {text};
ALTER TABLE assets ADD COLUMN decorative BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE assets ADD COLUMN copyright {text};
ALTER TABLE assets ADD COLUMN usage_terms {text};
ALTER TABLE assets ADD COLUMN rights_expire_at BIGINT;
ALTER TABLE assets ADD COLUMN expiry_told_at BIGINT;
ALTER TABLE assets ADD COLUMN focal_x SMALLINT;
ALTER TABLE assets ADD COLUMN focal_y SMALLINT;
CREATE INDEX assets_file ON assets (file_hash);
CREATE INDEX assets_rights ON assets (rights_expire_at, id);

CREATE TABLE revision_assets (
    revision_id {uuid} NOT NULL REFERENCES revisions (id) ON DELETE CASCADE,
    asset_id {uuid} NOT NULL REFERENCES assets (id),
    PRIMARY KEY (revision_id, asset_id)
) {clustered};
CREATE INDEX revision_assets_asset ON revision_assets (asset_id)
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, STATEMENTS).await?;
        let connection = manager.get_connection();
        connection
            .execute_unprepared(
                "INSERT INTO revision_assets (revision_id, asset_id) \
                 SELECT id, lead_asset_id FROM revisions WHERE lead_asset_id IS NOT NULL",
            )
            .await?;
        bodies(connection).await
    }
}

/// Which assets the texts show that are there already.
async fn bodies(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let sqlite = connection.get_database_backend() == DbBackend::Sqlite;
    let mut last = Uuid::nil();
    loop {
        let sql = if sqlite {
            "SELECT revision_id, blocks FROM bodies WHERE revision_id > ? ORDER BY revision_id LIMIT 500"
        } else {
            "SELECT revision_id, blocks FROM bodies WHERE revision_id > $1 ORDER BY revision_id LIMIT 500"
        };
        let rows = connection.query_all_raw(statement(connection, sql, vec![last.into()])).await?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = end.try_get("", "revision_id")?;
        for row in &rows {
            for key in keys(row)? {
                let sql = if sqlite {
                    "INSERT INTO revision_assets (revision_id, asset_id) SELECT ?, id FROM assets WHERE key = ? \
                     ON CONFLICT DO NOTHING"
                } else {
                    "INSERT INTO revision_assets (revision_id, asset_id) SELECT $1, id FROM assets WHERE key = $2 \
                     ON CONFLICT DO NOTHING"
                };
                let revision: Uuid = row.try_get("", "revision_id")?;
                connection.execute_raw(statement(connection, sql, vec![revision.into(), key.into()])).await?;
            }
        }
    }
}

fn statement(connection: &SchemaManagerConnection<'_>, sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// The keys that a text names, as texts were kept when this was written: `image` and `gallery` blocks have pictures with an `asset`.
fn keys(row: &QueryResult) -> Result<Vec<String>, DbErr> {
    let text: String = row.try_get("", "blocks")?;
    let blocks: Json =
        serde_json::from_str(&text).map_err(|e| DbErr::Migration(format!("a body cannot be read: {e}")))?;
    let pictures = blocks.as_array().into_iter().flatten().flat_map(|block| {
        let several = block["pictures"].as_array().into_iter().flatten();
        std::iter::once(&block["picture"]).chain(several)
    });
    Ok(pictures.filter_map(|picture| picture["asset"].as_str().map(str::to_owned)).collect())
}
