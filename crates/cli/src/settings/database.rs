//! Where the content is kept.

use std::time::Duration;

use clap::Args;
use masthead_app::{DatabaseSettings, backup::PgTools};

/// Where the content is kept, and how it is reached.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Database")]
pub(crate) struct Database {
    /// The database: `sqlite://FILE` or `postgres://USER:PASSWORD@HOST/NAME`. The variable `DATABASE_URL` is read too.
    #[arg(long, value_name = "URL", default_value = "sqlite://var/masthead.sqlite")]
    pub(crate) database_url: String,
    /// Replicas of a PostgreSQL database that public reads may be answered from: URLs like that of the database, separated by commas. One
    /// that is behind what this server knows of, or does not answer, is not asked; the database is. The variable `READ_DATABASE_URLS` is read
    /// too. Empty: none.
    #[arg(long, value_name = "URLS", value_delimiter = ',', default_value = "")]
    pub(crate) read_database_urls: Vec<String>,
    /// Connections: those that read (SQLite; the one that writes comes on top), or all of them (PostgreSQL; as many again
    /// to each replica).
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) database_connections: u32,
    /// Longest wait for a connection, or for the turn to write, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 5_000, value_parser = clap::value_parser!(u64).range(1..=600_000))]
    pub(crate) database_timeout_ms: u64,
    /// Longest time that one statement of a request may run on PostgreSQL, in milliseconds; 0 is no limit. Migrations,
    /// imports and exports have no limit.
    #[arg(long, value_name = "MS", default_value_t = 10_000,
        value_parser = clap::value_parser!(u64).range(0..=3_600_000))]
    pub(crate) statement_timeout_ms: u64,
    /// Folder of PostgreSQL's own programs, `pg_dump`, `pg_restore` and `psql`, which backups of PostgreSQL are made and restored with.
    /// Empty: those that `PATH` finds.
    #[arg(long, value_name = "FOLDER", default_value = "")]
    pub(crate) pg_bin: String,
}

impl Database {
    /// For requests.
    pub(crate) fn for_requests(&self) -> DatabaseSettings {
        DatabaseSettings {
            url: self.database_url.clone(),
            max_connections: self.database_connections,
            acquire_timeout: Duration::from_millis(self.database_timeout_ms),
            statement_timeout: Duration::from_millis(self.statement_timeout_ms),
            replicas: self.read_database_urls.iter().filter(|url| !url.is_empty()).cloned().collect(),
        }
    }

    /// The same, of another database.
    pub(crate) fn at(&self, url: String) -> Self {
        Self { database_url: url, read_database_urls: Vec::new(), ..self.clone() }
    }

    /// PostgreSQL's own programs.
    pub(crate) fn tools(&self) -> PgTools {
        PgTools { folder: Some(self.pg_bin.clone()).filter(|folder| !folder.is_empty()).map(Into::into) }
    }

    /// For work that may take as long as it takes.
    pub(crate) fn for_work(&self) -> DatabaseSettings {
        DatabaseSettings { statement_timeout: Duration::ZERO, replicas: Vec::new(), ..self.for_requests() }
    }
}

/// A database URL as it may be shown.
pub(crate) fn hide_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    // A password may hold whatever people type. Everything up to the last `@` is taken for user and password; hiding
    // too much of an odd URL harms nobody.
    let (user, rest) = match rest.rsplit_once('@') {
        Some((user, rest)) if user.contains(':') => {
            (user.split_once(':').map(|(user, _)| format!("{user}:***@")), rest)
        }
        Some((user, rest)) => (Some(format!("{user}@")), rest),
        None => (None, rest),
    };
    let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
    let hidden = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if name.contains("password") => format!("{name}=***"),
        _ => pair.to_owned(),
    };
    let query = query.map(|query| format!("?{}", query.split('&').map(hidden).collect::<Vec<_>>().join("&")));
    format!("{scheme}://{}{rest}{}", user.unwrap_or_default(), query.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_hidden() {
        let cases = [
            ("sqlite://var/masthead.sqlite", "sqlite://var/masthead.sqlite"),
            ("sqlite::memory:", "sqlite::memory:"),
            ("postgres://db/masthead", "postgres://db/masthead"),
            ("postgres://me@db/masthead", "postgres://me@db/masthead"),
            ("postgres://me:secret@db/masthead", "postgres://me:***@db/masthead"),
            (
                "postgres://me:se@cr:et@db:5432/masthead?sslmode=require",
                "postgres://me:***@db:5432/masthead?sslmode=require",
            ),
            ("postgres://me:se/cret@db/masthead", "postgres://me:***@db/masthead"),
            ("postgres://db/m?user=me&password=secret", "postgres://db/m?user=me&password=***"),
        ];
        for (url, shown) in cases {
            assert_eq!(hide_password(url), shown);
        }
    }

    #[test]
    fn a_password_with_a_question_mark_is_hidden() {
        assert!(!hide_password("postgres://me:se?cret@db/masthead").contains("cret"));
    }
}
