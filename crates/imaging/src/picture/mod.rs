//! Decoded pictures and what is made of them.

mod colour;
mod decode;
mod dominant;
mod encode;
pub(crate) mod raw;
mod render;
mod scale;

use crate::Orientation;

/// A part of a picture, in pixels of the upright picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Area {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
    /// Across.
    pub width: u32,
    /// Down.
    pub height: u32,
}

/// What a rendition is encoded as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JPEG, progressive; transparent parts become white.
    Jpeg,
    /// PNG, lossless.
    Png,
    /// WebP, lossy, with transparency where there is some.
    WebP,
    /// AVIF, with transparency where there is some.
    Avif,
}

impl Format {
    /// The kind of the files that come out.
    #[must_use]
    pub fn kind(self) -> crate::Kind {
        match self {
            Self::Jpeg => crate::Kind::Jpeg,
            Self::Png => crate::Kind::Png,
            Self::WebP => crate::Kind::WebP,
            Self::Avif => crate::Kind::Avif,
        }
    }
}

/// How good lossy renditions are, 1 to 100 each, on scales that the formats do not share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quality {
    /// For JPEG.
    pub jpeg: u8,
    /// For WebP.
    pub webp: u8,
    /// For AVIF.
    pub avif: u8,
}

impl Default for Quality {
    /// 80, 78 and 60: about the same to look at.
    fn default() -> Self {
        Self { jpeg: 80, webp: 78, avif: 60 }
    }
}

/// A decoded picture: 8 bits, sRGB, upright.
///
/// The pixels are kept as they were stored and turned only once a rendition is small.
#[derive(Clone)]
pub struct Picture {
    /// As stored.
    width: u32,
    /// As stored.
    height: u32,
    orientation: Orientation,
    /// Three channels, or four if some pixel is not opaque.
    channels: usize,
    pixels: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (width, height) = (self.width(), self.height());
        f.debug_struct("Picture").field("width", &width).field("height", &height).finish_non_exhaustive()
    }
}

impl Picture {
    /// Pixels across, upright.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.orientation.upright(self.width, self.height).0
    }

    /// Pixels down, upright.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.orientation.upright(self.width, self.height).1
    }

    /// Whether some pixel is not opaque.
    #[must_use]
    pub fn has_alpha(&self) -> bool {
        self.channels == 4
    }

    /// All of it.
    #[must_use]
    pub fn area(&self) -> Area {
        Area { x: 0, y: 0, width: self.width(), height: self.height() }
    }
}

#[cfg(test)]
impl Picture {
    /// The upright pixels with alpha, for tests.
    pub(crate) fn rgba(&self) -> Vec<u8> {
        let small = self.scaled(self.area(), self.width(), self.height()).expect("nothing is scaled");
        let pixel = |p: &[u8]| [p[0], p[1], p[2], p.get(3).copied().unwrap_or(255)];
        small.pixels.chunks_exact(small.channels).flat_map(pixel).collect()
    }

    /// One upright pixel.
    pub(crate) fn pixel(&self, x: u32, y: u32) -> [u8; 4] {
        let start = (y * self.width() + x) as usize * 4;
        self.rgba()[start..start + 4].try_into().expect("four bytes")
    }
}
