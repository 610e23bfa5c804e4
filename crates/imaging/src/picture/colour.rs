//! From whatever colours a file has to sRGB.

use moxcms::{ColorProfile, DataColorSpace, Layout, RenderingIntent, Transform8BitExecutor, TransformOptions};

use super::raw::{Inks, Raw};
use crate::Refusal;
use crate::deadline::Deadline;

/// Pixels that are converted at a time.
const PORTION: usize = 16 * 1024;

/// Converts pixels to sRGB in place. A profile that is broken or does not fit counts as none.
pub(super) fn to_srgb(raw: &mut Raw, deadline: Deadline) -> Result<(), Refusal> {
    let profile = raw.icc.take().and_then(|icc| ColorProfile::new_from_slice(&icc).ok());
    match raw.inks {
        Inks::Rgb | Inks::Rgba => {
            if let Some(profile) = profile.filter(|profile| profile.color_space == DataColorSpace::Rgb)
                && let Some(transform) = rgb_transform(&profile, raw.inks)
            {
                convert(raw, &*transform, deadline)?;
            }
        }
        Inks::Grey | Inks::GreyAlpha => {
            if let Some(profile) = profile.filter(|profile| profile.color_space == DataColorSpace::Gray)
                && let Some(table) = grey_table(&profile)
            {
                for pixel in raw.pixels.chunks_exact_mut(raw.inks.channels()) {
                    let colour = table[usize::from(pixel[0])];
                    pixel[..3].copy_from_slice(&colour);
                }
            }
        }
        Inks::InvertedCmyk | Inks::InvertedYcck => {
            if raw.inks == Inks::InvertedYcck {
                raw.pixels.chunks_exact_mut(4).for_each(ycck_to_cmyk);
            }
            let transform = profile
                .filter(|profile| profile.color_space == DataColorSpace::Cmyk)
                .and_then(|profile| transform(&profile, Layout::Rgba, Layout::Rgb));
            match transform {
                Some(transform) => separate(raw, &*transform, deadline)?,
                None => raw.pixels.chunks_exact_mut(4).for_each(multiply),
            }
            pack(&mut raw.pixels);
        }
    }
    if matches!(raw.inks, Inks::InvertedCmyk | Inks::InvertedYcck) {
        raw.inks = Inks::Rgb;
    }
    Ok(())
}

fn transform(profile: &ColorProfile, from: Layout, to: Layout) -> Option<std::sync::Arc<Transform8BitExecutor>> {
    let options = TransformOptions { rendering_intent: RenderingIntent::Perceptual, ..TransformOptions::default() };
    profile.create_transform_8bit(from, &ColorProfile::new_srgb(), to, options).ok()
}

/// The transform from a profile, unless it changes next to nothing: most profiles are sRGB under some name.
fn rgb_transform(profile: &ColorProfile, inks: Inks) -> Option<std::sync::Arc<Transform8BitExecutor>> {
    let steps = [0u8, 32, 64, 96, 128, 160, 192, 224, 255];
    let mut samples = Vec::with_capacity(steps.len().pow(3) * 3);
    for red in steps {
        for green in steps {
            for blue in steps {
                samples.extend_from_slice(&[red, green, blue]);
            }
        }
    }
    let mut converted = vec![0; samples.len()];
    transform(profile, Layout::Rgb, Layout::Rgb)?.transform(&samples, &mut converted).ok()?;
    if samples.iter().zip(&converted).all(|(before, after)| before.abs_diff(*after) <= 2) {
        return None;
    }
    let layout = if inks.has_alpha() { Layout::Rgba } else { Layout::Rgb };
    transform(profile, layout, layout)
}

/// What each grey becomes.
fn grey_table(profile: &ColorProfile) -> Option<[[u8; 3]; 256]> {
    let greys: [u8; 256] = std::array::from_fn(|grey| grey as u8);
    let mut colours = [0; 768];
    transform(profile, Layout::Gray, Layout::Rgb)?.transform(&greys, &mut colours).ok()?;
    let mut table = [[0; 3]; 256];
    for (entry, colour) in table.iter_mut().zip(colours.chunks_exact(3)) {
        entry.copy_from_slice(colour);
    }
    Some(table)
}

/// Runs a transform over pixels of as many channels as they keep.
fn convert(raw: &mut Raw, transform: &Transform8BitExecutor, deadline: Deadline) -> Result<(), Refusal> {
    let mut before = Vec::new();
    for portion in raw.pixels.chunks_mut(PORTION * raw.inks.channels()) {
        deadline.check()?;
        before.clear();
        before.extend_from_slice(portion);
        if transform.transform(&before, portion).is_err() {
            // Sizes always fit, so this is a profile that does not; then all portions fail, the first one first.
            portion.copy_from_slice(&before);
            return Ok(());
        }
    }
    Ok(())
}

/// Turns four inks into three colours by a printer's profile, leaving the fourth byte of each pixel unused.
fn separate(raw: &mut Raw, transform: &Transform8BitExecutor, deadline: Deadline) -> Result<(), Refusal> {
    let mut inks = Vec::new();
    let mut colours = Vec::new();
    for portion in raw.pixels.chunks_mut(PORTION * 4) {
        deadline.check()?;
        inks.clear();
        inks.extend(portion.iter().map(|ink| 255 - ink));
        colours.resize(portion.len() / 4 * 3, 0);
        if transform.transform(&inks, &mut colours).is_err() {
            portion.chunks_exact_mut(4).for_each(multiply);
            continue;
        }
        for (pixel, colour) in portion.chunks_exact_mut(4).zip(colours.chunks_exact(3)) {
            pixel[..3].copy_from_slice(colour);
        }
    }
    Ok(())
}

/// Light that three inverted inks let through, darkened by the fourth.
fn multiply(pixel: &mut [u8]) {
    let black = u32::from(pixel[3]);
    for ink in &mut pixel[..3] {
        *ink = ((u32::from(*ink) * black + 127) / 255) as u8;
    }
}

/// Adobe's YCCK: YCbCr of a colour whose complement are the inks as they are stored.
fn ycck_to_cmyk(pixel: &mut [u8]) {
    let (y, cb, cr) = (f32::from(pixel[0]), f32::from(pixel[1]) - 128.0, f32::from(pixel[2]) - 128.0);
    let colour = [y + 1.402 * cr, y - 0.344_136 * cb - 0.714_136 * cr, y + 1.772 * cb];
    for (ink, colour) in pixel.iter_mut().zip(colour) {
        *ink = 255 - colour.round().clamp(0.0, 255.0) as u8;
    }
}

/// Four bytes per pixel to three, in place, giving the rest back.
pub(super) fn pack(pixels: &mut Vec<u8>) {
    let count = pixels.len() / 4;
    for index in 0..count {
        pixels.copy_within(index * 4..index * 4 + 3, index * 3);
    }
    pixels.truncate(count * 3);
    pixels.shrink_to_fit();
}
