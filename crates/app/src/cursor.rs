//! Cursors: the whole place of an item in its list, opaque to clients.
//!
//! A cursor is base64url of: version, the fingerprint of filter and order, the place, a checksum. It names no secret and opens
//! nothing that its caller could not list anyway; the checksum is there so that a cut or edited cursor is told apart from a good one.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use masthead_domain::{
    change::{After, ChangePlace, Changed},
    id::Id,
    time::Instant,
};
use masthead_persistence::{NamePlace, listings::ListingPlace, manuscripts::ChangedPlace, redirects::PathPlace};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{Error, Result, changes::CopyPlace};

const VERSION: u8 = 1;
const FINGERPRINT: usize = 8;
const CHECKSUM: usize = 6;

/// What a cursor was made for: a list, its filter and its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; FINGERPRINT]);

impl Fingerprint {
    /// Of anything that is told apart by what it prints.
    pub(crate) fn of(list: &impl std::fmt::Debug) -> Self {
        let digest = Sha256::digest(format!("{list:?}").as_bytes());
        let mut bytes = [0; FINGERPRINT];
        bytes.copy_from_slice(&digest[..FINGERPRINT]);
        Self(bytes)
    }
}

/// A place in a list that can be written into a cursor.
pub(crate) trait Place: Sized {
    /// As bytes.
    fn write(&self, out: &mut Vec<u8>);
    /// From exactly these bytes.
    fn read(bytes: &[u8]) -> Option<Self>;
}

impl Place for ListingPlace {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.sort.to_be_bytes());
        out.extend_from_slice(self.article.uuid().as_bytes());
    }
    fn read(bytes: &[u8]) -> Option<Self> {
        let (sort, id) = bytes.split_first_chunk::<8>()?;
        let article = Id::new(Uuid::from_slice(id).ok()?);
        Some(Self { sort: i64::from_be_bytes(*sort), article })
    }
}

impl Place for ChangedPlace {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.at.to_be_bytes());
        out.extend_from_slice(self.id.as_bytes());
    }
    fn read(bytes: &[u8]) -> Option<Self> {
        let (at, id) = bytes.split_first_chunk::<8>()?;
        Some(Self { at: i64::from_be_bytes(*at), id: Uuid::from_slice(id).ok()? })
    }
}

/// In lists in the order of ids.
impl Place for Uuid {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_bytes());
    }
    fn read(bytes: &[u8]) -> Option<Self> {
        Self::from_slice(bytes).ok()
    }
}

impl Place for NamePlace {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.id.as_bytes());
        out.extend_from_slice(self.sort_key.as_bytes());
    }
    fn read(bytes: &[u8]) -> Option<Self> {
        let (id, sort_key) = bytes.split_first_chunk::<16>()?;
        // The checksum is no secret: a cursor can be made by hand, and PostgreSQL cannot be asked about U+0000.
        let sort_key = String::from_utf8(sort_key.to_vec()).ok().filter(|key| !key.contains('\0'))?;
        Some(Self { id: Uuid::from_bytes(*id), sort_key })
    }
}

impl Place for PathPlace {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
    }
    fn read(bytes: &[u8]) -> Option<Self> {
        String::from_utf8(bytes.to_vec()).ok().filter(|path| !path.contains('\0')).map(Self)
    }
}

/// A place in the list of events is a number.
impl Place for i64 {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_be_bytes());
    }
    fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self::from_be_bytes(bytes.try_into().ok()?))
    }
}

/// A place in the event log that clients keep for long: the number, and which log it is a number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LogPlace {
    /// Which log.
    pub(crate) log: i64,
    /// The number of the event.
    pub(crate) seq: i64,
}

impl Place for LogPlace {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.seq.to_be_bytes());
        write_log(self.log, out);
    }
    fn read(bytes: &[u8]) -> Option<Self> {
        let (seq, rest) = bytes.split_first_chunk::<8>()?;
        Some(Self { seq: i64::from_be_bytes(*seq), log: read_log(rest)? })
    }
}

/// Which log comes last, and not at all for a database that was never restored.
fn write_log(log: i64, out: &mut Vec<u8>) {
    if log != 0 {
        out.extend_from_slice(&log.to_be_bytes());
    }
}

fn read_log(bytes: &[u8]) -> Option<i64> {
    if bytes.is_empty() { Some(0) } else { bytes.try_into().ok().map(i64::from_be_bytes) }
}

/// How far a copy is: what had gone before it was begun, its place in the changes, when that place was, and in which log.
impl Place for CopyPlace {
    fn write(&self, out: &mut Vec<u8>) {
        let (kind, id) = match self.place.after {
            After::One(Changed::Article(id)) => (0, id.uuid()),
            After::One(Changed::Redirect(id)) => (1, id),
            After::All => (2, Uuid::nil()),
        };
        for number in [self.begun, self.place.seq, self.at.micros()] {
            out.extend_from_slice(&number.to_be_bytes());
        }
        out.push(kind);
        out.extend_from_slice(id.as_bytes());
        write_log(self.log, out);
    }
    fn read(bytes: &[u8]) -> Option<Self> {
        let (begun, rest) = bytes.split_first_chunk::<8>()?;
        let (seq, rest) = rest.split_first_chunk::<8>()?;
        let (at, rest) = rest.split_first_chunk::<8>()?;
        let (kind, rest) = rest.split_first()?;
        let (id, log) = rest.split_first_chunk::<16>()?;
        let id = Uuid::from_bytes(*id);
        let after = match kind {
            0 => After::One(Changed::Article(Id::new(id))),
            1 => After::One(Changed::Redirect(id)),
            2 => After::All,
            _ => return None,
        };
        Some(Self {
            begun: i64::from_be_bytes(*begun),
            place: ChangePlace { seq: i64::from_be_bytes(*seq), after },
            at: Instant::from_micros(i64::from_be_bytes(*at)),
            log: read_log(log)?,
        })
    }
}

/// The cursor of a place in a list.
pub(crate) fn encode(place: &impl Place, list: Fingerprint) -> String {
    let mut bytes = vec![VERSION];
    bytes.extend_from_slice(&list.0);
    place.write(&mut bytes);
    let checksum = checksum(&bytes);
    bytes.extend_from_slice(&checksum);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The place that a cursor names in this list.
///
/// # Errors
/// [`Error::InvalidCursor`] when it is damaged, or was made for another list, filter or order.
pub(crate) fn decode<P: Place>(cursor: &str, list: Fingerprint) -> Result<P> {
    const DAMAGED: Error = Error::InvalidCursor("this is not a cursor: it is damaged, or was not made by this API");
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| DAMAGED)?;
    let (body, sum) = bytes.split_last_chunk::<CHECKSUM>().ok_or(DAMAGED)?;
    let (&version, rest) = body.split_first().ok_or(DAMAGED)?;
    let (fingerprint, place) = rest.split_first_chunk::<FINGERPRINT>().ok_or(DAMAGED)?;
    if checksum(body) != *sum || version != VERSION {
        return Err(DAMAGED);
    }
    if *fingerprint != list.0 {
        let message = "this cursor was made for another list, filter or order: begin again without a cursor";
        return Err(Error::InvalidCursor(message));
    }
    P::read(place).ok_or(DAMAGED)
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    let digest = Sha256::new().chain_update(b"masthead cursor").chain_update(bytes).finalize();
    let mut sum = [0; CHECKSUM];
    sum.copy_from_slice(&digest[..CHECKSUM]);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_holds_for_its_list_only_and_every_change_is_noticed() {
        let list = Fingerprint::of(&"list");
        let place = ListingPlace { sort: -7, article: Id::new(Uuid::from_u128(9)) };
        let cursor = encode(&place, list);
        assert_eq!(decode::<ListingPlace>(&cursor, list).expect("its own list"), place);
        assert!(decode::<ListingPlace>(&cursor, Fingerprint::of(&"another")).is_err());
        assert!(decode::<NamePlace>("", list).is_err());
        for at in 0..cursor.len() {
            let mut other = cursor.clone().into_bytes();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            let other = String::from_utf8(other).expect("ASCII");
            assert!(decode::<ListingPlace>(&other, list).is_err(), "byte {at}");
        }
    }
}
