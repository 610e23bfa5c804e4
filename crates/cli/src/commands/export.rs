//! `masthead export bundle`: content out. A file has its name when it is complete, and not before.

use std::{
    fs::{self, OpenOptions},
    io::{self, BufWriter, Write},
    path::Path,
    process::ExitCode,
};

use masthead_app::{
    App,
    bundle::{self, ExportProgress, Exported},
};

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
    let ExportBundle { file, files, since, settings } = command;
    settings.log.start();
    let app = database::existing(&settings.database, &origins, settings.app()).await?;
    database::refuse(database::pending(&app).await?)?;
    let what = since.map_or(What::Everything, What::Since);
    let to_stdout = file == Path::new("-");
    let done = to_file(&file, async |out| write(&app, what, out).await).await?;
    let written = match &files {
        Some(folder) => Some(write_files(&app, folder).await?),
        None => None,
    };
    app.close().await;
    out::say(format_args!("{} records were exported.", done.records));
    if let (Some(written), Some(folder)) = (written, files) {
        out::say(format_args!("{written} new files were written into {}.", folder.display()));
    }
    out::say(format_args!("What changes from now on: masthead export bundle --since {}", done.last_event));
    if !to_stdout {
        // For scripts.
        out::answer(done.last_event)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What is exported.
#[derive(Debug, Clone, Copy)]
enum What {
    Everything,
    /// What has changed since an event.
    Since(i64),
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

/// Writes a bundle to an output.
async fn write(app: &App, what: What, mut out: Output<'_>) -> Result<Exported, Failure> {
    let bar = progress::writing();
    let tell = |progress: ExportProgress| bar.set_position(progress.records);
    let done = match what {
        What::Everything => bundle::export(app, &mut out, tell).await,
        What::Since(event) => bundle::export_since(app, event, &mut out, tell).await,
    };
    bar.finish_and_clear();
    out.end(done)
}

/// An output that remembers why it could not be written to.
pub(super) struct Output<'a> {
    inner: BufWriter<Box<dyn Write + 'a>>,
    failed: Box<dyn Fn(&io::Error) -> Failure + 'a>,
    error: Option<io::Error>,
}

impl<'a> Output<'a> {
    fn new(to: impl Write + 'a, failed: impl Fn(&io::Error) -> Failure + 'a) -> Self {
        Self { inner: BufWriter::with_capacity(BUFFER, Box::new(to)), failed: Box::new(failed), error: None }
    }

    /// Ends an export: `app` tells of the output's failures as of any other; here the difference matters.
    ///
    /// # Errors
    /// When it failed, or the output cannot take its end.
    pub(super) fn end<T>(mut self, done: Result<T, masthead_app::Error>) -> Result<T, Failure> {
        let done = done.map_err(|error| match self.error.take() {
            Some(error) => (self.failed)(&error),
            None => Failure::new(format!("the export stopped: {}", explain(&error))),
        })?;
        self.inner.flush().map_err(|error| (self.failed)(&error))?;
        Ok(done)
    }
}

impl Write for Output<'_> {
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

/// Writes to a file, which has its name when it is complete, or to standard output.
///
/// # Errors
/// When it cannot be written to, or the writing fails or is interrupted.
pub(super) async fn to_file<T>(
    file: &Path,
    write: impl AsyncFnOnce(Output<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    if file == Path::new("-") {
        return write(Output::new(io::stdout(), Failure::stdout)).await;
    }
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
        return write(Output::new(device, failed)).await;
    }
    let partial = Partial::create(&target, false).map_err(|error| failed(&error))?;
    let done = tokio::select! {
        done = write(Output::new(partial.file(), failed)) => done?,
        () = interrupted() => return Err(Failure::interrupted()),
    };
    partial.complete(&target, existing.map(|existing| existing.permissions())).map_err(|error| failed(&error))?;
    Ok(done)
}
