//! `masthead backup`: everything that the database holds, in one file.

use std::{fs, io::IsTerminal, path::Path, process::ExitCode};

use masthead_app::{App, backup};

use super::{database, export::write_files};
use crate::{
    Failure,
    args::Backup,
    failure::explain,
    out,
    partial::{Partial, interrupted},
    settings::Origins,
};

/// Makes a backup.
///
/// # Errors
/// When the database cannot be opened or read, or the file cannot be written.
pub(crate) async fn run(command: Backup, origins: Origins) -> Result<ExitCode, Failure> {
    let Backup { file, force, files, settings } = command;
    settings.log.start();
    // Through a link to what it leads to; the link stays.
    let target = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
    let existing = fs::metadata(&target).ok();
    refuse_target(&file, existing.as_ref(), force)?;
    if database::sqlite_file(&settings.database.database_url)
        .is_some_and(|own| fs::canonicalize(own).is_ok_and(|own| own == target))
    {
        return Err(Failure::new(format!("{} is the database itself: name another file", file.display())));
    }
    let app = database::existing(&settings.database, &origins, settings.app()).await?;
    // Both before and after: what came meanwhile is copied, and what goes meanwhile was.
    let mut copied = copy_files(&app, files.as_deref()).await?;
    let failed = |error: &std::io::Error| Failure::new(format!("cannot write {}: {error}", file.display()));
    let partial = Partial::create(&target, true).map_err(|error| failed(&error))?;
    if std::io::stderr().is_terminal() {
        out::say("The database is copied and the copy is checked…");
    }
    let tools = settings.database.tools();
    let archive = tokio::select! {
        archive = backup::back_up(&app, partial.path(), &tools) => archive,
        () = interrupted() => return Err(Failure::interrupted()),
    };
    let archive = archive.map_err(|error| Failure::of("there is no backup", &error))?;
    let bytes = partial.file().metadata().map_err(|error| failed(&error))?.len();
    partial.complete(&target, None).map_err(|error| failed(&error))?;
    copied += copy_files(&app, files.as_deref()).await?;
    app.close().await;
    out::answer(format_args!(
        "{}: everything up to event {}, {bytes} bytes, schema {}.",
        file.display(),
        archive.seq,
        archive.version()
    ))?;
    match &files {
        Some(folder) => {
            out::answer(format_args!("{copied} new files of assets were copied into {}.", folder.display()))?
        }
        None => out::answer(format_args!(
            "The files of assets are not part of it: they are in {} (media_store, {}). --files FOLDER copies them.",
            settings.media_store(),
            origins.of("media_store")
        ))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn refuse_target(file: &Path, existing: Option<&fs::Metadata>, force: bool) -> Result<(), Failure> {
    let refuse = |why: &str| Err(Failure::new(format!("cannot write {}: {why}", file.display())));
    match existing {
        _ if file == Path::new("-") => refuse("a backup goes into a file, not to standard output"),
        None => Ok(()),
        Some(existing) if existing.is_dir() => refuse("it is a folder"),
        Some(existing) if !existing.is_file() => refuse("it is no plain file"),
        Some(_) if !force => refuse("it is there already; --force writes over it"),
        Some(_) => Ok(()),
    }
}

/// Copies the files that are new.
async fn copy_files(app: &App, folder: Option<&Path>) -> Result<u64, Failure> {
    let Some(folder) = folder else { return Ok(0) };
    let pending = database::pending(app).await?;
    if pending > 0 {
        let message = "which files there are can be read from the schema of this program alone: run `masthead migrate`, or leave --files away";
        return Err(Failure::new(message));
    }
    write_files(app, folder).await
}

/// The error of an operation, told with what was to be done.
pub(super) fn told(what: &str, error: &masthead_app::Error) -> Failure {
    Failure::new(format!("{what}: {}", explain(error)))
}
