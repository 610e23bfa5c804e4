//! How it is spoken: what HTTP itself promises, on real sockets.

mod caching;
mod doors;
mod fresh;
mod graphql_hostile;
mod graphql_http;
mod graphql_persisted;
mod kept;
mod made_up;
mod overload;
pub(crate) mod raw;
mod rest_http;
mod tags;
