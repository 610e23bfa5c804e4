//! Series.

use masthead_domain::{id::Id, series::Series, slug::Slug, time::Instant};
use sea_orm::ActiveValue::Set;

use crate::{Error, Result, Tx, named};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "series")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub slug: String,
        pub title: String,
        pub description: Option<String>,
        pub sort_key: String,
        pub revision: i32,
        pub updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Series {
    type Error = Error;
    fn try_from(row: row::Model) -> Result<Self> {
        Ok(Self {
            id: Id::new(row.id),
            slug: Slug::stored(row.slug),
            title: row.title,
            description: row.description,
            revision: row.revision,
            updated_at: Instant::from_micros(row.updated_at),
        })
    }
}

named::named!(Series);

/// Keeps a series. `sort_key` is its place in the order of names.
///
/// # Errors
/// [`Error::Taken`] when another series has the slug.
pub async fn save(tx: &Tx, series: &Series, sort_key: String, is_new: bool) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(series.id.uuid()),
        slug: Set(series.slug.to_string()),
        title: Set(series.title.clone()),
        description: Set(series.description.clone()),
        sort_key: Set(sort_key),
        revision: Set(series.revision),
        updated_at: Set(series.updated_at.micros()),
    };
    named::write::<row::Entity>(tx, row, is_new).await
}
