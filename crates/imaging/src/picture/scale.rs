//! From an area of a picture to a smaller picture.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use super::{Area, Picture};
use crate::Refusal;

/// A small picture, upright, with three or four channels.
pub(super) struct Small {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) channels: usize,
    pub(super) pixels: Vec<u8>,
}

impl Picture {
    /// Cuts out and scales. Sizes are brought into what is possible: an area inside, a result no larger than it.
    pub(super) fn scaled(&self, area: Area, width: u32, height: u32) -> Result<Small, Refusal> {
        let area = self.inside(area);
        let (width, height) = (width.clamp(1, area.width), height.clamp(1, area.height));
        let area = self.orientation.stored_area(area, self.width, self.height);
        let (across, down) = self.orientation.upright(width, height);
        let pixels = self.scaled_stored(area, across, down)?;
        let pixels = self.orientation.turn(pixels, across, down, self.channels);
        Ok(Small { width, height, channels: self.channels, pixels })
    }

    fn inside(&self, area: Area) -> Area {
        let (x, y) = (area.x.min(self.width() - 1), area.y.min(self.height() - 1));
        Area { x, y, width: area.width.clamp(1, self.width() - x), height: area.height.clamp(1, self.height() - y) }
    }

    fn scaled_stored(&self, area: Area, width: u32, height: u32) -> Result<Vec<u8>, Refusal> {
        if (area.width, area.height) == (width, height) {
            return Ok(self.cut(area));
        }
        // Large factors: average whole squares first, to twice the size or more, then filter. That is as good and several
        // times faster. With transparency to once the size or more: multiplying alpha in takes memory.
        let spare = if self.channels == 4 { 1 } else { 2 };
        let factor = (area.width / width / spare).min(area.height / height / spare);
        if factor >= 2 {
            let shrunk = self.shrunk(area, factor);
            let (across, down) = (area.width.div_ceil(factor), area.height.div_ceil(factor));
            // The last row and column may stand for less than a square.
            let (part_x, part_y) =
                (f64::from(area.width) / f64::from(factor), f64::from(area.height) / f64::from(factor));
            let crop = (0.0, 0.0, part_x.min(f64::from(across)), part_y.min(f64::from(down)));
            return filter(&shrunk, (across, down), crop, (width, height), self.channels);
        }
        let crop = (f64::from(area.x), f64::from(area.y), f64::from(area.width), f64::from(area.height));
        if self.channels == 4 && (area.width, area.height) != (self.width, self.height) {
            // The filter copies all that it is given to multiply alpha in.
            let crop = (0.0, 0.0, crop.2, crop.3);
            return filter(&self.cut(area), (area.width, area.height), crop, (width, height), 4);
        }
        filter(&self.pixels, (self.width, self.height), crop, (width, height), self.channels)
    }

    /// The rows of an area, in stored pixels.
    fn rows(&self, area: Area) -> impl Iterator<Item = &[u8]> {
        let stride = self.width as usize * self.channels;
        let start = area.x as usize * self.channels;
        let rows = self.pixels.chunks_exact(stride).skip(area.y as usize).take(area.height as usize);
        rows.map(move |row| &row[start..start + area.width as usize * self.channels])
    }

    fn cut(&self, area: Area) -> Vec<u8> {
        let mut pixels = Vec::with_capacity(area.width as usize * area.height as usize * self.channels);
        self.rows(area).for_each(|row| pixels.extend_from_slice(row));
        pixels
    }

    /// Averages squares of `factor` by `factor` pixels.
    fn shrunk(&self, area: Area, factor: u32) -> Vec<u8> {
        match self.channels {
            4 => shrink_alpha(self.rows(area), area, factor as usize),
            _ => shrink_opaque(self.rows(area), area, factor as usize),
        }
    }
}

fn shrink_opaque<'a>(rows: impl Iterator<Item = &'a [u8]>, area: Area, factor: usize) -> Vec<u8> {
    let (width, height) = (area.width as usize, area.height as usize);
    let across = width.div_ceil(factor);
    let mut out = Vec::with_capacity(across * height.div_ceil(factor) * 3);
    let mut columns = vec![0u32; width * 3];
    let mut flush = |columns: &mut [u32], lines: usize| {
        for square in columns.chunks(factor * 3) {
            let count = (square.len() / 3 * lines) as u32;
            let mut sum = [0u32; 3];
            for pixel in square.chunks_exact(3) {
                (0..3).for_each(|channel| sum[channel] += pixel[channel]);
            }
            out.extend(sum.map(|sum| ((sum + count / 2) / count) as u8));
        }
        columns.fill(0);
    };
    let mut lines = 0;
    for row in rows {
        columns.iter_mut().zip(row).for_each(|(sum, value)| *sum += u32::from(*value));
        lines += 1;
        if lines == factor {
            flush(&mut columns, lines);
            lines = 0;
        }
    }
    if lines > 0 {
        flush(&mut columns, lines);
    }
    out
}

/// The same with colours weighed by alpha, so that what can't be seen does not colour the edges.
fn shrink_alpha<'a>(rows: impl Iterator<Item = &'a [u8]>, area: Area, factor: usize) -> Vec<u8> {
    let (width, height) = (area.width as usize, area.height as usize);
    let across = width.div_ceil(factor);
    let mut out = Vec::with_capacity(across * height.div_ceil(factor) * 4);
    let mut squares = vec![[0u64; 4]; across];
    let mut flush = |squares: &mut [[u64; 4]], lines: usize| {
        for (index, square) in squares.iter_mut().enumerate() {
            let count = (factor.min(width - index * factor) * lines) as u64;
            let [red, green, blue, alpha] = *square;
            let colour = |sum: u64| (sum + alpha / 2).checked_div(alpha).unwrap_or_default() as u8;
            out.extend([colour(red), colour(green), colour(blue), ((alpha + count / 2) / count) as u8]);
            *square = [0; 4];
        }
    };
    let mut lines = 0;
    for row in rows {
        for (square, pixels) in squares.iter_mut().zip(row.chunks(factor * 4)) {
            for pixel in pixels.chunks_exact(4) {
                let alpha = u64::from(pixel[3]);
                (0..3).for_each(|channel| square[channel] += u64::from(pixel[channel]) * alpha);
                square[3] += alpha;
            }
        }
        lines += 1;
        if lines == factor {
            flush(&mut squares, lines);
            lines = 0;
        }
    }
    if lines > 0 {
        flush(&mut squares, lines);
    }
    out
}

/// Lanczos with three lobes.
fn filter(
    pixels: &[u8],
    (width, height): (u32, u32),
    (x, y, across, down): (f64, f64, f64, f64),
    to: (u32, u32),
    channels: usize,
) -> Result<Vec<u8>, Refusal> {
    let kind = if channels == 4 { PixelType::U8x4 } else { PixelType::U8x3 };
    let failed = |error: &dyn std::fmt::Display| Refusal::damaged(format!("it can't be scaled ({error})"));
    let from = ImageRef::new(width, height, pixels, kind).map_err(|error| failed(&error))?;
    let mut into = Image::new(to.0, to.1, kind);
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
        .crop(x, y, across, down)
        .use_alpha(channels == 4);
    Resizer::new().resize(&from, &mut into, &options).map_err(|error| failed(&error))?;
    Ok(into.into_vec())
}
