//! Documents that are small to send and dear to read.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::json;

use super::super::{Guarded, Limits, Refusal, lex, parse};
use super::{admit, limit_of, measure};

/// Fragments that each spread the next one `width` times.
fn ladder(steps: usize, width: usize, leaf: &str) -> String {
    let mut document = "{ ...F0 }".to_owned();
    for step in 0..steps {
        let body = format!("...F{} ", step + 1).repeat(width);
        write!(document, " fragment F{step} on Query {{ {body} }}").unwrap();
    }
    write!(document, " fragment F{steps} on Query {{ {leaf} }}").unwrap();
    document
}

/// A field inside a field, `depth` of them.
fn nested(depth: usize) -> String {
    "{a".repeat(depth) + &"}".repeat(depth)
}

#[track_caller]
fn quick(work: impl FnOnce()) {
    let start = Instant::now();
    work();
    let bound = if cfg!(debug_assertions) { 250 } else { 50 };
    assert!(start.elapsed() < Duration::from_millis(bound), "took {:?}", start.elapsed());
}

#[test]
fn nested_fragments_are_counted_not_expanded() {
    quick(|| assert_eq!(limit_of(&ladder(16, 3, "a")).0, "selections"));
    quick(|| assert_eq!(limit_of(&ladder(48, 20, "a")).1, u64::MAX));
    // Spreads that come to no field at all are work as well.
    quick(|| assert_eq!(limit_of(&ladder(16, 3, "...Unknown")).0, "selections"));
    assert!(admit(&ladder(3, 2, "a")).is_ok());
}

#[test]
fn a_chain_of_fragments_is_a_level_each() {
    assert!(admit(&ladder(30, 1, "a")).is_ok());
    assert_eq!(limit_of(&ladder(40, 1, "a")), ("levels", 41, 32));
    assert_eq!(limit_of(&ladder(50, 1, "a")), ("fragments", 51, 50));
}

#[test]
fn brackets_of_any_kind_are_bounded() {
    for open in ["[", "{", "("] {
        assert_eq!(limit_of(&format!("{{a(x:{}", open.repeat(3_000))).0, "nesting");
        assert_eq!(limit_of(&open.repeat(100_000)), ("document_bytes", 100_000, 65_536));
        assert_eq!(limit_of(&open.repeat(60_000)).0, "tokens");
    }
    let mixed = "[{x:".repeat(40);
    assert_eq!(limit_of(&format!("{{a(x:{mixed}")), ("nesting", 82, 64));
    assert_eq!(limit_of(&format!("query($v:{}I{}){{a}}", "[".repeat(70), "]".repeat(70))).0, "nesting");
}

#[test]
fn no_configuration_lets_the_parser_overflow() {
    let limits = Limits { nesting: usize::MAX, tokens: usize::MAX, ..Limits::default() };
    let refused = lex::check(&"[".repeat(2_000), &limits);
    assert_eq!(refused, Err(Refusal::TooComplex { limit: "nesting", value: 2_000, maximum: 128 }));
}

#[test]
fn what_the_first_pass_admits_is_read_on_a_small_stack() {
    let lists = format!("{{a(x:{}1{})}}", "[".repeat(126), "]".repeat(126));
    let objects = format!("{{a(x:{}1{})}}", "{x:".repeat(126), "}".repeat(126));
    let types = format!("query($v:{}I{}){{a}}", "[".repeat(126), "]".repeat(126));
    let fields = nested(64);
    let inline = format!("{{{}a{}}}", "...{".repeat(64), "}".repeat(64));
    let limits = Limits { nesting: usize::MAX, depth: 64, levels: 64, ..Limits::default() };
    for document in [lists, objects, types, fields, inline] {
        lex::check(&document, &limits).unwrap();
        std::thread::Builder::new()
            .stack_size(1024 * 1024)
            .spawn(move || Guarded::of(parse(&document).unwrap(), &limits).map(drop))
            .unwrap()
            .join()
            .unwrap()
            .unwrap();
    }
}

#[test]
fn depth_and_inline_fragments_are_bounded() {
    assert!(admit(&nested(15)).is_ok());
    assert_eq!(limit_of(&nested(16)), ("depth", 16, 15));
    assert_eq!(limit_of(&nested(65)), ("nesting", 65, 64));
    let inline = format!("{{{}a{}}}", "...{".repeat(40), "}".repeat(40));
    assert_eq!(limit_of(&inline), ("levels", 40, 32));
}

#[test]
fn floods_are_bounded() {
    let aliases: String = (0..31).map(|at| format!("a{at}:x ")).collect();
    assert_eq!(limit_of(&format!("{{r{{{aliases}}}}}")), ("aliases", 31, 30));
    assert_eq!(limit_of(&format!("{{{}}}", "a ".repeat(21))), ("root_fields", 21, 20));
    assert_eq!(limit_of(&format!("{{{}}}", "a ".repeat(10_000))), ("tokens", 10_002, 4_000));
    assert_eq!(limit_of(&format!("{{a{}}}", "@d ".repeat(51))), ("directives", 51, 50));
    assert_eq!(limit_of(&format!("query {}{{a}}", "@d ".repeat(51))), ("directives", 51, 50));
    assert_eq!(limit_of(&format!("query($x:I {}){{a}}", "@d ".repeat(51))).0, "directives");
    assert_eq!(limit_of(&format!("{{{}}}", "a".repeat(300))), ("name_bytes", 300, 256));
    assert_eq!(limit_of(&format!("{{a}}{}", " ".repeat(70_000))).0, "document_bytes");
}

#[test]
fn what_stands_in_a_fragment_counts_each_time() {
    let body = "a0:x a1:x a2:x";
    let spreads = |times: usize| format!("{{r{{{}}}}} fragment F on R{{{body} b @d}}", "...F ".repeat(times));
    assert_eq!(admit(&spreads(10)).unwrap().outline.operations[&None].aliases, 30);
    assert_eq!(limit_of(&spreads(11)), ("aliases", 33, 30));
    let roots = format!("{{...F ...F}} fragment F on Query{{{}}}", "a ".repeat(11));
    assert_eq!(limit_of(&roots), ("root_fields", 22, 20));
}

#[test]
fn every_operation_is_held_to_the_limits_and_their_work_adds_up() {
    let wide = "r{".to_owned() + &"a ".repeat(900) + "}";
    let document: String = (0..4).map(|at| format!("query Q{at}{{{wide}}} ")).collect();
    assert!(admit(&document).is_ok());
    let shared: String = (0..10).map(|at| format!("query Q{at}{{r{{...F}}}} ")).collect();
    let document = format!("{shared} fragment F on R{{{}}}", "a ".repeat(900));
    assert_eq!(limit_of(&document), ("selections", 10 * 902, 5_000));
    let deep = format!("query Good{{a}} query Bad{}", nested(20));
    assert_eq!(limit_of(&deep), ("depth", 20, 15));
}

#[test]
fn fields_beside_each_other_are_compared_again_in_each_inline_fragment() {
    let fields = "a(x:1)".repeat(640);
    let inside = |levels: usize| format!("{{r{{{}{fields}{}}}}}", "...{".repeat(levels), "}".repeat(levels));
    assert!(admit(&inside(10)).is_ok());
    assert_eq!(limit_of(&inside(12)), ("comparisons", 13 * 640 + 1, 8_000));
}

#[test]
fn unused_fragments_cannot_hide_work() {
    let hidden = ladder(16, 3, "a").replace("{ ...F0 }", "{ a }");
    assert_eq!(limit_of(&hidden).0, "selections");
    assert!(admit("{ a } fragment Unused on Query { a }").is_ok(), "left to validation");
}

#[test]
fn comments_and_blanks_are_free_and_quick() {
    let flood = format!("{{a{}}}", "#[[[[\n".repeat(10_000));
    quick(|| assert!(measure(&flood, &json!({})).is_ok()));
    let one = format!("{{a #{}\n}}", "{".repeat(60_000));
    quick(|| assert!(measure(&one, &json!({})).is_ok()));
    let commas = format!("{{a{}b}}", ",".repeat(60_000));
    quick(|| assert!(measure(&commas, &json!({})).is_ok()));
}
