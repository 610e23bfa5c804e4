//! WebP without what nobody wants to publish.

use super::chunks::{Chunk, Chunks};
use crate::{Orientation, Refusal, exif};

const ICC: u8 = 0x20;
const EXIF: u8 = 0x08;
const XMP: u8 = 0x04;

/// Keeps what is needed to show the picture right. None if that is the whole file.
pub(crate) fn clean(file: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
    let mut orientation = Orientation::UPRIGHT;
    let mut profile = false;
    for chunk in Chunks::of(file)? {
        let chunk = chunk?;
        match &chunk.name {
            b"EXIF" => orientation = exif::orientation(chunk.data),
            b"ICCP" => profile = true,
            _ => {}
        }
    }
    let turned = orientation != Orientation::UPRIGHT;
    let mut cleaned = Vec::with_capacity(file.len());
    cleaned.extend_from_slice(b"RIFF\0\0\0\0WEBP");
    let mut extended = false;
    for chunk in Chunks::of(file)? {
        let chunk = chunk?;
        match &chunk.name {
            b"VP8X" if !extended && chunk.data.len() == 10 => {
                extended = true;
                let mut data: [u8; 10] = chunk.data.try_into().unwrap_or_default();
                data[0] &= !(ICC | EXIF | XMP);
                data[0] |= if profile { ICC } else { 0 } | if turned { EXIF } else { 0 };
                push(&mut cleaned, b"VP8X", &data);
            }
            b"ANMF" => push_frame(&mut cleaned, &chunk)?,
            b"ICCP" | b"ANIM" | b"ALPH" | b"VP8 " | b"VP8L" => push(&mut cleaned, &chunk.name, chunk.data),
            _ => {}
        }
    }
    // Only the extended format has room for EXIF, and only there does anyone honour it.
    if turned && extended {
        push(&mut cleaned, b"EXIF", &exif::minimal(orientation));
    }
    let length = u32::try_from(cleaned.len() - 8).map_err(|_| Refusal::damaged("it is too large for WebP"))?;
    cleaned[4..8].copy_from_slice(&length.to_le_bytes());
    Ok((cleaned != file).then_some(cleaned))
}

fn push(into: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    into.extend_from_slice(name);
    into.extend_from_slice(&(data.len() as u32).to_le_bytes());
    into.extend_from_slice(data);
    if data.len() % 2 == 1 {
        into.push(0);
    }
}

/// A frame with nothing but its pixels.
fn push_frame(into: &mut Vec<u8>, frame: &Chunk<'_>) -> Result<(), Refusal> {
    let (head, parts) = frame.data.split_at_checked(16).ok_or_else(Refusal::cut_off)?;
    let mut data = head.to_vec();
    for part in Chunks::within(parts) {
        let part = part?;
        if matches!(&part.name, b"ALPH" | b"VP8 " | b"VP8L") {
            push(&mut data, &part.name, part.data);
        }
    }
    if data.len() == head.len() {
        return Err(Refusal::damaged("one of its frames has no picture"));
    }
    push(into, b"ANMF", &data);
    Ok(())
}
