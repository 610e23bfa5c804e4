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

#[tokio::test]
async fn a_walk_goes_on_where_the_newest_end() {
    // What is judged at once reaches further back than what is looked at first.
    const N: i64 = 1_500;
    let server = judging(4).await;
    let mut records = bundle::base();
    records.extend((0..N).map(|at| {
        let headline = if at % 290 == 0 { format!("Seldom {at}") } else { format!("Number {at}") };
        story(&format!("story-{at:04}"), at * 60 * 12, &headline, "Everywhere.")
    }));
    server.load(&bundle::lines(&records)).await;
    let client = server.client();
    let expected: Vec<String> = (0..6).rev().map(|at| format!("story-{:04}", at * 290)).collect();
    assert_eq!(walk(&client, "seldom", "&order=NEWEST", 2).await, expected);
    let mut by_fit = walk(&client, "seldom", "", 2).await;
    by_fit.sort_by(|a, b| b.cmp(a));
    assert_eq!(by_fit, expected);
    // Beginnings of headlines are found among the newest, and among all if those are not enough.
    for (typed, of) in [("se", "Seldom"), ("nu", "Number")] {
        let suggested = client.json(&format!("/v1/search/suggestions?query={typed}&first=4")).await;
        let suggested = suggested.as_array().unwrap();
        assert!(suggested.len() == 4 && suggested.iter().all(|it| it["text"].as_str().unwrap().starts_with(of)));
        let mut numbers: Vec<i64> = (0..N).rev().filter(|at| (at % 290 == 0) == (of == "Seldom")).take(4).collect();
        numbers.retain(|at| !suggested.iter().any(|it| it["text"] == format!("{of} {at}")));
        assert!(numbers.is_empty(), "{typed}: {numbers:?} are not suggested: {suggested:?}");
    }
    assert_eq!(walk(&client, "headline:seld*", "&order=NEWEST", 3).await, expected);
}
