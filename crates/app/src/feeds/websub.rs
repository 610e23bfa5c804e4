//! WebSub: the hubs that feeds name are told which feeds have changed, and tell their subscribers.
//!
//! The event log is what is to be told, and how far each hub was told is kept beside it. So nothing is forgotten by a restart or while a
//! hub is away; a hub may hear of the same change twice, and then fetches a feed once more.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use masthead_domain::{
    author::Author,
    collection::Collection,
    event::{Effect, Event, Subject},
    id::Id,
    section::Section,
    series::Series,
    tag::Tag,
};
use masthead_persistence::{
    events::{self, Noticed},
    positions,
};
use url::Url;

use super::{Feed, Format};
use crate::{
    App, Cx, Error, Network, Result,
    articles::{self, Include},
    outbound,
    resources::{self, Resource},
};

/// How often nobody looks at the log, at most.
const LOOK: Duration = Duration::from_secs(1);
/// The longest wait for a hub that does not answer.
const LONGEST: Duration = Duration::from_secs(3600);
/// How long a hub may take to answer.
const ANSWER: Duration = Duration::from_secs(20);
/// How many events are looked at together.
const AT_ONCE: u32 = 500;
/// How many feeds one message names.
const NAMED: usize = 100;

/// Why a hub was not told.
#[derive(Debug, thiserror::Error)]
enum Untold {
    /// What has changed could not be read.
    #[error(transparent)]
    Unread(#[from] Error),
    /// The hub did not take it.
    #[error("{0}")]
    Refused(String),
}

impl From<masthead_persistence::Error> for Untold {
    fn from(error: masthead_persistence::Error) -> Self {
        Self::Unread(error.into())
    }
}

/// Tells every hub what changes, until it is dropped.
pub async fn run(app: App) {
    let hubs = app.settings.feeds.hubs.iter().cloned();
    let all = hubs.map(|hub| tell(app.clone(), hub));
    futures_util::future::join_all(all).await;
}

/// Tells one hub what changes. One that does not answer is asked again, later and later.
async fn tell(app: App, hub: Url) {
    let settings = app.settings.feeds.clone();
    let client = match outbound::client(&settings.hub_networks, ANSWER) {
        Ok(client) => client,
        Err(error) => {
            tracing::error!(%hub, %error, "no client can be made to tell a hub");
            return;
        }
    };
    let mut failures = 0;
    loop {
        match catch_up(&app, &client, &hub).await {
            Ok(()) => failures = 0,
            Err(error) => {
                failures += 1;
                tracing::warn!(%hub, %error, failures, "a hub could not be told what has changed; it is told later");
            }
        }
        let wait = if failures == 0 { LOOK } else { (LOOK * 2_u32.saturating_pow(failures.min(12))).min(LONGEST) };
        tokio::time::sleep(wait).await;
    }
}

/// Tells a hub everything that it was not told yet.
async fn catch_up(app: &App, client: &reqwest::Client, hub: &Url) -> std::result::Result<(), Untold> {
    let name = format!("websub:{hub}");
    let cx = app.cx();
    let Some(mut told) = positions::get(cx.untagged(), &name).await? else {
        // What was there before the hub was named is found by reading the feeds.
        return Ok(keep(app, &name, events::last(cx.untagged()).await?).await?);
    };
    if events::last(cx.untagged()).await? == told {
        return Ok(());
    }
    // What happens together is told together.
    tokio::time::sleep(app.settings.feeds.hub_delay).await;
    loop {
        let cx = app.cx();
        let found = events::after(cx.untagged(), told, AT_ONCE).await?;
        let Some(last) = found.last().map(|event| event.seq) else { return Ok(()) };
        let noticed = events::noticed(cx.untagged(), told, AT_ONCE).await?;
        let noticed: Vec<Noticed> = noticed.into_iter().filter(|event| event.seq <= last).collect();
        let topics: Vec<String> = changed(&cx, &found, &noticed).await?.into_iter().collect();
        for topics in topics.chunks(NAMED) {
            ping(client, hub, topics, &app.settings.feeds.hub_networks).await?;
        }
        keep(app, &name, last).await?;
        told = last;
    }
}

async fn keep(app: &App, name: &str, seq: i64) -> Result<()> {
    let tx = app.db.begin().await?;
    positions::set(&tx, name, seq).await?;
    tx.commit(app.clock.now()).await?;
    Ok(())
}

/// The addresses of the feeds in which readers see something else after these events, of which they noticed those of articles.
async fn changed(cx: &Cx, events: &[Event], noticed: &[Noticed]) -> Result<BTreeSet<String>> {
    let of = |subject: Subject| events.iter().filter(move |event| event.subject == subject);
    let mut ids: Vec<Id<_>> = noticed.iter().map(|event| event.article).collect();
    ids.sort_unstable();
    ids.dedup();
    let views = articles::by_ids(cx, &ids, Feed::needs(Include::default())).await?;
    let mut feeds: Vec<Feed> = views.values().flat_map(Feed::of_article).collect();
    let is_gone = |event: &Noticed| event.effect == Effect::Removed;
    if noticed.iter().any(is_gone) || of(Subject::Site).next().is_some() {
        feeds.push(Feed::All);
    }
    feeds.extend(things::<Section>(cx, of(Subject::Section)).await?.into_iter().map(Feed::Section));
    feeds.extend(things::<Author>(cx, of(Subject::Author)).await?.into_iter().map(Feed::Author));
    feeds.extend(things::<Tag>(cx, of(Subject::Tag)).await?.into_iter().map(Feed::Tag));
    feeds.extend(things::<Series>(cx, of(Subject::Series)).await?.into_iter().map(Feed::Series));
    feeds.extend(things::<Collection>(cx, of(Subject::Collection)).await?.into_iter().map(Feed::Collection));
    Ok(feeds.iter().flat_map(|feed| Format::ALL.map(|format| cx.url(&feed.path_in(format)))).collect())
}

async fn things<T: Resource>(cx: &Cx, events: impl Iterator<Item = &Event>) -> Result<Vec<T>> {
    let mut ids: Vec<Id<T>> = events.map(|event| Id::new(event.id)).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(resources::by_ids(cx, &ids).await?.into_values().map(Arc::unwrap_or_clone).collect())
}

/// Says to a hub that these feeds have changed.
async fn ping(
    client: &reqwest::Client,
    hub: &Url,
    topics: &[String],
    allowed: &[Network],
) -> std::result::Result<(), Untold> {
    outbound::check(hub, allowed).map_err(Untold::Refused)?;
    let request = client.post(hub.clone()).header("content-type", "application/x-www-form-urlencoded");
    let answer = request.body(message(topics)).send().await.map_err(|error| Untold::Refused(error.to_string()))?;
    if !answer.status().is_success() {
        return Err(Untold::Refused(format!("it answered {}", answer.status())));
    }
    tracing::debug!(%hub, feeds = topics.len(), "told a hub what has changed");
    Ok(())
}

/// What a hub is sent: the form that PubSubHubbub had, and that hubs have kept.
fn message(topics: &[String]) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("hub.mode", "publish");
    form.extend_pairs(topics.iter().map(|topic| ("hub.url", topic)));
    form.finish()
}
