//! `masthead import wordpress|ghost|feed`: the archive of another system in, and a word about every item of it.

mod export;
mod ledger;
mod rehearsal;

use std::{
    fs,
    ops::ControlFlow,
    path::Path,
    process::ExitCode,
    sync::{Arc, Mutex, MutexGuard},
};

use masthead_app::{
    App,
    bundle::{self, Archive, ImportEvent, ImportOptions},
};
use masthead_imports::{Made, Mapping, Options, Told};

pub(crate) use export::{Export, System};

use self::ledger::{Ledger, Output};
use super::database::{self, Schema};
use crate::{
    Failure,
    args::{ArchiveArgs, ImportArchive},
    out, progress,
    settings::Origins,
};

/// Imports the archive of another system.
///
/// # Errors
/// When the export or the mapping file cannot be read, or the database cannot be opened or written to.
pub(crate) async fn run(system: System, command: ImportArchive, origins: Origins) -> Result<ExitCode, Failure> {
    let ImportArchive { file, how } = command;
    // Before the database: a mistyped name should change nothing.
    let mapping = mapping(how.mapping.as_deref())?;
    let export = Export::open(system, &file).await?;
    let output = match (&how.report, how.json) {
        (Some(path), _) => Output::file(path)?,
        (None, true) => Output::Stdout,
        (None, false) => Output::Nowhere,
    };
    if how.dry_run {
        let rehearsal = rehearsal::Rehearsal::begin(&how.settings.database, &origins, how.settings.app()).await?;
        // Only now: how a database came to be that is thrown away interests nobody.
        how.settings.log.start();
        let done = take(rehearsal.app(), export, mapping, &how, output).await;
        rehearsal.end().await;
        let ledger = done?;
        out::say("Nothing was changed: this was a dry run.");
        return finish(&ledger, &how);
    }
    how.settings.log.start();
    let schema = if how.no_migrate { Schema::Refuse } else { Schema::Migrate };
    let app = database::for_work(&how.settings.database, &origins, how.settings.app(), schema).await?;
    let done = take(&app, export, mapping, &how, output).await;
    app.close().await;
    finish(&done?, &how)
}

/// Reads a mapping file.
pub(super) fn mapping(file: Option<&Path>) -> Result<Mapping, Failure> {
    let Some(file) = file else { return Ok(Mapping::default()) };
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::new(format!("cannot read the mapping file {}: {error}", file.display())))?;
    Mapping::read(&text).map_err(|error| Failure::new(format!("the mapping file {} is wrong: {error}", file.display())))
}

/// Takes an export in, and accounts for every item.
async fn take(
    app: &App,
    export: Export,
    mapping: Mapping,
    how: &ArchiveArgs,
    output: Output,
) -> Result<Ledger, Failure> {
    let name = export.name();
    let bar = progress::archive();
    let ledger = Arc::new(Mutex::new(Ledger::new(output)));
    let options = Options::new(mapping, app.system().now(), how.settings.app().embed_hosts);
    let source = {
        let (ledger, bar) = (Arc::clone(&ledger), bar.clone());
        let runtime = tokio::runtime::Handle::current();
        Box::new(move |record: &mut dyn FnMut(u64, _) -> ControlFlow<()>| {
            let mut number = 0;
            export
                .read(&options, &runtime, &mut |told| match told {
                    Told::Progress { done, total } => {
                        bar.set_length(total);
                        bar.set_position(done);
                        ControlFlow::Continue(())
                    }
                    Told::Item(item) => {
                        number += 1;
                        match item.made {
                            Made::Skipped(why) => lock(&ledger).skipped(item.origin, item.notes, why),
                            Made::Refused(why) => lock(&ledger).refused(item.origin, item.notes, why),
                            Made::Records(records) => {
                                lock(&ledger).begin(number, item.origin, item.notes, &records);
                                for one in records {
                                    record(number, one)?;
                                }
                            }
                        }
                        ControlFlow::Continue(())
                    }
                })
                .map_err(|fault| fault.to_string())
        })
    };
    let how = ImportOptions {
        fetch: how.fetch && !how.dry_run,
        archive: Some(Archive { overwrite: how.overwrite }),
        ..ImportOptions::default()
    };
    let done = bundle::import_records(app, source, &how, |event| {
        let mut ledger = lock(&ledger);
        match event {
            ImportEvent::Refused { line, reason, kind, name } => ledger.note_refused(line, kind, name, reason),
            ImportEvent::Note { line, message, .. } => ledger.note(line, message),
            ImportEvent::Done { line, outcome } => ledger.done(line, outcome),
            ImportEvent::Progress { .. } => bar.set_message(ledger.pace()),
        }
    })
    .await;
    bar.finish_and_clear();
    let failed = done.err().map(|error| {
        let failure = Failure::of(&format!("the import of {name} stopped"), &error);
        match failure.message() {
            // Nothing has been taken from what cannot be read; what was taken from elsewhere stays.
            Some(message) if lock(&ledger).is_empty() => Failure::new(message.to_owned()),
            Some(message) => Failure::new(format!("{message}; running it again goes on")),
            None => failure,
        }
    });
    let mut ledger = std::mem::take(&mut *lock(&ledger));
    ledger.close();
    match failed {
        Some(failure) => Err(failure),
        None => Ok(ledger),
    }
}

fn lock(ledger: &Mutex<Ledger>) -> MutexGuard<'_, Ledger> {
    ledger.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Says what came of it.
fn finish(ledger: &Ledger, how: &ArchiveArgs) -> Result<ExitCode, Failure> {
    if let Some(failure) = ledger.failure() {
        return Err(failure);
    }
    ledger.refusals().iter().for_each(out::say);
    if !how.quiet_notes {
        ledger.notes().iter().for_each(out::say);
    }
    if how.json {
        out::answer(ledger.summary_json())?;
    } else {
        out::text(&ledger.summary())?;
    }
    Ok(if ledger.has_refusals() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
