//! Files without place, camera and other notes.

use std::io::{self, Cursor, Read, Seek, Write};

use crate::{Kind, Refusal, avif, gif, jpeg, png, video, webp};

/// Why a file on disk could not be cleaned.
#[derive(Debug, thiserror::Error)]
pub enum CleanError {
    /// It could not be read or written.
    #[error("the file could not be cleaned: {0}")]
    Io(#[from] io::Error),
}

/// The same file without place, camera and other notes, and without anything behind its end. No pixel is touched. A
/// colour profile stays, and so does an orientation, in an EXIF of our own that says nothing else. None if nothing had
/// to change.
///
/// Sound is left alone except for M4A, and so is PDF. For large files see [`clean_in_place`].
///
/// # Errors
///
/// [`Refusal::Damaged`] when the file's structure makes no sense or ends early, so that nobody can say what is in it.
pub fn clean(file: &[u8], kind: Kind) -> Result<Option<Vec<u8>>, Refusal> {
    match kind {
        Kind::Jpeg => jpeg::clean(file),
        Kind::Png => png::clean(file),
        Kind::Gif => gif::clean(file),
        Kind::WebP => webp::clean(file),
        Kind::Avif => avif::clean(file),
        Kind::Mp4 | Kind::M4a => {
            let mut copy = Cursor::new(file.to_vec());
            let changed = video::scrub(&mut copy).map_err(|error| Refusal::damaged(error.to_string()))?;
            Ok(changed.then(|| copy.into_inner()))
        }
        Kind::Pdf | Kind::Mp3 | Kind::Ogg | Kind::WebM => Ok(None),
    }
}

/// The same for MP4 and M4A files that are too large for memory: boxes with notes become `free` where they lie, and
/// are filled with zeroes. Whether anything changed; for other kinds never.
///
/// # Errors
///
/// [`CleanError::Io`] when the file can't be read or written; it may be half cleaned then.
pub fn clean_in_place<F: Read + Write + Seek>(file: &mut F, kind: Kind) -> Result<bool, CleanError> {
    match kind {
        Kind::Mp4 | Kind::M4a => Ok(video::scrub(file)?),
        _ => Ok(false),
    }
}
