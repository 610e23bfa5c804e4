//! What happened to an article, shared by everyone who is told.

use std::{collections::HashMap, sync::Arc};

use masthead_domain::{article::Article, event::Effect, id::Id, post::Post, time::Instant};
use masthead_persistence::{
    changes::{self, Standing},
    events,
};
use tokio::sync::Mutex;

use crate::{
    App, Cx, Error, Result,
    articles::{self, ArticleView, Include},
    posts::{self, PostView},
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
    /// A post was added to live coverage.
    PostPublished,
    /// A post changed.
    PostChanged,
    /// A post was taken away.
    PostDeleted,
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
    /// The post of it that it is about, if it is about one.
    pub post: Option<Id<Post>>,
    pub(super) effect: Effect,
    pub(super) standing: Standing,
    /// The article as readers see it, in the forms that somebody has asked for, by where the API was reached: read once for all who
    /// are told the same.
    views: Mutex<HashMap<Form, Option<ArticleView>>>,
    /// The same of the post.
    posts: Mutex<HashMap<Option<Arc<str>>, Option<PostView>>>,
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

    /// The post as readers see it; nothing if they do not, and for what is about no post.
    ///
    /// # Errors
    /// What the database says.
    pub async fn post(&self, cx: &Cx) -> Result<Option<PostView>> {
        let Some(id) = self.post else { return Ok(None) };
        let mut views = self.posts.lock().await;
        let form = cx.origin();
        if let Some(view) = views.get(&form) {
            return Ok(view.clone());
        }
        let view = match posts::get(cx, id).await {
            Ok(view) => Some(view),
            Err(Error::NotFound { .. }) => None,
            Err(error) => return Err(error),
        };
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
            post: event.post,
            posts: Mutex::default(),
            effect: event.effect,
            standing: standings.get(&event.article).cloned().unwrap_or_default(),
            views: Mutex::default(),
        })
    });
    Ok(happenings.collect())
}
