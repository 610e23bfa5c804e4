//! How a stored picture has to be turned to stand upright.

use crate::picture::Area;

/// How a stored picture has to be turned to stand upright, by EXIF's numbers: 1 is upright, 2 to 8 say where the stored
/// first row and first column belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Orientation(u8);

impl Default for Orientation {
    fn default() -> Self {
        Self::UPRIGHT
    }
}

impl Orientation {
    /// Nothing to turn.
    pub const UPRIGHT: Self = Self(1);

    /// By EXIF's number; anything outside 1 to 8 counts as upright, as browsers have it.
    #[must_use]
    pub fn from_exif(number: u16) -> Self {
        match u8::try_from(number) {
            Ok(number @ 1..=8) => Self(number),
            _ => Self::UPRIGHT,
        }
    }

    /// From quarter turns against the clock followed by a mirror, which is how AVIF says it.
    pub(crate) fn from_turns(quarters: u8, mirror: Option<Mirror>) -> Self {
        Self(match (quarters & 3, mirror) {
            (0, None) => 1,
            (0, Some(Mirror::LeftRight)) | (2, Some(Mirror::TopBottom)) => 2,
            (2, None) => 3,
            (0, Some(Mirror::TopBottom)) | (2, Some(Mirror::LeftRight)) => 4,
            (1, None) => 8,
            (3, None) => 6,
            (1, Some(Mirror::LeftRight)) | (3, Some(Mirror::TopBottom)) => 7,
            _ => 5,
        })
    }

    /// EXIF's number, 1 to 8.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// Whether width and height change places.
    #[must_use]
    pub fn swaps(self) -> bool {
        self.0 >= 5
    }

    /// The upright size of a picture that is stored with this size.
    #[must_use]
    pub fn upright(self, width: u32, height: u32) -> (u32, u32) {
        if self.swaps() { (height, width) } else { (width, height) }
    }

    /// Where the pixel that belongs to (`x`, `y`) of the upright picture lies in the stored one of `width` × `height`.
    fn stored(self, x: u32, y: u32, width: u32, height: u32) -> (u32, u32) {
        let (right, bottom) = (width - 1, height - 1);
        match self.0 {
            2 => (right - x, y),
            3 => (right - x, bottom - y),
            4 => (x, bottom - y),
            5 => (y, x),
            6 => (y, bottom - x),
            7 => (right - y, bottom - x),
            8 => (right - y, x),
            _ => (x, y),
        }
    }

    /// The same area, given for the upright picture, in a stored picture of `width` × `height`. It must lie inside.
    pub(crate) fn stored_area(self, area: Area, width: u32, height: u32) -> Area {
        let (x1, y1) = self.stored(area.x, area.y, width, height);
        let (x2, y2) = self.stored(area.x + area.width - 1, area.y + area.height - 1, width, height);
        let (x, y) = (x1.min(x2), y1.min(y2));
        Area { x, y, width: x1.max(x2) - x + 1, height: y1.max(y2) - y + 1 }
    }

    /// Turns pixels of `channels` bytes upright. `width` and `height` are as stored.
    pub(crate) fn turn(self, pixels: Vec<u8>, width: u32, height: u32, channels: usize) -> Vec<u8> {
        if self == Self::UPRIGHT {
            return pixels;
        }
        let (across, down) = self.upright(width, height);
        let mut turned = Vec::with_capacity(pixels.len());
        for y in 0..down {
            for x in 0..across {
                let (from_x, from_y) = self.stored(x, y, width, height);
                let start = (from_y as usize * width as usize + from_x as usize) * channels;
                turned.extend_from_slice(&pixels[start..start + channels]);
            }
        }
        turned
    }
}

/// Across which line a picture is mirrored, said by what changes places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mirror {
    LeftRight,
    TopBottom,
}
