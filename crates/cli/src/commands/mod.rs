//! The commands.

mod accounts;
pub(crate) mod archive;
pub(crate) mod backup;
pub(crate) mod config;
mod configuration;
mod database;
pub(crate) mod demo;
pub(crate) mod dev;
pub(crate) mod export;
pub(crate) mod export_static;
pub(crate) mod export_wordpress;
pub(crate) mod import;
pub(crate) mod keys;
pub(crate) mod migrate;
pub(crate) mod migrate_database;
pub(crate) mod restore;
pub(crate) mod schema;
pub(crate) mod search;
pub(crate) mod serve;
pub(crate) mod users;
pub(crate) mod verify;
