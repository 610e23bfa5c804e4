//! What happened to an article, shared by everyone who is told.

use std::{collections::HashMap, sync::Arc};

use masthead_domain::{article::Article, event::Effect, id::Id, time::Instant};
use masthead_persistence::{
    changes::{self, Standing},
    events,
};
use tokio::sync::Mutex;

use crate::{
    App, Cx, Result,
    articles::{self, ArticleView, Include},
};

/// What happened, as those see it who are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An article became visible.
    Published,
    /// A visible article changed.
    Changed,
    /// An article is not visible any more, or not in the filter.
    Deleted,
}

/// What happened to an article.
#[derive(Debug)]
pub struct Happening {
    /// The number of the event in the log.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// The article.
    pub article: Id<Article>,
    pub(super) effect: Effect,
    pub(super) standing: Standing,
    /// The article as readers see it, in the forms that somebody has asked for, by where the API was reached: read once for all who
    /// are told the same.
    views: Mutex<HashMap<Form, Option<ArticleView>>>,
}

/// In which form somebody sees an article: what they asked for, and where they reached the API.
type Form = (Include, Option<Arc<str>>);

impl Happening {
    /// The article as readers see it; nothing if they do not.
    ///
    /// # Errors
    /// What the database says.
    pub async fn view(&self, cx: &Cx, include: Include) -> Result<Option<ArticleView>> {
        let mut views = self.views.lock().await;
        let form = (include, cx.origin());
        if let Some(view) = views.get(&form) {
            return Ok(view.clone());
        }
        let view = articles::by_ids(cx, &[self.article], include).await?.remove(&self.article);
        views.insert(form, view.clone());
        Ok(view)
    }
}

/// What happened after an event, in the order of the log.
pub(super) async fn after(app: &App, seq: i64, limit: u32) -> Result<Vec<Arc<Happening>>> {
    let reader = app.db.reader();
    let noticed = events::noticed(&reader, seq, limit).await?;
    let mut ids: Vec<Id<Article>> = noticed.iter().map(|event| event.article).collect();
    ids.sort_unstable();
    ids.dedup();
    let standings = changes::standings(&reader, &ids).await?;
    let happenings = noticed.into_iter().map(|event| {
        Arc::new(Happening {
            seq: event.seq,
            at: event.at,
            article: event.article,
            effect: event.effect,
            standing: standings.get(&event.article).cloned().unwrap_or_default(),
            views: Mutex::default(),
        })
    });
    Ok(happenings.collect())
}
