//! How large and how long a WebM file is.

use std::io::{self, Read, Seek};

use super::read_at;
use crate::Measures;

/// Info and Tracks stand in front of the frames; nothing further in is looked at.
const HEAD_BYTES: usize = 1 << 20;

const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_a966;
const SCALE: u32 = 0x2a_d7b1;
const DURATION: u32 = 0x4489;
const TRACKS: u32 = 0x1654_ae6b;
const TRACK: u32 = 0xae;
const VIDEO: u32 = 0xe0;
const WIDTH: u32 = 0xb0;
const HEIGHT: u32 = 0xba;
const CLUSTER: u32 = 0x1f43_b675;

/// Reads the start of a file.
pub(crate) fn measure<F: Read + Seek>(file: &mut F) -> io::Result<Measures> {
    let head = read_at(file, 0, HEAD_BYTES)?;
    let mut measures = Measures::default();
    let Some((_, segment)) = elements(&head).find(|(id, _)| *id == SEGMENT) else { return Ok(measures) };
    for (id, body) in elements(segment).take_while(|(id, _)| *id != CLUSTER) {
        match id {
            INFO => measures.duration_ms = duration(body),
            TRACKS => {
                let tracks = elements(body).filter(|(id, _)| *id == TRACK);
                let mut videos = tracks.filter_map(|(_, track)| elements(track).find(|(id, _)| *id == VIDEO));
                if let Some((_, video)) = videos.next() {
                    let side = |wanted| elements(video).find(|(id, _)| *id == wanted).map(|(_, body)| number(body));
                    measures.width = side(WIDTH).and_then(|side| u32::try_from(side).ok());
                    measures.height = side(HEIGHT).and_then(|side| u32::try_from(side).ok());
                }
            }
            _ => {}
        }
    }
    Ok(measures)
}

/// Milliseconds. The duration is a fraction, counted in nanoseconds times the scale.
fn duration(info: &[u8]) -> Option<u64> {
    let find = |wanted| elements(info).find(|(id, _)| *id == wanted).map(|(_, body)| body);
    let scale = find(SCALE).map_or(1_000_000, number);
    let body = find(DURATION)?;
    let ticks = match body.len() {
        4 => f64::from(f32::from_be_bytes(body.try_into().ok()?)),
        8 => f64::from_be_bytes(body.try_into().ok()?),
        _ => return None,
    };
    let milliseconds = ticks * scale as f64 / 1_000_000.0;
    (milliseconds.is_finite() && milliseconds > 0.0).then_some(milliseconds as u64)
}

fn number(body: &[u8]) -> u64 {
    body.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The elements in `bytes`; one that reaches beyond them is cut, since only the head of a file is there.
fn elements(bytes: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let id_length = rest.first()?.leading_zeros() as usize + 1;
        let id = number(rest.get(..id_length.min(4))?) as u32;
        let after = rest.get(id_length.min(4)..)?;
        let first = *after.first()?;
        let length = first.leading_zeros() as usize + 1;
        if id_length > 4 || length > 8 {
            return None;
        }
        let size = number(after.get(..length)?) & !(1u64 << (7 * length));
        let body = &after[length..];
        // All ones: the size is not known.
        let unknown = size == (1u64 << (7 * length)) - 1;
        let size = if unknown { body.len() } else { usize::try_from(size).ok()?.min(body.len()) };
        rest = &body[size..];
        Some((id, &body[..size]))
    })
}
