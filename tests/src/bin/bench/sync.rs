//! What copies cost: a whole snapshot, a page of changes, and the question whether there is anything new.

use std::time::Instant;

use masthead_tests::Client;
use serde_json::{Value, json};

use crate::cases::Case;

/// Most pages of a snapshot that are asked for.
const MOST_PAGES: usize = 1_000;

/// A snapshot, from its first page to its last.
#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    articles: usize,
    pages: usize,
    megabytes: f64,
    seconds: f64,
}

impl std::fmt::Display for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { articles, pages, megabytes, seconds } = self;
        write!(
            f,
            "snapshot of {articles} articles by one client: {pages} pages ({:.1} a second), {:.0} articles a second, {:.1} MB a second",
            *pages as f64 / seconds,
            *articles as f64 / seconds,
            megabytes / seconds
        )
    }
}

impl Snapshot {
    pub(crate) fn json(&self) -> Value {
        json!({
            "articles": self.articles, "pages": self.pages, "megabytes": self.megabytes,
            "articlesPerSecond": self.articles as f64 / self.seconds,
        })
    }

    /// Takes one, or the beginning of a very large one.
    pub(crate) async fn take(address: &str) -> Self {
        let client = Client::new(&format!("http://{address}"));
        let mut snapshot = Self { articles: 0, pages: 0, megabytes: 0.0, seconds: 0.0 };
        let begin = Instant::now();
        let mut token = String::new();
        loop {
            let answer = client.get(&path(100, &token)).await;
            let page = answer.json();
            snapshot.pages += 1;
            snapshot.articles += page["entries"].as_array().unwrap().len();
            snapshot.megabytes += answer.bytes.len() as f64 / 1e6;
            token = page["token"].as_str().unwrap().to_owned();
            if page["hasMore"] == false || snapshot.pages == MOST_PAGES {
                snapshot.seconds = begin.elapsed().as_secs_f64();
                return snapshot;
            }
        }
    }
}

fn path(first: usize, token: &str) -> String {
    let token = if token.is_empty() { String::new() } else { format!("&token={token}") };
    format!("/v1/sync?type=ARTICLE&first={first}{token}")
}

/// A page of changes in the middle of everything, and the question of somebody who has all of it.
pub(crate) async fn cases(address: &str, size: usize) -> Vec<Case> {
    let client = Client::new(&format!("http://{address}"));
    let (mut token, mut middle) = (String::new(), String::new());
    for page in 0.. {
        let fields = format!("{}&fields=id", path(100, &token));
        let answer = client.json(&fields).await;
        token = answer["token"].as_str().unwrap().to_owned();
        if page == size / 200 {
            middle.clone_from(&token);
        }
        if answer["hasMore"] == false {
            break;
        }
    }
    vec![Case::get("sync: 20 changes", path(20, &middle)), Case::get("sync: nothing new", path(20, &token))]
}
