//! The pixels of a WebP file.

use image_webp::{DecodingError, WebPDecoder};

use super::chunks::Chunks;
use crate::Refusal;
use crate::deadline::{Deadline, TimedReader};
use crate::picture::raw::{Inks, Raw};

/// Decodes the picture, or the first frame.
pub(crate) fn decode(file: &[u8], deadline: Deadline) -> Result<Raw, Refusal> {
    let failed = |error: DecodingError| match (deadline.check(), error) {
        (Err(refusal), _) => refusal,
        (_, DecodingError::IoError(_)) => Refusal::cut_off(),
        (_, error) => Refusal::damaged(format!("the WebP data are broken ({error})")),
    };
    let icc = profile(file)?;
    let mut decoder = WebPDecoder::new(TimedReader::new(file, deadline)).map_err(failed)?;
    let (width, height) = decoder.dimensions();
    let inks = if decoder.has_alpha() { Inks::Rgba } else { Inks::Rgb };
    let mut pixels = vec![0; decoder.output_buffer_size().ok_or_else(Refusal::cut_off)?];
    decoder.read_image(&mut pixels).map_err(failed)?;
    deadline.check()?;
    Ok(Raw { width, height, inks, pixels, icc })
}

fn profile(file: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
    for chunk in Chunks::of(file)? {
        let chunk = chunk?;
        if &chunk.name == b"ICCP" {
            return Ok(Some(chunk.data.to_vec()));
        }
    }
    Ok(None)
}
