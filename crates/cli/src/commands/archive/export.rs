//! An export of another system: a file that can be read more than once.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use masthead_imports::{Fault, Options, Told};

use crate::Failure;

/// Where an export comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum System {
    /// WordPress, in WXR.
    Wordpress,
}

/// An export.
#[derive(Debug)]
pub(crate) struct Export {
    system: System,
    name: String,
    from: From,
    size: u64,
}

/// Where its bytes are.
#[derive(Debug)]
enum From {
    File(PathBuf),
    /// What came from standard input: it is read more than once.
    Kept(tempfile::NamedTempFile),
}

impl Export {
    /// Opens a file; `-` is standard input.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn of_file(system: System, file: &Path) -> Result<Self, Failure> {
        if file == Path::new("-") {
            let failed = |error: io::Error| Failure::new(format!("cannot read standard input: {error}"));
            let mut kept = tempfile::NamedTempFile::new().map_err(failed)?;
            let size = io::copy(&mut io::stdin().lock(), &mut kept).map_err(failed)?;
            kept.seek(SeekFrom::Start(0)).map_err(failed)?;
            return Ok(Self { system, name: "standard input".to_owned(), from: From::Kept(kept), size });
        }
        let failed = |error: io::Error| Failure::new(format!("cannot read the export {}: {error}", file.display()));
        let metadata = File::open(file).and_then(|opened| opened.metadata()).map_err(failed)?;
        if metadata.is_dir() {
            return Err(Failure::new(format!("cannot read the export {}: it is a folder", file.display())));
        }
        Ok(Self { system, name: file.display().to_string(), from: From::File(file.to_owned()), size: metadata.len() })
    }

    /// What to call it.
    pub(crate) fn name(&self) -> String {
        self.name.clone()
    }

    /// Reads it.
    ///
    /// # Errors
    /// When it is not what it should be.
    pub(crate) fn read(&self, options: &Options, out: &mut dyn FnMut(Told) -> ControlFlow<()>) -> Result<(), Fault> {
        let open = || -> io::Result<Box<dyn Read + Send>> {
            let file = match &self.from {
                From::File(path) => File::open(path)?,
                From::Kept(kept) => kept.reopen()?,
            };
            Ok(Box::new(BufReader::with_capacity(256 * 1024, file)))
        };
        match self.system {
            System::Wordpress => masthead_imports::wordpress::read(&open, self.size, options, out),
        }
    }
}
