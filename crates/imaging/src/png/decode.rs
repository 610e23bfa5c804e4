//! The pixels of a PNG file.

use ::png::{ColorType, Decoder, DecodingError, Limits, Transformations};

use crate::Refusal;
use crate::deadline::{Deadline, TimedReader};
use crate::picture::raw::{Inks, Raw};

/// What a colour profile may grow to when it is unpacked; real ones have up to a few megabytes.
pub(super) const PROFILE_BYTES: usize = 8 << 20;

/// Decodes the default picture, which is the first frame of an animation or stands for it.
pub(crate) fn decode(file: &[u8], deadline: Deadline) -> Result<Raw, Refusal> {
    let failed = |error: DecodingError| match (deadline.check(), error) {
        (Err(refusal), _) => refusal,
        (_, DecodingError::IoError(_)) => Refusal::cut_off(),
        (_, error) => Refusal::damaged(format!("the PNG data are broken ({error})")),
    };
    let mut decoder = Decoder::new_with_limits(TimedReader::new(file, deadline), Limits { bytes: PROFILE_BYTES });
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(failed)?;
    let (width, height) = reader.info().size();
    let icc = reader.info().icc_profile.as_ref().map(|profile| profile.to_vec());
    let (inks, channels) = match reader.output_color_type().0 {
        ColorType::Grayscale => (Inks::Grey, 1),
        ColorType::GrayscaleAlpha => (Inks::GreyAlpha, 2),
        ColorType::Rgba => (Inks::Rgba, 4),
        ColorType::Rgb | ColorType::Indexed => (Inks::Rgb, 3),
    };
    let count = width as usize * height as usize;
    // Large enough for red, green and blue from the start: grey grows inside it.
    let mut pixels = vec![0; count * inks.channels()];
    reader.next_frame(&mut pixels[..count * channels]).map_err(failed)?;
    deadline.check()?;
    match channels {
        1 => widen::<1, 3>(&mut pixels, count, |[grey]| [grey; 3]),
        2 => widen::<2, 4>(&mut pixels, count, |[grey, alpha]| [grey, grey, grey, alpha]),
        _ => {}
    }
    Ok(Raw { width, height, inks, pixels, icc })
}

/// Makes `count` pixels of `FROM` bytes into pixels of `TO` bytes in place, from the end on.
fn widen<const FROM: usize, const TO: usize>(pixels: &mut [u8], count: usize, into: impl Fn([u8; FROM]) -> [u8; TO]) {
    for index in (0..count).rev() {
        let mut pixel = [0; FROM];
        pixel.copy_from_slice(&pixels[index * FROM..][..FROM]);
        pixels[index * TO..][..TO].copy_from_slice(&into(pixel));
    }
}
