//! How many results there are in each section, of each author, about each tag, of each year and in each language.

use std::{collections::HashMap, hash::Hash};

use chrono::{DateTime, Datelike};
use masthead_domain::{author::Author, id::Id, language::Language, section::Section, tag::Tag};
use masthead_persistence::{
    authors,
    search::{Candidate, FacetKind},
    sections, tags,
};

use crate::{Cx, Result};

/// Most values that are told of each kind.
const MOST: usize = 20;
/// Values that are looked up: among those with equal counts, the order of slugs decides.
const LOOKED_UP: usize = 100;

/// How many results have something.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally<T> {
    /// What they have.
    pub value: T,
    /// How many they are: as many as a search narrowed by it finds.
    pub count: u64,
}

/// How many results there are of everything, the most first; at most twenty of each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facets {
    /// Sections; those around a section have what it has.
    pub sections: Vec<Tally<Section>>,
    /// Authors, in whatever role.
    pub authors: Vec<Tally<Author>>,
    /// Tags.
    pub tags: Vec<Tally<Tag>>,
    /// Years of publication, in UTC, the latest first.
    pub years: Vec<Tally<i32>>,
    /// Languages of articles; a wide one (`pt`) has what a narrow one (`pt-BR`) has.
    pub languages: Vec<Tally<Language>>,
}

/// Counts.
pub(super) async fn count(cx: &Cx, candidates: &[Candidate]) -> Result<Facets> {
    let reader = cx.untagged();
    let of = |kind: FacetKind| {
        let ids = candidates.iter().flat_map(|c| &c.facets).filter(|(other, _)| *other == kind).map(|(_, id)| *id);
        most_first(tally(ids), |id| *id)
    };
    let by_id = |kind: FacetKind| -> HashMap<_, u64> { of(kind).into_iter().take(LOOKED_UP).collect() };
    let counts = by_id(FacetKind::Section);
    let found = sections::by_ids(reader, &ids(&counts)).await?;
    let sections = named(found, &counts, |section| (section.id.uuid(), section.slug.to_string()));
    let counts = by_id(FacetKind::Author);
    let found = authors::by_ids(reader, &ids(&counts)).await?;
    let authors = named(found, &counts, |author| (author.id.uuid(), author.slug.to_string()));
    let counts = by_id(FacetKind::Tag);
    let found = tags::by_ids(reader, &ids(&counts)).await?;
    let tags = named(found, &counts, |tag| (tag.id.uuid(), tag.slug.to_string()));

    let year = |candidate: &Candidate| DateTime::from_timestamp_micros(candidate.published_at).map(|date| date.year());
    let mut years: Vec<(i32, u64)> = tally(candidates.iter().filter_map(year)).into_iter().collect();
    years.sort_unstable_by_key(|(year, _)| std::cmp::Reverse(*year));
    let languages = tally(candidates.iter().map(|candidate| &candidate.language));
    // As filters do: `pt` finds `pt-BR`.
    let within = |wide: &Language| -> u64 {
        let finds = |(narrow, _): &(&&Language, &u64)| narrow.ranges().any(|range| range.eq_ignore_ascii_case(wide));
        languages.iter().filter(finds).map(|(_, count)| count).sum()
    };
    let languages: HashMap<Language, u64> = languages.keys().map(|&wide| (wide.clone(), within(wide))).collect();
    Ok(Facets {
        sections,
        authors,
        tags,
        years: years.into_iter().take(MOST).map(|(value, count)| Tally { value, count }).collect(),
        languages: most_first(languages, Language::to_string)
            .into_iter()
            .take(MOST)
            .map(|(value, count)| Tally { value, count })
            .collect(),
    })
}

fn tally<T: Eq + Hash>(values: impl Iterator<Item = T>) -> HashMap<T, u64> {
    let mut counts = HashMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

fn most_first<T, K: Ord>(counts: HashMap<T, u64>, name: impl Fn(&T) -> K) -> Vec<(T, u64)> {
    let mut counts: Vec<(T, u64)> = counts.into_iter().collect();
    counts.sort_by_cached_key(|(value, count)| (std::cmp::Reverse(*count), name(value)));
    counts
}

fn ids<T>(counts: &HashMap<uuid::Uuid, u64>) -> Vec<Id<T>> {
    counts.keys().copied().map(Id::new).collect()
}

fn named<T>(
    found: Vec<T>,
    counts: &HashMap<uuid::Uuid, u64>,
    name: impl Fn(&T) -> (uuid::Uuid, String),
) -> Vec<Tally<T>> {
    let mut tallies: Vec<(String, Tally<T>)> = found
        .into_iter()
        .filter_map(|value| {
            let (id, slug) = name(&value);
            Some((slug, Tally { count: *counts.get(&id)?, value }))
        })
        .collect();
    tallies.sort_by(|(a, one), (b, other)| other.count.cmp(&one.count).then_with(|| a.cmp(b)));
    tallies.into_iter().take(MOST).map(|(_, tally)| tally).collect()
}
