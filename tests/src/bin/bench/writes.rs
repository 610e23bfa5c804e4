//! What writing costs: articles created and published, by one writer and by many, and what readers notice of it meanwhile.

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use serde_json::{Value, json};

/// Articles created and published for some time.
#[derive(Debug, Clone)]
pub(crate) struct Writes {
    pub(crate) writers: usize,
    pub(crate) per_second: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) reads: usize,
    pub(crate) slowest_read_ms: f64,
    /// What one read in a hundred takes at least, meanwhile.
    pub(crate) read_p99_ms: f64,
    /// The same when nobody writes.
    pub(crate) quiet_p99_ms: f64,
}

impl std::fmt::Display for Writes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:>2} writers: {:>6.0} articles created and published a second (p50 {:.1} ms, p99 {:.1} ms); {} reads meanwhile, the slowest {:.1} ms, \
             p99 {:.1} ms and {:.1} when nobody writes: {:.1} x (at most 3)",
            self.writers,
            self.per_second,
            self.p50_ms,
            self.p99_ms,
            self.reads,
            self.slowest_read_ms,
            self.read_p99_ms,
            self.quiet_p99_ms,
            self.read_p99_ms / self.quiet_p99_ms,
        )
    }
}

/// Articles of earlier runs may be there.
static RUN: LazyLock<u64> =
    LazyLock::new(|| SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs());
static NUMBER: AtomicU64 = AtomicU64::new(0);

async fn sent(request: reqwest::RequestBuilder, expected: u16) -> Value {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    assert_eq!(status, expected, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// Creates and publishes one article of about 9 KB.
async fn one(http: &reqwest::Client, base: &str, token: &str, text: &str) -> Duration {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let begin = Instant::now();
    let form = json!({
        "headline": format!("Written number {number}"), "slug": format!("written-{}-{number}", *RUN), "section": "cities",
        "contributors": [{"author": "ines-caldevilla"}], "tags": [], "body": {"html": text},
    });
    let made = sent(http.post(format!("{base}/v1/articles")).bearer_auth(token).json(&form), 201).await;
    let id = made["id"].as_str().unwrap();
    let publish = http.post(format!("{base}/v1/articles/{id}/publish")).bearer_auth(token);
    sent(publish.header("if-match", format!("\"{}\"", made["revision"])).json(&json!({})), 200).await;
    begin.elapsed()
}

/// Milliseconds of the one that so many are quicker than.
fn at(sorted: &[Duration], part: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * part) as usize].as_secs_f64() * 1000.0
}

/// What reading the latest takes, one after the other, the quickest first.
async fn reads(http: &reqwest::Client, base: &str, end: Instant) -> Vec<Duration> {
    let mut times = Vec::new();
    while Instant::now() < end {
        let before = Instant::now();
        sent(http.get(format!("{base}/v1/articles?first=20")), 200).await;
        times.push(before.elapsed());
    }
    times.sort_unstable();
    times
}

/// Writes with so many writers for so long, while somebody reads.
pub(crate) async fn measure(address: &str, token: &str, writers: usize, time: Duration) -> Writes {
    let http = reqwest::Client::new();
    let base = format!("http://{address}");
    let text: Arc<str> =
        format!("<p>{}</p>", "Twelve words of some text that says nothing at all to anyone. ".repeat(140)).into();
    let quiet = reads(&http, &base, Instant::now() + time / 2).await;
    let end = Instant::now() + time;
    let tasks: Vec<_> = (0..writers)
        .map(|_| {
            let (http, base, token, text) = (http.clone(), base.clone(), token.to_owned(), Arc::clone(&text));
            tokio::spawn(async move {
                let mut times = Vec::new();
                while Instant::now() < end {
                    times.push(one(&http, &base, &token, &text).await);
                }
                times
            })
        })
        .collect();
    let begin = Instant::now();
    let reads = reads(&http, &base, end).await;
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.unwrap());
    }
    let seconds = begin.elapsed().as_secs_f64();
    times.sort_unstable();
    Writes {
        writers,
        per_second: times.len() as f64 / seconds,
        p50_ms: at(&times, 0.5),
        p99_ms: at(&times, 0.99),
        reads: reads.len(),
        slowest_read_ms: at(&reads, 1.0),
        read_p99_ms: at(&reads, 0.99),
        quiet_p99_ms: at(&quiet, 0.99),
    }
}
