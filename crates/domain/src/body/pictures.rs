//! How a body learns what its pictures are.

use super::Picture;

/// What is known about a picture's file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResolvedPicture {
    /// Where the file is: absolute, or a path of the site.
    pub url: String,
    /// The sizes that it can be had in, as HTML's `srcset` has them.
    pub srcset: Option<String>,
    /// Its alternative text; the picture's own overrides it.
    pub alt: Option<String>,
    /// Its caption; the picture's own overrides it.
    pub caption: Option<String>,
    /// Who made it; the picture's own overrides it.
    pub credit: Option<String>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
}

/// Looks pictures up: asset key → file.
pub trait Pictures {
    /// The file of this picture; `None` for an unknown asset. A picture with its own URL needs no answer.
    fn resolve(&self, picture: &Picture) -> Option<ResolvedPicture>;
}

/// Knows no assets: only pictures with their own URL are shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoPictures;

impl Pictures for NoPictures {
    fn resolve(&self, _: &Picture) -> Option<ResolvedPicture> {
        None
    }
}

impl<F: Fn(&Picture) -> Option<ResolvedPicture>> Pictures for F {
    fn resolve(&self, picture: &Picture) -> Option<ResolvedPicture> {
        self(picture)
    }
}
