//! Tags.

use masthead_domain::{id::Id, slug::Slug, tag::Tag, time::Instant};
use sea_orm::ActiveValue::Set;

use crate::{Error, Result, Tx, named};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "tags")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub slug: String,
        pub name: String,
        pub description: Option<String>,
        pub sort_key: String,
        pub updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Tag {
    type Error = Error;
    fn try_from(row: row::Model) -> Result<Self> {
        Ok(Self {
            id: Id::new(row.id),
            slug: Slug::stored(row.slug),
            name: row.name,
            description: row.description,
            updated_at: Instant::from_micros(row.updated_at),
        })
    }
}

named::named!(Tag);

/// Keeps a tag. `sort_key` is its place in the order of names.
///
/// # Errors
/// [`Error::Taken`] when another tag has the slug.
pub async fn save(tx: &Tx, tag: &Tag, sort_key: String, is_new: bool) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(tag.id.uuid()),
        slug: Set(tag.slug.to_string()),
        name: Set(tag.name.clone()),
        description: Set(tag.description.clone()),
        sort_key: Set(sort_key),
        updated_at: Set(tag.updated_at.micros()),
    };
    named::write::<row::Entity>(tx, row, is_new).await
}
