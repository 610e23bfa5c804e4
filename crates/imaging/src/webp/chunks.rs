//! The chunks of a WebP file.

use crate::Refusal;
use crate::bytes::{le32, slice};

/// One chunk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chunk<'a> {
    pub(crate) name: [u8; 4],
    pub(crate) data: &'a [u8],
}

/// Walks through chunks; ends where they end, or with an error.
pub(crate) struct Chunks<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Chunks<'a> {
    /// The chunks of a file. Nothing behind the end that it names is looked at.
    pub(crate) fn of(file: &'a [u8]) -> Result<Self, Refusal> {
        if !file.starts_with(b"RIFF") || slice(file, 8, 4) != Some(b"WEBP") {
            return Err(Refusal::damaged("it does not start like a WebP file"));
        }
        let length = le32(file, 4).ok_or_else(Refusal::cut_off)? as usize;
        if length < 4 {
            return Err(Refusal::damaged("it claims to have no content"));
        }
        let bytes = slice(file, 12, length - 4).ok_or_else(Refusal::cut_off)?;
        Ok(Self { bytes, at: 0 })
    }

    /// The chunks inside of a frame.
    pub(crate) fn within(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn step(&mut self) -> Option<Chunk<'a>> {
        let length = le32(self.bytes, self.at + 4)? as usize;
        let data = slice(self.bytes, self.at + 8, length)?;
        let name = slice(self.bytes, self.at, 4)?.try_into().ok()?;
        // The byte that makes a length even may be missing at the very end.
        self.at = (self.at + 8 + length + length % 2).min(self.bytes.len());
        Some(Chunk { name, data })
    }
}

impl<'a> Iterator for Chunks<'a> {
    type Item = Result<Chunk<'a>, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        // Fewer bytes than a chunk's head are padding.
        if self.bytes.len().saturating_sub(self.at) < 8 {
            return None;
        }
        let step = self.step().ok_or_else(Refusal::cut_off);
        if step.is_err() {
            self.at = self.bytes.len();
        }
        Some(step)
    }
}
