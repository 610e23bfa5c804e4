//! MP3: the head of a frame, and how long a file is.

use std::io::{self, Read, Seek, SeekFrom};

use super::read_at;
use crate::Measures;
use crate::bytes::{be16, be32};

/// Kilobits per second of layer III, by version and number.
const RATES: [[u32; 16]; 2] = [
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0],
];

/// What the four bytes in front of a frame say.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    /// Bytes, with the head.
    pub(crate) length: usize,
    /// Samples per second.
    pub(crate) sample_rate: u32,
    /// Samples in the frame.
    samples: u32,
    /// Bits per second.
    bit_rate: u32,
    /// Bytes between the head and what a first frame may say about the whole file.
    side: usize,
}

impl Frame {
    /// The frame at `at`, if one starts there.
    pub(crate) fn read(bytes: &[u8], at: usize) -> Option<Self> {
        let head = be32(bytes, at)?;
        let (version, layer) = (head >> 19 & 3, head >> 17 & 3);
        if head >> 21 != 0x7ff || version == 1 || layer != 1 {
            return None;
        }
        let first = version == 3;
        let kilobits = RATES[usize::from(!first)][(head >> 12 & 15) as usize];
        let rate = *[44_100, 48_000, 32_000].get((head >> 10 & 3) as usize)?;
        let sample_rate = match version {
            3 => rate,
            2 => rate / 2,
            _ => rate / 4,
        };
        if kilobits == 0 {
            return None;
        }
        let samples = if first { 1152 } else { 576 };
        let length = (samples / 8 * kilobits * 1000 / sample_rate + (head >> 9 & 1)) as usize;
        let mono = head >> 6 & 3 == 3;
        let side = match (first, mono) {
            (true, false) => 32,
            (false, true) => 9,
            _ => 17,
        };
        Some(Self { length, sample_rate, samples, bit_rate: kilobits * 1000, side })
    }
}

/// Reads the first frame, and what it says about the whole; without that, all frames are taken to be alike.
pub(crate) fn measure<F: Read + Seek>(file: &mut F) -> io::Result<Measures> {
    let end = file.seek(SeekFrom::End(0))?;
    let tag = read_at(file, 0, 10)?;
    let start = if tag.starts_with(b"ID3") && tag.len() == 10 {
        10 + tag[6..10].iter().fold(0, |size, byte| size << 7 | u64::from(byte & 0x7f))
    } else {
        0
    };
    let head = read_at(file, start, 8192)?;
    let Some(at) = (0..head.len()).find(|at| Frame::read(&head, *at).is_some()) else {
        return Ok(Measures::default());
    };
    let Some(frame) = Frame::read(&head, at) else { return Ok(Measures::default()) };
    let frames = frames(&head, at, &frame);
    let duration = match frames {
        Some(frames) => u64::from(frames) * u64::from(frame.samples) * 1000 / u64::from(frame.sample_rate),
        None => end.saturating_sub(start + at as u64).saturating_mul(8000) / u64::from(frame.bit_rate),
    };
    Ok(Measures { duration_ms: Some(duration), ..Measures::default() })
}

/// How many frames the file has, as Xing's, LAME's or Fraunhofer's encoders note it.
fn frames(head: &[u8], at: usize, frame: &Frame) -> Option<u32> {
    let xing = at + 4 + frame.side;
    match head.get(xing..xing + 4) {
        Some(b"Xing" | b"Info") if be32(head, xing + 4)? & 1 == 1 => return be32(head, xing + 8),
        _ => {}
    }
    let vbri = at + 36;
    (head.get(vbri..vbri + 4)? == b"VBRI" && be16(head, vbri + 4).is_some()).then(|| be32(head, vbri + 14)).flatten()
}
