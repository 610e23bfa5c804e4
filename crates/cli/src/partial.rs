//! Files that have their name when they are complete, and not before.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use tokio::signal;

/// Waits for Ctrl-C, or for a supervisor that has had enough.
pub(crate) async fn interrupted() {
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
pub(crate) struct Partial {
    path: PathBuf,
    file: File,
}

impl Partial {
    /// Begins one; `is_private`: nobody but this user may read it.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn create(target: &Path, is_private: bool) -> io::Result<Self> {
        let mut name = OsString::from(".");
        name.push(target.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename))?);
        name.push(format!(".{}.partial", std::process::id()));
        let path = target.with_file_name(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if is_private {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        let file = options.open(&path)?;
        Ok(Self { path, file })
    }

    /// Where it is, for those who write it by name.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What is written to.
    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// Gives it its name, after everything is on the disk.
    ///
    /// # Errors
    /// When it cannot; then the target is what it was.
    pub(crate) fn complete(self, target: &Path, permissions: Option<fs::Permissions>) -> io::Result<()> {
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
