//! How large and how long an MP4 file is.

use std::io::{self, Read, Seek, SeekFrom};

use super::boxes::{Place, boxes, find};
use super::read_at;
use crate::Measures;
use crate::bytes::{be32, be64};

/// Reads the film's and the tracks' headers.
pub(crate) fn measure<F: Read + Seek>(file: &mut F) -> io::Result<Measures> {
    let end = file.seek(SeekFrom::End(0))?;
    let mut measures = Measures::default();
    let top = boxes(file, 0, end)?;
    let Some(moov) = top.iter().find(|place| &place.name == b"moov") else { return Ok(measures) };
    for place in boxes(file, moov.body, moov.end)? {
        match &place.name {
            b"mvhd" => measures.duration_ms = duration(&read_at(file, place.body, 32)?),
            b"trak" if measures.width.is_none() => {
                if let Some((width, height)) = size(file, &place)? {
                    (measures.width, measures.height) = (Some(width), Some(height));
                }
            }
            _ => {}
        }
    }
    Ok(measures)
}

/// Milliseconds, from a film header.
fn duration(header: &[u8]) -> Option<u64> {
    let (scale, length) = match header.first()? {
        1 => (be32(header, 20)?, be64(header, 24)?),
        _ => (be32(header, 12)?, u64::from(be32(header, 16)?)),
    };
    let unknown = length == u64::from(u32::MAX) || length == u64::MAX || length == 0;
    length.checked_mul(1000)?.checked_div(u64::from(scale)).filter(|_| !unknown)
}

/// The size at which a track is shown, from its header; sound has none.
fn size<F: Read + Seek>(file: &mut F, track: &Place) -> io::Result<Option<(u32, u32)>> {
    let Some(place) = find(file, track, b"tkhd")? else { return Ok(None) };
    let header = read_at(file, place.body, 96)?;
    let matrix = if header.first() == Some(&1) { 52 } else { 40 };
    let side = |at| be32(&header, at).map(|fixed| fixed >> 16).filter(|side| *side > 0);
    let (Some(width), Some(height)) = (side(matrix + 36), side(matrix + 40)) else { return Ok(None) };
    // Phones store films on their side and turn them with the matrix: then its first number is zero.
    let turned = be32(&header, matrix) == Some(0) && be32(&header, matrix + 4).is_some_and(|number| number != 0);
    Ok(Some(if turned { (height, width) } else { (width, height) }))
}
