//! Taking everything out again.

mod since;
mod static_files;
mod wordpress;
