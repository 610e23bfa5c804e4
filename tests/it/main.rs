//! The integration tests: everything where users meet it, on whichever database `TEST_DATABASE_URL` names.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // a test may stop at anything unexpected

mod archive;
mod articles;
mod auth;
mod backup;
mod bundle;
mod cli;
mod contract;
mod coverage;
mod database;
mod editing;
mod export;
mod feeds;
mod http;
mod live;
mod media;
mod nodes;
mod pages;
mod reads;
mod search;
mod structure;
mod sync;
