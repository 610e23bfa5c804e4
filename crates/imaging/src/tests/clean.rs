//! Cleaning.

use super::fixtures::*;
use crate::{Kind, Orientation, Picture, clean, header};

fn pixels(file: &[u8], kind: Kind) -> Vec<u8> {
    Picture::decode(file, kind, &limits()).unwrap().rgba()
}

/// Cleans, and checks what holds for every cleaned file.
fn cleaned(file: &[u8], kind: Kind) -> Vec<u8> {
    let cleaned = clean(file, kind).unwrap().expect("there was something to take out");
    assert!(cleaned.len() < file.len() + 60);
    assert_eq!(clean(&cleaned, kind).unwrap(), None, "clean stays clean");
    assert!(!contains(&cleaned, &latitude()), "the place is gone");
    if kind.can_be_rendered() {
        assert_eq!(pixels(&cleaned, kind), pixels(file, kind));
        let limits = limits();
        assert_eq!(
            header(&cleaned, kind, &limits).unwrap().orientation,
            header(file, kind, &limits).unwrap().orientation
        );
    }
    cleaned
}

fn read_exif(file: &[u8]) -> Option<exif::Exif> {
    exif::Reader::new().read_from_container(&mut std::io::Cursor::new(file)).ok()
}

#[test]
fn what_is_clean_stays_as_it_is() {
    for (name, kind, file) in pictures() {
        if name != "JPEG with EXIF" {
            assert_eq!(clean(&file, kind).unwrap(), None, "{name}");
        }
    }
    assert_eq!(clean(b"%PDF-1.4", Kind::Pdf).unwrap(), None);
}

#[test]
fn jpeg_loses_place_and_camera_and_keeps_its_orientation() {
    for number in 1..=8 {
        let file = Jpeg::default()
            .oriented(number)
            .with(1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>secret</x:xmpmeta>")
            .with(2, &[&b"ICC_PROFILE\0\x01\x01"[..], b"profile"].concat())
            .with(2, b"MPF\0secret")
            .with(13, b"Photoshop 3.0\0secret")
            .with(14, b"Adobe\0\x64\0\0\0\0\x01")
            .make();
        assert!(contains(&file, &latitude()));
        let gps =
            |file: &[u8]| read_exif(file).and_then(|e| e.get_field(exif::Tag::GPSLatitude, exif::In::PRIMARY).cloned());
        assert!(gps(&file).is_some(), "the fixture has a place");
        let cleaned = cleaned(&file, Kind::Jpeg);
        assert!(!contains(&cleaned, b"secret") && contains(&cleaned, b"profile") && contains(&cleaned, b"Adobe"));
        assert!(gps(&cleaned).is_none());
        match read_exif(&cleaned) {
            None => assert_eq!(number, 1),
            Some(left) => {
                let fields: Vec<_> = left.fields().collect();
                assert_eq!(fields.len(), 1);
                assert_eq!(fields[0].value.get_uint(0), Some(u32::from(number)));
            }
        }
    }
}

#[test]
fn jpeg_loses_thumbnails_and_comments() {
    let file = Jpeg { progressive: true, ..Jpeg::default() }.make();
    // JFIF with a thumbnail of one pixel, JFXX, a comment, and notes between scans.
    let jfif = b"\xff\xe0\0\x13JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01abc";
    let jfxx = b"\xff\xe0\0\x0cJFXX\0\x10hid";
    let comment = b"\xff\xfe\0\x08secret";
    let scan = file.windows(2).rposition(|window| window == [0xff, 0xda]).unwrap();
    let noisy = [&file[..2], &jfif[..], jfxx, comment, &file[20..scan], comment, &file[scan..]].concat();
    let cleaned = cleaned(&noisy, Kind::Jpeg);
    assert!(!contains(&cleaned, b"secret") && !contains(&cleaned, b"JFXX") && !contains(&cleaned, b"abc"));
    assert!(contains(&cleaned, b"JFIF\0"));
}

#[test]
fn png_loses_texts_and_keeps_colours() {
    let text = png_chunk(b"tEXt", b"Comment\0secret");
    let file = png_insert(
        &png_rgb(),
        &[
            png_chunk(b"gAMA", &45_455u32.to_be_bytes()),
            png_chunk(b"sRGB", &[0]),
            png_chunk(b"pHYs", &[0, 0, 11, 19, 0, 0, 11, 19, 1]),
            text.clone(),
            png_chunk(b"eXIf", &camera_exif(6)),
            png_chunk(b"zTXt", b"Raw profile type exif\0\0secret"),
            png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0secret"),
            png_chunk(b"tIME", &[7, 0xe8, 1, 1, 1, 1, 1]),
            png_chunk(b"caBX", b"secret"),
        ],
    );
    let cleaned = cleaned(&file, Kind::Png);
    assert!(!contains(&cleaned, b"secret") && !contains(&cleaned, b"tIME"));
    assert!(contains(&cleaned, b"gAMA") && contains(&cleaned, b"sRGB") && contains(&cleaned, b"pHYs"));
    assert_eq!(header(&cleaned, Kind::Png, &limits()).unwrap().orientation, Orientation::from_exif(6));
}

#[test]
fn gif_keeps_frames_and_loop() {
    let file = gif(3, true);
    let start = 13 + 24;
    let comment = b"\x21\xfe\x06secret\0";
    let xmp = b"\x21\xff\x0bXMP DataXMP\x06secret\0";
    let text = b"\x21\x01\x0c............\x06secret\0";
    let noisy = [&file[..start], comment, xmp, text, &file[start..]].concat();
    let cleaned = cleaned(&noisy, Kind::Gif);
    assert_eq!(cleaned, file);
    assert!(contains(&cleaned, b"NETSCAPE2.0"));
    assert!(header(&cleaned, Kind::Gif, &limits()).unwrap().animated);
    // Without its end it gets one.
    assert_eq!(clean(&file[..file.len() - 1], Kind::Gif).unwrap().unwrap(), file);
}

#[test]
fn webp_loses_notes_and_its_flags_follow() {
    for (simple, alpha) in [(webp_lossy(), 0), (webp_lossless(), 0x10)] {
        let notes =
            [webp_chunk(b"EXIF", &camera_exif(3)), webp_chunk(b"XMP ", b"secret"), webp_chunk(b"abcd", b"secret")];
        let file = webp_extended(&simple, 0x0c | alpha, &notes);
        let cleaned = cleaned(&file, Kind::WebP);
        assert!(!contains(&cleaned, b"secret"));
        assert_eq!(cleaned[20] & 0x3c, 0x08 | alpha, "alpha stays, EXIF for the orientation, no XMP");
        let file =
            webp_extended(&simple, 0x0c | alpha, &[webp_chunk(b"EXIF", &camera_exif(1)), webp_chunk(b"XMP ", b"s")]);
        let upright = super::clean::cleaned(&file, Kind::WebP);
        assert_eq!(upright[20] & 0x3c, alpha);
    }
}

#[test]
fn animated_webp_keeps_its_frames() {
    let file = webp_animated();
    let noisy = [&file[..], &webp_chunk(b"XMP ", b"secret")].concat();
    let mut noisy = [b"RIFF".to_vec(), (noisy.len() as u32 - 8).to_le_bytes().to_vec(), noisy[8..].to_vec()].concat();
    noisy[20] |= 0x04;
    let cleaned = cleaned(&noisy, Kind::WebP);
    assert_eq!(cleaned, file);
    assert!(header(&cleaned, Kind::WebP, &limits()).unwrap().animated);
}

#[test]
fn avif_loses_its_notes_in_place() {
    let file = avif();
    assert!(contains(&file, &latitude()) && contains(&file, b"Ada Exif"));
    let cleaned = cleaned(&file, Kind::Avif);
    assert_eq!(cleaned.len(), file.len());
    assert!(!contains(&cleaned, b"Ada Exif"));
    assert_eq!(header(&cleaned, Kind::Avif, &limits()), header(&file, Kind::Avif, &limits()));
    // The picture itself has not been touched.
    let changed = file.iter().zip(&cleaned).filter(|(before, after)| before != after).count();
    assert!(changed <= camera_exif(1).len());
}

#[test]
fn what_hides_behind_the_end_is_cut() {
    for (name, kind, file) in
        pictures().into_iter().chain([("AVIF", Kind::Avif, clean(&avif(), Kind::Avif).unwrap().unwrap())])
    {
        for hidden in [&b"PK\x03\x04 a whole archive"[..], b"<html><script>alert(1)</script>"] {
            let polyglot = [&file, hidden].concat();
            let cleaned = cleaned(&polyglot, kind);
            assert!(!contains(&cleaned, hidden), "{name}");
            if name != "JPEG with EXIF" {
                assert_eq!(cleaned, file, "{name}");
            }
        }
    }
}

#[test]
fn a_cut_file_is_not_called_clean() {
    for (name, kind, file) in pictures() {
        if kind != Kind::Gif {
            assert_eq!(clean(&file[..file.len() - 3], kind).unwrap_err().code(), "damaged", "{name}");
        }
        assert_eq!(clean(&file[..file.len() / 2], kind).unwrap_err().code(), "damaged", "{name}");
        assert_eq!(clean(b"", kind).unwrap_err().code(), "damaged");
    }
}
