//! Collections: hand-ordered picks.

use std::collections::HashMap;

use masthead_domain::{
    article::Article,
    collection::{Collection, CollectionWithItems},
    id::Id,
    slug::Slug,
    time::Instant,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, FromQueryResult};

use crate::{
    Error, Result, Tx, named,
    sql::{Sql, insert_many},
};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "collections")]
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

impl TryFrom<row::Model> for Collection {
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

named::named!(Collection);

#[derive(FromQueryResult)]
struct PickedRow {
    article_id: uuid::Uuid,
    #[sea_orm(nested)]
    collection: row::Model,
}

/// The collections that these articles stand in, in the order of names.
///
/// # Errors
/// What the database says.
pub async fn of_articles(
    connection: &impl ConnectionTrait,
    articles: &[Id<Article>],
) -> Result<HashMap<Id<Article>, Vec<Collection>>> {
    if articles.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new(
        "SELECT i.article_id, c.* FROM collection_items i JOIN collections c ON c.id = i.collection_id \
         WHERE i.article_id IN ",
    );
    sql.bind_list(articles.iter().map(|id| id.uuid())).push(" ORDER BY i.article_id, c.sort_key, c.id");
    let rows: Vec<PickedRow> = sql.all(connection).await?;
    let found: Vec<_> =
        rows.into_iter().map(|row| Ok((Id::new(row.article_id), row.collection.try_into()?))).collect::<Result<_>>()?;
    Ok(named::group(found.into_iter()))
}

#[derive(FromQueryResult)]
struct ItemRow {
    collection_id: uuid::Uuid,
    article_id: uuid::Uuid,
}

/// The picks of these collections, in order, whatever the stage of the articles: for editors, never for readers.
///
/// # Errors
/// What the database says.
pub async fn with_items(
    connection: &impl ConnectionTrait,
    collections: Vec<Collection>,
) -> Result<Vec<CollectionWithItems>> {
    let mut sql = Sql::new("SELECT collection_id, article_id FROM collection_items WHERE collection_id IN ");
    sql.bind_list(collections.iter().map(|c| c.id.uuid())).push(" ORDER BY collection_id, position");
    let rows: Vec<ItemRow> = sql.all(connection).await?;
    let mut items = named::group(rows.into_iter().map(|row| (row.collection_id, Id::<Article>::new(row.article_id))));
    Ok(collections
        .into_iter()
        .map(|collection| CollectionWithItems {
            items: items.remove(&collection.id.uuid()).unwrap_or_default(),
            collection,
        })
        .collect())
}

/// Keeps a collection; with its picks, and what readers see of them, if those are new. `sort_key` is its place in the order of names.
///
/// # Errors
/// [`Error::Taken`] when another collection has the slug.
pub async fn save(
    tx: &Tx,
    kept: &CollectionWithItems,
    sort_key: String,
    is_new: bool,
    items_are_new: bool,
) -> Result<()> {
    let collection = &kept.collection;
    let id = collection.id.uuid();
    let row = row::ActiveModel {
        id: Set(id),
        slug: Set(collection.slug.to_string()),
        title: Set(collection.title.clone()),
        description: Set(collection.description.clone()),
        sort_key: Set(sort_key),
        revision: Set(collection.revision),
        updated_at: Set(collection.updated_at.micros()),
    };
    named::write::<row::Entity>(tx, row, is_new).await?;
    if !items_are_new {
        return Ok(());
    }
    let mut sql = Sql::new("DELETE FROM collection_items WHERE collection_id = ");
    sql.bind(id);
    sql.run(tx).await?;
    let rows =
        kept.items.iter().zip(0_i32..).map(|(item, position)| vec![id.into(), position.into(), item.uuid().into()]);
    insert_many(tx, "collection_items", &["collection_id", "position", "article_id"], rows.collect()).await?;
    crate::listings::rebuild_collection(tx, collection.id).await
}

/// Destroys a collection, and what readers see of it.
///
/// # Errors
/// What the database says.
pub async fn destroy(tx: &Tx, collection: Id<Collection>) -> Result<()> {
    delete(tx, collection).await?;
    crate::listings::rebuild_collection(tx, collection).await
}
