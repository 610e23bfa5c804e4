//! `masthead export bundle`: content out. A file has its name when it is complete, and not before.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use masthead_app::{
    App,
    bundle::{self, ExportProgress, Exported},
};
use tokio::signal;

use super::database;
use crate::{Failure, args::ExportBundle, failure::explain, out, progress, settings::Origins};

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
    let done = if to_stdout {
        write(&app, what, io::stdout(), Failure::stdout).await?
    } else {
        to_file(&app, what, &file).await?
    };
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
async fn write_files(app: &App, folder: &Path) -> Result<u64, Failure> {
    let bar = progress::writing();
    let done = bundle::export_files(app, folder, |files| bar.set_position(files)).await;
    bar.finish_and_clear();
    done.map_err(|error| {
        Failure::new(format!("the files could not be written into {}: {}", folder.display(), explain(&error)))
    })
}

/// Writes to an output.
async fn write(
    app: &App,
    what: What,
    to: impl Write,
    failed: impl Fn(&io::Error) -> Failure,
) -> Result<Exported, Failure> {
    let mut output = Output { inner: BufWriter::with_capacity(BUFFER, to), error: None };
    let bar = progress::writing();
    let tell = |progress: ExportProgress| bar.set_position(progress.records);
    let done = match what {
        What::Everything => bundle::export(app, &mut output, tell).await,
        What::Since(event) => bundle::export_since(app, event, &mut output, tell).await,
    };
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

async fn to_file(app: &App, what: What, file: &Path) -> Result<Exported, Failure> {
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
        return write(app, what, device, failed).await;
    }
    let partial = Partial::create(&target).map_err(|error| failed(&error))?;
    let done = tokio::select! {
        done = write(app, what, &partial.file, failed) => done?,
        () = interrupted() => return Err(Failure::interrupted()),
    };
    partial.complete(&target, existing.map(|existing| existing.permissions())).map_err(|error| failed(&error))?;
    Ok(done)
}

/// Waits for Ctrl-C, or for a supervisor that has had enough.
async fn interrupted() {
    #[cfg(unix)]
    if let Ok(mut terminate) = signal::unix::signal(signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = signal::ctrl_c() => {}
        }
        return;
    }
    let _ = signal::ctrl_c().await;
}

/// A file in the making, beside the one that it is going to be. Dropped, it is gone.
struct Partial {
    path: PathBuf,
    file: File,
}

impl Partial {
    fn create(target: &Path) -> io::Result<Self> {
        let mut name = OsString::from(".");
        name.push(target.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename))?);
        name.push(format!(".{}.partial", std::process::id()));
        let path = target.with_file_name(name);
        let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok(Self { path, file })
    }

    /// Gives it its name, after everything is on the disk.
    fn complete(self, target: &Path, permissions: Option<fs::Permissions>) -> io::Result<()> {
        if let Some(permissions) = permissions {
            self.file.set_permissions(permissions)?;
        }
        self.file.sync_all()?;
        fs::rename(&self.path, target)?;
        // The name is on the disk when the folder is. Not every system lets a folder be opened.
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if let Ok(folder) = File::open(folder) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // After `complete` there is nothing of that name any more.
        let _ = fs::remove_file(&self.path);
    }
}
