//! The store: where the bytes of files are, a folder or a bucket that speaks S3. A name is written once and never changed.

use std::{ops::Range, path::PathBuf, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use masthead_domain::file::FileHash;
use object_store::{
    ClientOptions, GetOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig, aws::AmazonS3Builder,
    local::LocalFileSystem, path::Path,
};
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::{Error, Result};

/// Which store, and how to reach it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StorageOptions {
    /// A folder; it is made when it is not there.
    Folder(PathBuf),
    /// A bucket that speaks S3.
    S3(S3Options),
}

/// How to reach a bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct S3Options {
    /// Its name.
    pub bucket: String,
    /// What every name begins with; may be empty.
    pub prefix: String,
    /// Where it is, such as `https://s3.eu-west-1.amazonaws.com`; empty: at Amazon, by its region.
    pub endpoint: String,
    /// Its region.
    pub region: String,
    /// The id of the key; empty: from the environment that the program runs in (the machine's role).
    pub access_key_id: String,
    /// The key.
    pub secret_access_key: String,
    /// Is the bucket a part of the path and not of the host's name?
    pub path_style: bool,
}

/// Bytes of one part of a large file: what S3 takes at the least, and enough.
const PART: usize = 8 * 1024 * 1024;

/// What of a file is kept under one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name<'a> {
    /// The file as it came.
    Original(&'a FileHash),
    /// The file as readers are served it, if that is not how it came.
    Served(&'a FileHash),
    /// A rendition of it, by the name that it has among those of its file.
    Rendition(&'a FileHash, &'a str),
}

/// An open store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Storage {
    inner: Arc<dyn ObjectStore>,
    prefix: Path,
    /// The folder, if it is one.
    root: Option<PathBuf>,
}

/// A file that is being read.
pub struct Reading {
    /// The bytes, piece by piece.
    pub stream: BoxStream<'static, Result<Bytes>>,
    /// Which bytes they are.
    pub range: Range<u64>,
    /// How many the whole file has.
    pub size: u64,
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reading").field("range", &self.range).field("size", &self.size).finish_non_exhaustive()
    }
}

fn away(error: object_store::Error) -> Error {
    Error::Store(Box::new(error))
}

impl Storage {
    /// Opens a store.
    ///
    /// # Errors
    /// [`Error::Store`] when the folder cannot be made, or what was said of the bucket makes no sense.
    pub fn open(options: &StorageOptions) -> Result<Self> {
        Ok(match options {
            StorageOptions::Folder(folder) => {
                std::fs::create_dir_all(folder).map_err(|error| {
                    Error::Unavailable(format!("cannot make the folder for media {}: {error}", folder.display()))
                })?;
                // An answered upload survives power loss, as every answered write does.
                let store = LocalFileSystem::new_with_prefix(folder).map_err(away)?.with_fsync(true);
                Self { inner: Arc::new(store), prefix: Path::default(), root: Some(folder.clone()) }
            }
            StorageOptions::S3(s3) => {
                let retry =
                    RetryConfig { max_retries: 3, retry_timeout: Duration::from_secs(20), ..RetryConfig::default() };
                let client = ClientOptions::new()
                    .with_connect_timeout(Duration::from_secs(5))
                    .with_timeout_disabled()
                    // Silence is a fault; a large file that is read slowly is none.
                    .with_read_timeout(Duration::from_secs(30));
                let mut builder = AmazonS3Builder::new()
                    .with_client_options(client)
                    .with_retry(retry)
                    .with_bucket_name(&s3.bucket)
                    .with_region(if s3.region.is_empty() { "us-east-1" } else { &s3.region })
                    .with_virtual_hosted_style_request(!s3.path_style);
                if !s3.endpoint.is_empty() {
                    builder = builder.with_endpoint(&s3.endpoint).with_allow_http(s3.endpoint.starts_with("http://"));
                }
                if !s3.access_key_id.is_empty() {
                    builder =
                        builder.with_access_key_id(&s3.access_key_id).with_secret_access_key(&s3.secret_access_key);
                }
                let store = builder.build().map_err(away)?;
                Self { inner: Arc::new(store), prefix: Path::from(s3.prefix.as_str()), root: None }
            }
        })
    }

    /// The folder of a file: everything of it lies there.
    fn folder(&self, hash: &FileHash) -> Path {
        let (start, _) = hash.as_str().split_at(2);
        self.prefix.clone().join(start).join(hash.as_str())
    }

    fn path(&self, name: &Name<'_>) -> Path {
        match name {
            Name::Original(hash) => self.folder(hash).join("original"),
            Name::Served(hash) => self.folder(hash).join("served"),
            Name::Rendition(hash, name) => {
                name.split('/').fold(self.folder(hash).join("renditions"), |path, part| path.join(part))
            }
        }
    }

    /// Puts bytes under a name.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn put(&self, name: &Name<'_>, bytes: Bytes) -> Result<()> {
        self.inner.put(&self.path(name), PutPayload::from_bytes(bytes)).await.map(drop).map_err(away)
    }

    /// Puts what is read under a name: all of it or nothing.
    ///
    /// # Errors
    /// [`Error::Store`]; nothing is left behind then.
    pub async fn put_from(&self, name: &Name<'_>, mut from: impl AsyncRead + Unpin) -> Result<()> {
        let path = self.path(name);
        let mut first = Vec::new();
        fill(&mut from, &mut first).await?;
        if first.len() < PART {
            return self.put(name, first.into()).await;
        }
        let mut upload = self.inner.put_multipart(&path).await.map_err(away)?;
        let mut part = first;
        let done = async {
            while !part.is_empty() {
                upload.put_part(PutPayload::from(std::mem::take(&mut part))).await.map_err(away)?;
                fill(&mut from, &mut part).await?;
            }
            upload.complete().await.map_err(away)
        };
        match done.await {
            Ok(_) => Ok(()),
            Err(error) => {
                if let Err(left) = upload.abort().await {
                    tracing::warn!(error = %left, "the parts of an upload that failed could not be taken back");
                }
                Err(error)
            }
        }
    }

    /// How many bytes there are under a name; nothing when there is nothing.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn size(&self, name: &Name<'_>) -> Result<Option<u64>> {
        match self.inner.head(&self.path(name)).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(away(error)),
        }
    }

    /// All the bytes under a name; nothing when there is nothing.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn get(&self, name: &Name<'_>) -> Result<Option<Bytes>> {
        match self.inner.get(&self.path(name)).await {
            Ok(found) => found.bytes().await.map(Some).map_err(away),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(away(error)),
        }
    }

    /// Reads the bytes under a name, or some of them; nothing when there is nothing.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn read(&self, name: &Name<'_>, range: Option<Range<u64>>) -> Result<Option<Reading>> {
        let options = GetOptions { range: range.map(Into::into), ..GetOptions::default() };
        match self.inner.get_opts(&self.path(name), options).await {
            Ok(found) => {
                let (range, size) = (found.range.clone(), found.meta.size);
                Ok(Some(Reading { stream: found.into_stream().map_err(away).boxed(), range, size }))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(away(error)),
        }
    }

    /// Destroys everything of a file.
    ///
    /// # Errors
    /// [`Error::Store`]; what is left then goes when it is tried again.
    pub async fn delete(&self, hash: &FileHash) -> Result<()> {
        if let Some(root) = &self.root {
            // With what a crash has left of a file that was being written.
            let folder = root.join(self.folder(hash).as_ref());
            return match tokio::fs::remove_dir_all(folder).await {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::Store(Box::new(error))),
                _ => Ok(()),
            };
        }
        let found = self.inner.list(Some(&self.folder(hash))).map_ok(|meta| meta.location).boxed();
        let mut gone = self.inner.delete_stream(found);
        while let Some(path) = gone.next().await {
            match path {
                Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(away(error)),
            }
        }
        Ok(())
    }
}

/// Reads until a part is full, or to the end.
async fn fill(from: &mut (impl AsyncRead + Unpin), part: &mut Vec<u8>) -> Result<()> {
    part.reserve(PART);
    let mut limited = from.take(PART as u64);
    limited.read_to_end(part).await.map(drop).map_err(|error| Error::Store(Box::new(error)))
}
