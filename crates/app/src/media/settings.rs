//! What is taken, kept and made. All of it is configuration.

use std::{path::PathBuf, sync::Arc, time::Duration};

pub use masthead_persistence::storage::{S3Options, StorageOptions};

use crate::outbound::Network;

/// What is taken, kept and made of media.
#[derive(Debug, Clone)]
pub struct MediaSettings {
    /// Where the bytes are.
    pub storage: StorageOptions,
    /// What the addresses of media begin with, such as `https://media.example.org`. Nothing: where the API is reached.
    pub url: Option<String>,
    /// Largest file, in bytes.
    pub max_upload_bytes: u64,
    /// Largest picture, in bytes: pictures are read whole.
    pub max_picture_bytes: u64,
    /// Most pixels of a picture.
    pub max_pixels: u64,
    /// Memory for reading and making pictures, all of them together, in bytes.
    pub memory_bytes: u64,
    /// Pictures that are worked on at the same time.
    pub workers: usize,
    /// Longest time that reading a picture may take.
    pub picture_timeout: Duration,
    /// Longest silence of a client that sends a file.
    pub idle_timeout: Duration,
    /// Widths of renditions in pixels, the smallest first.
    pub widths: Arc<[u32]>,
    /// Make AVIF in the background?
    pub avif: bool,
    /// Seconds that an upload is kept when no asset is made of it, and a file that nothing refers to.
    pub orphan_seconds: i64,
    /// Longest time that fetching a file from elsewhere may take.
    pub fetch_timeout: Duration,
    /// Networks that files may be fetched from although they are not public.
    pub fetch_networks: Vec<Network>,
    /// Bytes of small files that are kept in memory.
    pub cache_bytes: u64,
}

impl Default for MediaSettings {
    fn default() -> Self {
        Self {
            storage: StorageOptions::Folder(PathBuf::from("var/media")),
            url: None,
            max_upload_bytes: 500 * 1024 * 1024,
            max_picture_bytes: 50 * 1024 * 1024,
            max_pixels: 64_000_000,
            memory_bytes: 256 * 1024 * 1024,
            workers: std::thread::available_parallelism().map_or(2, usize::from),
            picture_timeout: Duration::from_secs(20),
            idle_timeout: Duration::from_secs(30),
            widths: Arc::from([160, 320, 640, 960, 1280, 1600, 2048]),
            avif: true,
            orphan_seconds: 24 * 3600,
            fetch_timeout: Duration::from_secs(20),
            fetch_networks: Vec::new(),
            cache_bytes: 64 * 1024 * 1024,
        }
    }
}
