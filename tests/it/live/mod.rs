//! What happens, as it happens: event streams and sockets.

mod events;
mod limits;
pub(crate) mod listener;
mod resume;
mod socket;
mod socket_client;
