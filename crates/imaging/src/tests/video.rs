//! Sound and video.

use std::io::Cursor;

use super::fixtures::contains;
use crate::{Kind, Measures, clean, clean_in_place, detect, measure};

fn boxed(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes()[..], name, body].concat()
}

fn track(handler: &[u8; 4], width: u32, height: u32, turned: bool) -> Vec<u8> {
    let mut header = vec![0; 84];
    let (a, b): (u32, u32) = if turned { (0, 0x1_0000) } else { (0x1_0000, 0) };
    header[40..44].copy_from_slice(&a.to_be_bytes());
    header[44..48].copy_from_slice(&b.to_be_bytes());
    header[76..80].copy_from_slice(&(width << 16).to_be_bytes());
    header[80..84].copy_from_slice(&(height << 16).to_be_bytes());
    let handler = [&[0; 8][..], handler, &[0; 12], b"name\0"].concat();
    let notes = boxed(b"udta", b"secret track note");
    boxed(b"trak", &[boxed(b"tkhd", &header), boxed(b"mdia", &boxed(b"hdlr", &handler)), notes].concat())
}

fn film(turned: bool) -> Vec<u8> {
    let mut header = vec![0; 100];
    header[12..16].copy_from_slice(&600u32.to_be_bytes());
    header[16..20].copy_from_slice(&(600u32 * 12 + 300).to_be_bytes());
    let place = boxed(b"udta", &boxed(b"\xa9xyz", b"\0\x12\x15\xc7+52.5167+013.3777/secret"));
    let moov = [
        boxed(b"mvhd", &header),
        track(b"soun", 0, 0, false),
        track(b"vide", 640, 360, turned),
        track(b"meta", 0, 0, false),
        boxed(b"meta", b"\0\0\0\0secret keys"),
        boxed(b"uuid", &[&[7; 16][..], b"secret camera"].concat()),
        place,
    ];
    let xmp = boxed(b"uuid", &[&[0xbe; 16][..], b"<x:xmpmeta>secret</x:xmpmeta>"].concat());
    let wide = [&[0, 0, 0, 1][..], b"mdat", &[0, 0, 0, 0, 0, 0, 0, 26], b"pictures!!"].concat();
    [boxed(b"ftyp", b"isom\0\0\x02\0isomiso2"), wide, boxed(b"moov", &moov.concat()), xmp].concat()
}

pub(super) fn mp4() -> Vec<u8> {
    film(false)
}

#[test]
fn mp4_is_measured() {
    let measured = measure(&mut Cursor::new(mp4()), Kind::Mp4);
    assert_eq!(measured, Measures { width: Some(640), height: Some(360), duration_ms: Some(12_500) });
    let measured = measure(&mut Cursor::new(film(true)), Kind::Mp4);
    assert_eq!((measured.width, measured.height), (Some(360), Some(640)));
}

#[test]
fn mp4_is_scrubbed_in_place() {
    let before = mp4();
    assert_eq!(detect(&before), Ok(Kind::Mp4));
    let mut file = Cursor::new(before.clone());
    assert!(clean_in_place(&mut file, Kind::Mp4).unwrap());
    let after = file.get_ref().clone();
    assert_eq!(after.len(), before.len(), "nothing moves");
    assert!(!contains(&after, b"secret") && !contains(&after, b"+52.5167") && contains(&after, b"pictures!!"));
    assert_eq!(measure(&mut Cursor::new(&after), Kind::Mp4), measure(&mut Cursor::new(&before), Kind::Mp4));
    assert!(!clean_in_place(&mut file, Kind::Mp4).unwrap(), "once is enough");
    assert_eq!(clean(&before, Kind::Mp4).unwrap(), Some(after.clone()));
    assert_eq!(clean(&after, Kind::Mp4).unwrap(), None);
    assert!(!clean_in_place(&mut Cursor::new(before), Kind::WebM).unwrap(), "other kinds are left alone");
}

fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
    [id, &[0x40 | (body.len() >> 8) as u8, body.len() as u8], body].concat()
}

pub(super) fn webm() -> Vec<u8> {
    let info = [element(&[0x2a, 0xd7, 0xb1], &[0x0f, 0x42, 0x40]), element(&[0x44, 0x89], &2500.0f64.to_be_bytes())];
    let video = [element(&[0xb0], &[0x05, 0x00]), element(&[0xba], &[0x02, 0xd0])].concat();
    let track = element(&[0xae], &element(&[0xe0], &video));
    let segment =
        [element(&[0x15, 0x49, 0xa9, 0x66], &info.concat()), element(&[0x16, 0x54, 0xae, 0x6b], &track)].concat();
    let head = element(&[0x1a, 0x45, 0xdf, 0xa3], &element(&[0x42, 0x82], b"webm"));
    [head, vec![0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], segment].concat()
}

#[test]
fn webm_is_measured() {
    let measured = measure(&mut Cursor::new(webm()), Kind::WebM);
    assert_eq!(measured, Measures { width: Some(1280), height: Some(720), duration_ms: Some(2500) });
}

fn page(granule: u64, packet: &[u8]) -> Vec<u8> {
    [&b"OggS\0\x02"[..], &granule.to_le_bytes(), &[0; 12], &[1, packet.len() as u8], packet].concat()
}

pub(super) fn ogg() -> Vec<u8> {
    let first = [&b"\x01vorbis\0\0\0\0\x02"[..], &44_100u32.to_le_bytes(), &[0; 14]].concat();
    [page(0, &first), page(44_100 * 3, b"sound"), page(u64::MAX, b"more")].concat()
}

#[test]
fn ogg_is_measured() {
    assert_eq!(measure(&mut Cursor::new(ogg()), Kind::Ogg).duration_ms, Some(3000));
    let opus = [page(0, b"OpusHead\x01\x02\x38\x01\x80\xbb\0\0\0\0\0"), page(48_312, b"sound")].concat();
    assert_eq!(measure(&mut Cursor::new(opus), Kind::Ogg).duration_ms, Some(1000));
}

/// Two seconds at 128 kbit/s, behind a tag.
pub(super) fn mp3() -> Vec<u8> {
    let frame = [&[0xff, 0xfb, 0x90, 0x00][..], &[0; 413]].concat();
    [&b"ID3\x04\0\0\0\0\0\x05title"[..], &frame.repeat(77)].concat()
}

#[test]
fn mp3_is_measured() {
    let duration = measure(&mut Cursor::new(mp3()), Kind::Mp3).duration_ms.unwrap();
    assert!((1990..2030).contains(&duration), "{duration}");
    let mut file = mp3();
    file[15 + 36..15 + 48].copy_from_slice(b"Xing\0\0\0\x01\0\0\x03\xe8");
    let duration = measure(&mut Cursor::new(file), Kind::Mp3).duration_ms.unwrap();
    assert_eq!(duration, 1000 * 1152 * 1000 / 44_100);
}
