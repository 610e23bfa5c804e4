//! Opening the database: with a clear word when that fails, and with the schema that this program expects.

use std::path::Path;

use masthead_app::{App, Clock, DatabaseSettings, Settings};

use crate::{
    Failure,
    failure::explain,
    settings::{Database, Origins, hide_password},
};

/// What to do when the schema is not the one that this program expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Schema {
    /// Bring it there.
    Migrate,
    /// Say so, and do nothing.
    Refuse,
}

/// Opens the database for requests.
///
/// # Errors
/// When it cannot be opened, or does not have the schema.
pub(super) async fn for_requests(
    database: &Database,
    origins: &Origins,
    settings: Settings,
    schema: Schema,
) -> Result<App, Failure> {
    let app = open(database, origins, database.for_requests(), settings.clone()).await?;
    let stale = pending(&app).await? > 0 || (schema == Schema::Migrate && !search_is_current(&app).await?);
    if stale {
        // A migration may take longer than a request's statement.
        let worker = open(database, origins, database.for_work(), settings).await?;
        ready(&worker, schema).await?;
        worker.close().await;
    }
    Ok(app)
}

/// Opens the database for a command that may take as long as it takes.
///
/// # Errors
/// When it cannot be opened, or does not have the schema.
pub(super) async fn for_work(
    database: &Database,
    origins: &Origins,
    settings: Settings,
    schema: Schema,
) -> Result<App, Failure> {
    let app = open(database, origins, database.for_work(), settings).await?;
    ready(&app, schema).await?;
    Ok(app)
}

/// Opens a database that must be there: a mistyped name must not become a new file.
///
/// # Errors
/// When it is not there, or cannot be opened.
pub(super) async fn existing(database: &Database, origins: &Origins, with: Settings) -> Result<App, Failure> {
    if let Some(file) = sqlite_file(&database.database_url)
        && !Path::new(file).exists()
    {
        return Err(Failure::new(format!("there is no database file {file} ({})", origin(origins))));
    }
    open(database, origins, database.for_work(), with).await
}

/// How many changes the schema needs.
///
/// # Errors
/// When the database does not answer, or is of a newer program.
pub(super) async fn pending(app: &App) -> Result<usize, Failure> {
    app.pending_migrations().await.map_err(|error| schema_failed("cannot read the schema of the database", &error))
}

async fn search_is_current(app: &App) -> Result<bool, Failure> {
    let is_current = app.search_is_current().await;
    is_current.map_err(|error| schema_failed("cannot read what is searched in the database", &error))
}

/// Brings the schema to what this program expects. Answers how many changes were made.
///
/// # Errors
/// When a change fails, or the database is of a newer program.
pub(super) async fn migrate(app: &App) -> Result<usize, Failure> {
    app.migrate().await.map_err(|error| schema_failed("cannot migrate the database", &error))
}

fn schema_failed(what: &str, error: &masthead_app::Error) -> Failure {
    // sea-orm's words for a change that the database has and this program does not know.
    if explain(error).contains("its file is missing") {
        let version = env!("CARGO_PKG_VERSION");
        return Failure::new(format!(
            "the database was migrated by a newer Masthead than this one ({version}): run that one"
        ));
    }
    Failure::of(what, error)
}

/// Refuses a database whose schema is not the one that this program expects.
///
/// # Errors
/// When it is not.
pub(super) fn refuse(pending: usize) -> Result<(), Failure> {
    match pending {
        0 => Ok(()),
        1 => Err(Failure::new("the database needs 1 change of its schema first: run `masthead migrate`")),
        n => Err(Failure::new(format!("the database needs {n} changes of its schema first: run `masthead migrate`"))),
    }
}

async fn ready(app: &App, schema: Schema) -> Result<(), Failure> {
    match schema {
        Schema::Refuse => refuse(pending(app).await?),
        Schema::Migrate => {
            let made = migrate(app).await?;
            if made > 0 {
                tracing::info!(changes = made, "the database was migrated");
            }
            Ok(())
        }
    }
}

/// Opens the database, whatever its schema.
///
/// # Errors
/// When it cannot be opened.
pub(super) async fn open(
    database: &Database,
    origins: &Origins,
    how: DatabaseSettings,
    settings: Settings,
) -> Result<App, Failure> {
    let url = hide_password(&database.database_url);
    refuse_memory(&database.database_url, origins)?;
    App::open(how, settings, Clock::System).await.map_err(|error| {
        let cause = explain(&error);
        // The pool tells only that it has waited; whoever starts a server wants to know where to look.
        let hint = match cause.contains("timed out") || cause.contains("error communicating") {
            true => "; is the database running, and reachable at this address?",
            false => "",
        };
        Failure::new(format!("cannot open the database {url} ({}): {cause}{hint}", origin(origins)))
    })
}

/// Would this database be gone with the program?
pub(super) fn is_in_memory(url: &str) -> bool {
    url.contains(":memory:") || url.contains("mode=memory")
}

/// Refuses a database that would be gone with the program.
///
/// # Errors
/// When it is one.
pub(super) fn refuse_memory(url: &str, origins: &Origins) -> Result<(), Failure> {
    if is_in_memory(url) {
        return Err(Failure::new(format!(
            "{} would lose everything when the program ends ({}); name a file, such as sqlite://var/masthead.sqlite",
            hide_password(url),
            origin(origins)
        )));
    }
    Ok(())
}

/// Where the database's name came from, so that the right place is put right.
fn origin(origins: &Origins) -> String {
    format!("database_url, {}", origins.of("database_url"))
}

/// The file of a SQLite URL, as sqlx reads it.
pub(super) fn sqlite_file(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("sqlite:")?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    Some(rest.split_once('?').map_or(rest, |(file, _)| file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_urls() {
        assert_eq!(sqlite_file("sqlite://var/masthead.sqlite"), Some("var/masthead.sqlite"));
        assert_eq!(sqlite_file("sqlite:///var/lib/m.sqlite?mode=rwc"), Some("/var/lib/m.sqlite"));
        assert_eq!(sqlite_file("sqlite:m.sqlite"), Some("m.sqlite"));
        assert_eq!(sqlite_file("postgres://db/m"), None);
    }
}
