//! Tests of the crate. Every fixture is made here, by code.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod clean;
mod colours;
mod decode;
mod detect;
mod fixtures;
mod hostile;
mod metadata;
mod random;
mod render;
mod video;
