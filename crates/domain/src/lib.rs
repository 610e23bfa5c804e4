//! What news is: types, lifecycles, rules, errors. No I/O, no async.

pub mod body;
