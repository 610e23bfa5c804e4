//! Bundles made by programs.

use serde_json::{Value, json};

/// The lines that every small bundle begins with: a site, sections `news` (with `local` within) and `ideas`, authors `ada` and
/// `ben`, tags `rivers` and `cities`, a series and an asset.
pub fn base() -> Vec<Value> {
    vec![
        json!({"type": "site", "name": "Test", "url": "https://test.example", "language": "en", "timezone": "UTC"}),
        json!({"type": "section", "slug": "news", "name": "News", "position": 1}),
        json!({"type": "section", "slug": "local", "name": "Local", "parent": "news"}),
        json!({"type": "section", "slug": "ideas", "name": "Ideas", "position": 2}),
        json!({"type": "asset", "key": "river", "url": "https://pictures.example/river.jpg", "alt": "A river", "width": 1600, "height": 900}),
        json!({"type": "author", "slug": "ada", "name": "Ada Quill", "portrait": "river"}),
        json!({"type": "author", "slug": "ben", "name": "Ben Stet"}),
        json!({"type": "tag", "slug": "rivers", "name": "Rivers"}),
        json!({"type": "tag", "slug": "cities", "name": "Cities"}),
        json!({"type": "series", "slug": "slow", "title": "Slow"}),
    ]
}

/// A published article with a date that is `minutes` after the first of January 2020.
pub fn article(slug: &str, minutes: i64) -> Value {
    // 2020-01-01T00:00:00Z
    let at = masthead_domain::time::Instant::from_micros((1_577_836_800 + minutes * 60) * 1_000_000);
    json!({
        "type": "article", "slug": slug, "headline": format!("Headline of {slug}"), "section": "news",
        "contributors": [{"author": "ada"}], "publishedAt": at,
        "body": {"format": "html", "value": format!("<p>Text of {slug}.</p>")},
    })
}

/// Records as the lines of a bundle.
pub fn lines(records: &[Value]) -> String {
    records.iter().map(|record| format!("{record}\n")).collect()
}
