//! What a picture says about itself.

use std::borrow::Cow;

mod iptc;
mod xmp;

use crate::jpeg::segments::{APP1, APP13, SOS, Segments};
use crate::{Kind, avif, exif, png, webp};

/// The most characters that are kept of one text.
pub const MAX_TEXT: usize = 2_000;

/// What a picture says about itself, as its photographer or agency wrote it in. All of it may be wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// A title or headline.
    pub headline: Option<String>,
    /// What is to be seen.
    pub caption: Option<String>,
    /// Who made it.
    pub creator: Option<String>,
    /// Whom to name.
    pub credit: Option<String>,
    /// Whose it is.
    pub copyright: Option<String>,
    /// What may be done with it.
    pub usage_terms: Option<String>,
    /// What somebody who can't see it should know.
    pub alt: Option<String>,
}

/// Packets larger than this are no captions.
const MAX_PACKET: usize = 1 << 20;

/// Cameras and programs that write themselves where a caption should be.
const JUNK: [&str; 14] = [
    "olympus digital camera",
    "sony dsc",
    "digital camera",
    "minolta digital camera",
    "konica minolta digital camera",
    "kodak digital still camera",
    "default",
    "untitled",
    "unknown",
    "none",
    "n/a",
    "screenshot",
    "dcim",
    "exif_jpeg_picture",
];

/// Reads EXIF, IPTC and XMP. Where they disagree, XMP is believed before IPTC and that before EXIF. What can't be read
/// is not there.
#[must_use]
pub fn metadata(file: &[u8], kind: Kind) -> Metadata {
    let packets = match kind {
        Kind::Jpeg => in_jpeg(file),
        Kind::Png => in_png(file),
        Kind::WebP => in_webp(file),
        Kind::Avif => in_avif(file),
        _ => Packets::default(),
    };
    let xmp =
        packets.xmp.filter(|packet| packet.len() <= MAX_PACKET).map(|packet| xmp::read(&packet)).unwrap_or_default();
    let iptc = packets.iptc.map(|data| iptc::read(&data)).unwrap_or_default();
    let exif = packets.exif.map(|data| exif::read(&data)).unwrap_or_default();
    let exif =
        Metadata { caption: exif.description, creator: exif.artist, copyright: exif.copyright, ..Metadata::default() };
    xmp.tidy().or(iptc.tidy()).or(exif.tidy())
}

/// Where the three ways of writing it down are found.
#[derive(Default)]
struct Packets<'a> {
    exif: Option<Cow<'a, [u8]>>,
    iptc: Option<Cow<'a, [u8]>>,
    xmp: Option<Cow<'a, [u8]>>,
}

fn in_jpeg(file: &[u8]) -> Packets<'_> {
    let mut packets = Packets::default();
    for segment in Segments::of(file).map_while(Result::ok).take_while(|segment| segment.marker != SOS) {
        if segment.marker == APP1 && segment.body.starts_with(exif::PREFIX) {
            packets.exif = packets.exif.or(Some(segment.body.into()));
        } else if segment.marker == APP1 {
            packets.xmp = packets.xmp.or(segment.body.strip_prefix(b"http://ns.adobe.com/xap/1.0/\0").map(Cow::from));
        } else if segment.marker == APP13 {
            packets.iptc =
                packets.iptc.or(segment.body.strip_prefix(b"Photoshop 3.0\0").and_then(iptc::resource).map(Cow::from));
        }
    }
    packets
}

fn in_png(file: &[u8]) -> Packets<'_> {
    let mut packets = Packets::default();
    for chunk in png::Chunks::of(file).into_iter().flatten().map_while(Result::ok) {
        match &chunk.name {
            b"eXIf" => packets.exif = Some(chunk.data.into()),
            // Only the unpacked form: keyword, two zero bytes for that, language, translated keyword.
            b"iTXt" => {
                if let Some(rest) = chunk.data.strip_prefix(b"XML:com.adobe.xmp\0\0\0") {
                    packets.xmp = rest.splitn(3, |byte| *byte == 0).nth(2).map(Cow::from);
                }
            }
            _ => {}
        }
    }
    packets
}

fn in_webp(file: &[u8]) -> Packets<'_> {
    let mut packets = Packets::default();
    for chunk in webp::Chunks::of(file).into_iter().flatten().map_while(Result::ok) {
        match &chunk.name {
            b"EXIF" => packets.exif = Some(chunk.data.into()),
            b"XMP " => packets.xmp = Some(chunk.data.into()),
            _ => {}
        }
    }
    packets
}

fn in_avif(file: &[u8]) -> Packets<'_> {
    let Some(items) = avif::Items::of(file) else { return Packets::default() };
    let owned = |data: Option<Vec<u8>>| data.map(Cow::Owned);
    Packets { exif: owned(items.exif_data(file)), iptc: None, xmp: owned(items.xmp_data(file)) }
}

impl Metadata {
    fn fields(self) -> [Option<String>; 7] {
        [self.headline, self.caption, self.creator, self.credit, self.copyright, self.usage_terms, self.alt]
    }

    fn from_fields(fields: [Option<String>; 7]) -> Self {
        let [headline, caption, creator, credit, copyright, usage_terms, alt] = fields;
        Self { headline, caption, creator, credit, copyright, usage_terms, alt }
    }

    /// Every field as it may be shown.
    fn tidy(self) -> Self {
        Self::from_fields(self.fields().map(|field| field.and_then(|text| tidy(&text))))
    }

    /// What is missing here from `other`.
    fn or(self, other: Self) -> Self {
        let mut others = other.fields().into_iter();
        Self::from_fields(self.fields().map(|field| field.or(others.next().flatten())))
    }
}

/// Without control characters, except for line breaks, and not too long; none if nothing is left or worth keeping.
fn tidy(text: &str) -> Option<String> {
    let unbroken = text.replace("\r\n", "\n").replace('\r', "\n");
    let shown = unbroken.chars().map(|c| if c == '\t' { ' ' } else { c });
    let cleaned: String = shown.filter(|c| *c == '\n' || !(c.is_control() || is_invisible(*c))).collect();
    let short: String = cleaned.trim().chars().take(MAX_TEXT).collect();
    let short = short.trim_end();
    let junk = JUNK.contains(&short.to_lowercase().trim_end_matches('.').trim());
    (!junk && short.chars().any(char::is_alphanumeric)).then(|| short.to_owned())
}

/// Marks that turn the direction of text or fill it without being seen.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffd}' | '\u{fff9}'..='\u{fffb}')
}
