//! What a JPEG file says about its size, and what decoding it costs.

use super::segments::{APP1, SOS, Segments};
use crate::bytes::be16;
use crate::header::{Header, OVERHEAD};
use crate::{Kind, Orientation, Refusal, exif};

/// Reads up to the first scan.
pub(crate) fn header(file: &[u8]) -> Result<Header, Refusal> {
    let mut orientation = Orientation::UPRIGHT;
    let mut frame: Option<Frame> = None;
    for segment in Segments::of(file) {
        let segment = segment?;
        if segment.marker == APP1 && segment.body.starts_with(exif::PREFIX) {
            orientation = exif::orientation(segment.body);
        } else if segment.is_frame() {
            if frame.is_some() {
                return Err(Refusal::damaged("it has more than one frame"));
            }
            frame = Some(Frame::read(segment.marker, segment.body)?);
        } else if segment.marker == SOS {
            let frame = frame.ok_or_else(|| Refusal::damaged("the pixels come before the size"))?;
            let together = segment.body.first().is_some_and(|count| *count == frame.components);
            let memory = frame.memory(!together) + notes_between_scans(file, segment.start);
            return Ok(Header {
                kind: Kind::Jpeg,
                width: u32::from(frame.width),
                height: u32::from(frame.height),
                orientation,
                memory,
                animated: false,
            });
        }
    }
    Err(Refusal::damaged("it has no picture"))
}

struct Frame {
    width: u16,
    height: u16,
    components: u8,
    /// Blocks of all components per block of the picture, in eighths to stay whole.
    samples: u64,
    progressive: bool,
    widest: u64,
}

impl Frame {
    fn read(marker: u8, body: &[u8]) -> Result<Self, Refusal> {
        match marker {
            0xc0..=0xc2 => {}
            0xc9..=0xcb | 0xcd..=0xcf => {
                return Err(Refusal::damaged("arithmetic coding is not supported; save it as an ordinary JPEG"));
            }
            _ => return Err(Refusal::damaged("lossless JPEG is not supported; save it as an ordinary JPEG")),
        }
        let short = || Refusal::damaged("its frame header is too short");
        let (&precision, &components) = (body.first().ok_or_else(short)?, body.get(5).ok_or_else(short)?);
        if precision != 8 {
            return Err(Refusal::damaged("JPEG with 12 bits is not supported; save it with 8 bits"));
        }
        if !matches!(components, 1 | 3 | 4) {
            return Err(Refusal::damaged("it has neither one, three nor four colour components"));
        }
        let (height, width) = (be16(body, 1).ok_or_else(short)?, be16(body, 3).ok_or_else(short)?);
        let factors = body.get(6..6 + 3 * usize::from(components)).ok_or_else(short)?;
        let factors: Vec<(u64, u64)> =
            factors.chunks_exact(3).map(|part| (u64::from(part[1] >> 4), u64::from(part[1] & 15))).collect();
        if factors.iter().any(|(h, v)| !(1..=4).contains(h) || !(1..=4).contains(v)) {
            return Err(Refusal::damaged("its colour components have impossible sizes"));
        }
        let across = factors.iter().map(|factor| factor.0).max().unwrap_or(1);
        let down = factors.iter().map(|factor| factor.1).max().unwrap_or(1);
        let mcus = u64::from(width).div_ceil(8 * across) * u64::from(height).div_ceil(8 * down);
        let blocks: u64 = factors.iter().map(|(h, v)| h * v).sum();
        Ok(Self {
            width,
            height,
            components,
            samples: mcus * blocks * 64,
            progressive: marker == 0xc2,
            widest: u64::from(width).next_multiple_of(8 * across) * 8 * down,
        })
    }

    /// Bytes that decoding holds at its peak: the pixels; all coefficients, if they are needed at once; and some rows.
    fn memory(&self, separate: bool) -> u64 {
        let channels = if self.components == 4 { 4 } else { 3 };
        let pixels = u64::from(self.width) * u64::from(self.height) * channels;
        let coefficients = if self.progressive || separate { self.samples * 2 } else { 0 };
        // Per component: a row of blocks, the same upsampled, two rows beside it, and scratch; two bytes each.
        let rows = self.widest * u64::from(self.components) * 2 * 6;
        pixels + coefficients + rows + OVERHEAD
    }
}

/// The decoder keeps notes that stand between scans, so a hostile file can make it hold its own copy.
fn notes_between_scans(file: &[u8], first_scan: usize) -> u64 {
    let late = Segments::of(file).filter_map(Result::ok).filter(|s| s.start > first_scan && s.is_note());
    2 * late.map(|segment| segment.whole.len() as u64).sum::<u64>()
}
