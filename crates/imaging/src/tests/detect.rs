//! Kinds are told by bytes.

use super::fixtures::*;
use crate::{Kind, Refusal, detect};

#[test]
fn every_kind_is_told() {
    for (name, kind, file) in pictures() {
        assert_eq!(detect(&file), Ok(kind), "{name}");
    }
    assert_eq!(detect(&avif()), Ok(Kind::Avif));
    assert_eq!(detect(b"%PDF-1.7\n%\xe2\xe3"), Ok(Kind::Pdf));
    assert_eq!(detect(b"OggS\0\x02\0\0"), Ok(Kind::Ogg));
    assert_eq!(detect(b"ID3\x04\0\0\0\0\0\x0a"), Ok(Kind::Mp3));
    assert_eq!(detect(b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2"), Ok(Kind::Mp4));
    assert_eq!(detect(b"\0\0\0\x18ftypM4A \0\0\x02\0isomiso2"), Ok(Kind::M4a));
    assert_eq!(detect(b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm\x42\x87\x81\x04"), Ok(Kind::WebM));
    let frame = [&[0xff, 0xfb, 0x90, 0x00][..], &[0; 413]].concat();
    assert_eq!(detect(&frame.repeat(2)), Ok(Kind::Mp3));
}

#[test]
fn relatives_are_not_taken_for_them() {
    for other in [
        &b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"[..],
        b"\0\0\0\x14ftypqt  \0\0\x02\0qt  ",
        b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska",
        b"\xff\xfb\x90\x00 one frame is chance",
        b"RIFF\0\0\0\0WAVEfmt ",
        b"BM\x36\0\0\0",
        b"MZ\x90\0",
        b"PK\x03\x04",
        b"hello, this is a text",
        b"\0",
    ] {
        assert_eq!(detect(other), Err(Refusal::Unknown), "{}", String::from_utf8_lossy(other));
    }
    assert_eq!(detect(b""), Err(Refusal::Empty));
}

#[test]
fn svg_is_seen_behind_any_preface() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    let doctype =
        "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/svg11.dtd\" [<!ENTITY a \"b>c\">]>";
    for preface in [
        "",
        "\u{feff}",
        " \r\n\t",
        "<?xml version=\"1.0\"?>",
        "<!-- <html> --><!-- > -->",
        "\u{feff} <?xml version=\"1.0\" standalone=\"no\"?>\n<!-- a -->\n",
        doctype,
    ] {
        assert_eq!(detect(format!("{preface}{svg}").as_bytes()), Err(Refusal::Svg), "{preface}");
    }
    assert_eq!(detect(b"<s:svg xmlns:s='http://www.w3.org/2000/svg'/>"), Err(Refusal::Svg));
    assert_eq!(detect(b"<SVG>"), Err(Refusal::Svg));
    let wide: Vec<u8> = svg.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(detect(&wide), Err(Refusal::Svg));
    assert_eq!(detect(&[&[0xff, 0xfe][..], &wide].concat()), Err(Refusal::Svg));
    assert_eq!(detect(format!("some text {svg}").as_bytes()), Err(Refusal::Svg));
}

#[test]
fn html_and_xml_are_seen() {
    for text in [
        "<html><script>alert(1)</script>",
        "\u{feff}\n<!doctype html><p>",
        "<!-- hello -->",
        "<?xml version=\"1.0\"?><rss/>",
        "<script>alert(1)</script>",
        "hello <HTML>",
    ] {
        assert_eq!(detect(text.as_bytes()), Err(Refusal::Markup), "{text}");
    }
}

#[test]
fn messages_say_what_would_be_right() {
    assert!(Refusal::Svg.to_string().contains("PNG"));
    assert!(Refusal::Unknown.to_string().contains("JPEG"));
    assert_eq!(detect(b"<svg/>").unwrap_err().code(), "svg_not_allowed");
    assert_eq!(detect(b"").unwrap_err().code(), "empty");
}

#[test]
fn media_types_go_both_ways() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_media_type(kind.media_type()), Some(kind));
    }
    assert_eq!(Kind::from_media_type("Image/JPG; charset=binary"), Some(Kind::Jpeg));
    assert_eq!(Kind::from_media_type("image/svg+xml"), None);
}
