//! Assets: pictures and files.

use url::Url;

use crate::{id::Id, time::Instant};

/// A picture or file, by URL.
#[derive(Debug, Clone, PartialEq)]
pub struct Asset {
    /// Its id.
    pub id: Id<Asset>,
    /// The name that bundles and bodies refer to; unique among assets.
    pub key: String,
    /// Where the file is.
    pub url: Url,
    /// Its media type, such as `image/jpeg`.
    pub media_type: Option<String>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// What it shows, for those who cannot see it.
    pub alt: Option<String>,
    /// The text under it, plain.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
    /// How often it was written: what a change names, so that nobody overwrites what they have not seen.
    pub revision: i32,
    /// The last change.
    pub updated_at: Instant,
}
