//! AVIF without what nobody wants to publish.

use super::items::{Items, Pieces};
use crate::Refusal;
use crate::bytes::{be32, be64};

/// What EXIF becomes: an offset of zero, and a TIFF header with an empty directory. Some decoders refuse a file whose
/// EXIF is no EXIF.
const EMPTY_EXIF: &[u8] = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0";

/// Overwrites EXIF and XMP with nothing where they lie, so that nothing else moves; cuts what is behind the last box.
/// None if there was nothing to do.
pub(crate) fn clean(file: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
    let items = Items::of(file).ok_or_else(|| Refusal::damaged("its container does not describe a picture"))?;
    let end = end_of_boxes(file);
    let mut cleaned = file[..end].to_vec();
    // Pieces that lie over each other could make this endless.
    let total: usize = items.xmp.iter().chain(&items.exif).flatten().map(ExactSizeIterator::len).sum();
    if total > file.len() {
        return Err(Refusal::damaged("its notes lie over each other"));
    }
    for pieces in &items.xmp {
        overwrite(&mut cleaned, pieces, &[]);
    }
    for pieces in &items.exif {
        let room = pieces.iter().map(ExactSizeIterator::len).sum::<usize>() >= EMPTY_EXIF.len();
        overwrite(&mut cleaned, pieces, if room { EMPTY_EXIF } else { &[] });
    }
    Ok((cleaned != file).then_some(cleaned))
}

/// Writes `start` and then zeroes over the pieces of an item.
fn overwrite(file: &mut [u8], pieces: &Pieces, start: &[u8]) {
    let mut bytes = start.iter().copied().chain(std::iter::repeat(0));
    for piece in pieces {
        if let Some(place) = file.get_mut(piece.start..piece.end) {
            place.iter_mut().for_each(|byte| *byte = bytes.next().unwrap_or_default());
        }
    }
}

/// Where the last whole box of a kind that files have ends.
fn end_of_boxes(file: &[u8]) -> usize {
    let mut at = 0usize;
    while let (Some(size), Some(name)) = (be32(file, at), crate::bytes::slice(file, at + 4, 4)) {
        let known = matches!(
            name,
            b"ftyp"
                | b"styp"
                | b"meta"
                | b"mdat"
                | b"idat"
                | b"free"
                | b"skip"
                | b"moov"
                | b"uuid"
                | b"moof"
                | b"mfra"
                | b"sidx"
                | b"pdin"
                | b"wide"
        );
        let size = match size {
            0 => Some(file.len() - at),
            1 => be64(file, at + 8).and_then(|size| usize::try_from(size).ok()),
            size => Some(size as usize),
        };
        let end = size.filter(|size| *size >= 8).and_then(|size| at.checked_add(size));
        match end.filter(|end| known && *end <= file.len()) {
            Some(end) => at = end,
            None => break,
        }
    }
    at
}
