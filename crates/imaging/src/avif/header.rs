//! What an AVIF file says about its size.

use super::boxes::{Boxed, Boxes, versioned};
use super::items::Items;
use crate::bytes::{be16, be32};
use crate::header::Header;
use crate::orientation::Mirror;
use crate::{Kind, Orientation, Refusal};

/// Reads the properties of the picture itself. There is no memory to count: AVIF is served as it is.
pub(crate) fn header(file: &[u8]) -> Result<Header, Refusal> {
    let brands = Boxes::find(file, b"ftyp").unwrap_or_default();
    let animated = brands.chunks_exact(4).any(|brand| brand == b"avis");
    let properties = properties(file).ok_or_else(|| Refusal::damaged("its container does not describe a picture"))?;
    let (mut size, mut quarters, mut mirror) = (None, 0, None);
    for property in properties {
        match &property.name {
            b"ispe" => size = size.or_else(|| Some((be32(property.body, 4)?, be32(property.body, 8)?))),
            b"irot" => quarters = property.body.first().copied().unwrap_or_default(),
            b"imir" if property.body.first().is_some_and(|axis| axis & 1 == 1) => mirror = Some(Mirror::LeftRight),
            b"imir" => mirror = Some(Mirror::TopBottom),
            b"clap" => size = clean_aperture(property.body).or(size),
            _ => {}
        }
    }
    let (width, height) = size.ok_or_else(|| Refusal::damaged("its container does not give a size"))?;
    let orientation = Orientation::from_turns(quarters, mirror);
    Ok(Header { kind: Kind::Avif, width, height, orientation, memory: 0, animated })
}

/// The size of what is to be shown of a picture, if it is one in whole pixels.
fn clean_aperture(body: &[u8]) -> Option<(u32, u32)> {
    let side = |at| {
        let (over, under) = (be32(body, at)?, be32(body, at + 4)?);
        over.checked_div(under).filter(|side| *side > 0)
    };
    Some((side(0)?, side(8)?))
}

/// The properties that belong to the primary item, in their order.
fn properties(file: &[u8]) -> Option<Vec<Boxed<'_>>> {
    let primary = Items::of(file)?.primary;
    let (_, meta) = versioned(Boxes::find(file, b"meta")?)?;
    let iprp = Boxes::find(meta, b"iprp")?;
    let all: Vec<Boxed<'_>> = Boxes::of(Boxes::find(iprp, b"ipco")?).take(1024).collect();
    let association = Boxes::find(iprp, b"ipma")?;
    let wide = association.get(3)? & 1 == 1;
    let (version, body) = versioned(association)?;
    let mut at = 4;
    for _ in 0..be32(body, 0)? {
        let id = if version == 0 { u32::from(be16(body, at)?) } else { be32(body, at)? };
        at += if version == 0 { 2 } else { 4 };
        let count = usize::from(*body.get(at)?);
        at += 1;
        let index = |position: usize| {
            let at = at + position * if wide { 2 } else { 1 };
            // The highest bit says whether the property is essential.
            if wide { be16(body, at).map(|i| i & 0x7fff) } else { body.get(at).map(|i| u16::from(i & 0x7f)) }
        };
        if id == primary {
            let indices = (0..count).filter_map(index).filter_map(|index| usize::from(index).checked_sub(1));
            return Some(indices.filter_map(|index| all.get(index).copied()).collect());
        }
        at += count * if wide { 2 } else { 1 };
    }
    None
}
