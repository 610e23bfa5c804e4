//! `masthead restore`: a backup back into the database.

use std::{path::Path, process::ExitCode};

use masthead_app::{
    App, Clock,
    backup::{self, Restoring},
    bundle,
};

use super::database;
use crate::{Failure, args::Restore, failure::explain, out, progress, settings::Origins};

/// Names of missing files that are told.
const TOLD: usize = 20;

/// Restores a backup.
///
/// # Errors
/// When there is no backup, or it cannot be restored; what is restored nowhere leaves everything as it was.
pub(crate) async fn run(command: Restore, origins: Origins) -> Result<ExitCode, Failure> {
    let Restore { file, force, files, settings } = command;
    settings.log.start();
    let database = &settings.database;
    database::refuse_memory(&database.database_url, &origins)?;
    let bar = progress::rows();
    let what = Restoring {
        file: &file,
        database: database.for_work(),
        sqlite_file: database::sqlite_file(&database.database_url).map(Into::into),
        force,
        tools: database.tools(),
        clock: Clock::System,
    };
    let restored = backup::restore(what, |progress| progress::show(&bar, &progress)).await;
    bar.finish_and_clear();
    let restored = restored.map_err(|error| Failure::new(explain(&error)))?;
    let archive = &restored.archive;
    out::answer(format_args!(
        "{} was restored: everything up to event {}, schema {}.",
        file.display(),
        archive.seq,
        archive.version()
    ))?;
    if restored.migrated > 0 {
        out::answer(format_args!("Its schema needed {} changes, which were made.", restored.migrated))?;
    }
    if restored.has_replaced {
        out::answer("What the database held before is gone. Copies and live updates of clients begin again.")?;
    }
    let Some(folder) = files else { return Ok(ExitCode::SUCCESS) };
    let app = database::existing(database, &origins, settings.app()).await?;
    let status = restore_files(&app, &folder).await;
    app.close().await;
    status
}

/// Puts files back, and says which are missing.
async fn restore_files(app: &App, folder: &Path) -> Result<ExitCode, Failure> {
    let bar = progress::writing();
    let done = bundle::restore_files(app, folder, |files| bar.set_position(files)).await;
    bar.finish_and_clear();
    let done =
        done.map_err(|error| super::backup::told("the database was restored, and the files were not", &error))?;
    out::answer(format_args!("{} files were put into the store, {} were there.", done.restored, done.present))?;
    if done.missing.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    for (name, why) in done.missing.iter().take(TOLD) {
        out::say(format_args!("{name}: {why}"));
    }
    out::answer(format_args!("{} files are missing: assets have no picture without them.", done.missing.len()))?;
    Ok(ExitCode::from(1))
}
