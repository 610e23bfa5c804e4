//! What IPTC's older format says, which Photoshop keeps among its resources.

use super::Metadata;
use crate::bytes::{be16, be32, slice};
use crate::exif;

/// The number of the resource that holds IPTC.
const IPTC: u16 = 0x0404;

/// Finds IPTC among Photoshop's resources.
pub(super) fn resource(resources: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    while slice(resources, at, 4)? == b"8BIM" {
        let number = be16(resources, at + 4)?;
        let name = usize::from(*resources.get(at + 6)?) + 1;
        let start = at + 6 + name + name % 2;
        let length = be32(resources, start)? as usize;
        let data = slice(resources, start + 4, length)?;
        if number == IPTC {
            return Some(data);
        }
        at = start + 4 + length + length % 2;
    }
    None
}

/// Reads the data sets that matter.
pub(super) fn read(data: &[u8]) -> Metadata {
    let mut metadata = Metadata::default();
    let mut utf8 = false;
    let mut title = None;
    let mut creators: Vec<String> = Vec::new();
    let mut at = 0;
    while data.get(at) == Some(&0x1c) {
        let (Some(&record), Some(&number), Some(length)) = (data.get(at + 1), data.get(at + 2), be16(data, at + 3))
        else {
            break;
        };
        // Longer lengths than 32 KB are written in another way, and nothing of that length matters.
        let Some(value) = slice(data, at + 5, usize::from(length)).filter(|_| length < 0x8000) else { break };
        at += 5 + value.len();
        let text = || {
            // Without a word about it the set is anybody's guess, most often UTF-8 or Latin-1.
            Some(if utf8 { String::from_utf8_lossy(value).into_owned() } else { exif::text(value) })
        };
        match (record, number) {
            (1, 90) => utf8 = value == [0x1b, 0x25, 0x47],
            (2, 5) => title = text(),
            (2, 80) if creators.len() < 20 => creators.extend(text()),
            (2, 105) => metadata.headline = text(),
            (2, 110) => metadata.credit = text(),
            (2, 116) => metadata.copyright = text(),
            (2, 120) => metadata.caption = text(),
            _ => {}
        }
    }
    metadata.headline = metadata.headline.or(title);
    metadata.creator = (!creators.is_empty()).then(|| creators.join(", "));
    metadata
}
