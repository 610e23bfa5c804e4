//! Reading with a finger on the line.

use std::io::{self, BufRead, Read};

/// Counts what is read: bytes, lines, and bytes since the last mark. More than a limit since the mark is an error: memory stays bounded
/// although the reader on top keeps a whole element.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    inner: R,
    bytes: u64,
    line: u64,
    since: u64,
    limit: u64,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(inner: R, limit: u64) -> Self {
        Self { inner, bytes: 0, line: 1, since: 0, limit }
    }

    /// Bytes that have been read.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The line that is being read, counted from 1.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// An element ends here.
    pub(crate) fn mark(&mut self) {
        self.since = 0;
    }
}

impl<R: BufRead> BufRead for Lines<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since > self.limit {
            let message = format!("an element is longer than {} MB", self.limit / 1024 / 1024);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // What is consumed was filled: this does not read.
        if let Ok(buffer) = self.inner.fill_buf() {
            let used = &buffer[..amount.min(buffer.len())];
            self.line += used.iter().filter(|&&byte| byte == b'\n').count() as u64;
        }
        self.bytes += amount as u64;
        self.since += amount as u64;
        self.inner.consume(amount);
    }
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

/// The line and the column of a byte, both counted from 1.
pub(crate) fn place(mut input: impl BufRead, at: u64) -> io::Result<(u64, u64)> {
    let (mut line, mut column, mut left) = (1, 1, at);
    while left > 0 {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            break;
        }
        let used = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        for &byte in &buffer[..used] {
            if byte == b'\n' {
                line += 1;
                column = 1;
            } else {
                column += 1;
            }
        }
        input.consume(used);
        left -= used as u64;
    }
    Ok((line, column))
}
