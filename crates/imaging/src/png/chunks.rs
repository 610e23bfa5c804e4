//! The chunks of a PNG file.

use crate::Refusal;
use crate::bytes::be32;

pub(crate) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// One chunk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chunk<'a> {
    pub(crate) name: [u8; 4],
    pub(crate) data: &'a [u8],
    /// Length, name, data and checksum.
    pub(crate) whole: &'a [u8],
}

/// Walks through a file; ends after IEND, or with an error. Nothing behind the end is looked at.
pub(crate) struct Chunks<'a> {
    file: &'a [u8],
    at: usize,
    done: bool,
}

impl<'a> Chunks<'a> {
    pub(crate) fn of(file: &'a [u8]) -> Result<Self, Refusal> {
        if !file.starts_with(SIGNATURE) {
            return Err(Refusal::damaged("it does not start like a PNG file"));
        }
        Ok(Self { file, at: SIGNATURE.len(), done: false })
    }

    fn step(&mut self) -> Option<Chunk<'a>> {
        let length = be32(self.file, self.at)? as usize;
        let whole = crate::bytes::slice(self.file, self.at, length.checked_add(12)?)?;
        self.at += whole.len();
        Some(Chunk { name: whole[4..8].try_into().ok()?, data: &whole[8..8 + length], whole })
    }
}

impl<'a> Iterator for Chunks<'a> {
    type Item = Result<Chunk<'a>, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let step = self.step();
        self.done = step.is_none_or(|chunk| &chunk.name == b"IEND");
        Some(step.ok_or_else(Refusal::cut_off))
    }
}
