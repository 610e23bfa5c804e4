//! A walk along a list never skips or repeats an article that was there the whole time, whatever happens meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use masthead_tests::{TestServer, bundle};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};

/// What happens between two pages.
#[derive(Debug, Clone)]
enum Event {
    /// A new article appears.
    Insert(i64),
    /// The article at this place of the original list gets another headline.
    Edit(usize),
    /// The article at this place is withdrawn.
    Withdraw(usize),
}

#[derive(Debug, Clone)]
struct Walk {
    /// Dates in minutes: few different ones, so that ties are the rule.
    dates: Vec<i64>,
    page: usize,
    backwards: bool,
    oldest_first: bool,
    events: Vec<Event>,
}

fn walks() -> impl Strategy<Value = Walk> {
    let event = prop_oneof![
        (0..8_i64).prop_map(Event::Insert),
        (0..40_usize).prop_map(Event::Edit),
        (0..40_usize).prop_map(Event::Withdraw),
    ];
    (
        prop::collection::vec(0..8_i64, 1..40),
        1..7_usize,
        any::<bool>(),
        any::<bool>(),
        prop::collection::vec(event, 0..12),
    )
        .prop_map(|(dates, page, backwards, oldest_first, events)| Walk {
            dates,
            page,
            backwards,
            oldest_first,
            events,
        })
}

/// The articles of the list as they are told, walked page by page while the events happen.
async fn run(walk: &Walk) -> Result<(), TestCaseError> {
    let server = TestServer::new().await;
    let mut records = bundle::base();
    let slug = |n: usize| format!("article-{n}");
    records.extend(walk.dates.iter().enumerate().map(|(n, date)| bundle::article(&slug(n), *date)));
    server.load(&bundle::lines(&records)).await;
    let client = server.client();

    let mut seen: Vec<String> = Vec::new();
    let mut touched = BTreeSet::new();
    let mut events = walk.events.iter();
    let mut cursor: Option<String> = None;
    loop {
        let (size, place) = if walk.backwards { ("last", "before") } else { ("first", "after") };
        let order = if walk.oldest_first { "OLDEST" } else { "NEWEST" };
        let mut path = format!("/v1/articles?fields=slug&order={order}&{size}={}", walk.page);
        if let Some(cursor) = &cursor {
            path.push_str(&format!("&{place}={cursor}"));
        }
        let page = client.json(&path).await;
        let mut slugs: Vec<String> =
            page["items"].as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap().to_owned()).collect();
        if walk.backwards {
            slugs.reverse();
        }
        seen.extend(slugs);
        let info = &page["pageInfo"];
        let (more, next) =
            if walk.backwards { ("hasPreviousPage", "startCursor") } else { ("hasNextPage", "endCursor") };
        if info[more] == json!(false) {
            break;
        }
        cursor = info[next].as_str().map(str::to_owned);
        if let Some(event) = events.next() {
            happen(&server, walk, event, seen.len(), &mut touched).await;
        }
    }

    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for slug in &seen {
        *counts.entry(slug).or_default() += 1;
    }
    for (slug, count) in &counts {
        prop_assert_eq!(*count, 1, "{} came {} times", slug, count);
    }
    for n in 0..walk.dates.len() {
        let name = slug(n);
        if !touched.contains(&n) {
            prop_assert!(counts.contains_key(name.as_str()), "{} was skipped; seen: {:?}", name, seen);
        }
    }
    // The order is by date, and equal dates keep one order: a full look at the end agrees with it.
    let whole = client.json("/v1/articles?fields=slug,publishedAt&first=100").await;
    let dates: Vec<&str> =
        whole["items"].as_array().unwrap().iter().map(|item| item["publishedAt"].as_str().unwrap()).collect();
    prop_assert!(dates.windows(2).all(|two| two[0] >= two[1]), "{:?}", dates);
    Ok(())
}

async fn happen(server: &TestServer, walk: &Walk, event: &Event, at: usize, touched: &mut BTreeSet<usize>) {
    let change = |n: usize, member: &str, value: Value| {
        let mut record = bundle::article(&format!("article-{n}"), walk.dates[n]);
        record[member] = value;
        record
    };
    let record = match event {
        Event::Insert(date) => bundle::article(&format!("inserted-{at}"), *date),
        Event::Edit(n) if *n < walk.dates.len() && !touched.contains(n) => {
            change(*n, "headline", json!("Another headline"))
        }
        Event::Withdraw(n) if *n < walk.dates.len() => {
            touched.insert(*n);
            change(*n, "stage", json!("withdrawn"))
        }
        _ => return,
    };
    server.load(&bundle::lines(&[record])).await;
}

#[test]
fn a_walk_never_skips_or_repeats() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config { cases: 24, ..Config::default() });
    runner.run(&walks(), |walk| runtime.block_on(run(&walk))).unwrap();
}
