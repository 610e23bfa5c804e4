//! Walking through results: every one once, in order, whatever happens meanwhile.

use std::collections::BTreeSet;

use masthead_app::{Clock, Settings, search::SearchSettings};
use masthead_http::HttpSettings;
use masthead_tests::{Client, TestDb, TestServer, bundle};
use serde_json::{Value, json};

use super::{path, slugs, story};

/// A server that judges so many results at once.
async fn judging(candidates: u32) -> TestServer {
    let search = SearchSettings { candidates, ..SearchSettings::default() };
    let settings = Settings { search, ..Settings::default() };
    TestServer::with(TestDb::new().await, Clock::System, HttpSettings::default(), settings).await
}

/// So many articles with a common word; some share their instant, some have the word in the headline.
fn publication(n: i64) -> Vec<Value> {
    let mut records = bundle::base();
    records.extend((0..n).map(|at| {
        let headline = if at % 7 == 3 { "Common ground".to_owned() } else { format!("Number {at}") };
        story(&format!("story-{at:03}"), at / 3 * 60 * 24 * 14, &headline, "A common text.")
    }));
    records
}

/// A walk in steps of `first`; the slugs in order.
async fn walk(client: &Client, query: &str, rest: &str, first: usize) -> Vec<String> {
    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let page = client.json(&path(query, &format!("{rest}&first={first}{after}&highlights=false"))).await;
        let items = slugs(&page["items"]);
        let more = page["pageInfo"]["hasNextPage"].as_bool().unwrap();
        assert!(items.len() == first || !more, "a page in the middle is short");
        found.extend(items);
        if !more {
            return found;
        }
        after = format!("&after={}", page["pageInfo"]["endCursor"].as_str().unwrap());
    }
}

fn assert_each_once(found: &[String], n: usize) {
    let different: BTreeSet<&String> = found.iter().collect();
    assert_eq!((found.len(), different.len()), (n, n), "{found:?}");
}

#[tokio::test]
async fn every_result_comes_once_in_steps_of_any_size() {
    let server = judging(1_000).await;
    server.load(&bundle::lines(&publication(60))).await;
    let client = server.client();
    for order in ["NEWEST", "RELEVANCE"] {
        let rest = format!("&order={order}");
        let whole = walk(&client, "common", &rest, 100).await;
        assert_each_once(&whole, 60);
        for first in [1, 7, 30] {
            assert_eq!(walk(&client, "common", &rest, first).await, whole, "{order} {first}");
        }
    }
    // The newest first is the order of lists by date, but for those that share an instant.
    let listed = client.json("/v1/articles?first=100").await;
    let dates = |items: &Value, of: fn(&Value) -> &Value| -> Vec<String> {
        items.as_array().unwrap().iter().map(|item| of(item)["publishedAt"].to_string()).collect()
    };
    let found = client.json(&path("common", "&order=NEWEST&first=100")).await;
    assert_eq!(dates(&found["items"], |item| &item["article"]), dates(&listed["items"], |item| item));
}

#[tokio::test]
async fn what_is_not_judged_at_first_comes_later() {
    let server = judging(100).await;
    server.load(&bundle::lines(&publication(350))).await;
    let client = server.client();
    let whole = walk(&client, "common", "", 100).await;
    assert_each_once(&whole, 350);
    assert_eq!(walk(&client, "common", "", 40).await, whole);
    // Of the newest hundred the best come first.
    let first = client.json(&path("common", "&first=10&totalCount=true&facets=true")).await;
    for item in first["items"].as_array().unwrap() {
        assert_eq!(item["article"]["headline"], "Common ground");
    }
    assert_eq!((&first["totalCount"], &first["approximate"]), (&json!(100), &json!(true)));
    let section = &first["facets"]["bySection"][0];
    assert_eq!((&section["section"]["slug"], &section["count"]), (&json!("news"), &json!(100)));
    let few = client.json(&path("ground", "&totalCount=true")).await;
    assert_eq!((&few["totalCount"], &few["approximate"]), (&json!(50), &json!(false)));
}

#[tokio::test]
async fn a_walk_goes_on_while_others_publish_and_withdraw() {
    for order in ["NEWEST", "RELEVANCE"] {
        let server = judging(100).await;
        server.load(&bundle::lines(&publication(250))).await;
        let client = server.client();
        let before = walk(&client, "common", &format!("&order={order}"), 100).await;
        let mut found = Vec::new();
        let mut after = String::new();
        for step in 0.. {
            let page = client.json(&path("common", &format!("&order={order}&first=20{after}"))).await;
            found.extend(slugs(&page["items"]));
            if !page["pageInfo"]["hasNextPage"].as_bool().unwrap() {
                break;
            }
            after = format!("&after={}", page["pageInfo"]["endCursor"].as_str().unwrap());
            // One is new and fits best, one goes; the last of what was found, too: its cursor holds.
            let gone = if step % 2 == 0 { found.last().unwrap().clone() } else { before[249 - step].clone() };
            let mut gone_record = bundle::article(&gone, 1);
            gone_record["stage"] = json!("withdrawn");
            let new = story(&format!("new-{step}"), 3_000_000 + step as i64, "Common", "common");
            server.load(&bundle::lines(&[gone_record, new])).await;
        }
        let different: BTreeSet<&String> = found.iter().collect();
        assert_eq!(different.len(), found.len(), "{order}: something came twice");
        let left = walk(&client, "common", "&order=NEWEST", 100).await;
        let missed: Vec<&String> =
            before.iter().filter(|slug| left.contains(slug) && !different.contains(slug)).collect();
        assert!(missed.is_empty(), "{order}: {missed:?}");
    }
}

#[tokio::test]
async fn a_cursor_is_of_its_search_alone() {
    let server = judging(1_000).await;
    server.load(&bundle::lines(&publication(12))).await;
    let client = server.client();
    let page = client.json(&path("common", "&first=2")).await;
    let after = page["pageInfo"]["endCursor"].as_str().unwrap().to_owned();
    for (query, rest) in [("text", ""), ("common", "&order=NEWEST"), ("common", "&section=news")] {
        let answer = client.get(&path(query, &format!("{rest}&after={after}"))).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["code"]), (400, &json!("invalid_cursor")), "{query}{rest}");
    }
    let link = client.get(&path("common", "&first=2")).await;
    let link = link.header("link").to_owned();
    assert!(link.contains("rel=\"next\"") && !link.contains("rel=\"prev\""), "{link}");
}

#[tokio::test]
async fn words_of_every_frequency_are_found_in_a_large_publication() {
    // More than are looked at as a whole: the newest weeks come first where the database cannot walk.
    const N: i64 = 1_500;
    let server = judging(100).await;
    let mut records = bundle::base();
    records.extend((0..N).map(|at| {
        let mut text = "Everywhere.".to_owned();
        for (every, word) in [(3, "often"), (17, "sometimes"), (290, "seldom")] {
            if at % every == 0 {
                text.push_str(&format!(" And {word} too."));
            }
        }
        if at == 5 {
            text.push_str(" Once, at the beginning.");
        }
        story(&format!("story-{at:04}"), at * 60 * 12, &format!("Number {at}"), &text)
    }));
    server.load(&bundle::lines(&records)).await;
    let client = server.client();
    for (query, every) in [("everywhere", 1), ("often", 3), ("sometimes", 17), ("seldom", 290), ("often sometimes", 51)]
    {
        let mut expected: Vec<String> =
            (0..N).filter(|at| at % every == 0).map(|at| format!("story-{at:04}")).collect();
        expected.reverse();
        assert_eq!(walk(&client, query, "&order=NEWEST", 100).await, expected, "{query}");
        let mut by_fit = walk(&client, query, "", 100).await;
        assert_each_once(&by_fit, expected.len());
        by_fit.sort();
        by_fit.reverse();
        assert_eq!(by_fit, expected, "{query}");
    }
    assert_eq!(walk(&client, "once", "&order=NEWEST", 100).await, ["story-0005"]);
    assert_eq!(walk(&client, "\"often too\" -sometimes", "&order=NEWEST", 100).await.len(), 500 - 30);
}

/// More than two parts of the time on a database that looks at one after the other: the newest 1,001, and as many before them.
const PARTS: i64 = 2_400;

/// Where one part ends and the next begins, and every eleventh: too few for one part, and enough for the next to be as long.
fn is_seldom(back: i64) -> bool {
    back % 11 == 0 || (998..=1_004).contains(&back) || (1_998..=2_006).contains(&back)
}

#[tokio::test]
async fn parts_of_the_time_meet() {
    let server = judging(4).await;
    let mut records = bundle::base();
    let of = |back: i64| if is_seldom(back) { "Seldom" } else { "Number" };
    // Rare words begin alike, and only the oldest have one of them.
    let rare = |back: i64| if back > 2_390 { " Serval" } else { "" };
    records.extend((0..PARTS).rev().map(|back| {
        let headline = format!("{} {back}{}", of(back), rare(back));
        story(&format!("story-{back:04}"), (PARTS - back) * 60 * 12, &headline, "Everywhere.")
    }));
    server.load(&bundle::lines(&records)).await;
    let client = server.client();
    let slugs_of = |backs: &mut dyn Iterator<Item = i64>| -> Vec<String> {
        backs.map(|back| format!("story-{back:04}")).collect()
    };
    let seldom = slugs_of(&mut (0..PARTS).filter(|back| is_seldom(*back)));
    // Walks in steps that end in one part, and in steps that take more than the first has.
    for query in ["seldom", "headline:seld*", "headline:seldom -serval", "headline:seld* -headline:serv*"] {
        let without = query.contains('-');
        let expected: Vec<String> =
            seldom.iter().filter(|slug| !without || slug.as_str() <= "story-2390").cloned().collect();
        for first in [7, 100] {
            assert_eq!(walk(&client, query, "&order=NEWEST", first).await, expected, "{query} {first}");
        }
        // By fit, where what is judged next begins far below the newest.
        let mut by_fit = walk(&client, query, "", 30).await;
        by_fit.sort();
        assert_eq!(by_fit, expected, "{query}");
    }
    // A time within one part, and one that spans two.
    let whole = client.json(&path("seldom", "&order=NEWEST&first=100")).await;
    let at = |place: usize| whole["items"][place]["article"]["publishedAt"].as_str().unwrap().to_owned();
    for (newer, older) in [(3, 40), (0, 97)] {
        let rest = format!("&order=NEWEST&publishedAfter={}&publishedBefore={}", at(older), at(newer));
        assert_eq!(walk(&client, "seldom", &rest, 10).await, seldom[newer + 1..=older], "{rest}");
    }
    // Beginnings are suggested from among the newest, from two parts, and from all if those are not enough.
    for (typed, first, expected) in [
        ("nu", 4, slugs_of(&mut (0..PARTS).filter(|back| !is_seldom(*back)).take(4))),
        ("seld", 100, seldom[..100].to_vec()),
        ("serv", 12, slugs_of(&mut (2_391..PARTS))),
    ] {
        let suggested = client.json(&format!("/v1/search/suggestions?query={typed}&first={first}")).await;
        let suggested: Vec<&str> =
            suggested.as_array().unwrap().iter().map(|it| it["slug"].as_str().unwrap()).collect();
        assert_eq!(suggested, expected, "{typed}");
    }
}
