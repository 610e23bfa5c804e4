//! Where articles stand, and stood, in the lists that copies are kept of: what decides who is told of them.

use std::collections::HashMap;

use masthead_domain::{article::Article, change::ChangeFilter, id::Id};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{
    Result,
    listings::{Facet, language},
    sql::Sql,
};

/// Where an article stands, and where it stood, in the lists that copies are kept of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing(Vec<Place>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    list: (i16, Uuid),
    seq: i64,
    gone: bool,
}

impl Standing {
    /// Where it stands in each of the lists that a filter names; nothing when it never stood in one of them.
    fn places(&self, filter: &ChangeFilter) -> Option<Vec<Place>> {
        let mut lists = Vec::with_capacity(2);
        lists.extend(filter.section.map(|section| (Facet::Section.number(), section.uuid())));
        lists.extend(filter.language.as_ref().map(|range| (Facet::Language.number(), language(range))));
        if lists.is_empty() {
            lists.push((Facet::Public.number(), Uuid::nil()));
        }
        lists.into_iter().map(|list| self.0.iter().copied().find(|place| place.list == list)).collect()
    }

    /// Does the filter let it through now?
    pub fn is_in(&self, filter: &ChangeFilter) -> bool {
        self.places(filter).is_some_and(|places| places.iter().all(|place| !place.gone))
    }

    /// Did the filter let it through until this event, or a later one, and not any more?
    pub fn left_since(&self, filter: &ChangeFilter, seq: i64) -> bool {
        let left = |place: &Place| place.gone && place.seq >= seq;
        self.places(filter)
            .is_some_and(|places| places.iter().any(left) && places.iter().all(|it| !it.gone || left(it)))
    }

    /// Did the filter let it through when this event took it from readers?
    pub fn was_in(&self, filter: &ChangeFilter, seq: i64) -> bool {
        self.places(filter).is_some_and(|places| places.iter().all(|place| place.seq >= seq))
    }
}

#[derive(FromQueryResult)]
struct Row {
    facet: i16,
    facet_id: Uuid,
    id: Uuid,
    seq: i64,
    gone: bool,
}

/// Where these articles stand.
///
/// # Errors
/// What the database says.
pub async fn standings(
    connection: &impl ConnectionTrait,
    articles: &[Id<Article>],
) -> Result<HashMap<Id<Article>, Standing>> {
    let mut standings: HashMap<Id<Article>, Standing> = HashMap::new();
    if articles.is_empty() {
        return Ok(standings);
    }
    let mut sql = Sql::new("SELECT facet, facet_id, id, seq, gone FROM changes WHERE id IN ");
    sql.bind_list(articles.iter().map(|id| id.uuid()));
    for row in sql.all::<Row>(connection).await? {
        let place = Place { list: (row.facet, row.facet_id), seq: row.seq, gone: row.gone };
        standings.entry(Id::new(row.id)).or_default().0.push(place);
    }
    Ok(standings)
}
