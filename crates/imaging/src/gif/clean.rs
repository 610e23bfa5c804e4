//! GIF without what nobody wants to publish.

use super::blocks::{Block, Blocks};
use crate::Refusal;

/// Keeps frames, their timing and the loop. None if that is the whole file.
pub(crate) fn clean(file: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
    let blocks = Blocks::of(file)?;
    let mut cleaned = Vec::with_capacity(file.len());
    cleaned.extend_from_slice(&file[..blocks.position()]);
    let mut control: &[u8] = &[];
    for block in blocks {
        match block? {
            Block::Control(whole) => control = whole,
            Block::Image(whole) => {
                cleaned.extend_from_slice(std::mem::take(&mut control));
                cleaned.extend_from_slice(whole);
            }
            Block::Application { name: b"NETSCAPE2.0" | b"ANIMEXTS1.0", whole } => cleaned.extend_from_slice(whole),
            Block::Application { .. } => {}
            // A control block in front of text belongs to the text.
            Block::Text => control = &[],
            Block::Other => {}
            Block::Trailer => break,
        }
    }
    cleaned.push(0x3b);
    Ok((cleaned != file).then_some(cleaned))
}
