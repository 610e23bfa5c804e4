//! How it is spoken: what HTTP itself promises, on real sockets.

mod caching;
mod doors;
mod graphql_hostile;
mod graphql_http;
mod graphql_persisted;
mod kept;
mod made_up;
pub(crate) mod raw;
mod rest_http;
