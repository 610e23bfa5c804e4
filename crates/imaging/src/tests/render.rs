//! Renditions.

use super::fixtures::*;
use crate::{Area, Format, Kind, Picture, Quality, header};

const FORMATS: [Format; 4] = [Format::Jpeg, Format::Png, Format::WebP, Format::Avif];

fn picture(file: &[u8], kind: Kind) -> Picture {
    Picture::decode(file, kind, &limits()).unwrap()
}

fn large() -> Picture {
    let file = Jpeg::default().encode(&busy(331, 203), 331, 203, jpeg_encoder::ColorType::Rgb);
    picture(&file, Kind::Jpeg)
}

#[test]
fn renditions_have_the_size_that_was_asked_for() {
    let large = large();
    for format in FORMATS {
        for (width, height) in [(331, 203), (200, 100), (64, 39), (33, 20), (10, 10), (7, 1), (1, 1)] {
            let file = large.render(large.area(), width, height, format, Quality::default()).unwrap();
            let head = header(&file, format.kind(), &limits()).unwrap();
            assert_eq!((head.width, head.height), (width, height), "{format:?}");
            if format.kind().can_be_rendered() {
                let again = picture(&file, format.kind());
                assert_eq!((again.width(), again.height()), (width, height));
            }
        }
    }
}

#[test]
fn nothing_is_made_larger_and_no_area_reaches_out() {
    let large = large();
    let area = Area { x: 300, y: 200, width: 1000, height: u32::MAX };
    let file = large.render(area, 5000, 5000, Format::Png, Quality::default()).unwrap();
    let again = picture(&file, Kind::Png);
    assert_eq!((again.width(), again.height()), (31, 3));
    let area = Area { x: u32::MAX, y: u32::MAX, width: 0, height: 0 };
    let file = large.render(area, 0, 0, Format::Png, Quality::default()).unwrap();
    assert_eq!(picture(&file, Kind::Png).width(), 1);
}

#[test]
fn an_area_is_where_it_is_seen() {
    for number in 1..=8 {
        let inverse = crate::Orientation::from_exif(if number == 6 {
            8
        } else if number == 8 {
            6
        } else {
            number
        });
        let (width, height) = inverse.upright(WIDTH, HEIGHT);
        let stored = inverse.turn(rgb(), WIDTH, HEIGHT, 3);
        let jpeg = Jpeg::default().oriented(number).encode(&stored, width, height, jpeg_encoder::ColorType::Rgb);
        let picture = picture(&jpeg, Kind::Jpeg);
        let corner = Area { x: WIDTH - 14, y: 2, width: 12, height: 8 };
        for size in [(12, 8), (6, 4), (3, 2)] {
            let small = picture.render(corner, size.0, size.1, Format::Png, Quality::default()).unwrap();
            let [red, green, blue, _] = super::render::picture(&small, Kind::Png).pixel(1, 1);
            assert!(green > 180 && red < 60 && blue < 60, "orientation {number}: {red} {green} {blue}");
        }
    }
}

#[test]
fn averaging_first_keeps_colours_and_edges() {
    // Left half black, right half white, with sides that no factor divides.
    let (width, height) = (1013, 507);
    let pixels: Vec<u8> =
        (0..height).flat_map(|_| (0..width).flat_map(|x| [if x < 506 { 0 } else { 255 }; 3])).collect();
    let file = Jpeg::default().encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb);
    let limits = crate::Limits { max_pixels: 1 << 20, ..limits() };
    let large = Picture::decode(&file, Kind::Jpeg, &limits).unwrap();
    let small = large.render(large.area(), 100, 50, Format::Png, Quality::default()).unwrap();
    let small = picture(&small, Kind::Png);
    for y in 0..50 {
        assert!(small.pixel(0, y)[0] < 6 && small.pixel(46, y)[0] < 6, "{:?}", small.pixel(46, y));
        assert!(small.pixel(99, y)[0] > 249 && small.pixel(53, y)[0] > 249, "{:?}", small.pixel(53, y));
    }
}

#[test]
fn transparency_stays_where_it_can_and_is_white_elsewhere() {
    let see_through = picture(&png_rgba(), Kind::Png);
    for size in [(WIDTH, HEIGHT), (24, 16), (12, 8), (9, 5)] {
        for format in FORMATS {
            let file = see_through.render(see_through.area(), size.0, size.1, format, Quality::default()).unwrap();
            if format == Format::Avif {
                continue;
            }
            let again = picture(&file, format.kind());
            assert_eq!(again.has_alpha(), format != Format::Jpeg, "{format:?}");
            let middle = again.pixel(size.0 / 2, size.1 / 2);
            let edge = again.pixel(0, 0);
            assert!(edge[0] > 200 && edge[1] < 70 && edge[3] > 250, "{format:?} {size:?}: {edge:?}");
            if format == Format::Jpeg {
                assert!(middle[..3].iter().all(|value| *value > 240), "{middle:?}");
            } else {
                assert!(middle[3] < 5, "{format:?} {size:?}: {middle:?}");
            }
        }
    }
    // A part without transparency needs no alpha.
    let corner = Area { x: 0, y: 0, width: 10, height: 10 };
    let file = see_through.render(corner, 10, 10, Format::WebP, Quality::default()).unwrap();
    assert!(!crate::header(&file, Kind::WebP, &limits()).unwrap().animated);
    assert!(!picture(&file, Kind::WebP).has_alpha());
}

#[test]
fn quality_matters() {
    let large = large();
    for format in [Format::Jpeg, Format::WebP, Format::Avif] {
        let size = |quality| {
            let quality = Quality { jpeg: quality, webp: quality, avif: quality };
            large.render(large.area(), 160, 100, format, quality).unwrap().len()
        };
        assert!(size(0) < size(60) && size(60) < size(255), "{format:?}");
    }
}

#[test]
fn thumb_hashes_look_like_the_picture() {
    for file in [png_rgb(), png_rgba()] {
        let picture = picture(&file, Kind::Png);
        let hash = picture.thumb_hash();
        assert!((5..=30).contains(&hash.len()));
        let (red, _, _, _) = thumbhash::thumb_hash_to_average_rgba(&hash).unwrap();
        assert!((0.2..0.9).contains(&red));
        let ratio = thumbhash::thumb_hash_to_approximate_aspect_ratio(&hash).unwrap();
        assert!((1.2..1.9).contains(&ratio));
    }
    // Thin pictures have a side that rounds to nothing.
    let file = Jpeg::default().encode(&[90; 2000 * 3], 2000, 1, jpeg_encoder::ColorType::Rgb);
    assert!(!picture(&file, Kind::Jpeg).thumb_hash().is_empty());
}
