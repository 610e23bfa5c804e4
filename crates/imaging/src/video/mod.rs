//! Sound and video: cleaned and measured, never decoded. Files may be too large for memory, so they are read in place.

mod boxes;
pub(crate) mod mp3;
mod mp4;
mod ogg;
mod scrub;
mod webm;

pub(crate) use mp4::measure as measure_mp4;
pub(crate) use ogg::measure as measure_ogg;
pub(crate) use scrub::scrub;
pub(crate) use webm::measure as measure_webm;

use std::io::{self, Read, Seek, SeekFrom};

/// Up to `length` bytes from `at`; fewer if the file ends before.
pub(crate) fn read_at<F: Read + Seek>(file: &mut F, at: u64, length: usize) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    file.take(length as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}
