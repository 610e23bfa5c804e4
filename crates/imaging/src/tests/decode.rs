//! Every way of storing a picture gives the same pixels.

use super::fixtures::*;
use crate::{Kind, Picture, Refusal, header};

fn decode(file: &[u8], kind: Kind) -> Picture {
    Picture::decode(file, kind, &limits()).unwrap()
}

/// Corners away from edges, where compression does no harm.
fn assert_corners(picture: &Picture, tolerance: u8, what: &str) {
    assert_eq!((picture.width(), picture.height()), (WIDTH, HEIGHT), "{what}");
    for (x, y) in [(4, 4), (WIDTH - 5, 4), (4, HEIGHT - 5), (WIDTH - 5, HEIGHT - 5)] {
        let (found, wanted) = (picture.pixel(x, y), colour(x, y));
        let close = found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= tolerance);
        assert!(close, "{what}: {found:?} where {wanted:?} should be, at {x}, {y}");
    }
}

#[test]
fn every_kind_is_decoded() {
    for (name, kind, file) in pictures() {
        let header = header(&file, kind, &limits()).unwrap();
        assert_eq!((header.width, header.height), (WIDTH, HEIGHT), "{name}");
        assert_eq!(header.animated, name.contains("animated"), "{name}");
        let picture = decode(&file, kind);
        assert_corners(&picture, if name.contains("loss") || kind == Kind::Jpeg { 12 } else { 0 }, name);
        let transparent = name.contains("alpha") || name.contains("lossless") || name == "animated GIF";
        assert_eq!(picture.has_alpha(), transparent, "{name}");
    }
}

#[test]
fn every_orientation_is_turned_upright() {
    for number in 1..=8u8 {
        let orientation = crate::Orientation::from_exif(u16::from(number));
        // Store the picture as a camera held that way would: the inverse of turning it upright.
        let (width, height) = orientation.upright(WIDTH, HEIGHT);
        let inverse = crate::Orientation::from_exif(match number {
            6 => 8,
            8 => 6,
            same => u16::from(same),
        });
        let stored = inverse.turn(rgb(), WIDTH, HEIGHT, 3);
        let jpeg = Jpeg::default().oriented(u16::from(number));
        let file = jpeg.encode(&stored, width, height, jpeg_encoder::ColorType::Rgb);
        assert_corners(&decode(&file, Kind::Jpeg), 12, &format!("orientation {number}"));
        let head = header(&file, Kind::Jpeg, &limits()).unwrap();
        assert_eq!((head.width, head.height, head.upright()), (width, height, (WIDTH, HEIGHT)));
    }
}

#[test]
fn the_first_stored_pixel_is_where_exif_says() {
    // Independent of the code under test: number 6 means that the first row is the right side.
    let jpeg = Jpeg::default().oriented(6).make();
    let picture = decode(&jpeg, Kind::Jpeg);
    assert_eq!((picture.width(), picture.height()), (HEIGHT, WIDTH));
    let red = picture.pixel(HEIGHT - 4, 4);
    assert!(red[0] > 200 && red[1] < 60, "{red:?}");
    let blue = picture.pixel(4, 4);
    assert!(blue[2] > 200 && blue[0] < 60, "{blue:?}");
}

#[test]
fn png_and_webp_are_turned_as_well() {
    let file = png_insert(&png_rgb(), &[png_chunk(b"eXIf", &camera_exif(8))]);
    assert_eq!(decode(&file, Kind::Png).width(), HEIGHT);
    let file = webp_extended(&webp_lossy(), 0x08, &[webp_chunk(b"EXIF", &camera_exif(8))]);
    assert_eq!(decode(&file, Kind::WebP).width(), HEIGHT);
}

#[test]
fn sixteen_bits_grey_and_alpha_are_read() {
    let wide: Vec<u8> = rgb().iter().flat_map(|value| [*value, *value]).collect();
    assert_corners(&decode(&png(png::ColorType::Rgb, png::BitDepth::Sixteen, &wide), Kind::Png), 0, "16 bits");
    let greys: Vec<u8> = (0..WIDTH * HEIGHT).map(|index| (index % 251) as u8).collect();
    let picture = decode(&png(png::ColorType::Grayscale, png::BitDepth::Eight, &greys), Kind::Png);
    assert_eq!(picture.pixel(7, 0), [7, 7, 7, 255]);
    assert!(!picture.has_alpha());
    let pairs: Vec<u8> = greys.iter().flat_map(|grey| [*grey, 255 - *grey]).collect();
    let picture = decode(&png(png::ColorType::GrayscaleAlpha, png::BitDepth::Eight, &pairs), Kind::Png);
    assert_eq!(picture.pixel(7, 0), [7, 7, 7, 248]);
    let opaque: Vec<u8> = greys.iter().flat_map(|grey| [*grey, 255]).collect();
    let picture = decode(&png(png::ColorType::GrayscaleAlpha, png::BitDepth::Eight, &opaque), Kind::Png);
    assert!(!picture.has_alpha());
    assert_eq!(picture.pixel(9, 1), [57, 57, 57, 255]);
    let bits = vec![0b1010_1010; (WIDTH / 8 * HEIGHT) as usize];
    let picture = decode(&png(png::ColorType::Grayscale, png::BitDepth::One, &bits), Kind::Png);
    assert_eq!((picture.pixel(0, 0), picture.pixel(1, 0)), ([255; 4], [0, 0, 0, 255]));
}

#[test]
fn grey_jpeg_is_read() {
    let greys = vec![77; (WIDTH * HEIGHT) as usize];
    for progressive in [false, true] {
        let jpeg = Jpeg { progressive, ..Jpeg::default() };
        let picture = decode(&jpeg.encode(&greys, WIDTH, HEIGHT, jpeg_encoder::ColorType::Luma), Kind::Jpeg);
        assert!(picture.pixel(20, 20)[0].abs_diff(77) < 3);
    }
}

#[test]
fn a_cut_file_is_damaged_or_whole_and_never_half() {
    for (name, kind, file) in pictures() {
        let whole = decode(&file, kind).rgba();
        for length in (0..file.len()).step_by(7).chain(file.len() - 12..file.len()) {
            match Picture::decode(&file[..length], kind, &limits()) {
                Ok(picture) => assert!(picture.rgba() == whole, "{name} cut to {length} of {} bytes", file.len()),
                Err(refusal) => assert!(matches!(refusal, Refusal::Damaged(_)), "{name}: {refusal:?}"),
            }
        }
    }
}

#[test]
fn other_kinds_are_not_decoded() {
    for kind in [Kind::Avif, Kind::Pdf, Kind::Mp4, Kind::Png] {
        assert_eq!(Picture::decode(&Jpeg::default().make(), kind, &limits()).unwrap_err().code(), "damaged");
    }
}

#[test]
fn avif_has_a_header() {
    let header = header(&avif(), Kind::Avif, &limits()).unwrap();
    assert_eq!((header.width, header.height, header.memory), (WIDTH, HEIGHT, 0));
}
