//! What a WebP file says about its size, and what decoding it costs.

use super::chunks::Chunks;
use super::tables;
use crate::bytes::{le16, le24, le32};
use crate::header::{Header, OVERHEAD};
use crate::{Kind, Orientation, Refusal, exif};

/// How the pixels of a frame are packed.
#[derive(Clone, Copy)]
struct Coding {
    width: u32,
    height: u32,
    lossy: bool,
    alpha: bool,
    bytes: u64,
}

pub(crate) fn header(file: &[u8]) -> Result<Header, Refusal> {
    let mut canvas = None;
    let mut coding: Option<Coding> = None;
    let mut orientation = Orientation::UPRIGHT;
    let (mut frames, mut packed_alpha, mut extended) = (0, false, false);
    for chunk in Chunks::of(file)? {
        let chunk = chunk?;
        match &chunk.name {
            b"VP8X" if canvas.is_none() => {
                let side = |at| le24(chunk.data, at).map(|side| side + 1).ok_or_else(Refusal::cut_off);
                canvas = Some((side(4)?, side(7)?));
                extended = true;
            }
            b"VP8 " | b"VP8L" if coding.is_none() => coding = Some(bitstream(&chunk.name, chunk.data)?),
            b"ALPH" => packed_alpha = true,
            b"ANMF" => {
                frames += 1;
                if coding.is_none() {
                    for part in Chunks::within(chunk.data.get(16..).unwrap_or_default()) {
                        let part = part?;
                        match &part.name {
                            b"VP8 " | b"VP8L" => coding = Some(bitstream(&part.name, part.data)?),
                            b"ALPH" => packed_alpha = true,
                            _ => {}
                        }
                    }
                }
            }
            b"EXIF" => orientation = exif::orientation(chunk.data),
            _ => {}
        }
    }
    let coding = coding.ok_or_else(|| Refusal::damaged("it has no picture"))?;
    let (width, height) = canvas.unwrap_or((coding.width, coding.height));
    // The decoder trusts both sizes somewhere, so they have to agree.
    let fits = if frames == 0 {
        (coding.width, coding.height) == (width, height)
    } else {
        coding.width <= width && coding.height <= height
    };
    if !fits {
        return Err(Refusal::damaged("its frame does not have the size that the file claims"));
    }
    let canvas = u64::from(width) * u64::from(height);
    let memory = memory(&coding, canvas, packed_alpha, frames > 0, extended) + table_bytes(Chunks::of(file)?, None)?;
    Ok(Header { kind: Kind::WebP, width, height, orientation, memory, animated: frames > 1 })
}

fn bitstream(name: &[u8; 4], data: &[u8]) -> Result<Coding, Refusal> {
    let bytes = data.len() as u64;
    if name == b"VP8L" {
        let bits = le32(data, 1).filter(|_| data[0] == 0x2f);
        let bits = bits.ok_or_else(|| Refusal::damaged("its lossless data do not start as they should"))?;
        let (width, height) = ((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
        return Ok(Coding { width, height, lossy: false, alpha: bits >> 28 & 1 == 1, bytes });
    }
    if data.get(3..6) != Some(&[0x9d, 0x01, 0x2a]) || data[0] & 1 == 1 {
        return Err(Refusal::damaged("its lossy data do not start as they should"));
    }
    let side = |at| le16(data, at).map(|side| u32::from(side & 0x3fff)).ok_or_else(Refusal::cut_off);
    Ok(Coding { width: side(6)?, height: side(8)?, lossy: true, alpha: false, bytes })
}

/// Bytes that decoding holds at its peak.
fn memory(coding: &Coding, canvas: u64, packed_alpha: bool, frame: bool, extended: bool) -> u64 {
    let pixels = u64::from(coding.width) * u64::from(coding.height);
    let output = if coding.alpha || extended { 4 } else { 3 };
    // Lossy: luma and twice a quarter of chroma, rounded up to whole blocks.
    let blocks = u64::from(coding.width).div_ceil(16) * u64::from(coding.height).div_ceil(16) * 384;
    let decoder = match coding.lossy {
        // Alpha is packed as a lossless picture of four channels, of which one is copied twice.
        true if packed_alpha => blocks + pixels * 6 + lossless(pixels),
        true => blocks,
        false => pixels * 4 + lossless(pixels),
    };
    // Animations are drawn on a canvas, from a frame of their own.
    let canvases = if frame { canvas * 4 + pixels * 4 } else { 0 };
    canvas * output + decoder + canvases + 2 * coding.bytes + OVERHEAD
}

/// What lossless decoding holds besides pixels and tables: up to four maps with an entry for each four by four pixels.
fn lossless(pixels: u64) -> u64 {
    pixels * 4 / 16 * 4
}

/// The most that the tables of any lossless data take, of the first frame if it is an animation.
fn table_bytes(chunks: Chunks<'_>, mut size: Option<(u32, u32)>) -> Result<u64, Refusal> {
    let mut most = 0;
    for chunk in chunks {
        let chunk = chunk?;
        let side = |at| le24(chunk.data, at).map(|side| side + 1).ok_or_else(Refusal::cut_off);
        match &chunk.name {
            b"VP8X" => size = Some((side(4)?, side(7)?)),
            b"VP8L" => {
                let bits = le32(chunk.data, 1).ok_or_else(Refusal::cut_off)?;
                let (width, height) = ((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
                most = most.max(tables::bytes(&chunk.data[5..], width, height));
            }
            // The lowest two bits say how alpha is packed: not at all, or as a lossless picture without a head.
            b"ALPH" if chunk.data.first().is_some_and(|first| first & 3 == 1) => {
                let (width, height) = size.unwrap_or((1, 1));
                most = most.max(tables::bytes(&chunk.data[1..], width, height));
            }
            b"ANMF" => {
                let parts = Chunks::within(chunk.data.get(16..).unwrap_or_default());
                return Ok(most.max(table_bytes(parts, Some((side(6)?, side(9)?)))?));
            }
            _ => {}
        }
    }
    Ok(most)
}
