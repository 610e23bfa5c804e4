//! Any bytes as an export of WordPress.
#![no_main]

use libfuzzer_sys::fuzz_target;
use masthead_imports_fuzz::{Heard, open, options};

fuzz_target!(|bytes: &[u8]| {
    let mut heard = Heard::default();
    let open = open(bytes);
    let _ = masthead_imports::wordpress::read(&open, bytes.len() as u64, &options(), &mut |told| heard.hear(told));
});
