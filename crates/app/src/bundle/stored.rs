//! The files of all assets, between the store and a folder: out beside a bundle or a backup, and back.

use std::{collections::BTreeSet, io::Write, path::Path};

use futures_util::StreamExt;
use masthead_domain::{
    asset::Asset,
    file::{File, FileHash},
};
use masthead_persistence::{assets, files as stored, storage::Name};

use super::files::{Arrival, digest, from_file, is_refusal, name, told};
use crate::{App, Cx, Error, Result};

/// Writes the files of every asset into a folder, by the names that the records of an export tell. What is there is left as it is.
/// Returns how many were written.
///
/// # Errors
/// When the database, the store or the folder cannot be used.
pub async fn export_files(app: &App, folder: &Path, mut report: impl FnMut(u64)) -> Result<u64> {
    tokio::fs::create_dir_all(folder).await.map_err(Error::internal)?;
    let (mut after, mut written) = (String::new(), 0);
    loop {
        let some = assets::after_key(&app.db.reader(), &after, 200).await?;
        let Some(last) = some.last() else { return Ok(written) };
        after.clone_from(&last.key);
        for file in some.iter().filter_map(Asset::file) {
            let path = folder.join(name(file));
            if tokio::fs::try_exists(&path).await.map_err(Error::internal)? {
                continue;
            }
            write_file(app, file, &path).await?;
            written += 1;
            report(written);
        }
    }
}

/// A file has its name when it is complete, and not before.
async fn write_file(app: &App, file: &File, path: &Path) -> Result<()> {
    let reading = app.media.reading(&Name::Original(&file.hash)).await?;
    let mut reading = reading.ok_or_else(|| Error::internal(format!("the file {} is not in the store", file.hash)))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut temporary = tempfile::NamedTempFile::new_in(folder).map_err(Error::internal)?;
    while let Some(part) = reading.stream.next().await {
        temporary.write_all(&part?).map_err(Error::internal)?;
    }
    temporary.as_file().sync_all().map_err(Error::internal)?;
    temporary.persist(path).map_err(|error| Error::internal(error.error))?;
    Ok(())
}

/// What came of putting files back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilesRestored {
    /// How many were put into the store.
    pub restored: u64,
    /// How many were there already.
    pub present: u64,
    /// Those that are not there and were not put there, by name, and why.
    pub missing: Vec<(String, String)>,
}

/// Puts the files of every asset into the store that are not there, from a folder where [`export_files`] wrote them.
///
/// # Errors
/// When the database or the store cannot be used. What is wrong with single files is told in the end.
pub async fn restore_files(app: &App, folder: &Path, mut report: impl FnMut(u64)) -> Result<FilesRestored> {
    let cx = app.system();
    let mut done = FilesRestored::default();
    let mut seen: BTreeSet<FileHash> = BTreeSet::new();
    let mut after = String::new();
    loop {
        let some = assets::after_key(&app.db.reader(), &after, 200).await?;
        let Some(last) = some.last() else { return Ok(done) };
        after.clone_from(&last.key);
        for file in some.iter().filter_map(Asset::file) {
            if !seen.insert(file.hash.clone()) {
                continue;
            }
            if is_whole(app, file).await? {
                done.present += 1;
                continue;
            }
            match put_back(&cx, folder, file).await {
                Ok(()) => done.restored += 1,
                Err(error) if is_refusal(&error) => done.missing.push((name(file), told(&error))),
                Err(error) => return Err(error),
            }
            report(done.restored);
        }
    }
}

/// Is a file in the store, and what readers are served of it?
async fn is_whole(app: &App, file: &File) -> Result<bool> {
    let storage = app.media.storage()?;
    if storage.size(&Name::Original(&file.hash)).await? != Some(file.bytes) {
        return Ok(false);
    }
    let served = file.details.served_bytes;
    Ok(served.is_none() || storage.size(&Name::Served(&file.hash)).await? == served)
}

async fn put_back(cx: &Cx, folder: &Path, file: &File) -> Result<()> {
    let path = folder.join(name(file));
    match digest(path.clone()).await? {
        None => return Err(Error::wrong("/file", "not_there", "it is not in the folder")),
        Some(hash) if hash != file.hash => {
            return Err(Error::wrong(
                "/file",
                "damaged",
                "it is not what its name says: it was damaged, or is another one",
            ));
        }
        Some(_) => {}
    }
    // It arrives as it did the first time: with what readers are served instead of it.
    if let Arrival::Upload(id) = from_file(cx, &path).await? {
        let tx = cx.app.db.begin().await?;
        stored::delete_upload(&tx, id).await?;
        tx.commit(cx.app.clock.now()).await?;
    }
    Ok(())
}
