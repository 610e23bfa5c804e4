//! What is searched: one row for each published article, its words as the database searches them, and the names that are suggested.
//!
//! The rows are written by the program, which alone knows how text is cut into words: see `search_state`.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

use crate::dialect::run;

/// See the module.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

// `place` is the date of publication in microseconds, or the next one that is free: the order of results, and the rowid of FTS5.
// `analysis` says how the rows were made; 0 is not at all.
const STATEMENTS: &str = r#"
CREATE TABLE search_state (
    id SMALLINT NOT NULL PRIMARY KEY,
    analysis INTEGER NOT NULL
);
INSERT INTO search_state (id, analysis) VALUES (1, 0);

CREATE TABLE search_documents (
    place {rowid} NOT NULL PRIMARY KEY,
    article_id {uuid} NOT NULL UNIQUE REFERENCES articles (id) ON DELETE CASCADE,
    published_at BIGINT NOT NULL,
    language {text} NOT NULL,
    digest {uuid} NOT NULL,
    surface {text} NOT NULL,
    facets {bytes} NOT NULL
);

CREATE TABLE search_languages (
    language {text} NOT NULL PRIMARY KEY
) {clustered};

CREATE TABLE search_author_names (
    name {text} NOT NULL,
    author_id {uuid} NOT NULL REFERENCES authors (id) ON DELETE CASCADE,
    PRIMARY KEY (name, author_id)
) {clustered};
CREATE INDEX search_author_names_author ON search_author_names (author_id);

CREATE TABLE search_tag_names (
    name {text} NOT NULL,
    tag_id {uuid} NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    PRIMARY KEY (name, tag_id)
) {clustered};
CREATE INDEX search_tag_names_tag ON search_tag_names (tag_id)
"#;

// Words come folded and cut, so the tokenizer only takes them apart at blanks. `^`, `~`, `@`, `#`, `%` and `=` are marks, `$` is what an
// article is filed under. The rowid is the `place` above.
const SQLITE: &str = r"
CREATE VIRTUAL TABLE search_index USING fts5 (
    short, body,
    content = '', contentless_delete = 1, prefix = '2 3',
    tokenize = 'ascii tokenchars ''^~@#%=$'''
)
";

const POSTGRES: &str = r"
ALTER TABLE search_documents ADD COLUMN words TSVECTOR NOT NULL;
CREATE INDEX search_documents_words ON search_documents USING gin (words) WITH (gin_pending_list_limit = 512)
";

// A planner does not know that `@@` has to unpack a text's words, and would rather read every row than ask the index. What this
// function costs is what that costs.
const UNPACKED: &str = r"CREATE FUNCTION search_unpacked(BIGINT) RETURNS BOOLEAN LANGUAGE plpgsql STABLE PARALLEL SAFE COST 20000
    AS 'BEGIN RETURN TRUE; END'
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, STATEMENTS).await?;
        match manager.get_connection().get_database_backend() {
            DbBackend::Sqlite => run(manager, SQLITE).await,
            _ => {
                run(manager, POSTGRES).await?;
                manager.get_connection().execute_unprepared(UNPACKED).await?;
                Ok(())
            }
        }
    }
}
