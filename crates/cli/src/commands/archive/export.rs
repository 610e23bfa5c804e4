//! An export of another system: something that can be read more than once.

use std::{
    collections::HashSet,
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
    time::Duration,
};

use masthead_imports::{Fault, Options, Told, feed::Feed, ghost, wordpress};
use tempfile::NamedTempFile;
use tokio::runtime::Handle;
use url::Url;

use crate::Failure;

/// Most pages of a feed that are followed.
const MOST_PAGES: usize = 10_000;
/// Largest page of a feed that is fetched, in bytes.
const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// Longest wait for a page of a feed.
const PAGE_TIMEOUT: Duration = Duration::from_secs(60);

/// Where an export comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum System {
    /// WordPress, in WXR.
    Wordpress,
    /// Ghost, in JSON.
    Ghost,
    /// A feed: RSS, Atom or JSON Feed.
    Feed,
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
    Kept(NamedTempFile),
    /// A feed on the web: its first page is here.
    Web(Url, NamedTempFile),
}

impl Export {
    /// Opens a file; `-` is standard input, and a feed may be an address.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) async fn open(system: System, file: &Path) -> Result<Self, Failure> {
        let address = file.to_str().and_then(|text| Url::parse(text).ok());
        if let Some(url) = address.filter(|url| system == System::Feed && matches!(url.scheme(), "http" | "https")) {
            let (page, size) = fetch(&url).await.map_err(Failure::new)?;
            return Ok(Self { system, name: url.to_string(), from: From::Web(url, page), size });
        }
        if file == Path::new("-") {
            let failed = |error: io::Error| Failure::new(format!("cannot read standard input: {error}"));
            let mut kept = NamedTempFile::new().map_err(failed)?;
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

    /// Reads it. `runtime` fetches the further pages of a feed; this thread waits for them.
    ///
    /// # Errors
    /// When it is not what it should be.
    pub(crate) fn read(
        &self,
        options: &Options,
        runtime: &Handle,
        out: &mut dyn FnMut(Told) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        let open = || -> io::Result<Box<dyn Read + Send>> {
            let file = match &self.from {
                From::File(path) => File::open(path)?,
                From::Kept(kept) | From::Web(_, kept) => kept.reopen()?,
            };
            Ok(Box::new(BufReader::with_capacity(256 * 1024, file)))
        };
        match self.system {
            System::Wordpress => wordpress::read(&open, self.size, options, out),
            System::Ghost => ghost::read(&open, self.size, options, out),
            System::Feed => self.pages(&open, options, runtime, out),
        }
    }

    /// Reads a feed, page by page: a feed that says where its next page is (RFC 5005, `next_url`) is read to its end.
    fn pages(
        &self,
        open: &dyn Fn() -> io::Result<Box<dyn Read + Send>>,
        options: &Options,
        runtime: &Handle,
        out: &mut dyn FnMut(Told) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        let mut options = options.clone();
        let mut seen = HashSet::new();
        if let From::Web(url, _) = &self.from {
            options.markup.base_url = Some(url.clone());
            seen.insert(url.clone());
        }
        let mut feed = Feed::new(&options);
        let mut listening = true;
        let mut heard = |told: Told| {
            let flow = out(told);
            listening = flow.is_continue();
            flow
        };
        let mut next = feed.page(open, self.size, &mut heard)?;
        // A feed in a file may be one of a site that is no more: only what came from the web goes on there.
        while let Some(url) = next.filter(|_| matches!(self.from, From::Web(..))) {
            if !seen.insert(url.clone()) {
                break;
            }
            if seen.len() > MOST_PAGES {
                return Err(Fault::whole(format!("the feed has more than {MOST_PAGES} pages")));
            }
            let (page, size) = runtime.block_on(fetch(&url)).map_err(Fault::whole)?;
            let open = || -> io::Result<Box<dyn Read + Send>> { Ok(Box::new(BufReader::new(page.reopen()?))) };
            next = feed
                .page(&open, size, &mut heard)
                .map_err(|fault| Fault { message: format!("{url}: {}", fault.message), ..fault })?;
        }
        Ok(())
    }
}

/// Fetches a page of a feed into a file.
async fn fetch(url: &Url) -> Result<(NamedTempFile, u64), String> {
    let failed = |error: String| format!("cannot fetch {url}: {error}");
    let client = reqwest::Client::builder()
        .timeout(PAGE_TIMEOUT)
        .user_agent(concat!("Masthead/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| failed(error.to_string()))?;
    let mut answer = client.get(url.clone()).send().await.map_err(|error| failed(chain(&error)))?;
    if !answer.status().is_success() {
        return Err(failed(format!("it answers {}", answer.status())));
    }
    let mut file = NamedTempFile::new().map_err(|error| failed(error.to_string()))?;
    let mut size = 0;
    while let Some(part) = answer.chunk().await.map_err(|error| failed(chain(&error)))? {
        size += part.len() as u64;
        if size > MOST_BYTES {
            return Err(failed(format!("it is larger than {} MB", MOST_BYTES / 1024 / 1024)));
        }
        file.write_all(&part).map_err(|error| failed(error.to_string()))?;
    }
    Ok((file, size))
}

/// An error with what caused it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}
