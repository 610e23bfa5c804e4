//! Exports that are broken in every way: no panic, every post accounted for, in bounded time.

use proptest::prelude::*;

use super::tests::{in_order, items, options};
use crate::Made;

const WEIR: &str = include_str!("../../tests/data/ghost.json");

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "[a-z#/:<>&\\[\\]{}\"0-9 é💡-]{0,20}".prop_map(Into::into),
        Just("__GHOST_URL__/content/images/x.jpg".into()),
        Just("published".into()),
        Just("2026-01-01T00:00:00.000Z".into()),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::vec((member(), inner), 0..4)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

fn member() -> impl Strategy<Value = String> {
    let known = [
        "id",
        "uuid",
        "title",
        "slug",
        "html",
        "lexical",
        "mobiledoc",
        "status",
        "type",
        "visibility",
        "published_at",
        "feature_image",
        "featured",
        "name",
        "post_id",
        "tag_id",
        "author_id",
        "sort_order",
        "key",
        "value",
        "root",
        "children",
        "text",
        "format",
        "sections",
        "cards",
        "markups",
        "atoms",
        "src",
        "images",
        "url",
        "metadata",
    ];
    prop::sample::select(known.to_vec()).prop_map(str::to_owned)
}

/// Parts of an export with anything in place of them.
fn mutated() -> impl Strategy<Value = (serde_json::Value, usize)> {
    let change = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), value());
    prop::collection::vec(change, 1..12).prop_map(|changes| {
        let mut whole: serde_json::Value = serde_json::from_str(WEIR).expect("JSON");
        let data = whole["db"][0]["data"].as_object_mut().expect("tables");
        for (table, row, member, new) in changes {
            let name = data.keys().nth(table.index(data.len())).cloned().expect("a table");
            let rows = data[&name].as_array_mut().expect("rows");
            let at = row.index(rows.len());
            match rows[at].as_object_mut() {
                Some(members) if !members.is_empty() => {
                    let name = members.keys().nth(member.index(members.len())).cloned().expect("a member");
                    // Texts of the editors are JSON in JSON.
                    let new =
                        if matches!(name.as_str(), "lexical" | "mobiledoc") { new.to_string().into() } else { new };
                    members.insert(name, new);
                }
                _ => rows[at] = new,
            }
        }
        let posts = data["posts"].as_array().map_or(0, Vec::len);
        (whole, posts)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = items(&bytes, &options(""));
    }

    #[test]
    fn bytes_changed(at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let mut bytes = WEIR.as_bytes().to_vec();
        for (at, byte) in at {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(items) = items(&bytes, &options("url = \"https://weir.example\"")) {
            in_order(&items);
        }
    }

    #[test]
    fn values_changed((whole, posts) in mutated()) {
        let started = std::time::Instant::now();
        let text = serde_json::to_string_pretty(&whole).expect("JSON");
        let items = items(text.as_bytes(), &options("url = \"https://weir.example\"")).expect("it is an export still");
        in_order(&items);
        let told = items.iter().filter(|item| matches!(item.origin.kind.as_str(), "post" | "page")).count();
        prop_assert_eq!(told, posts);
        for item in &items {
            if let Made::Records(records) = &item.made {
                prop_assert!(!records.is_empty());
                for record in records {
                    let line = serde_json::to_string(record).expect("JSON");
                    let back = serde_json::from_str::<masthead_domain::bundle::Record>(&line);
                    prop_assert!(back.is_ok(), "{:?}: {}", back, line);
                }
            }
        }
        prop_assert!(started.elapsed().as_secs() < 20);
    }

    #[test]
    fn any_text(text in value()) {
        let mut out = super::write::Rendered::default();
        let markup = masthead_markup::Options::default();
        let source = serde_json::json!({"root": text, "sections": text, "cards": text, "markups": text}).to_string();
        let _ = super::lexical::render(&source, &markup, &mut out);
        let _ = super::mobiledoc::render(&source, &markup, &mut out);
        let _ = super::seen::lexical(&source);
        let _ = super::seen::mobiledoc(&source);
        let _ = masthead_markup::html::parse(&out.html, &markup);
    }
}
