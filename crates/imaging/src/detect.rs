//! What a file is, told by its first bytes.

use crate::bytes::{be32, slice};
use crate::{Kind, Refusal};

/// How many bytes of a file [`detect`] looks at. More do no harm, fewer may be too few for text with a long comment.
pub const DETECTION_BYTES: usize = 64 * 1024;

/// Tells what a file is by `head`, its first [`DETECTION_BYTES`] bytes or all that it has.
///
/// Every kind has to start at the first byte: something that only contains a picture is not one.
///
/// # Errors
///
/// [`Refusal::Empty`], [`Refusal::Svg`], [`Refusal::Markup`] or [`Refusal::Unknown`].
pub fn detect(head: &[u8]) -> Result<Kind, Refusal> {
    let head = &head[..head.len().min(DETECTION_BYTES)];
    if head.is_empty() {
        return Err(Refusal::Empty);
    }
    if let Some(kind) = by_magic(head) {
        return Ok(kind);
    }
    Err(markup(head).unwrap_or(Refusal::Unknown))
}

fn by_magic(head: &[u8]) -> Option<Kind> {
    if head.starts_with(&[0xff, 0xd8, 0xff]) {
        return Some(Kind::Jpeg);
    }
    if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(Kind::Png);
    }
    if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") {
        return Some(Kind::Gif);
    }
    if head.starts_with(b"RIFF") && slice(head, 8, 4) == Some(b"WEBP") {
        return Some(Kind::WebP);
    }
    if head.starts_with(b"%PDF-") {
        return Some(Kind::Pdf);
    }
    if head.starts_with(b"OggS\0") {
        return Some(Kind::Ogg);
    }
    if slice(head, 4, 4) == Some(b"ftyp") {
        return by_brand(head);
    }
    if head.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]) {
        // The document type is named in EBML's own header, near the start. Matroska in general is not for browsers.
        let start = &head[..head.len().min(128)];
        return start.windows(7).any(|window| window == b"\x42\x82\x84webm").then_some(Kind::WebM);
    }
    is_mp3(head).then_some(Kind::Mp3)
}

/// MP4 and AVIF share a container; the brands say which it is.
fn by_brand(head: &[u8]) -> Option<Kind> {
    let size = be32(head, 0)? as usize;
    if !(16..=4096).contains(&size) || !size.is_multiple_of(4) {
        return None;
    }
    let major = slice(head, 8, 4)?;
    let compatible = head.get(16..size.min(head.len()))?;
    let has = |brands: &[&[u8; 4]]| {
        brands.iter().any(|brand| major == *brand || compatible.chunks_exact(4).any(|other| other == *brand))
    };
    if matches!(major, b"M4A " | b"M4B ") {
        return Some(Kind::M4a);
    }
    if has(&[b"avif", b"avis"]) {
        return Some(Kind::Avif);
    }
    // HEIC shares "mif1" and needs a licence to be shown; QuickTime's own files play in few browsers.
    if matches!(major, b"mif1" | b"msf1" | b"heic" | b"heix" | b"hevc" | b"qt  ") {
        return None;
    }
    has(&[
        b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42", b"avc1",
        b"M4V ", b"M4VH", b"M4VP", b"MSNV", b"dash", b"av01",
    ])
    .then_some(Kind::Mp4)
}

/// An ID3v2 tag, or two MPEG layer III frames in a row: one alone is only eleven bits, which chance has too.
fn is_mp3(head: &[u8]) -> bool {
    if head.starts_with(b"ID3") {
        let plausible = |tag: &[u8]| tag[3] < 0xff && tag[4] < 0xff && tag[6..10].iter().all(|byte| *byte < 0x80);
        return head.get(..10).is_some_and(plausible);
    }
    let Some(first) = crate::video::mp3::Frame::read(head, 0) else { return false };
    crate::video::mp3::Frame::read(head, first.length).is_some_and(|second| second.sample_rate == first.sample_rate)
}

/// The refusal for text that a browser would read as a document, or none if it is not such text.
fn markup(head: &[u8]) -> Option<Refusal> {
    let text = as_text(head)?;
    let mut rest = text.trim_start_matches(is_blank);
    let mut markup = false;
    loop {
        rest = rest.trim_start_matches(is_blank);
        let lower = rest.get(..16).unwrap_or(rest).to_ascii_lowercase();
        let end = if lower.starts_with("<!--") {
            Some("-->")
        } else if lower.starts_with("<?") {
            Some("?>")
        } else if lower.starts_with("<!doctype") {
            if rest
                .get(9..)
                .is_some_and(|name| name.trim_start().get(..3).is_some_and(|n| n.eq_ignore_ascii_case("svg")))
            {
                return Some(Refusal::Svg);
            }
            // An internal subset may itself contain ">".
            let subset = rest.find('[').zip(rest.find('>')).is_some_and(|(open, close)| open < close);
            Some(if subset { "]>" } else { ">" })
        } else {
            None
        };
        let Some(end) = end else { break };
        markup = true;
        match rest.find(end) {
            Some(at) => rest = &rest[at + end.len()..],
            None => rest = "",
        }
    }
    let name = element(rest);
    match name {
        Some(name) if name.eq_ignore_ascii_case("svg") => Some(Refusal::Svg),
        Some(_) => Some(Refusal::Markup),
        // Text in front of a root element still makes a document for a browser that guesses.
        None if text.contains("<svg") && text.contains("http://www.w3.org/2000/svg") => Some(Refusal::Svg),
        None if markup => Some(Refusal::Markup),
        None => text.to_ascii_lowercase().contains("<html").then_some(Refusal::Markup),
    }
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{feff}' | '\0')
}

/// The local name of the element that `text` starts with.
fn element(text: &str) -> Option<&str> {
    let name = text.strip_prefix('<')?;
    let end = name.find(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '-' | '_' | '.'))).unwrap_or(name.len());
    let name = &name[..end];
    let local = name.rsplit(':').next().unwrap_or(name);
    local.starts_with(|c: char| c.is_alphabetic()).then_some(local)
}

/// The bytes as text, if they may be text at all: UTF-8 or Latin-1, or UTF-16 with a mark or with every second byte zero.
fn as_text(head: &[u8]) -> Option<String> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    match head {
        [0xff, 0xfe, rest @ ..] => return Some(wide(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => return Some(wide(rest, u16::from_be_bytes)),
        [b'<', 0, _, 0, ..] => return Some(wide(head, u16::from_le_bytes)),
        [0, b'<', 0, _, ..] => return Some(wide(head, u16::from_be_bytes)),
        // A packed SVG is one for browsers too, but its kind is plain gzip.
        _ => {}
    }
    let binary = head.iter().take(512).filter(|byte| matches!(byte, 1..=8 | 14..=26 | 28..=31)).count();
    (binary == 0).then(|| String::from_utf8_lossy(head).into_owned())
}
