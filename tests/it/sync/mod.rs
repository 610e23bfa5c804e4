//! Copies that are kept up to date.

mod copy;
mod walk;
