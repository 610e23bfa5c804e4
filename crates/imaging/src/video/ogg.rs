//! How long an Ogg file is.

use std::io::{self, Read, Seek, SeekFrom};

use super::read_at;
use crate::Measures;
use crate::bytes::{le16, le32, le64};

/// Pages are at most that long, so the last one starts within.
const LAST_BYTES: u64 = 65_307;

/// Compares the last page's count of samples with the rate in the first.
pub(crate) fn measure<F: Read + Seek>(file: &mut F) -> io::Result<Measures> {
    let end = file.seek(SeekFrom::End(0))?;
    let head = read_at(file, 0, 512)?;
    let tail = read_at(file, end.saturating_sub(LAST_BYTES), LAST_BYTES as usize)?;
    Ok(Measures { duration_ms: duration(&head, &tail), ..Measures::default() })
}

fn duration(head: &[u8], tail: &[u8]) -> Option<u64> {
    let packet = head.get(27 + usize::from(*head.get(26)?)..)?;
    let (rate, skip) = if packet.starts_with(b"\x01vorbis") {
        (le32(packet, 12)?, 0)
    } else if packet.starts_with(b"OpusHead") {
        // Opus always counts 48,000 a second, and says how many at the start are for warming up.
        (48_000, u64::from(le16(packet, 10)?))
    } else if packet.starts_with(b"\x7fFLAC") {
        // Twenty bits for the rate, in the stream information behind Ogg's own mapping.
        let bits = crate::bytes::be32(packet, 27)?;
        (bits >> 12, 0)
    } else {
        return None;
    };
    let pages = tail.windows(4).enumerate().rev().filter(|(_, window)| window == b"OggS").map(|(at, _)| at);
    // A page on which no packet ends counts nothing.
    let samples = pages.filter_map(|at| le64(tail, at + 6)).find(|samples| *samples != u64::MAX)?;
    samples.saturating_sub(skip).checked_mul(1000)?.checked_div(u64::from(rate))
}
