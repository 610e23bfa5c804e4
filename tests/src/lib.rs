//! What the tests share: databases, servers and a client. Real servers on real sockets, over either database.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, missing_docs)] // a test may stop at anything unexpected

mod accounts;
pub mod bundle;
mod client;
mod database;
pub mod pictures;
mod server;

pub use accounts::PASSWORD;
pub use client::{Answer, Client};
pub use database::{TestDb, open_with};
pub use server::{DEMO, TestServer, demo, load, load_with};
