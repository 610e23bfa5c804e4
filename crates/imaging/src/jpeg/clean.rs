//! JPEG without what nobody wants to publish.

use super::segments::{APP0, APP1, APP2, APP14, EOI, SOS, Segment, Segments};
use crate::{Orientation, Refusal, exif};

/// Keeps what is needed to show the picture right. None if that is the whole file.
pub(crate) fn clean(file: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
    let segments = Segments::of(file).collect::<Result<Vec<_>, _>>()?;
    let orientation = first_orientation(&segments);
    let mut cleaned: Vec<u8> = Vec::with_capacity(file.len());
    let mut turned = orientation == Orientation::UPRIGHT;
    for segment in &segments {
        let is_jfif = segment.marker == APP0 && segment.body.starts_with(b"JFIF\0");
        // JFIF wants to be first; our EXIF goes right behind it.
        if !turned && segment.start > 0 && !is_jfif {
            push_orientation(&mut cleaned, orientation);
            turned = true;
        }
        match segment.marker {
            APP0 if is_jfif => push_jfif(&mut cleaned, segment),
            APP2 if segment.body.starts_with(b"ICC_PROFILE\0") => cleaned.extend_from_slice(segment.whole),
            APP14 if segment.body.starts_with(b"Adobe") => cleaned.extend_from_slice(segment.whole),
            // Restart markers and the like between segments mean nothing.
            0x01 | 0xd0..=0xd7 => {}
            _ if segment.is_note() => {}
            _ => cleaned.extend_from_slice(segment.whole),
        }
    }
    Ok((cleaned != file).then_some(cleaned))
}

/// The orientation that decoding honours as well: the last EXIF before the pixels.
fn first_orientation(segments: &[Segment<'_>]) -> Orientation {
    let head = segments.iter().take_while(|segment| segment.marker != SOS && segment.marker != EOI);
    let exifs = head.filter(|segment| segment.marker == APP1 && segment.body.starts_with(exif::PREFIX));
    exifs.last().map(|segment| exif::orientation(segment.body)).unwrap_or_default()
}

fn push_orientation(into: &mut Vec<u8>, orientation: Orientation) {
    let tiff = exif::minimal(orientation);
    let length = 2 + exif::PREFIX.len() + tiff.len();
    into.extend_from_slice(&[0xff, APP1, 0, length as u8]);
    into.extend_from_slice(exif::PREFIX);
    into.extend_from_slice(&tiff);
}

/// JFIF without its thumbnail, which may show more than the picture does.
fn push_jfif(into: &mut Vec<u8>, segment: &Segment<'_>) {
    match segment.body.get(..12) {
        Some(start) if segment.body.len() > 14 => {
            into.extend_from_slice(&[0xff, APP0, 0, 16]);
            into.extend_from_slice(start);
            into.extend_from_slice(&[0, 0]);
        }
        _ => into.extend_from_slice(segment.whole),
    }
}
