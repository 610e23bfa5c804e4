//! How media are served: for ever, in part, and with nothing that a browser could misunderstand.

use masthead_app::Clock;
use masthead_tests::{Answer, pictures};
use reqwest::Method;

use super::{Desk, MediaSettings};

#[tokio::test]
async fn parts_of_files_are_served() {
    let desk = Desk::with(Clock::System, MediaSettings { cache_bytes: 0, ..MediaSettings::default() }).await;
    // Larger than what is kept in memory.
    let bytes = pictures::mp3(3_000_000);
    let asset = desk.asset("Fähre.mp3", bytes.clone(), &[]).await;
    assert_eq!(asset["mediaType"], "audio/mpeg");
    let path = desk.path(&asset["url"]).to_owned();
    let ask = |range: &'static str, more: Option<(&'static str, String)>| {
        let mut request = desk.reader.request(Method::GET, &path).header("range", range);
        if let Some((name, value)) = more {
            request = request.header(name, value);
        }
        let client = desk.reader.clone();
        async move { client.send(request).await }
    };
    let whole = desk.reader.send(desk.reader.request(Method::GET, &path).header("accept-encoding", "gzip, br")).await;
    assert_eq!((whole.status.as_u16(), whole.bytes.len()), (200, bytes.len()));
    assert_eq!((whole.header("accept-ranges"), whole.header("content-encoding")), ("bytes", ""));
    assert_eq!(whole.header("content-length"), "3000000");
    assert_eq!(whole.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(whole.header("content-disposition"), "inline; filename=\"F_hre.mp3\"; filename*=UTF-8''F%C3%A4hre.mp3");
    let tag = whole.header("etag").to_owned();
    let part = |answer: &Answer, start: usize, end: usize| {
        assert_eq!(answer.status, 206);
        assert_eq!(answer.bytes, bytes[start..end]);
        assert_eq!(answer.header("content-range"), format!("bytes {start}-{}/3000000", end - 1));
    };
    part(&ask("bytes=0-99", None).await, 0, 100);
    part(&ask("bytes=1000000-1999999", None).await, 1_000_000, 2_000_000);
    part(&ask("bytes=2999000-", None).await, 2_999_000, 3_000_000);
    part(&ask("bytes=-10", None).await, 2_999_990, 3_000_000);
    part(&ask("bytes=0-9", Some(("if-range", tag.clone()))).await, 0, 10);
    let other = ask("bytes=0-9", Some(("if-range", "\"other\"".to_owned()))).await;
    assert_eq!((other.status.as_u16(), other.bytes.len()), (200, bytes.len()));
    assert_eq!(ask("bytes=0-1,5-6", None).await.status, 200);
    let beyond = ask("bytes=3000000-", None).await;
    assert_eq!((beyond.status.as_u16(), beyond.header("content-range")), (416, "bytes */3000000"));
    assert_eq!(beyond.json()["code"], "range_not_satisfiable");
    let same = ask("bytes=0-9", Some(("if-none-match", format!("W/\"x\", {tag}")))).await;
    assert_eq!((same.status.as_u16(), same.header("etag"), same.bytes.len()), (304, tag.as_str(), 0));
    let head = desk.reader.send(desk.reader.request(Method::HEAD, &path)).await;
    assert_eq!(
        (head.status.as_u16(), head.header("content-length"), head.header("etag")),
        (200, "3000000", tag.as_str())
    );
    assert_eq!(desk.reader.send(desk.reader.request(Method::DELETE, &path)).await.header("allow"), "GET, HEAD");
    assert_eq!(ask("bytes=0-9", Some(("if-match", "\"other\"".to_owned()))).await.status, 412);
}

#[tokio::test]
async fn renditions_are_known_by_their_tags() {
    let desk = Desk::new().await;
    let asset = desk.asset("a.jpg", pictures::jpeg(400, 300), &[]).await;
    let mut tags = std::collections::BTreeSet::new();
    for rendition in desk.renditions(&asset).await {
        let answer = desk.at(&rendition["url"]).await;
        assert!(tags.insert(answer.header("etag").to_owned()), "{rendition}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
        let request = desk
            .reader
            .request(Method::GET, desk.path(&rendition["url"]))
            .header("if-none-match", answer.header("etag"));
        assert_eq!(desk.reader.send(request).await.status, 304);
    }
    assert!(tags.len() >= 10);
}
