//! The print: paper grain over a finished canvas, and the bytes of the file.

use tiny_skia::Pixmap;

use crate::chance::{noise_row, spot};

/// How the paper shows: wide clouds, fibres, and a little dust where the ink did not take.
pub(crate) fn paper(map: &mut Pixmap, seed: u32) {
    let width = map.width() as usize;
    for (row, pixels) in map.data_mut().chunks_exact_mut(width * 4).enumerate() {
        let (y, v) = (row as i32, row as f32);
        let clouds = noise_row(width, 90.0, v / 90.0, seed);
        let fibres = noise_row(width, 5.0, v / 2.5, seed ^ 1);
        let dust = noise_row(width, 3.1, v / 3.1, seed ^ 4);
        for (i, pixel) in pixels.chunks_exact_mut(4).enumerate() {
            let x = i as i32;
            let cloud = clouds[i] - 0.5;
            let fine = spot(x, y, seed ^ 2) + spot(x >> 1, y >> 1, seed ^ 3) - 1.0;
            let lift = cloud * 7.0 + (fibres[i] - 0.5) * 6.0 + fine * 7.0;
            let bare = if dust[i] > 0.985 - 0.02 * cloud { 0.22 } else { 0.0 };
            for (part, paper) in pixel.iter_mut().zip([246.0, 236.0, 216.0]) {
                let inked = f32::from(*part) + lift;
                *part = (inked + (paper - inked) * bare + 0.5).clamp(0.0, 255.0) as u8;
            }
        }
    }
}

/// A JPEG of an opaque canvas.
pub(crate) fn jpeg(map: &Pixmap) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 82);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    encoder.set_progressive(true);
    let (width, height) = (u16::try_from(map.width()).ok()?, u16::try_from(map.height()).ok()?);
    encoder.encode(map.data(), width, height, jpeg_encoder::ColorType::Rgba).ok()?;
    Some(bytes)
}

/// A PNG; `clear` keeps what is transparent.
pub(crate) fn png(map: &Pixmap, clear: bool) -> Option<Vec<u8>> {
    let mut pixels = Vec::with_capacity(map.data().len());
    for pixel in map.pixels() {
        let colour = pixel.demultiply();
        pixels.extend([colour.red(), colour.green(), colour.blue()]);
        if clear {
            pixels.push(colour.alpha());
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, map.width(), map.height());
    encoder.set_color(if clear { png::ColorType::Rgba } else { png::ColorType::Rgb });
    encoder.set_compression(png::Compression::Balanced);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}
