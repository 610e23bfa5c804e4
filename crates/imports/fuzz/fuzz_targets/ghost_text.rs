//! Any text as the text of a post: Lexical, Mobiledoc or HTML.
#![no_main]

use libfuzzer_sys::fuzz_target;
use masthead_imports_fuzz::{Heard, open, options};

fuzz_target!(|text: &str| {
    for form in ["lexical", "mobiledoc", "html"] {
        let post = serde_json::json!({"id": "1", "title": "x", "slug": "x", "status": "published", form: text});
        let export = serde_json::json!({"data": {"posts": [post]}}).to_string();
        let (mut heard, mut told_of) = (Heard::default(), 0);
        masthead_imports::ghost::read(&open(export.as_bytes()), export.len() as u64, &options(), &mut |told| {
            if matches!(&told, masthead_imports::Told::Item(item) if item.origin.kind == "post") {
                told_of += 1;
            }
            heard.hear(told)
        })
        .expect("it is an export");
        assert_eq!(told_of, 1);
    }
});
