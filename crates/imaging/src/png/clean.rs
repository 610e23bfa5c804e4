//! PNG without what nobody wants to publish.

use super::chunks::{Chunks, SIGNATURE};
use crate::{Orientation, Refusal, exif};

/// What stays: pixels, colours, animation.
const KEPT: [&[u8; 4]; 17] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"sBIT", b"tRNS", b"pHYs", b"cICP",
    b"acTL", b"fcTL", b"fdAT", b"bKGD", b"mDCV",
];

/// Keeps what is needed to show the picture right. None if that is the whole file.
pub(crate) fn clean(file: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
    let mut orientation = Orientation::UPRIGHT;
    for chunk in Chunks::of(file)? {
        let chunk = chunk?;
        if &chunk.name == b"eXIf" {
            orientation = exif::orientation(chunk.data);
        }
    }
    let mut cleaned: Vec<u8> = Vec::with_capacity(file.len());
    cleaned.extend_from_slice(SIGNATURE);
    let mut turned = orientation == Orientation::UPRIGHT;
    for chunk in Chunks::of(file)? {
        let chunk = chunk?;
        if !KEPT.contains(&&chunk.name) {
            continue;
        }
        if !turned && matches!(&chunk.name, b"PLTE" | b"IDAT") {
            push(&mut cleaned, b"eXIf", &exif::minimal(orientation));
            turned = true;
        }
        cleaned.extend_from_slice(chunk.whole);
    }
    Ok((cleaned != file).then_some(cleaned))
}

fn push(into: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    into.extend_from_slice(&(data.len() as u32).to_be_bytes());
    let start = into.len();
    into.extend_from_slice(name);
    into.extend_from_slice(data);
    let sum = checksum(&into[start..]);
    into.extend_from_slice(&sum.to_be_bytes());
}

/// PNG's CRC-32, bit by bit: it only ever runs over thirty bytes.
pub(crate) fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |mut sum, byte| {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
        sum
    })
}
