//! Walking results: by date, or by fit, so many of the newest at a time.

use masthead_domain::{
    article::Article,
    id::Id,
    page::{Page, PageRequest},
    search::{Query, SearchOrder},
};
use masthead_persistence::search::{self as stored, Candidate, Survey, Wanted};

use super::{
    Look, SearchArgs,
    rank::{RankedPlace, rank},
};
use crate::{
    Cx, Result,
    cursor::{self, Fingerprint},
};

/// A walk that has been checked.
pub(super) struct Walk<'a> {
    args: &'a SearchArgs,
    query: Query,
    fingerprint: Fingerprint,
    request: Request,
}

enum Request {
    ByDate(PageRequest<i64>),
    ByFit(PageRequest<RankedPlace>),
}

/// What a walk has come to.
pub(super) struct Step {
    pub(super) look: Look,
    /// Cursors and articles.
    pub(super) page: Page<(String, Id<Article>)>,
    /// The newest results, if something is to be counted.
    pub(super) counted: Option<Vec<Candidate>>,
    /// Are there more than were counted?
    pub(super) approximate: bool,
}

/// Places are dates, or a little later when several articles share one: never by as much as this, in microseconds.
const SLACK: i64 = 60_000_000;

impl<'a> Walk<'a> {
    pub(super) fn new(cx: &Cx, args: &'a SearchArgs, query: Query) -> Result<Self> {
        let fingerprint = Fingerprint::of(&("search", &query, &args.filter, args.order));
        let request = match args.order {
            SearchOrder::Newest => Request::ByDate(args.page.request(cx.settings(), fingerprint)?),
            SearchOrder::Relevance => Request::ByFit(args.page.request(cx.settings(), fingerprint)?),
        };
        Ok(Self { args, query, fingerprint, request })
    }

    /// The part of the results that is wanted.
    pub(super) async fn read(&self, cx: &Cx) -> Result<Step> {
        let most = cx.settings().search.candidates;
        let counts = self.args.facets || self.args.page.total;
        let (start, limit) = match &self.request {
            Request::ByDate(request) => (request.from, request.limit),
            Request::ByFit(request) => (request.from.map(|place| place.before), most),
        };
        let survey = stored::survey(cx.untagged(), start.unwrap_or(i64::MAX), limit).await?;
        let look = Look::new(&self.query, &self.args.filter, &survey);
        let results = Results { cx, walk: self, survey: &survey, look: &look };
        let mut counted = None;
        let mut page = match &self.request {
            Request::ByDate(request) => results.by_date(request).await?,
            Request::ByFit(request) => results.by_fit(request, &mut counted).await?,
        };
        let mut approximate = false;
        if counts {
            let mut all = match counted {
                Some(all) => all,
                None => results.candidates(i64::MIN, i64::MAX, most + 1).await?,
            };
            approximate = all.len() > most as usize;
            all.truncate(most as usize);
            page.total = self.args.page.total.then_some(all.len() as u64);
            counted = Some(all).filter(|_| self.args.facets);
        } else {
            counted = None;
        }
        Ok(Step { page, counted, approximate, look })
    }
}

/// The results of a walk, in any part.
struct Results<'a> {
    cx: &'a Cx,
    walk: &'a Walk<'a>,
    survey: &'a Survey,
    look: &'a Look,
}

impl Results<'_> {
    fn wanted(&self, from: i64, before: i64, limit: u32) -> Wanted<'_> {
        let filter = &self.walk.args.filter;
        let first = filter.published_from.map_or(i64::MIN, |at| at.micros());
        let last = filter.published_before.map_or(i64::MAX, |at| at.micros().saturating_add(SLACK));
        Wanted {
            expression: &self.look.expression,
            from: from.max(first),
            before: before.min(last),
            published_from: filter.published_from,
            published_before: filter.published_before,
            ids: filter.ids.as_deref(),
            exclude: &filter.exclude,
            limit,
        }
    }

    async fn candidates(&self, from: i64, before: i64, limit: u32) -> Result<Vec<Candidate>> {
        Ok(stored::candidates(self.cx.untagged(), &self.wanted(from, before, limit), self.survey).await?)
    }

    async fn by_date(&self, request: &PageRequest<i64>) -> Result<Page<(String, Id<Article>)>> {
        let wanted = self.wanted(i64::MIN, request.from.unwrap_or(i64::MAX), request.limit + 1);
        let found = stored::find(self.cx.untagged(), &wanted, self.survey).await?;
        let cursor = |place: i64| cursor::encode(&place, self.walk.fingerprint);
        Ok(Page::from_found(request, found, None).map(|found| (cursor(found.place), found.article)))
    }

    /// The newest are judged first; when they are through, those before them. `first` becomes what was judged if the walk begins.
    async fn by_fit(
        &self,
        request: &PageRequest<RankedPlace>,
        first: &mut Option<Vec<Candidate>>,
    ) -> Result<Page<(String, Id<Article>)>> {
        let most = self.cx.settings().search.candidates;
        let mut at = request.from;
        let mut before = i64::MAX;
        let mut found = Vec::new();
        loop {
            let (candidates, from) = match at {
                // Those that were judged together are judged together again, with what has been published among them meanwhile.
                Some(place) => {
                    before = place.before;
                    (self.candidates(place.from, before, most.saturating_mul(4)).await?, place.from)
                }
                None => {
                    let mut candidates = self.candidates(i64::MIN, before, most + 1).await?;
                    if before == i64::MAX {
                        *first = Some(candidates.clone());
                    }
                    let more = candidates.len() > most as usize;
                    candidates.truncate(most as usize);
                    let from = candidates.last().filter(|_| more).map_or(i64::MIN, |last| last.found.place);
                    (candidates, from)
                }
            };
            let judged = rank(&candidates, &self.look.pieces).into_iter();
            let judged = judged.filter(|j| at.is_none_or(|at| (j.worth, j.place) < (at.worth, at.place)));
            found.extend(judged.map(|j| (RankedPlace { before, from, worth: j.worth, place: j.place }, j.article)));
            if found.len() > request.limit as usize || from == i64::MIN {
                break;
            }
            (at, before) = (None, from);
        }
        let cursor = |place: &RankedPlace| cursor::encode(place, self.walk.fingerprint);
        Ok(Page::from_found(request, found, None).map(|(place, article)| (cursor(&place), article)))
    }
}
