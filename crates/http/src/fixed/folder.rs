//! The folder: files that have their names when they are complete, that are written again only if they differ, and that go when
//! nothing leads to them any more.

use std::{
    collections::{HashMap, HashSet},
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{
    Error,
    inside::Answer,
    manifest::{Entry, MANIFEST, read_media},
    names::{Names, hash},
};

/// What a web server serves.
pub(super) const PUBLIC: &str = "public";

/// A folder of this command's own.
pub(super) struct Folder {
    root: PathBuf,
    /// Media files that are here already, by their addresses.
    known: HashMap<String, Entry>,
    /// What is to stay, by the hashes of names.
    kept: HashSet<u128>,
    /// What was written, by the same.
    written: HashSet<u128>,
}

fn file_error(path: &Path) -> impl Fn(io::Error) -> Error + '_ {
    |cause| Error::File { path: path.to_owned(), cause }
}

pub(super) fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Folder {
    /// Opens a folder that is new, empty, or of this command's own.
    pub(super) fn open(root: &Path) -> Result<Self, Error> {
        fs::create_dir_all(root).map_err(file_error(root))?;
        let manifest = root.join(MANIFEST);
        let mut known = HashMap::new();
        if manifest.exists() {
            known = read_media(&manifest)?;
        } else {
            if fs::read_dir(root).map_err(file_error(root))?.next().is_some() {
                return Err(Error::Foreign(root.to_owned()));
            }
            // From now on it is this command's, also when it is cut short.
            fs::write(&manifest, "{\"generator\": \"masthead export static\", \"files\": [\n]}\n")
                .map_err(file_error(&manifest))?;
        }
        let public = root.join(PUBLIC);
        fs::create_dir_all(&public).map_err(file_error(&public))?;
        Ok(Self { root: root.to_owned(), known, kept: HashSet::new(), written: HashSet::new() })
    }

    /// Begins anew: what is kept is told again.
    pub(super) fn begin(&mut self) {
        self.kept.clear();
    }

    pub(super) fn written(&self) -> u64 {
        u64::try_from(self.written.len()).unwrap_or(u64::MAX)
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The tag of a media file that is here whole.
    pub(super) fn known_tag(&self, url: &str) -> Option<String> {
        let entry = self.known.get(url)?;
        let size = fs::metadata(self.path(&entry.file)).ok()?.len();
        (size == entry.bytes && !entry.etag.is_empty()).then(|| entry.etag.clone())
    }

    /// Keeps a media file that has not changed.
    pub(super) fn keep_known(&mut self, url: &str, names: &mut Names) -> Option<Entry> {
        let entry = self.known.get(url)?.clone();
        let name = names.of(url, &entry.content_type);
        // The same address has the same name, unless another one has taken it: then this one is written under its other one.
        if name != entry.file {
            let (from, to) = (self.path(&entry.file), self.path(&name));
            fs::create_dir_all(to.parent()?).and_then(|()| fs::copy(from, to)).ok()?;
        }
        self.kept.insert(hash(&name));
        Some(Entry { file: name, ..entry })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.join(PUBLIC).join(name)
    }

    /// Writes a file of the public part, if it differs from what is there. Answers its size and hash.
    pub(super) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(u64, String), Error> {
        let path = self.path(name);
        if self.put_at(&path, bytes)? {
            self.written.insert(hash(name));
        }
        self.kept.insert(hash(name));
        Ok((bytes.len() as u64, hex(&Sha256::digest(bytes))))
    }

    /// Writes a file beside the public part, if it differs.
    pub(super) fn put_beside(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        self.put_at(&self.root.join(name), bytes).map(drop)
    }

    fn put_at(&self, path: &Path, bytes: &[u8]) -> Result<bool, Error> {
        if is_same(path, bytes).map_err(file_error(path))? {
            return Ok(false);
        }
        self.replace(path, |file| file.write_all(bytes))?;
        Ok(true)
    }

    /// Writes a media file while it comes.
    pub(super) async fn stream(&mut self, name: &str, answer: &mut Answer) -> Result<(u64, String), Error> {
        let path = self.path(name);
        let partial = self.partial(&path)?;
        let mut file = File::create(&partial).map_err(file_error(&partial))?;
        let (mut size, mut digest) = (0, Sha256::new());
        while let Some(piece) = answer.next().await? {
            file.write_all(&piece).map_err(file_error(&partial))?;
            digest.update(&piece);
            size += piece.len() as u64;
        }
        file.sync_all().map_err(file_error(&partial))?;
        fs::rename(&partial, &path).map_err(file_error(&path))?;
        self.written.insert(hash(name));
        self.kept.insert(hash(name));
        Ok((size, hex(&digest.finalize())))
    }

    /// Where a file is while it is written: beside where it is going to be, so that it comes there in one step.
    fn partial(&self, path: &Path) -> Result<PathBuf, Error> {
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(file_error(folder))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(folder.join(format!(".{}.{:x}.partial", std::process::id(), hash(&name))))
    }

    fn replace(&self, path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<(), Error> {
        let partial = self.partial(path)?;
        let mut file = File::create(&partial).map_err(file_error(&partial))?;
        write(&mut file).map_err(file_error(&partial))?;
        fs::rename(&partial, path).map_err(file_error(path))
    }

    /// Removes everything from the public part that was not kept. Answers how many files that were.
    pub(super) fn sweep(&self) -> Result<u64, Error> {
        let public = self.root.join(PUBLIC);
        let mut removed = 0;
        self.sweep_folder(&public, "", &mut removed)?;
        Ok(removed)
    }

    /// Answers whether anything is left.
    fn sweep_folder(&self, folder: &Path, name: &str, removed: &mut u64) -> Result<bool, Error> {
        let mut any = false;
        for item in fs::read_dir(folder).map_err(file_error(folder))? {
            let item = item.map_err(file_error(folder))?;
            let path = item.path();
            let own = item.file_name();
            let own = own.to_string_lossy();
            let name = if name.is_empty() { own.into_owned() } else { format!("{name}/{own}") };
            if item.file_type().map_err(file_error(&path))?.is_dir() {
                if self.sweep_folder(&path, &name, removed)? {
                    any = true;
                } else {
                    fs::remove_dir(&path).map_err(file_error(&path))?;
                }
            } else if self.kept.contains(&hash(&name)) {
                any = true;
            } else {
                fs::remove_file(&path).map_err(file_error(&path))?;
                *removed += 1;
            }
        }
        Ok(any)
    }
}

/// Is this what is there?
fn is_same(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    if file.metadata()?.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut there = Vec::with_capacity(bytes.len());
    file.read_to_end(&mut there)?;
    Ok(there == bytes)
}
