//! From small pictures to files.

use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, SamplingFactor};
use ravif::Img;

use super::scale::Small;
use super::{Format, Quality};
use crate::Refusal;

/// rav1e's presets go from 1, slow, to 10. Nine takes half the time of eight for the same size; ten gives size away.
const AVIF_SPEED: u8 = 9;

impl Small {
    /// Encodes it.
    pub(super) fn encode(self, format: Format, quality: Quality) -> Result<Vec<u8>, Refusal> {
        match format {
            Format::Jpeg => self.jpeg(quality.jpeg),
            Format::Png => self.png(),
            Format::WebP => self.webp(quality.webp),
            Format::Avif => self.avif(quality.avif),
        }
    }

    /// Alpha may be gone after cutting: then three channels do.
    fn is_opaque(&self) -> bool {
        self.channels == 3 || self.pixels.chunks_exact(4).all(|pixel| pixel[3] == 255)
    }

    /// Three channels, on white.
    fn flat(self) -> Vec<u8> {
        if self.channels == 3 {
            return self.pixels;
        }
        let on_white = |value: u8, alpha: u8| {
            let (value, alpha) = (u32::from(value), u32::from(alpha));
            ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
        };
        self.pixels.chunks_exact(4).flat_map(|p| [0, 1, 2].map(|channel| on_white(p[channel], p[3]))).collect()
    }

    fn jpeg(self, quality: u8) -> Result<Vec<u8>, Refusal> {
        let side = |side: u32| u16::try_from(side).map_err(|_| failed("JPEG", &"sides are limited to 65,535 pixels"));
        let (width, height) = (side(self.width)?, side(self.height)?);
        let mut file = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut file, quality.clamp(1, 100));
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
        encoder.set_progressive(true);
        encoder.set_optimized_huffman_tables(true);
        encoder.encode(&self.flat(), width, height, ColorType::Rgb).map_err(|error| failed("JPEG", &error))?;
        Ok(file)
    }

    fn png(self) -> Result<Vec<u8>, Refusal> {
        let (width, height, opaque) = (self.width, self.height, self.is_opaque());
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(if opaque { png::ColorType::Rgb } else { png::ColorType::Rgba });
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        encoder.set_filter(png::Filter::Adaptive);
        let pixels = if opaque { self.flat() } else { self.pixels };
        let mut writer = encoder.write_header().map_err(|error| failed("PNG", &error))?;
        writer.write_image_data(&pixels).map_err(|error| failed("PNG", &error))?;
        writer.finish().map_err(|error| failed("PNG", &error))?;
        Ok(file)
    }

    fn webp(self, quality: u8) -> Result<Vec<u8>, Refusal> {
        let (width, height, opaque) = (self.width, self.height, self.is_opaque());
        if width.max(height) > 16_383 {
            return Err(failed("WebP", &"sides are limited to 16,383 pixels"));
        }
        let mut config = webp::WebPConfig::new().map_err(|()| failed("WebP", &"the encoder can't be set up"))?;
        config.quality = f32::from(quality.clamp(1, 100));
        config.alpha_quality = 90;
        let pixels = if opaque { self.flat() } else { self.pixels };
        let encoder = match opaque {
            true => webp::Encoder::from_rgb(&pixels, width, height),
            false => webp::Encoder::from_rgba(&pixels, width, height),
        };
        let file = encoder.encode_advanced(&config).map_err(|error| failed("WebP", &format!("{error:?}")))?;
        Ok(file.to_vec())
    }

    fn avif(self, quality: u8) -> Result<Vec<u8>, Refusal> {
        let (width, height) = (self.width as usize, self.height as usize);
        let quality = f32::from(quality.clamp(1, 100));
        let encoder = ravif::Encoder::new()
            .with_quality(quality)
            .with_alpha_quality(quality)
            .with_speed(AVIF_SPEED)
            .with_num_threads(Some(1));
        let pixel = |p: &[u8]| ravif::RGBA8::new(p[0], p[1], p[2], p.get(3).copied().unwrap_or(255));
        let pixels: Vec<_> = self.pixels.chunks_exact(self.channels).map(pixel).collect();
        drop(self.pixels);
        // Where all is opaque this leaves alpha out. Its sibling for three channels is inlined, and with it the whole
        // encoder would be compiled once more, here.
        let encoded = encoder.encode_rgba(Img::new(&pixels, width, height));
        Ok(encoded.map_err(|error| failed("AVIF", &error))?.avif_file)
    }
}

fn failed(format: &str, error: &dyn std::fmt::Display) -> Refusal {
    Refusal::damaged(format!("it can't be written as {format} ({error})"))
}
