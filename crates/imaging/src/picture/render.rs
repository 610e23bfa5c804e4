//! Renditions and placeholders.

use super::decode::guarded;
use super::{Area, Format, Picture, Quality};
use crate::Refusal;

/// ThumbHash takes at most that many pixels a side.
const HASH_SIDE: u32 = 100;

impl Picture {
    /// Cuts out `area`, scales it to `width` × `height` and encodes it. An area that reaches beyond the picture is cut,
    /// and nothing is made larger than its area: then the rendition is smaller than asked.
    ///
    /// Besides the picture this holds up to 80 bytes per pixel of an AVIF rendition, and up to 40 of any other.
    ///
    /// # Errors
    ///
    /// [`Refusal::Damaged`] when an encoder fails, as for sides beyond 16,383 pixels in WebP.
    pub fn render(
        &self,
        area: Area,
        width: u32,
        height: u32,
        format: Format,
        quality: Quality,
    ) -> Result<Vec<u8>, Refusal> {
        let small = self.scaled(area, width, height)?;
        guarded(|| small.encode(format, quality))
    }

    /// The ThumbHash: about 25 bytes from which a reader's browser paints a placeholder.
    #[must_use]
    pub fn thumb_hash(&self) -> Vec<u8> {
        let small = self.thumbnail(HASH_SIDE);
        small.map(|(width, height, rgba)| thumbhash::rgba_to_thumb_hash(width, height, &rgba)).unwrap_or_default()
    }

    /// The colour that a person would name first.
    #[must_use]
    pub fn dominant_colour(&self) -> [u8; 3] {
        self.thumbnail(HASH_SIDE).map(|(_, _, rgba)| super::dominant::colour(&rgba)).unwrap_or_default()
    }

    /// The whole, at most `side` pixels a side, with alpha. None only if scaling fails, which it does not.
    fn thumbnail(&self, side: u32) -> Option<(usize, usize, Vec<u8>)> {
        let longest = self.width().max(self.height()).max(side);
        let fit = |length: u32| (u64::from(length) * u64::from(side) / u64::from(longest)).max(1) as u32;
        let small = self.scaled(self.area(), fit(self.width()), fit(self.height())).ok()?;
        let rgba = match small.channels {
            4 => small.pixels,
            _ => small.pixels.chunks_exact(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect(),
        };
        Some((small.width as usize, small.height as usize, rgba))
    }
}
