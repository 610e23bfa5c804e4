//! `masthead export bundle`: content out. A file has its name when it is complete, and not before.

use std::{
    fs::{self, OpenOptions},
    io::{self, BufWriter, Write},
    path::Path,
    process::ExitCode,
};

use masthead_app::{App, bundle};

use super::database;
use crate::{
    Failure,
    args::ExportBundle,
    failure::explain,
    out,
    partial::{Partial, interrupted},
    progress,
    settings::Origins,
};

/// How much is written at once.
const BUFFER: usize = 256 * 1024;

/// Exports a bundle.
///
/// # Errors
/// When the database cannot be opened or read, or the output cannot be written to.
pub(crate) async fn run(command: ExportBundle, origins: Origins) -> Result<ExitCode, Failure> {
    let ExportBundle { file, files, settings } = command;
    settings.log.start();
    let app = database::existing(&settings.database, &origins, settings.app()).await?;
    database::refuse(database::pending(&app).await?)?;
    let records = if file == Path::new("-") {
        write(&app, io::stdout(), Failure::stdout).await?
    } else {
        to_file(&app, &file).await?
    };
    let written = match &files {
        Some(folder) => Some(write_files(&app, folder).await?),
        None => None,
    };
    app.close().await;
    out::say(format_args!("{records} records were exported."));
    if let (Some(written), Some(folder)) = (written, files) {
        out::say(format_args!("{written} new files were written into {}.", folder.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the files of assets into a folder.
pub(super) async fn write_files(app: &App, folder: &Path) -> Result<u64, Failure> {
    let bar = progress::writing();
    let done = bundle::export_files(app, folder, |files| bar.set_position(files)).await;
    bar.finish_and_clear();
    done.map_err(|error| {
        Failure::new(format!("the files could not be written into {}: {}", folder.display(), explain(&error)))
    })
}

/// Writes everything to an output.
async fn write(app: &App, to: impl Write, failed: impl Fn(&io::Error) -> Failure) -> Result<u64, Failure> {
    let mut output = Output { inner: BufWriter::with_capacity(BUFFER, to), error: None };
    let bar = progress::writing();
    let done = bundle::export(app, &mut output, |progress| bar.set_position(progress.records)).await;
    bar.finish_and_clear();
    // `app` tells of the output's failures as of any other; here the difference matters.
    let done = done.map_err(|error| match output.error.take() {
        Some(error) => failed(&error),
        None => Failure::new(format!("the export stopped: {}", explain(&error))),
    })?;
    output.flush().map_err(|error| failed(&error))?;
    Ok(done)
}

/// Remembers why it could not write.
struct Output<W: Write> {
    inner: BufWriter<W>,
    error: Option<io::Error>,
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes).map_err(|error| {
            let told = io::Error::from(error.kind());
            self.error = Some(error);
            told
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

async fn to_file(app: &App, file: &Path) -> Result<u64, Failure> {
    let failed = |error: &io::Error| Failure::new(format!("cannot write {}: {error}", file.display()));
    // Through a link to what it leads to; the link stays.
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let existing = fs::metadata(&target).ok();
    if existing.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(Failure::new(format!("cannot write {}: it is a folder", file.display())));
    }
    // A pipe or a device cannot be replaced, only written to.
    if existing.as_ref().is_some_and(|existing| !existing.is_file()) {
        let device = OpenOptions::new().write(true).open(&target).map_err(|error| failed(&error))?;
        return write(app, device, failed).await;
    }
    let partial = Partial::create(&target, false).map_err(|error| failed(&error))?;
    let records = tokio::select! {
        records = write(app, partial.file(), failed) => records?,
        () = interrupted() => return Err(Failure::interrupted()),
    };
    partial.complete(&target, existing.map(|existing| existing.permissions())).map_err(|error| failed(&error))?;
    Ok(records)
}
