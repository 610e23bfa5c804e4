//! What a PNG file says about its size, and what decoding it costs.

use super::chunks::Chunks;
use crate::bytes::be32;
use crate::header::{Header, OVERHEAD};
use crate::{Kind, Orientation, Refusal, exif};

pub(crate) fn header(file: &[u8]) -> Result<Header, Refusal> {
    let mut chunks = Chunks::of(file)?;
    let first = chunks.next().ok_or_else(Refusal::cut_off)??;
    if &first.name != b"IHDR" || first.data.len() != 13 {
        return Err(Refusal::damaged("it does not start with its size"));
    }
    let (width, height) = (be32(first.data, 0).unwrap_or_default(), be32(first.data, 4).unwrap_or_default());
    let (depth, colour) = (first.data[8], first.data[9]);
    let mut orientation = Orientation::UPRIGHT;
    let mut transparent = matches!(colour, 4 | 6);
    let mut animated = false;
    for chunk in chunks {
        // EXIF may follow the pixels. A file that is cut off there is refused when it is decoded.
        let Ok(chunk) = chunk else { break };
        match &chunk.name {
            b"eXIf" => orientation = exif::orientation(chunk.data),
            b"tRNS" => transparent = true,
            b"acTL" => animated = be32(chunk.data, 0).is_some_and(|frames| frames > 1),
            _ => {}
        }
    }
    let channels: u64 = if transparent { 4 } else { 3 };
    let pixels = u64::from(width).saturating_mul(u64::from(height)).saturating_mul(channels);
    // Lines are read as they are stored, up to 16 bits in four channels; the decoder keeps a few of them at once.
    let lines = u64::from(width).saturating_mul(4 * u64::from(depth.max(8)) / 8).saturating_mul(6);
    let memory = pixels.saturating_add(lines).saturating_add(OVERHEAD + super::decode::PROFILE_BYTES as u64);
    Ok(Header { kind: Kind::Png, width, height, orientation, memory, animated })
}
