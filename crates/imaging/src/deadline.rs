//! A moment after which work is given up, and a reader that knows it.

use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::time::{Duration, Instant};

use crate::Refusal;

/// When work is given up.
#[derive(Clone, Copy)]
pub(crate) struct Deadline {
    start: Instant,
    granted: Duration,
}

impl Deadline {
    /// Starts now.
    pub(crate) fn after(granted: Duration) -> Self {
        Self { start: Instant::now(), granted }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.start.elapsed() >= self.granted
    }

    /// Fails when the time is over.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        if self.is_over() { Err(self.refusal()) } else { Ok(()) }
    }

    pub(crate) fn refusal(&self) -> Refusal {
        Refusal::TookTooLong { maximum: u64::try_from(self.granted.as_millis()).unwrap_or(u64::MAX) }
    }
}

/// How many bytes a decoder gets between two looks at the clock. A few hundred bytes can stand for millions of pixels.
const PORTION: usize = 1024;

/// Bytes in memory that can no longer be read once the time is over.
pub(crate) struct TimedReader<'a> {
    bytes: &'a [u8],
    position: usize,
    /// Up to where a portion has been handed out.
    granted: usize,
    deadline: Deadline,
}

impl<'a> TimedReader<'a> {
    pub(crate) fn new(bytes: &'a [u8], deadline: Deadline) -> Self {
        Self { bytes, position: 0, granted: 0, deadline }
    }

    fn grant(&mut self) -> io::Result<()> {
        if self.deadline.is_over() {
            return Err(io::Error::new(io::ErrorKind::TimedOut, "the time is over"));
        }
        self.granted = (self.position + PORTION).min(self.bytes.len());
        Ok(())
    }
}

impl Read for TimedReader<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let count = available.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for TimedReader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        // Decoders look ahead by eight bytes and have a slow path for less.
        if self.granted.saturating_sub(self.position) < 8 {
            self.grant()?;
        }
        Ok(self.bytes.get(self.position..self.granted).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.position = (self.position + count).min(self.bytes.len());
    }
}

impl Seek for TimedReader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => i128::from(offset),
            SeekFrom::End(offset) => self.bytes.len() as i128 + i128::from(offset),
            SeekFrom::Current(offset) => self.position as i128 + i128::from(offset),
        };
        // Behind the end there is nothing to read; the end itself says that well enough.
        self.position = usize::try_from(target)
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "before the start"))?
            .min(self.bytes.len());
        self.granted = self.position;
        Ok(self.position as u64)
    }
}
