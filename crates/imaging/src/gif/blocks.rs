//! The blocks of a GIF file.

use crate::bytes::{le16, slice};
use crate::header::{Header, OVERHEAD};
use crate::{Kind, Orientation, Refusal};

/// One block behind the header.
#[derive(Clone, Copy, Debug)]
pub(super) enum Block<'a> {
    /// A frame: descriptor, colours, pixels.
    Image(&'a [u8]),
    /// Timing and transparency of the next frame.
    Control(&'a [u8]),
    /// An application's own; with its name.
    Application { name: &'a [u8], whole: &'a [u8] },
    /// Text that is drawn over the frames; nothing draws it any more.
    Text,
    /// Comments and whatever nobody has heard of.
    Other,
    /// The end.
    Trailer,
}

/// Walks through a file; ends with the trailer, at the end of the file between two blocks, or with an error.
pub(super) struct Blocks<'a> {
    file: &'a [u8],
    at: usize,
    done: bool,
}

impl<'a> Blocks<'a> {
    pub(super) fn of(file: &'a [u8]) -> Result<Self, Refusal> {
        if !(file.starts_with(b"GIF87a") || file.starts_with(b"GIF89a")) {
            return Err(Refusal::damaged("it does not start like a GIF file"));
        }
        let flags = *file.get(10).ok_or_else(Refusal::cut_off)?;
        let at = 13 + palette_bytes(flags);
        if file.len() < at {
            return Err(Refusal::cut_off());
        }
        Ok(Self { file, at, done: false })
    }

    /// Up to where the file has been read.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    fn step(&mut self) -> Option<Result<Block<'a>, Refusal>> {
        let start = self.at;
        Some(match *self.file.get(start)? {
            0x3b => {
                self.at += 1;
                Ok(Block::Trailer)
            }
            0x2c => self.image(start).ok_or_else(Refusal::cut_off),
            0x21 => self.extension(start).ok_or_else(Refusal::cut_off),
            _ => Err(Refusal::damaged("something stands where a GIF block should start")),
        })
    }

    fn image(&mut self, start: usize) -> Option<Block<'a>> {
        let flags = *self.file.get(start + 9)?;
        self.at = start + 10 + palette_bytes(flags) + 1;
        self.skip_parts()?;
        Some(Block::Image(&self.file[start..self.at]))
    }

    fn extension(&mut self, start: usize) -> Option<Block<'a>> {
        let label = *self.file.get(start + 1)?;
        self.at = start + 2;
        self.skip_parts()?;
        let whole = &self.file[start..self.at];
        Some(match label {
            0xf9 => Block::Control(whole),
            0x01 => Block::Text,
            0xff => Block::Application { name: slice(whole, 3, 11).unwrap_or_default(), whole },
            _ => Block::Other,
        })
    }

    fn skip_parts(&mut self) -> Option<()> {
        loop {
            let length = usize::from(*self.file.get(self.at)?);
            self.at += 1 + length;
            if length == 0 {
                return Some(());
            }
        }
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Result<Block<'a>, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let step = self.step();
        self.done = !matches!(&step, Some(Ok(block)) if !matches!(block, Block::Trailer));
        step
    }
}

fn palette_bytes(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

pub(crate) fn header(file: &[u8]) -> Result<Header, Refusal> {
    let (width, height) = (le16(file, 6).ok_or_else(Refusal::cut_off)?, le16(file, 8).ok_or_else(Refusal::cut_off)?);
    let mut frames = 0;
    let mut first = 0;
    let mut notes = 0;
    for block in Blocks::of(file)? {
        // What is cut off behind the first frame does not hinder.
        match block {
            Ok(Block::Image(whole)) => {
                let side = |at| u64::from(le16(whole, at).unwrap_or_default());
                if frames == 0 {
                    first = side(5) * side(7);
                }
                frames += 1;
            }
            Ok(Block::Application { whole, .. }) if frames == 0 => notes += whole.len() as u64,
            Ok(_) => {}
            Err(refusal) if frames == 0 => return Err(refusal),
            Err(_) => break,
        }
    }
    if frames == 0 {
        return Err(Refusal::damaged("it has no picture"));
    }
    // The frame's numbers of colours, the whole in four channels, and what the decoder copies of notes in front.
    let memory = u64::from(width) * u64::from(height) * 4 + first + 2 * notes + OVERHEAD;
    Ok(Header {
        kind: Kind::Gif,
        width: u32::from(width),
        height: u32::from(height),
        orientation: Orientation::UPRIGHT,
        memory,
        animated: frames > 1,
    })
}
