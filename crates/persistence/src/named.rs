//! What sections, authors, tags, series and collections share: an id, a slug, and a place in the order of names.

use std::collections::HashMap;

use masthead_domain::page::{End, PageRequest};
use sea_orm::{
    ActiveModelBehavior, IntoActiveModel, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

use crate::{Error, Result, Tx};

/// The place of a named thing in the order of names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NamePlace {
    /// The name in the form that is compared.
    pub sort_key: String,
    /// Decides between equal names.
    pub id: Uuid,
}

/// A table of named things.
pub(crate) trait Named: EntityTrait {
    const ID: Self::Column;
    const SLUG: Self::Column;
    const SORT_KEY: Self::Column;
}

/// Implements [`Named`] and the place of a row for an entity in a module `row`.
macro_rules! named {
    ($domain:ty) => {
        impl crate::named::Named for row::Entity {
            const ID: row::Column = row::Column::Id;
            const SLUG: row::Column = row::Column::Slug;
            const SORT_KEY: row::Column = row::Column::SortKey;
        }

        /// Those with these ids, in no particular order; what is absent is left out.
        ///
        /// # Errors
        /// What the database says.
        pub async fn by_ids(
            connection: &impl sea_orm::ConnectionTrait,
            ids: &[masthead_domain::id::Id<$domain>],
        ) -> crate::Result<Vec<$domain>> {
            let rows = crate::named::by::<row::Entity>(
                connection,
                <row::Entity as crate::named::Named>::ID,
                ids.iter().map(|id| id.uuid().into()),
            )
            .await?;
            rows.into_iter().map(TryInto::try_into).collect()
        }

        /// Those with these slugs, in no particular order; what is absent is left out.
        ///
        /// # Errors
        /// What the database says.
        pub async fn by_slugs(
            connection: &impl sea_orm::ConnectionTrait,
            slugs: &[&str],
        ) -> crate::Result<Vec<$domain>> {
            let rows = crate::named::by::<row::Entity>(
                connection,
                <row::Entity as crate::named::Named>::SLUG,
                slugs.iter().map(|slug| (*slug).into()),
            )
            .await?;
            rows.into_iter().map(TryInto::try_into).collect()
        }

        /// One item more than the page holds, in the order of names, from the end that the page begins at.
        ///
        /// # Errors
        /// What the database says.
        pub async fn page(
            connection: &impl sea_orm::ConnectionTrait,
            request: &masthead_domain::page::PageRequest<crate::named::NamePlace>,
        ) -> crate::Result<Vec<(crate::named::NamePlace, $domain)>> {
            let rows = crate::named::page(connection, <row::Entity as sea_orm::EntityTrait>::find(), request).await?;
            rows.into_iter()
                .map(|row| {
                    let place = crate::named::NamePlace { sort_key: row.sort_key.clone(), id: row.id };
                    Ok((place, row.try_into()?))
                })
                .collect()
        }

        /// Those after this slug, in the order of slugs.
        ///
        /// # Errors
        /// What the database says.
        pub async fn after_slug(
            connection: &impl sea_orm::ConnectionTrait,
            slug: &str,
            limit: u64,
        ) -> crate::Result<Vec<$domain>> {
            use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
            let column = <row::Entity as crate::named::Named>::SLUG;
            let select = <row::Entity as sea_orm::EntityTrait>::find().filter(column.gt(slug)).order_by_asc(column);
            select.limit(limit).all(connection).await?.into_iter().map(TryInto::try_into).collect()
        }

        /// Destroys it.
        ///
        /// # Errors
        /// [`crate::Error::Reference`] when something still refers to it.
        pub async fn delete(tx: &crate::Tx, id: masthead_domain::id::Id<$domain>) -> crate::Result<()> {
            <row::Entity as sea_orm::EntityTrait>::delete_by_id(id.uuid()).exec(tx).await?;
            Ok(())
        }

        /// How many there are.
        ///
        /// # Errors
        /// What the database says.
        pub async fn count(connection: &impl sea_orm::ConnectionTrait) -> crate::Result<u64> {
            use sea_orm::PaginatorTrait;
            Ok(<row::Entity as sea_orm::EntityTrait>::find().count(connection).await?)
        }
    };
}
pub(crate) use named;

/// Rows whose `column` has one of these values.
pub(crate) async fn by<E: EntityTrait>(
    connection: &impl ConnectionTrait,
    column: E::Column,
    values: impl Iterator<Item = Value>,
) -> Result<Vec<E::Model>> {
    let values: Vec<Value> = values.collect();
    if values.is_empty() {
        return Ok(Vec::new());
    }
    Ok(E::find().filter(column.is_in(values)).all(connection).await?)
}

/// One row more than the page holds, along `(sort_key, id)`.
pub(crate) async fn page<E: Named>(
    connection: &impl ConnectionTrait,
    select: sea_orm::Select<E>,
    request: &PageRequest<NamePlace>,
) -> Result<Vec<E::Model>> {
    let order = Expr::tuple([Expr::col(E::SORT_KEY), Expr::col(E::ID)]);
    let (mut select, backwards) = match request.end {
        End::Start => (select.order_by_asc(E::SORT_KEY).order_by_asc(E::ID), false),
        End::Finish => (select.order_by_desc(E::SORT_KEY).order_by_desc(E::ID), true),
    };
    if let Some(from) = &request.from {
        let place = Expr::tuple([Expr::val(from.sort_key.clone()), Expr::val(from.id)]);
        select = select.filter(if backwards { order.lt(place) } else { order.gt(place) });
    }
    Ok(select.limit(u64::from(request.limit) + 1).all(connection).await?)
}

/// Inserts a row, or updates the one with the same primary key.
pub(crate) async fn write<E>(tx: &Tx, row: E::ActiveModel, is_new: bool) -> Result<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelBehavior + Send,
{
    if is_new {
        E::insert(row).exec_without_returning(tx).await?;
    } else {
        E::update(row).exec(tx).await?;
    }
    Ok(())
}

/// A member that is read and written whole.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::Unreadable(format!("cannot be written as JSON: {e}")))
}

/// Puts what was read in bulk under its key.
pub(crate) fn group<K: std::hash::Hash + Eq, V>(pairs: impl Iterator<Item = (K, V)>) -> HashMap<K, Vec<V>> {
    let mut map: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in pairs {
        map.entry(key).or_default().push(value);
    }
    map
}
