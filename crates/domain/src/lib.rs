//! What news is: types, lifecycles, rules, errors. No I/O, no async.

pub mod access;
pub mod api_key;
pub mod article;
pub mod asset;
pub mod author;
pub mod body;
pub mod bundle;
pub mod byline;
pub mod collection;
pub mod error;
pub mod event;
pub mod filter;
pub mod id;
pub mod language;
pub mod lifecycle;
pub mod page;
pub mod publication;
pub mod redirect;
pub mod section;
pub mod series;
pub mod site;
pub mod slug;
pub mod tag;
pub mod text;
pub mod time;
pub mod user;
