//! Authors.

use masthead_domain::{
    author::{Author, AuthorKind},
    id::Id,
    slug::Slug,
    time::Instant,
};
use sea_orm::ActiveValue::Set;

use crate::{Error, Result, Tx, named, search};

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "authors")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub slug: String,
        pub name: String,
        pub kind: String,
        pub bio: Option<String>,
        pub portrait_id: Option<Uuid>,
        pub links: String,
        pub sort_key: String,
        pub revision: i32,
        pub updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Author {
    type Error = Error;
    fn try_from(row: row::Model) -> Result<Self> {
        Ok(Self {
            id: Id::new(row.id),
            slug: Slug::stored(row.slug),
            name: row.name,
            kind: match row.kind.as_str() {
                "organization" => AuthorKind::Organization,
                _ => AuthorKind::Person,
            },
            bio: row.bio,
            portrait: row.portrait_id.map(Id::new),
            links: serde_json::from_str(&row.links).map_err(|e| Error::stored("authors.links", e))?,
            revision: row.revision,
            updated_at: Instant::from_micros(row.updated_at),
        })
    }
}

named::named!(Author);

/// Keeps an author. `sort_key` is its place in the order of names.
///
/// # Errors
/// [`Error::Taken`] when another author has the slug.
pub async fn save(tx: &Tx, author: &Author, sort_key: String, is_new: bool) -> Result<()> {
    let kind = match author.kind {
        AuthorKind::Person => "person",
        AuthorKind::Organization => "organization",
    };
    let row = row::ActiveModel {
        id: Set(author.id.uuid()),
        slug: Set(author.slug.to_string()),
        name: Set(author.name.clone()),
        kind: Set(kind.to_owned()),
        bio: Set(author.bio.clone()),
        portrait_id: Set(author.portrait.map(Id::uuid)),
        links: Set(named::json(&author.links)?),
        sort_key: Set(sort_key),
        revision: Set(author.revision),
        updated_at: Set(author.updated_at.micros()),
    };
    named::write::<row::Entity>(tx, row, is_new).await?;
    search::write_author_names(tx, author.id, &author.name).await
}
