//! What is read most: in which window, of which list, in which order, and what is kept of it.

use std::sync::atomic::Ordering::SeqCst;

use masthead_app::{Clock, Settings, reads::ReadsSettings};
use masthead_tests::bundle;
use serde_json::json;

use super::{DAY, HOUR, House, MORNING, articles, counted, most, with};

#[tokio::test]
async fn what_is_read_most_comes_first_and_of_as_many_reads_the_newest() {
    let house = House::with(counted(), &articles(&["newest", "newer", "older", "unread"])).await;
    assert!(house.most("DAY", &[]).await.is_empty());
    house.read(&[("older", 3), ("newer", 1), ("newest", 1)]).await;
    assert_eq!(house.most("DAY", &[]).await, ["older", "newest", "newer"]);
    house.read(&[("newer", 1), ("newer", 2)]).await;
    assert_eq!(house.most("DAY", &[]).await, ["newer", "older", "newest"]);
    assert_eq!(house.most("DAY", &[("first", "1")]).await, ["newer"]);
    assert!(house.most("DAY", &[("first", "0")]).await.is_empty());
    // A rail does not repeat the article that it stands beside.
    assert_eq!(house.most("DAY", &[("first", "2"), ("exclude", &house.ids["newer"])]).await, ["older", "newest"]);
    let cards = house.client.json("/v1/most-read?include=tags").await;
    assert_eq!(cards[0]["headline"], "Headline of newer");
    assert_eq!((&cards[0]["tags"], &cards[0]["byline"]["text"]), (&json!([]), &json!("By Ada Quill")));
    assert!(cards[0].get("reads").is_none(), "how often is nobody's business");
}

#[tokio::test]
async fn lists_are_narrowed_by_section_and_language() {
    let records = [
        with(bundle::article("in-news", 4), json!({"section": "news"})),
        with(bundle::article("in-local", 3), json!({"section": "local", "language": "pt-BR"})),
        with(bundle::article("in-ideas", 2), json!({"section": "ideas", "language": "pt"})),
    ];
    let house = House::with(counted(), &records).await;
    house.read(&[("in-news", 1), ("in-local", 2), ("in-ideas", 3)]).await;
    assert_eq!(house.most("DAY", &[]).await, ["in-ideas", "in-local", "in-news"]);
    assert_eq!(house.most("DAY", &[("section", "news")]).await, ["in-local", "in-news"]);
    assert_eq!(house.most("DAY", &[("section", "local")]).await, ["in-local"]);
    assert_eq!(house.most("DAY", &[("language", "pt")]).await, ["in-ideas", "in-local"]);
    assert_eq!(house.most("DAY", &[("section", "news"), ("language", "pt")]).await, ["in-local"]);
}

/// Windows are of whole hours, the longer ones of whole days; and old hours become days without any window noticing.
#[tokio::test]
async fn windows_end_now_and_old_hours_become_days() {
    let house = House::with(counted(), &articles(&["a", "b", "c", "d", "e"])).await;
    for (slug, at) in [
        ("e", MORNING - 31 * DAY),
        // The thirtieth day before today, and its first hour.
        ("d", MORNING - 30 * DAY - 8 * HOUR),
        ("c", MORNING - 7 * DAY - 8 * HOUR),
        ("c", MORNING - 7 * DAY + 3 * HOUR),
        ("b", MORNING - DAY),
        ("a", MORNING - HOUR),
    ] {
        house.go_to(at);
        house.read(&[(slug, 1)]).await;
    }
    house.go_to(MORNING + HOUR - 1);
    for tidied in [false, true, true] {
        if tidied {
            masthead_app::reads::tidy(&house.server.app).await.unwrap();
        }
        assert_eq!(house.most("HOUR", &[]).await, ["a"], "{tidied}");
        assert_eq!(house.most("DAY", &[]).await, ["a", "b"]);
        assert_eq!(house.most("WEEK", &[]).await, ["c", "a", "b"]);
        assert_eq!(house.most("MONTH", &[]).await, ["c", "a", "b", "d"]);
    }
    let morning = MORNING / HOUR;
    let kept = |hour: i64, slug: &str, count| (hour, slug.to_owned(), count);
    assert_eq!(
        house.kept().await,
        [
            kept(morning - 31 * 24 - 8, "e", 1),
            kept(morning - 30 * 24 - 8, "d", 1),
            kept(morning - 7 * 24 - 8, "c", 2),
            kept(morning - 24, "b", 1),
            kept(morning - 1, "a", 1),
        ]
    );
    // An hour later another hour counts.
    house.go_to(MORNING + HOUR);
    assert!(house.most("HOUR", &[]).await.is_empty());
    assert_eq!(house.most("DAY", &[]).await, ["a"]);
    // What comes late is added to its day.
    house.go_to(MORNING - 7 * DAY);
    house.read(&[("c", 5)]).await;
    house.go_to(MORNING + DAY);
    masthead_app::reads::tidy(&house.server.app).await.unwrap();
    assert!(!house.kept().await.iter().any(|(_, slug, _)| slug == "e"), "it is older than what is kept");
    assert!(house.kept().await.contains(&kept(morning - 7 * 24 - 8, "c", 7)));
}

#[tokio::test]
async fn nodes_add_up() {
    let house = House::with(counted(), &articles(&["a", "b"])).await;
    let settings = Settings { reads: counted(), ..Settings::default() };
    let second = house.server.beside_with(Clock::Manual(house.time.clone()), settings).await;
    house.read(&[("a", 2), ("b", 3)]).await;
    assert_eq!(most(&second.client(), "DAY", &[]).await, ["b", "a"]);
    let answer = second.client().post("/v1/reads", house.body(&[("a", 2)])).await;
    assert_eq!(answer.status, 202);
    assert_eq!(house.most("DAY", &[]).await, ["b", "a"], "it waits at the other node");
    // Written once, however often that is asked for.
    let flush = async || masthead_app::reads::flush(&second.app).await.unwrap();
    assert_eq!((flush().await, flush().await), (1, 0));
    // What was answered a moment ago holds for as long as reads wait, and no longer.
    assert_eq!(house.most("DAY", &[]).await, ["b", "a"]);
    assert_eq!(house.most("DAY", &[("section", "news")]).await, ["a", "b"]);
    house.time.fetch_add(5_000_000, SeqCst);
    assert_eq!(house.most("DAY", &[]).await, ["a", "b"]);
    assert_eq!(house.kept().await.iter().map(|(_, _, count)| *count).collect::<Vec<_>>(), [4, 3]);
}

/// Whoever keeps an answer asks whether it still holds, and is told by its tag alone.
#[tokio::test]
async fn answers_have_no_date_and_beacons_change_no_version() {
    let house = House::with(counted(), &articles(&["a", "b"])).await;
    house.read(&[("a", 1)]).await;
    let version = house.client.get("/v1/site").await;
    assert!(!version.header("last-modified").is_empty());
    let first = house.client.get("/v1/most-read").await;
    assert_eq!(first.header("content-version"), version.header("content-version"));
    assert!(first.header("cache-control").starts_with("public"));
    assert_eq!(first.header("last-modified"), "");
    let graphql = house.client.get("/graphql?query={mostRead{slug}}").await;
    assert_eq!((graphql.status.as_u16(), graphql.header("last-modified")), (200, ""));
    assert!(!house.client.get("/graphql?query={site{name}}").await.header("last-modified").is_empty());
    house.read(&[("b", 2)]).await;
    assert_eq!(house.client.get("/v1/site").await.header("etag"), version.header("etag"));
    assert_eq!(house.client.get("/v1/site").await.header("content-version"), version.header("content-version"));
    for (name, value) in
        [("if-none-match", first.header("etag")), ("if-modified-since", version.header("last-modified"))]
    {
        let request = house.client.request(reqwest::Method::GET, "/v1/most-read").header(name, value);
        let second = house.client.send(request).await;
        assert_eq!((second.status.as_u16(), &second.json()[0]["slug"]), (200, &json!("b")), "{name}");
    }
    let again = house.client.get("/v1/most-read").await;
    let request =
        house.client.request(reqwest::Method::GET, "/v1/most-read").header("if-none-match", again.header("etag"));
    assert_eq!(house.client.send(request).await.status, 304);
}

/// The default size fits a server whose pages are smaller; what was counted is still told where nothing is counted any more.
#[tokio::test]
async fn sizes_are_those_of_pages() {
    let house = House::with(counted(), &articles(&["a"])).await;
    house.read(&[("a", 1)]).await;
    for (path, code) in [
        ("/v1/most-read?first=101", "page_too_large"),
        ("/v1/most-read?first=-1", "malformed_request"),
        ("/v1/most-read?window=YEAR", "malformed_request"),
        ("/v1/most-read?after=x", "malformed_request"),
        ("/v1/most-read?section=nowhere", "not_found"),
        ("/v1/most-read?language=!", "malformed_request"),
        ("/v1/most-read?exclude=x", "malformed_request"),
    ] {
        assert_eq!(house.client.get(path).await.json()["code"], code, "{path}");
    }
    let errors = house.client.graphql("{ mostRead(first: 101) { slug } }", json!({})).await.json();
    assert_eq!(errors["errors"][0]["extensions"]["code"], "page_too_large");
    let off = house.server.beside(Clock::Manual(house.time.clone())).await;
    assert!(!ReadsSettings::default().counted);
    assert_eq!(most(&off.client(), "HOUR", &[]).await, ["a"]);
}
