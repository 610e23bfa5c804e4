//! The public API as files: everything that readers can be led to, asked for as readers ask, and written down as it was answered.
//!
//! Nothing is known here of what answers say but what leads on from them (`leads.rs`). Who asks is nobody: what nobody may read is
//! not among the files.

mod folder;
mod inside;
mod leads;
mod manifest;
mod names;
mod servers;

use std::{collections::HashSet, path::PathBuf};

use futures_util::{StreamExt, stream::FuturesUnordered};
use masthead_app::App;
use url::Url;

use self::{
    folder::Folder,
    inside::{Answer, Inside},
    leads::Leads,
    manifest::{Entry, Manifest},
    names::Names,
};
use crate::settings::HttpSettings;

/// Requests that are under way at once: what reads the database and what writes files overlap, and memory stays flat.
const AT_ONCE: usize = 4;
/// How often everything is asked for when it changes meanwhile.
const ROUNDS: usize = 3;

/// Why there are no files.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder is somebody else's.
    #[error(
        "{} is not empty, and was not made by this command: choose a new folder, which is this command's alone", .0.display()
    )]
    Foreign(PathBuf),
    /// A file cannot be read or written.
    #[error("{}: {cause}", .path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// The API answered with a failure.
    #[error("{url} was answered with {status}: {detail}")]
    Answer {
        /// What was asked for.
        url: String,
        /// The status.
        status: u16,
        /// What was said.
        detail: String,
    },
    /// An answer ended before it was whole.
    #[error("{url} ended before it was whole: {cause}")]
    CutShort {
        /// What was asked for.
        url: String,
        /// Why.
        cause: String,
    },
    /// It changes faster than it is read.
    #[error(
        "the publication changed again and again while it was read; what is there is of {ROUNDS} different moments: run it again"
    )]
    Restless,
}

/// Where to, and for where.
#[derive(Debug, Clone)]
pub struct Target {
    /// The folder.
    pub folder: PathBuf,
    /// Where the files will be served: what absolute addresses in them begin with.
    pub url: Url,
    /// Where media files are served, if that is somewhere else.
    pub media_url: Option<String>,
}

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Addresses that have a file now.
    pub files: u64,
    /// Files that are new or differ from what they were.
    pub written: u64,
    /// Files that are not there any more.
    pub removed: u64,
}

/// Writes the public API as files into a folder, and what a web server needs to serve them. `report` is told how many addresses have
/// been read.
///
/// # Errors
/// When the folder is somebody else's or cannot be written to; when the API fails.
pub async fn write_files(
    app: &App,
    settings: HttpSettings,
    target: &Target,
    mut report: impl FnMut(u64),
) -> Result<Written, Error> {
    let inside = Inside::open(app.clone(), settings, &target.url).await;
    let mut folder = Folder::open(&target.folder)?;
    let mut written = Written::default();
    for _ in 0..ROUNDS {
        let before = version(&inside).await?;
        let (names, files) = crawl(&inside, &mut folder, target, &mut report).await?;
        written.files = files;
        written.written = folder.written();
        if version(&inside).await? == before {
            servers::write(&mut folder, &names, &target.url)?;
            written.removed = folder.sweep()?;
            return Ok(written);
        }
        tracing::info!("the publication changed while it was read: once more");
    }
    Err(Error::Restless)
}

/// The content version, as answers tell it.
async fn version(inside: &Inside) -> Result<String, Error> {
    let mut answer = inside.get("/v1/site", None).await?;
    let version = answer.header("content-version");
    // An empty publication has no site, and tells no version.
    answer.bytes().await?;
    Ok(version)
}

/// Asks for everything, from what is always there on.
async fn crawl(
    inside: &Inside,
    folder: &mut Folder,
    target: &Target,
    report: &mut impl FnMut(u64),
) -> Result<(Names, u64), Error> {
    folder.begin();
    let leads = Leads::new(target.url.as_str(), target.media_url.as_deref());
    let mut manifest = Manifest::begin(&target.folder, &target.url)?;
    let mut names = Names::default();
    let mut seen: HashSet<u128> = HashSet::new();
    // The last one in is the first one out: what a page leads to is done before the next page, and few wait.
    let mut waiting: Vec<String> = Vec::new();
    let mut push = |waiting: &mut Vec<String>, url: String| {
        if seen.insert(xxhash_rust::xxh3::xxh3_128(url.as_bytes())) {
            waiting.push(url);
        }
    };
    for url in leads.roots().into_iter().rev() {
        push(&mut waiting, url);
    }
    let mut under_way = FuturesUnordered::new();
    let mut files = 0;
    loop {
        while under_way.len() < AT_ONCE
            && let Some(url) = waiting.pop()
        {
            let known = folder.known_tag(&url);
            under_way.push(async move {
                let answer = inside.get(&url, known.as_deref()).await;
                (url, answer)
            });
        }
        let Some((url, answer)) = under_way.next().await else { break };
        let mut answer = answer?;
        if !answer.is_file() {
            // It went while everything was read; or it leads elsewhere, and what it leads to has an address of its own.
            continue;
        }
        let Some(entry) =
            keep(folder, &mut names, &leads, &url, &mut answer, |found| push(&mut waiting, found)).await?
        else {
            continue;
        };
        manifest.add(&entry)?;
        files += 1;
        report(files);
    }
    manifest.finish(folder)?;
    Ok((names, files))
}

/// Writes an answer down, and finds what it leads to.
async fn keep(
    folder: &mut Folder,
    names: &mut Names,
    leads: &Leads,
    url: &str,
    answer: &mut Answer,
    mut found: impl FnMut(String),
) -> Result<Option<Entry>, Error> {
    let content_type = answer.header("content-type");
    let etag = answer.header("etag");
    if answer.is_unchanged() {
        return Ok(folder.keep_known(url, names));
    }
    if leads::is_walked_only(url) {
        let body = answer.bytes().await?;
        leads.of(url, &answer.links(), &body, &mut found);
        return Ok(None);
    }
    let name = names.of(url, &content_type);
    let (bytes, sha256) = if leads::is_media(url) {
        folder.stream(&name, answer).await?
    } else {
        let body = answer.bytes().await?;
        // What was found last is asked for first: the next page comes after everything of this one.
        leads.of(url, &answer.links(), &body, &mut found);
        folder.put(&name, &body)?
    };
    Ok(Some(Entry { url: url.to_owned(), file: name, content_type, etag, sha256, bytes }))
}
