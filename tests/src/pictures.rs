//! Pictures for tests, made by the tests.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// A picture in which every place looks different: red grows to the right, green downwards.
fn rgb(width: u32, height: u32) -> RgbImage {
    let part = |at: u32, of: u32| u8::try_from(at * 255 / of.max(1)).unwrap();
    RgbImage::from_fn(width, height, |x, y| Rgb([part(x, width), part(y, height), u8::try_from((x ^ y) & 63).unwrap()]))
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG.
pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encoded(&DynamicImage::ImageRgb8(rgb(width, height)), ImageFormat::Jpeg)
}

/// A PNG.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    encoded(&DynamicImage::ImageRgb8(rgb(width, height)), ImageFormat::Png)
}

/// A PNG of one colour, with transparency: little to send, much to decode.
pub fn flat_png(width: u32, height: u32) -> Vec<u8> {
    encoded(
        &DynamicImage::ImageRgba8(RgbaImage::from_pixel(width, height, Rgba([90, 120, 150, 200]))),
        ImageFormat::Png,
    )
}

/// A PNG that one can look through.
pub fn transparent_png(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbaImage::from_fn(width, height, |x, _| Rgba([200, 30, 60, if x < width / 2 { 0 } else { 255 }]));
    encoded(&DynamicImage::ImageRgba8(picture), ImageFormat::Png)
}

/// A GIF that moves.
pub fn animated_gif(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for shade in [0, 120, 240] {
        let picture = RgbaImage::from_pixel(width, height, Rgba([shade, 80, 80, 255]));
        encoder.encode_frame(image::Frame::new(picture)).unwrap();
    }
    drop(encoder);
    bytes
}

/// One entry of an EXIF directory whose value is text.
fn ascii(tag: u16, text: &str) -> (u16, u16, Vec<u8>) {
    let mut value = text.as_bytes().to_vec();
    value.push(0);
    (tag, 2, value)
}

/// A JPEG as a camera makes it: lying on its side (orientation 6), with who made it and where it was made.
pub fn jpeg_of_a_camera(width: u32, height: u32) -> Vec<u8> {
    let mut entries = vec![
        ascii(0x010E, "A ferry at dawn"),
        ascii(0x010F, "Lensmaker Ltd"),
        (0x0112, 3, vec![6, 0]),
        ascii(0x013B, "Petra Lindvale"),
        ascii(0x8298, "2026 Petra Lindvale"),
    ];
    // The place is in a directory of its own, of which the first one tells where it begins.
    entries.push((0x8825, 4, vec![0; 4]));
    let head = 8 + 2 + 12 * entries.len() + 4;
    let mut directory = u16::try_from(entries.len()).unwrap().to_le_bytes().to_vec();
    let mut values: Vec<u8> = Vec::new();
    let mut place = None;
    for (tag, kind, value) in &entries {
        directory.extend(tag.to_le_bytes());
        directory.extend(kind.to_le_bytes());
        let size: usize = match kind {
            3 => 2,
            4 => 4,
            _ => 1,
        };
        directory.extend(u32::try_from(value.len() / size).unwrap().to_le_bytes());
        if *tag == 0x8825 {
            place = Some(directory.len());
            directory.extend([0; 4]);
        } else if value.len() <= 4 {
            let mut short = value.clone();
            short.resize(4, 0);
            directory.extend(short);
        } else {
            directory.extend(u32::try_from(head + values.len()).unwrap().to_le_bytes());
            values.extend(value);
        }
    }
    directory.extend([0; 4]);
    let gps = u32::try_from(head + values.len()).unwrap();
    let at = place.unwrap();
    directory[at..at + 4].copy_from_slice(&gps.to_le_bytes());
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    tiff.extend(directory);
    tiff.extend(values);
    // One entry: the reference of the latitude, and a text that a search finds.
    tiff.extend(1_u16.to_le_bytes());
    tiff.extend(0x001D_u16.to_le_bytes());
    tiff.extend(2_u16.to_le_bytes());
    let text = b"38.7223 -9.1393\0";
    tiff.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
    tiff.extend((gps + 2 + 12 + 4).to_le_bytes());
    tiff.extend([0; 4]);
    tiff.extend(text);
    let mut segment = b"Exif\0\0".to_vec();
    segment.extend(tiff);
    let plain = jpeg(width, height);
    let mut file = plain[..2].to_vec();
    file.extend([0xFF, 0xE1]);
    file.extend(u16::try_from(segment.len() + 2).unwrap().to_be_bytes());
    file.extend(segment);
    file.extend(&plain[2..]);
    file
}

/// A PNG whose header claims a size, whatever is in it.
pub fn png_that_claims(width: u32, height: u32) -> Vec<u8> {
    let mut file = png(4, 4);
    file[16..20].copy_from_slice(&width.to_be_bytes());
    file[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = crc32(&file[12..29]);
    file[29..33].copy_from_slice(&crc.to_be_bytes());
    file
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |mut crc: u32, byte| {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
        crc
    })
}

/// Something that sounds, for those who look no closer: an MP3 of this many bytes.
pub fn mp3(bytes: usize) -> Vec<u8> {
    // Frames of silence: MPEG 1, layer III, 128 kbit/s, 44.1 kHz have 417 bytes.
    let mut frame = vec![0xFF, 0xFB, 0x90, 0x00];
    frame.resize(417, 0);
    frame.iter().copied().cycle().take(bytes).collect()
}

/// Width and height of a picture, if it can be read.
pub fn size(bytes: &[u8]) -> (u32, u32) {
    let picture = image::load_from_memory(bytes).unwrap();
    (picture.width(), picture.height())
}

/// The colour of a place of a picture, in parts of its sides.
pub fn colour(bytes: &[u8], x: f32, y: f32) -> [u8; 3] {
    let picture = image::load_from_memory(bytes).unwrap().to_rgb8();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let place = |part: f32, side: u32| ((part * side as f32) as u32).min(side - 1);
    picture.get_pixel(place(x, picture.width()), place(y, picture.height())).0
}
