//! Feeds that are broken in every way: no panic, every entry accounted for, in bounded time.

use proptest::prelude::*;

use super::tests::items;

const FEEDS: [&str; 4] = [
    include_str!("../../tests/data/feed.rss"),
    include_str!("../../tests/data/feed.atom"),
    include_str!("../../tests/data/feed.rdf"),
    include_str!("../../tests/data/feed.json"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = items(&bytes, "");
        let _ = items(&[b"<rss><channel><item>".to_vec(), bytes.clone()].concat(), "");
        let _ = items(&[b"{\"items\": [".to_vec(), bytes].concat(), "");
    }

    #[test]
    fn bytes_changed(feed in 0..4_usize, at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = FEEDS[feed].as_bytes().to_vec();
        for (at, byte) in at {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = items(&bytes, "");
    }

    #[test]
    fn texts_changed(texts in prop::collection::vec("[ -~é💡\u{0}-\u{8}]{0,40}", 9)) {
        let started = std::time::Instant::now();
        let clean: Vec<String> = texts.iter().map(|text| text.replace(['<', '&'], "")).collect();
        let [title, link, guid, date, author, tag, body, image, base] = &clean[..] else { unreachable!() };
        let item = format!(
            "<item xml:base='{}'><title>{title}</title><link>{link}</link><guid>{guid}</guid><pubDate>{date}</pubDate>\
             <author>{author}</author><category>{tag}</category><description>{body}</description>\
             <enclosure url='{}' type='image/png'/></item>",
            base.replace('\'', ""), image.replace('\'', ""),
        );
        let feed = format!("<rss><channel><title>x</title><link>https://weir.example</link>{item}{item}</channel></rss>");
        let (items, _) = items(feed.as_bytes(), "").expect("a feed");
        prop_assert_eq!(items.iter().filter(|item| item.origin.kind == "entry").count(), 2);
        prop_assert!(started.elapsed().as_secs() < 20);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn deep_and_many(depth in 1..30_000_usize) {
        let started = std::time::Instant::now();
        let deep = format!("<rss><channel><item><title>x</title><description>{}deep{}</description></item></channel></rss>", "<b>".repeat(depth), "</b>".repeat(depth));
        let _ = items(deep.as_bytes(), "");
        prop_assert!(started.elapsed().as_secs() < 20);
    }
}

#[test]
fn too_many_elements_are_refused_and_the_rest_is_read() {
    let many = "<b/>".repeat(120_000);
    let feed =
        format!("<rss><channel><item><title>x</title>{many}</item><item><title>y</title></item></channel></rss>");
    let (items, _) = items(feed.as_bytes(), "").expect("a feed");
    assert!(items.iter().any(|item| matches!(&item.made, crate::Made::Refused(why) if why.contains("100,000"))));
    assert!(items.iter().any(|item| item.origin.title == "y" && matches!(item.made, crate::Made::Records(_))));
}
