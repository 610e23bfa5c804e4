//! The life of an article: who may do what, what readers see of it and when.

pub(crate) mod crash;
pub(crate) mod desk;
mod leaks;
mod life;
mod names;
mod planned;
mod race;
