//! Rankings that were made a moment ago. Summing up a month takes a while, and the numbers change every few seconds only: until then the
//! same question has the same answer. One ranking is made at a time, so those who ask for many hold up each other and nobody else.

use std::{collections::HashMap, sync::Arc};

use masthead_domain::{
    article::Article,
    filter::{ArticleFilter, MAX_FILTER_IDS},
    id::Id,
    reads::{Hour, Window},
    time::Instant,
};
use masthead_persistence::reads as stored;
use tokio::sync::Mutex;

use crate::{Cx, Result};

/// Rankings that are remembered at most: windows times the sections and languages that are asked for.
const MAX_REMEMBERED: usize = 1_000;

/// What is asked for, of everything that is public.
type Question = (Window, ArticleFilter);

/// What was answered, and until when that holds.
#[derive(Debug, Clone)]
struct Known {
    articles: Arc<[Id<Article>]>,
    at: Instant,
    /// The content version: what is published or moved shows at once.
    version: i64,
}

/// The rankings of this node.
#[derive(Debug, Default)]
pub(super) struct Rankings(Mutex<HashMap<Question, Known>>);

impl Rankings {
    /// What was read has been written: the next one who asks is told.
    pub(super) async fn forget(&self) {
        self.0.lock().await.clear();
    }

    /// The articles that were read most, as many as any page may show, whatever it leaves out.
    pub(super) async fn read(&self, cx: &Cx, window: Window, filter: ArticleFilter) -> Result<Arc<[Id<Article>]>> {
        let (now, version) = (cx.now(), cx.version().await?.seq);
        let question = (window, filter);
        let mut rankings = self.0.lock().await;
        let lasting = i64::try_from(cx.settings().reads.flush.as_micros()).unwrap_or(i64::MAX);
        let holds = |known: &Known| {
            let is_fresh = (0..lasting).contains(&(now.micros() - known.at.micros()));
            is_fresh && known.version == version && Hour::of(known.at) == Hour::of(now)
        };
        if let Some(known) = rankings.get(&question).filter(|known| holds(known)) {
            return Ok(Arc::clone(&known.articles));
        }
        let most = cx.settings().max_page_size.saturating_add(u32::try_from(MAX_FILTER_IDS).unwrap_or(u32::MAX));
        let articles: Arc<[_]> = stored::most(cx.untagged(), window, Hour::of(now), &question.1, most).await?.into();
        if rankings.len() >= MAX_REMEMBERED {
            rankings.clear();
        }
        rankings.insert(question, Known { articles: Arc::clone(&articles), at: now, version });
        Ok(articles)
    }
}
