//! Files made by code.

use std::time::Duration;

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::{Kind, Limits, exif};

pub(super) const WIDTH: u32 = 48;
pub(super) const HEIGHT: u32 = 32;

pub(super) fn limits() -> Limits {
    Limits { max_pixels: 1_000_000, max_memory: 64 << 20, deadline: Duration::from_secs(30) }
}

/// An asymmetric picture: red, green, blue and yellow corners on grey, 16 by 16 pixels each.
pub(super) fn colour(x: u32, y: u32) -> [u8; 3] {
    match (x < 16, x >= WIDTH - 16, y < HEIGHT / 2) {
        (true, _, true) => [230, 20, 20],
        (_, true, true) => [20, 200, 20],
        (true, _, false) => [20, 20, 230],
        (_, true, false) => [230, 220, 20],
        _ => [128, 128, 128],
    }
}

pub(super) fn rgb() -> Vec<u8> {
    (0..HEIGHT).flat_map(|y| (0..WIDTH).flat_map(move |x| colour(x, y))).collect()
}

/// Transparent in the middle.
pub(super) fn rgba() -> Vec<u8> {
    let alpha = |x| if (16..WIDTH - 16).contains(&x) { 0 } else { 255 };
    let pixel = |x, y| {
        let [r, g, b] = colour(x, y);
        [r, g, b, alpha(x)]
    };
    (0..HEIGHT).flat_map(|y| (0..WIDTH).flat_map(move |x| pixel(x, y))).collect()
}

/// A photograph's worth of detail.
pub(super) fn busy(width: u32, height: u32) -> Vec<u8> {
    let wave = |a: u32, b: u32, c: u32| ((a * 7 + b * 13 + (a * b) / (c + 3) + (a ^ b)) % 256) as u8;
    (0..height).flat_map(|y| (0..width).flat_map(move |x| [wave(x, y, 5), wave(y, x, 9), wave(x + y, y, 2)])).collect()
}

#[derive(Default)]
pub(super) struct Jpeg {
    pub(super) progressive: bool,
    pub(super) subsampled: bool,
    pub(super) restarts: u16,
    pub(super) segments: Vec<(u8, Vec<u8>)>,
}

impl Jpeg {
    pub(super) fn with(mut self, number: u8, data: &[u8]) -> Self {
        self.segments.push((number, data.to_vec()));
        self
    }

    pub(super) fn oriented(self, number: u16) -> Self {
        let data = [exif::PREFIX, &camera_exif(number)].concat();
        self.with(1, &data)
    }

    pub(super) fn make(self) -> Vec<u8> {
        self.encode(&rgb(), WIDTH, HEIGHT, ColorType::Rgb)
    }

    pub(super) fn encode(self, pixels: &[u8], width: u32, height: u32, colours: ColorType) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 95);
        encoder.set_progressive(self.progressive);
        encoder.set_sampling_factor(if self.subsampled { SamplingFactor::F_2_2 } else { SamplingFactor::F_1_1 });
        encoder.set_restart_interval(self.restarts);
        for (number, data) in self.segments {
            encoder.add_app_segment(number, data).unwrap();
        }
        encoder.encode(pixels, width as u16, height as u16, colours).unwrap();
        file
    }
}

/// Little-endian EXIF as a camera writes it: orientation, texts, and where it was.
pub(super) fn camera_exif(orientation: u16) -> Vec<u8> {
    exif_with(&[(0x010e, "A bridge\0"), (0x013b, "Ada Exif\0"), (0x8298, "Exif Pictures\0")], orientation)
}

pub(super) fn exif_with(texts: &[(u16, &str)], orientation: u16) -> Vec<u8> {
    let mut entries = texts.len() + 2;
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    let mut data = Vec::new();
    let data_start = 8 + 2 + 12 * entries + 4;
    tiff.extend_from_slice(&(entries as u16).to_le_bytes());
    let mut push = |tiff: &mut Vec<u8>, tag: u16, format: u16, count: u32, value: [u8; 4]| {
        tiff.extend_from_slice(&tag.to_le_bytes());
        tiff.extend_from_slice(&format.to_le_bytes());
        tiff.extend_from_slice(&count.to_le_bytes());
        tiff.extend_from_slice(&value);
        entries -= 1;
    };
    for (tag, text) in texts.iter().filter(|(tag, _)| *tag < 0x0112) {
        let offset = (data_start + data.len()) as u32;
        data.extend_from_slice(text.as_bytes());
        push(&mut tiff, *tag, 2, text.len() as u32, offset.to_le_bytes());
    }
    push(&mut tiff, 0x0112, 3, 1, [orientation as u8, 0, 0, 0]);
    for (tag, text) in texts.iter().filter(|(tag, _)| *tag > 0x0112) {
        let offset = (data_start + data.len()) as u32;
        data.extend_from_slice(text.as_bytes());
        push(&mut tiff, *tag, 2, text.len() as u32, offset.to_le_bytes());
    }
    let gps = (data_start + data.len()) as u32;
    push(&mut tiff, 0x8825, 4, 1, gps.to_le_bytes());
    assert_eq!(entries, 0);
    tiff.extend_from_slice(&[0; 4]);
    tiff.extend_from_slice(&data);
    // One directory: latitude reference and latitude.
    tiff.extend_from_slice(&[2, 0]);
    tiff.extend_from_slice(&[1, 0, 2, 0, 2, 0, 0, 0, b'N', 0, 0, 0]);
    let rationals = gps + 2 + 24 + 4;
    tiff.extend_from_slice(&[2, 0, 5, 0, 3, 0, 0, 0]);
    tiff.extend_from_slice(&rationals.to_le_bytes());
    tiff.extend_from_slice(&[0; 4]);
    for (over, under) in [(52u32, 1u32), (31, 1), (777_777, 31_337)] {
        tiff.extend_from_slice(&over.to_le_bytes());
        tiff.extend_from_slice(&under.to_le_bytes());
    }
    tiff
}

/// The bytes of the fixture's latitude: if they are in a file, so is the place.
pub(super) fn latitude() -> Vec<u8> {
    [777_777u32.to_le_bytes(), 31_337u32.to_le_bytes()].concat()
}

pub(super) fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

pub(super) fn png(colour: png::ColorType, depth: png::BitDepth, data: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    encoder.write_header().unwrap().write_image_data(data).unwrap();
    file
}

pub(super) fn png_rgb() -> Vec<u8> {
    png(png::ColorType::Rgb, png::BitDepth::Eight, &rgb())
}

pub(super) fn png_rgba() -> Vec<u8> {
    png(png::ColorType::Rgba, png::BitDepth::Eight, &rgba())
}

pub(super) fn png_chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut hash = u32::MAX;
    for byte in name.iter().chain(data) {
        hash ^= u32::from(*byte);
        (0..8).for_each(|_| hash = if hash & 1 == 1 { hash >> 1 ^ 0xedb8_8320 } else { hash >> 1 });
    }
    [&(data.len() as u32).to_be_bytes()[..], name, data, &(!hash).to_be_bytes()].concat()
}

/// Puts chunks behind the header chunk.
pub(super) fn png_insert(file: &[u8], chunks: &[Vec<u8>]) -> Vec<u8> {
    [&file[..33], &chunks.concat(), &file[33..]].concat()
}

/// A PNG in Adam7's seven passes.
pub(super) fn png_interlaced() -> Vec<u8> {
    let mut data = Vec::new();
    for (x0, y0, dx, dy) in
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    {
        for y in (y0..HEIGHT).step_by(dy) {
            data.push(0);
            (x0..WIDTH).step_by(dx).for_each(|x| data.extend(colour(x, y)));
        }
    }
    let header = [&WIDTH.to_be_bytes()[..], &HEIGHT.to_be_bytes(), &[8, 2, 0, 0, 1]].concat();
    let chunks =
        [png_chunk(b"IHDR", &header), png_chunk(b"IDAT", &fdeflate::compress_to_vec(&data)), png_chunk(b"IEND", &[])];
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
}

const PALETTE: [u8; 15] = [230, 20, 20, 20, 200, 20, 20, 20, 230, 230, 220, 20, 128, 128, 128];

pub(super) fn numbers() -> Vec<u8> {
    let number = |x, y| PALETTE.chunks_exact(3).position(|entry| entry == colour(x, y)).unwrap() as u8;
    (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| number(x, y))).collect()
}

pub(super) fn png_palette() -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(PALETTE.to_vec());
    encoder.write_header().unwrap().write_image_data(&numbers()).unwrap();
    file
}

/// A GIF of so many frames; all but the first are one colour.
pub(super) fn gif(frames: usize, transparent: bool) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = gif::Encoder::new(&mut file, WIDTH as u16, HEIGHT as u16, &PALETTE).unwrap();
    if frames > 1 {
        encoder.set_repeat(gif::Repeat::Infinite).unwrap();
    }
    for index in 0..frames {
        let buffer = if index == 0 { numbers() } else { vec![2; (WIDTH * HEIGHT) as usize] };
        let frame = gif::Frame {
            width: WIDTH as u16,
            height: HEIGHT as u16,
            delay: 10,
            transparent: transparent.then_some(4),
            buffer: buffer.into(),
            ..gif::Frame::default()
        };
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    file
}

pub(super) fn webp_lossless() -> Vec<u8> {
    webp::Encoder::from_rgba(&rgba(), WIDTH, HEIGHT).encode_lossless().to_vec()
}

pub(super) fn webp_lossy() -> Vec<u8> {
    webp::Encoder::from_rgb(&rgb(), WIDTH, HEIGHT).encode(95.0).to_vec()
}

pub(super) fn webp_lossy_alpha() -> Vec<u8> {
    webp::Encoder::from_rgba(&rgba(), WIDTH, HEIGHT).encode(95.0).to_vec()
}

pub(super) fn webp_animated() -> Vec<u8> {
    let mut config = webp::WebPConfig::new().unwrap();
    config.lossless = 1;
    let first = rgb();
    let second: Vec<u8> = (0..WIDTH * HEIGHT).flat_map(|_| [20, 20, 230]).collect();
    let mut encoder = webp::AnimEncoder::new(WIDTH, HEIGHT, &config);
    encoder.add_frame(webp::AnimFrame::from_rgb(&first, WIDTH, HEIGHT, 0));
    encoder.add_frame(webp::AnimFrame::from_rgb(&second, WIDTH, HEIGHT, 100));
    encoder.encode().to_vec()
}

pub(super) fn webp_chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if data.len() % 2 == 1 { &[0] } else { &[] };
    [name, &(data.len() as u32).to_le_bytes()[..], data, padding].concat()
}

/// Wraps the chunks of a simple WebP file into the extended format, with more chunks behind.
pub(super) fn webp_extended(simple: &[u8], flags: u8, more: &[Vec<u8>]) -> Vec<u8> {
    let side = |side: u32| (side - 1).to_le_bytes()[..3].to_vec();
    let head = [vec![flags, 0, 0, 0], side(WIDTH), side(HEIGHT)].concat();
    let body = [b"WEBP".to_vec(), webp_chunk(b"VP8X", &head), simple[12..].to_vec(), more.concat()].concat();
    [b"RIFF".to_vec(), (body.len() as u32).to_le_bytes().to_vec(), body].concat()
}

pub(super) fn avif() -> Vec<u8> {
    avif_with(&camera_exif(1))
}

pub(super) fn avif_with(exif: &[u8]) -> Vec<u8> {
    let pixels: Vec<_> = rgb().chunks_exact(3).map(|p| ravif::RGBA8::new(p[0], p[1], p[2], 255)).collect();
    let encoder = ravif::Encoder::new().with_speed(10).with_exif(exif).with_num_threads(Some(1));
    encoder.encode_rgba(ravif::Img::new(&pixels, WIDTH as usize, HEIGHT as usize)).unwrap().avif_file
}

/// One file of every kind of picture that can be decoded, and several of some.
pub(super) fn pictures() -> Vec<(&'static str, Kind, Vec<u8>)> {
    let progressive = || Jpeg { progressive: true, subsampled: true, ..Jpeg::default() };
    vec![
        ("baseline JPEG", Kind::Jpeg, Jpeg::default().make()),
        (
            "baseline JPEG, subsampled, with restarts",
            Kind::Jpeg,
            Jpeg { subsampled: true, restarts: 2, ..Jpeg::default() }.make(),
        ),
        ("progressive JPEG", Kind::Jpeg, progressive().make()),
        ("JPEG with EXIF", Kind::Jpeg, Jpeg::default().oriented(1).make()),
        ("PNG", Kind::Png, png_rgb()),
        ("PNG with alpha", Kind::Png, png_rgba()),
        ("interlaced PNG", Kind::Png, png_interlaced()),
        ("PNG with a palette", Kind::Png, png_palette()),
        ("GIF", Kind::Gif, gif(1, false)),
        ("animated GIF", Kind::Gif, gif(3, true)),
        ("lossless WebP", Kind::WebP, webp_lossless()),
        ("lossy WebP", Kind::WebP, webp_lossy()),
        ("lossy WebP with alpha", Kind::WebP, webp_lossy_alpha()),
        ("animated WebP", Kind::WebP, webp_animated()),
    ]
}
