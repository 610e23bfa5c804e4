//! How large and how long sound and video are.

use std::io::{Read, Seek};

use crate::{Kind, video};

/// What is cheaply known about a recording. Nothing here is to be relied on: files say what they like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    /// Pixels across, as shown.
    pub width: Option<u32>,
    /// Pixels down, as shown.
    pub height: Option<u32>,
    /// Milliseconds.
    pub duration_ms: Option<u64>,
}

/// Measures sound and video by their headers. Pictures have a [`crate::header`]; for them and for PDF nothing is known
/// here. What can't be read is not there.
pub fn measure<F: Read + Seek>(file: &mut F, kind: Kind) -> Measures {
    match kind {
        Kind::Mp4 | Kind::M4a => video::measure_mp4(file),
        Kind::WebM => video::measure_webm(file),
        Kind::Ogg => video::measure_ogg(file),
        Kind::Mp3 => video::mp3::measure(file),
        Kind::Jpeg | Kind::Png | Kind::Gif | Kind::WebP | Kind::Avif | Kind::Pdf => return Measures::default(),
    }
    .unwrap_or_default()
}
