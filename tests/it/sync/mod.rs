//! Copies that are kept up to date.

mod copy;
mod crash;
mod many;
pub(crate) mod random;
mod tokens;
mod walk;
