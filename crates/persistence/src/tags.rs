//! Tags.

use masthead_domain::{id::Id, slug::Slug, tag::Tag, time::Instant};
use sea_orm::ActiveValue::Set;

use crate::{
    Error, Result, Tx,
    listings::{self, Facet},
    named, search,
    sql::Sql,
};

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
        pub revision: i32,
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
            revision: row.revision,
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
        revision: Set(tag.revision),
        updated_at: Set(tag.updated_at.micros()),
    };
    named::write::<row::Entity>(tx, row, is_new).await?;
    search::write_tag_names(tx, tag.id, &tag.name).await
}

/// Puts one tag in the place of another, in every revision that has it and in the lists of readers, and destroys the other.
///
/// # Errors
/// What the database says.
pub async fn merge(tx: &Tx, from: Id<Tag>, into: Id<Tag>) -> Result<()> {
    let moved = search::in_listing(tx, Facet::Tag, from.uuid()).await?;
    let both = [from.uuid(), into.uuid()];
    // A revision that has both keeps the earlier place.
    let mut sql = Sql::new("DELETE FROM revision_tags WHERE tag_id IN ");
    sql.bind_list(both).push(
        " AND EXISTS (SELECT 1 FROM revision_tags o WHERE o.revision_id = revision_tags.revision_id \
         AND o.position < revision_tags.position AND o.tag_id IN ",
    );
    sql.bind_list(both).push(")");
    sql.run(tx).await?;
    let mut sql = Sql::new("UPDATE revision_tags SET tag_id = ");
    sql.bind(into.uuid()).push(" WHERE tag_id = ").bind(from.uuid());
    sql.run(tx).await?;
    listings::merge_tags(tx, from, into).await?;
    delete(tx, from).await?;
    search::reindex(tx, &moved).await
}
