//! The log of everything that was written: who did what to what, when, and in which request.

pub use masthead_domain::event::{Event, EventFilter};
use masthead_domain::{access::Operation, page::Page};
use masthead_persistence::events as stored;

use crate::{
    Cx, Edge, PageArgs, Result,
    cursor::{self, Fingerprint},
};

/// A page of the log, the latest first.
///
/// # Errors
/// [`crate::Error::Unauthenticated`], [`crate::Error::Forbidden`]; [`crate::Error::InvalidCursor`],
/// [`crate::Error::PageTooLarge`], [`crate::Error::Malformed`].
pub async fn list(cx: &Cx, filter: &EventFilter, args: &PageArgs) -> Result<Page<Edge<Event>>> {
    cx.may(Operation::Events)?;
    let fingerprint = Fingerprint::of(&("events", filter));
    let request = args.request::<i64>(cx.settings(), fingerprint)?;
    let found = stored::page(cx.untagged(), filter, &request).await?;
    let total = if args.total { Some(stored::count(cx.untagged(), filter).await?) } else { None };
    Ok(Page::from_found(&request, found, total)
        .map(|event| Edge { cursor: cursor::encode(&event.seq, fingerprint), node: event }))
}
