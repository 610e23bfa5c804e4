//! The boxes of an MP4 file on disk.

use std::io::{self, Read, Seek};

use super::read_at;
use crate::bytes::{be32, be64};

/// How many boxes are looked at in one file. Films in thousands of fragments stay below.
const MAX_BOXES: usize = 100_000;

/// Where one box lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) name: [u8; 4],
    pub(super) start: u64,
    /// Where its content starts.
    pub(super) body: u64,
    pub(super) end: u64,
}

/// The boxes from `start` to `end`, up to the first that makes no sense.
pub(super) fn boxes<F: Read + Seek>(file: &mut F, start: u64, end: u64) -> io::Result<Vec<Place>> {
    let mut found = Vec::new();
    let mut at = start;
    while at < end && found.len() < MAX_BOXES {
        let head = read_at(file, at, 16)?;
        let (Some(size), Some(name)) = (be32(&head, 0), head.get(4..8)) else { break };
        let (length, size) = match size {
            0 => (8, end - at),
            1 => (16, be64(&head, 8).unwrap_or_default()),
            size => (8, u64::from(size)),
        };
        let Some(next) = at.checked_add(size).filter(|next| size >= length && *next <= end) else { break };
        found.push(Place { name: name.try_into().unwrap_or_default(), start: at, body: at + length, end: next });
        at = next;
    }
    Ok(found)
}

/// The first box of that name inside of another.
pub(super) fn find<F: Read + Seek>(file: &mut F, within: &Place, name: &[u8; 4]) -> io::Result<Option<Place>> {
    Ok(boxes(file, within.body, within.end)?.into_iter().find(|place| &place.name == name))
}
