//! `masthead migrate-database`: everything into another database, and whether both answer the same.

use std::{path::Path, process::ExitCode};

use masthead_app::{App, Clock, Settings, backup};
use masthead_http::compare;
use tokio::task::LocalSet;

use super::database;
use crate::{
    Failure,
    args::MigrateDatabase,
    out,
    partial::interrupted,
    progress,
    settings::{Database, Origins, hide_password},
};

/// Differences that are told.
const TOLD: usize = 20;

/// Copies a database, and compares both.
///
/// # Errors
/// When one of them cannot be opened, or the second holds something.
pub(crate) async fn run(command: MigrateDatabase, origins: Origins) -> Result<ExitCode, Failure> {
    let MigrateDatabase { from, to, verify_only, sample, settings } = command;
    settings.log.start();
    let named =
        if from.is_some() { "--from".to_owned() } else { format!("database_url, {}", origins.of("database_url")) };
    let from = settings.database.at(from.unwrap_or_else(|| settings.database.database_url.clone()));
    let from = open(&from, &named, true).await?;
    let to = open(&settings.database.at(to), "--to", verify_only).await?;
    let working = async {
        if !verify_only {
            copy(&from, &to).await?;
        }
        verify(&from, &to, sample).await
    };
    let doors = LocalSet::new();
    let status = tokio::select! {
        status = doors.run_until(working) => status?,
        () = interrupted() => return Err(Failure::interrupted()),
    };
    from.close().await;
    to.close().await;
    Ok(status)
}

/// Opens one of the two, which was named there. Both say the same of where they are, so that their answers can be the same.
async fn open(database: &Database, named: &str, must_exist: bool) -> Result<App, Failure> {
    let url = hide_password(&database.database_url);
    if database::is_in_memory(&database.database_url) {
        return Err(Failure::new(format!("{url} ({named}) would be gone when the program ends: name a file")));
    }
    if must_exist
        && let Some(file) = database::sqlite_file(&database.database_url)
        && !Path::new(file).exists()
    {
        return Err(Failure::new(format!("there is no database file {file} ({named})")));
    }
    let settings = Settings { url: Some("http://localhost".to_owned()), ..Settings::default() };
    let opened = App::open(database.for_work(), settings, Clock::System).await;
    opened.map_err(|error| Failure::of(&format!("cannot open the database {url} ({named})"), &error))
}

async fn copy(from: &App, to: &App) -> Result<(), Failure> {
    let bar = progress::rows();
    let copied = backup::copy_database(from, to, |progress| progress::show(&bar, &progress)).await;
    bar.finish_and_clear();
    let copied = copied.map_err(|error| super::backup::told("nothing was copied", &error))?;
    out::answer(format_args!("{} rows were copied.", copied.rows))
}

/// Compares both, and says what differs.
async fn verify(from: &App, to: &App, sample: u32) -> Result<ExitCode, Failure> {
    let bar = progress::rows();
    let compared = backup::compare_tables(from, to, |progress| progress::show(&bar, &progress)).await;
    bar.finish_and_clear();
    let (rows, tables) = compared.map_err(|error| super::backup::told("the databases cannot be compared", &error))?;
    for table in &tables {
        let how = match table.rows == table.other_rows {
            true => format!("{} rows in both, and not the same", table.rows),
            false => format!("{} rows and {}", table.rows, table.other_rows),
        };
        out::say(format_args!("table {}: {how}", table.table));
    }
    let bar = progress::answers();
    let sample = usize::try_from(sample).unwrap_or(usize::MAX);
    let answers = compare(from, to, sample, |asked| bar.set_position(asked)).await;
    bar.finish_and_clear();
    let answers = answers.map_err(|error| Failure::new(format!("the answers cannot be compared: {error}")))?;
    for difference in answers.differences.iter().take(TOLD) {
        out::say(format_args!("{}: {}", difference.path, difference.how));
    }
    let (differing, asked) = (answers.differences.len(), answers.asked);
    if tables.is_empty() && differing == 0 {
        out::answer(format_args!("Both hold the same {rows} rows, and gave the same {asked} answers."))?;
        return Ok(ExitCode::SUCCESS);
    }
    out::answer(format_args!(
        "They are not the same: {} tables differ, and {differing} of {asked} answers. Was the first one written to meanwhile?",
        tables.len()
    ))?;
    Ok(ExitCode::from(1))
}
