//! Redirects: paths that have moved.

use masthead_domain::{
    id::Id,
    redirect::{Redirect, RedirectTarget},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{Result, Tx, named};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "redirects")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub from_path: String,
        pub to_path: Option<String>,
        pub article_id: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl From<row::Model> for Redirect {
    fn from(row: row::Model) -> Self {
        let to = match row.article_id {
            Some(article) => RedirectTarget::Article(Id::new(article)),
            None => RedirectTarget::Path(row.to_path.unwrap_or_else(|| "/".to_owned())),
        };
        Self { from: row.from_path, to }
    }
}

/// The redirects from these paths, in no particular order.
///
/// # Errors
/// What the database says.
pub async fn by_paths(connection: &impl ConnectionTrait, paths: &[&str]) -> Result<Vec<Redirect>> {
    let values = paths.iter().map(|path| (*path).into());
    let rows = named::by::<row::Entity>(connection, row::Column::FromPath, values).await?;
    Ok(rows.into_iter().map(Redirect::from).collect())
}

/// Those after this path, in the order of paths.
///
/// # Errors
/// What the database says.
pub async fn after_path(connection: &impl ConnectionTrait, path: &str, limit: u64) -> Result<Vec<Redirect>> {
    let select = row::Entity::find().filter(row::Column::FromPath.gt(path)).order_by_asc(row::Column::FromPath);
    Ok(select.limit(limit).all(connection).await?.into_iter().map(Redirect::from).collect())
}

/// Keeps a redirect.
///
/// # Errors
/// What the database says.
pub async fn save(tx: &Tx, redirect: &Redirect, is_new: bool) -> Result<()> {
    let (to_path, article_id) = match &redirect.to {
        RedirectTarget::Path(path) => (Some(path.clone()), None),
        RedirectTarget::Article(id) => (None, Some(id.uuid())),
    };
    let row =
        row::ActiveModel { from_path: Set(redirect.from.clone()), to_path: Set(to_path), article_id: Set(article_id) };
    named::write::<row::Entity>(tx, row, is_new).await
}

/// Keeps a redirect, whatever led from its path before.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &Tx, redirect: &Redirect) -> Result<()> {
    delete(tx, &redirect.from).await?;
    save(tx, redirect, true).await
}

/// Nothing leads from this path any more.
///
/// # Errors
/// What the database says.
pub async fn delete(tx: &Tx, from: &str) -> Result<()> {
    row::Entity::delete_by_id(from.to_owned()).exec(tx).await?;
    Ok(())
}
