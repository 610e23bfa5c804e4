//! What the JPEG decoder reads: the file without its notes, and not for ever.

use zune_core::bytestream::{ZByteIoError, ZByteReaderTrait, ZSeekFrom};

use crate::deadline::Deadline;

/// How many reads there are between two looks at the clock. A read is about four bytes, which can stand for thousands
/// of blocks.
const READS: u32 = 256;

/// What follows the last scan: ones, which is no code in any table. A whole picture never needs them, and for one that
/// was cut off, but has its end marker, the decoder stumbles over them instead of making grey up.
const ONES: [u8; 66] = {
    let mut ones = [0; 66];
    let mut at = 0;
    while at < 64 {
        ones[at] = 0xff;
        at += 2;
    }
    (ones[64], ones[65]) = (0xff, super::segments::EOI);
    ones
};

/// The segments in front of the first scan, copied; then the scans as they lie in memory; then ones.
pub(super) struct Source<'a> {
    head: Vec<u8>,
    tail: &'a [u8],
    ones: &'static [u8],
    at: usize,
    reads: u32,
    deadline: Deadline,
    late: bool,
}

impl<'a> Source<'a> {
    /// An end marker is wanted after progressive scans. After others it would be one more chance to make grey up.
    pub(super) fn new(head: Vec<u8>, tail: &'a [u8], end_marker: bool, deadline: Deadline) -> Self {
        let ones = if end_marker { &ONES[..] } else { &ONES[..64] };
        Self { head, tail, ones, at: 0, reads: 0, deadline, late: false }
    }

    fn length(&self) -> usize {
        self.head.len() + self.tail.len() + self.ones.len()
    }

    /// What can be had in one piece from `at` on.
    #[inline(always)]
    fn rest(&self, at: usize) -> &[u8] {
        match at.checked_sub(self.head.len()) {
            Some(at) if at < self.tail.len() => &self.tail[at..],
            Some(at) => self.ones.get(at - self.tail.len()..).unwrap_or_default(),
            None => &self.head[at..],
        }
    }

    #[inline(always)]
    fn tick(&mut self) {
        self.reads += 1;
        if self.reads >= READS {
            self.reads = 0;
            self.late = self.late || self.deadline.is_over();
        }
    }

    fn copy(&self, into: &mut [u8]) -> usize {
        let mut at = self.at;
        let mut copied = 0;
        while copied < into.len() && at < self.length() {
            let piece = self.rest(at);
            let count = piece.len().min(into.len() - copied);
            into[copied..copied + count].copy_from_slice(&piece[..count]);
            (copied, at) = (copied + count, at + count);
        }
        copied
    }
}

impl ZByteReaderTrait for Source<'_> {
    #[inline(always)]
    fn read_byte_no_error(&mut self) -> u8 {
        self.tick();
        let byte = self.rest(self.at).first().copied().unwrap_or_default();
        self.at = (self.at + 1).min(self.length());
        byte
    }

    #[inline(always)]
    fn read_exact_bytes(&mut self, into: &mut [u8]) -> Result<(), ZByteIoError> {
        self.tick();
        if let Some(bytes) = self.rest(self.at).get(..into.len())
            && !self.late
        {
            into.copy_from_slice(bytes);
            self.at += into.len();
            return Ok(());
        }
        self.peek_exact_bytes(into)?;
        self.at += into.len();
        Ok(())
    }

    fn read_bytes(&mut self, into: &mut [u8]) -> Result<usize, ZByteIoError> {
        let count = self.peek_bytes(into)?;
        self.at += count;
        Ok(count)
    }

    fn peek_bytes(&mut self, into: &mut [u8]) -> Result<usize, ZByteIoError> {
        Ok(self.copy(into))
    }

    fn peek_exact_bytes(&mut self, into: &mut [u8]) -> Result<(), ZByteIoError> {
        if self.late {
            return Err(ZByteIoError::Generic("the time is over"));
        }
        let count = self.copy(into);
        if count == into.len() { Ok(()) } else { Err(ZByteIoError::NotEnoughBytes(count, into.len())) }
    }

    fn z_seek(&mut self, to: ZSeekFrom) -> Result<u64, ZByteIoError> {
        let target = match to {
            ZSeekFrom::Start(offset) => i64::try_from(offset).ok(),
            ZSeekFrom::End(offset) => (self.length() as i64).checked_add(offset),
            ZSeekFrom::Current(offset) => (self.at as i64).checked_add(offset),
        };
        let target = target.and_then(|target| usize::try_from(target).ok());
        self.at = target.ok_or(ZByteIoError::Generic("before the start"))?.min(self.length());
        Ok(self.at as u64)
    }

    /// The one question whose error the decoder passes on from everywhere.
    #[inline(always)]
    fn is_eof(&mut self) -> Result<bool, ZByteIoError> {
        if self.late {
            return Err(ZByteIoError::Generic("the time is over"));
        }
        Ok(self.at >= self.length())
    }

    fn z_position(&mut self) -> Result<u64, ZByteIoError> {
        Ok(self.at as u64)
    }

    fn read_remaining(&mut self, sink: &mut Vec<u8>) -> Result<usize, ZByteIoError> {
        let before = sink.len();
        while self.at < self.length() {
            sink.extend_from_slice(self.rest(self.at));
            self.at = self.at + self.rest(self.at).len();
        }
        Ok(sink.len() - before)
    }
}
