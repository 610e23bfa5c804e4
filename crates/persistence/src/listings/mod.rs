//! Listings: for everything that articles are listed by, which public articles it has, in order.
//!
//! A row says "the article stands at this place of this list". Only published articles have rows, so no list can leak a draft;
//! every list is one range of one index, so the ten-thousandth page costs what the first one costs. Rows are written in the
//! transaction that changes what they follow from.

mod places;

use std::collections::HashSet;

use masthead_domain::{
    article::{Article, Role},
    cache_tag::{CacheTag, ListedBy},
    filter::{Along, ArticleFilter, Direction},
    id::Id,
    page::{End, PageRequest},
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

pub use self::places::{Listed, move_section, replace};
pub(crate) use self::places::{forget_related, merge_tags, rebuild_collection};
use crate::{Result, sql::Sql};

/// What articles are listed by. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Facet {
    /// Everything public, by date.
    Public,
    /// A section with its descendants, by date.
    Section,
    /// An author in any role, by date.
    Author,
    /// A tag, by date.
    Tag,
    /// A series, by date.
    Series,
    /// A language range, by date.
    Language,
    /// A translation set, by date.
    Translations,
    /// A series, by part; parts without a number follow by date.
    SeriesOrder,
    /// A collection, by position.
    Collection,
    /// What was set beside an article, by position.
    Related,
    /// An author in one role, by date.
    AuthorAs(Role),
}

impl Facet {
    /// As it is stored.
    pub(crate) const fn number(self) -> i16 {
        match self {
            Self::Public => 0,
            Self::Section => 1,
            Self::Author => 2,
            Self::Tag => 3,
            Self::Series => 4,
            Self::Language => 5,
            Self::Translations => 6,
            Self::SeriesOrder => 20,
            Self::Collection => 21,
            Self::Related => 22,
            Self::AuthorAs(role) => 40 + role.number(),
        }
    }
}

/// What the lists of a facet are called in cache tags; those of authors, in any role and in one, are one list there.
const LISTED_BY: [(Facet, ListedBy); 8] = [
    (Facet::Section, ListedBy::Section),
    (Facet::Tag, ListedBy::Tag),
    (Facet::Series, ListedBy::Series),
    (Facet::SeriesOrder, ListedBy::Series),
    (Facet::Language, ListedBy::Language),
    (Facet::Translations, ListedBy::Translations),
    (Facet::Collection, ListedBy::Collection),
    (Facet::Related, ListedBy::Related),
];

/// The cache tag of a list.
fn tag(facet: i16, id: Uuid) -> CacheTag {
    if facet == Facet::Public.number() {
        return CacheTag::Articles;
    }
    let by = LISTED_BY.iter().find(|(known, _)| known.number() == facet).map_or(ListedBy::Author, |(_, by)| *by);
    CacheTag::List(by, id)
}

/// The place of an article in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ListingPlace {
    /// Microseconds since the epoch in lists by date, a position in others.
    pub sort: i64,
    /// Decides between equal places.
    pub article: Id<Article>,
}

/// One list, and the part of it that is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ListQuery {
    /// Which articles.
    pub filter: ArticleFilter,
    /// Which way.
    pub direction: Direction,
    /// Which part.
    pub page: PageRequest<ListingPlace>,
}

/// Languages, translation sets and redirects are named by text; their rows by a UUID made from it.
pub(crate) fn named(kind: &str, text: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("masthead:{kind}:{text}").as_bytes())
}

pub(crate) fn language(range: &str) -> Uuid {
    named("language", &range.to_ascii_lowercase())
}

/// The list to walk along, and the lists that an article must also stand in.
fn facets(filter: &ArticleFilter) -> ((Facet, Uuid), Vec<(Facet, Uuid)>) {
    let mut also = Vec::new();
    if let Some(tag) = filter.tag {
        also.push((Facet::Tag, tag.uuid()));
    }
    if let Some(series) = filter.series {
        also.push((Facet::Series, series.uuid()));
    }
    if let Some(author) = filter.author {
        also.push((filter.role.map_or(Facet::Author, Facet::AuthorAs), author.uuid()));
    }
    if let Some(section) = filter.section {
        also.push((Facet::Section, section.uuid()));
    }
    if let Some(tag) = &filter.language {
        also.push((Facet::Language, language(tag)));
    }
    let along = match &filter.along {
        // The rarest goes first: walking a tag and checking the section beats the other way round.
        Along::Public if also.is_empty() => (Facet::Public, Uuid::nil()),
        Along::Public => also.remove(0),
        Along::Series(id) => (Facet::SeriesOrder, id.uuid()),
        Along::Collection(id) => (Facet::Collection, id.uuid()),
        Along::Related(id) => (Facet::Related, id.uuid()),
        // The nil UUID is no set's name: an article without one has no translations.
        Along::Translations { set, .. } => {
            (Facet::Translations, set.as_deref().map_or(Uuid::nil(), |set| named("translations", set)))
        }
    };
    (along, also)
}

/// What a list follows from, besides the articles in it.
pub fn tags(filter: &ArticleFilter) -> Vec<CacheTag> {
    let (along, also) = facets(filter);
    std::iter::once(along).chain(also).map(|(facet, id)| tag(facet.number(), id)).collect()
}

/// What an article must be filed under to be in a list by date: what search looks for besides words.
pub(crate) fn filed_under(filter: &ArticleFilter) -> Vec<(i16, Uuid)> {
    let (along, also) = facets(filter);
    let filed = std::iter::once(along).chain(also).filter(|(facet, _)| *facet != Facet::Public);
    filed.map(|(facet, id)| (facet.number(), id)).collect()
}

/// The lists that an article is searched by. What depends on other articles is not among them.
pub(crate) fn searched() -> impl Iterator<Item = i16> {
    let plain = [Facet::Public, Facet::Section, Facet::Author, Facet::Tag, Facet::Series, Facet::Language];
    plain.into_iter().chain(Role::ALL.iter().copied().map(Facet::AuthorAs)).map(Facet::number)
}

/// `FROM listings l WHERE …` without the page.
fn push_filter(sql: &mut Sql, filter: &ArticleFilter) {
    sql.push(" FROM listings l WHERE ");
    push_conditions(sql, filter);
}

/// What is asked of the rows `l` of a list.
pub(crate) fn push_conditions(sql: &mut Sql, filter: &ArticleFilter) {
    let ((facet, facet_id), also) = facets(filter);
    sql.push("l.facet = ").bind(facet.number()).push(" AND l.facet_id = ").bind(facet_id);
    for (facet, facet_id) in also {
        sql.push(" AND EXISTS (SELECT 1 FROM listings x WHERE x.article_id = l.article_id AND x.facet = ");
        sql.bind(facet.number()).push(" AND x.facet_id = ").bind(facet_id).push(")");
    }
    if let Some(from) = filter.published_from {
        sql.push(" AND l.sort >= ").bind(from.micros());
    }
    if let Some(before) = filter.published_before {
        sql.push(" AND l.sort < ").bind(before.micros());
    }
    if let Some(ids) = &filter.ids {
        sql.push(" AND l.article_id IN ").bind_list(ids.iter().map(|id| id.uuid()));
    }
    let itself = match &filter.along {
        Along::Translations { of, .. } => Some(*of),
        _ => None,
    };
    let exclude: Vec<Uuid> = filter.exclude.iter().copied().chain(itself).map(Id::uuid).collect();
    if !exclude.is_empty() {
        sql.push(" AND l.article_id NOT IN ").bind_list(exclude);
    }
}

/// Do larger places come first, in the order of the list?
fn descends(query: &ListQuery) -> bool {
    let by_date = matches!(query.filter.along, Along::Public | Along::Translations { .. });
    by_date != (query.direction == Direction::Reversed)
}

#[derive(FromQueryResult)]
struct PlaceRow {
    query: i32,
    sort: i64,
    article_id: Uuid,
}

/// One place more than each page holds, from the end that it begins at; all lists in one statement.
///
/// # Errors
/// What the database says.
pub async fn find(connection: &impl ConnectionTrait, queries: &[ListQuery]) -> Result<Vec<Vec<ListingPlace>>> {
    let mut sql = Sql::default();
    for (number, query) in queries.iter().enumerate() {
        let backwards = descends(query) != (query.page.end == End::Finish);
        if number > 0 {
            sql.push(" UNION ALL ");
        }
        // The number is ours, not a value: PostgreSQL would not know the type of a placeholder here.
        sql.push("SELECT * FROM (SELECT ")
            .push(&number.to_string())
            .push(" AS query, l.sort AS sort, l.article_id AS article_id");
        push_filter(&mut sql, &query.filter);
        if let Some(from) = &query.page.from {
            sql.push(if backwards { " AND (l.sort, l.article_id) < (" } else { " AND (l.sort, l.article_id) > (" });
            sql.bind(from.sort).push(", ").bind(from.article.uuid()).push(")");
        }
        sql.push(if backwards {
            " ORDER BY l.sort DESC, l.article_id DESC LIMIT "
        } else {
            " ORDER BY l.sort, l.article_id LIMIT "
        });
        sql.bind(i64::from(query.page.limit) + 1).push(") AS found");
    }
    let mut found = vec![Vec::new(); queries.len()];
    if queries.is_empty() {
        return Ok(found);
    }
    for row in sql.all::<PlaceRow>(connection).await? {
        let place = ListingPlace { sort: row.sort, article: Id::new(row.article_id) };
        if let Some(places) = usize::try_from(row.query).ok().and_then(|number| found.get_mut(number)) {
            places.push(place);
        }
    }
    // Neither database promises to keep the order of the parts of a union.
    for (query, places) in queries.iter().zip(&mut found) {
        places.sort_unstable();
        if descends(query) != (query.page.end == End::Finish) {
            places.reverse();
        }
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct CountRow {
    query: i32,
    total: i64,
}

/// How many articles each list has, all in one statement. Costs what the lists are long.
///
/// # Errors
/// What the database says.
pub async fn count(connection: &impl ConnectionTrait, filters: &[&ArticleFilter]) -> Result<Vec<u64>> {
    let mut totals = vec![0; filters.len()];
    if filters.is_empty() {
        return Ok(totals);
    }
    let mut sql = Sql::default();
    for (number, filter) in filters.iter().enumerate() {
        if number > 0 {
            sql.push(" UNION ALL ");
        }
        sql.push("SELECT ").push(&number.to_string()).push(" AS query, COUNT(*) AS total");
        push_filter(&mut sql, filter);
    }
    for row in sql.all::<CountRow>(connection).await? {
        if let Some(total) = usize::try_from(row.query).ok().and_then(|number| totals.get_mut(number)) {
            *total = u64::try_from(row.total).unwrap_or(0);
        }
    }
    Ok(totals)
}

#[derive(FromQueryResult)]
struct PublicRow {
    article_id: Uuid,
}

/// Which of these articles are public.
pub(crate) async fn public(
    connection: &impl ConnectionTrait,
    articles: impl IntoIterator<Item = Id<Article>>,
) -> Result<HashSet<Id<Article>>> {
    let mut sql = Sql::new("SELECT article_id FROM listings WHERE facet = ");
    sql.bind(Facet::Public.number()).push(" AND facet_id = ").bind(Uuid::nil());
    sql.push(" AND article_id IN ").bind_list(articles.into_iter().map(Id::uuid));
    let rows: Vec<PublicRow> = sql.all(connection).await?;
    Ok(rows.into_iter().map(|row| Id::new(row.article_id)).collect())
}
