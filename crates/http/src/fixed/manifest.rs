//! The list of all addresses and their files. It also says that the folder is this command's.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Error, folder::Folder, leads::is_media};

/// Its name.
pub(super) const MANIFEST: &str = "manifest.json";

/// An address, and the file that it is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    /// The path and query.
    pub(super) url: String,
    /// The file, in the public part.
    pub(super) file: String,
    /// The media type of the answer.
    pub(super) content_type: String,
    /// The tag of the answer; empty without one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) etag: String,
    /// The hash of the file.
    pub(super) sha256: String,
    /// The size of the file.
    pub(super) bytes: u64,
}

/// A list in the making: one address a line, so that it is read and written without holding it.
pub(super) struct Manifest {
    partial: PathBuf,
    out: BufWriter<File>,
    is_empty: bool,
}

impl Manifest {
    pub(super) fn begin(folder: &Path, url: &Url) -> Result<Self, Error> {
        let partial = folder.join(format!(".{MANIFEST}.partial"));
        let failed = |cause| Error::File { path: folder.join(MANIFEST), cause };
        let mut out = BufWriter::new(File::create(&partial).map_err(failed)?);
        let url = serde_json::Value::from(url.as_str().trim_end_matches('/'));
        write!(out, "{{\"generator\": \"masthead export static\", \"url\": {url}, \"files\": [").map_err(failed)?;
        Ok(Self { partial, out, is_empty: true })
    }

    pub(super) fn add(&mut self, entry: &Entry) -> Result<(), Error> {
        let separator = if std::mem::take(&mut self.is_empty) { "\n" } else { ",\n" };
        let line = serde_json::to_string(entry).map_err(|error| self.failed(error.into()))?;
        write!(self.out, "{separator}{line}").map_err(|cause| self.failed(cause))
    }

    pub(super) fn finish(mut self, folder: &Folder) -> Result<(), Error> {
        let done = writeln!(self.out, "\n]}}").and_then(|()| self.out.flush());
        done.map_err(|cause| self.failed(cause))?;
        fs::rename(&self.partial, folder.root().join(MANIFEST)).map_err(|cause| self.failed(cause))
    }

    fn failed(&self, cause: std::io::Error) -> Error {
        Error::File { path: self.partial.clone(), cause }
    }
}

/// The media files of a list: what an address of one names never changes.
pub(super) fn read_media(path: &Path) -> Result<HashMap<String, Entry>, Error> {
    let failed = |cause| Error::File { path: path.to_owned(), cause };
    let mut media = HashMap::new();
    for line in BufReader::new(File::open(path).map_err(failed)?).lines() {
        let line = line.map_err(failed)?;
        // Whatever is no entry is no media file either, and everything else is asked for anew anyway.
        let Ok(entry) = serde_json::from_str::<Entry>(line.trim_end_matches(',')) else { continue };
        if is_media(&entry.url) {
            media.insert(entry.url.clone(), entry);
        }
    }
    Ok(media)
}
