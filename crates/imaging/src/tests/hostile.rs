//! Files that mean harm.

use std::time::{Duration, Instant};

use super::fixtures::*;
use crate::{Kind, Limits, Picture, Refusal, clean, header, metadata};

/// What a picture with these sides is refused for, which must happen at once.
fn refused(file: &[u8], kind: Kind, limits: &Limits) -> &'static str {
    let start = Instant::now();
    let refusal = header(file, kind, limits).unwrap_err();
    assert_eq!(Picture::decode(file, kind, limits).unwrap_err(), refusal);
    assert!(start.elapsed() < Duration::from_secs(1));
    refusal.code()
}

fn jpeg_of(width: u16, height: u16, progressive: bool) -> Vec<u8> {
    let mut file = Jpeg { progressive, ..Jpeg::default() }.make();
    let frame = file.windows(4).position(|w| w[0] == 0xff && matches!(w[1], 0xc0..=0xc2) && w[2..] == [0, 17]).unwrap();
    file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    file
}

fn png_of(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[16, 6, 0, 0, 1]].concat();
    [&b"\x89PNG\r\n\x1a\n"[..], &png_chunk(b"IHDR", &header), &png_rgb()[33..]].concat()
}

fn gif_of(width: u16, height: u16) -> Vec<u8> {
    let mut file = gif(1, false);
    file[6..8].copy_from_slice(&width.to_le_bytes());
    file[8..10].copy_from_slice(&height.to_le_bytes());
    file
}

fn webp_of(width: u32, height: u32) -> Vec<u8> {
    let mut file = webp_lossless();
    let bits = (width - 1) | (height - 1) << 14;
    let at = file.windows(4).position(|window| window == b"VP8L").unwrap() + 9;
    file[at..at + 4].copy_from_slice(&bits.to_le_bytes());
    if let Some(extended) = file.windows(4).position(|window| window == b"VP8X") {
        file[extended + 12..extended + 15].copy_from_slice(&(width - 1).to_le_bytes()[..3]);
        file[extended + 15..extended + 18].copy_from_slice(&(height - 1).to_le_bytes()[..3]);
    }
    file
}

#[test]
fn claims_are_refused_before_anything_is_allocated() {
    for side in [20_000, 65_535] {
        assert_eq!(refused(&jpeg_of(side, side, false), Kind::Jpeg, &limits()), "too_many_pixels");
        assert_eq!(refused(&gif_of(side, side), Kind::Gif, &limits()), "too_many_pixels");
        let (width, height) = (u32::from(side), u32::from(side));
        assert_eq!(refused(&png_of(width, height), Kind::Png, &limits()), "too_many_pixels");
    }
    assert_eq!(refused(&png_of(u32::MAX, u32::MAX), Kind::Png, &limits()), "too_many_pixels");
    assert_eq!(refused(&webp_of(16_384, 16_384), Kind::WebP, &limits()), "too_many_pixels");
    let generous = Limits { max_pixels: u64::MAX, ..limits() };
    assert_eq!(refused(&jpeg_of(65_535, 65_535, true), Kind::Jpeg, &generous), "needs_too_much_memory");
    assert_eq!(refused(&png_of(20_000, 20_000), Kind::Png, &generous), "needs_too_much_memory");
    assert_eq!(refused(&png_of(u32::MAX, u32::MAX), Kind::Png, &generous), "needs_too_much_memory");
    assert_eq!(refused(&gif_of(65_535, 65_535), Kind::Gif, &generous), "needs_too_much_memory");
    assert_eq!(refused(&webp_of(16_384, 16_384), Kind::WebP, &generous), "needs_too_much_memory");
}

#[test]
fn no_pixels_is_damage() {
    for file in [jpeg_of(0, 10, false), jpeg_of(10, 0, true)] {
        assert_eq!(refused(&file, Kind::Jpeg, &limits()), "damaged");
    }
    assert_eq!(refused(&png_of(0, 5), Kind::Png, &limits()), "damaged");
    assert_eq!(refused(&gif_of(5, 0), Kind::Gif, &limits()), "damaged");
}

#[test]
fn a_progressive_picture_is_counted_with_its_coefficients() {
    let memory =
        |progressive| header(&jpeg_of(4000, 3000, progressive), Kind::Jpeg, &Limits::default()).unwrap().memory;
    assert!(memory(false) > 36_000_000 && memory(false) < 60_000_000);
    assert!(memory(true) > 36_000_000 + 72_000_000);
}

#[test]
fn a_larger_claim_than_content_is_damage() {
    let limits = Limits { max_pixels: 10_000_000, ..limits() };
    for (file, kind) in [
        (jpeg_of(2000, 2000, false), Kind::Jpeg),
        (jpeg_of(2000, 2000, true), Kind::Jpeg),
        (png_of(2000, 2000), Kind::Png),
        (webp_of(1000, 1000), Kind::WebP),
    ] {
        let refusal = Picture::decode(&file, kind, &limits).err();
        assert!(matches!(refusal, Some(Refusal::Damaged(_))), "{kind:?}: {refusal:?}");
    }
}

/// Cut off and then given an end marker, as some programs repair files.
#[test]
fn a_patched_end_does_not_make_a_picture_whole() {
    for (progressive, restarts, subsampled) in
        [(false, 0, false), (false, 0, true), (false, 7, false), (true, 0, false), (true, 0, true)]
    {
        let jpeg = Jpeg { progressive, restarts, subsampled, ..Jpeg::default() };
        let file = jpeg.encode(&busy(200, 100), 200, 100, jpeg_encoder::ColorType::Rgb);
        let whole = Picture::decode(&file, Kind::Jpeg, &limits()).unwrap().rgba();
        let scan = file.windows(2).rposition(|window| window == [0xff, 0xda]).unwrap() + 20;
        for length in (scan..file.len() - 3).step_by(11).chain(file.len() - 8..file.len() - 3) {
            // Not in the middle of a stuffed byte or a restart.
            if file[length - 1] == 0xff {
                continue;
            }
            let patched = [&file[..length], &[0xff, 0xd9]].concat();
            match Picture::decode(&patched, Kind::Jpeg, &limits()) {
                Ok(picture) => assert!(picture.rgba() == whole, "{progressive} {restarts} {length} of {}", file.len()),
                Err(refusal) => assert_eq!(refusal.code(), "damaged"),
            }
        }
    }
}

#[test]
fn packed_bombs_do_not_go_off() {
    let bomb = fdeflate::compress_to_vec(&vec![0; 200 << 20]);
    assert!(bomb.len() < 2 << 20);
    let file = png_insert(
        &png_rgb(),
        &[
            png_chunk(b"iCCP", &[&b"bomb\0\0"[..], &bomb].concat()),
            png_chunk(b"zTXt", &[&b"bomb\0\0"[..], &bomb].concat()),
        ],
    );
    let start = Instant::now();
    // A profile that can't be unpacked counts as none.
    assert!(Picture::decode(&file, Kind::Png, &limits()).is_ok());
    assert!(!contains(&clean(&file, Kind::Png).unwrap().unwrap(), b"zTXt"));
    assert_eq!(metadata(&file, Kind::Png), crate::Metadata::default());
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

/// A progressive JPEG whose last scan is repeated.
fn many_scans(times: usize) -> Vec<u8> {
    let mut file =
        Jpeg { progressive: true, ..Jpeg::default() }.encode(&busy(800, 600), 800, 600, jpeg_encoder::ColorType::Rgb);
    file.truncate(file.len() - 2);
    let scan = file.windows(2).rposition(|window| window == [0xff, 0xda]).unwrap();
    // An empty block after the other: one run of end-of-band codes says it in a few bytes.
    let last = file[scan..].to_vec();
    (0..times).for_each(|_| file.extend_from_slice(&last));
    file.extend_from_slice(&[0xff, 0xd9]);
    file
}

#[test]
fn very_many_scans_end_soon() {
    let start = Instant::now();
    let refusal = Picture::decode(&many_scans(2000), Kind::Jpeg, &limits()).unwrap_err();
    assert_eq!(refusal.code(), "damaged", "{refusal}");
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[test]
fn the_deadline_holds() {
    let none = Limits { deadline: Duration::ZERO, ..limits() };
    for (name, kind, file) in pictures() {
        let refusal = Picture::decode(&file, kind, &none).unwrap_err();
        assert_eq!(refusal, Refusal::TookTooLong { maximum: 0 }, "{name}");
    }
    // In the middle of the work as well.
    let short = Limits { deadline: Duration::from_millis(20), ..limits() };
    let start = Instant::now();
    let refusal = Picture::decode(&many_scans(80), Kind::Jpeg, &short).unwrap_err();
    assert_eq!(refusal, Refusal::TookTooLong { maximum: 20 });
    assert!(start.elapsed() < Duration::from_millis(500), "{:?}", start.elapsed());
}

#[test]
fn two_frames_in_one_file_are_refused() {
    let file = Jpeg::default().make();
    let frame = file.windows(4).position(|w| w[0] == 0xff && w[1] == 0xc0 && w[2..] == [0, 17]).unwrap();
    let twice = [&file[..frame], &file[frame..frame + 19], &file[frame..]].concat();
    assert_eq!(Picture::decode(&twice, Kind::Jpeg, &limits()).unwrap_err().code(), "damaged");
}

#[test]
fn a_webp_frame_must_fit_its_canvas() {
    let mut file = webp_extended(&webp_lossy(), 0, &[]);
    file[24] = 200;
    assert_eq!(Picture::decode(&file, Kind::WebP, &limits()).unwrap_err().code(), "damaged");
}

/// Writes bits from the lowest on.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn push(&mut self, number: usize, count: usize) {
        self.0.extend((0..count).map(|place| number >> place & 1 == 1));
    }

    /// A code with one symbol of eight bits.
    fn single(&mut self, symbol: usize) {
        self.push(0b101, 3);
        self.push(symbol, 8);
    }

    fn bytes(&self) -> Vec<u8> {
        self.0.chunks(8).map(|bits| bits.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit))).collect()
    }
}

/// A lossless WebP of 64 by 64 pixels that claims 65,536 groups of tables.
fn webp_of_tables() -> Vec<u8> {
    let mut bits = Bits::default();
    bits.push(0x2f, 8);
    bits.push(63 | 63 << 14, 32);
    // No transform, no cache, groups by four by four pixels; their picture has no cache and one colour.
    bits.push(0b100, 3);
    bits.push(0, 3);
    bits.push(0, 1);
    [255, 255, 0, 0, 0].iter().for_each(|symbol| bits.single(*symbol));
    (0..65_536 * 5).for_each(|_| bits.push(0b0001, 4));
    let chunk = webp_chunk(b"VP8L", &bits.bytes());
    [b"RIFF".to_vec(), (chunk.len() as u32 + 4).to_le_bytes().to_vec(), b"WEBP".to_vec(), chunk].concat()
}

#[test]
fn tables_of_lossless_webp_are_counted_before_they_are_made() {
    let file = webp_of_tables();
    assert!(file.len() < 200_000);
    let limits = Limits { max_memory: 32 << 20, ..limits() };
    assert_eq!(refused(&file, Kind::WebP, &limits), "needs_too_much_memory");
    let needs = header(&file, Kind::WebP, &super::fixtures::limits()).unwrap().memory;
    assert!(needs > 41_000_000, "{needs}");
}

#[test]
fn tables_of_honest_files_are_read_to_their_end() {
    let pixels = busy(300, 200);
    for quality in [0.0, 50.0, 100.0] {
        for (pixels, width, height) in [(&pixels, 300, 200), (&rgb(), WIDTH, HEIGHT)] {
            let encoder = webp::Encoder::from_rgb(pixels, width, height);
            let file = encoder.encode_simple(true, quality).unwrap().to_vec();
            let chunk = file.windows(4).position(|window| window == b"VP8L").unwrap() + 8;
            let bytes = crate::webp::table_bytes(&file[chunk + 5..], width, height);
            assert!(bytes.is_some_and(|bytes| bytes > 600 && bytes < 4 << 20), "{bytes:?}");
        }
    }
}
