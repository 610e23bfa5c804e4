//! Delta sync: everything public first, then what has changed, so that a copy is what a new one would be.
//!
//! There is one order for both: things by the event that last changed them. A copy begins before the first event, where nothing has
//! gone yet; while it is being taken, what changes moves behind the place that it has reached, and comes later. Whoever has come to
//! the end has everything, and asks from there the next time. Nothing of a client is kept here: its token is its place.

use std::collections::HashMap;

pub use masthead_domain::change::ChangeFilter;
use masthead_domain::{
    article::Article,
    change::{After, ChangePlace, Changed},
    id::Id,
    redirect::RedirectTarget,
    time::Instant,
};
use masthead_persistence::{
    articles as articles_stored,
    changes::{self as stored, ChangeQuery, FoundChange},
    redirects,
};

use crate::{
    App, Cx, Edge, Error, Result,
    articles::{self, ArticleView, Include},
    cursor::{self, Fingerprint},
    live,
    paging::page_size,
    scheduler,
};

const DAY: i64 = 24 * 3600 * 1_000_000;

/// How far a copy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CopyPlace {
    /// The number of the last event when it was begun: what had gone by then, it never had.
    pub(crate) begun: i64,
    /// The last change that it has.
    pub(crate) place: ChangePlace,
    /// When that was.
    pub(crate) at: Instant,
    /// Which log those are numbers of.
    pub(crate) log: i64,
}

/// One change of a copy.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// This is how the article is now; keep it, whether it was there or not.
    Article(ArticleView),
    /// The article is not public any more, or not in the filter.
    NoArticle(Id<Article>),
    /// A path leads elsewhere now, or nowhere any more.
    Redirect {
        /// The path.
        from: String,
        /// A path of the site, or an absolute URL.
        to: Option<String>,
    },
}

/// A page of changes, in the order in which a copy takes them.
#[derive(Debug, Clone, PartialEq)]
pub struct Changes {
    /// The changes; the cursor of each is the token of a copy that has taken it.
    pub edges: Vec<Edge<Change>>,
    /// The token of a copy that has taken all of them.
    pub token: String,
    /// Are there more now?
    pub has_more: bool,
    /// Where live updates go on for a copy that has taken all of them.
    pub live_position: String,
}

/// What a client says of the changes that it wants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangesArgs {
    /// How far its copy is; nothing for a new one.
    pub token: Option<String>,
    /// How many changes at most.
    pub first: Option<i64>,
}

/// What has changed for a copy.
///
/// # Errors
/// [`Error::InvalidCursor`] for a token that is damaged or of another filter; [`Error::SyncTokenExpired`]; [`Error::PageTooLarge`],
/// [`Error::Malformed`].
pub async fn changes(cx: &Cx, filter: &ChangeFilter, args: &ChangesArgs, include: Include) -> Result<Changes> {
    // What is told and what is read must be of one log; a copy is told of everything once.
    let cx = &cx.on_primary();
    let settings = cx.settings();
    let limit = page_size(args.first, settings.default_page_size, settings)?;
    let list = Fingerprint::of(&("changes", filter));
    let given = args.token.as_deref().map(|token| cursor::decode::<CopyPlace>(token, list)).transpose()?;
    // From the moment that they end, readers do not see what the rights were for: whoever looks first tells it.
    scheduler::tell_expiries(&cx.app).await?;
    // What is found is at least as new: everything up to here is among it.
    let version = cx.version().await?;
    let at_seq = |seq| CopyPlace {
        begun: version.seq,
        place: ChangePlace { seq, after: After::All },
        at: version.at,
        log: version.log,
    };
    let start = at_seq(0);
    let from = given.unwrap_or(start);
    let query = ChangeQuery { filter, from: from.place, begun: from.begun, limit };
    let mut found = stored::find(cx.untagged(), &query).await?;
    // After what was found was read: what is forgotten meanwhile would be missing.
    let known = stored::known(cx.untagged()).await?;
    if from.place.seq.max(from.begun) < known.changes_lost {
        let message = "what has gone since this token was given is not known any more: begin again without a token";
        return Err(Error::SyncTokenExpired(message));
    }
    // Numbers of a log that was lost were given again since, for other things.
    if from.log != known.log || from.place.seq.max(from.begun) > known.seq {
        let message = "this token is of a time that has not been, for this database: begin again without a token";
        return Err(Error::SyncTokenExpired(message));
    }
    let has_more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let places: Vec<CopyPlace> =
        found.iter().map(|change| CopyPlace { place: change.place, at: change.at, ..from }).collect();
    let all = at_seq(version.seq);
    let end = match places.last() {
        Some(last) if has_more || last.place.seq > version.seq => *last,
        Some(_) => all,
        // The same token again is an answer that caches know. Before it could expire, it is another.
        None if given.is_some() && !is_ageing(cx, from) => from,
        None if from.place.seq > version.seq => from,
        None => all,
    };
    let changes = dress(cx, found, include).await?;
    let edges = places.iter().zip(changes);
    let edges = edges.map(|(place, node)| Edge { cursor: cursor::encode(place, list), node }).collect();
    let live_position = live::position(end.log, end.place.seq);
    Ok(Changes { edges, token: cursor::encode(&end, list), has_more, live_position })
}

/// Is half of the time over that a token is sure to hold?
fn is_ageing(cx: &Cx, place: CopyPlace) -> bool {
    let held = i64::from(cx.settings().sync_retention_days) * DAY;
    cx.now().micros() - place.at.micros() > held / 2
}

/// What the changes are now.
async fn dress(cx: &Cx, found: Vec<FoundChange>, include: Include) -> Result<Vec<Change>> {
    let there = || found.iter().filter(|change| change.is_there);
    let ids: Vec<Id<Article>> = there()
        .filter_map(|change| match change.changed {
            Changed::Article(id) => Some(id),
            Changed::Redirect(_) => None,
        })
        .collect();
    let mut articles = articles::by_ids(cx, &ids, include).await?;
    let paths: Vec<&str> = there().filter_map(|change| change.path.as_deref()).collect();
    let leads = leads(cx, &paths).await?;
    Ok(found
        .iter()
        .map(|change| match change.changed {
            Changed::Article(id) => articles.remove(&id).map_or(Change::NoArticle(id), Change::Article),
            Changed::Redirect(_) => {
                let from = change.path.clone().unwrap_or_default();
                Change::Redirect { to: leads.get(&from).cloned(), from }
            }
        })
        .collect())
}

/// Where these paths lead for readers, as far as they lead anywhere.
async fn leads(cx: &Cx, paths: &[&str]) -> Result<HashMap<String, String>> {
    let found = if paths.is_empty() { Vec::new() } else { redirects::by_paths(cx.untagged(), paths).await? };
    let targets: Vec<Id<Article>> = found
        .iter()
        .filter_map(|redirect| match redirect.to {
            RedirectTarget::Article(id) => Some(id),
            RedirectTarget::Path(_) => None,
        })
        .collect();
    let targets: HashMap<Id<Article>, String> =
        articles_stored::by_ids(cx.untagged(), &targets).await?.into_iter().map(|it| (it.id, it.path)).collect();
    let leads = found.into_iter().filter_map(|redirect| {
        let to = match redirect.to {
            RedirectTarget::Path(to) => Some(to),
            RedirectTarget::Article(id) => targets.get(&id).cloned(),
        };
        Some((redirect.from, to?))
    });
    Ok(leads.collect())
}

/// Forgets what had gone so long ago that nobody is told any more. Returns how much that was.
///
/// # Errors
/// When the database is away.
pub async fn forget(app: &App) -> Result<u64> {
    let now = app.clock.now();
    let before = Instant::from_micros(now.micros() - i64::from(app.settings.sync_retention_days) * DAY);
    let tx = app.db.begin().await?;
    let forgotten = stored::forget(&tx, before).await?;
    tx.commit(now).await?;
    Ok(forgotten)
}

/// Forgets again and again, until it is dropped. An error is logged, and the next look tries again.
pub async fn run(app: App) {
    const EVERY: std::time::Duration = std::time::Duration::from_secs(3600);
    loop {
        if let Err(error) = forget(&app).await {
            tracing::warn!(%error, "what has gone could not be forgotten; it is tried again");
        }
        tokio::time::sleep(EVERY).await;
    }
}
