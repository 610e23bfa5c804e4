//! The few fields of EXIF's first directory that matter here, read without trust; and the smallest EXIF of our own.

use crate::Orientation;

/// In front of EXIF in a JPEG segment, and often in WebP and PNG too.
pub(crate) const PREFIX: &[u8] = b"Exif\0\0";

/// What EXIF's first directory says.
#[derive(Default)]
pub(crate) struct Fields {
    pub(crate) orientation: Orientation,
    pub(crate) description: Option<String>,
    pub(crate) artist: Option<String>,
    pub(crate) copyright: Option<String>,
}

/// Reads the first directory of EXIF data, with or without the prefix. What can't be read is not there.
pub(crate) fn read(data: &[u8]) -> Fields {
    let tiff = data.strip_prefix(PREFIX).unwrap_or(data);
    let mut fields = Fields::default();
    let _ = walk(tiff, &mut fields);
    fields
}

/// The orientation alone.
pub(crate) fn orientation(data: &[u8]) -> Orientation {
    read(data).orientation
}

fn walk(tiff: &[u8], fields: &mut Fields) -> Option<()> {
    let big = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let short = |at| if big { crate::bytes::be16(tiff, at) } else { crate::bytes::le16(tiff, at) };
    let long = |at| if big { crate::bytes::be32(tiff, at) } else { crate::bytes::le32(tiff, at) };
    let directory = long(4)? as usize;
    let count = usize::from(short(directory)?);
    for index in 0..count {
        let entry = directory.checked_add(2 + 12 * index)?;
        let (tag, format, length) = (short(entry)?, short(entry + 2)?, long(entry + 4)? as usize);
        let text = || {
            // Strings of up to four bytes stand in the entry itself.
            let start = if length <= 4 { entry + 8 } else { long(entry + 8)? as usize };
            crate::bytes::slice(tiff, start, length).filter(|_| matches!(format, 2 | 7 | 129)).map(decode)
        };
        match tag {
            0x0112 if format == 3 => fields.orientation = Orientation::from_exif(short(entry + 8)?),
            0x010e => fields.description = text(),
            0x013b => fields.artist = text(),
            0x8298 => fields.copyright = text(),
            _ => {}
        }
    }
    Some(())
}

/// EXIF says ASCII; what is written is UTF-8 or Latin-1. A zero byte parts photographer's from editor's copyright.
pub(crate) fn decode(bytes: &[u8]) -> String {
    let parts = bytes.split(|byte| *byte == 0).map(|part| text(part).trim().to_owned()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("; ")
}

/// UTF-8, or else Latin-1.
pub(crate) fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// An EXIF block that says nothing but the orientation, without the prefix.
pub(crate) fn minimal(orientation: Orientation) -> Vec<u8> {
    let mut tiff = Vec::with_capacity(26);
    tiff.extend_from_slice(b"MM\0*\0\0\0\x08"); // big-endian, the directory follows
    tiff.extend_from_slice(&[0, 1]); // one entry
    tiff.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation.number(), 0, 0]);
    tiff.extend_from_slice(&[0; 4]); // no further directory
    tiff
}
