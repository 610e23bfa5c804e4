//! Any bytes as a feed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use masthead_imports_fuzz::{Heard, open, options};

fuzz_target!(|bytes: &[u8]| {
    let mut heard = Heard::default();
    let _ = masthead_imports::feed::read(&open(bytes), bytes.len() as u64, &options(), &mut |told| heard.hear(told));
});
