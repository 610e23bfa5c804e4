//! Files: bytes that came once and are kept under what they are.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{id::Id, rendition::Format, time::Instant, user::User};

/// The SHA-256 of a file, as 64 hexadecimal digits: its name wherever it is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileHash(String);

/// Not the SHA-256 of anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 has 64 hexadecimal digits, in lower case")]
pub struct NotAHash;

impl FileHash {
    /// The hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Enough of it to tell the files of one asset apart.
    pub fn short(&self) -> &str {
        &self.0[..16]
    }

    /// From the 32 bytes.
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl FromStr for FileHash {
    type Err = NotAHash;
    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let is_hash = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if is_hash { Ok(Self(text.to_owned())) } else { Err(NotAHash) }
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file that is kept here.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// What it is called by: the same bytes are one file.
    pub hash: FileHash,
    /// How many bytes came.
    pub bytes: u64,
    /// What it is, told by its bytes.
    pub media_type: String,
    /// What else was found out about it.
    pub details: FileDetails,
}

/// What was found out about a file when it came.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileDetails {
    /// Width in pixels, upright.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels, upright.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// How long it plays, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// Does it move? Its renditions show the first picture.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub animated: bool,
    /// Can one look through some of it?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub transparent: bool,
    /// Can it be scaled?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub scalable: bool,
    /// A ThumbHash, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumb_hash: Option<String>,
    /// Its most telling colour, such as `#1f3a5f`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dominant_color: Option<String>,
    /// Bytes of memory that scaling it takes, besides the file itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<u64>,
    /// Bytes of what readers are served, if that is not what came: without the metadata of cameras.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served_bytes: Option<u64>,
}

impl File {
    /// The usual ending of such files.
    pub fn extension(&self) -> &'static str {
        match self.media_type.as_str() {
            "image/jpeg" => "jpg",
            "image/png" => "png",
            "image/gif" => "gif",
            "image/webp" => "webp",
            "image/avif" => "avif",
            "application/pdf" => "pdf",
            "audio/mpeg" => "mp3",
            "audio/mp4" => "m4a",
            "audio/ogg" => "ogg",
            "video/mp4" => "mp4",
            "video/webm" => "webm",
            _ => "bin",
        }
    }

    /// Bytes of what readers are served.
    pub fn served_bytes(&self) -> u64 {
        self.details.served_bytes.unwrap_or(self.bytes)
    }

    /// Its size in pixels, if it can be scaled.
    pub fn scalable(&self) -> Option<(u32, u32)> {
        if self.details.scalable { Some((self.details.width?, self.details.height?)) } else { None }
    }

    /// The formats of its renditions, the one that everything can show first.
    pub fn formats(&self) -> [Format; 3] {
        let plain = if self.details.transparent { Format::Png } else { Format::Jpeg };
        [plain, Format::WebP, Format::Avif]
    }
}

/// What a file says about itself, and where it was fetched from: a proposal for the asset that is made of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Said {
    /// What it shows, for those who cannot see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// The text under it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// The copyright notice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copyright: Option<String>,
    /// What may be done with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage_terms: Option<String>,
    /// Where it was fetched from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fetched_from: Option<Url>,
}

/// A place where a file arrives, before it is an asset's. What never becomes one goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Upload {
    /// Its id.
    pub id: Id<Upload>,
    /// Whose it is; nobody's when the program made it.
    pub owner: Option<Id<User>>,
    /// What the file was called where it came from.
    pub filename: Option<String>,
    /// The file, once it is there, and what it says about itself.
    pub arrived: Option<(File, Said)>,
    /// When it was made.
    pub created_at: Instant,
    /// Until when it is kept if no asset is made of it.
    pub expires_at: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_have_one_spelling() {
        let hash = FileHash::new(&[0xAB; 32]);
        assert_eq!(hash.as_str().parse::<FileHash>(), Ok(hash.clone()));
        assert_eq!(hash.short(), "abababababababab");
        for wrong in ["", "ab", &"AB".repeat(32), &"g".repeat(64), &"a".repeat(65)] {
            assert!(wrong.parse::<FileHash>().is_err(), "{wrong}");
        }
    }
}
