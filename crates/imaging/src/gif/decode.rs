//! The first frame of a GIF file.

use ::gif::{ColorOutput, DecodeOptions, DecodingError, MemoryLimit};

use crate::Refusal;
use crate::deadline::{Deadline, TimedReader};
use crate::picture::raw::{Inks, Raw};

/// Decodes the first frame, on a canvas that shows nothing where the frame is not.
pub(crate) fn decode(file: &[u8], deadline: Deadline) -> Result<Raw, Refusal> {
    let failed = |error: DecodingError| match (deadline.check(), error) {
        (Err(refusal), _) => refusal,
        (_, DecodingError::UnexpectedEof) => Refusal::cut_off(),
        (_, error) => Refusal::damaged(format!("the GIF data are broken ({error})")),
    };
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    // The buffers are ours; the header has been checked.
    options.set_memory_limit(MemoryLimit::Unlimited);
    let mut decoder = options.read_info(TimedReader::new(file, deadline)).map_err(failed)?;
    let (width, height) = (usize::from(decoder.width()), usize::from(decoder.height()));
    let frame = decoder.next_frame_info().map_err(failed)?.ok_or_else(Refusal::cut_off)?;
    let (left, top) = (usize::from(frame.left), usize::from(frame.top));
    let (across, down) = (usize::from(frame.width), usize::from(frame.height));
    let transparent = frame.transparent;
    let covers = left == 0 && top == 0 && across >= width && down >= height;
    let mut numbers = vec![0; decoder.buffer_size()];
    decoder.read_into_buffer(&mut numbers).map_err(failed)?;
    deadline.check()?;
    let palette = decoder.palette().map_err(failed)?;
    let opaque = covers && transparent.is_none();
    let inks = if opaque { Inks::Rgb } else { Inks::Rgba };
    let channels = inks.channels();
    let mut pixels = vec![0; width * height * channels];
    let rows = pixels.chunks_exact_mut(width * channels).skip(top);
    for (row, line) in rows.zip(numbers.chunks_exact(across.max(1)).take(down)) {
        for (pixel, number) in row.chunks_exact_mut(channels).skip(left).zip(line) {
            if Some(*number) == transparent {
                continue;
            }
            // A number without a colour is black, as browsers have it.
            let colour = palette.get(usize::from(*number) * 3..).and_then(|rest| rest.get(..3)).unwrap_or(&[0, 0, 0]);
            pixel[..3].copy_from_slice(colour);
            if let Some(alpha) = pixel.get_mut(3) {
                *alpha = 255;
            }
        }
    }
    Ok(Raw { width: width as u32, height: height as u32, inks, pixels, icc: None })
}
