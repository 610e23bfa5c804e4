//! Several nodes over one PostgreSQL with a streaming replica: real processes, and what may happen to them.

mod pair;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use masthead_app::Clock;
use masthead_tests::{Answer, Client, bundle, load, open_with};
use reqwest::Method;
use serde_json::json;

use crate::{cli::Serving, editing, live::listener::Listener};
use pair::Pair;

/// How late what another node has written may be seen by a reader who names no version.
const BOUND: Duration = Duration::from_secs(1);

/// Three nodes over a small publication, and a key to write with.
async fn three(pair: &Pair) -> (Vec<Serving>, Vec<Client>, String) {
    let app = open_with(&pair.primary, Clock::System, masthead_app::Settings::default()).await;
    app.migrate().await.unwrap();
    load(&app, bundle::lines(&bundle::base()).into_bytes()).await;
    let key = editing::crash::key(&app).await;
    app.close().await;
    let (mut nodes, mut clients) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let (node, client) = Serving::start(&pair.primary, &["--read-database-urls", &pair.replica]).await;
        nodes.push(node);
        clients.push(client);
    }
    (nodes, clients, key)
}

fn version(answer: &Answer) -> i64 {
    answer.header("content-version").parse().unwrap_or_else(|_| panic!("{}: no version", answer.status))
}

/// Reads what is at least as new as this.
async fn at_least(client: &Client, path: &str, version: i64) -> Answer {
    client.send(client.request(Method::GET, path).header("min-content-version", version)).await
}

async fn publish(desk: &Client, slug: &str) -> Answer {
    let made = desk.post("/v1/articles", json!(editing::desk::form(slug, "one"))).await;
    assert_eq!(made.status, 201, "{slug}: {}", String::from_utf8_lossy(&made.bytes));
    let request = desk.request(Method::POST, &format!("/v1/articles/{slug}/publish")).header("if-match", "\"1\"");
    let answer = desk.send(request.json(&json!({}))).await;
    assert_eq!(answer.status, 200, "{slug}: {}", String::from_utf8_lossy(&answer.bytes));
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_is_read_as_far_as_it_is_and_no_further() {
    let Some(pair) = Pair::start() else { return };
    let (_nodes, clients, key) = three(&pair).await;
    let desk = clients[0].with_token(&key);
    let written = version(&publish(&desk, "first").await);

    // Another node shows it at once to whoever names the version, and to the others within the bound.
    let answer = at_least(&clients[1], "/v1/articles/first", written).await;
    assert_eq!(answer.status, 200);
    assert!(version(&answer) >= written);

    // Reads reach the replica: its own count of transactions says so.
    tokio::time::sleep(Duration::from_millis(600)).await;
    let count = "SELECT sum(xact_commit)::bigint AS n FROM pg_stat_database";
    let asked = "SELECT pg_stat_force_next_flush()";
    let before = pair.ask_replica(count).await;
    for n in 0..400 {
        let query = format!("{{articles(first:5){{nodes{{headline}}}} a{n}:site{{name}}}}");
        assert_eq!(clients[1].graphql(&query, json!({})).await.status, 200);
    }
    // Statistics are told with some delay.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    pair.tell_replica(asked).await;
    let read = pair.ask_replica(count).await - before;
    assert!(read >= 400, "the replica did {read} transactions");

    // A replica that stands still is not read any more once there is something new.
    pair.tell_replica("SELECT pg_wal_replay_pause()").await;
    let written = version(&publish(&desk, "second").await);
    let own = clients[0].get("/v1/articles/second").await;
    assert_eq!(own.status, 200, "the node itself knows what it wrote");
    assert_eq!(at_least(&clients[1], "/v1/articles/second", written).await.status, 200);
    let began = Instant::now();
    while clients[2].get("/v1/articles/second").await.status != 200 {
        assert!(began.elapsed() < BOUND, "the third node does not show it");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    pair.tell_replica("SELECT pg_wal_replay_resume()").await;

    // A version that never was.
    let answer = at_least(&clients[1], "/v1/articles", written + 1_000).await;
    assert_eq!((answer.status.as_u16(), answer.json()["code"].as_str()), (412, Some("version_not_reached")));
    assert_eq!(at_least(&clients[1], "/v1/articles", -1).await.status, 400);
}

/// What readers and writers have found out.
#[derive(Default)]
struct Seen {
    over: AtomicBool,
    /// The newest version that anybody was shown.
    newest: AtomicI64,
    published: Mutex<BTreeSet<String>>,
    /// How late writes were seen by who names no version.
    delays: Mutex<Vec<Duration>>,
    reads: AtomicI64,
}

/// Publishes one article after the other through a node, and has each seen through the others.
async fn write(seen: Arc<Seen>, desk: Client, others: Vec<Client>, writer: usize) {
    for number in 0.. {
        if seen.over.load(Ordering::Relaxed) {
            return;
        }
        let slug = format!("w{writer}-{number}");
        let form = json!(editing::desk::form(&slug, "one"));
        let publish = desk.request(Method::POST, &format!("/v1/articles/{slug}/publish")).header("if-match", "\"1\"");
        // A node that is killed answers nothing: nobody was promised anything.
        let Ok(made) = desk.request(Method::POST, "/v1/articles").json(&form).send().await else { return };
        assert_eq!(made.status(), 201, "{slug}");
        let Ok(answer) = publish.json(&json!({})).send().await else { return };
        assert_eq!(answer.status(), 200, "{slug}");
        let written: i64 = answer.headers()["content-version"].to_str().unwrap().parse().unwrap();
        let answered = Instant::now();
        seen.published.lock().unwrap().insert(slug.clone());
        seen.newest.fetch_max(written, Ordering::Relaxed);
        let other = &others[number % others.len()];
        let path = format!("/v1/articles/{slug}?fields=slug");
        if number % 2 == 0 {
            let answer = at_least(other, &path, written).await;
            assert_eq!(answer.status, 200, "{slug} is not there for who names {written}");
            assert!(version(&answer) >= written);
        } else {
            while other.get(&path).await.status != 200 {
                assert!(answered.elapsed() < BOUND * 5, "{slug} is not seen");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            seen.delays.lock().unwrap().push(answered.elapsed());
        }
    }
}

/// Reads through one node after the other, and names what was seen before.
async fn read(seen: Arc<Seen>, clients: Vec<Client>) {
    let mut last = 0;
    for n in 0.. {
        if seen.over.load(Ordering::Relaxed) {
            return;
        }
        last = last.max(seen.newest.load(Ordering::Relaxed));
        let path = format!("/v1/articles?first={}", n % 40 + 1);
        let answer = at_least(&clients[n % clients.len()], &path, last).await;
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.bytes));
        let shown = version(&answer);
        assert!(shown >= last, "{shown} after {last}");
        last = shown;
        seen.newest.fetch_max(shown, Ordering::Relaxed);
        seen.reads.fetch_add(1, Ordering::Relaxed);
    }
}

/// Everything that a listener is told, once each.
async fn listen(client: Client) -> BTreeMap<String, usize> {
    let (mut listener, _) = Listener::ready(&client, "/v1/live?type=PUBLISHED").await;
    let mut told = BTreeMap::new();
    while let Ok(Some(event)) = tokio::time::timeout(Duration::from_secs(3), listener.next()).await {
        let json = event.json();
        let slug = json["article"]["slug"].as_str().unwrap_or_else(|| panic!("{json}"));
        *told.entry(slug.to_owned()).or_default() += 1;
    }
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes_lose_nothing_whatever_happens_to_them() {
    let Some(pair) = Pair::start() else { return };
    let (mut nodes, clients, key) = three(&pair).await;
    let desks: Vec<Client> = clients.iter().map(|client| client.with_token(&key)).collect();
    // Due while everything happens: every node has a scheduler.
    let soon = |seconds: i64| {
        masthead_domain::time::Instant::from_micros(
            i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_micros())
                .unwrap()
                + seconds * 1_000_000,
        )
    };
    let planned: Vec<String> = (0..12).map(|n| format!("planned-{n}")).collect();
    for (n, slug) in planned.iter().enumerate() {
        let desk = &desks[n % 3];
        let made = desk.post("/v1/articles", json!(editing::desk::form(slug, "one"))).await;
        assert_eq!(made.status, 201);
        let at = soon(3 + i64::try_from(n).unwrap() / 2);
        let request = desk.request(Method::POST, &format!("/v1/articles/{slug}/schedule")).header("if-match", "\"1\"");
        let answer = desk.send(request.json(&json!({ "publishAt": at }))).await;
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.bytes));
    }

    let seen = Arc::new(Seen::default());
    let heard = tokio::spawn(listen(clients[0].clone()));
    tokio::time::sleep(Duration::from_millis(300)).await;
    let others = |n: usize| (0..2).filter(|other| *other != n).map(|other| clients[other].clone()).collect::<Vec<_>>();
    // The third node writes until it is killed; the others read what it wrote.
    let mut tasks: Vec<_> =
        (0..3).map(|n| tokio::spawn(write(Arc::clone(&seen), desks[n].clone(), others(n), n))).collect();
    tasks.extend((0..2).map(|_| tokio::spawn(read(Arc::clone(&seen), clients[..2].to_vec()))));

    tokio::time::sleep(Duration::from_millis(2_500)).await;
    drop(nodes.pop());
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    // Whoever waits for notifications hears none any more, again and again; what happens is still in the log.
    for _ in 0..3 {
        pair.tell_primary("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'LISTEN%'").await;
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    pair.kill_replica();
    tokio::time::sleep(Duration::from_millis(4_000)).await;
    seen.over.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await.unwrap();
    }

    // Nothing lost: every write that was answered is there, at every node that is left.
    let published = seen.published.lock().unwrap().clone();
    let newest = seen.newest.load(Ordering::Relaxed);
    for client in &clients[..2] {
        for slug in published.iter().chain(&planned) {
            let answer = at_least(client, &format!("/v1/articles/{slug}?fields=slug"), newest).await;
            assert_eq!(answer.status, 200, "{slug} is lost");
        }
    }
    // Nothing done twice: every article was published once, also by the schedulers.
    let twice = "SELECT COUNT(*) AS n FROM (SELECT subject_id FROM events WHERE effect = 1 GROUP BY subject_id HAVING COUNT(*) > 1) t";
    assert_eq!(pair.ask_primary(twice).await, 0, "published twice");
    let told = heard.await.unwrap();
    for slug in published.iter().chain(&planned) {
        assert_eq!(told.get(slug), Some(&1), "what a listener was told of {slug}");
    }
    // Nothing stale beyond the bound.
    let mut delays = seen.delays.lock().unwrap().clone();
    delays.sort();
    let slowest = delays[delays.len() * 99 / 100];
    eprintln!(
        "{} published, {} reads, seen elsewhere after {:?} (median) and {slowest:?} (p99)",
        published.len(),
        seen.reads.load(Ordering::Relaxed),
        delays[delays.len() / 2],
    );
    assert!(slowest < BOUND * 2, "{slowest:?}");
    assert!(published.len() > 20 && seen.reads.load(Ordering::Relaxed) > 50);
}
