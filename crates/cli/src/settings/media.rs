//! Pictures and files: where they are kept, what is taken, and what is made of them.

use std::{path::PathBuf, sync::Arc, time::Duration};

use clap::{ArgAction, Args, builder::BoolishValueParser};
use masthead_app::{
    Network,
    media::{MediaSettings, S3Options, StorageOptions},
};

use super::Origins;
use crate::Failure;

fn defaults() -> MediaSettings {
    MediaSettings::default()
}

/// A duration's default, as the flag has it.
fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Pictures and files: where they are kept, what is taken, and what is made of them.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Media")]
pub(crate) struct Media {
    /// Where files are kept: a folder, or a bucket that speaks S3 as `s3://BUCKET` or `s3://BUCKET/PREFIX`. All servers of one database
    /// have the same.
    #[arg(long, value_name = "FOLDER|URL", default_value = "var/media", value_parser = store)]
    media_store: String,
    /// Where the bucket is, such as https://s3.example.org. Empty: at Amazon, by its region.
    #[arg(long, value_name = "URL", default_value = "")]
    media_s3_endpoint: String,
    /// The bucket's region.
    #[arg(long, value_name = "REGION", default_value = "us-east-1")]
    media_s3_region: String,
    /// Id of the key to the bucket. Empty: what the machine that this runs on may do.
    #[arg(long, value_name = "ID", default_value = "")]
    media_s3_access_key_id: String,
    /// The key to the bucket. Better given by the environment or the file than by the flag, which other users of the machine can see.
    #[arg(long, value_name = "KEY", default_value = "")]
    media_s3_secret_access_key: String,
    /// The bucket is a part of the path (`https://host/bucket`) and not of the host's name, as with most servers that are not Amazon's.
    #[arg(long, value_name = "BOOL", default_value_t = false, action = ArgAction::Set, num_args = 0..=1,
        require_equals = true, default_missing_value = "true", value_parser = BoolishValueParser::new())]
    media_s3_path_style: bool,
    /// What the addresses of files and renditions begin with, such as https://media.example.org: a CDN in front of this server. Empty:
    /// `public_url`, or where the request was sent to.
    #[arg(long, value_name = "URL", default_value = "", value_parser = super::http::base_url)]
    media_url: String,
    /// Widths of renditions in pixels, separated by commas. Another list makes other addresses; pages that were made before keep
    /// working, with the nearest size.
    #[arg(long, value_name = "WIDTHS", value_delimiter = ',', value_parser = width,
        default_values_t = defaults().widths.iter().map(u32::to_string))]
    media_widths: Vec<String>,
    /// Make AVIF renditions in the background: smaller than WebP, and seconds of work for each picture.
    #[arg(long, value_name = "BOOL", default_value_t = defaults().avif, action = ArgAction::Set, num_args = 0..=1,
        require_equals = true, default_missing_value = "true", value_parser = BoolishValueParser::new())]
    media_avif: bool,
    /// Largest file that is taken, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = defaults().max_upload_bytes,
        value_parser = clap::value_parser!(u64).range(1_024..=1_099_511_627_776))]
    media_max_upload_bytes: u64,
    /// Largest picture that is taken, in bytes; pictures are read whole.
    #[arg(long, value_name = "BYTES", default_value_t = defaults().max_picture_bytes,
        value_parser = clap::value_parser!(u64).range(1_024..=1_073_741_824))]
    media_max_picture_bytes: u64,
    /// Most pixels of a picture that is taken.
    #[arg(long, value_name = "PIXELS", default_value_t = defaults().max_pixels,
        value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    media_max_pixels: u64,
    /// Memory for working on pictures, all of them together, in bytes. A picture that needs more alone is not taken; the others wait
    /// for their turn.
    #[arg(long, value_name = "BYTES", default_value_t = defaults().memory_bytes,
        value_parser = clap::value_parser!(u64).range(67_108_864..=68_719_476_736))]
    media_memory_bytes: u64,
    /// Pictures that are worked on at the same time; 0 is one for each core.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=1_024))]
    media_workers: u64,
    /// Longest time that reading a picture may take, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = ms(defaults().picture_timeout),
        value_parser = clap::value_parser!(u64).range(100..=600_000))]
    media_picture_timeout_ms: u64,
    /// Longest silence of a client that sends a file, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = ms(defaults().idle_timeout),
        value_parser = clap::value_parser!(u64).range(100..=3_600_000))]
    media_idle_timeout_ms: u64,
    /// Seconds that an upload is kept if no asset is made of it, and a file after the last asset that had it is gone.
    #[arg(long, value_name = "SECONDS", default_value_t = defaults().orphan_seconds,
        value_parser = clap::value_parser!(i64).range(3_600..=31_536_000))]
    media_orphan_seconds: i64,
    /// Longest time that fetching a file from elsewhere may take, in milliseconds. Over GraphQL it is within `request_timeout_ms`.
    #[arg(long, value_name = "MS", default_value_t = ms(defaults().fetch_timeout),
        value_parser = clap::value_parser!(u64).range(100..=3_600_000))]
    media_fetch_timeout_ms: u64,
    /// Networks that files may be fetched from although they are not on the public internet: addresses or ranges such as 10.1.0.0/16,
    /// separated by commas. Empty: none.
    #[arg(long, value_name = "NETWORKS", value_delimiter = ',', default_value = "", value_parser = super::http::network)]
    media_fetch_networks: Vec<String>,
    /// Memory for renditions and small files that are asked for often, in bytes; 0 keeps none.
    #[arg(long, value_name = "BYTES", default_value_t = defaults().cache_bytes,
        value_parser = clap::value_parser!(u64).range(0..=68_719_476_736))]
    media_cache_bytes: u64,
}

impl Media {
    /// For the operations.
    pub(crate) fn settings(&self) -> MediaSettings {
        MediaSettings {
            storage: self.storage(),
            url: Some(self.media_url.clone()).filter(|url| !url.is_empty()),
            max_upload_bytes: self.media_max_upload_bytes,
            max_picture_bytes: self.media_max_picture_bytes,
            max_pixels: self.media_max_pixels,
            memory_bytes: self.media_memory_bytes,
            workers: match self.media_workers {
                0 => defaults().workers,
                workers => usize::try_from(workers).unwrap_or(usize::MAX),
            },
            picture_timeout: Duration::from_millis(self.media_picture_timeout_ms),
            idle_timeout: Duration::from_millis(self.media_idle_timeout_ms),
            widths: self.widths(),
            avif: self.media_avif,
            orphan_seconds: self.media_orphan_seconds,
            fetch_timeout: Duration::from_millis(self.media_fetch_timeout_ms),
            // Each has been read when it was checked.
            fetch_networks: self.media_fetch_networks.iter().filter_map(|text| text.parse::<Network>().ok()).collect(),
            cache_bytes: self.media_cache_bytes,
        }
    }

    /// Where files are kept, as it was said.
    pub(crate) fn store(&self) -> &str {
        &self.media_store
    }

    fn widths(&self) -> Arc<[u32]> {
        let mut widths: Vec<u32> = self.media_widths.iter().filter_map(|text| text.parse().ok()).collect();
        widths.sort_unstable();
        widths.dedup();
        widths.into()
    }

    fn storage(&self) -> StorageOptions {
        let Some(place) = self.media_store.strip_prefix("s3://") else {
            return StorageOptions::Folder(PathBuf::from(&self.media_store));
        };
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        StorageOptions::S3(S3Options {
            bucket: bucket.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            endpoint: self.media_s3_endpoint.clone(),
            region: self.media_s3_region.clone(),
            access_key_id: self.media_s3_access_key_id.clone(),
            secret_access_key: self.media_s3_secret_access_key.clone(),
            path_style: self.media_s3_path_style,
        })
    }

    /// What one setting asks of another.
    ///
    /// # Errors
    /// The first two that contradict each other.
    pub(crate) fn check(&self, origins: &Origins) -> Result<(), Failure> {
        if self.media_max_picture_bytes.saturating_mul(2) >= self.media_memory_bytes {
            return Err(Failure::new(format!(
                "media_max_picture_bytes is {} ({}), and a picture of that size and what is made of it must fit into \
                 media_memory_bytes, which is {} ({}): lower the one or raise the other",
                self.media_max_picture_bytes,
                origins.of("media_max_picture_bytes"),
                self.media_memory_bytes,
                origins.of("media_memory_bytes")
            )));
        }
        Ok(())
    }
}

fn store(text: &str) -> Result<String, String> {
    let wanted = "a folder or a bucket is wanted, such as var/media, s3://pictures or s3://pictures/masthead";
    let bucket = text.strip_prefix("s3://").map(|place| place.split('/').next().unwrap_or_default());
    match bucket {
        Some("") => Err(wanted.to_owned()),
        None if text.is_empty() || text.contains("://") => Err(wanted.to_owned()),
        _ => Ok(text.to_owned()),
    }
}

fn width(text: &str) -> Result<String, String> {
    match text.trim().parse::<u32>() {
        Ok(width @ 16..=8_192) => Ok(width.to_string()),
        _ => Err("a width is 16 to 8192 pixels".to_owned()),
    }
}
