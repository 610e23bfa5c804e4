//! The segments of a JPEG file, from its start to the end of its first picture.

use crate::Refusal;
use crate::bytes::be16;

/// One piece of a JPEG file. The pieces cover the file without gaps, except for stray bytes between segments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment<'a> {
    /// The byte after 0xff.
    pub(crate) marker: u8,
    /// Where it starts in the file, with its marker.
    pub(crate) start: usize,
    /// Everything from the marker on; for a scan the coded data as well.
    pub(crate) whole: &'a [u8],
    /// What follows marker and length; without a scan's coded data.
    pub(crate) body: &'a [u8],
}

pub(crate) const SOI: u8 = 0xd8;
pub(crate) const EOI: u8 = 0xd9;
pub(crate) const SOS: u8 = 0xda;
pub(crate) const APP0: u8 = 0xe0;
pub(crate) const APP1: u8 = 0xe1;
pub(crate) const APP2: u8 = 0xe2;
pub(crate) const APP13: u8 = 0xed;
pub(crate) const APP14: u8 = 0xee;
pub(crate) const COM: u8 = 0xfe;

impl Segment<'_> {
    /// Whether it starts a frame: SOF0 to SOF15, without DHT, JPG and DAC, which lie between.
    pub(crate) fn is_frame(&self) -> bool {
        matches!(self.marker, 0xc0..=0xcf) && !matches!(self.marker, 0xc4 | 0xc8 | 0xcc)
    }

    /// Whether it is a note of some program, or a comment.
    pub(crate) fn is_note(&self) -> bool {
        matches!(self.marker, 0xe0..=0xef | COM)
    }
}

/// Walks through a file; ends after the end marker, or with an error. Nothing behind the end is looked at.
pub(crate) struct Segments<'a> {
    file: &'a [u8],
    at: usize,
    done: bool,
}

impl<'a> Segments<'a> {
    pub(crate) fn of(file: &'a [u8]) -> Self {
        Self { file, at: 0, done: false }
    }

    fn step(&mut self) -> Result<Segment<'a>, Refusal> {
        let file = self.file;
        if self.at == 0 {
            if !file.starts_with(&[0xff, SOI]) {
                return Err(Refusal::damaged("it does not start like a JPEG file"));
            }
            self.at = 2;
            return Ok(Segment { marker: SOI, start: 0, whole: &file[..2], body: &[] });
        }
        let start = self.at + find_marker(&file[self.at..]).ok_or_else(Refusal::cut_off)?;
        let marker = file[start + 1];
        if marker == EOI || marker == 0x01 || matches!(marker, 0xd0..=0xd8) {
            self.at = start + 2;
            return Ok(Segment { marker, start, whole: &file[start..self.at], body: &[] });
        }
        let length = usize::from(be16(file, start + 2).ok_or_else(Refusal::cut_off)?);
        if length < 2 {
            return Err(Refusal::damaged("a part of it has an impossible length"));
        }
        let end = start + 2 + length;
        let body = file.get(start + 4..end).ok_or_else(Refusal::cut_off)?;
        self.at = if marker == SOS { end + coded(&file[end..]) } else { end };
        Ok(Segment { marker, start, whole: &file[start..self.at], body })
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Result<Segment<'a>, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let step = self.step();
        self.done = !matches!(&step, Ok(segment) if segment.marker != EOI);
        Some(step)
    }
}

/// Where the next marker's 0xff stands; 0xff may be repeated, and stray bytes may come before.
fn find_marker(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        match bytes.get(at + 1)? {
            0x00 => at += 2,
            0xff => at += 1,
            _ => return Some(at),
        }
    }
}

/// How long coded data is: up to a marker that is neither a stuffed 0xff nor a restart.
fn coded(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0xff)) {
        at += found;
        match bytes.get(at + 1) {
            Some(0x00 | 0xd0..=0xd7) => at += 2,
            Some(0xff) => at += 1,
            Some(_) => return at,
            None => break,
        }
    }
    bytes.len()
}
