//! The boxes of an ISO container in memory.

use crate::bytes::{be32, be64, slice};

/// One box.
#[derive(Clone, Copy, Debug)]
pub(super) struct Boxed<'a> {
    pub(super) name: [u8; 4],
    pub(super) body: &'a [u8],
}

/// Walks through the boxes in `bytes`; ends where they end or stop making sense.
pub(super) struct Boxes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Boxes<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The body of the first box of that name.
    pub(super) fn find(bytes: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
        Self::of(bytes).find(|found| &found.name == name).map(|found| found.body)
    }
}

impl<'a> Iterator for Boxes<'a> {
    type Item = Boxed<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let name = slice(self.bytes, self.at + 4, 4)?.try_into().ok()?;
        let (head, size) = match be32(self.bytes, self.at)? {
            0 => (8, self.bytes.len() - self.at),
            1 => (16, usize::try_from(be64(self.bytes, self.at + 8)?).ok()?),
            size => (8, size as usize),
        };
        let whole = slice(self.bytes, self.at, size)?;
        let body = whole.get(head..)?;
        self.at += size;
        Some(Boxed { name, body })
    }
}

/// The body of a box that starts with a version and flags: those, and the rest.
pub(super) fn versioned(body: &[u8]) -> Option<(u8, &[u8])> {
    Some((*body.first()?, body.get(4..)?))
}
