//! Copies that are kept up to date.

mod copy;
mod random;
mod walk;
