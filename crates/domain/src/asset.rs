//! Assets: pictures and files, and the rights to show them.

use url::Url;

use crate::{
    file::File,
    id::Id,
    rendition::{Crop, FocalPoint, Format, Rendition},
    time::Instant,
};

/// A picture or file, and what is told of it wherever it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Asset {
    /// Its id.
    pub id: Id<Asset>,
    /// The name that bundles and bodies refer to; unique among assets.
    pub key: String,
    /// Where the file is.
    pub source: Source,
    /// Where a file that is kept here was fetched from.
    pub fetched_from: Option<Url>,
    /// What the file was called where it came from, without folders.
    pub filename: Option<String>,
    /// What it shows, for those who cannot see it.
    pub alt: Option<String>,
    /// It shows nothing that anybody would miss: its alternative text is the empty one, everywhere.
    pub decorative: bool,
    /// The text under it, plain.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
    /// Whose it is: the copyright notice.
    pub copyright: Option<String>,
    /// What may be done with it.
    pub usage_terms: Option<String>,
    /// From then on readers do not see it: the right to show it has ended.
    pub rights_expire_at: Option<Instant>,
    /// The place that crops keep in view.
    pub focal_point: Option<FocalPoint>,
    /// How often it was written: what a change names, so that nobody overwrites what they have not seen.
    pub revision: i32,
    /// The last change.
    pub updated_at: Instant,
}

/// Where the file of an asset is.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// Someone else serves it.
    Elsewhere(Elsewhere),
    /// It is kept and served here.
    Here(File),
}

/// A file that someone else serves, and what was said about it: nobody has looked at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Elsewhere {
    /// Where.
    pub url: Url,
    /// Its media type, such as `image/jpeg`.
    pub media_type: Option<String>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
}

impl Asset {
    /// Its file, if it is kept here.
    pub fn file(&self) -> Option<&File> {
        match &self.source {
            Source::Here(file) => Some(file),
            Source::Elsewhere(_) => None,
        }
    }

    /// The media type of its file.
    pub fn media_type(&self) -> Option<&str> {
        match &self.source {
            Source::Here(file) => Some(&file.media_type),
            Source::Elsewhere(elsewhere) => elsewhere.media_type.as_deref(),
        }
    }

    /// Width of its file in pixels.
    pub fn width(&self) -> Option<u32> {
        match &self.source {
            Source::Here(file) => file.details.width,
            Source::Elsewhere(elsewhere) => elsewhere.width,
        }
    }

    /// Height of its file in pixels.
    pub fn height(&self) -> Option<u32> {
        match &self.source {
            Source::Here(file) => file.details.height,
            Source::Elsewhere(elsewhere) => elsewhere.height,
        }
    }

    /// What it shows, for those who cannot see it: empty for a decorative one, nothing when nobody said.
    pub fn alt(&self) -> Option<&str> {
        if self.decorative { Some("") } else { self.alt.as_deref() }
    }

    /// Has the right to show it ended?
    pub fn is_expired(&self, now: Instant) -> bool {
        self.rights_expire_at.is_some_and(|end| end <= now)
    }

    /// The version of what is served of it: another file or another focal point is another one, so whatever has a version in its
    /// address never changes.
    pub fn version(&self) -> Option<String> {
        let file = self.file()?;
        let hash = file.hash.short();
        Some(match self.focal_point {
            Some(FocalPoint { x, y }) => format!("{hash}-{x}-{y}"),
            None => hash.to_owned(),
        })
    }

    /// The path that its file, or a rendition of it, is served at.
    pub fn media_path(&self, name: &str) -> Option<String> {
        Some(format!("/media/{}/{}/{name}", self.id, self.version()?))
    }

    /// The name that its file is served by.
    pub fn original_name(&self) -> Option<String> {
        let file = self.file()?;
        Some(format!("original.{}", file.extension()))
    }

    /// The renditions of its picture in a crop and a format, the smallest first. There are none of what is no picture, or of one that
    /// cannot be scaled.
    pub fn renditions(&self, ladder: &[u32], crop: Crop, format: Format) -> Vec<Rendition> {
        let Some(size) = self.file().and_then(File::scalable) else { return Vec::new() };
        if self.file().is_none_or(|file| !file.formats().contains(&format)) {
            return Vec::new();
        }
        crop.renditions(size, ladder, format)
    }
}
