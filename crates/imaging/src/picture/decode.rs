//! From a file to pixels.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::colour;
use super::raw::Raw;
use crate::deadline::Deadline;
use crate::{Kind, Limits, Picture, Refusal, gif, header, jpeg, png, webp};

impl Picture {
    /// Decodes a file, of animations the first frame, into 8 bits and sRGB.
    ///
    /// # Errors
    ///
    /// What [`header`] refuses; [`Refusal::Damaged`], also for a file that was cut off; [`Refusal::TookTooLong`].
    pub fn decode(file: &[u8], kind: Kind, limits: &Limits) -> Result<Self, Refusal> {
        let deadline = Deadline::after(limits.deadline);
        let header = header(file, kind, limits)?;
        let mut raw = guarded(|| match kind {
            Kind::Jpeg => jpeg::decode(file, deadline),
            Kind::Png => png::decode(file, deadline),
            Kind::Gif => gif::decode(file, deadline),
            Kind::WebP => webp::decode(file, deadline),
            _ => Err(Refusal::damaged("renditions can't be made of this kind of file")),
        })?;
        // Nobody allocates by one number and reads by another.
        if (raw.width, raw.height) != (header.width, header.height) {
            return Err(Refusal::damaged("its size is not the one that it claims"));
        }
        deadline.check()?;
        guarded(|| colour::to_srgb(&mut raw, deadline))?;
        let channels = drop_opaque_alpha(&mut raw);
        deadline.check()?;
        let Raw { width, height, pixels, .. } = raw;
        Ok(Self { width, height, orientation: header.orientation, channels, pixels })
    }
}

/// Runs code of others over bytes of others. A panic in it is a damage of the file, not of the server.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    let broken = |_| Err(Refusal::damaged("it breaks the rules of its kind in a way that nobody foresaw"));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(broken)
}

/// Takes alpha out where every pixel is opaque. Returns how many channels are left.
fn drop_opaque_alpha(raw: &mut Raw) -> usize {
    if !raw.inks.has_alpha() {
        return 3;
    }
    if raw.pixels.chunks_exact(4).any(|pixel| pixel[3] != 255) {
        return 4;
    }
    colour::pack(&mut raw.pixels);
    3
}
