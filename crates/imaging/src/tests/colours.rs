//! Colours that are not sRGB.

use jpeg_encoder::ColorType;
use moxcms::ColorProfile;

use super::fixtures::*;
use crate::{Kind, Picture};

/// Adobe's marker with a colour transform.
fn adobe(transform: u8) -> Vec<u8> {
    [&b"Adobe\0\x64\0\0\0\0"[..], &[transform]].concat()
}

fn assert_close(found: [u8; 4], wanted: [u8; 3], what: &str) {
    assert!(found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= 8), "{what}: {found:?}, not {wanted:?}");
}

#[test]
fn four_inks_become_three_colours() {
    // Much cyan, some yellow, a little black.
    let inks = [200u8, 0, 100, 50].repeat((WIDTH * HEIGHT) as usize);
    let light = |ink: u32| ((255 - ink) * (255 - 50) / 255) as u8;
    let wanted = [light(200), light(0), light(100)];
    for progressive in [false, true] {
        for (colours, transform, name) in [(ColorType::Cmyk, 0, "CMYK"), (ColorType::CmykAsYcck, 2, "YCCK")] {
            let jpeg = Jpeg { progressive, ..Jpeg::default() }.with(14, &adobe(transform));
            let file = jpeg.encode(&inks, WIDTH, HEIGHT, colours);
            let picture = Picture::decode(&file, Kind::Jpeg, &limits()).unwrap();
            assert_close(picture.pixel(9, 9), wanted, name);
            assert!(!picture.has_alpha());
        }
    }
}

#[test]
fn adobe_says_that_three_components_are_rgb() {
    // What is encoded as YCbCr without conversion is RGB to whoever believes the marker; JFIF would overrule it.
    let pixels = [210u8, 90, 30].repeat((WIDTH * HEIGHT) as usize);
    let file = Jpeg::default().with(14, &adobe(0)).encode(&pixels, WIDTH, HEIGHT, ColorType::Ycbcr);
    let jfif = file.windows(4).position(|window| window == b"JFIF").unwrap();
    let without = [&file[..jfif - 4], &file[jfif + 14..]].concat();
    let picture = Picture::decode(&without, Kind::Jpeg, &limits()).unwrap();
    assert_close(picture.pixel(5, 5), [210, 90, 30], "RGB");
    let picture = Picture::decode(&file, Kind::Jpeg, &limits()).unwrap();
    assert!(picture.pixel(5, 5)[0] < 200, "JFIF means YCbCr");
}

fn icc_segment(profile: &[u8]) -> Vec<u8> {
    [&b"ICC_PROFILE\0\x01\x01"[..], profile].concat()
}

#[test]
fn profiles_are_converted() {
    let pixels = [200u8, 100, 50].repeat((WIDTH * HEIGHT) as usize);
    let with = |profile: &[u8]| {
        let jpeg = Jpeg::default().with(2, &icc_segment(profile));
        let file = jpeg.encode(&pixels, WIDTH, HEIGHT, ColorType::Rgb);
        Picture::decode(&file, Kind::Jpeg, &limits()).unwrap().pixel(5, 5)
    };
    let plain = [200, 100, 50];
    assert_close(with(&ColorProfile::new_srgb().encode().unwrap()), plain, "sRGB");
    assert_close(with(b"this is no profile"), plain, "nonsense");
    let p3 = with(&ColorProfile::new_display_p3().encode().unwrap());
    assert!(p3[0] > 205 && p3[2] < 45, "Display P3 reaches further: {p3:?}");
    // A printer's grey profile does not fit a colour picture.
    assert_close(with(&ColorProfile::new_gray_with_gamma(1.0).encode().unwrap()), plain, "grey");
}

#[test]
fn grey_profiles_are_converted() {
    let greys = vec![100; (WIDTH * HEIGHT) as usize];
    let profile = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
    let file = Jpeg::default().with(2, &icc_segment(&profile)).encode(&greys, WIDTH, HEIGHT, ColorType::Luma);
    let pixel = Picture::decode(&file, Kind::Jpeg, &limits()).unwrap().pixel(5, 5);
    assert!(pixel[0] > 150, "linear grey is brighter than it looks: {pixel:?}");
}

#[test]
fn profiles_in_png_and_webp_count() {
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    let packed = fdeflate::compress_to_vec(&profile);
    let file = png_insert(&png_rgb(), &[png_chunk(b"iCCP", &[&b"p3\0\0"[..], &packed].concat())]);
    let green = Picture::decode(&file, Kind::Png, &limits()).unwrap().pixel(WIDTH - 4, 4);
    assert!(green[0] < 20 && green[1] > 200, "{green:?}");
    let simple = webp_lossy();
    let body = [webp_chunk(b"ICCP", &profile), simple[12..].to_vec()].concat();
    let file = webp_extended(&[&simple[..12], &body].concat(), 0x20, &[]);
    let green = Picture::decode(&file, Kind::WebP, &limits()).unwrap().pixel(WIDTH - 4, 4);
    assert!(green[0] < 20 && green[1] > 200, "{green:?}");
}

#[test]
fn the_dominant_colour_is_one_that_is_there() {
    let picture = |pixels: &[[u8; 3]]| {
        let file = Jpeg::default().encode(&pixels.concat(), WIDTH, HEIGHT, ColorType::Rgb);
        Picture::decode(&file, Kind::Jpeg, &limits()).unwrap()
    };
    let count = (WIDTH * HEIGHT) as usize;
    let half: Vec<_> = (0..count).map(|i| if i < count / 2 { [220, 30, 30] } else { [30, 60, 220] }).collect();
    let [red, green, blue] = picture(&half).dominant_colour();
    assert!(green < 90 && red.abs_diff(blue) > 120, "not the purple in between: {red} {green} {blue}");
    // A red coat on a grey wall: a third of the picture.
    let coat: Vec<_> = (0..count).map(|i| if i < count * 4 / 10 { [200, 30, 40] } else { [128, 128, 128] }).collect();
    let [red, green, _] = picture(&coat).dominant_colour();
    assert!(red > 170 && green < 70);
    // A small red dot does not name a white page.
    let dot: Vec<_> = (0..count).map(|i| if i < count / 50 { [200, 30, 40] } else { [250, 250, 250] }).collect();
    assert!(picture(&dot).dominant_colour()[1] > 230);
}
