//! Delta sync and live updates: for everything that articles are kept by in copies, when each last changed; the same for redirects;
//! and what each event did to readers.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, Statement, Value},
};
use uuid::Uuid;

use crate::dialect::run;

/// See the module.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

// Rows refer to no article: they outlive it, so that its end can be told. Facets are those of `listings`, and 60 for redirects,
// which are named by their paths.
const STATEMENTS: &str = r#"
CREATE TABLE changes (
    facet SMALLINT NOT NULL,
    facet_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    gone BOOLEAN NOT NULL,
    path {text},
    PRIMARY KEY (facet, facet_id, id)
) {clustered};
CREATE INDEX changes_order ON changes (facet, facet_id, seq, id);
CREATE INDEX changes_of ON changes (id);
CREATE INDEX changes_gone ON changes (at) WHERE gone;

ALTER TABLE event_counter ADD COLUMN changes_lost BIGINT NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN effect SMALLINT;
CREATE INDEX events_effect ON events (seq) WHERE effect IS NOT NULL;
CREATE INDEX assets_untold ON assets (rights_expire_at) WHERE expiry_told_at IS NULL;

INSERT INTO changes (facet, facet_id, id, seq, at, gone)
    SELECT DISTINCT l.facet, l.facet_id, l.article_id, c.public_seq, c.public_at, FALSE
    FROM listings l JOIN event_counter c ON c.id = 1 WHERE l.facet IN (0, 1, 5)
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, STATEMENTS).await?;
        redirects(manager.get_connection()).await
    }
}

/// The redirects that are there already and lead somewhere.
async fn redirects(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let mut last = String::new();
    loop {
        let sql = "SELECT r.from_path FROM redirects r LEFT JOIN articles a ON a.id = r.article_id \
            WHERE r.from_path > $1 AND (r.article_id IS NULL OR a.stage = 'published') ORDER BY r.from_path LIMIT 500";
        let statement = Statement::from_sql_and_values(backend, sql, [last.into()]);
        let rows = connection.query_all_raw(statement).await?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = end.try_get("", "from_path")?;
        for row in &rows {
            let path: String = row.try_get("", "from_path")?;
            // As the program names them.
            let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("masthead:redirect:{path}").as_bytes());
            let sql = "INSERT INTO changes (facet, facet_id, id, seq, at, gone, path) VALUES (60, $1, $2, \
                (SELECT public_seq FROM event_counter), (SELECT public_at FROM event_counter), FALSE, $3)";
            let values: [Value; 3] = [Uuid::nil().into(), id.into(), path.into()];
            connection.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        }
    }
}
