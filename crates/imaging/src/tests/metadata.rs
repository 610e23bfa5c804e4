//! What pictures say about themselves.

use super::fixtures::*;
use crate::{Kind, MAX_TEXT, Metadata, metadata};

fn iptc(sets: &[(u8, u8, &[u8])]) -> Vec<u8> {
    let mut data = Vec::new();
    for (record, number, value) in sets {
        data.extend_from_slice(&[0x1c, *record, *number]);
        data.extend_from_slice(&(value.len() as u16).to_be_bytes());
        data.extend_from_slice(value);
    }
    let other = b"8BIM\x03\xed\x03abc\0\0\0\x02xy";
    let length = (data.len() as u32).to_be_bytes();
    [b"Photoshop 3.0\0", &other[..], b"8BIM\x04\x04\0\0", &length, &data].concat()
}

const NAMESPACES: &str = r#"xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
    xmlns:r="http://ns.adobe.com/xap/1.0/rights/" xmlns:i="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/""#;

fn xmp(attributes: &str, elements: &str) -> Vec<u8> {
    format!(
        "<?xpacket begin='\u{feff}'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF {NAMESPACES}>\
         <rdf:Description rdf:about='' {attributes}>{elements}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    )
    .into_bytes()
}

fn jpeg_xmp(packet: &[u8]) -> Vec<u8> {
    [&b"http://ns.adobe.com/xap/1.0/\0"[..], packet].concat()
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn exif_alone() {
    let found = metadata(&Jpeg::default().oriented(1).make(), Kind::Jpeg);
    let wanted = Metadata {
        caption: text("A bridge"),
        creator: text("Ada Exif"),
        copyright: text("Exif Pictures"),
        ..Metadata::default()
    };
    assert_eq!(found, wanted);
}

#[test]
fn xmp_wins_over_iptc_and_that_over_exif() {
    let iptc = iptc(&[
        (1, 90, b"\x1b%G"),
        (2, 80, "Jörg Íptc".as_bytes()),
        (2, 80, b"Second"),
        (2, 105, b"IPTC headline"),
        (2, 110, b"IPTC credit"),
        (2, 120, b"IPTC caption"),
    ]);
    let elements = "<dc:description><rdf:Alt><rdf:li xml:lang='de'>Eine Brücke</rdf:li>\
                    <rdf:li xml:lang='x-default'>A &amp; B &#x2014; bridge</rdf:li></rdf:Alt></dc:description>\
                    <i:AltTextAccessibility><rdf:Alt><rdf:li xml:lang='x-default'>Seen from below</rdf:li></rdf:Alt>\
                    </i:AltTextAccessibility><r:UsageTerms><rdf:Alt><rdf:li>Once only</rdf:li></rdf:Alt></r:UsageTerms>";
    let packet = xmp("photoshop:Credit='XMP &lt;credit&gt;'", elements);
    let file = Jpeg::default().oriented(1).with(13, &iptc).with(1, &jpeg_xmp(&packet)).make();
    let wanted = Metadata {
        headline: text("IPTC headline"),
        caption: text("A & B — bridge"),
        creator: text("Jörg Íptc, Second"),
        credit: text("XMP <credit>"),
        copyright: text("Exif Pictures"),
        usage_terms: text("Once only"),
        alt: text("Seen from below"),
    };
    assert_eq!(metadata(&file, Kind::Jpeg), wanted);
}

#[test]
fn lists_of_creators_and_titles_are_read() {
    let elements = "<dc:creator><rdf:Seq><rdf:li>Ada</rdf:li><rdf:li>Grace</rdf:li></rdf:Seq></dc:creator>\
                    <dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Title</rdf:li></rdf:Alt></dc:title>\
                    <dc:rights><![CDATA[© 2026]]></dc:rights>";
    let packet = xmp("", elements);
    let wanted = Metadata {
        headline: text("Title"),
        creator: text("Ada, Grace"),
        copyright: text("© 2026"),
        ..Metadata::default()
    };
    let chunk = png_chunk(b"iTXt", &[&b"XML:com.adobe.xmp\0\0\0\0\0"[..], &packet].concat());
    assert_eq!(metadata(&png_insert(&png_rgb(), &[chunk]), Kind::Png), wanted);
    let file = webp_extended(&webp_lossy(), 0x04, &[webp_chunk(b"XMP ", &packet)]);
    assert_eq!(metadata(&file, Kind::WebP), wanted);
}

#[test]
fn avif_and_png_have_exif() {
    assert_eq!(metadata(&avif(), Kind::Avif).creator, text("Ada Exif"));
    // As the standard has it, with an offset in front.
    let exif = [&[0; 4][..], &camera_exif(1)].concat();
    assert_eq!(metadata(&avif_with(&exif), Kind::Avif).creator, text("Ada Exif"));
    let file = png_insert(&png_rgb(), &[png_chunk(b"eXIf", &camera_exif(1))]);
    assert_eq!(metadata(&file, Kind::Png).caption, text("A bridge"));
}

#[test]
fn latin_texts_and_photographers_with_editors_are_read() {
    let mut exif = exif_with(&[(0x010e, "Caf? in Orleans?\0"), (0x8298, "Ada\0The Agency\0")], 1);
    let at = exif.windows(4).position(|window| window == b"Caf?").unwrap();
    exif[at + 3] = 0xe9;
    let file = Jpeg::default().with(1, &[crate::exif::PREFIX, &exif].concat()).make();
    let found = metadata(&file, Kind::Jpeg);
    assert_eq!((found.caption, found.copyright), (text("Café in Orleans?"), text("Ada; The Agency")));
}

#[test]
fn junk_and_dangerous_characters_are_left_out() {
    for junk in ["OLYMPUS DIGITAL CAMERA         \0", "SONY DSC\0", "  \t \0", "-----\0", "\x01\x02\x03xx"] {
        let exif = exif_with(&[(0x010e, junk)], 1);
        let found = metadata(&Jpeg::default().with(1, &[crate::exif::PREFIX, &exif].concat()).make(), Kind::Jpeg);
        assert!(found.caption.is_none() || found.caption == text("xx"), "{junk:?}: {found:?}");
    }
    let exif = exif_with(&[(0x010e, "one\r\ntwo\u{202e}\u{7}\tthree\0")], 1);
    let found = metadata(&Jpeg::default().with(1, &[crate::exif::PREFIX, &exif].concat()).make(), Kind::Jpeg);
    assert_eq!(found.caption, text("one\ntwo three"));
}

#[test]
fn long_texts_are_cut_and_bombs_do_not_go_off() {
    let long = "é".repeat(5000);
    let packet = xmp("", &format!("<dc:description>{long}</dc:description>"));
    let found = metadata(&Jpeg::default().with(1, &jpeg_xmp(&packet)).make(), Kind::Jpeg);
    assert_eq!(found.caption.unwrap().chars().count(), MAX_TEXT);
    let bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>";
    let packet = [bomb.as_bytes(), &xmp("", "<dc:title>&b;</dc:title>")].concat();
    assert_eq!(metadata(&Jpeg::default().with(1, &jpeg_xmp(&packet)).make(), Kind::Jpeg), Metadata::default());
    let deep = xmp("", &"<dc:title>".repeat(3000));
    assert_eq!(metadata(&Jpeg::default().with(1, &jpeg_xmp(&deep)).make(), Kind::Jpeg), Metadata::default());
}

#[test]
fn nothing_is_found_in_nothing() {
    for kind in Kind::ALL {
        assert_eq!(metadata(b"", kind), Metadata::default());
    }
}
