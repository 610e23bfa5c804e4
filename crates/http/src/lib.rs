//! How it is spoken: GraphQL, REST and the documents of both. Translates; decides nothing.

mod address;
mod answer;
mod batch;
mod caller;
mod compare;
mod docs;
mod errors;
mod feeds;
pub mod fixed;
pub mod graphql;
mod health;
mod input;
mod kept;
mod listeners;
mod metrics;
mod multipart;
mod openapi;
mod pages;
mod paths;
mod places;
pub mod problem;
mod push;
mod rest;
mod selection;
mod server;
mod settings;
mod stream;
pub mod wire;
mod write;

pub use address::Network;
pub use compare::{AnswerDifference, Compared, NotAsked, compare};
pub use graphql::{guard::Limits, sdl as schema_sdl};
pub use openapi::json as openapi_json;
pub use problem::markdown as errors_markdown;
pub use server::{serve, start};
pub use settings::{HttpSettings, TagHeaders};
