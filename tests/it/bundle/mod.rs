//! The content bundle: in, again, out, and what is refused.

mod again;
mod content;
mod refusals;
mod round_trip;
