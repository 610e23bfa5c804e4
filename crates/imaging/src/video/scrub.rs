//! MP4 without place, camera and other notes, changed where it lies.

use std::io::{self, Read, Seek, SeekFrom, Write};

use super::boxes::{Place, boxes, find};
use super::read_at;

/// How deep boxes with notes may lie: moov, trak, udta.
const DEPTH: usize = 3;

/// The one box of a vendor's own that changes what is seen: the one that says a film is all around.
const SPHERICAL: [u8; 16] =
    [0xff, 0xcc, 0x82, 0x63, 0xf8, 0x55, 0x4a, 0x93, 0x88, 0x14, 0x58, 0x7a, 0x02, 0x52, 0x1f, 0xdd];

/// Renames boxes with notes to `free` and fills them with zeroes. Whether anything changed. Boxes that make no sense
/// end the walk: players stop there too.
pub(crate) fn scrub<F: Read + Write + Seek>(file: &mut F) -> io::Result<bool> {
    let end = file.seek(SeekFrom::End(0))?;
    let mut changed = false;
    scrub_within(file, 0, end, DEPTH, &mut changed)?;
    Ok(changed)
}

fn scrub_within<F: Read + Write + Seek>(
    file: &mut F,
    start: u64,
    end: u64,
    depth: usize,
    changed: &mut bool,
) -> io::Result<()> {
    for place in boxes(file, start, end)? {
        match &place.name {
            b"udta" | b"meta" => erase(file, &place, changed)?,
            b"uuid" if read_at(file, place.body, 16)? != SPHERICAL => erase(file, &place, changed)?,
            // Tracks of notes hold where a camera was, second by second.
            b"trak" if is_notes(file, &place)? => erase(file, &place, changed)?,
            b"moov" | b"trak" | b"moof" | b"traf" if depth > 0 => {
                scrub_within(file, place.body, place.end, depth - 1, changed)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether a track is for timed notes.
fn is_notes<F: Read + Seek>(file: &mut F, track: &Place) -> io::Result<bool> {
    let Some(media) = find(file, track, b"mdia")? else { return Ok(false) };
    let Some(handler) = find(file, &media, b"hdlr")? else { return Ok(false) };
    Ok(matches!(read_at(file, handler.body + 8, 4)?.as_slice(), b"meta" | b"camm"))
}

fn erase<F: Read + Write + Seek>(file: &mut F, place: &Place, changed: &mut bool) -> io::Result<()> {
    // Zeroes first: a box that is already called free would not be looked at again.
    file.seek(SeekFrom::Start(place.body))?;
    io::copy(&mut io::repeat(0).take(place.end - place.body), file)?;
    file.seek(SeekFrom::Start(place.start + 4))?;
    file.write_all(b"free")?;
    *changed = true;
    Ok(())
}
