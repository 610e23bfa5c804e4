//! Assets: pictures and files, by URL.

use masthead_domain::{asset::Asset, id::Id, time::Instant};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::ExprTrait,
};

use crate::{Error, Result, Tx, named};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "assets")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub key: String,
        pub url: String,
        pub media_type: Option<String>,
        pub width: Option<i32>,
        pub height: Option<i32>,
        pub alt: Option<String>,
        pub caption: Option<String>,
        pub credit: Option<String>,
        pub revision: i32,
        pub updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Asset {
    type Error = Error;
    fn try_from(row: row::Model) -> Result<Self> {
        Ok(Self {
            id: Id::new(row.id),
            key: row.key,
            url: row.url.parse().map_err(|e| Error::stored("assets.url", e))?,
            media_type: row.media_type,
            width: row.width.and_then(|w| u32::try_from(w).ok()),
            height: row.height.and_then(|h| u32::try_from(h).ok()),
            alt: row.alt,
            caption: row.caption,
            credit: row.credit,
            revision: row.revision,
            updated_at: Instant::from_micros(row.updated_at),
        })
    }
}

/// Those with one of these ids or one of these keys, in no particular order.
///
/// # Errors
/// What the database says.
pub async fn find(connection: &impl ConnectionTrait, ids: &[Id<Asset>], keys: &[&str]) -> Result<Vec<Asset>> {
    if ids.is_empty() && keys.is_empty() {
        return Ok(Vec::new());
    }
    let ids = row::Column::Id.is_in(ids.iter().map(|id| id.uuid()));
    let keys = row::Column::Key.is_in(keys.iter().copied());
    let rows = row::Entity::find().filter(ids.or(keys)).all(connection).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Those after this key, in the order of keys.
///
/// # Errors
/// What the database says.
pub async fn after_key(connection: &impl ConnectionTrait, key: &str, limit: u64) -> Result<Vec<Asset>> {
    let select = row::Entity::find().filter(row::Column::Key.gt(key)).order_by_asc(row::Column::Key).limit(limit);
    select.all(connection).await?.into_iter().map(TryInto::try_into).collect()
}

/// Keeps an asset.
///
/// # Errors
/// [`Error::Taken`] when another asset has the key.
pub async fn save(tx: &Tx, asset: &Asset, is_new: bool) -> Result<()> {
    let pixels = |n: Option<u32>| n.and_then(|n| i32::try_from(n).ok());
    let row = row::ActiveModel {
        id: Set(asset.id.uuid()),
        key: Set(asset.key.clone()),
        url: Set(asset.url.to_string()),
        media_type: Set(asset.media_type.clone()),
        width: Set(pixels(asset.width)),
        height: Set(pixels(asset.height)),
        alt: Set(asset.alt.clone()),
        caption: Set(asset.caption.clone()),
        credit: Set(asset.credit.clone()),
        revision: Set(asset.revision),
        updated_at: Set(asset.updated_at.micros()),
    };
    named::write::<row::Entity>(tx, row, is_new).await
}
