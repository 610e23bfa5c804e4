//! The files of a bundle: they lie beside it, or are fetched from where a record says that they are.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
    io::Read,
    path::{Component, Path, PathBuf},
};

use bytes::Bytes;
use futures_util::StreamExt;
use masthead_domain::{
    asset::{Asset, Source},
    body::{Block, Body, Picture},
    bundle::{AssetRecord, Record},
    file::{File, FileHash, Upload},
    id::Id,
};
use masthead_persistence::assets;
use sha2::{Digest, Sha256};
use url::Url;

use super::read::{Line, ReadRecord};
use crate::{Cx, Error, Fields, Result, assets as operations, error::Code, media};

/// Where the files of a bundle are.
#[derive(Debug, Clone, Default)]
pub enum Files {
    /// Nobody said.
    #[default]
    Nowhere,
    /// In this folder, by the names that the records tell.
    Folder(PathBuf),
    /// They are made when they are wanted, from the names that the records tell; the same name is the same file.
    Made(fn(&str) -> Option<Vec<u8>>),
}

/// How a bundle is taken in.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Where its files are.
    pub files: Files,
    /// Fetch the files of assets, and pictures in texts, that someone else serves?
    pub fetch: bool,
    /// Does it come from another system?
    pub archive: Option<Archive>,
}

/// How the archive of another system is taken in. It knows less than a bundle: what it does not say, and what people have changed here
/// since, stays as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Archive {
    /// Also over what people have changed here.
    pub overwrite: bool,
}

/// A file that is here, for an asset.
#[derive(Debug)]
pub(super) enum Arrival {
    /// The asset has it already.
    Kept(FileHash),
    /// It has just come.
    Upload(Id<Upload>),
}

/// The name of a file among the files of a bundle.
pub(super) fn name(file: &File) -> String {
    format!("{}.{}", file.hash, file.extension())
}

/// The hash in such a name.
fn hash_of(name: &str) -> Option<FileHash> {
    name.split_once('.').map_or(name, |(hash, _)| hash).parse().ok()
}

/// The files that have arrived for the assets of some lines, by the numbers of the lines; or why one has not.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    pub(super) files: HashMap<u64, std::result::Result<Arrival, String>>,
    /// What is to be said of assets that stay elsewhere: line, key, and what.
    pub(super) notes: Vec<(u64, String, String)>,
}

impl Arrivals {
    /// Where those files were fetched from, with the keys of their assets.
    pub(super) fn urls(&self, lines: &[Line]) -> HashMap<String, String> {
        let here = lines.iter().filter(|line| matches!(self.files.get(&line.number), Some(Ok(_))));
        here.filter_map(|line| match &line.record.as_ref().ok()?.record {
            Record::Asset(AssetRecord { url: Some(url), key, .. }) => Some((url.to_string(), key.clone())),
            _ => None,
        })
        .collect()
    }
}

/// Lets the files of assets arrive that their records name, or that are to be fetched.
///
/// # Errors
/// The database or the store being away.
pub(super) async fn arrive(cx: &Cx, options: &ImportOptions, lines: &[Line]) -> Result<Arrivals> {
    let mut arrivals = Arrivals::default();
    let records = lines.iter().filter_map(|line| match &line.record {
        Ok(ReadRecord { record: Record::Asset(record), .. }) => Some((line, record)),
        _ => None,
    });
    // PostgreSQL cannot even be asked about U+0000; no key has it.
    let keys: Vec<&str> =
        records.clone().map(|(_, record)| record.key.as_str()).filter(|key| !key.contains('\0')).collect();
    let found = assets::find(cx.untagged(), &[], &keys).await?;
    let before: HashMap<&str, &Asset> = found.iter().map(|asset| (asset.key.as_str(), asset)).collect();
    for (line, record) in records {
        let before = before.get(record.key.as_str()).copied();
        let done = match (&record.file, &record.url) {
            (Some(file), _) => named(cx, &options.files, file, before).await.map(Some),
            (None, Some(url)) => elsewhere(cx, options.fetch, url, before).await,
            (None, None) => Ok(None),
        };
        match done {
            Ok(None) => {}
            Ok(Some(arrival)) => drop(arrivals.files.insert(line.number, Ok(arrival))),
            // An old archive has dead pictures: what stands around them is not to suffer.
            Err(error) if is_refusal(&error) && options.archive.is_some() => {
                let message = format!("its file stays where it is: {}", told(&error));
                arrivals.notes.push((line.number, record.key.clone(), message));
            }
            Err(error) if is_refusal(&error) => drop(arrivals.files.insert(line.number, Err(told(&error)))),
            Err(error) => return Err(error),
        }
    }
    Ok(arrivals)
}

/// Is it the file's fault, as opposed to that of the database or the store?
pub(super) fn is_refusal(error: &Error) -> bool {
    !matches!(error.code(), Code::Unavailable | Code::Internal | Code::RateLimited)
}

pub(super) fn told(error: &Error) -> String {
    match error.violations() {
        [] => error.to_string(),
        violations => violations.iter().map(|violation| violation.message.as_str()).collect::<Vec<_>>().join("; "),
    }
}

/// A file that a record names.
async fn named(cx: &Cx, files: &Files, name: &str, before: Option<&Asset>) -> Result<Arrival> {
    let known = hash_of(name);
    let kept = before.and_then(Asset::file);
    if let (Some(hash), Some(kept)) = (&known, kept)
        && *hash == kept.hash
    {
        return Ok(Arrival::Kept(kept.hash.clone()));
    }
    match files {
        Files::Folder(folder) => {
            let path = within(folder, name)?;
            let hash = digest(path.clone()).await?;
            if let (Some(known), Some(hash)) = (&known, &hash)
                && known != hash
            {
                let message = format!("the file {name:?} is not what its name says: it was damaged, or is another one");
                return Err(Error::wrong("/file", "damaged", message));
            }
            if let Some(kept) = kept.filter(|kept| hash.as_ref() == Some(&kept.hash)) {
                return Ok(Arrival::Kept(kept.hash.clone()));
            }
            if hash.is_some() {
                return from_file(cx, &path).await;
            }
        }
        Files::Made(make) => {
            if let (Some(kept), Some(before)) = (kept, before)
                && before.filename.as_deref() == Some(name)
            {
                return Ok(Arrival::Kept(kept.hash.clone()));
            }
            let (make, wanted) = (*make, name.to_owned());
            let made = tokio::task::spawn_blocking(move || make(&wanted)).await.map_err(Error::internal)?;
            if let Some(bytes) = made {
                let one = futures_util::stream::iter([Ok::<_, String>(Bytes::from(bytes))]);
                return upload(cx, name, one).await;
            }
        }
        Files::Nowhere => {}
    }
    // A file that is here already needs not come again.
    if let Some(hash) = known
        && let Some(bytes) = cx.app.media.stored(&hash).await?
    {
        let one = futures_util::stream::iter([Ok::<_, String>(bytes)]);
        return upload(cx, name, one).await;
    }
    let message = format!("the file {name:?} is not there: name the folder that it lies in (--files)");
    Err(Error::wrong("/file", "not_there", message))
}

/// A path below a folder.
fn within(folder: &Path, name: &str) -> Result<PathBuf> {
    let relative = Path::new(name);
    let is_plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
    if name.is_empty() || name.contains('\0') || !is_plain {
        let message = format!("{name:?}: a file is named by its path below the folder of the files");
        return Err(Error::wrong("/file", "invalid", message));
    }
    Ok(folder.join(relative))
}

/// The hash of a file on the disk; nothing when there is none.
pub(super) async fn digest(path: PathBuf) -> Result<Option<FileHash>> {
    let reading = move || -> std::io::Result<Option<FileHash>> {
        let mut file = match std::fs::File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut hash = Sha256::new();
        let mut part = vec![0; 256 * 1024];
        loop {
            match file.read(&mut part)? {
                0 => return Ok(Some(FileHash::new(&hash.finalize().into()))),
                read => hash.update(&part[..read]),
            }
        }
    };
    tokio::task::spawn_blocking(reading)
        .await
        .map_err(Error::internal)?
        .map_err(|error| Error::wrong("/file", "not_readable", error.to_string()))
}

pub(super) async fn from_file(cx: &Cx, path: &Path) -> Result<Arrival> {
    let unreadable = |error: std::io::Error| Error::wrong("/file", "not_readable", error.to_string());
    let file = tokio::fs::File::open(path).await.map_err(unreadable)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let parts = futures_util::stream::unfold(file, |mut file| async {
        use tokio::io::AsyncReadExt;
        let mut part = vec![0; 256 * 1024];
        match file.read(&mut part).await {
            Ok(0) => None,
            Ok(read) => {
                part.truncate(read);
                Some((Ok(Bytes::from(part)), file))
            }
            Err(error) => Some((Err(error), file)),
        }
    });
    upload(cx, &name, parts.boxed()).await
}

async fn upload<E: std::fmt::Display>(
    cx: &Cx,
    name: &str,
    bytes: impl futures_util::Stream<Item = std::result::Result<Bytes, E>> + Unpin,
) -> Result<Arrival> {
    // What is called by its hash has no name worth remembering.
    let name = if hash_of(name).is_some() { None } else { Some(name.to_owned()) };
    let upload = media::create_upload(cx, name).await?;
    Ok(Arrival::Upload(media::receive(cx, upload.id, None, bytes).await?.id))
}

/// A file that someone else serves: it stays where it is, unless it was fetched once or is to be fetched now.
async fn elsewhere(cx: &Cx, fetch: bool, url: &Url, before: Option<&Asset>) -> Result<Option<Arrival>> {
    if let Some(Asset { source: Source::Here(file), fetched_from: Some(from), .. }) = before
        && from == url
    {
        return Ok(Some(Arrival::Kept(file.hash.clone())));
    }
    if !fetch {
        return Ok(None);
    }
    Ok(Some(Arrival::Upload(media::fetch(cx, url.as_str()).await?.id)))
}

/// A URL as assets keep it: texts spell the same one in several ways. Nothing for what is no absolute URL.
pub(super) fn one_spelling(url: &str) -> Option<String> {
    Url::parse(url).ok().map(|url| url.to_string())
}

/// The key of the asset that a picture of a text becomes when it is fetched: it follows from its URL.
fn fetched_key(url: &str) -> String {
    Sha256::digest(url).iter().take(16).fold(String::from("fetched-"), |mut key, byte| {
        let _ = write!(key, "{byte:02x}");
        key
    })
}

/// Lets pictures that lie elsewhere be assets of ours: those whose file is here, and if it is asked for, all others. Returns what
/// could not be fetched, and why; such a picture stays where it is. `coming` are URLs of files that come with this part of the bundle,
/// with the keys of their assets.
pub(super) async fn pull(
    cx: &Cx,
    fetch: bool,
    coming: HashMap<String, String>,
    bodies: &mut [&mut Body],
) -> Result<HashMap<String, String>> {
    let urls =
        bodies.iter_mut().flat_map(|body| pictures(body)).filter_map(|picture| one_spelling(picture.url.as_ref()?));
    let wanted: BTreeMap<String, String> = urls.map(|url| (fetched_key(&url), url)).collect();
    let mut failed = HashMap::new();
    let mut here = coming;
    let urls: Vec<&str> = wanted.values().map(String::as_str).collect();
    for some in urls.chunks(1_000) {
        for asset in assets::fetched_from(cx.untagged(), some).await? {
            if let Some(from) = &asset.fetched_from {
                here.entry(from.to_string()).or_insert(asset.key);
            }
        }
    }
    if fetch {
        for (key, url) in wanted.into_iter().filter(|(_, url)| !here.contains_key(url)).collect::<Vec<_>>() {
            let fields = Fields::from_iter([
                ("key".to_owned(), key.clone().into()),
                ("importUrl".to_owned(), url.clone().into()),
            ]);
            match operations::create(cx, fields).await {
                Ok(asset) => drop(here.insert(url, asset.key)),
                Err(error) if is_refusal(&error) => drop(failed.insert(url, told(&error))),
                Err(error) => return Err(error),
            }
        }
    }
    for picture in bodies.iter_mut().flat_map(|body| pictures(body)) {
        let url = picture.url.as_ref().and_then(|url| one_spelling(url));
        if let Some(key) = url.and_then(|url| here.get(&url)) {
            picture.asset = Some(key.clone());
            picture.url = None;
        }
    }
    Ok(failed)
}

/// The pictures of a text.
fn pictures(body: &mut Body) -> impl Iterator<Item = &mut Picture> {
    body.blocks.iter_mut().flat_map(|block| -> Vec<&mut Picture> {
        match block {
            Block::Image(image) => vec![&mut image.picture],
            Block::Gallery(gallery) => gallery.pictures.iter_mut().collect(),
            _ => Vec::new(),
        }
    })
}
