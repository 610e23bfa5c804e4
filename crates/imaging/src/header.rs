//! What a picture says about its size, and what it will cost, before anything is decoded.

use crate::{Kind, Limits, Orientation, Refusal, avif, gif, jpeg, png, webp};

/// What every decoder holds besides its pixels: tables, windows, a colour profile and its lookup tables.
pub(crate) const OVERHEAD: u64 = 4 << 20;

/// What the header of a picture says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// What the picture is.
    pub kind: Kind,
    /// Pixels across, as stored.
    pub width: u32,
    /// Pixels down, as stored.
    pub height: u32,
    /// How to turn it upright.
    pub orientation: Orientation,
    /// Bytes that [`crate::Picture::decode`] may hold at its peak, besides the file itself. Rather too many than too few.
    pub memory: u64,
    /// Whether there is more than one frame.
    pub animated: bool,
}

impl Header {
    /// Width and height as they are seen, once the picture stands upright.
    #[must_use]
    pub fn upright(&self) -> (u32, u32) {
        self.orientation.upright(self.width, self.height)
    }
}

/// Reads the header of a picture. What it allocates does not grow with what the header claims.
///
/// # Errors
///
/// [`Refusal::Damaged`], also when `kind` is no picture; [`Refusal::TooManyPixels`]; [`Refusal::NeedsTooMuchMemory`],
/// except for AVIF, which is not decoded.
pub fn header(file: &[u8], kind: Kind, limits: &Limits) -> Result<Header, Refusal> {
    let header = match kind {
        Kind::Jpeg => jpeg::header(file),
        Kind::Png => png::header(file),
        Kind::Gif => gif::header(file),
        Kind::WebP => webp::header(file),
        Kind::Avif => avif::header(file),
        _ => Err(Refusal::damaged("it is not a picture")),
    }?;
    if header.width == 0 || header.height == 0 {
        return Err(Refusal::damaged("it claims to have no pixels"));
    }
    let (width, height) = (header.width, header.height);
    if u64::from(width) * u64::from(height) > limits.max_pixels {
        return Err(Refusal::TooManyPixels { width, height, maximum: limits.max_pixels });
    }
    if header.memory > limits.max_memory {
        return Err(Refusal::NeedsTooMuchMemory { needs: header.memory, maximum: limits.max_memory });
    }
    Ok(header)
}
