//! Sitemaps: what search engines are told. One page for each month, by the date that readers see, so that old pages stay as they are.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use chrono::{Datelike, Days, Months, NaiveDate};
use masthead_domain::{asset::Asset, id::Id, language::Language, page::PageRequest, section::Section, time::Instant};
use masthead_persistence::{
    assets,
    sitemaps::{self as stored, Entry, Part},
};

use crate::{
    Cx, Error, Result,
    assets::{AssetView, views},
    resources::Resource,
};

/// The most entries of one page, by the standard.
const MOST_SECTIONS: u32 = 50_000;
/// The most entries of the news.
const MOST_NEWS: u32 = 1_000;
/// What is news: published so many days ago at most.
const NEWS_DAYS: u64 = 2;
/// How many assets one statement names.
const AT_ONCE: usize = 5_000;

/// A page of the sitemap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SitemapPage {
    /// The front, and every section.
    Sections,
    /// Articles of a month; one that has too many for one page has several parts.
    Month {
        /// The year.
        year: i32,
        /// The month, counted from 1.
        month: u32,
        /// Which part, counted from 1.
        part: u64,
    },
}

impl fmt::Display for SitemapPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sections => f.write_str("sections"),
            Self::Month { year, month, part: 1 } => write!(f, "{year:04}-{month:02}"),
            Self::Month { year, month, part } => write!(f, "{year:04}-{month:02}-{part}"),
        }
    }
}

impl SitemapPage {
    /// The page with this name. Every page has one name.
    pub fn parse(name: &str) -> Option<Self> {
        if name == "sections" {
            return Some(Self::Sections);
        }
        let mut parts = name.splitn(3, '-');
        let (year, month) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let part = parts.next().map_or(Some(1), |part| part.parse().ok())?;
        let page = Self::Month { year, month, part };
        let is_one = NaiveDate::from_ymd_opt(year, month, 1).is_some() && (1..=9999).contains(&year) && part > 0;
        (is_one && page.to_string() == name).then_some(page)
    }
}

/// A page of the sitemap, and the last change of anything in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SitemapRef {
    /// Which page.
    pub page: SitemapPage,
    /// The last change that readers should notice, if it is known.
    pub updated_at: Option<Instant>,
}

/// One address that search engines are told.
#[derive(Debug, Clone, PartialEq)]
pub struct SitemapEntry {
    /// Its absolute URL on the site.
    pub url: String,
    /// The last change that readers should notice, if it is known.
    pub updated_at: Option<Instant>,
    /// The same story in every language that there is, itself among them; nothing if there is one language.
    pub alternates: Vec<(Language, String)>,
    /// Its lead image.
    pub image: Option<String>,
}

/// One article of the last two days.
#[derive(Debug, Clone, PartialEq)]
pub struct NewsEntry {
    /// Its absolute URL on the site.
    pub url: String,
    /// Its title.
    pub headline: String,
    /// Its language.
    pub language: Language,
    /// The date that readers see.
    pub published_at: Instant,
}

/// Every page of the sitemap but the news.
///
/// # Errors
/// What the database says.
pub async fn index(cx: &Cx) -> Result<Vec<SitemapRef>> {
    let mut months: BTreeMap<(i32, u32), (u64, Instant)> = BTreeMap::new();
    for day in stored::days(cx.untagged()).await? {
        let date = day.begins.utc().date_naive();
        let (articles, updated_at) = months.entry((date.year(), date.month())).or_insert((0, day.updated_at));
        *articles += day.articles;
        *updated_at = day.updated_at.max(*updated_at);
    }
    let size = u64::from(cx.settings().feeds.sitemap_size);
    let pages = months.into_iter().flat_map(|((year, month), (articles, updated_at))| {
        (1..=articles.div_ceil(size)).map(move |part| SitemapRef {
            page: SitemapPage::Month { year, month, part },
            updated_at: Some(updated_at),
        })
    });
    Ok(std::iter::once(SitemapRef { page: SitemapPage::Sections, updated_at: None }).chain(pages).collect())
}

/// What is told on a page.
///
/// # Errors
/// [`Error::NotFound`] when there is no such page.
pub async fn page(cx: &Cx, name: &str) -> Result<Vec<SitemapEntry>> {
    let not_there = || Error::NotFound { what: format!("page {name:?} of the sitemap") };
    let (year, month, part) = match SitemapPage::parse(name).ok_or_else(not_there)? {
        SitemapPage::Sections => return sections(cx).await,
        SitemapPage::Month { year, month, part } => (year, month, part),
    };
    let size = cx.settings().feeds.sitemap_size;
    let begins = NaiveDate::from_ymd_opt(year, month, 1).ok_or_else(not_there)?;
    let ends = begins.checked_add_months(Months::new(1)).ok_or_else(not_there)?;
    let skip = (part - 1).saturating_mul(size.into());
    let of_month = Part { from: midnight(begins), before: midnight(ends), skip, limit: size, latest_first: false };
    let found = stored::part(cx.untagged(), of_month).await?;
    if found.is_empty() {
        return Err(not_there());
    }
    let site = cx.site().await?;
    let alternates = alternates(cx, &found).await?;
    let images = images(cx, &found).await?;
    Ok(found
        .iter()
        .map(|entry| SitemapEntry {
            url: site.absolute(&entry.path),
            updated_at: Some(entry.updated_at),
            alternates: entry.translation_set.as_ref().and_then(|set| alternates.get(set)).cloned().unwrap_or_default(),
            image: entry.lead_image.and_then(|id| images.get(&id)).cloned(),
        })
        .collect())
}

fn midnight(date: NaiveDate) -> Instant {
    date.and_time(chrono::NaiveTime::MIN).and_utc().into()
}

/// The front and every section. When readers would notice a change of theirs is not known, so nothing is claimed.
async fn sections(cx: &Cx) -> Result<Vec<SitemapEntry>> {
    let site = cx.site().await?;
    let sections = Section::page(cx.untagged(), &PageRequest::first(MOST_SECTIONS)).await?;
    let urls = sections.iter().take(MOST_SECTIONS as usize - 1).map(|(_, section)| site.absolute(&section.path));
    let one = |url| SitemapEntry { url, updated_at: None, alternates: Vec::new(), image: None };
    Ok(std::iter::once(site.url.to_string()).chain(urls).map(one).collect())
}

/// By translation set, every language with its address. A set of one has nothing to tell; of two in the same language the first counts.
async fn alternates(cx: &Cx, entries: &[Entry]) -> Result<HashMap<String, Vec<(Language, String)>>> {
    let mut sets: Vec<&str> = entries.iter().filter_map(|entry| entry.translation_set.as_deref()).collect();
    sets.sort_unstable();
    sets.dedup();
    let site = cx.site().await?;
    let found = stored::translations(cx.untagged(), &sets).await?;
    let all = found.into_iter().map(|(set, members)| {
        let languages = members.into_iter().map(|member| (member.language, site.absolute(&member.path)));
        let mut languages: Vec<_> = languages.collect();
        languages.dedup_by(|next, kept| next.0 == kept.0);
        (set, languages)
    });
    Ok(all.filter(|(_, languages)| languages.len() > 1).collect())
}

/// The lead images that may be shown: where everything can show them.
async fn images(cx: &Cx, entries: &[Entry]) -> Result<HashMap<Id<Asset>, String>> {
    let mut ids: Vec<Id<Asset>> = entries.iter().filter_map(|entry| entry.lead_image).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut images = HashMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let found = assets::find_public(cx.untagged(), ids, &[], cx.now()).await?;
        let found = views(cx, found, false).await?;
        images.extend(found.into_iter().map(|view| (view.asset.id, address(view))));
    }
    Ok(images)
}

fn address(view: AssetView) -> String {
    view.plain(masthead_domain::rendition::Crop::Original).map_or(view.url, |plain| plain.url)
}

/// The articles of the last two days, the latest first.
///
/// # Errors
/// What the database says.
pub async fn news(cx: &Cx) -> Result<Vec<NewsEntry>> {
    let now = cx.now();
    let from = now.utc().checked_sub_days(Days::new(NEWS_DAYS)).map_or(now, Instant::from);
    // Nothing is public that is dated later, but a date may be this very moment.
    let latest = Part { from, before: Instant::from_micros(i64::MAX), skip: 0, limit: MOST_NEWS, latest_first: true };
    let found = stored::part(cx.untagged(), latest).await?;
    let site = cx.site().await?;
    Ok(found
        .into_iter()
        .map(|entry| NewsEntry {
            url: site.absolute(&entry.path),
            headline: entry.headline,
            language: entry.language,
            published_at: entry.published_at,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_one_name() {
        for name in ["sections", "2024-05", "2024-12-2", "0007-01"] {
            assert_eq!(SitemapPage::parse(name).map(|page| page.to_string()).as_deref(), Some(name));
        }
        for name in
            ["", "2024", "2024-13", "2024-5", "2024-05-1", "2024-05-0", "2024-05-02", "+024-05", "10000-01", "x"]
        {
            assert_eq!(SitemapPage::parse(name), None, "{name}");
        }
    }
}
