//! Most read: pages report what was read, it is counted by the hour, and lists are made of that.
//!
//! Of a reader nothing is known and nothing is kept: a beacon is a few ids and numbers. It becomes numbers in memory, a loop adds those
//! to the numbers of the database, and none of it is an event: counting moves no content version.

mod keep;
mod ranking;
mod waiting;

use std::{collections::HashMap, net::IpAddr, time::Duration};

use masthead_domain::{
    filter::ArticleFilter,
    reads::{Hour, Report, Window, check},
};

pub use keep::{flush, run, tidy};
pub(crate) use waiting::State;

use crate::{
    Cx, Error, Result,
    articles::{ArticleView, Include, Wanted, check_filter, dress, public},
    limit::network,
    paging::page_size,
};

/// Articles when nothing is said.
const USUAL: u32 = 10;

/// Whether reads are counted, and what that may take. All of it is configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadsSettings {
    /// Are they counted at all?
    pub counted: bool,
    /// Most reads of one beacon.
    pub per_beacon: u32,
    /// Reads that are taken at once from one client address; 0 is no limit.
    pub address_burst: u32,
    /// Seconds after which there is one more.
    pub address_seconds: u32,
    /// Most numbers that wait in memory to be written: one for each article and hour.
    pub buffer: usize,
    /// How long they wait: what a crash loses.
    pub flush: Duration,
    /// Days that they are kept.
    pub retention_days: u32,
}

impl Default for ReadsSettings {
    fn default() -> Self {
        Self {
            counted: false,
            per_beacon: 20,
            address_burst: 120,
            address_seconds: 1,
            buffer: 10_000,
            flush: Duration::from_secs(5),
            retention_days: 31,
        }
    }
}

/// Takes what a page reports. Nobody is asked who they are; `address` is where the beacon came from, if that is known, and only limits
/// how much comes from there. Whether there are such articles is found out when the numbers are written: the answer cannot tell.
///
/// # Errors
/// [`Error::NotFound`] where nothing is counted; [`Error::Invalid`]; [`Error::RateLimited`].
pub fn record_reads(cx: &Cx, address: Option<IpAddr>, reports: &[Report]) -> Result<()> {
    let settings = &cx.settings().reads;
    if !settings.counted {
        let what = "counter of reads here: the setting reads_counted is off".to_owned();
        return Err(Error::NotFound { what });
    }
    let reads = check(reports, settings.per_beacon).map_err(Error::invalid)?;
    // An empty one is a request all the same.
    let many = reads.iter().map(|read| read.count).sum::<u32>().max(1);
    if let Some(address) = address {
        cx.app.reads.addresses.take(&network(address), many, cx.now()).map_err(|retry_after| {
            let message = "too many reads from this address (reads_address_burst, reads_address_seconds)".to_owned();
            Error::RateLimited { message, retry_after }
        })?;
    }
    cx.app.reads.add(Hour::of(cx.now()), &reads, settings.buffer);
    Ok(())
}

/// The articles of a list that were read most: of as many reads the newest first. A ranking moves all the time, so it is not walked
/// with cursors.
///
/// # Errors
/// [`Error::PageTooLarge`], [`Error::Malformed`].
pub async fn most_read(
    cx: &Cx,
    window: Window,
    filter: ArticleFilter,
    first: Option<i64>,
    include: Include,
) -> Result<Vec<ArticleView>> {
    let first = page_size(first, USUAL.min(cx.settings().max_page_size), cx.settings())?;
    check_filter(&filter)?;
    cx.reads_beyond_version();
    let ArticleFilter { exclude, .. } = filter;
    let filter = ArticleFilter { exclude: Vec::new(), ..filter };
    let ranking = cx.app.reads.rankings.read(cx, window, filter).await?;
    let ids: Vec<_> = ranking.iter().filter(|id| !exclude.contains(id)).take(first as usize).copied().collect();
    let articles = public(cx, &ids).await?;
    let wanted = articles.into_iter().map(|article| Wanted { article, include }).collect();
    let mut views: HashMap<_, _> = dress(cx, wanted, &[]).await?.into_iter().map(|v| (v.article.id, v)).collect();
    Ok(ids.iter().filter_map(|id| views.remove(id)).collect())
}
