//! The items of an AVIF file: which there are, and where their bytes lie.

use std::ops::Range;

use super::boxes::{Boxes, versioned};
use crate::bytes::{be16, be32, be64, slice};

/// How many items are looked at; a picture has a handful, a grid of tiles some dozens.
const MAX_ITEMS: usize = 4096;

/// Larger blocks of EXIF or XMP are not read.
const MAX_DATA: usize = 1 << 20;

/// Where the pieces of one item lie in a file.
pub(super) type Pieces = Vec<Range<usize>>;

/// The items of a file.
#[derive(Default)]
pub(crate) struct Items {
    /// The picture itself.
    pub(super) primary: u32,
    /// EXIF blocks in their pieces: four bytes, that many bytes more, then the TIFF header.
    pub(super) exif: Vec<Pieces>,
    /// XMP packets in their pieces.
    pub(super) xmp: Vec<Pieces>,
}

impl Items {
    /// Reads what `meta` says, as far as it can be read.
    pub(crate) fn of(file: &[u8]) -> Option<Self> {
        let (_, meta) = versioned(Boxes::find(file, b"meta")?)?;
        let mut items = Self { primary: primary(meta)?, ..Self::default() };
        let (exif, xmp) = notes(meta).unwrap_or_default();
        // Items inside of meta lie in idat; ranges have to be of the file.
        let idat = Boxes::find(meta, b"idat").map_or(0, |idat| idat.as_ptr() as usize - file.as_ptr() as usize);
        for (id, pieces) in locations(meta, idat).unwrap_or_default() {
            let inside = |piece: &Range<usize>| piece.start.min(file.len())..piece.end.min(file.len());
            let pieces = pieces.iter().map(inside).collect();
            if exif.contains(&id) {
                items.exif.push(pieces);
            } else if xmp.contains(&id) {
                items.xmp.push(pieces);
            }
        }
        Some(items)
    }

    /// The first EXIF block's TIFF data.
    pub(crate) fn exif_data(&self, file: &[u8]) -> Option<Vec<u8>> {
        let data = join(file, self.exif.first()?)?;
        if data.starts_with(b"II*\0") || data.starts_with(b"MM\0*") {
            // Some encoders forget the four bytes.
            return Some(data);
        }
        data.get((be32(&data, 0)? as usize).checked_add(4)?..).map(<[u8]>::to_vec)
    }

    /// The first XMP packet.
    pub(crate) fn xmp_data(&self, file: &[u8]) -> Option<Vec<u8>> {
        join(file, self.xmp.first()?)
    }
}

/// The bytes of an item. Pieces may overlap, so their number alone does not bound them.
fn join(file: &[u8], pieces: &Pieces) -> Option<Vec<u8>> {
    let mut data = Vec::new();
    for piece in pieces {
        data.extend_from_slice(file.get(piece.clone())?);
        if data.len() > MAX_DATA {
            return None;
        }
    }
    Some(data)
}

fn primary(meta: &[u8]) -> Option<u32> {
    let (version, body) = versioned(Boxes::find(meta, b"pitm")?)?;
    if version == 0 { be16(body, 0).map(u32::from) } else { be32(body, 0) }
}

/// The numbers of EXIF items and of XMP items.
fn notes(meta: &[u8]) -> Option<(Vec<u32>, Vec<u32>)> {
    let (version, body) = versioned(Boxes::find(meta, b"iinf")?)?;
    let entries = body.get(if version == 0 { 2 } else { 4 }..)?;
    let (mut exif, mut xmp) = (Vec::new(), Vec::new());
    for entry in Boxes::of(entries).filter(|entry| &entry.name == b"infe").take(MAX_ITEMS) {
        let Some((version, body)) = versioned(entry.body) else { continue };
        let wide = version >= 3;
        let id = if wide { be32(body, 0) } else { be16(body, 0).map(u32::from) };
        let (Some(id), 2..) = (id, version) else { continue };
        match slice(body, if wide { 6 } else { 4 }, 4) {
            Some(b"Exif") => exif.push(id),
            Some(b"mime") => xmp.push(id),
            _ => {}
        }
    }
    Some((exif, xmp))
}

/// Each item's pieces.
fn locations(meta: &[u8], idat: usize) -> Option<Vec<(u32, Pieces)>> {
    let (version, body) = versioned(Boxes::find(meta, b"iloc")?)?;
    let sizes = be16(body, 0)?;
    let size = |shift: u16| usize::from(sizes >> shift & 15);
    let (offset_size, length_size, base_size) = (size(12), size(8), size(4));
    let index_size = if version == 0 { 0 } else { size(0) };
    let mut at = 2;
    let mut number = |bytes: usize| -> Option<u64> {
        let value = match bytes {
            0 => 0,
            2 => u64::from(be16(body, at)?),
            4 => u64::from(be32(body, at)?),
            8 => be64(body, at)?,
            _ => return None,
        };
        at += bytes;
        Some(value)
    };
    let id_size = if version < 2 { 2 } else { 4 };
    let count = number(id_size)?;
    let mut found = Vec::new();
    let mut total = 0;
    for _ in 0..count.min(MAX_ITEMS as u64) {
        let id = u32::try_from(number(id_size)?).ok()?;
        let method = if version == 0 { 0 } else { number(2)? & 15 };
        let _file_reference = number(2)?;
        let base = number(base_size)?;
        let mut pieces = Vec::new();
        for _ in 0..number(2)? {
            number(index_size)?;
            let (offset, length) = (number(offset_size)?, number(length_size)?);
            let start = base.checked_add(offset)?.checked_add(if method == 1 { idat as u64 } else { 0 })?;
            // No length means all that is left.
            let end = if length == 0 { u64::MAX } else { start.checked_add(length)? };
            total += 1;
            if total > MAX_ITEMS {
                return None;
            }
            if method <= 1 {
                pieces.push(start.try_into().ok()?..end.try_into().ok()?);
            }
        }
        found.push((id, pieces));
    }
    Some(found)
}
